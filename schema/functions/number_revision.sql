-- Numbers the revisions of a page from 1. The page's row is the line in which those stand who save at the same moment. A
-- number that is given (by a load) is kept.
CREATE OR REPLACE FUNCTION app.number_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NEW.number = 0 THEN
    PERFORM FROM public.pages WHERE tenant_id = NEW.tenant_id AND id = NEW.page_id FOR NO KEY UPDATE;
    SELECT coalesce(max(number), 0) + 1 INTO NEW.number
      FROM public.page_revisions WHERE tenant_id = NEW.tenant_id AND page_id = NEW.page_id;
  END IF;
  RETURN NEW;
END
$$;
