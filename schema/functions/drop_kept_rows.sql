-- Deletes a person's rows from what rollbacks kept: every table of the schema kept that is named after this one (itself,
-- or its name and more) and has the column that leads to the person. Part of erase_person.
CREATE OR REPLACE FUNCTION app.drop_kept_rows(p_table text, p_about text, p_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
