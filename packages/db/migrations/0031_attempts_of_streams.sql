ALTER TABLE "streams" ADD COLUMN "attempt" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "failing_since" timestamp (3) with time zone;