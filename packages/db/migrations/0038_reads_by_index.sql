DROP INDEX "connections_checked_at_idx";--> statement-breakpoint
DROP INDEX "invitations_connection_id_idx";--> statement-breakpoint
CREATE INDEX "users_operators_idx" ON "users" USING btree ("name","id") WHERE "users"."role" = 'operator';--> statement-breakpoint
CREATE INDEX "connections_verdict_idx" ON "connections" USING btree ("verdict","name","id");--> statement-breakpoint
CREATE INDEX "records_connection_id_model_seq_idx" ON "records" USING btree ("connection_id","model","seq");--> statement-breakpoint
CREATE INDEX "syncs_full_connection_id_idx" ON "syncs" USING btree ("connection_id","id") WHERE "syncs"."mode" = 'full';--> statement-breakpoint
CREATE INDEX "connections_checked_at_idx" ON "connections" USING btree (coalesce("checked_at", 'epoch'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "invitations_connection_id_idx" ON "invitations" USING btree ("connection_id","id");