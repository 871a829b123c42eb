-- 20261123090004_create_campuses.sql
--
-- Purpose:     Creates tables campuses, campus_rooms, campus_staff.
-- Domain:      campuses
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of campus_rooms, campus_staff, campuses that would go are copied to schema
--              kept first, and put back by the next run in the other direction. The copy takes room and time; drop it when
--              it is no longer wanted.
-- Trade-offs:  each write to campus_rooms keeps 1 more index up to date
--              each write to campus_staff keeps 2 more indexes up to date
--              each write to campuses keeps 2 more indexes up to date
--
-- Serves:
--   user_has_permission: The permission check before a deed: does any of the user's roles, everywhere or at
--   this campus, hold it?
--       SELECT EXISTS (
--           SELECT FROM user_roles AS ur
--             JOIN role_permissions AS rp ON rp.tenant_id = ur.tenant_id AND rp.role_id = ur.role_id
--             JOIN permissions AS p ON p.id = rp.permission_id
--            WHERE ur.user_id = :user_id AND p.code = :code AND (ur.campus_id IS NULL OR ur.campus_id = :campus_id)
--       ) AS allowed
--   runs_of_course: A course's page: its runs, the latest first, with the seats that are left.
--       SELECT r.id, r.code, r.status, r.delivery, r.starts_on, r.ends_on, r.capacity - r.enrolled_count AS seats_left,
--              r.waiting_count, c.name AS campus
--         FROM course_runs AS r
--         LEFT JOIN campuses AS c ON c.tenant_id = r.tenant_id AND c.id = r.campus_id AND c.deleted_at IS NULL
--        WHERE r.course_id = :course_id AND r.deleted_at IS NULL
--        ORDER BY r.starts_on DESC
--        LIMIT 10
--   main_campus: The foot of every page: the address of the institution's seat.
--       SELECT name, street, postal_code, city, country, email, phone
--         FROM campuses
--        WHERE is_main AND deleted_at IS NULL
--   permissions_of_user: What the interface shows at all: every permission of a user, once for each session.
--       SELECT p.code, array_agg(r.code ORDER BY r.code) AS through_roles
--         FROM user_roles AS ur
--         JOIN roles AS r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
--         JOIN role_permissions AS rp ON rp.tenant_id = r.tenant_id AND rp.role_id = r.id
--         JOIN permissions AS p ON p.id = rp.permission_id
--        WHERE ur.user_id = :user_id
--        GROUP BY p.code
--        ORDER BY p.code
--   campus_by_code: Timetables and imports name a campus by its code.
--       SELECT id, name, status, time_zone
--         FROM campuses
--        WHERE code = :code AND deleted_at IS NULL

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- campuses: The places of an institution.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.campuses (
    tenant_id    uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id           uuid                      NOT NULL DEFAULT app.make_uuid(),
    code         character varying(10)     NOT NULL,
    name         character varying(150)    NOT NULL,
    status       character varying(20)     NOT NULL DEFAULT 'planned'::character varying,
    is_main      boolean                   NOT NULL DEFAULT false,
    street       character varying(200),
    postal_code  character varying(16),
    city         character varying(100)    NOT NULL,
    country      character varying(2)      NOT NULL,
    time_zone    character varying(64),
    latitude     numeric(8,6),
    longitude    numeric(9,6),
    email        character varying(254),
    phone        character varying(16),
    opened_on    date,
    closed_on    date,
    created_at   timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at   timestamp with time zone  NOT NULL DEFAULT now(),
    created_by   uuid                      DEFAULT app.current_user_id(),
    updated_by   uuid                      DEFAULT app.current_user_id(),
    deleted_at   timestamp with time zone,
    version      integer                   NOT NULL DEFAULT 1,

    CONSTRAINT campuses_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_campuses_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campuses_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campuses_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- It closes after it has opened.
    CONSTRAINT campuses_closed_on_check_constraint CHECK ((closed_on >= opened_on)),
    -- Short and in capitals, as on timetables.
    CONSTRAINT campuses_code_check_constraint CHECK (((code)::text ~ '^[A-Z0-9]{2,10}$'::text)),
    -- A point has both.
    CONSTRAINT campuses_coordinates_check_constraint CHECK (((latitude IS NULL) = (longitude IS NULL))),
    -- ISO 3166.
    CONSTRAINT campuses_country_check_constraint CHECK (((country)::text ~ '^[A-Z]{2}$'::text)),
    -- Lower-cased, with one @ between words.
    CONSTRAINT campuses_email_check_constraint
        CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~ '^[^@\s]+@[^@\s]+$'::text))),
    -- Degrees.
    CONSTRAINT campuses_latitude_check_constraint
        CHECK (((latitude >= ('-90'::integer)::numeric) AND (latitude <= (90)::numeric))),
    -- Degrees.
    CONSTRAINT campuses_longitude_check_constraint
        CHECK (((longitude >= ('-180'::integer)::numeric) AND (longitude <= (180)::numeric))),
    -- A name that can be shown.
    CONSTRAINT campuses_name_check_constraint
        CHECK ((((name)::text <> ''::text) AND ((name)::text !~ '^\s|\s$'::text))),
    -- International form (E.164).
    CONSTRAINT campuses_phone_check_constraint CHECK (((phone)::text ~ '^\+[1-9][0-9]{6,14}$'::text)),
    -- Where it stands; a trigger sees that each step may follow the last.
    CONSTRAINT campuses_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text, ('closed'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campuses__20261123090004_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.campuses (
            tenant_id, id, code, name, status, is_main, street, postal_code, city, country, time_zone,
            latitude, longitude, email, phone, opened_on, closed_on, created_at, updated_at, created_by,
            updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.code, k.name, k.status, k.is_main, k.street, k.postal_code, k.city,
            k.country, k.time_zone, k.latitude, k.longitude, k.email, k.phone, k.opened_on, k.closed_on,
            k.created_at, k.updated_at, k.created_by, k.updated_by, k.deleted_at, k.version
        FROM kept.campuses__20261123090004_down AS k;
        DROP TABLE kept.campuses__20261123090004_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- -------------------------------------------------------------------------------------------------
-- user_roles: Which roles a user holds, everywhere or at one campus.
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint
        WHERE conrelid = to_regclass('public.user_roles') AND conname = 'fk_user_roles_campuses'
    ) THEN
        ALTER TABLE public.user_roles ADD CONSTRAINT fk_user_roles_campuses FOREIGN KEY (tenant_id, campus_id) REFERENCES public.campuses(tenant_id, id) ON UPDATE RESTRICT ON DELETE RESTRICT;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- campuses: The places of an institution.
-- -------------------------------------------------------------------------------------------------
-- Timetables and imports name a campus by its code; a deleted one gives its code back.
CREATE UNIQUE INDEX IF NOT EXISTS campuses_code_unique_idx ON public.campuses
    USING btree (tenant_id, code)
    WHERE (deleted_at IS NULL);

-- An institution has one main campus, and every page shows its address.
CREATE UNIQUE INDEX IF NOT EXISTS campuses_is_main_unique_idx ON public.campuses
    USING btree (tenant_id, is_main)
    WHERE (is_main AND (deleted_at IS NULL));

CREATE OR REPLACE TRIGGER campuses_status_trigger
    BEFORE UPDATE OF status ON public.campuses
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'campuses_status_step_check_constraint', 'planned>open', 'planned>closed', 'open>closed', 'closed>open');

CREATE OR REPLACE TRIGGER campuses_touch_trigger
    BEFORE UPDATE ON public.campuses
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campuses') AND polname = 'campuses_living_policy'
    ) THEN
        CREATE POLICY campuses_living_policy ON public.campuses AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campuses') AND polname = 'campuses_owner_policy'
    ) THEN
        CREATE POLICY campuses_owner_policy ON public.campuses FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.campuses') AND polname = 'campuses_tenant_policy'
    ) THEN
        CREATE POLICY campuses_tenant_policy ON public.campuses FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.campuses ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.campuses FORCE ROW LEVEL SECURITY;
ALTER TABLE public.campuses OWNER TO campus_owner;

COMMENT ON TABLE public.campuses IS 'The places of an institution.';
COMMENT ON COLUMN public.campuses.code IS 'As on timetables.';
COMMENT ON COLUMN public.campuses.country IS 'ISO 3166.';
COMMENT ON COLUMN public.campuses.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.campuses.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.campuses.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.campuses.email IS 'The front desk''s, lower-cased.';
COMMENT ON COLUMN public.campuses.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.campuses.is_main IS 'The institution''s seat.';
COMMENT ON COLUMN public.campuses.latitude IS 'For maps.';
COMMENT ON COLUMN public.campuses.longitude IS 'For maps.';
COMMENT ON COLUMN public.campuses.name IS 'For people.';
COMMENT ON COLUMN public.campuses.phone IS 'The front desk''s; international form.';
COMMENT ON COLUMN public.campuses.status IS 'Where it stands.';
COMMENT ON COLUMN public.campuses.street IS 'With the number, as it is written there.';
COMMENT ON COLUMN public.campuses.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.campuses.time_zone IS 'NULL: the tenant''s.';
COMMENT ON COLUMN public.campuses.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.campuses.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.campuses.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT campuses_closed_on_check_constraint ON public.campuses IS 'It closes after it has opened.';
COMMENT ON CONSTRAINT campuses_code_check_constraint ON public.campuses IS 'Short and in capitals, as on timetables.';
COMMENT ON CONSTRAINT campuses_coordinates_check_constraint ON public.campuses IS 'A point has both.';
COMMENT ON CONSTRAINT campuses_country_check_constraint ON public.campuses IS 'ISO 3166.';
COMMENT ON CONSTRAINT campuses_email_check_constraint ON public.campuses IS 'Lower-cased, with one @ between words.';
COMMENT ON CONSTRAINT campuses_latitude_check_constraint ON public.campuses IS 'Degrees.';
COMMENT ON CONSTRAINT campuses_longitude_check_constraint ON public.campuses IS 'Degrees.';
COMMENT ON CONSTRAINT campuses_name_check_constraint ON public.campuses IS 'A name that can be shown.';
COMMENT ON CONSTRAINT campuses_phone_check_constraint ON public.campuses IS 'International form (E.164).';
COMMENT ON CONSTRAINT campuses_status_check_constraint ON public.campuses IS 'Where it stands; a trigger sees that each step may follow the last.';
COMMENT ON INDEX public.campuses_code_unique_idx IS 'Timetables and imports name a campus by its code; a deleted one gives its code back. Serves: campus_by_code.';
COMMENT ON INDEX public.campuses_is_main_unique_idx IS 'An institution has one main campus, and every page shows its address. Serves: main_campus.';
COMMENT ON TRIGGER campuses_status_trigger ON public.campuses IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER campuses_touch_trigger ON public.campuses IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY campuses_living_policy ON public.campuses IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY campuses_owner_policy ON public.campuses IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY campuses_tenant_policy ON public.campuses IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.campuses TO campus_application;
GRANT SELECT ON TABLE public.campuses TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- campus_rooms: Rooms of a campus.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.campus_rooms (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    campus_id   uuid                      NOT NULL,
    code        character varying(20)     NOT NULL,
    name        character varying(100),
    kind        character varying(20)     NOT NULL,
    floor       smallint,
    capacity    smallint                  NOT NULL,
    equipment   text[]                    NOT NULL DEFAULT '{}'::text[],
    is_in_use   boolean                   NOT NULL DEFAULT true,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),
    updated_by  uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT campus_rooms_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- A room's number is its own within the campus.
    CONSTRAINT campus_rooms_campus_id_code_unique_constraint UNIQUE (tenant_id, campus_id, code),
    CONSTRAINT fk_campus_rooms_campuses
        FOREIGN KEY (tenant_id, campus_id)
        REFERENCES public.campuses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campus_rooms_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campus_rooms_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campus_rooms_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Seats.
    CONSTRAINT campus_rooms_capacity_check_constraint CHECK (((capacity >= 1) AND (capacity <= 5000))),
    -- What it is fitted for.
    CONSTRAINT campus_rooms_kind_check_constraint
        CHECK (((kind)::text = ANY (ARRAY[('classroom'::character varying)::text, ('laboratory'::character varying)::text, ('auditorium'::character varying)::text, ('library'::character varying)::text, ('office'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campus_rooms__20261123090004_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.campus_rooms (
            tenant_id, id, campus_id, code, name, kind, floor, capacity, equipment, is_in_use, created_at,
            updated_at, created_by, updated_by
        )
        SELECT
            k.tenant_id, k.id, k.campus_id, k.code, k.name, k.kind, k.floor, k.capacity, k.equipment,
            k.is_in_use, k.created_at, k.updated_at, k.created_by, k.updated_by
        FROM kept.campus_rooms__20261123090004_down AS k;
        DROP TABLE kept.campus_rooms__20261123090004_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- The smallest rooms that hold a class, over all campuses.
CREATE INDEX IF NOT EXISTS campus_rooms_capacity_kind_btree_idx ON public.campus_rooms
    USING btree (tenant_id, capacity, kind)
    WHERE is_in_use;

CREATE OR REPLACE TRIGGER campus_rooms_touch_trigger
    BEFORE UPDATE ON public.campus_rooms
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campus_rooms') AND polname = 'campus_rooms_owner_policy'
    ) THEN
        CREATE POLICY campus_rooms_owner_policy ON public.campus_rooms FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.campus_rooms') AND polname = 'campus_rooms_tenant_policy'
    ) THEN
        CREATE POLICY campus_rooms_tenant_policy ON public.campus_rooms FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.campus_rooms ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.campus_rooms FORCE ROW LEVEL SECURITY;
ALTER TABLE public.campus_rooms OWNER TO campus_owner;

COMMENT ON TABLE public.campus_rooms IS 'Rooms of a campus.';
COMMENT ON COLUMN public.campus_rooms.capacity IS 'Seats.';
COMMENT ON COLUMN public.campus_rooms.code IS 'As on the door.';
COMMENT ON COLUMN public.campus_rooms.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.campus_rooms.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.campus_rooms.equipment IS 'Projector, hearing loop, …; shown.';
COMMENT ON COLUMN public.campus_rooms.floor IS '0 is the ground.';
COMMENT ON COLUMN public.campus_rooms.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.campus_rooms.is_in_use IS 'Whether it can be booked.';
COMMENT ON COLUMN public.campus_rooms.kind IS 'What it is fitted for.';
COMMENT ON COLUMN public.campus_rooms.name IS 'If people call it otherwise.';
COMMENT ON COLUMN public.campus_rooms.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.campus_rooms.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.campus_rooms.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT campus_rooms_campus_id_code_unique_constraint ON public.campus_rooms IS 'A room''s number is its own within the campus.';
COMMENT ON CONSTRAINT campus_rooms_capacity_check_constraint ON public.campus_rooms IS 'Seats.';
COMMENT ON CONSTRAINT campus_rooms_kind_check_constraint ON public.campus_rooms IS 'What it is fitted for.';
COMMENT ON INDEX public.campus_rooms_capacity_kind_btree_idx IS 'The smallest rooms that hold a class, over all campuses. Serves: rooms_for_size.';
COMMENT ON TRIGGER campus_rooms_touch_trigger ON public.campus_rooms IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY campus_rooms_owner_policy ON public.campus_rooms IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY campus_rooms_tenant_policy ON public.campus_rooms IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.campus_rooms TO campus_application;
GRANT SELECT ON TABLE public.campus_rooms TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- campus_staff: Who works where, as what, from when to when.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.campus_staff (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    campus_id   uuid                      NOT NULL,
    user_id     uuid                      NOT NULL,
    "position"  character varying(20)     NOT NULL,
    period      daterange                 NOT NULL,
    starts_on   date                      NOT NULL GENERATED ALWAYS AS (lower(period)) STORED,
    ends_on     date                      GENERATED ALWAYS AS (upper(period)) STORED,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),
    created_by  uuid                      DEFAULT app.current_user_id(),
    updated_by  uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT campus_staff_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- Nobody holds the same position twice at one campus.
    CONSTRAINT campus_staff_campus_id_user_id_pos_09de56_exclude_constraint
        EXCLUDE USING gist (tenant_id WITH =, campus_id WITH =, user_id WITH =, "position" WITH =, period WITH &&),
    CONSTRAINT fk_campus_staff_campuses
        FOREIGN KEY (tenant_id, campus_id)
        REFERENCES public.campuses(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campus_staff_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campus_staff_users
        FOREIGN KEY (tenant_id, user_id)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campus_staff_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campus_staff_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- As what.
    CONSTRAINT campus_staff_position_check_constraint
        CHECK ((("position")::text = ANY (ARRAY[('director'::character varying)::text, ('registrar'::character varying)::text, ('adviser'::character varying)::text, ('instructor'::character varying)::text, ('support'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campus_staff__20261123090004_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.campus_staff (
            tenant_id, id, campus_id, user_id, "position", period, created_at, updated_at, created_by,
            updated_by
        )
        SELECT
            k.tenant_id, k.id, k.campus_id, k.user_id, k."position", k.period, k.created_at, k.updated_at,
            k.created_by, k.updated_by
        FROM kept.campus_staff__20261123090004_down AS k;
        DROP TABLE kept.campus_staff__20261123090004_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- Who works at a campus, by position.
CREATE INDEX IF NOT EXISTS campus_staff_campus_id_position_starts_on_btree_idx ON public.campus_staff
    USING btree (tenant_id, campus_id, "position", starts_on);

-- Where somebody works.
CREATE INDEX IF NOT EXISTS campus_staff_user_id_starts_on_btree_idx ON public.campus_staff
    USING btree (tenant_id, user_id, starts_on DESC);

CREATE OR REPLACE TRIGGER campus_staff_touch_trigger
    BEFORE UPDATE ON public.campus_staff
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.campus_id IS DISTINCT FROM new.campus_id) OR (old.user_id IS DISTINCT FROM new.user_id) OR ((old."position")::text IS DISTINCT FROM (new."position")::text) OR (old.period IS DISTINCT FROM new.period) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by)))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campus_staff') AND polname = 'campus_staff_owner_policy'
    ) THEN
        CREATE POLICY campus_staff_owner_policy ON public.campus_staff FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.campus_staff') AND polname = 'campus_staff_tenant_policy'
    ) THEN
        CREATE POLICY campus_staff_tenant_policy ON public.campus_staff FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.campus_staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.campus_staff FORCE ROW LEVEL SECURITY;
ALTER TABLE public.campus_staff OWNER TO campus_owner;

COMMENT ON TABLE public.campus_staff IS 'Who works where, as what, from when to when.';
COMMENT ON COLUMN public.campus_staff.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.campus_staff.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.campus_staff.ends_on IS 'The day after the last one; NULL: open.';
COMMENT ON COLUMN public.campus_staff.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.campus_staff.period IS 'First day, and the day after the last one.';
COMMENT ON COLUMN public.campus_staff."position" IS 'As what.';
COMMENT ON COLUMN public.campus_staff.starts_on IS 'Beginning, so a period has one. Dates are leakproof, ranges are not: queries filter by these.';
COMMENT ON COLUMN public.campus_staff.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.campus_staff.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.campus_staff.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT campus_staff_campus_id_user_id_pos_09de56_exclude_constraint ON public.campus_staff IS 'Nobody holds the same position twice at one campus.';
COMMENT ON CONSTRAINT campus_staff_position_check_constraint ON public.campus_staff IS 'As what.';
COMMENT ON INDEX public.campus_staff_campus_id_position_starts_on_btree_idx IS 'Who works at a campus, by position. Serves: staff_of_campus, foreign key.';
COMMENT ON INDEX public.campus_staff_user_id_starts_on_btree_idx IS 'Where somebody works. Serves: campuses_of_user, foreign key.';
COMMENT ON TRIGGER campus_staff_touch_trigger ON public.campus_staff IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY campus_staff_owner_policy ON public.campus_staff IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY campus_staff_tenant_policy ON public.campus_staff IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.campus_staff TO campus_application;
GRANT SELECT ON TABLE public.campus_staff TO campus_readonly;

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
                ('public.campuses', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'code character varying(10) not null',
                    'name character varying(150) not null', 'status character varying(20) not null',
                    'is_main boolean not null', 'street character varying(200)', 'postal_code character varying(16)',
                    'city character varying(100) not null', 'country character varying(2) not null',
                    'time_zone character varying(64)', 'latitude numeric(8,6)', 'longitude numeric(9,6)',
                    'email character varying(254)', 'phone character varying(16)', 'opened_on date', 'closed_on date',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.campus_rooms', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'campus_id uuid not null',
                    'code character varying(20) not null', 'name character varying(100)',
                    'kind character varying(20) not null', 'floor smallint', 'capacity smallint not null',
                    'equipment text[] not null', 'is_in_use boolean not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid'
                ]),
                ('public.campus_staff', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'campus_id uuid not null', 'user_id uuid not null',
                    'position character varying(20) not null', 'period daterange not null', 'starts_on date not null',
                    'ends_on date', 'created_at timestamp with time zone not null',
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
                ('public.campuses_code_unique_idx', '', 'CREATE UNIQUE INDEX campuses_code_unique_idx ON public.campuses USING btree (tenant_id, code) WHERE (deleted_at IS NULL)'),
                ('public.campuses_is_main_unique_idx', '', 'CREATE UNIQUE INDEX campuses_is_main_unique_idx ON public.campuses USING btree (tenant_id, is_main) WHERE (is_main AND (deleted_at IS NULL))'),
                ('public.campus_rooms_capacity_kind_btree_idx', '', 'CREATE INDEX campus_rooms_capacity_kind_btree_idx ON public.campus_rooms USING btree (tenant_id, capacity, kind) WHERE is_in_use'),
                ('public.campus_staff_campus_id_position_starts_on_btree_idx', '', 'CREATE INDEX campus_staff_campus_id_position_starts_on_btree_idx ON public.campus_staff USING btree (tenant_id, campus_id, "position", starts_on)'),
                ('public.campus_staff_user_id_starts_on_btree_idx', '', 'CREATE INDEX campus_staff_user_id_starts_on_btree_idx ON public.campus_staff USING btree (tenant_id, user_id, starts_on DESC)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT pg_get_constraintdef(c.oid) FROM pg_catalog.pg_constraint AS c
                    WHERE c.conrelid = to_regclass(e.relation) AND c.conname = e.name)
            FROM (VALUES
                ('public.user_roles', 'fk_user_roles_campuses', 'FOREIGN KEY (tenant_id, campus_id) REFERENCES public.campuses(tenant_id, id) ON UPDATE RESTRICT ON DELETE RESTRICT')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.campuses', 'campuses_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.campuses', 'campuses_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.campuses', 'campuses_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.campus_rooms', 'campus_rooms_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.campus_rooms', 'campus_rooms_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.campus_staff', 'campus_staff_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.campus_staff', 'campus_staff_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())')
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
-- campus_rooms
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campus_rooms__20261123090004_down') IS NULL AND to_regclass('public.campus_rooms') IS NOT NULL THEN
        ALTER TABLE public.campus_rooms NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.campus_rooms) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.campus_rooms__20261123090004_down AS
            SELECT
                tenant_id, id, campus_id, code, name, kind, floor, capacity, equipment, is_in_use, created_at,
                updated_at, created_by, updated_by
            FROM public.campus_rooms;
            COMMENT ON TABLE kept.campus_rooms__20261123090004_down IS 'campus_rooms, kept by 20261123090004_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.campus_rooms'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.campus_rooms__20261123090004_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- campus_staff
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campus_staff__20261123090004_down') IS NULL AND to_regclass('public.campus_staff') IS NOT NULL THEN
        ALTER TABLE public.campus_staff NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.campus_staff) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.campus_staff__20261123090004_down AS
            SELECT
                tenant_id, id, campus_id, user_id, "position", period, created_at, updated_at, created_by,
                updated_by
            FROM public.campus_staff;
            COMMENT ON TABLE kept.campus_staff__20261123090004_down IS 'campus_staff, kept by 20261123090004_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.campus_staff'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.campus_staff__20261123090004_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- campuses
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campuses__20261123090004_down') IS NULL AND to_regclass('public.campuses') IS NOT NULL THEN
        ALTER TABLE public.campuses NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.campuses) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.campuses__20261123090004_down AS
            SELECT
                tenant_id, id, code, name, status, is_main, street, postal_code, city, country, time_zone,
                latitude, longitude, email, phone, opened_on, closed_on, created_at, updated_at, created_by,
                updated_by, deleted_at, version
            FROM public.campuses;
            COMMENT ON TABLE kept.campuses__20261123090004_down IS 'campuses, kept by 20261123090004_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.campuses'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.campuses__20261123090004_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- user_roles: Which roles a user holds, everywhere or at one campus.
-- -------------------------------------------------------------------------------------------------
ALTER TABLE IF EXISTS public.user_roles DROP CONSTRAINT IF EXISTS fk_user_roles_campuses;

-- -------------------------------------------------------------------------------------------------
-- campus_rooms
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.campus_rooms;

-- -------------------------------------------------------------------------------------------------
-- campus_staff
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.campus_staff;

-- -------------------------------------------------------------------------------------------------
-- campuses
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.campuses;
