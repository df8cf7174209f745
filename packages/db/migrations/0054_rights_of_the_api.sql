-- The API's role: only the rights that the API needs. See docs/walls.md.
-- The database decides the id and the time of the lines of the timeline, as it does for the audit.
CREATE FUNCTION app.set_timeline_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.id := uuidv7();
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER timeline_time BEFORE INSERT ON timeline FOR EACH ROW EXECUTE FUNCTION app.set_timeline_time();
--> statement-breakpoint
-- Only this function gives a person a role, and it adds a line to the audit.
CREATE FUNCTION app.add_person(
  person_email text, person_name text, person_role text, person_tenant uuid,
  by_kind text, by_actor text, by_request text, by_address text, by_device text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person uuid;
BEGIN
  IF app.is_operator() IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'only operators and the system add people';
  END IF;
  IF (person_role = 'customer') <> (person_tenant IS NOT NULL) THEN
    RAISE check_violation USING MESSAGE = 'a customer belongs to a tenant, and an operator to none';
  END IF;
  INSERT INTO users (email, name, role) VALUES (person_email, person_name, person_role)
    ON CONFLICT (email) DO NOTHING RETURNING id INTO person;
  IF person IS NULL THEN
    RETURN NULL;
  END IF;
  IF person_tenant IS NOT NULL THEN
    INSERT INTO memberships (tenant_id, user_id) VALUES (person_tenant, person);
  END IF;
  INSERT INTO audit (tenant_id, actor_kind, actor, action, subject_id, request_id, address, device)
    VALUES (person_tenant, by_kind, by_actor, 'user.create', person, by_request, by_address, by_device);
  RETURN person;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION app.add_person FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION app.add_person TO churned_api;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON users FROM churned_api;
--> statement-breakpoint
REVOKE INSERT ON memberships FROM churned_api;
--> statement-breakpoint
GRANT UPDATE (email, email_verified, locked_at, removed_at, updated_at) ON users TO churned_api;
--> statement-breakpoint
-- Verdicts, and what Planhat showed, come from the worker alone.
REVOKE UPDATE ON connections, checks FROM churned_api;
--> statement-breakpoint
GRANT UPDATE (
  name, state, state_since, plan, accepted, epoch, attempts_in_a_row, next_check_at, next_sync_at,
  incremental_every_minutes, full_every_minutes, fresh_within_minutes, late_said_at, disconnected_at
) ON connections TO churned_api;
--> statement-breakpoint
GRANT UPDATE (state, trigger, models, requested_by, next_attempt_at, lease_until, superseded_by, done_at)
  ON checks TO churned_api;
--> statement-breakpoint
-- The API pauses, resumes and disconnects. Every other state of a connection follows from a verdict.
CREATE FUNCTION app.refuse_state_of_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN (OLD.state, 'paused', 'disconnected') THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'paused' AND (NEW.state <> 'connected' OR NEW.verdict IN ('connected', 'connected_partially')) THEN
    RETURN NEW;
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'the API does not decide this state of a connection';
END $$;
--> statement-breakpoint
CREATE TRIGGER connection_state_of_api BEFORE UPDATE OF state ON connections FOR EACH ROW
  WHEN (current_user = 'churned_api') EXECUTE FUNCTION app.refuse_state_of_api();
--> statement-breakpoint
-- Only a superuser may change the rights of PostgreSQL's own functions. Without this right, a role can fill the disk with
-- large objects, but reads nothing.
DO $$ BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    REVOKE EXECUTE ON FUNCTION pg_catalog.lo_create(oid), pg_catalog.lo_creat(integer),
      pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;
  END IF;
END $$;
