CREATE TABLE "custom_fields" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"model" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "custom_fields_pk" PRIMARY KEY("connection_id","model","name")
);
--> statement-breakpoint
ALTER TABLE "custom_fields" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "absences" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"model" text NOT NULL,
	"planhat_id" text NOT NULL,
	"first_sync_id" uuid NOT NULL,
	"sync_id" uuid NOT NULL,
	CONSTRAINT "absences_pk" PRIMARY KEY("connection_id","model","planhat_id")
);
--> statement-breakpoint
ALTER TABLE "absences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "held_deletes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"sync_id" uuid NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"models" jsonb NOT NULL,
	"reason" text,
	"decided_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "held_deletes_state_ck" CHECK ("held_deletes"."state" in ('waiting', 'releasing', 'released', 'kept', 'withdrawn')),
	CONSTRAINT "held_deletes_models_ck" CHECK (jsonb_typeof("held_deletes"."models") = 'array')
);
--> statement-breakpoint
ALTER TABLE "held_deletes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "policies" (
	"name" text PRIMARY KEY NOT NULL,
	"is_on" boolean NOT NULL,
	"changed_by" uuid,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "policies_name_ck" CHECK ("policies"."name" in ('approve_sync_requests'))
);
--> statement-breakpoint
ALTER TABLE "policies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "watermarks" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"model" text NOT NULL,
	"watermark" timestamp (3) with time zone,
	"full_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "watermarks_pk" PRIMARY KEY("connection_id","model")
);
--> statement-breakpoint
ALTER TABLE "watermarks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications" DROP CONSTRAINT "notifications_kind_ck";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "next_sync_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "incremental_every_minutes" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "full_every_minutes" integer DEFAULT 1440 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "fresh_within_minutes" integer DEFAULT 180 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "late_said_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "mode" text DEFAULT 'full' NOT NULL;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "last_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "watermark" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "newest" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "is_ordered" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "step_back" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "gaps" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "held" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "syncs" ADD COLUMN "progress_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "custom_fields" ADD CONSTRAINT "custom_fields_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_deletes" ADD CONSTRAINT "held_deletes_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_deletes" ADD CONSTRAINT "held_deletes_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watermarks" ADD CONSTRAINT "watermarks_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "held_deletes_open_connection_id_uq" ON "held_deletes" USING btree ("connection_id") WHERE "held_deletes"."state" in ('waiting', 'releasing');--> statement-breakpoint
CREATE INDEX "held_deletes_state_idx" ON "held_deletes" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "connections_next_sync_at_idx" ON "connections" USING btree ("next_sync_at") WHERE "connections"."next_sync_at" is not null;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_intervals_ck" CHECK ("connections"."incremental_every_minutes" > 0 and "connections"."full_every_minutes" > 0 and "connections"."fresh_within_minutes" > 0);--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_kind_ck" CHECK ("notifications"."kind" in ('sync_requested', 'sync_declined', 'verdict', 'ready_mail', 'password_link', 'token_replaced', 'invitation', 'invitation_used', 'deletes_held', 'data_late'));--> statement-breakpoint
ALTER TABLE "streams" ADD CONSTRAINT "streams_mode_ck" CHECK ("streams"."mode" in ('full', 'incremental'));--> statement-breakpoint
CREATE POLICY "custom_fields_tenant_wall" ON "custom_fields" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
CREATE POLICY "absences_tenant_wall" ON "absences" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
CREATE POLICY "held_deletes_tenant_wall" ON "held_deletes" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
CREATE POLICY "policies_operator_wall" ON "policies" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator())) WITH CHECK ((select app.is_operator()));--> statement-breakpoint
CREATE POLICY "watermarks_tenant_wall" ON "watermarks" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));