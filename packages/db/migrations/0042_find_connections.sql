-- Row-level security forbids an index for conditions whose functions might tell something about hidden rows, such as a
-- search for a part of a text. So this function searches as the owner of the tables and carries the wall itself: it
-- returns ids that the transaction may see, and the query that uses them stands behind row-level security all the same.
CREATE FUNCTION app.find_connections(wanted text, at_most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  part text := lower(wanted);
  -- A longer part is found by its pieces of three characters, of which a row must have all.
  pieces text[] := CASE WHEN length(part) <= 3 THEN ARRAY[part]
    ELSE ARRAY(SELECT DISTINCT substr(part, i, 3) FROM generate_series(1, length(part) - 2) AS i) END;
BEGIN
  IF app.is_operator() THEN
    RETURN QUERY SELECT connection_id FROM public.connection_names
      WHERE app.grams(names) @> pieces AND strpos(names, part) > 0 LIMIT at_most;
  ELSE
    -- A tenant has few connections, so their names are read one after the other. A guest may not search.
    RETURN QUERY SELECT n.connection_id FROM public.connections c JOIN public.connection_names n ON n.connection_id = c.id
      WHERE c.tenant_id = app.tenant_id() AND app.connection_id() IS NULL AND strpos(n.names, part) > 0 LIMIT at_most;
  END IF;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION app.find_connections FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION app.find_connections TO churned_api, churned_worker;
--> statement-breakpoint
-- These triggers write as the owner too, so that no role needs a grant to change the names.
CREATE FUNCTION app.name_connection() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.connection_names (connection_id, tenant_id, names)
  SELECT new.id, new.tenant_id, lower(new.name || E'\n' || t.name) FROM public.tenants t WHERE t.id = new.tenant_id
  ON CONFLICT (connection_id) DO UPDATE SET names = excluded.names;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION app.name_connections_of_tenant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE public.connection_names n SET names = lower(c.name || E'\n' || new.name)
  FROM public.connections c WHERE c.tenant_id = new.id AND n.connection_id = c.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER connections_name AFTER INSERT OR UPDATE OF name ON connections
  FOR EACH ROW EXECUTE FUNCTION app.name_connection();
--> statement-breakpoint
CREATE TRIGGER tenants_name AFTER UPDATE OF name ON tenants
  FOR EACH ROW EXECUTE FUNCTION app.name_connections_of_tenant();
--> statement-breakpoint
GRANT SELECT ON connection_names TO churned_api, churned_worker;
--> statement-breakpoint
INSERT INTO connection_names (connection_id, tenant_id, names)
SELECT c.id, c.tenant_id, lower(c.name || E'\n' || t.name) FROM connections c JOIN tenants t ON t.id = c.tenant_id;
