ALTER TABLE "connections" ADD COLUMN "unread_models" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "unread_since" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "connections_unread_since_idx" ON "connections" USING btree ("unread_since") WHERE "connections"."unread_since" is not null;