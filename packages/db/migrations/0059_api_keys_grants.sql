-- A key is made, and afterwards only its revocation and its last use change.
GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON api_keys TO churned_api;
--> statement-breakpoint
-- The name of a key is a row of users with which nobody can sign in. The API inserts no other row there.
CREATE FUNCTION app.add_api_key_name(key_name text, key_role text) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  key uuid;
BEGIN
  IF app.is_operator() IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'only operators make API keys';
  END IF;
  INSERT INTO users (email, name, role, is_key)
    VALUES (gen_random_uuid() || '@key.invalid', key_name, key_role, true) RETURNING id INTO key;
  RETURN key;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION app.add_api_key_name FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION app.add_api_key_name TO churned_api;
--> statement-breakpoint
-- The worker leaves keys out of the list of operators.
GRANT SELECT (is_key) ON users TO churned_worker;
