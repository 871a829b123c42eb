-- 20261123090005_create_cycles.sql
--
-- Purpose:     Creates tables cycles, enrollment_windows.
-- Domain:      cycles
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of enrollment_windows, cycles that would go are copied to schema kept
--              first, and put back by the next run in the other direction. The copy takes room and time; drop it when it is
--              no longer wanted.
-- Trade-offs:  each write to cycles keeps 3 more indexes up to date
--              each write to enrollment_windows keeps 2 more indexes up to date
--
-- Serves:
--   cycle_of_today: The semester that a day lies in: the latest that has begun, if it has not ended.
--       SELECT id, code, name, status, starts_on, ends_on, :today < ends_on AS runs
--         FROM cycles
--        WHERE kind = :kind AND starts_on <= :today AND status <> 'cancelled' AND deleted_at IS NULL
--        ORDER BY starts_on DESC
--        LIMIT 1
--   open_windows: What a new student may enrol for now.
--       SELECT c.id, c.name, w.opens_at, w.closes_at, w.fee_amount, w.fee_currency
--         FROM enrollment_windows AS w
--         JOIN cycles AS c ON c.tenant_id = w.tenant_id AND c.id = w.cycle_id AND c.deleted_at IS NULL
--        WHERE w.audience = :audience AND w.closes_at > :at AND w.opens_at <= :at AND c.status IN ('open', 'running')
--        ORDER BY w.closes_at
--   cycle_by_code: Transcripts and imports name a cycle by its code.
--       SELECT id, name, kind, status, starts_on, ends_on
--         FROM cycles
--        WHERE code = :code AND deleted_at IS NULL
--   windows_of_cycle: When one may enrol for a cycle, whoever one is.
--       SELECT audience, opens_at, closes_at, fee_amount, fee_currency
--         FROM enrollment_windows
--        WHERE cycle_id = :cycle_id
--        ORDER BY opens_at
--   cycles_of_kind: The list of cycles of one kind, the latest first, each with how many runs it has.
--       SELECT c.id, c.code, c.name, c.status, c.starts_on, c.ends_on,
--              (SELECT count(*) FROM course_runs AS r
--                WHERE r.tenant_id = c.tenant_id AND r.cycle_id = c.id AND r.deleted_at IS NULL) AS runs
--         FROM cycles AS c
--        WHERE c.kind = :kind AND c.deleted_at IS NULL
--        ORDER BY c.starts_on DESC

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- cycles: Academic periods.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.cycles (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    parent_id   uuid,
    kind        character varying(20)     NOT NULL,
    code        character varying(20)     NOT NULL,
    name        character varying(100)    NOT NULL,
    status      character varying(20)     NOT NULL DEFAULT 'planned'::character varying,
    period      daterange                 NOT NULL,
    starts_on   date                      NOT NULL GENERATED ALWAYS AS (lower(period)) STORED,
    ends_on     date                      NOT NULL GENERATED ALWAYS AS (upper(period)) STORED,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),
    updated_by  uuid                      DEFAULT app.current_user_id(),
    deleted_at  timestamp with time zone,
    version     integer                   NOT NULL DEFAULT 1,

    CONSTRAINT cycles_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- Periods of one kind never overlap: a day lies in one semester.
    CONSTRAINT cycles_kind_period_exclude_constraint
        EXCLUDE USING gist (tenant_id WITH =, kind WITH =, period WITH &&) WHERE (((deleted_at IS NULL) AND ((status)::text <> 'cancelled'::text))),
    CONSTRAINT fk_cycles_cycles_parent_id
        FOREIGN KEY (tenant_id, parent_id)
        REFERENCES public.cycles(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_cycles_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_cycles_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_cycles_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- In capitals, as on transcripts: 2026-S1.
    CONSTRAINT cycles_code_check_constraint CHECK (((code)::text ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'::text)),
    -- What sort of period.
    CONSTRAINT cycles_kind_check_constraint
        CHECK (((kind)::text = ANY (ARRAY[('academic_year'::character varying)::text, ('semester'::character varying)::text, ('term'::character varying)::text, ('intake'::character varying)::text]))),
    -- A name that can be shown.
    CONSTRAINT cycles_name_check_constraint
        CHECK ((((name)::text <> ''::text) AND ((name)::text !~ '^\s|\s$'::text))),
    -- Nothing lies in itself.
    CONSTRAINT cycles_parent_id_check_constraint CHECK ((parent_id <> id)),
    -- Where it stands; a trigger sees that each step may follow the last.
    CONSTRAINT cycles_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text, ('running'::character varying)::text, ('closed'::character varying)::text, ('cancelled'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.cycles__20261123090005_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.cycles (
            tenant_id, id, parent_id, kind, code, name, status, period, created_at, updated_at, created_by,
            updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.parent_id, k.kind, k.code, k.name, k.status, k.period, k.created_at,
            k.updated_at, k.created_by, k.updated_by, k.deleted_at, k.version
        FROM kept.cycles__20261123090005_down AS k;
        DROP TABLE kept.cycles__20261123090005_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- Transcripts and imports name a cycle by its code; a deleted one gives its code back.
CREATE UNIQUE INDEX IF NOT EXISTS cycles_code_unique_idx ON public.cycles
    USING btree (tenant_id, code)
    WHERE (deleted_at IS NULL);

-- The cycle that a day lies in is the latest that has begun: one row from this index.
CREATE INDEX IF NOT EXISTS cycles_kind_starts_on_btree_idx ON public.cycles
    USING btree (tenant_id, kind, starts_on DESC)
    WHERE (deleted_at IS NULL);

-- The semesters of a year, in order.
CREATE INDEX IF NOT EXISTS cycles_parent_id_starts_on_btree_idx ON public.cycles
    USING btree (tenant_id, parent_id, starts_on);

CREATE OR REPLACE TRIGGER cycles_status_trigger
    BEFORE UPDATE OF status ON public.cycles
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'cycles_status_step_check_constraint', 'planned>open', 'planned>cancelled', 'open>running', 'open>planned', 'open>cancelled', 'running>closed', 'cancelled>planned');

CREATE OR REPLACE TRIGGER cycles_touch_trigger
    BEFORE UPDATE ON public.cycles
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.parent_id IS DISTINCT FROM new.parent_id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.code)::text IS DISTINCT FROM (new.code)::text) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.period IS DISTINCT FROM new.period) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.version IS DISTINCT FROM new.version)))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.cycles') AND polname = 'cycles_jobs_policy'
    ) THEN
        CREATE POLICY cycles_jobs_policy ON public.cycles FOR ALL TO campus_jobs
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
        WHERE polrelid = to_regclass('public.cycles') AND polname = 'cycles_living_policy'
    ) THEN
        CREATE POLICY cycles_living_policy ON public.cycles AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.cycles') AND polname = 'cycles_owner_policy'
    ) THEN
        CREATE POLICY cycles_owner_policy ON public.cycles FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.cycles') AND polname = 'cycles_tenant_policy'
    ) THEN
        CREATE POLICY cycles_tenant_policy ON public.cycles FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.cycles ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.cycles FORCE ROW LEVEL SECURITY;
ALTER TABLE public.cycles OWNER TO campus_owner;

COMMENT ON TABLE public.cycles IS 'Academic periods.';
COMMENT ON COLUMN public.cycles.code IS 'As on transcripts.';
COMMENT ON COLUMN public.cycles.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.cycles.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.cycles.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.cycles.ends_on IS 'The day after the last one.';
COMMENT ON COLUMN public.cycles.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.cycles.kind IS 'What sort of period.';
COMMENT ON COLUMN public.cycles.name IS 'For people.';
COMMENT ON COLUMN public.cycles.parent_id IS 'The longer period that it lies in.';
COMMENT ON COLUMN public.cycles.period IS 'First day, and the day after the last one.';
COMMENT ON COLUMN public.cycles.starts_on IS 'First day, so a period has one. Dates are leakproof, ranges are not: queries filter by these.';
COMMENT ON COLUMN public.cycles.status IS 'Where it stands.';
COMMENT ON COLUMN public.cycles.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.cycles.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.cycles.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.cycles.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT cycles_code_check_constraint ON public.cycles IS 'In capitals, as on transcripts: 2026-S1.';
COMMENT ON CONSTRAINT cycles_kind_check_constraint ON public.cycles IS 'What sort of period.';
COMMENT ON CONSTRAINT cycles_kind_period_exclude_constraint ON public.cycles IS 'Periods of one kind never overlap: a day lies in one semester.';
COMMENT ON CONSTRAINT cycles_name_check_constraint ON public.cycles IS 'A name that can be shown.';
COMMENT ON CONSTRAINT cycles_parent_id_check_constraint ON public.cycles IS 'Nothing lies in itself.';
COMMENT ON CONSTRAINT cycles_status_check_constraint ON public.cycles IS 'Where it stands; a trigger sees that each step may follow the last.';
COMMENT ON INDEX public.cycles_code_unique_idx IS 'Transcripts and imports name a cycle by its code; a deleted one gives its code back. Serves: cycle_by_code.';
COMMENT ON INDEX public.cycles_kind_starts_on_btree_idx IS 'The cycle that a day lies in is the latest that has begun: one row from this index. Serves: cycle_of_today, cycles_of_kind.';
COMMENT ON INDEX public.cycles_parent_id_starts_on_btree_idx IS 'The semesters of a year, in order. Serves: cycles_within, foreign key.';
COMMENT ON TRIGGER cycles_status_trigger ON public.cycles IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER cycles_touch_trigger ON public.cycles IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY cycles_jobs_policy ON public.cycles IS 'All tenants: cycles begin and end on their dates, whoever sleeps.';
COMMENT ON POLICY cycles_living_policy ON public.cycles IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY cycles_owner_policy ON public.cycles IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY cycles_tenant_policy ON public.cycles IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.cycles TO campus_application;
GRANT SELECT, UPDATE ON TABLE public.cycles TO campus_jobs;
GRANT SELECT ON TABLE public.cycles TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- enrollment_windows: When one may enrol for a cycle.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.enrollment_windows (
    tenant_id     uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id            uuid                      NOT NULL DEFAULT app.make_uuid(),
    cycle_id      uuid                      NOT NULL,
    audience      character varying(20)     NOT NULL,
    period        tstzrange                 NOT NULL,
    opens_at      timestamp with time zone  NOT NULL GENERATED ALWAYS AS (lower(period)) STORED,
    closes_at     timestamp with time zone  NOT NULL GENERATED ALWAYS AS (upper(period)) STORED,
    fee_amount    numeric(10,2),
    fee_currency  character varying(3),
    created_at    timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at    timestamp with time zone  NOT NULL DEFAULT now(),
    created_by    uuid                      DEFAULT app.current_user_id(),
    updated_by    uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT enrollment_windows_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- For an audience, one window of a cycle is open at a time.
    CONSTRAINT enrollment_windows_cycle_id_audience_period_exclude_constraint
        EXCLUDE USING gist (tenant_id WITH =, cycle_id WITH =, audience WITH =, period WITH &&),
    CONSTRAINT fk_enrollment_windows_cycles
        FOREIGN KEY (tenant_id, cycle_id)
        REFERENCES public.cycles(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_enrollment_windows_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_enrollment_windows_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_enrollment_windows_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- For whom it is open.
    CONSTRAINT enrollment_windows_audience_check_constraint
        CHECK (((audience)::text = ANY (ARRAY[('new'::character varying)::text, ('returning'::character varying)::text, ('international'::character varying)::text, ('staff'::character varying)::text]))),
    -- Money.
    CONSTRAINT enrollment_windows_fee_amount_check_constraint
        CHECK (((fee_amount >= (0)::numeric) AND (fee_amount <> 'NaN'::numeric))),
    -- Money has a currency.
    CONSTRAINT enrollment_windows_fee_check_constraint CHECK (((fee_amount IS NULL) = (fee_currency IS NULL))),
    -- ISO 4217.
    CONSTRAINT enrollment_windows_fee_currency_check_constraint CHECK (((fee_currency)::text ~ '^[A-Z]{3}$'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.enrollment_windows__20261123090005_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.enrollment_windows (
            tenant_id, id, cycle_id, audience, period, fee_amount, fee_currency, created_at, updated_at,
            created_by, updated_by
        )
        SELECT
            k.tenant_id, k.id, k.cycle_id, k.audience, k.period, k.fee_amount, k.fee_currency, k.created_at,
            k.updated_at, k.created_by, k.updated_by
        FROM kept.enrollment_windows__20261123090005_down AS k;
        DROP TABLE kept.enrollment_windows__20261123090005_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What somebody may enrol for now: what closes later.
CREATE INDEX IF NOT EXISTS enrollment_windows_audience_closes_at_btree_idx ON public.enrollment_windows
    USING btree (tenant_id, audience, closes_at);

-- A cycle's windows, in order.
CREATE INDEX IF NOT EXISTS enrollment_windows_cycle_id_opens_at_btree_idx ON public.enrollment_windows
    USING btree (tenant_id, cycle_id, opens_at);

CREATE OR REPLACE TRIGGER enrollment_windows_touch_trigger
    BEFORE UPDATE ON public.enrollment_windows
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.cycle_id IS DISTINCT FROM new.cycle_id) OR ((old.audience)::text IS DISTINCT FROM (new.audience)::text) OR (old.period IS DISTINCT FROM new.period) OR (old.fee_amount IS DISTINCT FROM new.fee_amount) OR ((old.fee_currency)::text IS DISTINCT FROM (new.fee_currency)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by)))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.enrollment_windows') AND polname = 'enrollment_windows_owner_policy'
    ) THEN
        CREATE POLICY enrollment_windows_owner_policy ON public.enrollment_windows FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.enrollment_windows') AND polname = 'enrollment_windows_tenant_policy'
    ) THEN
        CREATE POLICY enrollment_windows_tenant_policy ON public.enrollment_windows FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.enrollment_windows ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.enrollment_windows FORCE ROW LEVEL SECURITY;
ALTER TABLE public.enrollment_windows OWNER TO campus_owner;

COMMENT ON TABLE public.enrollment_windows IS 'When one may enrol for a cycle.';
COMMENT ON COLUMN public.enrollment_windows.audience IS 'For whom it is open.';
COMMENT ON COLUMN public.enrollment_windows.closes_at IS 'Closing.';
COMMENT ON COLUMN public.enrollment_windows.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.enrollment_windows.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.enrollment_windows.fee_amount IS 'What enrolling costs; NULL: nothing.';
COMMENT ON COLUMN public.enrollment_windows.fee_currency IS 'ISO 4217.';
COMMENT ON COLUMN public.enrollment_windows.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.enrollment_windows.opens_at IS 'Opening, so a period has one. Times are leakproof, ranges are not: queries filter by these.';
COMMENT ON COLUMN public.enrollment_windows.period IS 'From its opening to its closing (UTC).';
COMMENT ON COLUMN public.enrollment_windows.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.enrollment_windows.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.enrollment_windows.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT enrollment_windows_audience_check_constraint ON public.enrollment_windows IS 'For whom it is open.';
COMMENT ON CONSTRAINT enrollment_windows_cycle_id_audience_period_exclude_constraint ON public.enrollment_windows IS 'For an audience, one window of a cycle is open at a time.';
COMMENT ON CONSTRAINT enrollment_windows_fee_amount_check_constraint ON public.enrollment_windows IS 'Money.';
COMMENT ON CONSTRAINT enrollment_windows_fee_check_constraint ON public.enrollment_windows IS 'Money has a currency.';
COMMENT ON CONSTRAINT enrollment_windows_fee_currency_check_constraint ON public.enrollment_windows IS 'ISO 4217.';
COMMENT ON INDEX public.enrollment_windows_audience_closes_at_btree_idx IS 'What somebody may enrol for now: what closes later. Serves: open_windows.';
COMMENT ON INDEX public.enrollment_windows_cycle_id_opens_at_btree_idx IS 'A cycle''s windows, in order. Serves: windows_of_cycle, foreign key.';
COMMENT ON TRIGGER enrollment_windows_touch_trigger ON public.enrollment_windows IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY enrollment_windows_owner_policy ON public.enrollment_windows IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY enrollment_windows_tenant_policy ON public.enrollment_windows IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.enrollment_windows TO campus_application;
GRANT SELECT ON TABLE public.enrollment_windows TO campus_readonly;

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
                ('public.cycles', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'parent_id uuid', 'kind character varying(20) not null',
                    'code character varying(20) not null', 'name character varying(100) not null',
                    'status character varying(20) not null', 'period daterange not null', 'starts_on date not null',
                    'ends_on date not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid',
                    'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.enrollment_windows', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'cycle_id uuid not null',
                    'audience character varying(20) not null', 'period tstzrange not null',
                    'opens_at timestamp with time zone not null', 'closes_at timestamp with time zone not null',
                    'fee_amount numeric(10,2)', 'fee_currency character varying(3)',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid'
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
                ('public.cycles_code_unique_idx', '', 'CREATE UNIQUE INDEX cycles_code_unique_idx ON public.cycles USING btree (tenant_id, code) WHERE (deleted_at IS NULL)'),
                ('public.cycles_kind_starts_on_btree_idx', '', 'CREATE INDEX cycles_kind_starts_on_btree_idx ON public.cycles USING btree (tenant_id, kind, starts_on DESC) WHERE (deleted_at IS NULL)'),
                ('public.cycles_parent_id_starts_on_btree_idx', '', 'CREATE INDEX cycles_parent_id_starts_on_btree_idx ON public.cycles USING btree (tenant_id, parent_id, starts_on)'),
                ('public.enrollment_windows_audience_closes_at_btree_idx', '', 'CREATE INDEX enrollment_windows_audience_closes_at_btree_idx ON public.enrollment_windows USING btree (tenant_id, audience, closes_at)'),
                ('public.enrollment_windows_cycle_id_opens_at_btree_idx', '', 'CREATE INDEX enrollment_windows_cycle_id_opens_at_btree_idx ON public.enrollment_windows USING btree (tenant_id, cycle_id, opens_at)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.cycles', 'cycles_jobs_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.cycles', 'cycles_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.cycles', 'cycles_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.cycles', 'cycles_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.enrollment_windows', 'enrollment_windows_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.enrollment_windows', 'enrollment_windows_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())')
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
-- enrollment_windows
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.enrollment_windows__20261123090005_down') IS NULL AND to_regclass('public.enrollment_windows') IS NOT NULL THEN
        ALTER TABLE public.enrollment_windows NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.enrollment_windows) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.enrollment_windows__20261123090005_down AS
            SELECT
                tenant_id, id, cycle_id, audience, period, fee_amount, fee_currency, created_at, updated_at,
                created_by, updated_by
            FROM public.enrollment_windows;
            COMMENT ON TABLE kept.enrollment_windows__20261123090005_down IS 'enrollment_windows, kept by 20261123090005_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.enrollment_windows'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.enrollment_windows__20261123090005_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- cycles
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.cycles__20261123090005_down') IS NULL AND to_regclass('public.cycles') IS NOT NULL THEN
        ALTER TABLE public.cycles NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.cycles) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.cycles__20261123090005_down AS
            SELECT
                tenant_id, id, parent_id, kind, code, name, status, period, created_at, updated_at, created_by,
                updated_by, deleted_at, version
            FROM public.cycles;
            COMMENT ON TABLE kept.cycles__20261123090005_down IS 'cycles, kept by 20261123090005_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.cycles'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.cycles__20261123090005_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- enrollment_windows
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.enrollment_windows;

-- -------------------------------------------------------------------------------------------------
-- cycles
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.cycles;
