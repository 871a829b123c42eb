-- Shows one revision of a page to visitors in the place of the one before; returns whether there is such a revision.
-- execute: application
CREATE OR REPLACE FUNCTION app.publish_revision(p_page_id uuid, p_number integer) RETURNS boolean
LANGUAGE plpgsql
AS $$
BEGIN
  -- the page's row is the line for those who publish at the same moment
  UPDATE public.pages SET status = 'published'
   WHERE tenant_id = app.current_tenant_id() AND id = p_page_id AND deleted_at IS NULL;
  UPDATE public.page_revisions SET is_published = false
   WHERE tenant_id = app.current_tenant_id() AND page_id = p_page_id AND is_published AND number <> p_number;
  UPDATE public.page_revisions SET is_published = true
   WHERE tenant_id = app.current_tenant_id() AND page_id = p_page_id AND number = p_number;
  RETURN FOUND;
END
$$;
