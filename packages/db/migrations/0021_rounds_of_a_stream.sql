ALTER TABLE "streams" ADD COLUMN "round" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "round_since" timestamp (3) with time zone;