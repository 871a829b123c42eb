-- Takes personal values out of the audit records of a person's rows in one table, here and in the archive. Rows that are
-- gone are found by what their records say. Part of erase_person.
CREATE OR REPLACE FUNCTION app.redact_records(p_table text, p_about text, p_id uuid, p_keys uuid[], p_columns text[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
