CREATE TABLE "series" (
	"step" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"checks" jsonb NOT NULL,
	"save_times" jsonb NOT NULL,
	"records" bigint NOT NULL,
	"calls" bigint,
	"kept_at" timestamp (3) with time zone NOT NULL,
	"within" integer,
	"near" integer,
	"past" integer,
	"oldest_wait_ms" bigint,
	CONSTRAINT "series_pk" PRIMARY KEY("step","at"),
	CONSTRAINT "series_step_ck" CHECK ("series"."step" in ('five_minutes', 'hour'))
);
--> statement-breakpoint
ALTER TABLE "series" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "checks_done_at_idx" ON "checks" USING btree ("done_at") WHERE "checks"."done_at" is not null;--> statement-breakpoint
CREATE INDEX "streams_done_at_idx" ON "streams" USING btree ("done_at") WHERE "streams"."done_at" is not null;--> statement-breakpoint
CREATE POLICY "series_operator_wall" ON "series" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator())) WITH CHECK ((select app.is_operator()));