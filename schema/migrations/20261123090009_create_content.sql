-- 20261123090009_create_content.sql
--
-- Purpose:     Creates functions app.number_revision(), app.publish_revision(), app.search_content(); creates
--              tables blog_posts, tags, blog_post_tags, pages, media_assets, page_revisions.
-- Domain:      content
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of blog_post_tags, media_assets, blog_posts, page_revisions, pages, tags
--              that would go are copied to schema kept first, and put back by the next run in the other direction. The copy
--              takes room and time; drop it when it is no longer wanted.
-- Trade-offs:  each write to blog_post_tags keeps 1 more index up to date
--              each write to blog_posts keeps 4 more indexes up to date
--              each write to media_assets keeps 5 more indexes up to date
--              each write to page_revisions keeps 2 more indexes up to date
--              each write to pages keeps 2 more indexes up to date
--
-- Serves:
--   page_by_path: A page of the website, with the revision that visitors see.
--       SELECT p.id, p.title AS menu_title, r.title, r.body, r.number, r.updated_at
--         FROM pages AS p
--         JOIN page_revisions AS r ON r.tenant_id = p.tenant_id AND r.page_id = p.id AND r.is_published
--        WHERE p.path = :path AND p.status = 'published' AND p.deleted_at IS NULL
--   media_of_page: A page's pictures, in order, the first six.
--       SELECT id, storage_key, alternative_text
--         FROM media_assets
--        WHERE page_id = :page_id AND media_type LIKE 'image/%' AND deleted_at IS NULL
--        ORDER BY position
--        LIMIT 6
--   page_menu: The menu below a page.
--       SELECT id, title, path
--         FROM pages
--        WHERE parent_id = :parent_id AND is_in_menu AND status = 'published' AND deleted_at IS NULL
--        ORDER BY position, title
--   media_of_course: The one picture above a course.
--       SELECT storage_key, alternative_text
--         FROM media_assets
--        WHERE course_id = :course_id AND deleted_at IS NULL
--        ORDER BY position
--        LIMIT 1
--   media_of_post: A post's pictures, in order.
--       SELECT id, storage_key, media_type, width, height, alternative_text
--         FROM media_assets
--        WHERE blog_post_id = :blog_post_id AND deleted_at IS NULL
--        ORDER BY position

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.number_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  IF NEW.number = 0 THEN
    PERFORM FROM public.pages WHERE tenant_id = NEW.tenant_id AND id = NEW.page_id FOR NO KEY UPDATE;
    SELECT coalesce(max(number), 0) + 1 INTO NEW.number
      FROM public.page_revisions WHERE tenant_id = NEW.tenant_id AND page_id = NEW.page_id;
  END IF;
  RETURN NEW;
END
$function$;

ALTER ROUTINE app.number_revision() OWNER TO campus_owner;

COMMENT ON ROUTINE app.number_revision() IS 'Numbers the revisions of a page from 1. The page''s row is the line in which those stand who save at the same moment. A number that is given (by a load) is kept.';

REVOKE EXECUTE ON ROUTINE app.number_revision() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.publish_revision(p_page_id uuid, p_number integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
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
$function$;

ALTER ROUTINE app.publish_revision(p_page_id uuid, p_number integer) OWNER TO campus_owner;

COMMENT ON ROUTINE app.publish_revision(p_page_id uuid, p_number integer) IS 'Shows one revision of a page to visitors in the place of the one before; returns whether there is such a revision.';

REVOKE EXECUTE ON ROUTINE app.publish_revision(p_page_id uuid, p_number integer) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.publish_revision(p_page_id uuid, p_number integer) TO campus_application;

CREATE OR REPLACE FUNCTION app.search_content(p_words text, p_limit integer)
 RETURNS TABLE(kind text, id uuid, title text, address text, rank real)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;

ALTER ROUTINE app.search_content(p_words text, p_limit integer) OWNER TO campus_owner;

COMMENT ON ROUTINE app.search_content(p_words text, p_limit integer) IS 'Full-text search over what a tenant has published, best first: posts and pages, in the tenant''s language, with the syntax of search engines. It names the tenant itself, so that the index serves; without a tenant it finds nothing.';

REVOKE EXECUTE ON ROUTINE app.search_content(p_words text, p_limit integer) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.search_content(p_words text, p_limit integer) TO campus_application;
GRANT EXECUTE ON ROUTINE app.search_content(p_words text, p_limit integer) TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- blog_posts: Posts of the institution's blog.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.blog_posts (
    tenant_id     uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id            uuid                      NOT NULL DEFAULT app.make_uuid(),
    author_id     uuid                      NOT NULL,
    slug          character varying(120)    NOT NULL,
    title         character varying(200)    NOT NULL,
    excerpt       character varying(500),
    body          text                      NOT NULL,
    status        character varying(20)     NOT NULL DEFAULT 'draft'::character varying,
    published_at  timestamp with time zone,
    meta          jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    search        tsvector                  NOT NULL DEFAULT ''::tsvector,
    created_at    timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at    timestamp with time zone  NOT NULL DEFAULT now(),
    created_by    uuid                      DEFAULT app.current_user_id(),
    updated_by    uuid                      DEFAULT app.current_user_id(),
    deleted_at    timestamp with time zone,
    version       integer                   NOT NULL DEFAULT 1,

    CONSTRAINT blog_posts_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_blog_posts_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_blog_posts_users_author_id
        FOREIGN KEY (tenant_id, author_id)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_blog_posts_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_blog_posts_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Named marks.
    CONSTRAINT blog_posts_meta_check_constraint CHECK ((jsonb_typeof(meta) = 'object'::text)),
    -- What is published was, some time.
    CONSTRAINT blog_posts_published_at_check_constraint
        CHECK ((((status)::text <> 'published'::text) OR (published_at IS NOT NULL))),
    -- Fits into an address.
    CONSTRAINT blog_posts_slug_check_constraint CHECK (((slug)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    -- Where it stands; a trigger sees that each step may follow the last.
    CONSTRAINT blog_posts_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('draft'::character varying)::text, ('in_review'::character varying)::text, ('published'::character varying)::text, ('archived'::character varying)::text]))),
    -- A title that can be shown.
    CONSTRAINT blog_posts_title_check_constraint
        CHECK ((((title)::text <> ''::text) AND ((title)::text !~ '^\s|\s$'::text)))
) WITH (toast_tuple_target = 256);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.blog_posts__20261123090009_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.blog_posts (
            tenant_id, id, author_id, slug, title, excerpt, body, status, published_at, meta, search,
            created_at, updated_at, created_by, updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.author_id, k.slug, k.title, k.excerpt, k.body, k.status, k.published_at,
            k.meta, k.search, k.created_at, k.updated_at, k.created_by, k.updated_by, k.deleted_at,
            k.version
        FROM kept.blog_posts__20261123090009_down AS k;
        DROP TABLE kept.blog_posts__20261123090009_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- An author's own posts, whatever their status.
CREATE INDEX IF NOT EXISTS blog_posts_author_id_created_at_btree_idx ON public.blog_posts
    USING btree (tenant_id, author_id, created_at DESC);

-- The blog's front page, page by page: what is published, and nothing else.
CREATE INDEX IF NOT EXISTS blog_posts_published_at_id_btree_idx ON public.blog_posts
    USING btree (tenant_id, published_at DESC, id DESC)
    WHERE (((status)::text = 'published'::text) AND (deleted_at IS NULL));

-- Full-text search. The tenant comes first by btree_gin, so a common word of others costs nothing.
CREATE INDEX IF NOT EXISTS blog_posts_search_gin_idx ON public.blog_posts
    USING gin (tenant_id, search)
    WHERE (((status)::text = 'published'::text) AND (deleted_at IS NULL));

-- The address of a post; a deleted one gives its address back.
CREATE UNIQUE INDEX IF NOT EXISTS blog_posts_slug_unique_idx ON public.blog_posts
    USING btree (tenant_id, slug)
    WHERE (deleted_at IS NULL);

CREATE OR REPLACE TRIGGER blog_posts_search_trigger
    BEFORE INSERT OR UPDATE OF title, excerpt, body ON public.blog_posts
    FOR EACH ROW
    EXECUTE FUNCTION app.keep_search('title', 'A', 'excerpt', 'B', 'body', 'C');

CREATE OR REPLACE TRIGGER blog_posts_status_trigger
    BEFORE UPDATE OF status ON public.blog_posts
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'blog_posts_status_step_check_constraint', 'draft>in_review', 'draft>published', 'in_review>draft', 'in_review>published', 'published>draft', 'published>archived', 'archived>published');

CREATE OR REPLACE TRIGGER blog_posts_touch_trigger
    BEFORE UPDATE ON public.blog_posts
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.author_id IS DISTINCT FROM new.author_id) OR ((old.slug)::text IS DISTINCT FROM (new.slug)::text) OR ((old.title)::text IS DISTINCT FROM (new.title)::text) OR ((old.excerpt)::text IS DISTINCT FROM (new.excerpt)::text) OR (old.body IS DISTINCT FROM new.body) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.published_at IS DISTINCT FROM new.published_at) OR (old.meta IS DISTINCT FROM new.meta) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.version IS DISTINCT FROM new.version)))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.blog_posts') AND polname = 'blog_posts_living_policy'
    ) THEN
        CREATE POLICY blog_posts_living_policy ON public.blog_posts AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.blog_posts') AND polname = 'blog_posts_owner_policy'
    ) THEN
        CREATE POLICY blog_posts_owner_policy ON public.blog_posts FOR ALL TO campus_owner
            USING (true)
            WITH CHECK (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.blog_posts') AND polname = 'blog_posts_tenant_policy'
    ) THEN
        CREATE POLICY blog_posts_tenant_policy ON public.blog_posts FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.blog_posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.blog_posts FORCE ROW LEVEL SECURITY;
ALTER TABLE public.blog_posts OWNER TO campus_owner;

COMMENT ON TABLE public.blog_posts IS 'Posts of the institution''s blog.';
COMMENT ON COLUMN public.blog_posts.author_id IS 'Whose name stands above it.';
COMMENT ON COLUMN public.blog_posts.body IS 'In full; out of line and compressed from 256 bytes on.';
COMMENT ON COLUMN public.blog_posts.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.blog_posts.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.blog_posts.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.blog_posts.excerpt IS 'In lists.';
COMMENT ON COLUMN public.blog_posts.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.blog_posts.meta IS 'For search engines: description, canonical address; never filtered by.';
COMMENT ON COLUMN public.blog_posts.published_at IS 'When it first appeared.';
COMMENT ON COLUMN public.blog_posts.search IS 'Title, excerpt and body, by weight.';
COMMENT ON COLUMN public.blog_posts.slug IS 'The last part of the address.';
COMMENT ON COLUMN public.blog_posts.status IS 'Where it stands.';
COMMENT ON COLUMN public.blog_posts.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.blog_posts.title IS 'For people.';
COMMENT ON COLUMN public.blog_posts.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.blog_posts.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.blog_posts.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT blog_posts_meta_check_constraint ON public.blog_posts IS 'Named marks.';
COMMENT ON CONSTRAINT blog_posts_published_at_check_constraint ON public.blog_posts IS 'What is published was, some time.';
COMMENT ON CONSTRAINT blog_posts_slug_check_constraint ON public.blog_posts IS 'Fits into an address.';
COMMENT ON CONSTRAINT blog_posts_status_check_constraint ON public.blog_posts IS 'Where it stands; a trigger sees that each step may follow the last.';
COMMENT ON CONSTRAINT blog_posts_title_check_constraint ON public.blog_posts IS 'A title that can be shown.';
COMMENT ON INDEX public.blog_posts_author_id_created_at_btree_idx IS 'An author''s own posts, whatever their status. Serves: posts_of_author, foreign key.';
COMMENT ON INDEX public.blog_posts_published_at_id_btree_idx IS 'The blog''s front page, page by page: what is published, and nothing else. Serves: posts_newest.';
COMMENT ON INDEX public.blog_posts_search_gin_idx IS 'Full-text search. The tenant comes first by btree_gin, so a common word of others costs nothing. Serves: search_content.';
COMMENT ON INDEX public.blog_posts_slug_unique_idx IS 'The address of a post; a deleted one gives its address back. Serves: post_by_slug.';
COMMENT ON TRIGGER blog_posts_search_trigger ON public.blog_posts IS 'Keeps search, in the tenant''s language (R-DEC-9).';
COMMENT ON TRIGGER blog_posts_status_trigger ON public.blog_posts IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER blog_posts_touch_trigger ON public.blog_posts IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY blog_posts_living_policy ON public.blog_posts IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY blog_posts_owner_policy ON public.blog_posts IS 'The search is the owner''s function, which names the tenant itself: `@@` is not leakproof.';
COMMENT ON POLICY blog_posts_tenant_policy ON public.blog_posts IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.blog_posts TO campus_application;
GRANT SELECT ON TABLE public.blog_posts TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- tags: Words that posts share.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.tags (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    slug        character varying(60)     NOT NULL,
    name        character varying(60)     NOT NULL,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),
    updated_by  uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT tags_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- An address leads to one tag.
    CONSTRAINT tags_slug_unique_constraint UNIQUE (tenant_id, slug),
    CONSTRAINT fk_tags_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_tags_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_tags_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- A name that can be shown.
    CONSTRAINT tags_name_check_constraint
        CHECK ((((name)::text <> ''::text) AND ((name)::text !~ '^\s|\s$'::text))),
    -- Fits into an address.
    CONSTRAINT tags_slug_check_constraint CHECK (((slug)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.tags__20261123090009_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.tags (
            tenant_id, id, slug, name, created_at, updated_at, created_by, updated_by
        )
        SELECT
            k.tenant_id, k.id, k.slug, k.name, k.created_at, k.updated_at, k.created_by, k.updated_by
        FROM kept.tags__20261123090009_down AS k;
        DROP TABLE kept.tags__20261123090009_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

CREATE OR REPLACE TRIGGER tags_touch_trigger
    BEFORE UPDATE ON public.tags
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.tags') AND polname = 'tags_owner_policy'
    ) THEN
        CREATE POLICY tags_owner_policy ON public.tags FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.tags') AND polname = 'tags_tenant_policy'
    ) THEN
        CREATE POLICY tags_tenant_policy ON public.tags FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tags FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tags OWNER TO campus_owner;

COMMENT ON TABLE public.tags IS 'Words that posts share.';
COMMENT ON COLUMN public.tags.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.tags.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.tags.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.tags.name IS 'For people.';
COMMENT ON COLUMN public.tags.slug IS 'The last part of the address.';
COMMENT ON COLUMN public.tags.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.tags.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.tags.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT tags_name_check_constraint ON public.tags IS 'A name that can be shown.';
COMMENT ON CONSTRAINT tags_slug_check_constraint ON public.tags IS 'Fits into an address.';
COMMENT ON CONSTRAINT tags_slug_unique_constraint ON public.tags IS 'An address leads to one tag.';
COMMENT ON TRIGGER tags_touch_trigger ON public.tags IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY tags_owner_policy ON public.tags IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY tags_tenant_policy ON public.tags IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.tags TO campus_application;
GRANT SELECT ON TABLE public.tags TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- blog_post_tags: Which posts have which tags.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.blog_post_tags (
    tenant_id     uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    blog_post_id  uuid                      NOT NULL,
    tag_id        uuid                      NOT NULL,
    created_at    timestamp with time zone  NOT NULL DEFAULT now(),
    created_by    uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT blog_post_tags_blog_post_id_tag_id_primary_constraint PRIMARY KEY (tenant_id, blog_post_id, tag_id),
    CONSTRAINT fk_blog_post_tags_blog_posts
        FOREIGN KEY (tenant_id, blog_post_id)
        REFERENCES public.blog_posts(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- A tag that is taken away is taken off its posts; some dozens of rows, and no post is lost.
    CONSTRAINT fk_blog_post_tags_tags
        FOREIGN KEY (tenant_id, tag_id)
        REFERENCES public.tags(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE CASCADE,
    CONSTRAINT fk_blog_post_tags_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_blog_post_tags_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.blog_post_tags__20261123090009_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.blog_post_tags (
            tenant_id, blog_post_id, tag_id, created_at, created_by
        )
        SELECT
            k.tenant_id, k.blog_post_id, k.tag_id, k.created_at, k.created_by
        FROM kept.blog_post_tags__20261123090009_down AS k;
        DROP TABLE kept.blog_post_tags__20261123090009_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- From a tag to its posts.
CREATE INDEX IF NOT EXISTS blog_post_tags_tag_id_blog_post_id_btree_idx ON public.blog_post_tags
    USING btree (tenant_id, tag_id, blog_post_id);

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.blog_post_tags') AND polname = 'blog_post_tags_owner_policy'
    ) THEN
        CREATE POLICY blog_post_tags_owner_policy ON public.blog_post_tags FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.blog_post_tags') AND polname = 'blog_post_tags_tenant_policy'
    ) THEN
        CREATE POLICY blog_post_tags_tenant_policy ON public.blog_post_tags FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.blog_post_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.blog_post_tags FORCE ROW LEVEL SECURITY;
ALTER TABLE public.blog_post_tags OWNER TO campus_owner;

COMMENT ON TABLE public.blog_post_tags IS 'Which posts have which tags.';
COMMENT ON COLUMN public.blog_post_tags.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.blog_post_tags.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.blog_post_tags.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON CONSTRAINT fk_blog_post_tags_tags ON public.blog_post_tags IS 'A tag that is taken away is taken off its posts; some dozens of rows, and no post is lost.';
COMMENT ON INDEX public.blog_post_tags_tag_id_blog_post_id_btree_idx IS 'From a tag to its posts. Serves: posts_with_tag, tag_cloud, foreign key.';
COMMENT ON POLICY blog_post_tags_owner_policy ON public.blog_post_tags IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY blog_post_tags_tenant_policy ON public.blog_post_tags IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT ON TABLE public.blog_post_tags TO campus_application;
GRANT SELECT ON TABLE public.blog_post_tags TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- pages: The tree of the website.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.pages (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    parent_id   uuid,
    title       character varying(200)    NOT NULL,
    slug        character varying(60)     NOT NULL,
    path        character varying(500)    COLLATE pg_catalog."C" NOT NULL DEFAULT ''::character varying,
    "position"  smallint                  NOT NULL DEFAULT '0'::smallint,
    is_in_menu  boolean                   NOT NULL DEFAULT true,
    status      character varying(20)     NOT NULL DEFAULT 'draft'::character varying,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),
    updated_by  uuid                      DEFAULT app.current_user_id(),
    deleted_at  timestamp with time zone,
    version     integer                   NOT NULL DEFAULT 1,

    CONSTRAINT pages_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_pages_pages_parent_id
        FOREIGN KEY (tenant_id, parent_id)
        REFERENCES public.pages(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_pages_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_pages_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_pages_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Fits into an address.
    CONSTRAINT pages_slug_check_constraint CHECK (((slug)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    -- Where it stands; a trigger sees that each step may follow the last.
    CONSTRAINT pages_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('draft'::character varying)::text, ('published'::character varying)::text, ('archived'::character varying)::text]))),
    -- A title that can be shown.
    CONSTRAINT pages_title_check_constraint
        CHECK ((((title)::text <> ''::text) AND ((title)::text !~ '^\s|\s$'::text)))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.pages__20261123090009_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.pages (
            tenant_id, id, parent_id, title, slug, path, "position", is_in_menu, status, created_at,
            updated_at, created_by, updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.parent_id, k.title, k.slug, k.path, k."position", k.is_in_menu, k.status,
            k.created_at, k.updated_at, k.created_by, k.updated_by, k.deleted_at, k.version
        FROM kept.pages__20261123090009_down AS k;
        DROP TABLE kept.pages__20261123090009_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- The menu below a page, in order.
CREATE INDEX IF NOT EXISTS pages_parent_id_position_btree_idx ON public.pages
    USING btree (tenant_id, parent_id, "position");

-- An address leads to one page; a subtree is a range of paths, in byte order.
CREATE UNIQUE INDEX IF NOT EXISTS pages_path_unique_idx ON public.pages
    USING btree (tenant_id, path)
    WHERE (deleted_at IS NULL);

CREATE OR REPLACE TRIGGER pages_path_trigger
    BEFORE INSERT OR UPDATE OF parent_id, slug, path ON public.pages
    FOR EACH ROW
    EXECUTE FUNCTION app.keep_tree_path();

CREATE OR REPLACE TRIGGER pages_status_trigger
    BEFORE UPDATE OF status ON public.pages
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'pages_status_step_check_constraint', 'draft>published', 'published>draft', 'published>archived', 'archived>draft', 'archived>published');

CREATE OR REPLACE TRIGGER pages_subtree_trigger
    AFTER UPDATE ON public.pages
    FOR EACH ROW
    WHEN (((old.path)::text IS DISTINCT FROM (new.path)::text))
    EXECUTE FUNCTION app.keep_tree_path();

CREATE OR REPLACE TRIGGER pages_touch_trigger
    BEFORE UPDATE ON public.pages
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.parent_id IS DISTINCT FROM new.parent_id) OR ((old.title)::text IS DISTINCT FROM (new.title)::text) OR ((old.slug)::text IS DISTINCT FROM (new.slug)::text) OR (old."position" IS DISTINCT FROM new."position") OR (old.is_in_menu IS DISTINCT FROM new.is_in_menu) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.version IS DISTINCT FROM new.version)))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.pages') AND polname = 'pages_living_policy'
    ) THEN
        CREATE POLICY pages_living_policy ON public.pages AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.pages') AND polname = 'pages_owner_policy'
    ) THEN
        CREATE POLICY pages_owner_policy ON public.pages FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.pages') AND polname = 'pages_tenant_policy'
    ) THEN
        CREATE POLICY pages_tenant_policy ON public.pages FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.pages FORCE ROW LEVEL SECURITY;
ALTER TABLE public.pages OWNER TO campus_owner;

COMMENT ON TABLE public.pages IS 'The tree of the website.';
COMMENT ON COLUMN public.pages.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.pages.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.pages.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.pages.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.pages.is_in_menu IS 'Or reached by links only.';
COMMENT ON COLUMN public.pages.parent_id IS 'The page above; NULL: a root.';
COMMENT ON COLUMN public.pages.path IS 'Slugs from the root, with slashes, kept by a trigger.';
COMMENT ON COLUMN public.pages."position" IS 'Among its brothers.';

COMMENT ON COLUMN public.pages.slug IS 'The last part of the address.
pgworkbench:ignore natural-key-unguarded the path, which ends with it, is unique';

COMMENT ON COLUMN public.pages.status IS 'Where it stands.';
COMMENT ON COLUMN public.pages.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.pages.title IS 'In menus.';
COMMENT ON COLUMN public.pages.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.pages.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.pages.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT pages_slug_check_constraint ON public.pages IS 'Fits into an address.';
COMMENT ON CONSTRAINT pages_status_check_constraint ON public.pages IS 'Where it stands; a trigger sees that each step may follow the last.';
COMMENT ON CONSTRAINT pages_title_check_constraint ON public.pages IS 'A title that can be shown.';
COMMENT ON INDEX public.pages_parent_id_position_btree_idx IS 'The menu below a page, in order. Serves: page_menu, foreign key.';
COMMENT ON INDEX public.pages_path_unique_idx IS 'An address leads to one page; a subtree is a range of paths, in byte order. Serves: page_by_path, pages_below.';
COMMENT ON TRIGGER pages_path_trigger ON public.pages IS 'Keeps path, and refuses circles.';
COMMENT ON TRIGGER pages_status_trigger ON public.pages IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER pages_subtree_trigger ON public.pages IS 'Moves what lies below along.';
COMMENT ON TRIGGER pages_touch_trigger ON public.pages IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY pages_living_policy ON public.pages IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY pages_owner_policy ON public.pages IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY pages_tenant_policy ON public.pages IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.pages TO campus_application;
GRANT SELECT ON TABLE public.pages TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- media_assets: Pictures, films and documents; the files themselves lie in object storage.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.media_assets (
    tenant_id         uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id                uuid                      NOT NULL DEFAULT app.make_uuid(),
    attached_to       character varying(20)     NOT NULL,
    blog_post_id      uuid,
    page_id           uuid,
    course_id         uuid,
    campus_id         uuid,
    storage_key       character varying(500)    NOT NULL,
    media_type        character varying(100)    NOT NULL,
    byte_size         bigint                    NOT NULL,
    width             integer,
    height            integer,
    alternative_text  character varying(500),
    sha256            bytea                     NOT NULL,
    "position"        smallint                  NOT NULL DEFAULT '0'::smallint,
    created_at        timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at        timestamp with time zone  NOT NULL DEFAULT now(),
    created_by        uuid                      DEFAULT app.current_user_id(),
    updated_by        uuid                      DEFAULT app.current_user_id(),
    deleted_at        timestamp with time zone,

    CONSTRAINT media_assets_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- A file belongs to one row; even a deleted row holds its file until that is gone.
    CONSTRAINT media_assets_storage_key_unique_constraint UNIQUE (tenant_id, storage_key),
    CONSTRAINT fk_media_assets_blog_posts
        FOREIGN KEY (tenant_id, blog_post_id)
        REFERENCES public.blog_posts(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_media_assets_campuses
        FOREIGN KEY (tenant_id, campus_id)
        REFERENCES public.campuses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_media_assets_courses
        FOREIGN KEY (tenant_id, course_id)
        REFERENCES public.courses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_media_assets_pages
        FOREIGN KEY (tenant_id, page_id)
        REFERENCES public.pages(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_media_assets_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_media_assets_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_media_assets_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- What it can belong to.
    CONSTRAINT media_assets_attached_to_check_constraint
        CHECK (((attached_to)::text = ANY (ARRAY[('blog_post'::character varying)::text, ('page'::character varying)::text, ('course'::character varying)::text, ('campus'::character varying)::text]))),
    -- Bytes.
    CONSTRAINT media_assets_byte_size_check_constraint CHECK ((byte_size > 0)),
    -- IANA media type.
    CONSTRAINT media_assets_media_type_check_constraint
        CHECK (((media_type)::text ~ '^(image|video|audio|application|text)/[a-z0-9.+-]+$'::text)),
    -- It belongs to one thing, of the kind that attached_to says.
    CONSTRAINT media_assets_owner_check_constraint
        CHECK (((((attached_to)::text = 'blog_post'::text) = (blog_post_id IS NOT NULL)) AND (((attached_to)::text = 'page'::text) = (page_id IS NOT NULL)) AND (((attached_to)::text = 'course'::text) = (course_id IS NOT NULL)) AND (((attached_to)::text = 'campus'::text) = (campus_id IS NOT NULL)))),
    -- A picture has both.
    CONSTRAINT media_assets_pixels_check_constraint
        CHECK ((((width IS NULL) = (height IS NULL)) AND (width > 0) AND (height > 0))),
    -- A SHA-256 digest.
    CONSTRAINT media_assets_sha256_check_constraint CHECK ((octet_length(sha256) = 32)),
    -- An address within the storage.
    CONSTRAINT media_assets_storage_key_check_constraint CHECK (((storage_key)::text ~ '^[A-Za-z0-9/_.-]+$'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.media_assets__20261123090009_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.media_assets (
            tenant_id, id, attached_to, blog_post_id, page_id, course_id, campus_id, storage_key,
            media_type, byte_size, width, height, alternative_text, sha256, "position", created_at,
            updated_at, created_by, updated_by, deleted_at
        )
        SELECT
            k.tenant_id, k.id, k.attached_to, k.blog_post_id, k.page_id, k.course_id, k.campus_id,
            k.storage_key, k.media_type, k.byte_size, k.width, k.height, k.alternative_text, k.sha256,
            k."position", k.created_at, k.updated_at, k.created_by, k.updated_by, k.deleted_at
        FROM kept.media_assets__20261123090009_down AS k;
        DROP TABLE kept.media_assets__20261123090009_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- A post's media, in order.
CREATE INDEX IF NOT EXISTS media_assets_blog_post_id_position_btree_idx ON public.media_assets
    USING btree (tenant_id, blog_post_id, "position");

-- A campus's media, in order.
CREATE INDEX IF NOT EXISTS media_assets_campus_id_position_btree_idx ON public.media_assets
    USING btree (tenant_id, campus_id, "position");

-- A course's media, in order.
CREATE INDEX IF NOT EXISTS media_assets_course_id_position_btree_idx ON public.media_assets
    USING btree (tenant_id, course_id, "position");

-- A page's media, in order.
CREATE INDEX IF NOT EXISTS media_assets_page_id_position_btree_idx ON public.media_assets
    USING btree (tenant_id, page_id, "position");

-- A file that is uploaded again is found by its digest.
CREATE INDEX IF NOT EXISTS media_assets_sha256_btree_idx ON public.media_assets
    USING btree (tenant_id, sha256)
    WHERE (deleted_at IS NULL);

CREATE OR REPLACE TRIGGER media_assets_touch_trigger
    BEFORE UPDATE ON public.media_assets
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.media_assets') AND polname = 'media_assets_living_policy'
    ) THEN
        CREATE POLICY media_assets_living_policy ON public.media_assets AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.media_assets') AND polname = 'media_assets_owner_policy'
    ) THEN
        CREATE POLICY media_assets_owner_policy ON public.media_assets FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.media_assets') AND polname = 'media_assets_tenant_policy'
    ) THEN
        CREATE POLICY media_assets_tenant_policy ON public.media_assets FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.media_assets ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.media_assets FORCE ROW LEVEL SECURITY;
ALTER TABLE public.media_assets OWNER TO campus_owner;

COMMENT ON TABLE public.media_assets IS 'Pictures, films and documents; the files themselves lie in object storage.
pgworkbench:ignore unique-key-blind-to-soft-delete the file is there until a job removes it';

COMMENT ON COLUMN public.media_assets.alternative_text IS 'For those who do not see it.';
COMMENT ON COLUMN public.media_assets.attached_to IS 'What kind of thing it belongs to.';
COMMENT ON COLUMN public.media_assets.byte_size IS 'Bytes.';
COMMENT ON COLUMN public.media_assets.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.media_assets.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.media_assets.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.media_assets.height IS 'Pixels.';
COMMENT ON COLUMN public.media_assets.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.media_assets.media_type IS 'What it is (IANA).';
COMMENT ON COLUMN public.media_assets."position" IS 'Among its brothers.';
COMMENT ON COLUMN public.media_assets.sha256 IS 'Digest of the file.';
COMMENT ON COLUMN public.media_assets.storage_key IS 'Where the file lies.';
COMMENT ON COLUMN public.media_assets.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.media_assets.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.media_assets.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.media_assets.width IS 'Pixels.';
COMMENT ON CONSTRAINT media_assets_attached_to_check_constraint ON public.media_assets IS 'What it can belong to.';
COMMENT ON CONSTRAINT media_assets_byte_size_check_constraint ON public.media_assets IS 'Bytes.';
COMMENT ON CONSTRAINT media_assets_media_type_check_constraint ON public.media_assets IS 'IANA media type.';
COMMENT ON CONSTRAINT media_assets_owner_check_constraint ON public.media_assets IS 'It belongs to one thing, of the kind that attached_to says.';
COMMENT ON CONSTRAINT media_assets_pixels_check_constraint ON public.media_assets IS 'A picture has both.';
COMMENT ON CONSTRAINT media_assets_sha256_check_constraint ON public.media_assets IS 'A SHA-256 digest.';
COMMENT ON CONSTRAINT media_assets_storage_key_check_constraint ON public.media_assets IS 'An address within the storage.';
COMMENT ON CONSTRAINT media_assets_storage_key_unique_constraint ON public.media_assets IS 'A file belongs to one row; even a deleted row holds its file until that is gone.';
COMMENT ON INDEX public.media_assets_blog_post_id_position_btree_idx IS 'A post''s media, in order. Serves: media_of_post, foreign key.';
COMMENT ON INDEX public.media_assets_campus_id_position_btree_idx IS 'A campus''s media, in order. Serves: media_of_campus, foreign key.';
COMMENT ON INDEX public.media_assets_course_id_position_btree_idx IS 'A course''s media, in order. Serves: media_of_course, foreign key.';
COMMENT ON INDEX public.media_assets_page_id_position_btree_idx IS 'A page''s media, in order. Serves: media_of_page, foreign key.';
COMMENT ON INDEX public.media_assets_sha256_btree_idx IS 'A file that is uploaded again is found by its digest. Serves: media_by_digest.';
COMMENT ON TRIGGER media_assets_touch_trigger ON public.media_assets IS 'Keeps updated_at, updated_by, deleted_at.';
COMMENT ON POLICY media_assets_living_policy ON public.media_assets IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY media_assets_owner_policy ON public.media_assets IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY media_assets_tenant_policy ON public.media_assets IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.media_assets TO campus_application;
GRANT SELECT ON TABLE public.media_assets TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- page_revisions: What pages said, from the first revision to the latest.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.page_revisions (
    tenant_id     uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    page_id       uuid                      NOT NULL,
    number        integer                   NOT NULL DEFAULT 0,
    title         character varying(200)    NOT NULL,
    body          text                      NOT NULL,
    is_published  boolean                   NOT NULL DEFAULT false,
    search        tsvector                  NOT NULL DEFAULT ''::tsvector,
    created_at    timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at    timestamp with time zone  NOT NULL DEFAULT now(),
    created_by    uuid                      DEFAULT app.current_user_id(),
    updated_by    uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT page_revisions_page_id_number_primary_constraint PRIMARY KEY (tenant_id, page_id, number),
    CONSTRAINT fk_page_revisions_pages
        FOREIGN KEY (tenant_id, page_id)
        REFERENCES public.pages(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_page_revisions_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_page_revisions_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_page_revisions_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Counted from 1.
    CONSTRAINT page_revisions_number_check_constraint CHECK ((number > 0)),
    -- A title that can be shown.
    CONSTRAINT page_revisions_title_check_constraint
        CHECK ((((title)::text <> ''::text) AND ((title)::text !~ '^\s|\s$'::text)))
) WITH (toast_tuple_target = 256);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.page_revisions__20261123090009_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.page_revisions (
            tenant_id, page_id, number, title, body, is_published, search, created_at, updated_at,
            created_by, updated_by
        )
        SELECT
            k.tenant_id, k.page_id, k.number, k.title, k.body, k.is_published, k.search, k.created_at,
            k.updated_at, k.created_by, k.updated_by
        FROM kept.page_revisions__20261123090009_down AS k;
        DROP TABLE kept.page_revisions__20261123090009_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- One revision of a page is published.
CREATE UNIQUE INDEX IF NOT EXISTS page_revisions_page_id_unique_idx ON public.page_revisions
    USING btree (tenant_id, page_id)
    WHERE is_published;

-- Full-text search over what is published; old revisions are not in it.
CREATE INDEX IF NOT EXISTS page_revisions_search_gin_idx ON public.page_revisions
    USING gin (tenant_id, search)
    WHERE is_published;

CREATE OR REPLACE TRIGGER page_revisions_number_trigger
    BEFORE INSERT ON public.page_revisions
    FOR EACH ROW
    EXECUTE FUNCTION app.number_revision();

CREATE OR REPLACE TRIGGER page_revisions_search_trigger
    BEFORE INSERT OR UPDATE OF title, body ON public.page_revisions
    FOR EACH ROW
    EXECUTE FUNCTION app.keep_search('title', 'A', 'body', 'C');

CREATE OR REPLACE TRIGGER page_revisions_touch_trigger
    BEFORE UPDATE ON public.page_revisions
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.page_id IS DISTINCT FROM new.page_id) OR (old.number IS DISTINCT FROM new.number) OR ((old.title)::text IS DISTINCT FROM (new.title)::text) OR (old.body IS DISTINCT FROM new.body) OR (old.is_published IS DISTINCT FROM new.is_published) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by)))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.page_revisions') AND polname = 'page_revisions_owner_policy'
    ) THEN
        CREATE POLICY page_revisions_owner_policy ON public.page_revisions FOR ALL TO campus_owner
            USING (true)
            WITH CHECK (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.page_revisions') AND polname = 'page_revisions_tenant_policy'
    ) THEN
        CREATE POLICY page_revisions_tenant_policy ON public.page_revisions FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.page_revisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.page_revisions FORCE ROW LEVEL SECURITY;
ALTER TABLE public.page_revisions OWNER TO campus_owner;

COMMENT ON TABLE public.page_revisions IS 'What pages said, from the first revision to the latest.';
COMMENT ON COLUMN public.page_revisions.body IS 'In full; out of line and compressed from 256 bytes on.';
COMMENT ON COLUMN public.page_revisions.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.page_revisions.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.page_revisions.is_published IS 'Whether visitors see this one.';
COMMENT ON COLUMN public.page_revisions.number IS 'Counted by a trigger, from 1.';
COMMENT ON COLUMN public.page_revisions.search IS 'Title and body, by weight.';
COMMENT ON COLUMN public.page_revisions.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.page_revisions.title IS 'Above the text.';
COMMENT ON COLUMN public.page_revisions.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.page_revisions.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT page_revisions_number_check_constraint ON public.page_revisions IS 'Counted from 1.';
COMMENT ON CONSTRAINT page_revisions_title_check_constraint ON public.page_revisions IS 'A title that can be shown.';
COMMENT ON INDEX public.page_revisions_page_id_unique_idx IS 'One revision of a page is published. Serves: page_by_path, publish_revision.';
COMMENT ON INDEX public.page_revisions_search_gin_idx IS 'Full-text search over what is published; old revisions are not in it. Serves: search_content.';
COMMENT ON TRIGGER page_revisions_number_trigger ON public.page_revisions IS 'Counts the revisions of a page.';
COMMENT ON TRIGGER page_revisions_search_trigger ON public.page_revisions IS 'Keeps search, in the tenant''s language (R-DEC-9).';
COMMENT ON TRIGGER page_revisions_touch_trigger ON public.page_revisions IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY page_revisions_owner_policy ON public.page_revisions IS 'The search is the owner''s function, which names the tenant itself: `@@` is not leakproof.';
COMMENT ON POLICY page_revisions_tenant_policy ON public.page_revisions IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT ON TABLE public.page_revisions TO campus_application;
GRANT SELECT ON TABLE public.page_revisions TO campus_readonly;
GRANT UPDATE (is_published) ON TABLE public.page_revisions TO campus_application;

-- -------------------------------------------------------------------------------------------------
-- Is what was there before really the same? Names alone do not tell.
-- -------------------------------------------------------------------------------------------------
DO $check$
#variable_conflict use_column
DECLARE
    wrong CONSTANT text := (
        SELECT string_agg(concat_ws(' ', compared.relation, compared.name, 'is', coalesce(compared.found, 'not there'),
            'instead of', compared.expected), '; ')
        FROM (
            SELECT e.relation, 'column' AS name, wanted.definition AS expected, NULL AS found
            FROM (VALUES
                ('public.blog_posts', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'author_id uuid not null',
                    'slug character varying(120) not null', 'title character varying(200) not null',
                    'excerpt character varying(500)', 'body text not null', 'status character varying(20) not null',
                    'published_at timestamp with time zone', 'meta jsonb not null', 'search tsvector not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.tags', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'slug character varying(60) not null',
                    'name character varying(60) not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid'
                ]),
                ('public.blog_post_tags', ARRAY[
                    'tenant_id uuid not null', 'blog_post_id uuid not null', 'tag_id uuid not null',
                    'created_at timestamp with time zone not null', 'created_by uuid'
                ]),
                ('public.pages', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'parent_id uuid',
                    'title character varying(200) not null', 'slug character varying(60) not null',
                    'path character varying(500) not null', 'position smallint not null', 'is_in_menu boolean not null',
                    'status character varying(20) not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid',
                    'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.media_assets', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'attached_to character varying(20) not null',
                    'blog_post_id uuid', 'page_id uuid', 'course_id uuid', 'campus_id uuid',
                    'storage_key character varying(500) not null', 'media_type character varying(100) not null',
                    'byte_size bigint not null', 'width integer', 'height integer',
                    'alternative_text character varying(500)', 'sha256 bytea not null', 'position smallint not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'deleted_at timestamp with time zone'
                ]),
                ('public.page_revisions', ARRAY[
                    'tenant_id uuid not null', 'page_id uuid not null', 'number integer not null',
                    'title character varying(200) not null', 'body text not null', 'is_published boolean not null',
                    'search tsvector not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid'
                ])
            ) AS e (relation, definitions)
            CROSS JOIN unnest(e.definitions) AS wanted (definition)
            WHERE NOT EXISTS (
                SELECT FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = to_regclass(e.relation) AND a.attnum > 0 AND NOT a.attisdropped
                    AND concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END)
                        = wanted.definition
            )
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                pg_get_indexdef(to_regclass(e.relation))
            FROM (VALUES
                ('public.blog_posts_author_id_created_at_btree_idx', '', 'CREATE INDEX blog_posts_author_id_created_at_btree_idx ON public.blog_posts USING btree (tenant_id, author_id, created_at DESC)'),
                ('public.blog_posts_published_at_id_btree_idx', '', 'CREATE INDEX blog_posts_published_at_id_btree_idx ON public.blog_posts USING btree (tenant_id, published_at DESC, id DESC) WHERE (((status)::text = ''published''::text) AND (deleted_at IS NULL))'),
                ('public.blog_posts_search_gin_idx', '', 'CREATE INDEX blog_posts_search_gin_idx ON public.blog_posts USING gin (tenant_id, search) WHERE (((status)::text = ''published''::text) AND (deleted_at IS NULL))'),
                ('public.blog_posts_slug_unique_idx', '', 'CREATE UNIQUE INDEX blog_posts_slug_unique_idx ON public.blog_posts USING btree (tenant_id, slug) WHERE (deleted_at IS NULL)'),
                ('public.blog_post_tags_tag_id_blog_post_id_btree_idx', '', 'CREATE INDEX blog_post_tags_tag_id_blog_post_id_btree_idx ON public.blog_post_tags USING btree (tenant_id, tag_id, blog_post_id)'),
                ('public.pages_parent_id_position_btree_idx', '', 'CREATE INDEX pages_parent_id_position_btree_idx ON public.pages USING btree (tenant_id, parent_id, "position")'),
                ('public.pages_path_unique_idx', '', 'CREATE UNIQUE INDEX pages_path_unique_idx ON public.pages USING btree (tenant_id, path) WHERE (deleted_at IS NULL)'),
                ('public.media_assets_blog_post_id_position_btree_idx', '', 'CREATE INDEX media_assets_blog_post_id_position_btree_idx ON public.media_assets USING btree (tenant_id, blog_post_id, "position")'),
                ('public.media_assets_campus_id_position_btree_idx', '', 'CREATE INDEX media_assets_campus_id_position_btree_idx ON public.media_assets USING btree (tenant_id, campus_id, "position")'),
                ('public.media_assets_course_id_position_btree_idx', '', 'CREATE INDEX media_assets_course_id_position_btree_idx ON public.media_assets USING btree (tenant_id, course_id, "position")'),
                ('public.media_assets_page_id_position_btree_idx', '', 'CREATE INDEX media_assets_page_id_position_btree_idx ON public.media_assets USING btree (tenant_id, page_id, "position")'),
                ('public.media_assets_sha256_btree_idx', '', 'CREATE INDEX media_assets_sha256_btree_idx ON public.media_assets USING btree (tenant_id, sha256) WHERE (deleted_at IS NULL)'),
                ('public.page_revisions_page_id_unique_idx', '', 'CREATE UNIQUE INDEX page_revisions_page_id_unique_idx ON public.page_revisions USING btree (tenant_id, page_id) WHERE is_published'),
                ('public.page_revisions_search_gin_idx', '', 'CREATE INDEX page_revisions_search_gin_idx ON public.page_revisions USING gin (tenant_id, search) WHERE is_published')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.blog_posts', 'blog_posts_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.blog_posts', 'blog_posts_owner_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.blog_posts', 'blog_posts_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.tags', 'tags_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.tags', 'tags_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.blog_post_tags', 'blog_post_tags_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.blog_post_tags', 'blog_post_tags_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.pages', 'pages_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.pages', 'pages_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.pages', 'pages_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.media_assets', 'media_assets_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.media_assets', 'media_assets_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.media_assets', 'media_assets_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.page_revisions', 'page_revisions_owner_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.page_revisions', 'page_revisions_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())')
            ) AS e (relation, name, expected)
        ) AS compared (relation, name, expected, found)
        WHERE compared.found IS DISTINCT FROM compared.expected
    );
BEGIN
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            MESSAGE = 'already there with another definition: ' || wrong,
            HINT = 'Rename or drop what was there before, and run this file again.';
    END IF;
END
$check$;

-- migrate:down

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- blog_post_tags
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.blog_post_tags__20261123090009_down') IS NULL AND to_regclass('public.blog_post_tags') IS NOT NULL THEN
        ALTER TABLE public.blog_post_tags NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.blog_post_tags) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.blog_post_tags__20261123090009_down AS
            SELECT
                tenant_id, blog_post_id, tag_id, created_at, created_by
            FROM public.blog_post_tags;
            COMMENT ON TABLE kept.blog_post_tags__20261123090009_down IS 'blog_post_tags, kept by 20261123090009_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.blog_post_tags'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.blog_post_tags__20261123090009_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- media_assets
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.media_assets__20261123090009_down') IS NULL AND to_regclass('public.media_assets') IS NOT NULL THEN
        ALTER TABLE public.media_assets NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.media_assets) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.media_assets__20261123090009_down AS
            SELECT
                tenant_id, id, attached_to, blog_post_id, page_id, course_id, campus_id, storage_key,
                media_type, byte_size, width, height, alternative_text, sha256, "position", created_at,
                updated_at, created_by, updated_by, deleted_at
            FROM public.media_assets;
            COMMENT ON TABLE kept.media_assets__20261123090009_down IS 'media_assets, kept by 20261123090009_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.media_assets'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.media_assets__20261123090009_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- blog_posts
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.blog_posts__20261123090009_down') IS NULL AND to_regclass('public.blog_posts') IS NOT NULL THEN
        ALTER TABLE public.blog_posts NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.blog_posts) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.blog_posts__20261123090009_down AS
            SELECT
                tenant_id, id, author_id, slug, title, excerpt, body, status, published_at, meta, search,
                created_at, updated_at, created_by, updated_by, deleted_at, version
            FROM public.blog_posts;
            COMMENT ON TABLE kept.blog_posts__20261123090009_down IS 'blog_posts, kept by 20261123090009_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.blog_posts'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.blog_posts__20261123090009_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- page_revisions
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.page_revisions__20261123090009_down') IS NULL AND to_regclass('public.page_revisions') IS NOT NULL THEN
        ALTER TABLE public.page_revisions NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.page_revisions) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.page_revisions__20261123090009_down AS
            SELECT
                tenant_id, page_id, number, title, body, is_published, search, created_at, updated_at,
                created_by, updated_by
            FROM public.page_revisions;
            COMMENT ON TABLE kept.page_revisions__20261123090009_down IS 'page_revisions, kept by 20261123090009_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.page_revisions'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.page_revisions__20261123090009_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- pages
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.pages__20261123090009_down') IS NULL AND to_regclass('public.pages') IS NOT NULL THEN
        ALTER TABLE public.pages NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.pages) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.pages__20261123090009_down AS
            SELECT
                tenant_id, id, parent_id, title, slug, path, "position", is_in_menu, status, created_at,
                updated_at, created_by, updated_by, deleted_at, version
            FROM public.pages;
            COMMENT ON TABLE kept.pages__20261123090009_down IS 'pages, kept by 20261123090009_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.pages'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.pages__20261123090009_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- tags
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.tags__20261123090009_down') IS NULL AND to_regclass('public.tags') IS NOT NULL THEN
        ALTER TABLE public.tags NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.tags) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.tags__20261123090009_down AS
            SELECT
                tenant_id, id, slug, name, created_at, updated_at, created_by, updated_by
            FROM public.tags;
            COMMENT ON TABLE kept.tags__20261123090009_down IS 'tags, kept by 20261123090009_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.tags'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.tags__20261123090009_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- blog_post_tags
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.blog_post_tags;

-- -------------------------------------------------------------------------------------------------
-- media_assets
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.media_assets;

-- -------------------------------------------------------------------------------------------------
-- blog_posts
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.blog_posts;

-- -------------------------------------------------------------------------------------------------
-- page_revisions
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.page_revisions;

-- -------------------------------------------------------------------------------------------------
-- pages
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.pages;

-- -------------------------------------------------------------------------------------------------
-- tags
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.tags;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.number_revision();
DROP FUNCTION IF EXISTS app.publish_revision(p_page_id uuid, p_number integer);
DROP FUNCTION IF EXISTS app.search_content(p_words text, p_limit integer);
