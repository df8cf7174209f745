-- Analysts: a role that reads landed records through the views of schema planhat, of the tenant set for the transaction.
-- Unlike operators it never sees all; with no tenant set it sees none. Who signs in is made a member of it.
DO $do$ BEGIN
  -- PostgreSQL refuses CREATE ROLE to a user without CREATEROLE also if the role exists.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'churned_reader') THEN
    CREATE ROLE churned_reader NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $do$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA app, public TO churned_reader;
--> statement-breakpoint
GRANT SELECT ON records TO churned_reader;
--> statement-breakpoint
GRANT SELECT (id, tenant_id) ON connections TO churned_reader;
--> statement-breakpoint
CREATE POLICY records_reader_wall ON records FOR SELECT TO churned_reader USING (tenant_id = (SELECT app.tenant_id()));
--> statement-breakpoint
CREATE POLICY connections_reader_wall ON connections FOR SELECT TO churned_reader USING (tenant_id = (SELECT app.tenant_id()));
