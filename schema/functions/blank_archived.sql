-- Blanks a person's rows in the archived partitions of a table; the columns and the condition are the design's own text
-- ($1 the tenant, $2 the person). Part of erase_person.
CREATE OR REPLACE FUNCTION app.blank_archived(p_table text, p_blanks text, p_match text, p_tenant uuid, p_id uuid)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
