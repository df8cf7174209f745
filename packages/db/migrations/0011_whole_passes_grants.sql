-- The worker finds what is missing and removes it; operators answer through the API, which removes nothing itself.
GRANT SELECT, INSERT, UPDATE, DELETE ON absences TO churned_worker;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON held_deletes, watermarks, custom_fields TO churned_worker;
--> statement-breakpoint
GRANT SELECT ON held_deletes, watermarks, custom_fields, policies TO churned_api;
--> statement-breakpoint
GRANT UPDATE (state, reason, decided_by, decided_at) ON held_deletes TO churned_api;
--> statement-breakpoint
GRANT INSERT, UPDATE ON policies TO churned_api;
--> statement-breakpoint
GRANT SELECT ON policies TO churned_worker;
--> statement-breakpoint
-- A point in time as Planhat sends it: ISO 8601, or milliseconds. Null for anything else; it never fails.
CREATE FUNCTION app.as_instant(value jsonb) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE jsonb_typeof(value)
    WHEN 'number' THEN CASE WHEN (value #>> '{}')::numeric BETWEEN -62135596800000 AND 8640000000000000
      THEN to_timestamp(((value #>> '{}')::numeric / 1000)::double precision) END
    WHEN 'string' THEN CASE
      WHEN (value #>> '{}') !~ '^\d{4}-\d{2}-\d{2}' THEN NULL
      -- Without a zone it is UTC, whatever the session's own is.
      WHEN (value #>> '{}') ~ '(Z|[+-]\d{2}:?\d{2})$' AND (value #>> '{}') ~ 'T' THEN
        CASE WHEN pg_input_is_valid(value #>> '{}', 'timestamptz') THEN (value #>> '{}')::timestamptz END
      WHEN pg_input_is_valid(value #>> '{}', 'timestamp') THEN (value #>> '{}')::timestamp AT TIME ZONE 'UTC'
    END
  END;
