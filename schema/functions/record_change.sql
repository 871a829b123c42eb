-- Leaves a truthful record of a row's change in audit_logs: before and after of the changed columns, the whole row where
-- it was made or deleted. The trigger names the table (a shard's own name would not do), the column with the row's UUID,
-- the columns that are left out and those whose values are hidden. A change of left-out columns only leaves no record.
CREATE OR REPLACE FUNCTION app.record_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
