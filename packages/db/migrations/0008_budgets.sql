CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "budgets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_id_connections_id_fk" FOREIGN KEY ("id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "budgets_operator_wall" ON "budgets" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator())) WITH CHECK ((select app.is_operator()));