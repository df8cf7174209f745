-- A guest's transaction is set to a connection beside its tenant; every wall says what it then lets through.
CREATE FUNCTION app.connection_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.connection_id', true), '')::uuid;
--> statement-breakpoint
CREATE TABLE "receipts" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"disconnected_by" uuid,
	"data" text NOT NULL,
	"records" integer NOT NULL,
	"erased" integer DEFAULT 0 NOT NULL,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "receipts_data_ck" CHECK ("receipts"."data" in ('keep', 'erase'))
);
--> statement-breakpoint
ALTER TABLE "receipts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "audit" DROP CONSTRAINT "audit_actor_kind_ck";--> statement-breakpoint
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_kind_ck";--> statement-breakpoint
ALTER TABLE "timeline" DROP CONSTRAINT "timeline_actor_kind_ck";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "last_replacement_check_id" uuid;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "next_proof_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "still_worked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "ending" text;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_disconnected_by_users_id_fk" FOREIGN KEY ("disconnected_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "receipts_erasing_idx" ON "receipts" USING btree ("connection_id") WHERE "receipts"."data" = 'erase' and "receipts"."erased_at" is null;--> statement-breakpoint
CREATE INDEX "credentials_next_proof_at_idx" ON "credentials" USING btree ("next_proof_at") WHERE "credentials"."slot" = 'retiring';--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_actor_kind_ck" CHECK ("audit"."actor_kind" in ('customer', 'guest', 'operator', 'system'));--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_kind_ck" CHECK ("notifications"."kind" in ('sync_requested', 'sync_declined', 'verdict', 'ready_mail', 'password_link', 'token_replaced', 'invitation', 'invitation_used'));--> statement-breakpoint
ALTER TABLE "timeline" ADD CONSTRAINT "timeline_actor_kind_ck" CHECK ("timeline"."actor_kind" in ('customer', 'guest', 'operator', 'system'));--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_ending_ck" CHECK ("invitations"."ending" in ('used', 'withdrawn'));--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_ended_ck" CHECK (("invitations"."ending" is null) = ("invitations"."ended_at" is null));--> statement-breakpoint
CREATE POLICY "receipts_tenant_wall" ON "receipts" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "checks_tenant_wall" ON "checks" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or connection_id = (select app.connection_id())))) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or connection_id = (select app.connection_id()))));--> statement-breakpoint
ALTER POLICY "probes_tenant_wall" ON "probes" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or exists (select 1 from checks where checks.id = check_id and checks.connection_id = (select app.connection_id()))))) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or exists (select 1 from checks where checks.id = check_id and checks.connection_id = (select app.connection_id())))));--> statement-breakpoint
ALTER POLICY "connections_tenant_wall" ON "connections" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or id = (select app.connection_id())))) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or id = (select app.connection_id()))));--> statement-breakpoint
ALTER POLICY "credentials_tenant_wall" ON "credentials" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or connection_id = (select app.connection_id())))) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or connection_id = (select app.connection_id()))));--> statement-breakpoint
ALTER POLICY "audit_tenant_wall" ON "audit" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and true));--> statement-breakpoint
ALTER POLICY "notifications_tenant_wall" ON "notifications" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "timeline_tenant_wall" ON "timeline" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or connection_id = (select app.connection_id()))));--> statement-breakpoint
ALTER POLICY "invitations_tenant_wall" ON "invitations" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or connection_id = (select app.connection_id())))) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and ((select app.connection_id()) is null or connection_id = (select app.connection_id()))));--> statement-breakpoint
ALTER POLICY "problem_cares_tenant_wall" ON "problem_cares" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "records_tenant_wall" ON "records" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "set_aside_records_tenant_wall" ON "set_aside_records" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "estimates_tenant_wall" ON "estimates" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "streams_tenant_wall" ON "streams" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "sync_requests_tenant_wall" ON "sync_requests" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "syncs_tenant_wall" ON "syncs" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "memberships_tenant_wall" ON "memberships" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
ALTER POLICY "tenants_tenant_wall" ON "tenants" TO churned_api,churned_worker USING ((select app.is_operator()) or (id = (select app.tenant_id()) and true)) WITH CHECK ((select app.is_operator()) or (id = (select app.tenant_id()) and true));--> statement-breakpoint
-- Disconnecting promises an erasure through the API; the worker carries it out.
GRANT SELECT, INSERT ON receipts TO churned_api;
--> statement-breakpoint
GRANT SELECT, UPDATE (erased, erased_at) ON receipts TO churned_worker;
--> statement-breakpoint
GRANT DELETE ON records, set_aside_records TO churned_worker;
--> statement-breakpoint
-- A token that works ends its connection's invitations.
GRANT UPDATE (ended_at, ending) ON invitations TO churned_worker;
--> statement-breakpoint
GRANT SELECT (next_proof_at, still_worked_at) ON credentials TO churned_api;
--> statement-breakpoint
-- What was disconnected before there were receipts has one too: its data was kept.
INSERT INTO receipts (connection_id, tenant_id, data, records)
  SELECT id, tenant_id, 'keep', (SELECT count(*) FROM records WHERE connection_id = connections.id)
  FROM connections WHERE state = 'disconnected';
--> statement-breakpoint
UPDATE credentials SET next_proof_at = now() WHERE slot = 'retiring';
