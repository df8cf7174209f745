-- The API's role reads no text of a mail by itself. The function carries the wall of notifications, and gives a secret link
-- only after its delivery: then the text is empty, except in a demo, whose outbox is the table.
REVOKE SELECT ON notifications FROM churned_api;
--> statement-breakpoint
GRANT SELECT (
  id, tenant_id, connection_id, sent_by, joined_to, kind, channel, cause, recipient, subject, state, epoch, lease_until,
  attempt, next_attempt_at, reason, created_at, sent_at
) ON notifications TO churned_api;
--> statement-breakpoint
CREATE FUNCTION app.mail_text(wanted uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT body FROM notifications
  WHERE id = wanted
    AND (app.is_operator() OR (tenant_id = app.tenant_id() AND app.connection_id() IS NULL))
    AND (kind NOT IN ('password_link', 'invitation') OR sent_at IS NOT NULL)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION app.mail_text FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION app.mail_text TO churned_api, churned_worker;
