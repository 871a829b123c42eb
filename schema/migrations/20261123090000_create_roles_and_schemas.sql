-- 20261123090000_create_roles_and_schemas.sql
--
-- Purpose:     Creates roles campus_application, campus_auditor, campus_jobs, campus_owner, campus_migrator,
--              campus_readonly; creates schemas app, archive, kept; creates extensions btree_gin, btree_gist; creates
--              functions app.archive_partition(), app.blank_archived(), app.current_request_id(), app.current_tenant_id(),
--              app.current_user_id(), app.drop_archived(), app.drop_kept_rows(), app.enforce_transition(),
--              app.keep_tree_path(), app.make_partition(), app.make_partitions(), app.make_uuid(), app.redact_columns(),
--              app.shorten_name(), app.shows_deleted(), app.touch_row().
-- Domain:      all
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing.
-- Trade-offs:  none worth naming.

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Roles (of the whole server; one that another database uses stays)
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_application') THEN
        CREATE ROLE campus_application;
    END IF;
END
$guard$;

ALTER ROLE campus_application SET "TimeZone" = 'UTC';
ALTER ROLE campus_application SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE campus_application SET statement_timeout = '30s';

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_auditor') THEN
        CREATE ROLE campus_auditor;
    END IF;
END
$guard$;

ALTER ROLE campus_auditor SET "TimeZone" = 'UTC';
ALTER ROLE campus_auditor SET default_transaction_read_only = 'on';
ALTER ROLE campus_auditor SET statement_timeout = '120s';

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_jobs') THEN
        CREATE ROLE campus_jobs;
    END IF;
END
$guard$;

ALTER ROLE campus_jobs SET "TimeZone" = 'UTC';
ALTER ROLE campus_jobs SET idle_in_transaction_session_timeout = '300s';

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_owner') THEN
        CREATE ROLE campus_owner;
    END IF;
END
$guard$;

ALTER ROLE campus_owner SET "TimeZone" = 'UTC';

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_migrator') THEN
        CREATE ROLE campus_migrator;
    END IF;
END
$guard$;

GRANT campus_owner TO campus_migrator;

ALTER ROLE campus_migrator SET "TimeZone" = 'UTC';
ALTER ROLE campus_migrator SET lock_timeout = '5s';
ALTER ROLE campus_migrator SET role = 'campus_owner';

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_readonly') THEN
        CREATE ROLE campus_readonly;
    END IF;
END
$guard$;

ALTER ROLE campus_readonly SET "TimeZone" = 'UTC';
ALTER ROLE campus_readonly SET default_transaction_read_only = 'on';
ALTER ROLE campus_readonly SET statement_timeout = '120s';

-- -------------------------------------------------------------------------------------------------
-- Schemas
-- -------------------------------------------------------------------------------------------------
CREATE SCHEMA IF NOT EXISTS app;

ALTER SCHEMA app OWNER TO campus_owner;

COMMENT ON SCHEMA app IS 'Functions of the design.';

GRANT USAGE ON SCHEMA app TO campus_application;
GRANT USAGE ON SCHEMA app TO campus_auditor;
GRANT USAGE ON SCHEMA app TO campus_jobs;
GRANT USAGE ON SCHEMA app TO campus_readonly;

CREATE SCHEMA IF NOT EXISTS archive;

ALTER SCHEMA archive OWNER TO campus_owner;

COMMENT ON SCHEMA archive IS 'Partitions that were detached, until they are exported and dropped.';

CREATE SCHEMA IF NOT EXISTS kept;

ALTER SCHEMA kept OWNER TO campus_owner;

COMMENT ON SCHEMA kept IS 'What a rollback kept. The application cannot read it, erasure reaches it, and it expires.';

REVOKE USAGE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO campus_application;
GRANT USAGE ON SCHEMA public TO campus_auditor;
GRANT USAGE ON SCHEMA public TO campus_jobs;
GRANT CREATE, USAGE ON SCHEMA public TO campus_owner;
GRANT USAGE ON SCHEMA public TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- Extensions
-- -------------------------------------------------------------------------------------------------
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.archive_partition(p_parent text, p_month date)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '5s'
AS $function$
DECLARE
  v_name text := p_parent || '_p' || to_char(p_month, 'YYYY_MM');
BEGIN
  EXECUTE format('ALTER TABLE public.%I DETACH PARTITION public.%I', p_parent, v_name);
  EXECUTE format('ALTER TABLE public.%I SET SCHEMA archive', v_name);
  RETURN v_name;
END
$function$;

ALTER ROUTINE app.archive_partition(p_parent text, p_month date) OWNER TO campus_owner;

COMMENT ON ROUTINE app.archive_partition(p_parent text, p_month date) IS 'Detaches the partition of a month and moves it into the schema archive, where only the owner reaches it; returns its name. Detaching takes ACCESS EXCLUSIVE for milliseconds: CONCURRENTLY is refused beside a default partition.';

REVOKE EXECUTE ON ROUTINE app.archive_partition(p_parent text, p_month date) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.archive_partition(p_parent text, p_month date) TO campus_jobs;

CREATE OR REPLACE FUNCTION app.blank_archived(p_table text, p_blanks text, p_match text, p_tenant uuid, p_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_month regclass;
BEGIN
  FOR v_month IN
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'archive' AND c.relkind = 'r' AND starts_with(c.relname, p_table || '_p')
  LOOP
    EXECUTE format('UPDATE %s SET %s WHERE tenant_id = $1 AND %s', v_month, p_blanks, p_match) USING p_tenant, p_id;
  END LOOP;
END
$function$;

ALTER ROUTINE app.blank_archived(p_table text, p_blanks text, p_match text, p_tenant uuid, p_id uuid) OWNER TO campus_owner;

COMMENT ON ROUTINE app.blank_archived(p_table text, p_blanks text, p_match text, p_tenant uuid, p_id uuid) IS 'Blanks a person''s rows in the archived partitions of a table; the columns and the condition are the design''s own text ($1 the tenant, $2 the person). Part of erase_person.';

REVOKE EXECUTE ON ROUTINE app.blank_archived(p_table text, p_blanks text, p_match text, p_tenant uuid, p_id uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.current_request_id()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT left(nullif(current_setting('app.request_id', true), ''), 100) $function$;

ALTER ROUTINE app.current_request_id() OWNER TO campus_owner;

COMMENT ON ROUTINE app.current_request_id() IS 'The request that the transaction belongs to (app.request_id), or NULL: leads from an audit record to the application''s log.';

REVOKE EXECUTE ON ROUTINE app.current_request_id() FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.current_request_id() TO campus_application;
GRANT EXECUTE ON ROUTINE app.current_request_id() TO campus_auditor;
GRANT EXECUTE ON ROUTINE app.current_request_id() TO campus_jobs;
GRANT EXECUTE ON ROUTINE app.current_request_id() TO campus_readonly;

CREATE OR REPLACE FUNCTION app.current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $function$;

ALTER ROUTINE app.current_tenant_id() OWNER TO campus_owner;

COMMENT ON ROUTINE app.current_tenant_id() IS 'The transaction''s tenant (app.tenant_id), or NULL. A setting guards against mistakes of the application, not against somebody who can run any SQL as its role.';

REVOKE EXECUTE ON ROUTINE app.current_tenant_id() FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.current_tenant_id() TO campus_application;
GRANT EXECUTE ON ROUTINE app.current_tenant_id() TO campus_auditor;
GRANT EXECUTE ON ROUTINE app.current_tenant_id() TO campus_jobs;
GRANT EXECUTE ON ROUTINE app.current_tenant_id() TO campus_readonly;

CREATE OR REPLACE FUNCTION app.current_user_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $function$;

ALTER ROUTINE app.current_user_id() OWNER TO campus_owner;

COMMENT ON ROUTINE app.current_user_id() IS 'The user for whom the transaction works (app.user_id), or NULL for a job.';

REVOKE EXECUTE ON ROUTINE app.current_user_id() FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.current_user_id() TO campus_application;
GRANT EXECUTE ON ROUTINE app.current_user_id() TO campus_auditor;
GRANT EXECUTE ON ROUTINE app.current_user_id() TO campus_jobs;
GRANT EXECUTE ON ROUTINE app.current_user_id() TO campus_readonly;

CREATE OR REPLACE FUNCTION app.drop_archived(p_parent text, p_month date)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '5s'
AS $function$
DECLARE
  v_name text := p_parent || '_p' || to_char(p_month, 'YYYY_MM');
BEGIN
  EXECUTE format('DROP TABLE archive.%I', v_name);
  RETURN v_name;
END
$function$;

ALTER ROUTINE app.drop_archived(p_parent text, p_month date) OWNER TO campus_owner;

COMMENT ON ROUTINE app.drop_archived(p_parent text, p_month date) IS 'Drops an archived partition, once it has been exported and the export was verified; returns its name.';

REVOKE EXECUTE ON ROUTINE app.drop_archived(p_parent text, p_month date) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.drop_archived(p_parent text, p_month date) TO campus_jobs;

CREATE OR REPLACE FUNCTION app.drop_kept_rows(p_table text, p_about text, p_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_kept regclass;
BEGIN
  FOR v_kept IN
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'kept' AND c.relkind IN ('r', 'p') AND starts_with(c.relname, p_table)
       AND (SELECT count(*) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('tenant_id', p_about)) = 2
  LOOP
    EXECUTE format('DELETE FROM %s WHERE tenant_id = app.current_tenant_id() AND %I = $1', v_kept, p_about) USING p_id;
  END LOOP;
END
$function$;

ALTER ROUTINE app.drop_kept_rows(p_table text, p_about text, p_id uuid) OWNER TO campus_owner;

COMMENT ON ROUTINE app.drop_kept_rows(p_table text, p_about text, p_id uuid) IS 'Deletes a person''s rows from what rollbacks kept: every table of the schema kept that is named after this one (itself, or its name and more) and has the column that leads to the person. Part of erase_person.';

REVOKE EXECUTE ON ROUTINE app.drop_kept_rows(p_table text, p_about text, p_id uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.enforce_transition()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  v_from text := to_jsonb(OLD) ->> TG_ARGV[0];
  v_to text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF (v_from || '>' || v_to) = ANY (TG_ARGV[2:]) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%.% cannot go from % to %', TG_TABLE_NAME, TG_ARGV[0], v_from, v_to
    USING ERRCODE = 'check_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[0],
          CONSTRAINT = TG_ARGV[1];
END
$function$;

ALTER ROUTINE app.enforce_transition() OWNER TO campus_owner;

COMMENT ON ROUTINE app.enforce_transition() IS 'A state machine: the trigger names the column, the rule that a violation reports, and each allowed step as from>to.';

REVOKE EXECUTE ON ROUTINE app.enforce_transition() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.keep_tree_path()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_above text := '';
BEGIN
  IF TG_WHEN = 'AFTER' THEN
    EXECUTE format('UPDATE %I.%I SET slug = slug WHERE tenant_id = $1 AND parent_id = $2', TG_TABLE_SCHEMA, TG_TABLE_NAME)
      USING NEW.tenant_id, NEW.id;
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(TG_TABLE_NAME || NEW.tenant_id::text, 0));
  IF NEW.parent_id IS NOT NULL THEN
    EXECUTE format('SELECT path || ''/'' FROM %I.%I WHERE tenant_id = $1 AND id = $2', TG_TABLE_SCHEMA, TG_TABLE_NAME)
      INTO v_above USING NEW.tenant_id, NEW.parent_id;
    IF NEW.parent_id = NEW.id OR (TG_OP = 'UPDATE' AND starts_with(v_above, OLD.path || '/')) THEN
      RAISE EXCEPTION '% cannot lie below itself', NEW.slug
        USING ERRCODE = 'check_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'parent_id';
    END IF;
  END IF;
  NEW.path := coalesce(v_above, '') || NEW.slug;  -- without a parent's row, the foreign key will refuse
  RETURN NEW;
END
$function$;

ALTER ROUTINE app.keep_tree_path() OWNER TO campus_owner;

COMMENT ON ROUTINE app.keep_tree_path() IS 'Keeps path in a tree of parent_id and slug: the parent''s path and the own slug. Before a change it computes the row''s own path and refuses to hang a branch below itself; after one it moves what lies below along. One tree of a tenant is changed by one transaction at a time, or two moves could close a circle together.';

REVOKE EXECUTE ON ROUTINE app.keep_tree_path() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.make_partition(p_parent text, p_month date)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
AS $function$
DECLARE
  v_from date := date_trunc('month', p_month)::date;
  v_to date := (date_trunc('month', p_month) + interval '1 month')::date;
  v_name text := p_parent || coalesce('_p' || to_char(v_from, 'YYYY_MM'), '_default');
  v_tenant text := current_setting('app.tenant_id', true);
  v_key text;
  v_index record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('app.make_partition ' || p_parent, 0));
  IF to_regclass(format('public.%I', v_name)) IS NOT NULL THEN
    RETURN NULL;
  END IF;
  -- Rows of every tenant move, and ATTACH looks up the tenant of each: the owner must see them all.
  PERFORM set_config('app.tenant_id', '', true);
  SELECT a.attname INTO STRICT v_key
    FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
   WHERE p.partrelid = format('public.%I', p_parent)::regclass;
  EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE'
                 ' INCLUDING COMPRESSION INCLUDING GENERATED)', v_name, p_parent);
  IF p_month IS NULL THEN
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I DEFAULT', p_parent, v_name);
    EXECUTE format('COMMENT ON TABLE public.%I IS %L', v_name, 'Rows of ' || p_parent || ' whose month nobody made.');
  ELSE
    -- none may arrive in between, or ATTACH would refuse
    EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', p_parent || '_default');
    EXECUTE format('WITH moved AS (DELETE FROM public.%I WHERE %I >= %L AND %I < %L RETURNING *)'
                   ' INSERT INTO public.%I SELECT * FROM moved',
                   p_parent || '_default', v_key, v_from, v_key, v_to, v_name);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   p_parent, v_name, v_from::timestamptz, v_to::timestamptz);
    EXECUTE format('COMMENT ON TABLE public.%I IS %L', v_name,
                   'Rows of ' || p_parent || ' of ' || to_char(v_from, 'YYYY-MM') || ' (UTC).');
  END IF;
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', v_name);
  EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', v_name);
  EXECUTE format('CREATE POLICY %I ON public.%I TO CURRENT_USER'
                 ' USING (app.current_tenant_id() IS NULL OR tenant_id = app.current_tenant_id())'
                 ' WITH CHECK (app.current_tenant_id() IS NULL OR tenant_id = app.current_tenant_id())',
                 app.shorten_name(v_name || '_owner_policy'), v_name);
  EXECUTE format('COMMENT ON POLICY %I ON public.%I IS %L', app.shorten_name(v_name || '_owner_policy'), v_name,
                 'As on the whole table; everybody else reaches a partition through it only.');
  FOR v_index IN
    SELECT c.relname AS own, p.relname AS whole
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_inherits h ON h.inhrelid = i.indexrelid JOIN pg_class p ON p.oid = h.inhparent
     WHERE i.indrelid = format('public.%I', v_name)::regclass
  LOOP
    EXECUTE format('ALTER INDEX public.%I RENAME TO %I', v_index.own,
                   app.shorten_name(v_name || substr(v_index.whole, length(p_parent) + 1)));
  END LOOP;
  PERFORM set_config('app.tenant_id', coalesce(v_tenant, ''), true);
  RETURN v_name;
END
$function$;

ALTER ROUTINE app.make_partition(p_parent text, p_month date) OWNER TO campus_owner;

COMMENT ON ROUTINE app.make_partition(p_parent text, p_month date) IS 'Makes the partition of a month, or the default partition where no month is given, and returns its name; NULL if it is there already. Rows of that month that waited in the default partition move into it. Months are in UTC. Direct access stays closed: the partition has row-level security, forced, and no grants.';

REVOKE EXECUTE ON ROUTINE app.make_partition(p_parent text, p_month date) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.make_partitions(p_parent text, p_months integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
AS $function$
  SELECT count(app.make_partition(p_parent, (date_trunc('month', now()) + make_interval(months => ahead))::date))::integer
    FROM generate_series(0, p_months) AS ahead
$function$;

ALTER ROUTINE app.make_partitions(p_parent text, p_months integer) OWNER TO campus_owner;

COMMENT ON ROUTINE app.make_partitions(p_parent text, p_months integer) IS 'Makes the partitions of this month and of so many months ahead; returns how many were missing. A nightly job.';

REVOKE EXECUTE ON ROUTINE app.make_partitions(p_parent text, p_months integer) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.make_partitions(p_parent text, p_months integer) TO campus_jobs;

CREATE OR REPLACE FUNCTION app.make_uuid()
 RETURNS uuid
 LANGUAGE plpgsql
 PARALLEL SAFE
AS $function$
DECLARE
  v_now bigint := extract(epoch FROM clock_timestamp()) * 1000000;  -- microseconds
BEGIN
  -- 28672 is the version, 7, above the fraction's 12 bits; the variant is already in the last 8 bytes of a version 4.
  RETURN encode(
    int8send((v_now / 1000 << 16) | 28672 | (v_now % 1000 * 4096 / 1000)) || substring(uuid_send(gen_random_uuid()) FROM 9),
    'hex'
  );
END
$function$;

ALTER ROUTINE app.make_uuid() OWNER TO campus_owner;

COMMENT ON ROUTINE app.make_uuid() IS 'A time-ordered UUID (RFC 9562 version 7: 48 bits of milliseconds, 12 bits of their fraction, 62 random bits). PostgreSQL 16 has no uuidv7(). Rows that were made together stay together, and are read together; what it costs and gains against random keys and BIGINT is measured in docs/benchmarks/keys/.';

REVOKE EXECUTE ON ROUTINE app.make_uuid() FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.make_uuid() TO campus_application;
GRANT EXECUTE ON ROUTINE app.make_uuid() TO campus_jobs;

CREATE OR REPLACE FUNCTION app.redact_columns(p_row jsonb, p_columns text[])
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT CASE WHEN p_row IS NOT NULL THEN p_row || coalesce(
    (SELECT jsonb_object_agg(key, '[erased]'::text) FROM jsonb_each(p_row)
      WHERE key = ANY (p_columns) AND value <> 'null'::jsonb), '{}') END
$function$;

ALTER ROUTINE app.redact_columns(p_row jsonb, p_columns text[]) OWNER TO campus_owner;

COMMENT ON ROUTINE app.redact_columns(p_row jsonb, p_columns text[]) IS 'A row''s JSON with a mark in the place of the values of these columns; which columns changed stays true.';

REVOKE EXECUTE ON ROUTINE app.redact_columns(p_row jsonb, p_columns text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.shorten_name(p_name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  SELECT CASE
    WHEN octet_length(p_name) <= 63 THEN p_name
    ELSE left(p_name, 34) || '_' || left(encode(sha256(convert_to(p_name, 'UTF8')), 'hex'), 6) || right(p_name, 19)
  END
$function$;

ALTER ROUTINE app.shorten_name(p_name text) OWNER TO campus_owner;

COMMENT ON ROUTINE app.shorten_name(p_name text) IS 'A name of at most 63 bytes: itself, or its beginning, six hexadecimal digits of its SHA-256 and its end. The same rule as the models'', for the partitions that the server makes.';

REVOKE EXECUTE ON ROUTINE app.shorten_name(p_name text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.shows_deleted()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(nullif(current_setting('app.show_deleted', true), '')::boolean, false) $function$;

ALTER ROUTINE app.shows_deleted() OWNER TO campus_owner;

COMMENT ON ROUTINE app.shows_deleted() IS 'Whether the transaction asks for soft-deleted rows too (app.show_deleted = on), to list or restore them.';

REVOKE EXECUTE ON ROUTINE app.shows_deleted() FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.shows_deleted() TO campus_application;
GRANT EXECUTE ON ROUTINE app.shows_deleted() TO campus_readonly;

CREATE OR REPLACE FUNCTION app.touch_row()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.updated_at := now();
  IF 'updated_by' = ANY (TG_ARGV) THEN
    NEW.updated_by := app.current_user_id();
  END IF;
  IF 'version' = ANY (TG_ARGV) THEN
    NEW.version := OLD.version + 1;
  END IF;
  IF 'deleted_at' = ANY (TG_ARGV) THEN
    IF NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL THEN
      NEW.deleted_at := now();
    END IF;
  END IF;
  RETURN NEW;
END
$function$;

ALTER ROUTINE app.touch_row() OWNER TO campus_owner;

COMMENT ON ROUTINE app.touch_row() IS 'Keeps the columns that follow every change of a row: updated_at always, the others (updated_by, version, deleted_at) where the trigger names them. A soft delete always carries the transaction''s time, whatever was written.';

REVOKE EXECUTE ON ROUTINE app.touch_row() FROM PUBLIC;

-- migrate:down

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.archive_partition(p_parent text, p_month date);
DROP FUNCTION IF EXISTS app.blank_archived(p_table text, p_blanks text, p_match text, p_tenant uuid, p_id uuid);
DROP FUNCTION IF EXISTS app.current_request_id();
DROP FUNCTION IF EXISTS app.current_tenant_id();
DROP FUNCTION IF EXISTS app.current_user_id();
DROP FUNCTION IF EXISTS app.drop_archived(p_parent text, p_month date);
DROP FUNCTION IF EXISTS app.drop_kept_rows(p_table text, p_about text, p_id uuid);
DROP FUNCTION IF EXISTS app.enforce_transition();
DROP FUNCTION IF EXISTS app.keep_tree_path();
DROP FUNCTION IF EXISTS app.make_partition(p_parent text, p_month date);
DROP FUNCTION IF EXISTS app.make_partitions(p_parent text, p_months integer);
DROP FUNCTION IF EXISTS app.make_uuid();
DROP FUNCTION IF EXISTS app.redact_columns(p_row jsonb, p_columns text[]);
DROP FUNCTION IF EXISTS app.shorten_name(p_name text);
DROP FUNCTION IF EXISTS app.shows_deleted();
DROP FUNCTION IF EXISTS app.touch_row();

-- -------------------------------------------------------------------------------------------------
-- Extensions
-- -------------------------------------------------------------------------------------------------
DROP EXTENSION IF EXISTS btree_gin;
DROP EXTENSION IF EXISTS btree_gist;

-- -------------------------------------------------------------------------------------------------
-- Schemas
-- -------------------------------------------------------------------------------------------------
DROP SCHEMA IF EXISTS app;
DROP SCHEMA IF EXISTS archive;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'kept')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = 'kept'
        ) THEN
        DROP SCHEMA kept;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- Roles (of the whole server; one that another database uses stays)
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_application')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r
                ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid
            WHERE r.rolname = 'campus_application'
        ) THEN
        DROP ROLE campus_application;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_auditor')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r
                ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid
            WHERE r.rolname = 'campus_auditor'
        ) THEN
        DROP ROLE campus_auditor;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_jobs')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r
                ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid
            WHERE r.rolname = 'campus_jobs'
        ) THEN
        DROP ROLE campus_jobs;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_migrator')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r
                ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid
            WHERE r.rolname = 'campus_migrator'
        ) THEN
        DROP ROLE campus_migrator;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_owner')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r
                ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid
            WHERE r.rolname = 'campus_owner'
        ) THEN
        DROP ROLE campus_owner;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_readonly')
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_shdepend AS d JOIN pg_catalog.pg_roles AS r
                ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = r.oid
            WHERE r.rolname = 'campus_readonly'
        ) THEN
        DROP ROLE campus_readonly;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- Schemas
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_application') THEN
        REVOKE USAGE ON SCHEMA public FROM campus_application;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_auditor') THEN
        REVOKE USAGE ON SCHEMA public FROM campus_auditor;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_jobs') THEN
        REVOKE USAGE ON SCHEMA public FROM campus_jobs;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_owner') THEN
        REVOKE CREATE, USAGE ON SCHEMA public FROM campus_owner;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'campus_readonly') THEN
        REVOKE USAGE ON SCHEMA public FROM campus_readonly;
    END IF;
END
$guard$;

GRANT USAGE ON SCHEMA public TO PUBLIC;
