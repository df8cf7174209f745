ALTER TABLE "streams" ADD COLUMN "paging" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "watermarks" ADD COLUMN "page_cap" integer;