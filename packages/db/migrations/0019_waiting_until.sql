ALTER TABLE "streams" ADD COLUMN "waiting_until" timestamp (3) with time zone;
--> statement-breakpoint
-- Ending a stream clears what it waited for.
GRANT UPDATE (waiting_until) ON streams TO churned_api;
