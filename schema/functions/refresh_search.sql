-- When a tenant takes another search language, its texts are read anew in that language; old words would not be found.
CREATE OR REPLACE FUNCTION app.refresh_search() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- the trigger that keeps search fires on the columns named; with the same values nothing else changes
  UPDATE public.blog_posts SET title = title WHERE tenant_id = NEW.id;
  UPDATE public.page_revisions SET title = title WHERE tenant_id = NEW.id;
  RETURN NULL;
END
$$;
