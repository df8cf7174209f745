CREATE TABLE "record_counts" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"model" text NOT NULL,
	"live" bigint DEFAULT 0 NOT NULL,
	"deleted" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "record_counts_pk" PRIMARY KEY("connection_id","model"),
	CONSTRAINT "record_counts_ck" CHECK ("record_counts"."live" >= 0 and "record_counts"."deleted" >= 0)
);
--> statement-breakpoint
ALTER TABLE "record_counts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "record_counts" ADD CONSTRAINT "record_counts_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "record_counts_tenant_wall" ON "record_counts" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));