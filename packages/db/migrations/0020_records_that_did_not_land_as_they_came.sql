ALTER TABLE "set_aside_records" ADD COLUMN "planhat_id" text;--> statement-breakpoint
ALTER TABLE "set_aside_records" ADD COLUMN "is_repaired" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "repaired" integer DEFAULT 0 NOT NULL;