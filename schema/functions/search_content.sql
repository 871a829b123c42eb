-- Full-text search over what a tenant has published, best first: posts and pages, in the tenant's language, with the
-- syntax of search engines. It names the tenant itself, so that the index serves; without a tenant it finds nothing.
-- execute: application, readonly
CREATE OR REPLACE FUNCTION app.search_content(p_words text, p_limit integer)
RETURNS TABLE (kind text, id uuid, title text, address text, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_tenant uuid := app.current_tenant_id();
  v_query tsquery;
BEGIN
  SELECT websearch_to_tsquery(t.search_language::regconfig, p_words) INTO v_query
    FROM public.tenants t WHERE t.id = v_tenant;
  RETURN QUERY
    SELECT * FROM (
      SELECT 'blog_post'::text, b.id, b.title::text, b.slug::text, ts_rank(b.search, v_query) AS how_well
        FROM public.blog_posts b
       WHERE b.tenant_id = v_tenant AND b.status = 'published' AND b.deleted_at IS NULL AND b.search @@ v_query
      UNION ALL
      SELECT 'page', p.id, r.title::text, p.path::text, ts_rank(r.search, v_query)
        FROM public.page_revisions r
        JOIN public.pages p ON p.tenant_id = r.tenant_id AND p.id = r.page_id AND p.deleted_at IS NULL
       WHERE r.tenant_id = v_tenant AND r.is_published AND p.status = 'published' AND r.search @@ v_query
    ) AS found
    ORDER BY how_well DESC, 2
    LIMIT p_limit;
END
$$;
