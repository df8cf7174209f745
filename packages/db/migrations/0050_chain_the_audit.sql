-- The database decides the id, the time and the order of the lines of the audit. See docs/adr/0024-chain-at-commit.md.
CREATE FUNCTION app.set_audit_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.id := uuidv7();
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_time BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION app.set_audit_time();
--> statement-breakpoint
-- A field without a value adds nothing. So a later column does not change the hashes of older lines.
CREATE FUNCTION app.audit_field(name text, value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(name || ':' || octet_length(value) || ':' || value || chr(10), '');
--> statement-breakpoint
-- packages/services/src/history/audit-chain.ts computes the same hash.
CREATE FUNCTION app.hash_audit_line(previous bytea, line record) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sha256(previous || convert_to(
    app.audit_field('id', line.id::text)
    || app.audit_field('tenant_id', line.tenant_id::text)
    || app.audit_field('at', to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    || app.audit_field('actor_kind', line.actor_kind)
    || app.audit_field('actor', line.actor)
    || app.audit_field('action', line.action)
    || app.audit_field('subject_id', line.subject_id)
    || app.audit_field('reason', line.reason)
    || app.audit_field('request_id', line.request_id)
    || app.audit_field('address', line.address)
    || app.audit_field('device', line.device), 'UTF8'));
END $$;
--> statement-breakpoint
-- The lock lasts until the transaction has ended. The next statement of the function sees the entry of the transaction
-- that had the lock before.
CREATE FUNCTION app.chain_audit_line(line record) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('churned/audit', 0));
  SELECT coalesce(max(seq), 0) AS seq INTO head FROM public.audit_chain;
  INSERT INTO public.audit_chain (seq, audit_id, previous, hash)
  SELECT head.seq + 1, line.id, before.hash, app.hash_audit_line(before.hash, line)
  FROM (SELECT coalesce((SELECT hash FROM public.audit_chain WHERE seq = head.seq), '') AS hash) AS before;
END $$;
--> statement-breakpoint
CREATE FUNCTION app.chain_new_audit_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM app.chain_audit_line(NEW);
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION app.chain_audit_line, app.chain_new_audit_line FROM PUBLIC;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION app.chain_new_audit_line();
--> statement-breakpoint
-- The trigger above waits for all open writers, so this statement sees all lines.
DO $$
DECLARE
  line record;
BEGIN
  FOR line IN SELECT * FROM audit ORDER BY id LOOP
    PERFORM app.chain_audit_line(line);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT ON audit_chain TO churned_api, churned_worker;
