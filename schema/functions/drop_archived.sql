-- Drops an archived partition, once it has been exported and the export was verified; returns its name.
-- execute: jobs
CREATE OR REPLACE FUNCTION app.drop_archived(p_parent text, p_month date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s'
AS $$
DECLARE
  v_name text := p_parent || '_p' || to_char(p_month, 'YYYY_MM');
BEGIN
  EXECUTE format('DROP TABLE archive.%I', v_name);
  RETURN v_name;
END
$$;
