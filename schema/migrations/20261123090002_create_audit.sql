-- 20261123090002_create_audit.sql
--
-- Purpose:     Creates function app.redact_records(); creates tables audit_logs, audit_logs_default,
--              audit_logs_p2026_01, audit_logs_p2026_02, audit_logs_p2026_03, audit_logs_p2026_04, audit_logs_p2026_05,
--              audit_logs_p2026_06, audit_logs_p2026_07, audit_logs_p2026_08, audit_logs_p2026_09, audit_logs_p2026_10,
--              audit_logs_p2026_11, audit_logs_p2026_12, audit_logs_p2027_01; changes indexes
--              audit_logs_default_actor_id_occurred_at_btree_idx, audit_logs_default_id_occurred_at_primary_constraint,
--              audit_logs_default_occurred_at_brin_idx, audit_logs_default_request_id_btree_idx,
--              audit_logs_default_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_01_actor_id_occurred_at_btree_idx, audit_logs_p2026_01_id_occurred_at_primary_constraint,
--              audit_logs_p2026_01_occurred_at_brin_idx, audit_logs_p2026_01_request_id_btree_idx,
--              audit_logs_p2026_01_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_02_actor_id_occurred_at_btree_idx, audit_logs_p2026_02_id_occurred_at_primary_constraint,
--              audit_logs_p2026_02_occurred_at_brin_idx, audit_logs_p2026_02_request_id_btree_idx,
--              audit_logs_p2026_02_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_03_actor_id_occurred_at_btree_idx, audit_logs_p2026_03_id_occurred_at_primary_constraint,
--              audit_logs_p2026_03_occurred_at_brin_idx, audit_logs_p2026_03_request_id_btree_idx,
--              audit_logs_p2026_03_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_04_actor_id_occurred_at_btree_idx, audit_logs_p2026_04_id_occurred_at_primary_constraint,
--              audit_logs_p2026_04_occurred_at_brin_idx, audit_logs_p2026_04_request_id_btree_idx,
--              audit_logs_p2026_04_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_05_actor_id_occurred_at_btree_idx, audit_logs_p2026_05_id_occurred_at_primary_constraint,
--              audit_logs_p2026_05_occurred_at_brin_idx, audit_logs_p2026_05_request_id_btree_idx,
--              audit_logs_p2026_05_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_06_actor_id_occurred_at_btree_idx, audit_logs_p2026_06_id_occurred_at_primary_constraint,
--              audit_logs_p2026_06_occurred_at_brin_idx, audit_logs_p2026_06_request_id_btree_idx,
--              audit_logs_p2026_06_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_07_actor_id_occurred_at_btree_idx, audit_logs_p2026_07_id_occurred_at_primary_constraint,
--              audit_logs_p2026_07_occurred_at_brin_idx, audit_logs_p2026_07_request_id_btree_idx,
--              audit_logs_p2026_07_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_08_actor_id_occurred_at_btree_idx, audit_logs_p2026_08_id_occurred_at_primary_constraint,
--              audit_logs_p2026_08_occurred_at_brin_idx, audit_logs_p2026_08_request_id_btree_idx,
--              audit_logs_p2026_08_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_09_actor_id_occurred_at_btree_idx, audit_logs_p2026_09_id_occurred_at_primary_constraint,
--              audit_logs_p2026_09_occurred_at_brin_idx, audit_logs_p2026_09_request_id_btree_idx,
--              audit_logs_p2026_09_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_10_actor_id_occurred_at_btree_idx, audit_logs_p2026_10_id_occurred_at_primary_constraint,
--              audit_logs_p2026_10_occurred_at_brin_idx, audit_logs_p2026_10_request_id_btree_idx,
--              audit_logs_p2026_10_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_11_actor_id_occurred_at_btree_idx, audit_logs_p2026_11_id_occurred_at_primary_constraint,
--              audit_logs_p2026_11_occurred_at_brin_idx, audit_logs_p2026_11_request_id_btree_idx,
--              audit_logs_p2026_11_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2026_12_actor_id_occurred_at_btree_idx, audit_logs_p2026_12_id_occurred_at_primary_constraint,
--              audit_logs_p2026_12_occurred_at_brin_idx, audit_logs_p2026_12_request_id_btree_idx,
--              audit_logs_p2026_12_table_name_record_id_occurred_at_btree_idx,
--              audit_logs_p2027_01_actor_id_occurred_at_btree_idx, audit_logs_p2027_01_id_occurred_at_primary_constraint,
--              audit_logs_p2027_01_occurred_at_brin_idx, audit_logs_p2027_01_request_id_btree_idx,
--              audit_logs_p2027_01_table_name_record_id_occurred_at_btree_idx.
-- Domain:      audit
-- Application: nothing to change.
-- Locks:       SHARE UPDATE EXCLUSIVE (stops only other changes of the table's definition) on
--              audit_logs_default, audit_logs_p2026_01, audit_logs_p2026_02, audit_logs_p2026_03, audit_logs_p2026_04,
--              audit_logs_p2026_05, audit_logs_p2026_06, audit_logs_p2026_07, audit_logs_p2026_08, audit_logs_p2026_09,
--              audit_logs_p2026_10, audit_logs_p2026_11, audit_logs_p2026_12, audit_logs_p2027_01
-- Way back:    loses nothing: rows of audit_logs that would go are copied to schema kept first, and put back
--              by the next run in the other direction. The copy takes room and time; drop it when it is no longer wanted.
-- Trade-offs:  each write to audit_logs keeps 4 more indexes up to date
--
-- Serves:
--   audit_of_a_record: The history of one row, newest first: the tab beside every lead, campaign and
--   account.
--       SELECT occurred_at, operation, actor_id, changed_columns, before, after
--         FROM audit_logs
--        WHERE table_name = :table_name AND record_id = :record_id
--        ORDER BY occurred_at DESC
--        LIMIT 50
--   audit_last_change: Who last changed one column of one row, and from what.
--       SELECT occurred_at, actor_id, before -> :column_name AS value_before, after -> :column_name AS value_after
--         FROM audit_logs
--        WHERE table_name = :table_name AND record_id = :record_id AND :column_name = ANY (changed_columns)
--        ORDER BY occurred_at DESC
--        LIMIT 1
--   audit_of_a_user: What one user did lately, page by page.
--       SELECT occurred_at, table_name, record_id, operation, changed_columns
--         FROM audit_logs
--        WHERE actor_id = :actor_id AND occurred_at < :before_time
--        ORDER BY occurred_at DESC
--        LIMIT 50
--   audit_counts_by_table: The tenant's own overview: changes of the last weeks by table and operation.
--       SELECT table_name, operation, count(*) AS changes, count(DISTINCT actor_id) AS actors
--         FROM audit_logs
--        WHERE occurred_at >= :since AND occurred_at < :until
--        GROUP BY table_name, operation
--        ORDER BY changes DESC
--   audit_of_a_request: All rows that one request changed: from a line of the application's log to its
--   effect.
--       SELECT table_name, record_id, operation, changed_columns, actor_id
--         FROM audit_logs
--        WHERE request_id = :request_id
--        ORDER BY table_name, record_id

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.redact_records(p_table text, p_about text, p_id uuid, p_keys uuid[], p_columns text[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_log regclass;
BEGIN
  FOR v_log IN
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE (n.nspname = 'public' AND c.relname = 'audit_logs')
        OR (n.nspname = 'archive' AND c.relkind = 'r' AND c.relname LIKE 'audit\_logs\_p%')
  LOOP
    EXECUTE format(
      'UPDATE %1$s AS l SET before = app.redact_columns(l.before, $4), after = app.redact_columns(l.after, $4),'
      '       redacted_at = now()'
      ' WHERE l.tenant_id = app.current_tenant_id() AND l.table_name = $1 AND l.record_id = ANY ('
      '   $3 || ARRAY (SELECT d.record_id FROM %1$s AS d'
      '                 WHERE d.tenant_id = app.current_tenant_id() AND d.table_name = $1'
      '                   AND (d.before ->> $2 = $5::text OR d.after ->> $2 = $5::text)))', v_log)
      USING p_table, p_about, p_keys, p_columns, p_id;
  END LOOP;
END
$function$;

ALTER ROUTINE app.redact_records(p_table text, p_about text, p_id uuid, p_keys uuid[], p_columns text[]) OWNER TO campus_owner;

COMMENT ON ROUTINE app.redact_records(p_table text, p_about text, p_id uuid, p_keys uuid[], p_columns text[]) IS 'Takes personal values out of the audit records of a person''s rows in one table, here and in the archive. Rows that are gone are found by what their records say. Part of erase_person.';

REVOKE EXECUTE ON ROUTINE app.redact_records(p_table text, p_about text, p_id uuid, p_keys uuid[], p_columns text[]) FROM PUBLIC;

-- -------------------------------------------------------------------------------------------------
-- audit_logs: One record for each change of a row in a sensitive table, by month.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs (
    tenant_id        uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id               uuid                      NOT NULL DEFAULT app.make_uuid(),
    occurred_at      timestamp with time zone  NOT NULL DEFAULT now(),
    table_name       character varying(63)     NOT NULL,
    record_id        uuid                      NOT NULL,
    operation        character varying(10)     NOT NULL,
    before           jsonb,
    after            jsonb,
    changed_columns  text[],
    actor_id         uuid                      DEFAULT app.current_user_id(),
    request_id       character varying(100)    DEFAULT app.current_request_id(),
    database_role    character varying(63)     NOT NULL DEFAULT SESSION_USER,
    transaction_id   bigint                    NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    redacted_at      timestamp with time zone,

    CONSTRAINT audit_logs_id_occurred_at_primary_constraint PRIMARY KEY (tenant_id, id, occurred_at),
    CONSTRAINT fk_audit_logs_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- There is a present for all but what was deleted.
    CONSTRAINT audit_logs_after_check_constraint CHECK ((((operation)::text = 'delete'::text) = (after IS NULL))),
    -- There is a past exactly for what was updated or deleted.
    CONSTRAINT audit_logs_before_check_constraint
        CHECK ((((operation)::text = ANY (ARRAY[('insert'::character varying)::text, ('erase'::character varying)::text])) = (before IS NULL))),
    -- Which columns changed is said for updates; before and after hold just these.
    CONSTRAINT audit_logs_changed_columns_check_constraint
        CHECK ((((operation)::text = 'update'::text) = (changed_columns IS NOT NULL))),
    -- What was done; `erase` records that personal data went.
    CONSTRAINT audit_logs_operation_check_constraint
        CHECK (((operation)::text = ANY (ARRAY[('insert'::character varying)::text, ('update'::character varying)::text, ('delete'::character varying)::text, ('erase'::character varying)::text])))
) PARTITION BY RANGE (occurred_at);

-- What one user did lately.
CREATE INDEX IF NOT EXISTS audit_logs_actor_id_occurred_at_btree_idx ON public.audit_logs
    USING btree (tenant_id, actor_id, occurred_at DESC);

-- Rows come in time order: a few kilobytes find the auditor's hour in a large month, over all tenants (comparison
-- event_time: a hundredth of the time); a small month is read whole as quickly.
CREATE INDEX IF NOT EXISTS audit_logs_occurred_at_brin_idx ON public.audit_logs
    USING brin (tenant_id, occurred_at) WITH (pages_per_range='16');

-- From a line of the application's log to the rows that it changed.
CREATE INDEX IF NOT EXISTS audit_logs_request_id_btree_idx ON public.audit_logs
    USING btree (tenant_id, request_id)
    WHERE (request_id IS NOT NULL);

-- The history of one row, newest first; each partition gives its part in order.
CREATE INDEX IF NOT EXISTS audit_logs_table_name_record_id_occurred_at_btree_idx ON public.audit_logs
    USING btree (tenant_id, table_name, record_id, occurred_at DESC);

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs') AND polname = 'audit_logs_auditor_policy'
    ) THEN
        CREATE POLICY audit_logs_auditor_policy ON public.audit_logs FOR SELECT TO campus_auditor
            USING (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs') AND polname = 'audit_logs_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_owner_policy ON public.audit_logs FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.audit_logs') AND polname = 'audit_logs_tenant_policy'
    ) THEN
        CREATE POLICY audit_logs_tenant_policy ON public.audit_logs FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs IS 'One record for each change of a row in a sensitive table, by month.';
COMMENT ON COLUMN public.audit_logs.actor_id IS 'The user named by the transaction; NULL: a job.';
COMMENT ON COLUMN public.audit_logs.after IS 'Values after: changed columns, or the new row.';
COMMENT ON COLUMN public.audit_logs.before IS 'Values before: changed columns, or the deleted row.';
COMMENT ON COLUMN public.audit_logs.changed_columns IS 'Names of the columns that an update changed.';
COMMENT ON COLUMN public.audit_logs.database_role IS 'Who was logged in to the database.';
COMMENT ON COLUMN public.audit_logs.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.audit_logs.occurred_at IS 'The transaction''s time (UTC); picks the partition.';
COMMENT ON COLUMN public.audit_logs.operation IS 'insert, update, delete or erase.';
COMMENT ON COLUMN public.audit_logs.record_id IS 'The changed row''s UUID within that table.';
COMMENT ON COLUMN public.audit_logs.redacted_at IS 'When erasure took personal values out of it.';
COMMENT ON COLUMN public.audit_logs.request_id IS 'The application''s request.';
COMMENT ON COLUMN public.audit_logs.table_name IS 'The changed table.';
COMMENT ON COLUMN public.audit_logs.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.audit_logs.transaction_id IS 'Changes that were made together share it.';
COMMENT ON CONSTRAINT audit_logs_after_check_constraint ON public.audit_logs IS 'There is a present for all but what was deleted.';
COMMENT ON CONSTRAINT audit_logs_before_check_constraint ON public.audit_logs IS 'There is a past exactly for what was updated or deleted.';
COMMENT ON CONSTRAINT audit_logs_changed_columns_check_constraint ON public.audit_logs IS 'Which columns changed is said for updates; before and after hold just these.';
COMMENT ON CONSTRAINT audit_logs_operation_check_constraint ON public.audit_logs IS 'What was done; `erase` records that personal data went.';
COMMENT ON INDEX public.audit_logs_actor_id_occurred_at_btree_idx IS 'What one user did lately. Serves: audit_of_a_user.';
COMMENT ON INDEX public.audit_logs_occurred_at_brin_idx IS 'Rows come in time order: a few kilobytes find the auditor''s hour in a large month, over all tenants (comparison event_time: a hundredth of the time); a small month is read whole as quickly. Serves: audit_window.';
COMMENT ON INDEX public.audit_logs_request_id_btree_idx IS 'From a line of the application''s log to the rows that it changed. Serves: audit_of_a_request.';
COMMENT ON INDEX public.audit_logs_table_name_record_id_occurred_at_btree_idx IS 'The history of one row, newest first; each partition gives its part in order. Serves: audit_of_a_record, audit_last_change.';
COMMENT ON POLICY audit_logs_auditor_policy ON public.audit_logs IS 'All tenants: auditors follow a person or a request through every institution.';
COMMENT ON POLICY audit_logs_owner_policy ON public.audit_logs IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY audit_logs_tenant_policy ON public.audit_logs IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT SELECT ON TABLE public.audit_logs TO campus_application;
GRANT SELECT ON TABLE public.audit_logs TO campus_auditor;
GRANT SELECT ON TABLE public.audit_logs TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_default: Rows of audit_logs whose month nobody made.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_default PARTITION OF public.audit_logs DEFAULT;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_default') AND polname = 'audit_logs_default_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_default_owner_policy ON public.audit_logs_default FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_default FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_default OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_default IS 'Rows of audit_logs whose month nobody made.';
COMMENT ON POLICY audit_logs_default_owner_policy ON public.audit_logs_default IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_01: Rows of audit_logs of 2026-01 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_01 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_01') AND polname = 'audit_logs_p2026_01_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_01_owner_policy ON public.audit_logs_p2026_01 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_01 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_01 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_01 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_01 IS 'Rows of audit_logs of 2026-01 (UTC).';
COMMENT ON POLICY audit_logs_p2026_01_owner_policy ON public.audit_logs_p2026_01 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_02: Rows of audit_logs of 2026-02 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_02 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_02') AND polname = 'audit_logs_p2026_02_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_02_owner_policy ON public.audit_logs_p2026_02 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_02 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_02 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_02 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_02 IS 'Rows of audit_logs of 2026-02 (UTC).';
COMMENT ON POLICY audit_logs_p2026_02_owner_policy ON public.audit_logs_p2026_02 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_03: Rows of audit_logs of 2026-03 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_03 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-04-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_03') AND polname = 'audit_logs_p2026_03_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_03_owner_policy ON public.audit_logs_p2026_03 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_03 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_03 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_03 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_03 IS 'Rows of audit_logs of 2026-03 (UTC).';
COMMENT ON POLICY audit_logs_p2026_03_owner_policy ON public.audit_logs_p2026_03 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_04: Rows of audit_logs of 2026-04 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_04 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-04-01 00:00:00+00') TO ('2026-05-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_04') AND polname = 'audit_logs_p2026_04_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_04_owner_policy ON public.audit_logs_p2026_04 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_04 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_04 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_04 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_04 IS 'Rows of audit_logs of 2026-04 (UTC).';
COMMENT ON POLICY audit_logs_p2026_04_owner_policy ON public.audit_logs_p2026_04 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_05: Rows of audit_logs of 2026-05 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_05 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-05-01 00:00:00+00') TO ('2026-06-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_05') AND polname = 'audit_logs_p2026_05_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_05_owner_policy ON public.audit_logs_p2026_05 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_05 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_05 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_05 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_05 IS 'Rows of audit_logs of 2026-05 (UTC).';
COMMENT ON POLICY audit_logs_p2026_05_owner_policy ON public.audit_logs_p2026_05 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_06: Rows of audit_logs of 2026-06 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_06 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-06-01 00:00:00+00') TO ('2026-07-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_06') AND polname = 'audit_logs_p2026_06_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_06_owner_policy ON public.audit_logs_p2026_06 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_06 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_06 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_06 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_06 IS 'Rows of audit_logs of 2026-06 (UTC).';
COMMENT ON POLICY audit_logs_p2026_06_owner_policy ON public.audit_logs_p2026_06 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_07: Rows of audit_logs of 2026-07 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_07 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-07-01 00:00:00+00') TO ('2026-08-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_07') AND polname = 'audit_logs_p2026_07_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_07_owner_policy ON public.audit_logs_p2026_07 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_07 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_07 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_07 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_07 IS 'Rows of audit_logs of 2026-07 (UTC).';
COMMENT ON POLICY audit_logs_p2026_07_owner_policy ON public.audit_logs_p2026_07 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_08: Rows of audit_logs of 2026-08 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_08 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-08-01 00:00:00+00') TO ('2026-09-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_08') AND polname = 'audit_logs_p2026_08_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_08_owner_policy ON public.audit_logs_p2026_08 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_08 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_08 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_08 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_08 IS 'Rows of audit_logs of 2026-08 (UTC).';
COMMENT ON POLICY audit_logs_p2026_08_owner_policy ON public.audit_logs_p2026_08 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_09: Rows of audit_logs of 2026-09 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_09 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-09-01 00:00:00+00') TO ('2026-10-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_09') AND polname = 'audit_logs_p2026_09_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_09_owner_policy ON public.audit_logs_p2026_09 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_09 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_09 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_09 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_09 IS 'Rows of audit_logs of 2026-09 (UTC).';
COMMENT ON POLICY audit_logs_p2026_09_owner_policy ON public.audit_logs_p2026_09 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_10: Rows of audit_logs of 2026-10 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_10 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-10-01 00:00:00+00') TO ('2026-11-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_10') AND polname = 'audit_logs_p2026_10_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_10_owner_policy ON public.audit_logs_p2026_10 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_10 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_10 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_10 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_10 IS 'Rows of audit_logs of 2026-10 (UTC).';
COMMENT ON POLICY audit_logs_p2026_10_owner_policy ON public.audit_logs_p2026_10 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_11: Rows of audit_logs of 2026-11 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_11 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_11') AND polname = 'audit_logs_p2026_11_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_11_owner_policy ON public.audit_logs_p2026_11 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_11 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_11 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_11 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_11 IS 'Rows of audit_logs of 2026-11 (UTC).';
COMMENT ON POLICY audit_logs_p2026_11_owner_policy ON public.audit_logs_p2026_11 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_12: Rows of audit_logs of 2026-12 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2026_12 PARTITION OF public.audit_logs FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2026_12') AND polname = 'audit_logs_p2026_12_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2026_12_owner_policy ON public.audit_logs_p2026_12 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2026_12 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_12 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2026_12 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2026_12 IS 'Rows of audit_logs of 2026-12 (UTC).';
COMMENT ON POLICY audit_logs_p2026_12_owner_policy ON public.audit_logs_p2026_12 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2027_01: Rows of audit_logs of 2027-01 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.audit_logs_p2027_01 PARTITION OF public.audit_logs FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00');

-- -------------------------------------------------------------------------------------------------
-- audit_logs: One record for each change of a row in a sensitive table, by month.
-- -------------------------------------------------------------------------------------------------
DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.audit_logs__20261123090002_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.audit_logs (
            tenant_id, id, occurred_at, table_name, record_id, operation, before, after, changed_columns,
            actor_id, request_id, database_role, transaction_id, redacted_at
        )
        SELECT
            k.tenant_id, k.id, k.occurred_at, k.table_name, k.record_id, k.operation, k.before, k.after,
            k.changed_columns, k.actor_id, k.request_id, k.database_role, k.transaction_id, k.redacted_at
        FROM kept.audit_logs__20261123090002_down AS k;
        DROP TABLE kept.audit_logs__20261123090002_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2027_01: Rows of audit_logs of 2027-01 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.audit_logs_p2027_01') AND polname = 'audit_logs_p2027_01_owner_policy'
    ) THEN
        CREATE POLICY audit_logs_p2027_01_owner_policy ON public.audit_logs_p2027_01 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.audit_logs_p2027_01 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2027_01 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.audit_logs_p2027_01 OWNER TO campus_owner;

COMMENT ON TABLE public.audit_logs_p2027_01 IS 'Rows of audit_logs of 2027-01 (UTC).';
COMMENT ON POLICY audit_logs_p2027_01_owner_policy ON public.audit_logs_p2027_01 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- audit_logs_default: Rows of audit_logs whose month nobody made.
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_default_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_default_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_default_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_default_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_default_pkey RENAME TO audit_logs_default_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_default_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_default_tenant_id_occurred_at_idx RENAME TO audit_logs_default_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_default_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_default_tenant_id_request_id_idx RENAME TO audit_logs_default_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_default_tenant_id_table_name_record_id_occurred__idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_default_tenant_id_table_name_record_id_occurred__idx RENAME TO audit_logs_default_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_01: Rows of audit_logs of 2026-01 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_01_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_01_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_01_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_01_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_01_pkey RENAME TO audit_logs_p2026_01_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_01_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_01_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_01_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_01_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_01_tenant_id_request_id_idx RENAME TO audit_logs_p2026_01_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_01_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_01_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_01_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_02: Rows of audit_logs of 2026-02 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_02_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_02_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_02_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_02_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_02_pkey RENAME TO audit_logs_p2026_02_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_02_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_02_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_02_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_02_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_02_tenant_id_request_id_idx RENAME TO audit_logs_p2026_02_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_02_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_02_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_02_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_03: Rows of audit_logs of 2026-03 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_03_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_03_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_03_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_03_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_03_pkey RENAME TO audit_logs_p2026_03_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_03_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_03_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_03_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_03_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_03_tenant_id_request_id_idx RENAME TO audit_logs_p2026_03_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_03_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_03_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_03_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_04: Rows of audit_logs of 2026-04 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_04_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_04_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_04_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_04_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_04_pkey RENAME TO audit_logs_p2026_04_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_04_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_04_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_04_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_04_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_04_tenant_id_request_id_idx RENAME TO audit_logs_p2026_04_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_04_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_04_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_04_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_05: Rows of audit_logs of 2026-05 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_05_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_05_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_05_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_05_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_05_pkey RENAME TO audit_logs_p2026_05_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_05_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_05_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_05_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_05_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_05_tenant_id_request_id_idx RENAME TO audit_logs_p2026_05_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_05_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_05_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_05_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_06: Rows of audit_logs of 2026-06 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_06_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_06_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_06_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_06_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_06_pkey RENAME TO audit_logs_p2026_06_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_06_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_06_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_06_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_06_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_06_tenant_id_request_id_idx RENAME TO audit_logs_p2026_06_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_06_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_06_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_06_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_07: Rows of audit_logs of 2026-07 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_07_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_07_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_07_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_07_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_07_pkey RENAME TO audit_logs_p2026_07_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_07_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_07_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_07_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_07_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_07_tenant_id_request_id_idx RENAME TO audit_logs_p2026_07_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_07_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_07_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_07_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_08: Rows of audit_logs of 2026-08 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_08_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_08_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_08_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_08_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_08_pkey RENAME TO audit_logs_p2026_08_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_08_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_08_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_08_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_08_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_08_tenant_id_request_id_idx RENAME TO audit_logs_p2026_08_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_08_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_08_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_08_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_09: Rows of audit_logs of 2026-09 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_09_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_09_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_09_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_09_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_09_pkey RENAME TO audit_logs_p2026_09_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_09_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_09_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_09_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_09_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_09_tenant_id_request_id_idx RENAME TO audit_logs_p2026_09_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_09_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_09_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_09_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_10: Rows of audit_logs of 2026-10 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_10_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_10_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_10_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_10_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_10_pkey RENAME TO audit_logs_p2026_10_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_10_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_10_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_10_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_10_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_10_tenant_id_request_id_idx RENAME TO audit_logs_p2026_10_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_10_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_10_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_10_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_11: Rows of audit_logs of 2026-11 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_11_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_11_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_11_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_11_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_11_pkey RENAME TO audit_logs_p2026_11_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_11_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_11_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_11_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_11_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_11_tenant_id_request_id_idx RENAME TO audit_logs_p2026_11_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_11_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_11_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_11_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_12: Rows of audit_logs of 2026-12 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_12_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_12_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2026_12_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_12_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_12_pkey RENAME TO audit_logs_p2026_12_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_12_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_12_tenant_id_occurred_at_idx RENAME TO audit_logs_p2026_12_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_12_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_12_tenant_id_request_id_idx RENAME TO audit_logs_p2026_12_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2026_12_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2026_12_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2026_12_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2027_01: Rows of audit_logs of 2027-01 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2027_01_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2027_01_tenant_id_actor_id_occurred_at_idx RENAME TO audit_logs_p2027_01_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2027_01_pkey') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2027_01_pkey RENAME TO audit_logs_p2027_01_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2027_01_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2027_01_tenant_id_occurred_at_idx RENAME TO audit_logs_p2027_01_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2027_01_tenant_id_request_id_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2027_01_tenant_id_request_id_idx RENAME TO audit_logs_p2027_01_request_id_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.audit_logs_p2027_01_tenant_id_table_name_record_id_occurred_idx') IS NOT NULL THEN
        ALTER INDEX public.audit_logs_p2027_01_tenant_id_table_name_record_id_occurred_idx RENAME TO audit_logs_p2027_01_table_name_record_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

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
                ('public.audit_logs', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'occurred_at timestamp with time zone not null',
                    'table_name character varying(63) not null', 'record_id uuid not null',
                    'operation character varying(10) not null', 'before jsonb', 'after jsonb', 'changed_columns text[]',
                    'actor_id uuid', 'request_id character varying(100)', 'database_role character varying(63) not null',
                    'transaction_id bigint not null', 'redacted_at timestamp with time zone'
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
                ('public.audit_logs_actor_id_occurred_at_btree_idx', '', 'CREATE INDEX audit_logs_actor_id_occurred_at_btree_idx ON ONLY public.audit_logs USING btree (tenant_id, actor_id, occurred_at DESC)'),
                ('public.audit_logs_occurred_at_brin_idx', '', 'CREATE INDEX audit_logs_occurred_at_brin_idx ON ONLY public.audit_logs USING brin (tenant_id, occurred_at) WITH (pages_per_range=''16'')'),
                ('public.audit_logs_request_id_btree_idx', '', 'CREATE INDEX audit_logs_request_id_btree_idx ON ONLY public.audit_logs USING btree (tenant_id, request_id) WHERE (request_id IS NOT NULL)'),
                ('public.audit_logs_table_name_record_id_occurred_at_btree_idx', '', 'CREATE INDEX audit_logs_table_name_record_id_occurred_at_btree_idx ON ONLY public.audit_logs USING btree (tenant_id, table_name, record_id, occurred_at DESC)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.audit_logs', 'audit_logs_auditor_policy', 'PERMISSIVE r USING true'),
                ('public.audit_logs', 'audit_logs_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs', 'audit_logs_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.audit_logs_default', 'audit_logs_default_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_01', 'audit_logs_p2026_01_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_02', 'audit_logs_p2026_02_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_03', 'audit_logs_p2026_03_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_04', 'audit_logs_p2026_04_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_05', 'audit_logs_p2026_05_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_06', 'audit_logs_p2026_06_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_07', 'audit_logs_p2026_07_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_08', 'audit_logs_p2026_08_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_09', 'audit_logs_p2026_09_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_10', 'audit_logs_p2026_10_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_11', 'audit_logs_p2026_11_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2026_12', 'audit_logs_p2026_12_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.audit_logs_p2027_01', 'audit_logs_p2027_01_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))')
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
-- audit_logs
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.audit_logs__20261123090002_down') IS NULL AND to_regclass('public.audit_logs') IS NOT NULL THEN
        ALTER TABLE public.audit_logs NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.audit_logs) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.audit_logs__20261123090002_down AS
            SELECT
                tenant_id, id, occurred_at, table_name, record_id, operation, before, after, changed_columns,
                actor_id, request_id, database_role, transaction_id, redacted_at
            FROM public.audit_logs;
            COMMENT ON TABLE kept.audit_logs__20261123090002_down IS 'audit_logs, kept by 20261123090002_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.audit_logs'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.audit_logs__20261123090002_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_default
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_default;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_01
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_01;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_02
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_02;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_03
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_03;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_04
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_04;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_05
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_05;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_06
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_06;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_07
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_07;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_08
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_08;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_09
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_09;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_10
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_10;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_11
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_11;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2026_12
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2026_12;

-- -------------------------------------------------------------------------------------------------
-- audit_logs_p2027_01
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs_p2027_01;

-- -------------------------------------------------------------------------------------------------
-- audit_logs
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.audit_logs;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.redact_records(p_table text, p_about text, p_id uuid, p_keys uuid[], p_columns text[]);
