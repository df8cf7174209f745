-- The functions behind every row-level policy. `set_config(..., true)` by withTenant and asOperator lasts for one
-- transaction; with neither set, there is no tenant and nobody is an operator, so no row is seen.
CREATE SCHEMA app;
--> statement-breakpoint
CREATE FUNCTION app.tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;
--> statement-breakpoint
CREATE FUNCTION app.is_operator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.is_operator', true), '') = 'true';
--> statement-breakpoint
GRANT USAGE ON SCHEMA app, public TO churned_api, churned_worker;
