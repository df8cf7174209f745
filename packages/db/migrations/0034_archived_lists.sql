ALTER TABLE "policies" DROP CONSTRAINT "policies_name_ck";--> statement-breakpoint
ALTER TABLE "streams" ADD COLUMN "archived" jsonb;--> statement-breakpoint
ALTER TABLE "watermarks" ADD COLUMN "archived" text;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_name_ck" CHECK ("policies"."name" in ('approve_sync_requests', 'leave_out_archived'));