-- 20261123090001_create_tenancy.sql
--
-- Purpose:     Creates functions app.find_tenant(), app.keep_search(), app.record_change(),
--              app.refresh_search(); creates table tenants.
-- Domain:      tenancy
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of tenants that would go are copied to schema kept first, and put back by
--              the next run in the other direction. The copy takes room and time; drop it when it is no longer wanted.
-- Trade-offs:  none worth naming.
--
-- Serves:
--   tenant_settings: What every page needs to know of its tenant: name, locale, time zone.
--       SELECT id, slug, name, status, plan, locale, time_zone, search_language
--         FROM tenants
--        WHERE id = :tenant_id
--   tenants_in_business: The nightly jobs' first query: whose turn it is.
--       SELECT id, slug, time_zone
--         FROM tenants
--        WHERE status IN ('trial', 'active')
--        ORDER BY id
--   change_tenant: An institution's administrator changes how it presents itself.
--       UPDATE tenants
--          SET name = :name, locale = :locale, time_zone = :time_zone
--        WHERE id = :tenant_id

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.find_tenant(p_slug text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ SELECT id FROM public.tenants WHERE slug = p_slug AND status IN ('trial', 'active') $function$;

ALTER ROUTINE app.find_tenant(p_slug text) OWNER TO campus_owner;

COMMENT ON ROUTINE app.find_tenant(p_slug text) IS 'The tenant behind a host name, before anybody is signed in: its id if it is open, else NULL. The application cannot list tenants, so this is its only way from a name to a tenant; a transaction that has a tenant finds no other.';

REVOKE EXECUTE ON ROUTINE app.find_tenant(p_slug text) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.find_tenant(p_slug text) TO campus_application;

CREATE OR REPLACE FUNCTION app.keep_search()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_row jsonb := to_jsonb(NEW);
  v_language regconfig;
BEGIN
  SELECT search_language::regconfig INTO v_language FROM public.tenants WHERE id = NEW.tenant_id;
  NEW.search := '';
  FOR place IN 0 .. TG_NARGS - 1 BY 2 LOOP
    NEW.search := NEW.search || setweight(
      to_tsvector(coalesce(v_language, 'simple'), coalesce(v_row ->> TG_ARGV[place], '')), TG_ARGV[place + 1]::"char");
  END LOOP;
  RETURN NEW;
END
$function$;

ALTER ROUTINE app.keep_search() OWNER TO campus_owner;

COMMENT ON ROUTINE app.keep_search() IS 'Keeps search: the trigger names columns and their weights in turn (title A, body C); the language is the tenant''s. A generated column could not do it: its expression must be immutable, and the language is another row''s.';

REVOKE EXECUTE ON ROUTINE app.keep_search() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.record_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_old jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - TG_ARGV[2]::text[] END;
  v_new jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - TG_ARGV[2]::text[] END;
  v_row jsonb := coalesce(v_new, v_old);
  v_columns text[];
  v_hidden text;
BEGIN
  FOREACH v_hidden IN ARRAY TG_ARGV[3]::text[] LOOP
    -- a change of a hidden value must still show: the marks differ
    IF v_old ->> v_hidden IS DISTINCT FROM v_new ->> v_hidden AND v_new ->> v_hidden IS NOT NULL THEN
      v_new := jsonb_set(v_new, ARRAY[v_hidden], '"[hidden, new]"');
    ELSIF v_new ->> v_hidden IS NOT NULL THEN
      v_new := jsonb_set(v_new, ARRAY[v_hidden], '"[hidden]"');
    END IF;
    IF v_old ->> v_hidden IS NOT NULL THEN
      v_old := jsonb_set(v_old, ARRAY[v_hidden], '"[hidden]"');
    END IF;
  END LOOP;
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(key ORDER BY key), jsonb_object_agg(key, o.value), jsonb_object_agg(key, n.value)
      INTO v_columns, v_old, v_new
      FROM jsonb_each(v_old) AS o JOIN jsonb_each(v_new) AS n USING (key)
     WHERE o.value IS DISTINCT FROM n.value;
    IF v_columns IS NULL THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO public.audit_logs (tenant_id, table_name, record_id, operation, before, after, changed_columns)
  VALUES (coalesce(v_row ->> 'tenant_id', v_row ->> 'id')::uuid, TG_ARGV[0], (v_row ->> TG_ARGV[1])::uuid,
          lower(TG_OP), v_old, v_new, v_columns);
  RETURN NULL;
END
$function$;

ALTER ROUTINE app.record_change() OWNER TO campus_owner;

COMMENT ON ROUTINE app.record_change() IS 'Leaves a truthful record of a row''s change in audit_logs: before and after of the changed columns, the whole row where it was made or deleted. The trigger names the table (a shard''s own name would not do), the column with the row''s UUID, the columns that are left out and those whose values are hidden. A change of left-out columns only leaves no record.';

REVOKE EXECUTE ON ROUTINE app.record_change() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.refresh_search()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  -- the trigger that keeps search fires on the columns named; with the same values nothing else changes
  UPDATE public.blog_posts SET title = title WHERE tenant_id = NEW.id;
  UPDATE public.page_revisions SET title = title WHERE tenant_id = NEW.id;
  RETURN NULL;
END
$function$;

ALTER ROUTINE app.refresh_search() OWNER TO campus_owner;

COMMENT ON ROUTINE app.refresh_search() IS 'When a tenant takes another search language, its texts are read anew in that language; old words would not be found.';

REVOKE EXECUTE ON ROUTINE app.refresh_search() FROM PUBLIC;

-- -------------------------------------------------------------------------------------------------
-- tenants: Institutions: the boundary that no row of another table crosses.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.tenants (
    id               uuid                      NOT NULL DEFAULT app.make_uuid(),
    slug             character varying(63)     NOT NULL,
    name             character varying(200)    NOT NULL,
    status           character varying(20)     NOT NULL DEFAULT 'trial'::character varying,
    plan             character varying(20)     NOT NULL DEFAULT 'free'::character varying,
    locale           character varying(35)     NOT NULL DEFAULT 'en'::character varying,
    time_zone        character varying(64)     NOT NULL DEFAULT 'UTC'::character varying,
    search_language  character varying(20)     NOT NULL DEFAULT 'simple'::character varying,
    created_at       timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at       timestamp with time zone  NOT NULL DEFAULT now(),

    CONSTRAINT tenants_id_primary_constraint PRIMARY KEY (id),
    -- The host name leads to the tenant: the one key that all tenants share.
    CONSTRAINT tenants_slug_unique_constraint UNIQUE (slug),
    -- Language, script and region (BCP 47).
    CONSTRAINT tenants_locale_check_constraint
        CHECK (((locale)::text ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'::text)),
    -- A name has letters, and none of them is a blank edge.
    CONSTRAINT tenants_name_check_constraint
        CHECK ((((name)::text <> ''::text) AND ((name)::text !~ '^\s|\s$'::text))),
    -- What is sold.
    CONSTRAINT tenants_plan_check_constraint
        CHECK (((plan)::text = ANY (ARRAY[('free'::character varying)::text, ('standard'::character varying)::text, ('premium'::character varying)::text, ('enterprise'::character varying)::text]))),
    -- A text search configuration that every server has.
    CONSTRAINT tenants_search_language_check_constraint
        CHECK (((search_language)::text = ANY (ARRAY[('simple'::character varying)::text, ('dutch'::character varying)::text, ('english'::character varying)::text, ('french'::character varying)::text, ('german'::character varying)::text, ('italian'::character varying)::text, ('portuguese'::character varying)::text, ('spanish'::character varying)::text]))),
    -- A DNS label of 3 to 63 characters.
    CONSTRAINT tenants_slug_check_constraint CHECK (((slug)::text ~ '^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$'::text)),
    -- Only trial and active tenants sign in; a closed one keeps its rows until retention ends.
    CONSTRAINT tenants_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('trial'::character varying)::text, ('active'::character varying)::text, ('suspended'::character varying)::text, ('closed'::character varying)::text]))),
    -- A name of the IANA database.
    CONSTRAINT tenants_time_zone_check_constraint
        CHECK (((time_zone)::text ~ '^(UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+)+)$'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.tenants__20261123090001_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.tenants (
            id, slug, name, status, plan, locale, time_zone, search_language, created_at, updated_at
        )
        SELECT
            k.id, k.slug, k.name, k.status, k.plan, k.locale, k.time_zone, k.search_language, k.created_at,
            k.updated_at
        FROM kept.tenants__20261123090001_down AS k;
        DROP TABLE kept.tenants__20261123090001_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

CREATE OR REPLACE TRIGGER tenants_audit_trigger
    AFTER INSERT OR DELETE OR UPDATE ON public.tenants
    FOR EACH ROW
    EXECUTE FUNCTION app.record_change('tenants', 'id', '{updated_at}', '{}');

CREATE OR REPLACE TRIGGER tenants_search_language_trigger
    AFTER UPDATE OF search_language ON public.tenants
    FOR EACH ROW
    WHEN (((old.search_language)::text <> (new.search_language)::text))
    EXECUTE FUNCTION app.refresh_search();

CREATE OR REPLACE TRIGGER tenants_touch_trigger
    BEFORE UPDATE ON public.tenants
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row();

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.tenants') AND polname = 'tenants_jobs_policy'
    ) THEN
        CREATE POLICY tenants_jobs_policy ON public.tenants FOR SELECT TO campus_jobs
            USING (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.tenants') AND polname = 'tenants_owner_policy'
    ) THEN
        CREATE POLICY tenants_owner_policy ON public.tenants FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (id = app.current_tenant_id())));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.tenants') AND polname = 'tenants_tenant_policy'
    ) THEN
        CREATE POLICY tenants_tenant_policy ON public.tenants FOR ALL TO campus_application, campus_readonly
            USING ((id = app.current_tenant_id()))
            WITH CHECK ((id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tenants FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tenants OWNER TO campus_owner;

COMMENT ON TABLE public.tenants IS 'Institutions: the boundary that no row of another table crosses.';
COMMENT ON COLUMN public.tenants.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.tenants.id IS 'The first column of every other key.';
COMMENT ON COLUMN public.tenants.locale IS 'How dates and numbers are written.';
COMMENT ON COLUMN public.tenants.name IS 'As the institution writes itself.';
COMMENT ON COLUMN public.tenants.plan IS 'What it has bought.';
COMMENT ON COLUMN public.tenants.search_language IS 'The language in which its content is searched.';
COMMENT ON COLUMN public.tenants.slug IS 'The tenant''s host name, without the platform''s domain.';
COMMENT ON COLUMN public.tenants.status IS 'Where it stands with the platform.';
COMMENT ON COLUMN public.tenants.time_zone IS 'How times are shown; they are stored in UTC.';
COMMENT ON COLUMN public.tenants.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON CONSTRAINT tenants_locale_check_constraint ON public.tenants IS 'Language, script and region (BCP 47).';
COMMENT ON CONSTRAINT tenants_name_check_constraint ON public.tenants IS 'A name has letters, and none of them is a blank edge.';
COMMENT ON CONSTRAINT tenants_plan_check_constraint ON public.tenants IS 'What is sold.';
COMMENT ON CONSTRAINT tenants_search_language_check_constraint ON public.tenants IS 'A text search configuration that every server has.';
COMMENT ON CONSTRAINT tenants_slug_check_constraint ON public.tenants IS 'A DNS label of 3 to 63 characters.';
COMMENT ON CONSTRAINT tenants_slug_unique_constraint ON public.tenants IS 'The host name leads to the tenant: the one key that all tenants share.';
COMMENT ON CONSTRAINT tenants_status_check_constraint ON public.tenants IS 'Only trial and active tenants sign in; a closed one keeps its rows until retention ends.';
COMMENT ON CONSTRAINT tenants_time_zone_check_constraint ON public.tenants IS 'A name of the IANA database.';
COMMENT ON TRIGGER tenants_audit_trigger ON public.tenants IS 'Leaves a record of every change in audit_logs.';
COMMENT ON TRIGGER tenants_search_language_trigger ON public.tenants IS 'Reads the tenant''s texts anew in its new language.';
COMMENT ON TRIGGER tenants_touch_trigger ON public.tenants IS 'Keeps updated_at.';
COMMENT ON POLICY tenants_jobs_policy ON public.tenants IS 'All tenants: nightly work goes from tenant to tenant.';
COMMENT ON POLICY tenants_owner_policy ON public.tenants IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY tenants_tenant_policy ON public.tenants IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT SELECT ON TABLE public.tenants TO campus_application;
GRANT SELECT ON TABLE public.tenants TO campus_jobs;
GRANT SELECT ON TABLE public.tenants TO campus_readonly;
GRANT UPDATE (locale) ON TABLE public.tenants TO campus_application;
GRANT UPDATE (name) ON TABLE public.tenants TO campus_application;
GRANT UPDATE (search_language) ON TABLE public.tenants TO campus_application;
GRANT UPDATE (time_zone) ON TABLE public.tenants TO campus_application;

-- -------------------------------------------------------------------------------------------------
-- Is what was there before really the same? Names alone do not tell.
-- -------------------------------------------------------------------------------------------------
DO $check$
#variable_conflict use_column
DECLARE
    wrong CONSTANT text := (
        SELECT string_agg(concat_ws(' ', compared.relation, compared.name, 'is', coalesce(compared.found, 'not there'),
            'instead of', compared.expected), '; ')
        FROM (
            SELECT e.relation, 'column' AS name, wanted.definition AS expected, NULL AS found
            FROM (VALUES
                ('public.tenants', ARRAY[
                    'id uuid not null', 'slug character varying(63) not null', 'name character varying(200) not null',
                    'status character varying(20) not null', 'plan character varying(20) not null',
                    'locale character varying(35) not null', 'time_zone character varying(64) not null',
                    'search_language character varying(20) not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null'
                ])
            ) AS e (relation, definitions)
            CROSS JOIN unnest(e.definitions) AS wanted (definition)
            WHERE NOT EXISTS (
                SELECT FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = to_regclass(e.relation) AND a.attnum > 0 AND NOT a.attisdropped
                    AND concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END)
                        = wanted.definition
            )
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.tenants', 'tenants_jobs_policy', 'PERMISSIVE r USING true'),
                ('public.tenants', 'tenants_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (id = app.current_tenant_id()))'),
                ('public.tenants', 'tenants_tenant_policy', 'PERMISSIVE * USING (id = app.current_tenant_id()) CHECK (id = app.current_tenant_id())')
            ) AS e (relation, name, expected)
        ) AS compared (relation, name, expected, found)
        WHERE compared.found IS DISTINCT FROM compared.expected
    );
BEGIN
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            MESSAGE = 'already there with another definition: ' || wrong,
            HINT = 'Rename or drop what was there before, and run this file again.';
    END IF;
END
$check$;

-- migrate:down

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- tenants
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.tenants__20261123090001_down') IS NULL AND to_regclass('public.tenants') IS NOT NULL THEN
        ALTER TABLE public.tenants NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.tenants) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.tenants__20261123090001_down AS
            SELECT
                id, slug, name, status, plan, locale, time_zone, search_language, created_at, updated_at
            FROM public.tenants;
            COMMENT ON TABLE kept.tenants__20261123090001_down IS 'tenants, kept by 20261123090001_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.tenants'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.tenants__20261123090001_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

DROP TABLE IF EXISTS public.tenants;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.find_tenant(p_slug text);
DROP FUNCTION IF EXISTS app.keep_search();
DROP FUNCTION IF EXISTS app.record_change();
DROP FUNCTION IF EXISTS app.refresh_search();
