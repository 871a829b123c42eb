-- Run as a superuser in each pooled database. PgBouncer asks it for the verifier of whoever logs in.
-- No superuser and no role whose password has expired gets through (the latter is CVE-2025-2291: PgBouncer before
-- 1.24.1 does not look at VALID UNTIL itself).
DO $$$$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${role_text}) THEN
        CREATE ROLE ${role} LOGIN;
    END IF;
END
$$$$;
CREATE SCHEMA IF NOT EXISTS pgbouncer;
REVOKE ALL ON SCHEMA pgbouncer FROM PUBLIC;
GRANT USAGE ON SCHEMA pgbouncer TO ${role};
CREATE OR REPLACE FUNCTION pgbouncer.user_lookup(wanted text, OUT username text, OUT verifier text)
    RETURNS SETOF record
    LANGUAGE sql
    STABLE
    SECURITY DEFINER
    SET search_path = ''
AS $$$$
    SELECT rolname::text, rolpassword
      FROM pg_catalog.pg_authid
     WHERE rolname = wanted
       AND rolcanlogin
       AND NOT rolsuper
       AND (rolvaliduntil IS NULL OR rolvaliduntil > pg_catalog.now())
$$$$;
REVOKE ALL ON FUNCTION pgbouncer.user_lookup(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pgbouncer.user_lookup(text) TO ${role};
