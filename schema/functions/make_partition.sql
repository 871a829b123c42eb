-- Makes the partition of a month, or the default partition where no month is given, and returns its name; NULL if it is
-- there already. Rows of that month that waited in the default partition move into it. Months are in UTC.
-- Direct access stays closed: the partition has row-level security, forced, and no grants.
CREATE OR REPLACE FUNCTION app.make_partition(p_parent text, p_month date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
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
$$;
