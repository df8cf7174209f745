-- The pieces of a text of one, two and three characters, which the index of names holds.
CREATE FUNCTION app.grams(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY(
    SELECT DISTINCT substr(whole, i, n) FROM generate_series(1, length(whole)) AS i, generate_series(1, 3) AS n
    WHERE i + n - 1 <= length(whole)
  );
--> statement-breakpoint
CREATE TABLE "connection_names" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"names" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connection_names" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "connection_names" ADD CONSTRAINT "connection_names_connection_fk" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."connections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connection_names_grams_idx" ON "connection_names" USING gin (app.grams("names")) WITH (fastupdate=false);--> statement-breakpoint
CREATE POLICY "connection_names_tenant_wall" ON "connection_names" AS PERMISSIVE FOR ALL TO "churned_api", "churned_worker" USING ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null)) WITH CHECK ((select app.is_operator()) or (tenant_id = (select app.tenant_id()) and (select app.connection_id()) is null));