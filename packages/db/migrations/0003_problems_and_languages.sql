CREATE TABLE "problem_cares" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"assignee_id" uuid,
	"snoozed_until" timestamp (3) with time zone,
	"snoozed_cause" text
);
--> statement-breakpoint
ALTER TABLE "problem_cares" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "problem_notes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"author_id" uuid,
	"text" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "problem_notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_kind_ck";--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "language" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE "problem_cares" ADD CONSTRAINT "problem_cares_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "problem_cares" ADD CONSTRAINT "problem_cares_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "problem_notes" ADD CONSTRAINT "problem_notes_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "problem_notes" ADD CONSTRAINT "problem_notes_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "problem_cares_assignee_id_idx" ON "problem_cares" USING btree ("assignee_id");--> statement-breakpoint
CREATE INDEX "problem_notes_connection_id_idx" ON "problem_notes" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "connections_troubled_idx" ON "connections" USING btree ("state_since") WHERE "connections"."state" in ('needs_customer', 'needs_operator');--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_kind_ck" CHECK ("notifications"."kind" in ('sync_requested', 'sync_declined', 'verdict', 'ready_mail', 'password_link'));--> statement-breakpoint
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_language_ck" CHECK ("tenants"."language" in ('en', 'nl'));--> statement-breakpoint
CREATE POLICY "problem_cares_tenant_wall" ON "problem_cares" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "problem_notes_operator_wall" ON "problem_notes" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator())) WITH CHECK ((select app.is_operator()));