-- 20261123090006_create_courses.sql
--
-- Purpose:     Creates functions app.count_seats(), app.promote_waiting(), app.refresh_seat_counts(),
--              app.refuse_prerequisite_circle(), app.take_seat(); creates tables course_categories, courses,
--              course_instructors, course_prerequisites, course_runs, enrollments.
-- Domain:      courses
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of course_instructors, course_prerequisites, enrollments, course_runs,
--              courses, course_categories that would go are copied to schema kept first, and put back by the next run in
--              the other direction. The copy takes room and time; drop it when it is no longer wanted.
-- Trade-offs:  each write to course_categories keeps 1 more index up to date
--              each write to course_instructors keeps 1 more index up to date
--              each write to course_prerequisites keeps 1 more index up to date
--              each write to course_runs keeps 6 more indexes up to date
--              each write to courses keeps 4 more indexes up to date
--              each write to enrollments keeps 3 more indexes up to date
--
-- Serves:
--   course_by_slug: A course's page: the course with its branch.
--       SELECT c.id, c.code, c.title, c.description, c.credits, c.price_amount, c.price_currency, c.syllabus, g.name AS category, g.path
--         FROM courses AS c
--         JOIN course_categories AS g ON g.tenant_id = c.tenant_id AND g.id = c.category_id
--        WHERE c.slug = :slug AND c.status = 'published' AND c.deleted_at IS NULL
--   runs_of_course: A course's page: its runs, the latest first, with the seats that are left.
--       SELECT r.id, r.code, r.status, r.delivery, r.starts_on, r.ends_on, r.capacity - r.enrolled_count AS seats_left,
--              r.waiting_count, c.name AS campus
--         FROM course_runs AS r
--         LEFT JOIN campuses AS c ON c.tenant_id = r.tenant_id AND c.id = r.campus_id AND c.deleted_at IS NULL
--        WHERE r.course_id = :course_id AND r.deleted_at IS NULL
--        ORDER BY r.starts_on DESC
--        LIMIT 10
--   enrollments_of_user: A student's courses, the latest first.
--       SELECT e.id, e.status, e.grade, r.code, r.starts_on, r.ends_on, c.title
--         FROM enrollments AS e
--         JOIN course_runs AS r ON r.tenant_id = e.tenant_id AND r.id = e.course_run_id AND r.deleted_at IS NULL
--         JOIN courses AS c ON c.tenant_id = r.tenant_id AND c.id = r.course_id AND c.deleted_at IS NULL
--        WHERE e.user_id = :user_id
--        ORDER BY e.requested_at DESC
--        LIMIT 20
--   open_runs_with_seats: What can still be joined, the soonest first.
--       SELECT r.id, c.title, c.slug, r.starts_on, r.delivery, r.capacity - r.enrolled_count AS seats_left
--         FROM course_runs AS r
--         JOIN courses AS c ON c.tenant_id = r.tenant_id AND c.id = r.course_id AND c.deleted_at IS NULL
--        WHERE r.starts_on >= :today AND r.status = 'open' AND r.deleted_at IS NULL AND r.enrolled_count < r.capacity
--        ORDER BY r.starts_on
--        LIMIT 30
--   courses_of_category: One branch of the catalogue, by title.
--       SELECT id, slug, title, summary, level, credits
--         FROM courses
--        WHERE category_id = :category_id AND status = 'published' AND deleted_at IS NULL
--        ORDER BY title
--        LIMIT 40

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.count_seats()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_seat constant text[] := ARRAY['enrolled', 'completed', 'failed'];
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.course_run_id = OLD.course_run_id THEN
    UPDATE public.course_runs
       SET enrolled_count = enrolled_count + (NEW.status = ANY (v_seat))::integer - (OLD.status = ANY (v_seat))::integer,
           waiting_count = waiting_count + (NEW.status = 'waiting')::integer - (OLD.status = 'waiting')::integer
     WHERE tenant_id = NEW.tenant_id AND id = NEW.course_run_id
       AND ((NEW.status = ANY (v_seat)) <> (OLD.status = ANY (v_seat)) OR 'waiting' IN (NEW.status, OLD.status));
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    UPDATE public.course_runs
       SET enrolled_count = enrolled_count - (OLD.status = ANY (v_seat))::integer,
           waiting_count = waiting_count - (OLD.status = 'waiting')::integer
     WHERE tenant_id = OLD.tenant_id AND id = OLD.course_run_id AND OLD.status <> 'withdrawn';
  END IF;
  IF TG_OP <> 'DELETE' THEN
    UPDATE public.course_runs
       SET enrolled_count = enrolled_count + (NEW.status = ANY (v_seat))::integer,
           waiting_count = waiting_count + (NEW.status = 'waiting')::integer
     WHERE tenant_id = NEW.tenant_id AND id = NEW.course_run_id AND NEW.status <> 'withdrawn';
  END IF;
  RETURN NULL;
END
$function$;

ALTER ROUTINE app.count_seats() OWNER TO campus_owner;

COMMENT ON ROUTINE app.count_seats() IS 'Keeps a run''s counts of seats taken and of those who wait. The run''s row is the line in which those stand who ask at the same moment; its CHECK refuses the seat too many.';

REVOKE EXECUTE ON ROUTINE app.count_seats() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.promote_waiting(p_course_run_id uuid)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
DECLARE
  v_free integer;
  v_given integer;
BEGIN
  SELECT capacity - enrolled_count INTO v_free
    FROM public.course_runs
   WHERE tenant_id = app.current_tenant_id() AND id = p_course_run_id AND status IN ('open', 'running')
     AND deleted_at IS NULL
     FOR UPDATE;
  UPDATE public.enrollments
     SET status = 'enrolled', enrolled_at = now()
   WHERE tenant_id = app.current_tenant_id() AND id IN (
     SELECT id FROM public.enrollments
      WHERE tenant_id = app.current_tenant_id() AND course_run_id = p_course_run_id AND status = 'waiting'
      ORDER BY requested_at, id
      LIMIT greatest(v_free, 0));
  GET DIAGNOSTICS v_given = ROW_COUNT;
  RETURN v_given;
END
$function$;

ALTER ROUTINE app.promote_waiting(p_course_run_id uuid) OWNER TO campus_owner;

COMMENT ON ROUTINE app.promote_waiting(p_course_run_id uuid) IS 'Gives free seats of a run to those who wait, whoever asked first before the others; returns how many it gave.';

REVOKE EXECUTE ON ROUTINE app.promote_waiting(p_course_run_id uuid) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.promote_waiting(p_course_run_id uuid) TO campus_application;

CREATE OR REPLACE FUNCTION app.refresh_seat_counts()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  WITH counted AS (
    SELECT r.tenant_id, r.id,
           count(*) FILTER (WHERE e.status IN ('enrolled', 'completed', 'failed')) AS enrolled,
           count(*) FILTER (WHERE e.status = 'waiting') AS waiting
      FROM public.course_runs r
      LEFT JOIN public.enrollments e ON e.tenant_id = r.tenant_id AND e.course_run_id = r.id
     GROUP BY r.tenant_id, r.id
  ), changed AS (
    UPDATE public.course_runs r SET enrolled_count = c.enrolled, waiting_count = c.waiting
      FROM counted c
     WHERE c.tenant_id = r.tenant_id AND c.id = r.id AND (r.enrolled_count, r.waiting_count) <> (c.enrolled, c.waiting)
    RETURNING 1
  )
  SELECT count(*) FROM changed
$function$;

ALTER ROUTINE app.refresh_seat_counts() OWNER TO campus_owner;

COMMENT ON ROUTINE app.refresh_seat_counts() IS 'Counts the seats of runs anew where the counts are not those of the enrollments, and returns how many runs that changed: after a load without triggers, or to prove that the trigger keeps them.';

REVOKE EXECUTE ON ROUTINE app.refresh_seat_counts() FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.refresh_seat_counts() TO campus_jobs;

CREATE OR REPLACE FUNCTION app.refuse_prerequisite_circle()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('course_prerequisites' || NEW.tenant_id::text, 0));
  IF EXISTS (
    WITH RECURSIVE before_it AS (
      SELECT NEW.prerequisite_id AS id
      UNION
      SELECT p.prerequisite_id
        FROM public.course_prerequisites p JOIN before_it b ON p.course_id = b.id
       WHERE p.tenant_id = NEW.tenant_id
    )
    SELECT FROM before_it WHERE id = NEW.course_id
  ) THEN
    RAISE EXCEPTION 'the course would wait for itself'
      USING ERRCODE = 'check_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'prerequisite_id';
  END IF;
  RETURN NEW;
END
$function$;

ALTER ROUTINE app.refuse_prerequisite_circle() OWNER TO campus_owner;

COMMENT ON ROUTINE app.refuse_prerequisite_circle() IS 'Refuses a prerequisite that waits, over however many steps, for the course itself. A tenant''s prerequisites are changed by one transaction at a time, or two could close a circle together.';

REVOKE EXECUTE ON ROUTINE app.refuse_prerequisite_circle() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.take_seat(p_course_run_id uuid, p_user_id uuid)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
DECLARE
  v_free boolean;
  v_status text;
BEGIN
  -- the lock makes those who ask at once stand in line; count_seats would need it anyway
  SELECT enrolled_count < capacity AND waiting_count = 0 INTO v_free
    FROM public.course_runs
   WHERE tenant_id = app.current_tenant_id() AND id = p_course_run_id AND status = 'open' AND deleted_at IS NULL
     FOR UPDATE;
  IF v_free IS NULL THEN
    RAISE EXCEPTION 'the run is not open' USING ERRCODE = 'check_violation', TABLE = 'course_runs', COLUMN = 'status';
  END IF;
  v_status := CASE WHEN v_free THEN 'enrolled' ELSE 'waiting' END;
  INSERT INTO public.enrollments AS e (tenant_id, course_run_id, user_id, status, enrolled_at)
  VALUES (app.current_tenant_id(), p_course_run_id, p_user_id, v_status, CASE WHEN v_free THEN now() END)
  ON CONFLICT (tenant_id, course_run_id, user_id)
  DO UPDATE SET status = excluded.status, requested_at = now(), enrolled_at = excluded.enrolled_at, ended_at = NULL
          WHERE e.status = 'withdrawn'
  RETURNING e.status INTO v_status;
  RETURN v_status;  -- NULL: is enrolled, waits or has finished already
END
$function$;

ALTER ROUTINE app.take_seat(p_course_run_id uuid, p_user_id uuid) OWNER TO campus_owner;

COMMENT ON ROUTINE app.take_seat(p_course_run_id uuid, p_user_id uuid) IS 'Enrols somebody in a run, or puts them at the end of its waiting list; returns which of the two. Whoever comes back takes up the old place. Runs that are not open take nobody.';

REVOKE EXECUTE ON ROUTINE app.take_seat(p_course_run_id uuid, p_user_id uuid) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.take_seat(p_course_run_id uuid, p_user_id uuid) TO campus_application;

-- -------------------------------------------------------------------------------------------------
-- course_categories: The tree of the catalogue.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.course_categories (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    parent_id   uuid,
    name        character varying(100)    NOT NULL,
    slug        character varying(60)     NOT NULL,
    path        character varying(500)    COLLATE pg_catalog."C" NOT NULL DEFAULT ''::character varying,
    "position"  smallint                  NOT NULL DEFAULT '0'::smallint,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),
    updated_by  uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT course_categories_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- An address leads to one branch; brothers have different slugs.
    CONSTRAINT course_categories_path_unique_constraint UNIQUE (tenant_id, path),
    CONSTRAINT fk_course_categories_course_categories_parent_id
        FOREIGN KEY (tenant_id, parent_id)
        REFERENCES public.course_categories(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_categories_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_categories_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_categories_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- A name that can be shown.
    CONSTRAINT course_categories_name_check_constraint
        CHECK ((((name)::text <> ''::text) AND ((name)::text !~ '^\s|\s$'::text))),
    -- Fits into an address.
    CONSTRAINT course_categories_slug_check_constraint CHECK (((slug)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_categories__20261123090006_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.course_categories (
            tenant_id, id, parent_id, name, slug, path, "position", created_at, updated_at, created_by,
            updated_by
        )
        SELECT
            k.tenant_id, k.id, k.parent_id, k.name, k.slug, k.path, k."position", k.created_at,
            k.updated_at, k.created_by, k.updated_by
        FROM kept.course_categories__20261123090006_down AS k;
        DROP TABLE kept.course_categories__20261123090006_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What lies below a branch, in order.
CREATE INDEX IF NOT EXISTS course_categories_parent_id_position_btree_idx ON public.course_categories
    USING btree (tenant_id, parent_id, "position");

CREATE OR REPLACE TRIGGER course_categories_path_trigger
    BEFORE INSERT OR UPDATE OF parent_id, slug, path ON public.course_categories
    FOR EACH ROW
    EXECUTE FUNCTION app.keep_tree_path();

CREATE OR REPLACE TRIGGER course_categories_subtree_trigger
    AFTER UPDATE ON public.course_categories
    FOR EACH ROW
    WHEN (((old.path)::text IS DISTINCT FROM (new.path)::text))
    EXECUTE FUNCTION app.keep_tree_path();

CREATE OR REPLACE TRIGGER course_categories_touch_trigger
    BEFORE UPDATE ON public.course_categories
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.parent_id IS DISTINCT FROM new.parent_id) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.slug)::text IS DISTINCT FROM (new.slug)::text) OR (old."position" IS DISTINCT FROM new."position") OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by)))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.course_categories') AND polname = 'course_categories_owner_policy'
    ) THEN
        CREATE POLICY course_categories_owner_policy ON public.course_categories FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.course_categories') AND polname = 'course_categories_tenant_policy'
    ) THEN
        CREATE POLICY course_categories_tenant_policy ON public.course_categories FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.course_categories ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.course_categories FORCE ROW LEVEL SECURITY;
ALTER TABLE public.course_categories OWNER TO campus_owner;

COMMENT ON TABLE public.course_categories IS 'The tree of the catalogue.';
COMMENT ON COLUMN public.course_categories.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.course_categories.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.course_categories.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.course_categories.name IS 'For people.';
COMMENT ON COLUMN public.course_categories.parent_id IS 'The branch above; NULL: a root.';
COMMENT ON COLUMN public.course_categories.path IS 'Slugs from the root, with slashes, kept by a trigger: a subtree is a range of it, in byte order.';
COMMENT ON COLUMN public.course_categories."position" IS 'Among its brothers.';

COMMENT ON COLUMN public.course_categories.slug IS 'The last part of the address.
pgworkbench:ignore natural-key-unguarded the path, which ends with it, is unique';

COMMENT ON COLUMN public.course_categories.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.course_categories.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.course_categories.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT course_categories_name_check_constraint ON public.course_categories IS 'A name that can be shown.';
COMMENT ON CONSTRAINT course_categories_path_unique_constraint ON public.course_categories IS 'An address leads to one branch; brothers have different slugs.';
COMMENT ON CONSTRAINT course_categories_slug_check_constraint ON public.course_categories IS 'Fits into an address.';
COMMENT ON INDEX public.course_categories_parent_id_position_btree_idx IS 'What lies below a branch, in order. Serves: category_children, foreign key.';
COMMENT ON TRIGGER course_categories_path_trigger ON public.course_categories IS 'Keeps path, and refuses circles.';
COMMENT ON TRIGGER course_categories_subtree_trigger ON public.course_categories IS 'Moves what lies below along.';
COMMENT ON TRIGGER course_categories_touch_trigger ON public.course_categories IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY course_categories_owner_policy ON public.course_categories IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY course_categories_tenant_policy ON public.course_categories IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.course_categories TO campus_application;
GRANT SELECT ON TABLE public.course_categories TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- courses: The catalogue.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.courses (
    tenant_id       uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id              uuid                      NOT NULL DEFAULT app.make_uuid(),
    category_id     uuid                      NOT NULL,
    code            character varying(12)     NOT NULL,
    slug            character varying(120)    NOT NULL,
    title           character varying(200)    NOT NULL,
    summary         character varying(500),
    description     text,
    level           character varying(20)     NOT NULL,
    language        character varying(35)     NOT NULL DEFAULT 'en'::character varying,
    credits         numeric(5,1),
    duration_weeks  smallint,
    price_amount    numeric(10,2),
    price_currency  character varying(3),
    status          character varying(20)     NOT NULL DEFAULT 'draft'::character varying,
    published_at    timestamp with time zone,
    syllabus        jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    created_at      timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at      timestamp with time zone  NOT NULL DEFAULT now(),
    created_by      uuid                      DEFAULT app.current_user_id(),
    updated_by      uuid                      DEFAULT app.current_user_id(),
    deleted_at      timestamp with time zone,
    version         integer                   NOT NULL DEFAULT 1,

    CONSTRAINT courses_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_courses_course_categories_category_id
        FOREIGN KEY (tenant_id, category_id)
        REFERENCES public.course_categories(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_courses_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_courses_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_courses_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- As in the register: MATH-101.
    CONSTRAINT courses_code_check_constraint CHECK (((code)::text ~ '^[A-Z]{2,6}-[0-9]{2,5}[A-Z]?$'::text)),
    -- Credit points.
    CONSTRAINT courses_credits_check_constraint CHECK (((credits >= (0)::numeric) AND (credits <> 'NaN'::numeric))),
    -- Weeks.
    CONSTRAINT courses_duration_weeks_check_constraint CHECK (((duration_weeks >= 1) AND (duration_weeks <= 520))),
    -- What it leads to.
    CONSTRAINT courses_level_check_constraint
        CHECK (((level)::text = ANY (ARRAY[('preparatory'::character varying)::text, ('certificate'::character varying)::text, ('bachelor'::character varying)::text, ('master'::character varying)::text, ('doctorate'::character varying)::text, ('continuing'::character varying)::text]))),
    -- Money.
    CONSTRAINT courses_price_amount_check_constraint
        CHECK (((price_amount >= (0)::numeric) AND (price_amount <> 'NaN'::numeric))),
    -- Money has a currency.
    CONSTRAINT courses_price_check_constraint CHECK (((price_amount IS NULL) = (price_currency IS NULL))),
    -- ISO 4217.
    CONSTRAINT courses_price_currency_check_constraint CHECK (((price_currency)::text ~ '^[A-Z]{3}$'::text)),
    -- What is published was, some time.
    CONSTRAINT courses_published_at_check_constraint
        CHECK ((((status)::text <> 'published'::text) OR (published_at IS NOT NULL))),
    -- Fits into an address.
    CONSTRAINT courses_slug_check_constraint CHECK (((slug)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    -- Where it stands; a trigger sees that each step may follow the last.
    CONSTRAINT courses_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('draft'::character varying)::text, ('published'::character varying)::text, ('retired'::character varying)::text]))),
    -- Named parts.
    CONSTRAINT courses_syllabus_check_constraint CHECK ((jsonb_typeof(syllabus) = 'object'::text)),
    -- A title that can be shown.
    CONSTRAINT courses_title_check_constraint
        CHECK ((((title)::text <> ''::text) AND ((title)::text !~ '^\s|\s$'::text)))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.courses__20261123090006_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.courses (
            tenant_id, id, category_id, code, slug, title, summary, description, level, language, credits,
            duration_weeks, price_amount, price_currency, status, published_at, syllabus, created_at,
            updated_at, created_by, updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.category_id, k.code, k.slug, k.title, k.summary, k.description, k.level,
            k.language, k.credits, k.duration_weeks, k.price_amount, k.price_currency, k.status,
            k.published_at, k.syllabus, k.created_at, k.updated_at, k.created_by, k.updated_by,
            k.deleted_at, k.version
        FROM kept.courses__20261123090006_down AS k;
        DROP TABLE kept.courses__20261123090006_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- A branch of the catalogue, by title.
CREATE INDEX IF NOT EXISTS courses_category_id_status_title_btree_idx ON public.courses
    USING btree (tenant_id, category_id, status, title);

-- The register's key.
CREATE UNIQUE INDEX IF NOT EXISTS courses_code_unique_idx ON public.courses
    USING btree (tenant_id, code)
    WHERE (deleted_at IS NULL);

-- The public catalogue: what is published, newest first; drafts are not in it.
CREATE INDEX IF NOT EXISTS courses_level_published_at_btree_idx ON public.courses
    USING btree (tenant_id, level, published_at DESC)
    WHERE (((status)::text = 'published'::text) AND (deleted_at IS NULL));

-- The address of a course's page; a deleted course gives its address back.
CREATE UNIQUE INDEX IF NOT EXISTS courses_slug_unique_idx ON public.courses
    USING btree (tenant_id, slug)
    WHERE (deleted_at IS NULL);

CREATE OR REPLACE TRIGGER courses_status_trigger
    BEFORE UPDATE OF status ON public.courses
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'courses_status_step_check_constraint', 'draft>published', 'published>retired', 'published>draft', 'retired>published');

CREATE OR REPLACE TRIGGER courses_touch_trigger
    BEFORE UPDATE ON public.courses
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.courses') AND polname = 'courses_living_policy'
    ) THEN
        CREATE POLICY courses_living_policy ON public.courses AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.courses') AND polname = 'courses_owner_policy'
    ) THEN
        CREATE POLICY courses_owner_policy ON public.courses FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.courses') AND polname = 'courses_tenant_policy'
    ) THEN
        CREATE POLICY courses_tenant_policy ON public.courses FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.courses ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.courses FORCE ROW LEVEL SECURITY;
ALTER TABLE public.courses OWNER TO campus_owner;

COMMENT ON TABLE public.courses IS 'The catalogue.';
COMMENT ON COLUMN public.courses.code IS 'As in the register.';
COMMENT ON COLUMN public.courses.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.courses.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.courses.credits IS 'Credit points.';
COMMENT ON COLUMN public.courses.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.courses.description IS 'On the course''s own page.';
COMMENT ON COLUMN public.courses.duration_weeks IS 'Weeks of one run.';
COMMENT ON COLUMN public.courses.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.courses.language IS 'It is taught in (BCP 47).';
COMMENT ON COLUMN public.courses.level IS 'What it leads to.';
COMMENT ON COLUMN public.courses.price_amount IS 'Unless a run says otherwise.';
COMMENT ON COLUMN public.courses.price_currency IS 'ISO 4217.';
COMMENT ON COLUMN public.courses.published_at IS 'When it was first published.';
COMMENT ON COLUMN public.courses.slug IS 'The last part of the address.';
COMMENT ON COLUMN public.courses.status IS 'Where it stands.';
COMMENT ON COLUMN public.courses.summary IS 'In lists.';
COMMENT ON COLUMN public.courses.syllabus IS 'Weeks and readings, as its page shows them; never filtered by.';
COMMENT ON COLUMN public.courses.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.courses.title IS 'For people.';
COMMENT ON COLUMN public.courses.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.courses.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.courses.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT courses_code_check_constraint ON public.courses IS 'As in the register: MATH-101.';
COMMENT ON CONSTRAINT courses_credits_check_constraint ON public.courses IS 'Credit points.';
COMMENT ON CONSTRAINT courses_duration_weeks_check_constraint ON public.courses IS 'Weeks.';
COMMENT ON CONSTRAINT courses_level_check_constraint ON public.courses IS 'What it leads to.';
COMMENT ON CONSTRAINT courses_price_amount_check_constraint ON public.courses IS 'Money.';
COMMENT ON CONSTRAINT courses_price_check_constraint ON public.courses IS 'Money has a currency.';
COMMENT ON CONSTRAINT courses_price_currency_check_constraint ON public.courses IS 'ISO 4217.';
COMMENT ON CONSTRAINT courses_published_at_check_constraint ON public.courses IS 'What is published was, some time.';
COMMENT ON CONSTRAINT courses_slug_check_constraint ON public.courses IS 'Fits into an address.';
COMMENT ON CONSTRAINT courses_status_check_constraint ON public.courses IS 'Where it stands; a trigger sees that each step may follow the last.';
COMMENT ON CONSTRAINT courses_syllabus_check_constraint ON public.courses IS 'Named parts.';
COMMENT ON CONSTRAINT courses_title_check_constraint ON public.courses IS 'A title that can be shown.';
COMMENT ON INDEX public.courses_category_id_status_title_btree_idx IS 'A branch of the catalogue, by title. Serves: courses_of_category, courses_below, foreign key.';
COMMENT ON INDEX public.courses_code_unique_idx IS 'The register''s key. Serves: course_by_code.';
COMMENT ON INDEX public.courses_level_published_at_btree_idx IS 'The public catalogue: what is published, newest first; drafts are not in it. Serves: courses_by_level.';
COMMENT ON INDEX public.courses_slug_unique_idx IS 'The address of a course''s page; a deleted course gives its address back. Serves: course_by_slug.';
COMMENT ON TRIGGER courses_status_trigger ON public.courses IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER courses_touch_trigger ON public.courses IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY courses_living_policy ON public.courses IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY courses_owner_policy ON public.courses IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY courses_tenant_policy ON public.courses IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.courses TO campus_application;
GRANT SELECT ON TABLE public.courses TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- course_instructors: Who teaches what.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.course_instructors (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    course_id   uuid                      NOT NULL,
    user_id     uuid                      NOT NULL,
    part        character varying(20)     NOT NULL DEFAULT 'lead'::character varying,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT course_instructors_course_id_user_id_primary_constraint PRIMARY KEY (tenant_id, course_id, user_id),
    CONSTRAINT fk_course_instructors_courses
        FOREIGN KEY (tenant_id, course_id)
        REFERENCES public.courses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_instructors_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_instructors_users
        FOREIGN KEY (tenant_id, user_id)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_instructors_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- As what.
    CONSTRAINT course_instructors_part_check_constraint
        CHECK (((part)::text = ANY (ARRAY[('lead'::character varying)::text, ('assistant'::character varying)::text, ('guest'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_instructors__20261123090006_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.course_instructors (
            tenant_id, course_id, user_id, part, created_at, created_by
        )
        SELECT
            k.tenant_id, k.course_id, k.user_id, k.part, k.created_at, k.created_by
        FROM kept.course_instructors__20261123090006_down AS k;
        DROP TABLE kept.course_instructors__20261123090006_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What somebody teaches.
CREATE INDEX IF NOT EXISTS course_instructors_user_id_course_id_btree_idx ON public.course_instructors
    USING btree (tenant_id, user_id, course_id);

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.course_instructors') AND polname = 'course_instructors_owner_policy'
    ) THEN
        CREATE POLICY course_instructors_owner_policy ON public.course_instructors FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.course_instructors') AND polname = 'course_instructors_tenant_policy'
    ) THEN
        CREATE POLICY course_instructors_tenant_policy ON public.course_instructors FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.course_instructors ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.course_instructors FORCE ROW LEVEL SECURITY;
ALTER TABLE public.course_instructors OWNER TO campus_owner;

COMMENT ON TABLE public.course_instructors IS 'Who teaches what.';
COMMENT ON COLUMN public.course_instructors.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.course_instructors.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.course_instructors.part IS 'As what.';
COMMENT ON COLUMN public.course_instructors.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON CONSTRAINT course_instructors_part_check_constraint ON public.course_instructors IS 'As what.';
COMMENT ON INDEX public.course_instructors_user_id_course_id_btree_idx IS 'What somebody teaches. Serves: courses_of_instructor, foreign key.';
COMMENT ON POLICY course_instructors_owner_policy ON public.course_instructors IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY course_instructors_tenant_policy ON public.course_instructors IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT ON TABLE public.course_instructors TO campus_application;
GRANT SELECT ON TABLE public.course_instructors TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- course_prerequisites: Which courses come before which.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.course_prerequisites (
    tenant_id        uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    course_id        uuid                      NOT NULL,
    prerequisite_id  uuid                      NOT NULL,
    is_required      boolean                   NOT NULL DEFAULT true,
    created_at       timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at       timestamp with time zone  NOT NULL DEFAULT now(),
    created_by       uuid                      DEFAULT app.current_user_id(),
    updated_by       uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT course_prerequisites_course_id_pre_5a39cf_primary_constraint
        PRIMARY KEY (tenant_id, course_id, prerequisite_id),
    CONSTRAINT fk_course_prerequisites_courses
        FOREIGN KEY (tenant_id, course_id)
        REFERENCES public.courses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_prerequisites_courses_prerequisite_id
        FOREIGN KEY (tenant_id, prerequisite_id)
        REFERENCES public.courses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_prerequisites_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_prerequisites_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_prerequisites_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- No course waits for itself.
    CONSTRAINT course_prerequisites_prerequisite_id_check_constraint CHECK ((prerequisite_id <> course_id))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_prerequisites__20261123090006_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.course_prerequisites (
            tenant_id, course_id, prerequisite_id, is_required, created_at, updated_at, created_by,
            updated_by
        )
        SELECT
            k.tenant_id, k.course_id, k.prerequisite_id, k.is_required, k.created_at, k.updated_at,
            k.created_by, k.updated_by
        FROM kept.course_prerequisites__20261123090006_down AS k;
        DROP TABLE kept.course_prerequisites__20261123090006_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What a course opens the way to.
CREATE INDEX IF NOT EXISTS course_prerequisites_prerequisite_id_course_id_btree_idx ON public.course_prerequisites
    USING btree (tenant_id, prerequisite_id, course_id);

CREATE OR REPLACE TRIGGER course_prerequisites_circle_trigger
    BEFORE INSERT OR UPDATE ON public.course_prerequisites
    FOR EACH ROW
    EXECUTE FUNCTION app.refuse_prerequisite_circle();

CREATE OR REPLACE TRIGGER course_prerequisites_touch_trigger
    BEFORE UPDATE ON public.course_prerequisites
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.course_prerequisites') AND polname = 'course_prerequisites_owner_policy'
    ) THEN
        CREATE POLICY course_prerequisites_owner_policy ON public.course_prerequisites FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.course_prerequisites') AND polname = 'course_prerequisites_tenant_policy'
    ) THEN
        CREATE POLICY course_prerequisites_tenant_policy ON public.course_prerequisites FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.course_prerequisites ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.course_prerequisites FORCE ROW LEVEL SECURITY;
ALTER TABLE public.course_prerequisites OWNER TO campus_owner;

COMMENT ON TABLE public.course_prerequisites IS 'Which courses come before which.';
COMMENT ON COLUMN public.course_prerequisites.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.course_prerequisites.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.course_prerequisites.is_required IS 'Or merely advised.';
COMMENT ON COLUMN public.course_prerequisites.prerequisite_id IS 'The course that comes before.';
COMMENT ON COLUMN public.course_prerequisites.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.course_prerequisites.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.course_prerequisites.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT course_prerequisites_prerequisite_id_check_constraint ON public.course_prerequisites IS 'No course waits for itself.';
COMMENT ON INDEX public.course_prerequisites_prerequisite_id_course_id_btree_idx IS 'What a course opens the way to. Serves: courses_after, foreign key.';
COMMENT ON TRIGGER course_prerequisites_circle_trigger ON public.course_prerequisites IS 'Refuses a course that would wait for itself.';
COMMENT ON TRIGGER course_prerequisites_touch_trigger ON public.course_prerequisites IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY course_prerequisites_owner_policy ON public.course_prerequisites IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY course_prerequisites_tenant_policy ON public.course_prerequisites IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.course_prerequisites TO campus_application;
GRANT SELECT ON TABLE public.course_prerequisites TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- course_runs: Courses as they are given.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.course_runs (
    tenant_id       uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id              uuid                      NOT NULL DEFAULT app.make_uuid(),
    course_id       uuid                      NOT NULL,
    cycle_id        uuid                      NOT NULL,
    campus_id       uuid,
    room_id         uuid,
    code            character varying(30)     NOT NULL,
    status          character varying(20)     NOT NULL DEFAULT 'planned'::character varying,
    delivery        character varying(20)     NOT NULL DEFAULT 'on_campus'::character varying,
    starts_on       date                      NOT NULL,
    ends_on         date                      NOT NULL,
    capacity        integer                   NOT NULL,
    enrolled_count  integer                   NOT NULL DEFAULT 0,
    waiting_count   integer                   NOT NULL DEFAULT 0,
    price_amount    numeric(10,2),
    price_currency  character varying(3),
    created_at      timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at      timestamp with time zone  NOT NULL DEFAULT now(),
    created_by      uuid                      DEFAULT app.current_user_id(),
    updated_by      uuid                      DEFAULT app.current_user_id(),
    deleted_at      timestamp with time zone,
    version         integer                   NOT NULL DEFAULT 1,

    CONSTRAINT course_runs_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_course_runs_campus_rooms_room_id
        FOREIGN KEY (tenant_id, room_id)
        REFERENCES public.campus_rooms(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_runs_campuses
        FOREIGN KEY (tenant_id, campus_id)
        REFERENCES public.campuses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_runs_courses
        FOREIGN KEY (tenant_id, course_id)
        REFERENCES public.courses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_runs_cycles
        FOREIGN KEY (tenant_id, cycle_id)
        REFERENCES public.cycles(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_runs_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_runs_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_course_runs_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- What is taught somewhere has a campus.
    CONSTRAINT course_runs_campus_id_check_constraint
        CHECK ((((delivery)::text = 'online'::text) OR (campus_id IS NOT NULL))),
    -- Seats.
    CONSTRAINT course_runs_capacity_check_constraint CHECK (((capacity >= 1) AND (capacity <= 10000))),
    -- In capitals, as on timetables.
    CONSTRAINT course_runs_code_check_constraint CHECK (((code)::text ~ '^[A-Z0-9][A-Z0-9-]{1,29}$'::text)),
    -- How it is taught.
    CONSTRAINT course_runs_delivery_check_constraint
        CHECK (((delivery)::text = ANY (ARRAY[('on_campus'::character varying)::text, ('online'::character varying)::text, ('blended'::character varying)::text]))),
    -- It ends when it has begun.
    CONSTRAINT course_runs_ends_on_check_constraint CHECK ((ends_on > starts_on)),
    -- Money.
    CONSTRAINT course_runs_price_amount_check_constraint
        CHECK (((price_amount >= (0)::numeric) AND (price_amount <> 'NaN'::numeric))),
    -- Money has a currency.
    CONSTRAINT course_runs_price_check_constraint CHECK (((price_amount IS NULL) = (price_currency IS NULL))),
    -- ISO 4217.
    CONSTRAINT course_runs_price_currency_check_constraint CHECK (((price_currency)::text ~ '^[A-Z]{3}$'::text)),
    -- A room lies on a campus.
    CONSTRAINT course_runs_room_id_check_constraint CHECK (((room_id IS NULL) OR (campus_id IS NOT NULL))),
    -- No seat is given twice.
    CONSTRAINT course_runs_seats_check_constraint CHECK (((enrolled_count >= 0) AND (enrolled_count <= capacity))),
    -- Where it stands; a trigger sees that each step may follow the last.
    CONSTRAINT course_runs_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text, ('running'::character varying)::text, ('finished'::character varying)::text, ('cancelled'::character varying)::text]))),
    -- A count.
    CONSTRAINT course_runs_waiting_count_check_constraint CHECK ((waiting_count >= 0))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_runs__20261123090006_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.course_runs (
            tenant_id, id, course_id, cycle_id, campus_id, room_id, code, status, delivery, starts_on,
            ends_on, capacity, enrolled_count, waiting_count, price_amount, price_currency, created_at,
            updated_at, created_by, updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.course_id, k.cycle_id, k.campus_id, k.room_id, k.code, k.status,
            k.delivery, k.starts_on, k.ends_on, k.capacity, k.enrolled_count, k.waiting_count,
            k.price_amount, k.price_currency, k.created_at, k.updated_at, k.created_by, k.updated_by,
            k.deleted_at, k.version
        FROM kept.course_runs__20261123090006_down AS k;
        DROP TABLE kept.course_runs__20261123090006_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What is given at a campus.
CREATE INDEX IF NOT EXISTS course_runs_campus_id_starts_on_btree_idx ON public.course_runs
    USING btree (tenant_id, campus_id, starts_on);

-- Timetables name it so.
CREATE UNIQUE INDEX IF NOT EXISTS course_runs_code_unique_idx ON public.course_runs
    USING btree (tenant_id, code)
    WHERE (deleted_at IS NULL);

-- A course's page: its runs, the latest first.
CREATE INDEX IF NOT EXISTS course_runs_course_id_starts_on_btree_idx ON public.course_runs
    USING btree (tenant_id, course_id, starts_on DESC);

-- A cycle's timetable.
CREATE INDEX IF NOT EXISTS course_runs_cycle_id_starts_on_course_id_btree_idx ON public.course_runs
    USING btree (tenant_id, cycle_id, starts_on, course_id);

-- What is given in a room.
CREATE INDEX IF NOT EXISTS course_runs_room_id_starts_on_btree_idx ON public.course_runs
    USING btree (tenant_id, room_id, starts_on);

-- What can be joined, the soonest first. Seats are not in its condition: each enrolment would write the index anew
-- (no HOT).
CREATE INDEX IF NOT EXISTS course_runs_starts_on_btree_idx ON public.course_runs
    USING btree (tenant_id, starts_on)
    WHERE (((status)::text = 'open'::text) AND (deleted_at IS NULL));

CREATE OR REPLACE TRIGGER course_runs_status_trigger
    BEFORE UPDATE OF status ON public.course_runs
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'course_runs_status_step_check_constraint', 'planned>open', 'planned>cancelled', 'open>running', 'open>planned', 'open>cancelled', 'running>finished', 'running>cancelled');

CREATE OR REPLACE TRIGGER course_runs_touch_trigger
    BEFORE UPDATE ON public.course_runs
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.course_id IS DISTINCT FROM new.course_id) OR (old.cycle_id IS DISTINCT FROM new.cycle_id) OR (old.campus_id IS DISTINCT FROM new.campus_id) OR (old.room_id IS DISTINCT FROM new.room_id) OR ((old.code)::text IS DISTINCT FROM (new.code)::text) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR ((old.delivery)::text IS DISTINCT FROM (new.delivery)::text) OR (old.starts_on IS DISTINCT FROM new.starts_on) OR (old.ends_on IS DISTINCT FROM new.ends_on) OR (old.capacity IS DISTINCT FROM new.capacity) OR (old.price_amount IS DISTINCT FROM new.price_amount) OR ((old.price_currency)::text IS DISTINCT FROM (new.price_currency)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.version IS DISTINCT FROM new.version)))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.course_runs') AND polname = 'course_runs_jobs_policy'
    ) THEN
        CREATE POLICY course_runs_jobs_policy ON public.course_runs FOR ALL TO campus_jobs
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
        WHERE polrelid = to_regclass('public.course_runs') AND polname = 'course_runs_living_policy'
    ) THEN
        CREATE POLICY course_runs_living_policy ON public.course_runs AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.course_runs') AND polname = 'course_runs_owner_policy'
    ) THEN
        CREATE POLICY course_runs_owner_policy ON public.course_runs FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.course_runs') AND polname = 'course_runs_tenant_policy'
    ) THEN
        CREATE POLICY course_runs_tenant_policy ON public.course_runs FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.course_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.course_runs FORCE ROW LEVEL SECURITY;
ALTER TABLE public.course_runs OWNER TO campus_owner;

COMMENT ON TABLE public.course_runs IS 'Courses as they are given.';
COMMENT ON COLUMN public.course_runs.campus_id IS 'NULL: online only.';
COMMENT ON COLUMN public.course_runs.capacity IS 'Seats.';
COMMENT ON COLUMN public.course_runs.code IS 'As on timetables.';
COMMENT ON COLUMN public.course_runs.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.course_runs.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.course_runs.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.course_runs.delivery IS 'How it is taught.';
COMMENT ON COLUMN public.course_runs.ends_on IS 'Last day.';
COMMENT ON COLUMN public.course_runs.enrolled_count IS 'Seats taken, kept by a trigger: every list shows it, and its CHECK refuses the seat too many.';
COMMENT ON COLUMN public.course_runs.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.course_runs.price_amount IS 'NULL: the course''s.';
COMMENT ON COLUMN public.course_runs.price_currency IS 'ISO 4217.';
COMMENT ON COLUMN public.course_runs.room_id IS 'The room that it usually meets in.';
COMMENT ON COLUMN public.course_runs.starts_on IS 'First day.';
COMMENT ON COLUMN public.course_runs.status IS 'Where it stands.';
COMMENT ON COLUMN public.course_runs.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.course_runs.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.course_runs.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.course_runs.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON COLUMN public.course_runs.waiting_count IS 'How many wait for a seat; kept by a trigger.';
COMMENT ON CONSTRAINT course_runs_campus_id_check_constraint ON public.course_runs IS 'What is taught somewhere has a campus.';
COMMENT ON CONSTRAINT course_runs_capacity_check_constraint ON public.course_runs IS 'Seats.';
COMMENT ON CONSTRAINT course_runs_code_check_constraint ON public.course_runs IS 'In capitals, as on timetables.';
COMMENT ON CONSTRAINT course_runs_delivery_check_constraint ON public.course_runs IS 'How it is taught.';
COMMENT ON CONSTRAINT course_runs_ends_on_check_constraint ON public.course_runs IS 'It ends when it has begun.';
COMMENT ON CONSTRAINT course_runs_price_amount_check_constraint ON public.course_runs IS 'Money.';
COMMENT ON CONSTRAINT course_runs_price_check_constraint ON public.course_runs IS 'Money has a currency.';
COMMENT ON CONSTRAINT course_runs_price_currency_check_constraint ON public.course_runs IS 'ISO 4217.';
COMMENT ON CONSTRAINT course_runs_room_id_check_constraint ON public.course_runs IS 'A room lies on a campus.';
COMMENT ON CONSTRAINT course_runs_seats_check_constraint ON public.course_runs IS 'No seat is given twice.';
COMMENT ON CONSTRAINT course_runs_status_check_constraint ON public.course_runs IS 'Where it stands; a trigger sees that each step may follow the last.';
COMMENT ON CONSTRAINT course_runs_waiting_count_check_constraint ON public.course_runs IS 'A count.';
COMMENT ON INDEX public.course_runs_campus_id_starts_on_btree_idx IS 'What is given at a campus. Serves: runs_on_campus, foreign key.';
COMMENT ON INDEX public.course_runs_code_unique_idx IS 'Timetables name it so. Serves: run_by_code.';
COMMENT ON INDEX public.course_runs_course_id_starts_on_btree_idx IS 'A course''s page: its runs, the latest first. Serves: runs_of_course, foreign key.';
COMMENT ON INDEX public.course_runs_cycle_id_starts_on_course_id_btree_idx IS 'A cycle''s timetable. Serves: runs_of_cycle, seats_by_cycle, foreign key.';
COMMENT ON INDEX public.course_runs_room_id_starts_on_btree_idx IS 'What is given in a room. Serves: runs_in_room, foreign key.';
COMMENT ON INDEX public.course_runs_starts_on_btree_idx IS 'What can be joined, the soonest first. Seats are not in its condition: each enrolment would write the index anew (no HOT). Serves: open_runs_with_seats.';
COMMENT ON TRIGGER course_runs_status_trigger ON public.course_runs IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER course_runs_touch_trigger ON public.course_runs IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY course_runs_jobs_policy ON public.course_runs IS 'All tenants: runs begin and end on their dates, whoever sleeps.';
COMMENT ON POLICY course_runs_living_policy ON public.course_runs IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY course_runs_owner_policy ON public.course_runs IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY course_runs_tenant_policy ON public.course_runs IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.course_runs TO campus_application;
GRANT SELECT, UPDATE ON TABLE public.course_runs TO campus_jobs;
GRANT SELECT ON TABLE public.course_runs TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- enrollments: Who takes part in what, and who waits for a seat.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.enrollments (
    tenant_id      uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id             uuid                      NOT NULL DEFAULT app.make_uuid(),
    course_run_id  uuid                      NOT NULL,
    user_id        uuid                      NOT NULL,
    status         character varying(20)     NOT NULL DEFAULT 'waiting'::character varying,
    requested_at   timestamp with time zone  NOT NULL DEFAULT now(),
    enrolled_at    timestamp with time zone,
    ended_at       timestamp with time zone,
    grade          numeric(4,1),
    created_at     timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at     timestamp with time zone  NOT NULL DEFAULT now(),
    created_by     uuid                      DEFAULT app.current_user_id(),
    updated_by     uuid                      DEFAULT app.current_user_id(),
    version        integer                   NOT NULL DEFAULT 1,

    CONSTRAINT enrollments_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- Somebody takes part once; whoever comes back takes up the old place.
    CONSTRAINT enrollments_course_run_id_user_id_unique_constraint UNIQUE (tenant_id, course_run_id, user_id),
    CONSTRAINT fk_enrollments_course_runs
        FOREIGN KEY (tenant_id, course_run_id)
        REFERENCES public.course_runs(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_enrollments_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_enrollments_users
        FOREIGN KEY (tenant_id, user_id)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_enrollments_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_enrollments_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Per cent.
    CONSTRAINT enrollments_grade_check_constraint CHECK (((grade >= (0)::numeric) AND (grade <= (100)::numeric))),
    -- Whoever has finished has a grade.
    CONSTRAINT enrollments_graded_check_constraint
        CHECK (((grade IS NULL) OR ((status)::text = ANY (ARRAY[('completed'::character varying)::text, ('failed'::character varying)::text])))),
    -- How it stands; a trigger sees that each step may follow the last.
    CONSTRAINT enrollments_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('waiting'::character varying)::text, ('enrolled'::character varying)::text, ('completed'::character varying)::text, ('failed'::character varying)::text, ('withdrawn'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.enrollments__20261123090006_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.enrollments (
            tenant_id, id, course_run_id, user_id, status, requested_at, enrolled_at, ended_at, grade,
            created_at, updated_at, created_by, updated_by, version
        )
        SELECT
            k.tenant_id, k.id, k.course_run_id, k.user_id, k.status, k.requested_at, k.enrolled_at,
            k.ended_at, k.grade, k.created_at, k.updated_at, k.created_by, k.updated_by, k.version
        FROM kept.enrollments__20261123090006_down AS k;
        DROP TABLE kept.enrollments__20261123090006_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- The line for a seat, whoever asked first at its head.
CREATE INDEX IF NOT EXISTS enrollments_course_run_id_requested_at_id_btree_idx ON public.enrollments
    USING btree (tenant_id, course_run_id, requested_at, id)
    WHERE ((status)::text = 'waiting'::text);

-- How many asked, and what became of it, in a range of dates.
CREATE INDEX IF NOT EXISTS enrollments_status_requested_at_btree_idx ON public.enrollments
    USING btree (tenant_id, status, requested_at);

-- A student's courses, the latest first.
CREATE INDEX IF NOT EXISTS enrollments_user_id_requested_at_btree_idx ON public.enrollments
    USING btree (tenant_id, user_id, requested_at DESC);

CREATE OR REPLACE TRIGGER enrollments_audit_trigger
    AFTER INSERT OR DELETE OR UPDATE ON public.enrollments
    FOR EACH ROW
    EXECUTE FUNCTION app.record_change('enrollments', 'id', '{updated_at,updated_by,version}', '{}');

CREATE OR REPLACE TRIGGER enrollments_seats_trigger
    AFTER INSERT OR DELETE OR UPDATE OF status, course_run_id ON public.enrollments
    FOR EACH ROW
    EXECUTE FUNCTION app.count_seats();

CREATE OR REPLACE TRIGGER enrollments_status_trigger
    BEFORE UPDATE OF status ON public.enrollments
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'enrollments_status_step_check_constraint', 'waiting>enrolled', 'waiting>withdrawn', 'enrolled>completed', 'enrolled>failed', 'enrolled>withdrawn', 'withdrawn>waiting', 'withdrawn>enrolled');

CREATE OR REPLACE TRIGGER enrollments_touch_trigger
    BEFORE UPDATE ON public.enrollments
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.enrollments') AND polname = 'enrollments_owner_policy'
    ) THEN
        CREATE POLICY enrollments_owner_policy ON public.enrollments FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.enrollments') AND polname = 'enrollments_tenant_policy'
    ) THEN
        CREATE POLICY enrollments_tenant_policy ON public.enrollments FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.enrollments ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.enrollments FORCE ROW LEVEL SECURITY;
ALTER TABLE public.enrollments OWNER TO campus_owner;

COMMENT ON TABLE public.enrollments IS 'Who takes part in what, and who waits for a seat.';
COMMENT ON COLUMN public.enrollments.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.enrollments.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.enrollments.ended_at IS 'When it was completed, failed or given up.';
COMMENT ON COLUMN public.enrollments.enrolled_at IS 'When a seat was given.';
COMMENT ON COLUMN public.enrollments.grade IS 'Per cent.';
COMMENT ON COLUMN public.enrollments.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.enrollments.requested_at IS 'The place in the line.';
COMMENT ON COLUMN public.enrollments.status IS 'How it stands.';
COMMENT ON COLUMN public.enrollments.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.enrollments.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.enrollments.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.enrollments.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT enrollments_course_run_id_user_id_unique_constraint ON public.enrollments IS 'Somebody takes part once; whoever comes back takes up the old place.';
COMMENT ON CONSTRAINT enrollments_grade_check_constraint ON public.enrollments IS 'Per cent.';
COMMENT ON CONSTRAINT enrollments_graded_check_constraint ON public.enrollments IS 'Whoever has finished has a grade.';
COMMENT ON CONSTRAINT enrollments_status_check_constraint ON public.enrollments IS 'How it stands; a trigger sees that each step may follow the last.';
COMMENT ON INDEX public.enrollments_course_run_id_requested_at_id_btree_idx IS 'The line for a seat, whoever asked first at its head. Serves: waiting_list, promote_waiting.';
COMMENT ON INDEX public.enrollments_status_requested_at_btree_idx IS 'How many asked, and what became of it, in a range of dates. Serves: enrollment_counts.';
COMMENT ON INDEX public.enrollments_user_id_requested_at_btree_idx IS 'A student''s courses, the latest first. Serves: enrollments_of_user, foreign key.';
COMMENT ON TRIGGER enrollments_audit_trigger ON public.enrollments IS 'Leaves a record of every change in audit_logs.';
COMMENT ON TRIGGER enrollments_seats_trigger ON public.enrollments IS 'Keeps course_runs.enrolled_count and waiting_count; the run''s own row makes those who ask at once wait in line.';
COMMENT ON TRIGGER enrollments_status_trigger ON public.enrollments IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER enrollments_touch_trigger ON public.enrollments IS 'Keeps updated_at, updated_by, version.';
COMMENT ON POLICY enrollments_owner_policy ON public.enrollments IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY enrollments_tenant_policy ON public.enrollments IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.enrollments TO campus_application;
GRANT SELECT ON TABLE public.enrollments TO campus_readonly;

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
                ('public.course_categories', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'parent_id uuid', 'name character varying(100) not null',
                    'slug character varying(60) not null', 'path character varying(500) not null',
                    'position smallint not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid'
                ]),
                ('public.courses', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'category_id uuid not null',
                    'code character varying(12) not null', 'slug character varying(120) not null',
                    'title character varying(200) not null', 'summary character varying(500)', 'description text',
                    'level character varying(20) not null', 'language character varying(35) not null',
                    'credits numeric(5,1)', 'duration_weeks smallint', 'price_amount numeric(10,2)',
                    'price_currency character varying(3)', 'status character varying(20) not null',
                    'published_at timestamp with time zone', 'syllabus jsonb not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.course_instructors', ARRAY[
                    'tenant_id uuid not null', 'course_id uuid not null', 'user_id uuid not null',
                    'part character varying(20) not null', 'created_at timestamp with time zone not null', 'created_by uuid'
                ]),
                ('public.course_prerequisites', ARRAY[
                    'tenant_id uuid not null', 'course_id uuid not null', 'prerequisite_id uuid not null',
                    'is_required boolean not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid'
                ]),
                ('public.course_runs', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'course_id uuid not null', 'cycle_id uuid not null',
                    'campus_id uuid', 'room_id uuid', 'code character varying(30) not null',
                    'status character varying(20) not null', 'delivery character varying(20) not null',
                    'starts_on date not null', 'ends_on date not null', 'capacity integer not null',
                    'enrolled_count integer not null', 'waiting_count integer not null', 'price_amount numeric(10,2)',
                    'price_currency character varying(3)', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid',
                    'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.enrollments', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'course_run_id uuid not null', 'user_id uuid not null',
                    'status character varying(20) not null', 'requested_at timestamp with time zone not null',
                    'enrolled_at timestamp with time zone', 'ended_at timestamp with time zone', 'grade numeric(4,1)',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'version integer not null'
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
                ('public.course_categories_parent_id_position_btree_idx', '', 'CREATE INDEX course_categories_parent_id_position_btree_idx ON public.course_categories USING btree (tenant_id, parent_id, "position")'),
                ('public.courses_category_id_status_title_btree_idx', '', 'CREATE INDEX courses_category_id_status_title_btree_idx ON public.courses USING btree (tenant_id, category_id, status, title)'),
                ('public.courses_code_unique_idx', '', 'CREATE UNIQUE INDEX courses_code_unique_idx ON public.courses USING btree (tenant_id, code) WHERE (deleted_at IS NULL)'),
                ('public.courses_level_published_at_btree_idx', '', 'CREATE INDEX courses_level_published_at_btree_idx ON public.courses USING btree (tenant_id, level, published_at DESC) WHERE (((status)::text = ''published''::text) AND (deleted_at IS NULL))'),
                ('public.courses_slug_unique_idx', '', 'CREATE UNIQUE INDEX courses_slug_unique_idx ON public.courses USING btree (tenant_id, slug) WHERE (deleted_at IS NULL)'),
                ('public.course_instructors_user_id_course_id_btree_idx', '', 'CREATE INDEX course_instructors_user_id_course_id_btree_idx ON public.course_instructors USING btree (tenant_id, user_id, course_id)'),
                ('public.course_prerequisites_prerequisite_id_course_id_btree_idx', '', 'CREATE INDEX course_prerequisites_prerequisite_id_course_id_btree_idx ON public.course_prerequisites USING btree (tenant_id, prerequisite_id, course_id)'),
                ('public.course_runs_campus_id_starts_on_btree_idx', '', 'CREATE INDEX course_runs_campus_id_starts_on_btree_idx ON public.course_runs USING btree (tenant_id, campus_id, starts_on)'),
                ('public.course_runs_code_unique_idx', '', 'CREATE UNIQUE INDEX course_runs_code_unique_idx ON public.course_runs USING btree (tenant_id, code) WHERE (deleted_at IS NULL)'),
                ('public.course_runs_course_id_starts_on_btree_idx', '', 'CREATE INDEX course_runs_course_id_starts_on_btree_idx ON public.course_runs USING btree (tenant_id, course_id, starts_on DESC)'),
                ('public.course_runs_cycle_id_starts_on_course_id_btree_idx', '', 'CREATE INDEX course_runs_cycle_id_starts_on_course_id_btree_idx ON public.course_runs USING btree (tenant_id, cycle_id, starts_on, course_id)'),
                ('public.course_runs_room_id_starts_on_btree_idx', '', 'CREATE INDEX course_runs_room_id_starts_on_btree_idx ON public.course_runs USING btree (tenant_id, room_id, starts_on)'),
                ('public.course_runs_starts_on_btree_idx', '', 'CREATE INDEX course_runs_starts_on_btree_idx ON public.course_runs USING btree (tenant_id, starts_on) WHERE (((status)::text = ''open''::text) AND (deleted_at IS NULL))'),
                ('public.enrollments_course_run_id_requested_at_id_btree_idx', '', 'CREATE INDEX enrollments_course_run_id_requested_at_id_btree_idx ON public.enrollments USING btree (tenant_id, course_run_id, requested_at, id) WHERE ((status)::text = ''waiting''::text)'),
                ('public.enrollments_status_requested_at_btree_idx', '', 'CREATE INDEX enrollments_status_requested_at_btree_idx ON public.enrollments USING btree (tenant_id, status, requested_at)'),
                ('public.enrollments_user_id_requested_at_btree_idx', '', 'CREATE INDEX enrollments_user_id_requested_at_btree_idx ON public.enrollments USING btree (tenant_id, user_id, requested_at DESC)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.course_categories', 'course_categories_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.course_categories', 'course_categories_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.courses', 'courses_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.courses', 'courses_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.courses', 'courses_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.course_instructors', 'course_instructors_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.course_instructors', 'course_instructors_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.course_prerequisites', 'course_prerequisites_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.course_prerequisites', 'course_prerequisites_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.course_runs', 'course_runs_jobs_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.course_runs', 'course_runs_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.course_runs', 'course_runs_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.course_runs', 'course_runs_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.enrollments', 'enrollments_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.enrollments', 'enrollments_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())')
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
-- course_instructors
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_instructors__20261123090006_down') IS NULL AND to_regclass('public.course_instructors') IS NOT NULL THEN
        ALTER TABLE public.course_instructors NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.course_instructors) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.course_instructors__20261123090006_down AS
            SELECT
                tenant_id, course_id, user_id, part, created_at, created_by
            FROM public.course_instructors;
            COMMENT ON TABLE kept.course_instructors__20261123090006_down IS 'course_instructors, kept by 20261123090006_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.course_instructors'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.course_instructors__20261123090006_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- course_prerequisites
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_prerequisites__20261123090006_down') IS NULL AND to_regclass('public.course_prerequisites') IS NOT NULL THEN
        ALTER TABLE public.course_prerequisites NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.course_prerequisites) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.course_prerequisites__20261123090006_down AS
            SELECT
                tenant_id, course_id, prerequisite_id, is_required, created_at, updated_at, created_by,
                updated_by
            FROM public.course_prerequisites;
            COMMENT ON TABLE kept.course_prerequisites__20261123090006_down IS 'course_prerequisites, kept by 20261123090006_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.course_prerequisites'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.course_prerequisites__20261123090006_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- enrollments
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.enrollments__20261123090006_down') IS NULL AND to_regclass('public.enrollments') IS NOT NULL THEN
        ALTER TABLE public.enrollments NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.enrollments) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.enrollments__20261123090006_down AS
            SELECT
                tenant_id, id, course_run_id, user_id, status, requested_at, enrolled_at, ended_at, grade,
                created_at, updated_at, created_by, updated_by, version
            FROM public.enrollments;
            COMMENT ON TABLE kept.enrollments__20261123090006_down IS 'enrollments, kept by 20261123090006_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.enrollments'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.enrollments__20261123090006_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- course_runs
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_runs__20261123090006_down') IS NULL AND to_regclass('public.course_runs') IS NOT NULL THEN
        ALTER TABLE public.course_runs NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.course_runs) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.course_runs__20261123090006_down AS
            SELECT
                tenant_id, id, course_id, cycle_id, campus_id, room_id, code, status, delivery, starts_on,
                ends_on, capacity, enrolled_count, waiting_count, price_amount, price_currency, created_at,
                updated_at, created_by, updated_by, deleted_at, version
            FROM public.course_runs;
            COMMENT ON TABLE kept.course_runs__20261123090006_down IS 'course_runs, kept by 20261123090006_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.course_runs'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.course_runs__20261123090006_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- courses
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.courses__20261123090006_down') IS NULL AND to_regclass('public.courses') IS NOT NULL THEN
        ALTER TABLE public.courses NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.courses) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.courses__20261123090006_down AS
            SELECT
                tenant_id, id, category_id, code, slug, title, summary, description, level, language, credits,
                duration_weeks, price_amount, price_currency, status, published_at, syllabus, created_at,
                updated_at, created_by, updated_by, deleted_at, version
            FROM public.courses;
            COMMENT ON TABLE kept.courses__20261123090006_down IS 'courses, kept by 20261123090006_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.courses'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.courses__20261123090006_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- course_categories
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.course_categories__20261123090006_down') IS NULL AND to_regclass('public.course_categories') IS NOT NULL THEN
        ALTER TABLE public.course_categories NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.course_categories) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.course_categories__20261123090006_down AS
            SELECT
                tenant_id, id, parent_id, name, slug, path, "position", created_at, updated_at, created_by,
                updated_by
            FROM public.course_categories;
            COMMENT ON TABLE kept.course_categories__20261123090006_down IS 'course_categories, kept by 20261123090006_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.course_categories'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.course_categories__20261123090006_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- course_instructors
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.course_instructors;

-- -------------------------------------------------------------------------------------------------
-- course_prerequisites
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.course_prerequisites;

-- -------------------------------------------------------------------------------------------------
-- enrollments
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.enrollments;

-- -------------------------------------------------------------------------------------------------
-- course_runs
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.course_runs;

-- -------------------------------------------------------------------------------------------------
-- courses
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.courses;

-- -------------------------------------------------------------------------------------------------
-- course_categories
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.course_categories;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.count_seats();
DROP FUNCTION IF EXISTS app.promote_waiting(p_course_run_id uuid);
DROP FUNCTION IF EXISTS app.refresh_seat_counts();
DROP FUNCTION IF EXISTS app.refuse_prerequisite_circle();
DROP FUNCTION IF EXISTS app.take_seat(p_course_run_id uuid, p_user_id uuid);
