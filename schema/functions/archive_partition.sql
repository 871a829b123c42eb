-- Detaches the partition of a month and moves it into the schema archive, where only the owner reaches it; returns its
-- name. Detaching takes ACCESS EXCLUSIVE for milliseconds: CONCURRENTLY is refused beside a default partition.
-- execute: jobs
CREATE OR REPLACE FUNCTION app.archive_partition(p_parent text, p_month date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s'
AS $$
DECLARE
  v_name text := p_parent || '_p' || to_char(p_month, 'YYYY_MM');
BEGIN
  EXECUTE format('ALTER TABLE public.%I DETACH PARTITION public.%I', p_parent, v_name);
  EXECUTE format('ALTER TABLE public.%I SET SCHEMA archive', v_name);
  RETURN v_name;
END
$$;
