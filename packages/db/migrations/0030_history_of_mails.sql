ALTER TABLE "notifications" ADD COLUMN "connection_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "sent_by" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "joined_to" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_sent_by_users_id_fk" FOREIGN KEY ("sent_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notifications_connection_id_idx" ON "notifications" USING btree ("connection_id","id") WHERE "notifications"."connection_id" is not null;--> statement-breakpoint
CREATE INDEX "notifications_held_idx" ON "notifications" USING btree ("recipient") WHERE "notifications"."state" = 'queued';--> statement-breakpoint
ALTER POLICY "notifications_tenant_wall" ON "notifications" TO churned_api,churned_worker USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null and kind in ('verdict', 'ready_mail', 'sync_declined', 'token_replaced', 'invitation_used'))) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));--> statement-breakpoint
-- Mails that told of a verdict name its check, and so their connection.
UPDATE "notifications" n SET "connection_id" = c."connection_id" FROM "checks" c WHERE n."kind" = 'verdict' AND n."cause" = 'verdict:' || c."id" AND c."tenant_id" = n."tenant_id";
