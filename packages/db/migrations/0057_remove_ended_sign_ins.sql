-- The worker runs the timers, and it may neither read nor change sign-ins. This function deletes only rows that are over.
CREATE FUNCTION app.remove_ended_sign_ins(idle_seconds integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH ended_sessions AS (
    DELETE FROM sessions
    WHERE expires_at < now() OR last_used_at < now() - make_interval(secs => idle_seconds) RETURNING 1
  ), ended_links AS (
    DELETE FROM verifications WHERE expires_at < now() RETURNING 1
  ), ended_counters AS (
    DELETE FROM rate_limits WHERE expire < extract(epoch FROM now()) * 1000 RETURNING 1
  )
  SELECT ((SELECT count(*) FROM ended_sessions) + (SELECT count(*) FROM ended_links)
    + (SELECT count(*) FROM ended_counters))::integer
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION app.remove_ended_sign_ins FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION app.remove_ended_sign_ins TO churned_worker;
