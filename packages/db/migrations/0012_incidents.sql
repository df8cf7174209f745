CREATE TABLE "incidents" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"fault" text NOT NULL,
	"host" text,
	"kind" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"connections" integer DEFAULT 0 NOT NULL,
	"checks_postponed" integer DEFAULT 0 NOT NULL,
	"looked_at" timestamp (3) with time zone NOT NULL,
	"next_look_at" timestamp (3) with time zone NOT NULL,
	"good_looks" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "incidents_fault_ck" CHECK ("incidents"."fault" in ('theirs', 'ours')),
	CONSTRAINT "incidents_kind_ck" CHECK ("incidents"."kind" in ('planhat_down', 'unreachable', 'unexpected_answer', 'our_fault')),
	CONSTRAINT "incidents_host_ck" CHECK (("incidents"."fault" = 'ours') = ("incidents"."host" is null))
);
--> statement-breakpoint
ALTER TABLE "incidents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_kind_ck";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "doubt" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "doubt_host" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "doubt_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "answered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "checks_on" date;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "checks_that_day" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open_cause_uq" ON "incidents" USING btree ("fault",coalesce("host", '')) WHERE "incidents"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "incidents_closed_at_idx" ON "incidents" USING btree ("closed_at");--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connections_doubt_idx" ON "connections" USING btree ("doubt_host","checked_at") WHERE "connections"."doubt" is not null;--> statement-breakpoint
CREATE INDEX "connections_answered_at_idx" ON "connections" USING btree ("answered_at");--> statement-breakpoint
CREATE INDEX "connections_incident_id_idx" ON "connections" USING btree ("incident_id","checked_at") WHERE "connections"."incident_id" is not null;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_doubt_ck" CHECK ("connections"."doubt" in ('connected', 'connected_partially', 'malformed_token', 'wrong_secret', 'token_rejected', 'wrong_region', 'missing_permissions', 'restricted_view', 'different_planhat', 'throttled', 'planhat_down', 'unreachable', 'unexpected_answer', 'our_fault'));--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_doubt_since_ck" CHECK (("connections"."doubt" is null) = ("connections"."doubt_since" is null));--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_kind_ck" CHECK ("notifications"."kind" in ('sync_requested', 'sync_declined', 'verdict', 'ready_mail', 'password_link', 'token_replaced', 'invitation', 'invitation_used', 'deletes_held', 'data_late', 'incident', 'doubt_lasts'));--> statement-breakpoint
CREATE POLICY "incidents_operator_wall" ON "incidents" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator())) WITH CHECK ((select app.is_operator()));