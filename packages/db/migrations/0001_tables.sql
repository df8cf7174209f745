CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"user_id" uuid NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"user_id" uuid NOT NULL,
	"token" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_uq" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"role" text DEFAULT 'customer' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_uq" UNIQUE("email"),
	CONSTRAINT "users_role_ck" CHECK ("users"."role" in ('customer', 'operator'))
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checks" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"credential_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"named_host" text,
	"host" text,
	"models" text[] NOT NULL,
	"verdict" text,
	"verdict_models" text[] DEFAULT '{}' NOT NULL,
	"verdict_detail" text,
	"superseded_by" uuid,
	"requested_by" uuid,
	"epoch" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "checks_tenant_id_id_uq" UNIQUE("tenant_id","id"),
	CONSTRAINT "checks_trigger_ck" CHECK ("checks"."trigger" in ('save', 'manual', 'scheduled', 'rotation', 'incident')),
	CONSTRAINT "checks_state_ck" CHECK ("checks"."state" in ('queued', 'running', 'done')),
	CONSTRAINT "checks_verdict_ck" CHECK ("checks"."verdict" in ('connected', 'connected_partially', 'malformed_token', 'wrong_secret', 'token_rejected', 'wrong_region', 'missing_permissions', 'restricted_view', 'different_planhat', 'throttled', 'planhat_down', 'unreachable', 'unexpected_answer', 'our_fault')),
	CONSTRAINT "checks_done_ck" CHECK (("checks"."state" = 'done') = ("checks"."done_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "checks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "probes" (
	"tenant_id" uuid NOT NULL,
	"check_id" uuid NOT NULL,
	"model" text NOT NULL,
	"outcome" text NOT NULL,
	"status" integer,
	"duration_ms" integer NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "probes_pk" PRIMARY KEY("check_id","model"),
	CONSTRAINT "probes_outcome_ck" CHECK ("probes"."outcome" in ('allowed', 'denied', 'empty', 'restricted', 'unknown'))
);
--> statement-breakpoint
ALTER TABLE "probes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connections" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'awaiting_token' NOT NULL,
	"state_since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"verdict" text,
	"verdict_models" text[] DEFAULT '{}' NOT NULL,
	"host" text,
	"plan" jsonb NOT NULL,
	"last_seq" bigint DEFAULT 0 NOT NULL,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"failures_in_a_row" integer DEFAULT 0 NOT NULL,
	"attempts_in_a_row" integer DEFAULT 0 NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"next_check_at" timestamp (3) with time zone,
	"fresh_at" timestamp (3) with time zone,
	"incident_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"disconnected_at" timestamp (3) with time zone,
	CONSTRAINT "connections_tenant_id_id_uq" UNIQUE("tenant_id","id"),
	CONSTRAINT "connections_state_ck" CHECK ("connections"."state" in ('awaiting_token', 'connected', 'needs_customer', 'needs_operator', 'paused', 'disconnected')),
	CONSTRAINT "connections_verdict_ck" CHECK ("connections"."verdict" in ('connected', 'connected_partially', 'malformed_token', 'wrong_secret', 'token_rejected', 'wrong_region', 'missing_permissions', 'restricted_view', 'different_planhat', 'throttled', 'planhat_down', 'unreachable', 'unexpected_answer', 'our_fault')),
	CONSTRAINT "connections_plan_ck" CHECK (jsonb_typeof("connections"."plan") = 'object'),
	CONSTRAINT "connections_disconnected_ck" CHECK (("connections"."state" = 'disconnected') = ("connections"."disconnected_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "connections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"slot" text,
	"key_id" text NOT NULL,
	"sealed" text,
	"sealed_hash" text NOT NULL,
	"fingerprint" text,
	"last_four" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"promoted_at" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone,
	"destroyed_at" timestamp (3) with time zone,
	CONSTRAINT "credentials_connection_id_id_uq" UNIQUE("connection_id","id"),
	CONSTRAINT "credentials_slot_ck" CHECK ("credentials"."slot" in ('candidate', 'active', 'retiring')),
	CONSTRAINT "credentials_destroyed_ck" CHECK (("credentials"."slot" is null) = ("credentials"."destroyed_at" is not null) and ("credentials"."slot" is null) = ("credentials"."sealed" is null))
);
--> statement-breakpoint
ALTER TABLE "credentials" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject_id" text,
	"reason" text,
	"request_id" text,
	CONSTRAINT "audit_actor_kind_ck" CHECK ("audit"."actor_kind" in ('customer', 'operator', 'system'))
);
--> statement-breakpoint
ALTER TABLE "audit" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"cause" text NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "notifications_state_ck" CHECK ("notifications"."state" in ('queued', 'sent', 'failed', 'skipped')),
	CONSTRAINT "notifications_kind_ck" CHECK ("notifications"."kind" in ('sync_requested', 'sync_declined', 'verdict', 'password_link')),
	CONSTRAINT "notifications_channel_ck" CHECK ("notifications"."channel" in ('mail', 'slack'))
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "timeline" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor" text NOT NULL,
	"fact" jsonb NOT NULL,
	CONSTRAINT "timeline_actor_kind_ck" CHECK ("timeline"."actor_kind" in ('customer', 'operator', 'system')),
	CONSTRAINT "timeline_fact_ck" CHECK (jsonb_typeof("timeline"."fact") = 'object')
);
--> statement-breakpoint
ALTER TABLE "timeline" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"invited_by" uuid,
	"email" text NOT NULL,
	"secret_hash" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invitations_secret_hash_uq" UNIQUE("secret_hash")
);
--> statement-breakpoint
ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "records" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"model" text NOT NULL,
	"planhat_id" text NOT NULL,
	"data" jsonb,
	"hash" "bytea" NOT NULL,
	"seq" bigint NOT NULL,
	"first_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "records_pk" PRIMARY KEY("connection_id","model","planhat_id"),
	CONSTRAINT "records_data_ck" CHECK (("records"."data" is null) = ("records"."deleted_at" is not null) and jsonb_typeof("records"."data") = 'object')
);
--> statement-breakpoint
ALTER TABLE "records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "set_aside_records" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"model" text NOT NULL,
	"content_hash" text NOT NULL,
	"sync_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"content" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "set_aside_records_pk" PRIMARY KEY("connection_id","model","content_hash")
);
--> statement-breakpoint
ALTER TABLE "set_aside_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "estimates" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"as_of" timestamp (3) with time zone,
	"models" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "estimates_models_ck" CHECK (jsonb_typeof("estimates"."models") = 'array')
);
--> statement-breakpoint
ALTER TABLE "estimates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "streams" (
	"tenant_id" uuid NOT NULL,
	"sync_id" uuid NOT NULL,
	"model" text NOT NULL,
	"position" integer NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"next_offset" integer DEFAULT 0 NOT NULL,
	"last_id" text,
	"fetched" integer DEFAULT 0 NOT NULL,
	"inserted" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"deleted" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"requests" integer DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"expected" integer,
	"waiting_for" text,
	"started_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "streams_pk" PRIMARY KEY("sync_id","model"),
	CONSTRAINT "streams_state_ck" CHECK ("streams"."state" in ('queued', 'running', 'waiting', 'succeeded', 'denied', 'failed', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "streams" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sync_requests" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"requested_by" uuid,
	"decided_by" uuid,
	"reason" text,
	"sync_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "sync_requests_state_ck" CHECK ("sync_requests"."state" in ('waiting', 'approved', 'declined', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "sync_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "syncs" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"reason" text,
	"cancel_requested_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "syncs_tenant_id_id_uq" UNIQUE("tenant_id","id"),
	CONSTRAINT "syncs_mode_ck" CHECK ("syncs"."mode" in ('full', 'incremental')),
	CONSTRAINT "syncs_state_ck" CHECK ("syncs"."state" in ('queued', 'running', 'waiting', 'succeeded', 'succeeded_with_gaps', 'failed', 'cancelled')),
	CONSTRAINT "syncs_done_ck" CHECK (("syncs"."state" in ('queued', 'running', 'waiting')) = ("syncs"."done_at" is null))
);
--> statement-breakpoint
ALTER TABLE "syncs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "memberships" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_pk" PRIMARY KEY("tenant_id","user_id"),
	CONSTRAINT "memberships_user_id_uq" UNIQUE("user_id")
);
--> statement-breakpoint
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "tenants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_credential_fk" FOREIGN KEY ("connection_id","credential_id") REFERENCES "public"."credentials"("connection_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "probes" ADD CONSTRAINT "probes_check_fk" FOREIGN KEY ("tenant_id","check_id") REFERENCES "public"."checks"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timeline" ADD CONSTRAINT "timeline_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "records" ADD CONSTRAINT "records_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "set_aside_records" ADD CONSTRAINT "set_aside_records_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "estimates" ADD CONSTRAINT "estimates_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "streams" ADD CONSTRAINT "streams_sync_fk" FOREIGN KEY ("tenant_id","sync_id") REFERENCES "public"."syncs"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_requests" ADD CONSTRAINT "sync_requests_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_requests" ADD CONSTRAINT "sync_requests_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_requests" ADD CONSTRAINT "sync_requests_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "syncs" ADD CONSTRAINT "syncs_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_user_id_idx" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verifications_identifier_idx" ON "verifications" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "checks_open_credential_id_uq" ON "checks" USING btree ("credential_id") WHERE "checks"."state" <> 'done';--> statement-breakpoint
CREATE INDEX "checks_connection_id_idx" ON "checks" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "checks_due_idx" ON "checks" USING btree ("next_attempt_at") WHERE "checks"."state" <> 'done';--> statement-breakpoint
CREATE INDEX "connections_name_idx" ON "connections" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "connections_checked_at_idx" ON "connections" USING btree ("checked_at","id");--> statement-breakpoint
CREATE INDEX "connections_created_at_idx" ON "connections" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "connections_state_idx" ON "connections" USING btree ("state","name","id");--> statement-breakpoint
CREATE INDEX "connections_next_check_at_idx" ON "connections" USING btree ("next_check_at") WHERE "connections"."next_check_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_connection_id_slot_uq" ON "credentials" USING btree ("connection_id","slot") WHERE "credentials"."slot" in ('candidate', 'active');--> statement-breakpoint
CREATE INDEX "credentials_fingerprint_idx" ON "credentials" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "audit_tenant_id_idx" ON "audit" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_cause_uq" ON "notifications" USING btree ("cause","channel","recipient");--> statement-breakpoint
CREATE INDEX "notifications_due_idx" ON "notifications" USING btree ("next_attempt_at") WHERE "notifications"."state" = 'queued';--> statement-breakpoint
CREATE INDEX "timeline_connection_id_idx" ON "timeline" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "invitations_connection_id_idx" ON "invitations" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "records_connection_id_seq_idx" ON "records" USING btree ("connection_id","seq");--> statement-breakpoint
CREATE INDEX "estimates_due_idx" ON "estimates" USING btree ("next_attempt_at") WHERE "estimates"."as_of" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "sync_requests_open_connection_id_uq" ON "sync_requests" USING btree ("connection_id") WHERE "sync_requests"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "sync_requests_state_idx" ON "sync_requests" USING btree ("state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "syncs_live_connection_id_uq" ON "syncs" USING btree ("connection_id") WHERE "syncs"."state" in ('queued', 'running', 'waiting');--> statement-breakpoint
CREATE INDEX "syncs_connection_id_idx" ON "syncs" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "syncs_due_idx" ON "syncs" USING btree ("next_attempt_at") WHERE "syncs"."state" in ('queued', 'running', 'waiting');--> statement-breakpoint
CREATE POLICY "checks_tenant_wall" ON "checks" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "probes_tenant_wall" ON "probes" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "connections_tenant_wall" ON "connections" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "credentials_tenant_wall" ON "credentials" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "audit_tenant_wall" ON "audit" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "notifications_tenant_wall" ON "notifications" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "timeline_tenant_wall" ON "timeline" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "invitations_tenant_wall" ON "invitations" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "records_tenant_wall" ON "records" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "set_aside_records_tenant_wall" ON "set_aside_records" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "estimates_tenant_wall" ON "estimates" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "streams_tenant_wall" ON "streams" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "sync_requests_tenant_wall" ON "sync_requests" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "syncs_tenant_wall" ON "syncs" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "memberships_tenant_wall" ON "memberships" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or tenant_id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or tenant_id = (select app.tenant_id()));--> statement-breakpoint
CREATE POLICY "tenants_tenant_wall" ON "tenants" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or id = (select app.tenant_id())) WITH CHECK ((select app.is_operator()) or id = (select app.tenant_id()));