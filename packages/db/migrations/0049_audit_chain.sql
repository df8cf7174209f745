CREATE TABLE "audit_chain" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"audit_id" uuid NOT NULL,
	"previous" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_chain_audit_id_uq" UNIQUE("audit_id")
);
--> statement-breakpoint
ALTER TABLE "audit_chain" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "audit" DROP CONSTRAINT "audit_actor_kind_ck";--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "device" text;--> statement-breakpoint
ALTER TABLE "audit_chain" ADD CONSTRAINT "audit_chain_audit_id_audit_id_fk" FOREIGN KEY ("audit_id") REFERENCES "public"."audit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_at_idx" ON "audit" USING btree ("at","id");--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_device_ck" CHECK (length("audit"."device") <= 200);--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_actor_kind_ck" CHECK ("audit"."actor_kind" in ('customer', 'guest', 'operator', 'system', 'nobody'));--> statement-breakpoint
CREATE POLICY "audit_chain_operator_wall" ON "audit_chain" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator())) WITH CHECK ((select app.is_operator()));