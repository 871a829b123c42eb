-- 20261123090010_create_settings.sql
--
-- Purpose:     Creates tables feature_flags, feature_flag_overrides, platform_settings, settings.
-- Domain:      settings
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of feature_flag_overrides, feature_flags, platform_settings, settings that
--              would go are copied to schema kept first, and put back by the next run in the other direction. The copy
--              takes room and time; drop it when it is no longer wanted.
-- Trade-offs:  each write to feature_flag_overrides keeps 2 more indexes up to date
--              each write to settings keeps 2 more indexes up to date
--
-- Serves:
--   setting_in_force: One value as it holds for a user at a campus: the nearest scope wins.
--       SELECT value
--         FROM (SELECT value, 3 AS nearness FROM settings WHERE key = :key AND scope = 'user' AND user_id = :user_id
--               UNION ALL
--               SELECT value, 2 FROM settings WHERE key = :key AND scope = 'campus' AND campus_id = :campus_id
--               UNION ALL
--               SELECT value, 1 FROM settings WHERE key = :key AND scope = 'tenant'
--               UNION ALL
--               SELECT value, 0 FROM platform_settings WHERE key = :key) AS said
--        ORDER BY nearness DESC
--        LIMIT 1
--   flags_in_force: Every flag as it stands for a user at a campus: an override that has not run out, else
--   the rollout by a hash.
--       SELECT f.key,
--              coalesce(o.is_enabled,
--                       abs(hashtextextended(f.key || app.current_tenant_id()::text, 0) % 100) < f.rollout_percent) AS is_enabled
--         FROM feature_flags AS f
--         LEFT JOIN LATERAL (
--              SELECT is_enabled FROM feature_flag_overrides
--               WHERE feature_flag_id = f.id AND (expires_at IS NULL OR expires_at > :at)
--                 AND (scope = 'tenant' OR user_id = :user_id OR campus_id = :campus_id)
--               ORDER BY CASE scope WHEN 'user' THEN 0 WHEN 'campus' THEN 1 ELSE 2 END
--               LIMIT 1) AS o ON true
--        WHERE f.status <> 'retired'
--   settings_of_user: All that one user has set: loaded once for each session.
--       SELECT key, value
--         FROM settings
--        WHERE user_id = :user_id AND scope = 'user'
--        ORDER BY key
--   settings_of_tenant: All that a tenant has set for itself, beside what would hold otherwise: the
--   administrator's page.
--       SELECT p.key, p.description, s.value, p.value AS otherwise, s.updated_at, s.updated_by
--         FROM platform_settings AS p
--         LEFT JOIN settings AS s ON s.key = p.key AND s.scope = 'tenant'
--        ORDER BY p.key
--   settings_of_campus: All that one campus has set.
--       SELECT key, value
--         FROM settings
--        WHERE campus_id = :campus_id
--        ORDER BY key

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- feature_flags: What can be switched on and off; the platform's rows, they come with a migration.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.feature_flags (
    id               bigint                    NOT NULL GENERATED ALWAYS AS IDENTITY,
    key              character varying(60)     NOT NULL,
    description      text                      NOT NULL,
    status           character varying(20)     NOT NULL DEFAULT 'rolling_out'::character varying,
    rollout_percent  smallint                  NOT NULL DEFAULT '0'::smallint,
    created_at       timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at       timestamp with time zone  NOT NULL DEFAULT now(),

    CONSTRAINT feature_flags_id_primary_constraint PRIMARY KEY (id),
    -- Code asks for a flag by its key.
    CONSTRAINT feature_flags_key_unique_constraint UNIQUE (key),
    -- A word for code.
    CONSTRAINT feature_flags_key_check_constraint CHECK (((key)::text ~ '^[a-z][a-z0-9_]*$'::text)),
    -- Per cent of the tenants, chosen by a hash.
    CONSTRAINT feature_flags_rollout_percent_check_constraint
        CHECK (((rollout_percent >= 0) AND (rollout_percent <= 100))),
    -- Where it stands.
    CONSTRAINT feature_flags_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('rolling_out'::character varying)::text, ('released'::character varying)::text, ('retired'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.feature_flags__20261123090010_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.feature_flags (
            id, key, description, status, rollout_percent, created_at, updated_at
        )
        OVERRIDING SYSTEM VALUE
        SELECT
            k.id, k.key, k.description, k.status, k.rollout_percent, k.created_at, k.updated_at
        FROM kept.feature_flags__20261123090010_down AS k;
        PERFORM setval(to_regclass(key), value::bigint)
        FROM jsonb_each_text(substring(obj_description(to_regclass('kept.feature_flags__20261123090010_down'), 'pg_class') FROM E'^.*\nSequences: (.+)$')::jsonb)
        WHERE to_regclass(key) IS NOT NULL;
        DROP TABLE kept.feature_flags__20261123090010_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

CREATE OR REPLACE TRIGGER feature_flags_touch_trigger
    BEFORE UPDATE ON public.feature_flags
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row();

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.feature_flags') AND polname = 'feature_flags_owner_policy'
    ) THEN
        CREATE POLICY feature_flags_owner_policy ON public.feature_flags FOR ALL TO campus_owner
            USING (true)
            WITH CHECK (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.feature_flags') AND polname = 'feature_flags_platform_policy'
    ) THEN
        CREATE POLICY feature_flags_platform_policy ON public.feature_flags FOR SELECT TO campus_application, campus_readonly
            USING (true);
    END IF;
END
$guard$;

ALTER TABLE public.feature_flags ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.feature_flags FORCE ROW LEVEL SECURITY;
ALTER TABLE public.feature_flags OWNER TO campus_owner;

COMMENT ON TABLE public.feature_flags IS 'What can be switched on and off; the platform''s rows, they come with a migration.
pgworkbench:ignore actor-columns-missing its rows come with a migration';

COMMENT ON COLUMN public.feature_flags.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.feature_flags.description IS 'For the people who switch it.';
COMMENT ON COLUMN public.feature_flags.id IS 'One writer: migrations.';
COMMENT ON COLUMN public.feature_flags.key IS 'For code: new_pipeline.';
COMMENT ON COLUMN public.feature_flags.rollout_percent IS 'Per cent of the tenants that have it.';
COMMENT ON COLUMN public.feature_flags.status IS 'Where it stands.';
COMMENT ON COLUMN public.feature_flags.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON CONSTRAINT feature_flags_key_check_constraint ON public.feature_flags IS 'A word for code.';
COMMENT ON CONSTRAINT feature_flags_key_unique_constraint ON public.feature_flags IS 'Code asks for a flag by its key.';
COMMENT ON CONSTRAINT feature_flags_rollout_percent_check_constraint ON public.feature_flags IS 'Per cent of the tenants, chosen by a hash.';
COMMENT ON CONSTRAINT feature_flags_status_check_constraint ON public.feature_flags IS 'Where it stands.';
COMMENT ON TRIGGER feature_flags_touch_trigger ON public.feature_flags IS 'Keeps updated_at.';
COMMENT ON POLICY feature_flags_owner_policy ON public.feature_flags IS 'The platform''s rows come with a migration.';
COMMENT ON POLICY feature_flags_platform_policy ON public.feature_flags IS 'The platform''s rows: everybody reads them.';

GRANT SELECT ON TABLE public.feature_flags TO campus_application;
GRANT SELECT ON TABLE public.feature_flags TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- feature_flag_overrides: Who has a feature, or has it not, whatever the rollout says.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.feature_flag_overrides (
    tenant_id        uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id               uuid                      NOT NULL DEFAULT app.make_uuid(),
    feature_flag_id  bigint                    NOT NULL,
    scope            character varying(10)     NOT NULL,
    campus_id        uuid,
    user_id          uuid,
    is_enabled       boolean                   NOT NULL,
    reason           text,
    expires_at       timestamp with time zone,
    created_at       timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at       timestamp with time zone  NOT NULL DEFAULT now(),
    created_by       uuid                      DEFAULT app.current_user_id(),
    updated_by       uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT feature_flag_overrides_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- One answer for a flag in one place.
    CONSTRAINT feature_flag_overrides_feature_fla_0232f3d_unique_constraint
        UNIQUE NULLS NOT DISTINCT (tenant_id, feature_flag_id, scope, campus_id, user_id),
    CONSTRAINT fk_feature_flag_overrides_campuses
        FOREIGN KEY (tenant_id, campus_id)
        REFERENCES public.campuses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- pgworkbench:ignore foreign-key-without-index a flag goes by a migration, if at all; the unique key from a
    -- flag to its overrides begins with the tenant
    CONSTRAINT fk_feature_flag_overrides_feature_flags
        FOREIGN KEY (feature_flag_id)
        REFERENCES public.feature_flags(id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_feature_flag_overrides_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_feature_flag_overrides_users
        FOREIGN KEY (tenant_id, user_id)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_feature_flag_overrides_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_feature_flag_overrides_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- A campus's override names the campus, a user's the user, a tenant's neither.
    CONSTRAINT feature_flag_overrides_place_check_constraint
        CHECK (((((scope)::text = 'campus'::text) = (campus_id IS NOT NULL)) AND (((scope)::text = 'user'::text) = (user_id IS NOT NULL)))),
    -- For whom it holds; the nearest scope wins.
    CONSTRAINT feature_flag_overrides_scope_check_constraint
        CHECK (((scope)::text = ANY (ARRAY[('tenant'::character varying)::text, ('campus'::character varying)::text, ('user'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.feature_flag_overrides__20261123090010_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.feature_flag_overrides (
            tenant_id, id, feature_flag_id, scope, campus_id, user_id, is_enabled, reason, expires_at,
            created_at, updated_at, created_by, updated_by
        )
        SELECT
            k.tenant_id, k.id, k.feature_flag_id, k.scope, k.campus_id, k.user_id, k.is_enabled, k.reason,
            k.expires_at, k.created_at, k.updated_at, k.created_by, k.updated_by
        FROM kept.feature_flag_overrides__20261123090010_down AS k;
        DROP TABLE kept.feature_flag_overrides__20261123090010_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What a campus has otherwise.
CREATE INDEX IF NOT EXISTS feature_flag_overrides_campus_id_btree_idx ON public.feature_flag_overrides
    USING btree (tenant_id, campus_id);

-- What a user tries.
CREATE INDEX IF NOT EXISTS feature_flag_overrides_user_id_btree_idx ON public.feature_flag_overrides
    USING btree (tenant_id, user_id);

CREATE OR REPLACE TRIGGER feature_flag_overrides_audit_trigger
    AFTER INSERT OR DELETE OR UPDATE ON public.feature_flag_overrides
    FOR EACH ROW
    EXECUTE FUNCTION app.record_change('feature_flag_overrides', 'id', '{updated_at,updated_by}', '{}');

CREATE OR REPLACE TRIGGER feature_flag_overrides_touch_trigger
    BEFORE UPDATE ON public.feature_flag_overrides
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.feature_flag_overrides') AND polname = 'feature_flag_overrides_jobs_policy'
    ) THEN
        CREATE POLICY feature_flag_overrides_jobs_policy ON public.feature_flag_overrides FOR ALL TO campus_jobs
            USING (true)
            WITH CHECK (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.feature_flag_overrides') AND polname = 'feature_flag_overrides_owner_policy'
    ) THEN
        CREATE POLICY feature_flag_overrides_owner_policy ON public.feature_flag_overrides FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.feature_flag_overrides') AND polname = 'feature_flag_overrides_tenant_policy'
    ) THEN
        CREATE POLICY feature_flag_overrides_tenant_policy ON public.feature_flag_overrides FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.feature_flag_overrides ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.feature_flag_overrides FORCE ROW LEVEL SECURITY;
ALTER TABLE public.feature_flag_overrides OWNER TO campus_owner;

COMMENT ON TABLE public.feature_flag_overrides IS 'Who has a feature, or has it not, whatever the rollout says.';
COMMENT ON COLUMN public.feature_flag_overrides.campus_id IS 'The campus, for scope campus.';
COMMENT ON COLUMN public.feature_flag_overrides.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.feature_flag_overrides.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.feature_flag_overrides.expires_at IS 'When the rollout decides again; NULL: never.';
COMMENT ON COLUMN public.feature_flag_overrides.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.feature_flag_overrides.is_enabled IS 'Has it, or has it not.';
COMMENT ON COLUMN public.feature_flag_overrides.reason IS 'For the people who wonder.';
COMMENT ON COLUMN public.feature_flag_overrides.scope IS 'For whom it holds.';
COMMENT ON COLUMN public.feature_flag_overrides.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.feature_flag_overrides.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.feature_flag_overrides.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.feature_flag_overrides.user_id IS 'The user, for scope user.';
COMMENT ON CONSTRAINT feature_flag_overrides_feature_fla_0232f3d_unique_constraint ON public.feature_flag_overrides IS 'One answer for a flag in one place.';
COMMENT ON CONSTRAINT feature_flag_overrides_place_check_constraint ON public.feature_flag_overrides IS 'A campus''s override names the campus, a user''s the user, a tenant''s neither.';
COMMENT ON CONSTRAINT feature_flag_overrides_scope_check_constraint ON public.feature_flag_overrides IS 'For whom it holds; the nearest scope wins.';
COMMENT ON CONSTRAINT fk_feature_flag_overrides_feature_flags ON public.feature_flag_overrides IS 'pgworkbench:ignore foreign-key-without-index a flag goes by a migration, if at all; the unique key from a flag to its overrides begins with the tenant';
COMMENT ON INDEX public.feature_flag_overrides_campus_id_btree_idx IS 'What a campus has otherwise. Serves: overrides_of_campus, foreign key.';
COMMENT ON INDEX public.feature_flag_overrides_user_id_btree_idx IS 'What a user tries. Serves: overrides_of_user, foreign key.';
COMMENT ON TRIGGER feature_flag_overrides_audit_trigger ON public.feature_flag_overrides IS 'Leaves a record of every change in audit_logs.';
COMMENT ON TRIGGER feature_flag_overrides_touch_trigger ON public.feature_flag_overrides IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY feature_flag_overrides_jobs_policy ON public.feature_flag_overrides IS 'All tenants: overrides that have run out are deleted.';
COMMENT ON POLICY feature_flag_overrides_owner_policy ON public.feature_flag_overrides IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY feature_flag_overrides_tenant_policy ON public.feature_flag_overrides IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.feature_flag_overrides TO campus_application;
GRANT DELETE, SELECT ON TABLE public.feature_flag_overrides TO campus_jobs;
GRANT SELECT ON TABLE public.feature_flag_overrides TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- platform_settings: Configuration of the whole platform: the values that hold unless a tenant says
-- otherwise.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.platform_settings (
    id           bigint                    NOT NULL GENERATED ALWAYS AS IDENTITY,
    key          character varying(100)    NOT NULL,
    value        jsonb                     NOT NULL,
    description  text                      NOT NULL,
    created_at   timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at   timestamp with time zone  NOT NULL DEFAULT now(),

    CONSTRAINT platform_settings_id_primary_constraint PRIMARY KEY (id),
    -- Code asks for a setting by its key.
    CONSTRAINT platform_settings_key_unique_constraint UNIQUE (key),
    -- A path of words: mail.sender_name.
    CONSTRAINT platform_settings_key_check_constraint
        CHECK (((key)::text ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.platform_settings__20261123090010_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.platform_settings (
            id, key, value, description, created_at, updated_at
        )
        OVERRIDING SYSTEM VALUE
        SELECT
            k.id, k.key, k.value, k.description, k.created_at, k.updated_at
        FROM kept.platform_settings__20261123090010_down AS k;
        PERFORM setval(to_regclass(key), value::bigint)
        FROM jsonb_each_text(substring(obj_description(to_regclass('kept.platform_settings__20261123090010_down'), 'pg_class') FROM E'^.*\nSequences: (.+)$')::jsonb)
        WHERE to_regclass(key) IS NOT NULL;
        DROP TABLE kept.platform_settings__20261123090010_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

CREATE OR REPLACE TRIGGER platform_settings_touch_trigger
    BEFORE UPDATE ON public.platform_settings
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row();

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.platform_settings') AND polname = 'platform_settings_owner_policy'
    ) THEN
        CREATE POLICY platform_settings_owner_policy ON public.platform_settings FOR ALL TO campus_owner
            USING (true)
            WITH CHECK (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.platform_settings') AND polname = 'platform_settings_platform_policy'
    ) THEN
        CREATE POLICY platform_settings_platform_policy ON public.platform_settings FOR SELECT TO campus_application, campus_readonly
            USING (true);
    END IF;
END
$guard$;

ALTER TABLE public.platform_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_settings FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_settings OWNER TO campus_owner;

COMMENT ON TABLE public.platform_settings IS 'Configuration of the whole platform: the values that hold unless a tenant says otherwise.
pgworkbench:ignore actor-columns-missing its rows come with a migration
pgworkbench:ignore isolated-table settings share its keys by name, old ones included';

COMMENT ON COLUMN public.platform_settings.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.platform_settings.description IS 'For the people who set it.';
COMMENT ON COLUMN public.platform_settings.id IS 'One writer: migrations.';
COMMENT ON COLUMN public.platform_settings.key IS 'For code: mail.sender_name.';
COMMENT ON COLUMN public.platform_settings.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.platform_settings.value IS 'Any JSON: a text, a number, an object.';
COMMENT ON CONSTRAINT platform_settings_key_check_constraint ON public.platform_settings IS 'A path of words: mail.sender_name.';
COMMENT ON CONSTRAINT platform_settings_key_unique_constraint ON public.platform_settings IS 'Code asks for a setting by its key.';
COMMENT ON TRIGGER platform_settings_touch_trigger ON public.platform_settings IS 'Keeps updated_at.';
COMMENT ON POLICY platform_settings_owner_policy ON public.platform_settings IS 'The platform''s rows come with a migration.';
COMMENT ON POLICY platform_settings_platform_policy ON public.platform_settings IS 'The platform''s rows: everybody reads them.';

GRANT SELECT ON TABLE public.platform_settings TO campus_application;
GRANT SELECT ON TABLE public.platform_settings TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- settings: Configuration of tenants, campuses and users.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.settings (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    key         character varying(100)    NOT NULL,
    scope       character varying(10)     NOT NULL,
    campus_id   uuid,
    user_id     uuid,
    value       jsonb                     NOT NULL,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),
    updated_by  uuid                      DEFAULT app.current_user_id(),
    version     integer                   NOT NULL DEFAULT 1,

    CONSTRAINT settings_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- One value for a key in one place.
    CONSTRAINT settings_key_scope_campus_id_user_id_unique_constraint
        UNIQUE NULLS NOT DISTINCT (tenant_id, key, scope, campus_id, user_id),
    CONSTRAINT fk_settings_campuses
        FOREIGN KEY (tenant_id, campus_id)
        REFERENCES public.campuses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_settings_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_settings_users
        FOREIGN KEY (tenant_id, user_id)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_settings_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_settings_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- A path of words, as in platform_settings.
    CONSTRAINT settings_key_check_constraint CHECK (((key)::text ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$'::text)),
    -- A campus's setting names the campus, a user's the user, a tenant's neither.
    CONSTRAINT settings_place_check_constraint
        CHECK (((((scope)::text = 'campus'::text) = (campus_id IS NOT NULL)) AND (((scope)::text = 'user'::text) = (user_id IS NOT NULL)))),
    -- For whom it holds; the nearest scope wins.
    CONSTRAINT settings_scope_check_constraint
        CHECK (((scope)::text = ANY (ARRAY[('tenant'::character varying)::text, ('campus'::character varying)::text, ('user'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.settings__20261123090010_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.settings (
            tenant_id, id, key, scope, campus_id, user_id, value, created_at, updated_at, created_by,
            updated_by, version
        )
        SELECT
            k.tenant_id, k.id, k.key, k.scope, k.campus_id, k.user_id, k.value, k.created_at, k.updated_at,
            k.created_by, k.updated_by, k.version
        FROM kept.settings__20261123090010_down AS k;
        DROP TABLE kept.settings__20261123090010_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- All that one campus has set.
CREATE INDEX IF NOT EXISTS settings_campus_id_key_btree_idx ON public.settings
    USING btree (tenant_id, campus_id, key);

-- All that one user has set.
CREATE INDEX IF NOT EXISTS settings_user_id_key_btree_idx ON public.settings
    USING btree (tenant_id, user_id, key);

CREATE OR REPLACE TRIGGER settings_audit_trigger
    AFTER INSERT OR DELETE OR UPDATE ON public.settings
    FOR EACH ROW
    EXECUTE FUNCTION app.record_change('settings', 'id', '{updated_at,updated_by,version}', '{}');

CREATE OR REPLACE TRIGGER settings_touch_trigger
    BEFORE UPDATE ON public.settings
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.settings') AND polname = 'settings_owner_policy'
    ) THEN
        CREATE POLICY settings_owner_policy ON public.settings FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.settings') AND polname = 'settings_tenant_policy'
    ) THEN
        CREATE POLICY settings_tenant_policy ON public.settings FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settings FORCE ROW LEVEL SECURITY;
ALTER TABLE public.settings OWNER TO campus_owner;

COMMENT ON TABLE public.settings IS 'Configuration of tenants, campuses and users.';
COMMENT ON COLUMN public.settings.campus_id IS 'The campus, for scope campus.';
COMMENT ON COLUMN public.settings.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.settings.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.settings.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.settings.key IS 'For code: mail.sender_name.';
COMMENT ON COLUMN public.settings.scope IS 'For whom it holds.';
COMMENT ON COLUMN public.settings.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.settings.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.settings.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.settings.user_id IS 'The user, for scope user.';
COMMENT ON COLUMN public.settings.value IS 'Any JSON: a text, a number, an object; a user''s may be personal. Never filtered by.';
COMMENT ON COLUMN public.settings.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT settings_key_check_constraint ON public.settings IS 'A path of words, as in platform_settings.';
COMMENT ON CONSTRAINT settings_key_scope_campus_id_user_id_unique_constraint ON public.settings IS 'One value for a key in one place.';
COMMENT ON CONSTRAINT settings_place_check_constraint ON public.settings IS 'A campus''s setting names the campus, a user''s the user, a tenant''s neither.';
COMMENT ON CONSTRAINT settings_scope_check_constraint ON public.settings IS 'For whom it holds; the nearest scope wins.';
COMMENT ON INDEX public.settings_campus_id_key_btree_idx IS 'All that one campus has set. Serves: settings_of_campus, foreign key.';
COMMENT ON INDEX public.settings_user_id_key_btree_idx IS 'All that one user has set. Serves: settings_of_user, foreign key.';
COMMENT ON TRIGGER settings_audit_trigger ON public.settings IS 'Leaves a record of every change in audit_logs.';
COMMENT ON TRIGGER settings_touch_trigger ON public.settings IS 'Keeps updated_at, updated_by, version.';
COMMENT ON POLICY settings_owner_policy ON public.settings IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY settings_tenant_policy ON public.settings IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.settings TO campus_application;
GRANT SELECT ON TABLE public.settings TO campus_readonly;

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
                ('public.feature_flags', ARRAY[
                    'id bigint not null', 'key character varying(60) not null', 'description text not null',
                    'status character varying(20) not null', 'rollout_percent smallint not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null'
                ]),
                ('public.feature_flag_overrides', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'feature_flag_id bigint not null',
                    'scope character varying(10) not null', 'campus_id uuid', 'user_id uuid', 'is_enabled boolean not null',
                    'reason text', 'expires_at timestamp with time zone', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid'
                ]),
                ('public.platform_settings', ARRAY[
                    'id bigint not null', 'key character varying(100) not null', 'value jsonb not null',
                    'description text not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null'
                ]),
                ('public.settings', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'key character varying(100) not null',
                    'scope character varying(10) not null', 'campus_id uuid', 'user_id uuid', 'value jsonb not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'version integer not null'
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
                pg_get_indexdef(to_regclass(e.relation))
            FROM (VALUES
                ('public.feature_flag_overrides_campus_id_btree_idx', '', 'CREATE INDEX feature_flag_overrides_campus_id_btree_idx ON public.feature_flag_overrides USING btree (tenant_id, campus_id)'),
                ('public.feature_flag_overrides_user_id_btree_idx', '', 'CREATE INDEX feature_flag_overrides_user_id_btree_idx ON public.feature_flag_overrides USING btree (tenant_id, user_id)'),
                ('public.settings_campus_id_key_btree_idx', '', 'CREATE INDEX settings_campus_id_key_btree_idx ON public.settings USING btree (tenant_id, campus_id, key)'),
                ('public.settings_user_id_key_btree_idx', '', 'CREATE INDEX settings_user_id_key_btree_idx ON public.settings USING btree (tenant_id, user_id, key)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.feature_flags', 'feature_flags_owner_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.feature_flags', 'feature_flags_platform_policy', 'PERMISSIVE r USING true'),
                ('public.feature_flag_overrides', 'feature_flag_overrides_jobs_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.feature_flag_overrides', 'feature_flag_overrides_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.feature_flag_overrides', 'feature_flag_overrides_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.platform_settings', 'platform_settings_owner_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.platform_settings', 'platform_settings_platform_policy', 'PERMISSIVE r USING true'),
                ('public.settings', 'settings_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.settings', 'settings_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())')
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
-- feature_flag_overrides
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.feature_flag_overrides__20261123090010_down') IS NULL AND to_regclass('public.feature_flag_overrides') IS NOT NULL THEN
        ALTER TABLE public.feature_flag_overrides NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.feature_flag_overrides) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.feature_flag_overrides__20261123090010_down AS
            SELECT
                tenant_id, id, feature_flag_id, scope, campus_id, user_id, is_enabled, reason, expires_at,
                created_at, updated_at, created_by, updated_by
            FROM public.feature_flag_overrides;
            COMMENT ON TABLE kept.feature_flag_overrides__20261123090010_down IS 'feature_flag_overrides, kept by 20261123090010_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.feature_flag_overrides'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.feature_flag_overrides__20261123090010_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- feature_flags
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.feature_flags__20261123090010_down') IS NULL AND to_regclass('public.feature_flags') IS NOT NULL THEN
        ALTER TABLE public.feature_flags NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.feature_flags) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.feature_flags__20261123090010_down AS
            SELECT
                id, key, description, status, rollout_percent, created_at, updated_at
            FROM public.feature_flags;
            EXECUTE format('COMMENT ON TABLE %s IS %L', 'kept.feature_flags__20261123090010_down', concat('feature_flags, kept by 20261123090010_down; put back by its next run in the other direction.', E'\nSequences: ', (
                SELECT jsonb_object_agg(format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(s.seqrelid))
                FROM pg_catalog.pg_depend AS d
                JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
                JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE d.refobjid = to_regclass('public.feature_flags') AND d.classid = 'pg_catalog.pg_class'::regclass
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
                    AND pg_sequence_last_value(s.seqrelid) IS NOT NULL
            )));
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.feature_flags'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.feature_flags__20261123090010_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- platform_settings
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.platform_settings__20261123090010_down') IS NULL AND to_regclass('public.platform_settings') IS NOT NULL THEN
        ALTER TABLE public.platform_settings NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.platform_settings) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.platform_settings__20261123090010_down AS
            SELECT
                id, key, value, description, created_at, updated_at
            FROM public.platform_settings;
            EXECUTE format('COMMENT ON TABLE %s IS %L', 'kept.platform_settings__20261123090010_down', concat('platform_settings, kept by 20261123090010_down; put back by its next run in the other direction.', E'\nSequences: ', (
                SELECT jsonb_object_agg(format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(s.seqrelid))
                FROM pg_catalog.pg_depend AS d
                JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
                JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE d.refobjid = to_regclass('public.platform_settings') AND d.classid = 'pg_catalog.pg_class'::regclass
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
                    AND pg_sequence_last_value(s.seqrelid) IS NOT NULL
            )));
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.platform_settings'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.platform_settings__20261123090010_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- settings
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.settings__20261123090010_down') IS NULL AND to_regclass('public.settings') IS NOT NULL THEN
        ALTER TABLE public.settings NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.settings) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.settings__20261123090010_down AS
            SELECT
                tenant_id, id, key, scope, campus_id, user_id, value, created_at, updated_at, created_by,
                updated_by, version
            FROM public.settings;
            COMMENT ON TABLE kept.settings__20261123090010_down IS 'settings, kept by 20261123090010_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.settings'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.settings__20261123090010_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- feature_flag_overrides
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.feature_flag_overrides;

-- -------------------------------------------------------------------------------------------------
-- feature_flags
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.feature_flags;

-- -------------------------------------------------------------------------------------------------
-- platform_settings
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.platform_settings;

-- -------------------------------------------------------------------------------------------------
-- settings
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.settings;
