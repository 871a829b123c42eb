-- Keeps search: the trigger names columns and their weights in turn (title A, body C); the language is the tenant's. A
-- generated column could not do it: its expression must be immutable, and the language is another row's.
CREATE OR REPLACE FUNCTION app.keep_search() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_row jsonb := to_jsonb(NEW);
  v_language regconfig;
BEGIN
  SELECT search_language::regconfig INTO v_language FROM public.tenants WHERE id = NEW.tenant_id;
  NEW.search := '';
  FOR place IN 0 .. TG_NARGS - 1 BY 2 LOOP
    NEW.search := NEW.search || setweight(
      to_tsvector(coalesce(v_language, 'simple'), coalesce(v_row ->> TG_ARGV[place], '')), TG_ARGV[place + 1]::"char");
  END LOOP;
  RETURN NEW;
END
$$;
