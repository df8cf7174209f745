ALTER TABLE "checks" ADD COLUMN "confidence" text;--> statement-breakpoint
ALTER TABLE "checks" ADD COLUMN "requests" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "checks" ADD COLUMN "attempts" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "checks" ADD COLUMN "planhat" jsonb;--> statement-breakpoint
ALTER TABLE "probes" ADD COLUMN "detail" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "planhat" jsonb;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "accepted" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "checks_evidence_idx" ON "checks" USING btree ("done_at") WHERE "checks"."requests" <> '[]';--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_confidence_ck" CHECK ("checks"."confidence" in ('certain', 'likely'));--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_evidence_ck" CHECK (jsonb_typeof("checks"."requests") = 'array' and jsonb_typeof("checks"."attempts") = 'array');--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_planhat_ck" CHECK (jsonb_typeof("checks"."planhat") = 'object');--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_identity_ck" CHECK (jsonb_typeof("connections"."planhat") = 'object' and jsonb_typeof("connections"."accepted") = 'object');