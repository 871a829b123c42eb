-- 20261123090008_create_leads.sql
--
-- Purpose:     Creates enum lead_consents_method_enum; creates functions app.check_stream_subject(),
--              app.note_lead_activity(), app.record_lead_status(); creates tables leads, lead_activities, lead_consents,
--              lead_status_changes.
-- Domain:      leads
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of lead_activities, lead_consents, lead_status_changes, leads that would go
--              are copied to schema kept first, and put back by the next run in the other direction. The copy takes room
--              and time; drop it when it is no longer wanted.
-- Trade-offs:  each write to lead_activities keeps 3 more indexes up to date
--              each write to lead_consents keeps 2 more indexes up to date
--              each write to lead_status_changes keeps 2 more indexes up to date
--              each write to leads keeps 9 more indexes up to date
--
-- Serves:
--   consents_in_force: Before a mail goes out: may it?
--       SELECT given_at, policy_version
--         FROM lead_consents
--        WHERE lead_id = :lead_id AND purpose = :purpose AND withdrawn_at IS NULL
--   lead_card: A lead's page: the lead, its campaign and its adviser in one row.
--       SELECT l.*, c.name AS campaign, p.display_name AS adviser
--         FROM leads AS l
--         LEFT JOIN campaigns AS c ON c.tenant_id = l.tenant_id AND c.id = l.campaign_id AND c.deleted_at IS NULL
--         LEFT JOIN user_profiles AS p ON p.tenant_id = l.tenant_id AND p.user_id = l.assigned_to
--        WHERE l.id = :id AND l.deleted_at IS NULL
--   timeline_of_lead: What was done with a lead, newest first.
--       SELECT id, kind, direction, subject, body, occurred_at, due_at, done_at, assigned_to
--         FROM lead_activities
--        WHERE lead_id = :lead_id
--        ORDER BY occurred_at DESC, id DESC
--        LIMIT 20
--   note_activity: An adviser writes down a call; the lead's latest activity moves with it.
--       INSERT INTO lead_activities (lead_id, assigned_to, kind, direction, subject, body, details)
--       VALUES (:lead_id, :user_id, 'call', 'outbound', 'First call', 'Wants to begin in autumn.', '{"seconds": 340}')
--       RETURNING id
--   capture_lead: A form is sent, perhaps twice: the first makes the lead, the second finds it and keeps the
--   newer words.
--       INSERT INTO leads (campaign_id, given_name, family_name, email, source, locale, message, utm_source, utm_medium)
--       VALUES (:campaign_id, 'Ines', 'Moura', :email, 'web_form', 'pt', 'When does the course begin?', 'newsletter', 'email')
--       ON CONFLICT (tenant_id, email, campaign_id) WHERE deleted_at IS NULL AND email IS NOT NULL
--       DO UPDATE SET message = excluded.message
--       RETURNING id, status

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Types
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regtype('public.lead_consents_method_enum') IS NULL THEN
        CREATE TYPE public.lead_consents_method_enum AS ENUM ('web_form', 'paper', 'phone', 'email', 'import');
    END IF;
END
$guard$;

ALTER TYPE public.lead_consents_method_enum OWNER TO campus_owner;

COMMENT ON TYPE public.lead_consents_method_enum IS 'Values of lead_consents.method.';

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.check_stream_subject()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_table text := CASE NEW.kind
    WHEN 'lead' THEN 'leads' WHEN 'user' THEN 'users' WHEN 'enrollment' THEN 'enrollments'
    WHEN 'campaign' THEN 'campaigns' WHEN 'course_run' THEN 'course_runs' END;
  v_found boolean := true;  -- of an unknown kind the CHECK speaks
BEGIN
  IF v_table IS NOT NULL THEN
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE tenant_id = $1 AND id = $2)', v_table)
      INTO v_found USING NEW.tenant_id, NEW.subject_id;
  END IF;
  IF NOT v_found THEN
    RAISE EXCEPTION 'there is no % with this id', NEW.kind
      USING ERRCODE = 'foreign_key_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'subject_id';
  END IF;
  RETURN NEW;
END
$function$;

ALTER ROUTINE app.check_stream_subject() OWNER TO campus_owner;

COMMENT ON ROUTINE app.check_stream_subject() IS 'Sees that a stream tells of a thing that is there, in the table of its kind and within its tenant. Later the thing may go and the stream stays: that is why there is no foreign key.';

REVOKE EXECUTE ON ROUTINE app.check_stream_subject() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.note_lead_activity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  UPDATE public.leads SET last_activity_at = NEW.occurred_at
   WHERE tenant_id = NEW.tenant_id AND id = NEW.lead_id AND last_activity_at < NEW.occurred_at;
  RETURN NULL;
END
$function$;

ALTER ROUTINE app.note_lead_activity() OWNER TO campus_owner;

COMMENT ON ROUTINE app.note_lead_activity() IS 'Keeps leads.last_activity_at: the latest thing that happened, never a task that lies ahead.';

REVOKE EXECUTE ON ROUTINE app.note_lead_activity() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.record_lead_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO public.lead_status_changes (tenant_id, lead_id, from_status, to_status, reason)
  VALUES (NEW.tenant_id, NEW.id, OLD.status, NEW.status, NEW.lost_reason);
  RETURN NULL;
END
$function$;

ALTER ROUTINE app.record_lead_status() OWNER TO campus_owner;

COMMENT ON ROUTINE app.record_lead_status() IS 'Writes a lead''s step into lead_status_changes; nobody else does.';

REVOKE EXECUTE ON ROUTINE app.record_lead_status() FROM PUBLIC;

-- -------------------------------------------------------------------------------------------------
-- leads: Prospective students.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.leads (
    tenant_id         uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id                uuid                      NOT NULL DEFAULT app.make_uuid(),
    campaign_id       uuid,
    campaign_ad_id    uuid,
    assigned_to       uuid,
    given_name        character varying(100),
    family_name       character varying(100),
    search_name       character varying(201)    COLLATE pg_catalog."C" GENERATED ALWAYS AS (lower(((family_name)::text || COALESCE((' '::text || (given_name)::text), ''::text)))) STORED,
    email             character varying(254),
    phone             character varying(16),
    country           character varying(2),
    locale            character varying(35),
    source            character varying(20)     NOT NULL,
    status            character varying(20)     NOT NULL DEFAULT 'new'::character varying,
    lost_reason       character varying(30),
    score             smallint                  NOT NULL DEFAULT '0'::smallint,
    interests         text[]                    NOT NULL DEFAULT '{}'::text[],
    message           text,
    utm_source        character varying(100),
    utm_medium        character varying(100),
    attribution       jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    last_activity_at  timestamp with time zone  NOT NULL DEFAULT now(),
    converted_at      timestamp with time zone,
    erased_at         timestamp with time zone,
    created_at        timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at        timestamp with time zone  NOT NULL DEFAULT now(),
    created_by        uuid                      DEFAULT app.current_user_id(),
    updated_by        uuid                      DEFAULT app.current_user_id(),
    deleted_at        timestamp with time zone,
    version           integer                   NOT NULL DEFAULT 1,

    CONSTRAINT leads_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_leads_campaign_ads
        FOREIGN KEY (tenant_id, campaign_ad_id)
        REFERENCES public.campaign_ads(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_leads_campaigns
        FOREIGN KEY (tenant_id, campaign_id)
        REFERENCES public.campaigns(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_leads_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_leads_users_assigned_to
        FOREIGN KEY (tenant_id, assigned_to)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_leads_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_leads_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Named marks.
    CONSTRAINT leads_attribution_check_constraint CHECK ((jsonb_typeof(attribution) = 'object'::text)),
    -- A lead that nobody can reach is none.
    CONSTRAINT leads_contact_check_constraint
        CHECK (((email IS NOT NULL) OR (phone IS NOT NULL) OR (erased_at IS NOT NULL))),
    -- ISO 3166.
    CONSTRAINT leads_country_check_constraint CHECK (((country)::text ~ '^[A-Z]{2}$'::text)),
    -- Lower-cased, with one @ between words.
    CONSTRAINT leads_email_check_constraint
        CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~ '^[^@\s]+@[^@\s]+$'::text))),
    -- Only lost leads have a reason for it.
    CONSTRAINT leads_lost_check_constraint
        CHECK (((lost_reason IS NULL) OR ((status)::text = ANY (ARRAY[('lost'::character varying)::text, ('unqualified'::character varying)::text])))),
    -- Why it was lost.
    CONSTRAINT leads_lost_reason_check_constraint
        CHECK (((lost_reason)::text = ANY (ARRAY[('no_answer'::character varying)::text, ('price'::character varying)::text, ('other_institution'::character varying)::text, ('timing'::character varying)::text, ('requirements'::character varying)::text, ('duplicate'::character varying)::text, ('spam'::character varying)::text]))),
    -- International form (E.164).
    CONSTRAINT leads_phone_check_constraint CHECK (((phone)::text ~ '^\+[1-9][0-9]{6,14}$'::text)),
    -- How likely an enrolment is.
    CONSTRAINT leads_score_check_constraint CHECK (((score >= 0) AND (score <= 100))),
    -- How the lead came in.
    CONSTRAINT leads_source_check_constraint
        CHECK (((source)::text = ANY (ARRAY[('web_form'::character varying)::text, ('ads'::character varying)::text, ('social'::character varying)::text, ('referral'::character varying)::text, ('event'::character varying)::text, ('import'::character varying)::text, ('walk_in'::character varying)::text, ('phone'::character varying)::text]))),
    -- How far it has come; a trigger sees that each step may follow the last.
    CONSTRAINT leads_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('new'::character varying)::text, ('contacted'::character varying)::text, ('qualified'::character varying)::text, ('applied'::character varying)::text, ('enrolled'::character varying)::text, ('lost'::character varying)::text, ('unqualified'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.leads__20261123090008_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.leads (
            tenant_id, id, campaign_id, campaign_ad_id, assigned_to, given_name, family_name, email, phone,
            country, locale, source, status, lost_reason, score, interests, message, utm_source, utm_medium,
            attribution, last_activity_at, converted_at, erased_at, created_at, updated_at, created_by,
            updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.campaign_id, k.campaign_ad_id, k.assigned_to, k.given_name, k.family_name,
            k.email, k.phone, k.country, k.locale, k.source, k.status, k.lost_reason, k.score, k.interests,
            k.message, k.utm_source, k.utm_medium, k.attribution, k.last_activity_at, k.converted_at,
            k.erased_at, k.created_at, k.updated_at, k.created_by, k.updated_by, k.deleted_at, k.version
        FROM kept.leads__20261123090008_down AS k;
        DROP TABLE kept.leads__20261123090008_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- All leads of an adviser who leaves.
CREATE INDEX IF NOT EXISTS leads_assigned_to_btree_idx ON public.leads
    USING btree (tenant_id, assigned_to);

-- An adviser's open leads, the longest waiting first.
CREATE INDEX IF NOT EXISTS leads_assigned_to_last_activity_at_btree_idx ON public.leads
    USING btree (tenant_id, assigned_to, last_activity_at)
    WHERE ((deleted_at IS NULL) AND ((status)::text = ANY (ARRAY[('new'::character varying)::text, ('contacted'::character varying)::text, ('qualified'::character varying)::text, ('applied'::character varying)::text])));

-- What an ad has brought.
CREATE INDEX IF NOT EXISTS leads_campaign_ad_id_btree_idx ON public.leads
    USING btree (tenant_id, campaign_ad_id);

-- A campaign's leads in a range of dates, newest first, page by page: one range of the index, no sort. Not
-- partial: the foreign key needs it whole, and few leads are deleted.
CREATE INDEX IF NOT EXISTS leads_campaign_id_created_at_id_btree_idx ON public.leads
    USING btree (tenant_id, campaign_id, created_at DESC, id DESC);

-- A person asks once in a campaign, and once without one: the form that is sent twice finds the first.
CREATE UNIQUE INDEX IF NOT EXISTS leads_email_campaign_id_unique_idx ON public.leads
    USING btree (tenant_id, email, campaign_id) NULLS NOT DISTINCT
    WHERE ((deleted_at IS NULL) AND (email IS NOT NULL));

-- Whom nobody has spoken to for years.
CREATE INDEX IF NOT EXISTS leads_last_activity_at_btree_idx ON public.leads
    USING btree (tenant_id, last_activity_at)
    WHERE (erased_at IS NULL);

-- Who is calling.
CREATE INDEX IF NOT EXISTS leads_phone_btree_idx ON public.leads
    USING btree (tenant_id, phone)
    WHERE ((deleted_at IS NULL) AND (phone IS NOT NULL));

-- Names that begin with what was typed: a range of a byte-ordered key is leakproof, LIKE is not.
CREATE INDEX IF NOT EXISTS leads_search_name_btree_idx ON public.leads
    USING btree (tenant_id, search_name)
    WHERE (deleted_at IS NULL);

-- The pipeline: leads of one status, newest first.
CREATE INDEX IF NOT EXISTS leads_status_created_at_id_btree_idx ON public.leads
    USING btree (tenant_id, status, created_at DESC, id DESC)
    WHERE (deleted_at IS NULL);

CREATE OR REPLACE TRIGGER leads_audit_trigger
    AFTER INSERT OR DELETE OR UPDATE ON public.leads
    FOR EACH ROW
    EXECUTE FUNCTION app.record_change('leads', 'id', '{last_activity_at,updated_at,updated_by,version}', '{}');

CREATE OR REPLACE TRIGGER leads_status_change_trigger
    AFTER UPDATE OF status ON public.leads
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.record_lead_status();

CREATE OR REPLACE TRIGGER leads_status_trigger
    BEFORE UPDATE OF status ON public.leads
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'leads_status_step_check_constraint', 'new>contacted', 'new>qualified', 'new>lost', 'new>unqualified', 'contacted>qualified', 'contacted>lost', 'contacted>unqualified', 'qualified>contacted', 'qualified>applied', 'qualified>lost', 'qualified>unqualified', 'applied>enrolled', 'applied>qualified', 'applied>lost', 'lost>contacted', 'unqualified>contacted');

CREATE OR REPLACE TRIGGER leads_touch_trigger
    BEFORE UPDATE ON public.leads
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.campaign_id IS DISTINCT FROM new.campaign_id) OR (old.campaign_ad_id IS DISTINCT FROM new.campaign_ad_id) OR (old.assigned_to IS DISTINCT FROM new.assigned_to) OR ((old.given_name)::text IS DISTINCT FROM (new.given_name)::text) OR ((old.family_name)::text IS DISTINCT FROM (new.family_name)::text) OR ((old.email)::text IS DISTINCT FROM (new.email)::text) OR ((old.phone)::text IS DISTINCT FROM (new.phone)::text) OR ((old.country)::text IS DISTINCT FROM (new.country)::text) OR ((old.locale)::text IS DISTINCT FROM (new.locale)::text) OR ((old.source)::text IS DISTINCT FROM (new.source)::text) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR ((old.lost_reason)::text IS DISTINCT FROM (new.lost_reason)::text) OR (old.score IS DISTINCT FROM new.score) OR (old.interests IS DISTINCT FROM new.interests) OR (old.message IS DISTINCT FROM new.message) OR ((old.utm_source)::text IS DISTINCT FROM (new.utm_source)::text) OR ((old.utm_medium)::text IS DISTINCT FROM (new.utm_medium)::text) OR (old.attribution IS DISTINCT FROM new.attribution) OR (old.converted_at IS DISTINCT FROM new.converted_at) OR (old.erased_at IS DISTINCT FROM new.erased_at) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.version IS DISTINCT FROM new.version)))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.leads') AND polname = 'leads_jobs_policy'
    ) THEN
        CREATE POLICY leads_jobs_policy ON public.leads FOR SELECT TO campus_jobs
            USING (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.leads') AND polname = 'leads_living_policy'
    ) THEN
        CREATE POLICY leads_living_policy ON public.leads AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.leads') AND polname = 'leads_owner_policy'
    ) THEN
        CREATE POLICY leads_owner_policy ON public.leads FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.leads') AND polname = 'leads_tenant_policy'
    ) THEN
        CREATE POLICY leads_tenant_policy ON public.leads FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.leads ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.leads FORCE ROW LEVEL SECURITY;
ALTER TABLE public.leads OWNER TO campus_owner;

COMMENT ON TABLE public.leads IS 'Prospective students.';
COMMENT ON COLUMN public.leads.assigned_to IS 'The adviser who follows it.';
COMMENT ON COLUMN public.leads.attribution IS 'Other marks of the visit; shown, never filtered by.';
COMMENT ON COLUMN public.leads.campaign_ad_id IS 'The ad that was clicked, if any.';
COMMENT ON COLUMN public.leads.campaign_id IS 'What brought the lead; NULL: came by itself.';
COMMENT ON COLUMN public.leads.converted_at IS 'When the person enrolled.';
COMMENT ON COLUMN public.leads.country IS 'Where the person lives (ISO 3166).';
COMMENT ON COLUMN public.leads.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.leads.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.leads.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.leads.email IS 'Lower-cased.';
COMMENT ON COLUMN public.leads.erased_at IS 'When personal data was erased.';
COMMENT ON COLUMN public.leads.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.leads.interests IS 'Subjects that were asked about.';
COMMENT ON COLUMN public.leads.last_activity_at IS 'The latest activity, kept by a trigger: work lists sort by it, retention counts from it.';
COMMENT ON COLUMN public.leads.locale IS 'The language to answer in.';
COMMENT ON COLUMN public.leads.lost_reason IS 'Why it was lost.';
COMMENT ON COLUMN public.leads.message IS 'The enquiry''s own words.';
COMMENT ON COLUMN public.leads.phone IS 'International form, + and digits.';
COMMENT ON COLUMN public.leads.score IS 'How likely an enrolment is, 0 to 100.';
COMMENT ON COLUMN public.leads.search_name IS 'Family name first, lower-cased, in byte order: for searches by beginning.';
COMMENT ON COLUMN public.leads.source IS 'How the lead came in.';
COMMENT ON COLUMN public.leads.status IS 'How far it has come.';
COMMENT ON COLUMN public.leads.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.leads.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.leads.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.leads.utm_medium IS 'What kind of link it was.';
COMMENT ON COLUMN public.leads.utm_source IS 'Where the link stood.';
COMMENT ON COLUMN public.leads.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT leads_attribution_check_constraint ON public.leads IS 'Named marks.';
COMMENT ON CONSTRAINT leads_contact_check_constraint ON public.leads IS 'A lead that nobody can reach is none.';
COMMENT ON CONSTRAINT leads_country_check_constraint ON public.leads IS 'ISO 3166.';
COMMENT ON CONSTRAINT leads_email_check_constraint ON public.leads IS 'Lower-cased, with one @ between words.';
COMMENT ON CONSTRAINT leads_lost_check_constraint ON public.leads IS 'Only lost leads have a reason for it.';
COMMENT ON CONSTRAINT leads_lost_reason_check_constraint ON public.leads IS 'Why it was lost.';
COMMENT ON CONSTRAINT leads_phone_check_constraint ON public.leads IS 'International form (E.164).';
COMMENT ON CONSTRAINT leads_score_check_constraint ON public.leads IS 'How likely an enrolment is.';
COMMENT ON CONSTRAINT leads_source_check_constraint ON public.leads IS 'How the lead came in.';
COMMENT ON CONSTRAINT leads_status_check_constraint ON public.leads IS 'How far it has come; a trigger sees that each step may follow the last.';
COMMENT ON INDEX public.leads_assigned_to_btree_idx IS 'All leads of an adviser who leaves. Serves: reassign_leads, foreign key.';
COMMENT ON INDEX public.leads_assigned_to_last_activity_at_btree_idx IS 'An adviser''s open leads, the longest waiting first. Serves: leads_waiting_for_user.';
COMMENT ON INDEX public.leads_campaign_ad_id_btree_idx IS 'What an ad has brought. Serves: leads_by_ad, foreign key.';
COMMENT ON INDEX public.leads_campaign_id_created_at_id_btree_idx IS 'A campaign''s leads in a range of dates, newest first, page by page: one range of the index, no sort. Not partial: the foreign key needs it whole, and few leads are deleted. Serves: leads_by_campaign_and_date, leads_by_campaign_next_page, leads_per_campaign, foreign key.';
COMMENT ON INDEX public.leads_email_campaign_id_unique_idx IS 'A person asks once in a campaign, and once without one: the form that is sent twice finds the first. Serves: capture_lead, lead_by_email.';
COMMENT ON INDEX public.leads_last_activity_at_btree_idx IS 'Whom nobody has spoken to for years. Serves: leads_past_retention.';
COMMENT ON INDEX public.leads_phone_btree_idx IS 'Who is calling. Serves: lead_by_phone.';
COMMENT ON INDEX public.leads_search_name_btree_idx IS 'Names that begin with what was typed: a range of a byte-ordered key is leakproof, LIKE is not. Serves: leads_by_name.';
COMMENT ON INDEX public.leads_status_created_at_id_btree_idx IS 'The pipeline: leads of one status, newest first. Serves: leads_by_status, lead_counts_by_status.';
COMMENT ON TRIGGER leads_audit_trigger ON public.leads IS 'Leaves a record of every change in audit_logs.';
COMMENT ON TRIGGER leads_status_change_trigger ON public.leads IS 'Writes lead_status_changes, so that no path to a status leaves a gap in the history.';
COMMENT ON TRIGGER leads_status_trigger ON public.leads IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER leads_touch_trigger ON public.leads IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY leads_jobs_policy ON public.leads IS 'All tenants: leads whose retention has ended are found for erasure, tenant by tenant.';
COMMENT ON POLICY leads_living_policy ON public.leads IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY leads_owner_policy ON public.leads IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY leads_tenant_policy ON public.leads IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.leads TO campus_application;
GRANT SELECT ON TABLE public.leads TO campus_jobs;
GRANT SELECT ON TABLE public.leads TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- lead_activities: What was done with a lead, and what is to be done.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.lead_activities (
    tenant_id    uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id           uuid                      NOT NULL DEFAULT app.make_uuid(),
    lead_id      uuid                      NOT NULL,
    assigned_to  uuid,
    kind         character varying(20)     NOT NULL,
    direction    character varying(10),
    subject      character varying(200),
    body         text,
    occurred_at  timestamp with time zone  NOT NULL DEFAULT now(),
    due_at       timestamp with time zone,
    done_at      timestamp with time zone,
    details      jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    created_at   timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at   timestamp with time zone  NOT NULL DEFAULT now(),
    created_by   uuid                      DEFAULT app.current_user_id(),
    updated_by   uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT lead_activities_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_lead_activities_leads
        FOREIGN KEY (tenant_id, lead_id)
        REFERENCES public.leads(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_activities_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_activities_users_assigned_to
        FOREIGN KEY (tenant_id, assigned_to)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_activities_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_activities_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Named details.
    CONSTRAINT lead_activities_details_check_constraint CHECK ((jsonb_typeof(details) = 'object'::text)),
    -- Who began.
    CONSTRAINT lead_activities_direction_check_constraint
        CHECK (((direction)::text = ANY (ARRAY[('inbound'::character varying)::text, ('outbound'::character varying)::text]))),
    -- Only tasks wait to be done.
    CONSTRAINT lead_activities_done_at_check_constraint
        CHECK (((done_at IS NULL) OR ((kind)::text = 'task'::text))),
    -- Tasks are due; what has happened is not.
    CONSTRAINT lead_activities_due_at_check_constraint
        CHECK ((((kind)::text = 'task'::text) = (due_at IS NOT NULL))),
    -- What was done.
    CONSTRAINT lead_activities_kind_check_constraint
        CHECK (((kind)::text = ANY (ARRAY[('call'::character varying)::text, ('email'::character varying)::text, ('message'::character varying)::text, ('meeting'::character varying)::text, ('note'::character varying)::text, ('task'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.lead_activities__20261123090008_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.lead_activities (
            tenant_id, id, lead_id, assigned_to, kind, direction, subject, body, occurred_at, due_at,
            done_at, details, created_at, updated_at, created_by, updated_by
        )
        SELECT
            k.tenant_id, k.id, k.lead_id, k.assigned_to, k.kind, k.direction, k.subject, k.body,
            k.occurred_at, k.due_at, k.done_at, k.details, k.created_at, k.updated_at, k.created_by,
            k.updated_by
        FROM kept.lead_activities__20261123090008_down AS k;
        DROP TABLE kept.lead_activities__20261123090008_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What an adviser has to do, the most urgent first; done tasks leave the index.
CREATE INDEX IF NOT EXISTS lead_activities_assigned_to_due_at_btree_idx ON public.lead_activities
    USING btree (tenant_id, assigned_to, due_at)
    WHERE ((done_at IS NULL) AND (due_at IS NOT NULL));

-- What each adviser has done, in the order of time. For the foreign key first of all: the report over all advisers
-- gains a sixth at most.
CREATE INDEX IF NOT EXISTS lead_activities_assigned_to_occurred_at_btree_idx ON public.lead_activities
    USING btree (tenant_id, assigned_to, occurred_at);

-- A lead's timeline, newest first and page by page.
CREATE INDEX IF NOT EXISTS lead_activities_lead_id_occurred_at_id_btree_idx ON public.lead_activities
    USING btree (tenant_id, lead_id, occurred_at DESC, id DESC);

CREATE OR REPLACE TRIGGER lead_activities_lead_trigger
    AFTER INSERT OR UPDATE OF occurred_at ON public.lead_activities
    FOR EACH ROW
    EXECUTE FUNCTION app.note_lead_activity();

CREATE OR REPLACE TRIGGER lead_activities_touch_trigger
    BEFORE UPDATE ON public.lead_activities
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.lead_activities') AND polname = 'lead_activities_owner_policy'
    ) THEN
        CREATE POLICY lead_activities_owner_policy ON public.lead_activities FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.lead_activities') AND polname = 'lead_activities_tenant_policy'
    ) THEN
        CREATE POLICY lead_activities_tenant_policy ON public.lead_activities FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.lead_activities ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.lead_activities FORCE ROW LEVEL SECURITY;
ALTER TABLE public.lead_activities OWNER TO campus_owner;

COMMENT ON TABLE public.lead_activities IS 'What was done with a lead, and what is to be done.';
COMMENT ON COLUMN public.lead_activities.assigned_to IS 'Who did it, or is to do it.';
COMMENT ON COLUMN public.lead_activities.body IS 'In full: words of the person or about them.';
COMMENT ON COLUMN public.lead_activities.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.lead_activities.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.lead_activities.details IS 'Length of a call, id of a message; never filtered by.';
COMMENT ON COLUMN public.lead_activities.direction IS 'Who began.';
COMMENT ON COLUMN public.lead_activities.done_at IS 'When the task was done.';
COMMENT ON COLUMN public.lead_activities.due_at IS 'Until when a task is to be done.';
COMMENT ON COLUMN public.lead_activities.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.lead_activities.kind IS 'What was done.';
COMMENT ON COLUMN public.lead_activities.occurred_at IS 'When it happened, or was set.';
COMMENT ON COLUMN public.lead_activities.subject IS 'In a line.';
COMMENT ON COLUMN public.lead_activities.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.lead_activities.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.lead_activities.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT lead_activities_details_check_constraint ON public.lead_activities IS 'Named details.';
COMMENT ON CONSTRAINT lead_activities_direction_check_constraint ON public.lead_activities IS 'Who began.';
COMMENT ON CONSTRAINT lead_activities_done_at_check_constraint ON public.lead_activities IS 'Only tasks wait to be done.';
COMMENT ON CONSTRAINT lead_activities_due_at_check_constraint ON public.lead_activities IS 'Tasks are due; what has happened is not.';
COMMENT ON CONSTRAINT lead_activities_kind_check_constraint ON public.lead_activities IS 'What was done.';
COMMENT ON INDEX public.lead_activities_assigned_to_due_at_btree_idx IS 'What an adviser has to do, the most urgent first; done tasks leave the index. Serves: open_tasks_of_user.';
COMMENT ON INDEX public.lead_activities_assigned_to_occurred_at_btree_idx IS 'What each adviser has done, in the order of time. For the foreign key first of all: the report over all advisers gains a sixth at most. Serves: activity_by_user, foreign key.';
COMMENT ON INDEX public.lead_activities_lead_id_occurred_at_id_btree_idx IS 'A lead''s timeline, newest first and page by page. Serves: timeline_of_lead, foreign key.';
COMMENT ON TRIGGER lead_activities_lead_trigger ON public.lead_activities IS 'Keeps leads.last_activity_at.';
COMMENT ON TRIGGER lead_activities_touch_trigger ON public.lead_activities IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY lead_activities_owner_policy ON public.lead_activities IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY lead_activities_tenant_policy ON public.lead_activities IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.lead_activities TO campus_application;
GRANT SELECT ON TABLE public.lead_activities TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- lead_consents: What may be done with a lead's data, since when, and until when.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.lead_consents (
    tenant_id       uuid                              NOT NULL DEFAULT app.current_tenant_id(),
    id              uuid                              NOT NULL DEFAULT app.make_uuid(),
    lead_id         uuid                              NOT NULL,
    purpose         character varying(30)             NOT NULL,
    method          public.lead_consents_method_enum  NOT NULL,
    policy_version  character varying(20)             NOT NULL,
    given_at        timestamp with time zone          NOT NULL DEFAULT now(),
    withdrawn_at    timestamp with time zone,
    ip_address      inet,
    evidence        jsonb                             NOT NULL DEFAULT '{}'::jsonb,
    created_at      timestamp with time zone          NOT NULL DEFAULT now(),
    updated_at      timestamp with time zone          NOT NULL DEFAULT now(),
    created_by      uuid                              DEFAULT app.current_user_id(),
    updated_by      uuid                              DEFAULT app.current_user_id(),

    CONSTRAINT lead_consents_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_lead_consents_leads
        FOREIGN KEY (tenant_id, lead_id)
        REFERENCES public.leads(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_consents_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_consents_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_consents_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Named proofs.
    CONSTRAINT lead_consents_evidence_check_constraint CHECK ((jsonb_typeof(evidence) = 'object'::text)),
    -- What is allowed.
    CONSTRAINT lead_consents_purpose_check_constraint
        CHECK (((purpose)::text = ANY (ARRAY[('data_processing'::character varying)::text, ('email_marketing'::character varying)::text, ('phone_contact'::character varying)::text, ('text_messages'::character varying)::text, ('profiling'::character varying)::text]))),
    -- Withdrawn after it was given.
    CONSTRAINT lead_consents_withdrawn_at_check_constraint CHECK ((withdrawn_at >= given_at))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.lead_consents__20261123090008_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.lead_consents (
            tenant_id, id, lead_id, purpose, method, policy_version, given_at, withdrawn_at, ip_address,
            evidence, created_at, updated_at, created_by, updated_by
        )
        SELECT
            k.tenant_id, k.id, k.lead_id, k.purpose, k.method::public.lead_consents_method_enum,
            k.policy_version, k.given_at, k.withdrawn_at, k.ip_address, k.evidence, k.created_at,
            k.updated_at, k.created_by, k.updated_by
        FROM kept.lead_consents__20261123090008_down AS k;
        DROP TABLE kept.lead_consents__20261123090008_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- All that a lead ever allowed: few enough to find among them what is in force.
CREATE INDEX IF NOT EXISTS lead_consents_lead_id_given_at_btree_idx ON public.lead_consents
    USING btree (tenant_id, lead_id, given_at DESC);

-- One consent in force for each purpose; a second one finds the first.
CREATE UNIQUE INDEX IF NOT EXISTS lead_consents_lead_id_purpose_unique_idx ON public.lead_consents
    USING btree (tenant_id, lead_id, purpose)
    WHERE (withdrawn_at IS NULL);

CREATE OR REPLACE TRIGGER lead_consents_audit_trigger
    AFTER INSERT OR DELETE OR UPDATE ON public.lead_consents
    FOR EACH ROW
    EXECUTE FUNCTION app.record_change('lead_consents', 'id', '{updated_at,updated_by}', '{}');

CREATE OR REPLACE TRIGGER lead_consents_touch_trigger
    BEFORE UPDATE ON public.lead_consents
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.lead_consents') AND polname = 'lead_consents_owner_policy'
    ) THEN
        CREATE POLICY lead_consents_owner_policy ON public.lead_consents FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.lead_consents') AND polname = 'lead_consents_tenant_policy'
    ) THEN
        CREATE POLICY lead_consents_tenant_policy ON public.lead_consents FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.lead_consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.lead_consents FORCE ROW LEVEL SECURITY;
ALTER TABLE public.lead_consents OWNER TO campus_owner;

COMMENT ON TABLE public.lead_consents IS 'What may be done with a lead''s data, since when, and until when.';
COMMENT ON COLUMN public.lead_consents.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.lead_consents.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.lead_consents.evidence IS 'What proves it: form, recording; never filtered by.';
COMMENT ON COLUMN public.lead_consents.given_at IS 'When it was given.';
COMMENT ON COLUMN public.lead_consents.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.lead_consents.ip_address IS 'Where the form was sent from.';
COMMENT ON COLUMN public.lead_consents.method IS 'How it was given. An enum: it is shown, and nothing filters by it.';
COMMENT ON COLUMN public.lead_consents.policy_version IS 'The wording that was agreed to.';
COMMENT ON COLUMN public.lead_consents.purpose IS 'What is allowed.';
COMMENT ON COLUMN public.lead_consents.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.lead_consents.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.lead_consents.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.lead_consents.withdrawn_at IS 'When it was withdrawn; NULL: in force.';
COMMENT ON CONSTRAINT lead_consents_evidence_check_constraint ON public.lead_consents IS 'Named proofs.';
COMMENT ON CONSTRAINT lead_consents_purpose_check_constraint ON public.lead_consents IS 'What is allowed.';
COMMENT ON CONSTRAINT lead_consents_withdrawn_at_check_constraint ON public.lead_consents IS 'Withdrawn after it was given.';
COMMENT ON INDEX public.lead_consents_lead_id_given_at_btree_idx IS 'All that a lead ever allowed: few enough to find among them what is in force. Serves: consents_of_lead, consents_in_force, withdraw_consent, foreign key.';
COMMENT ON INDEX public.lead_consents_lead_id_purpose_unique_idx IS 'One consent in force for each purpose; a second one finds the first. Serves: give_consent.';
COMMENT ON TRIGGER lead_consents_audit_trigger ON public.lead_consents IS 'Leaves a record of every change in audit_logs.';
COMMENT ON TRIGGER lead_consents_touch_trigger ON public.lead_consents IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY lead_consents_owner_policy ON public.lead_consents IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY lead_consents_tenant_policy ON public.lead_consents IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.lead_consents TO campus_application;
GRANT SELECT ON TABLE public.lead_consents TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- lead_status_changes: Every step of every lead; its beginning is the lead itself.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.lead_status_changes (
    tenant_id    uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id           bigint                    NOT NULL GENERATED ALWAYS AS IDENTITY,
    lead_id      uuid                      NOT NULL,
    from_status  character varying(20)     NOT NULL,
    to_status    character varying(20)     NOT NULL,
    reason       character varying(30),
    created_at   timestamp with time zone  NOT NULL DEFAULT now(),
    created_by   uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT lead_status_changes_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_lead_status_changes_leads
        FOREIGN KEY (tenant_id, lead_id)
        REFERENCES public.leads(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_status_changes_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_lead_status_changes_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- A step leads somewhere.
    CONSTRAINT lead_status_changes_to_status_check_constraint CHECK (((to_status)::text <> (from_status)::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.lead_status_changes__20261123090008_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.lead_status_changes (
            tenant_id, id, lead_id, from_status, to_status, reason, created_at, created_by
        )
        OVERRIDING SYSTEM VALUE
        SELECT
            k.tenant_id, k.id, k.lead_id, k.from_status, k.to_status, k.reason, k.created_at, k.created_by
        FROM kept.lead_status_changes__20261123090008_down AS k;
        PERFORM setval(to_regclass(key), value::bigint)
        FROM jsonb_each_text(substring(obj_description(to_regclass('kept.lead_status_changes__20261123090008_down'), 'pg_class') FROM E'^.*\nSequences: (.+)$')::jsonb)
        WHERE to_regclass(key) IS NOT NULL;
        DROP TABLE kept.lead_status_changes__20261123090008_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- How many leads reached each step in a range of dates, from the index alone.
CREATE INDEX IF NOT EXISTS lead_status_changes_created_at_to_status_btree_idx ON public.lead_status_changes
    USING btree (tenant_id, created_at, to_status);

-- A lead's way, newest step first.
CREATE INDEX IF NOT EXISTS lead_status_changes_lead_id_created_at_btree_idx ON public.lead_status_changes
    USING btree (tenant_id, lead_id, created_at DESC);

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.lead_status_changes') AND polname = 'lead_status_changes_owner_policy'
    ) THEN
        CREATE POLICY lead_status_changes_owner_policy ON public.lead_status_changes FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.lead_status_changes') AND polname = 'lead_status_changes_tenant_policy'
    ) THEN
        CREATE POLICY lead_status_changes_tenant_policy ON public.lead_status_changes FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.lead_status_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.lead_status_changes FORCE ROW LEVEL SECURITY;
ALTER TABLE public.lead_status_changes OWNER TO campus_owner;

COMMENT ON TABLE public.lead_status_changes IS 'Every step of every lead; its beginning is the lead itself.';
COMMENT ON COLUMN public.lead_status_changes.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.lead_status_changes.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.lead_status_changes.from_status IS 'Before.';
COMMENT ON COLUMN public.lead_status_changes.id IS 'A counter over all tenants.';
COMMENT ON COLUMN public.lead_status_changes.reason IS 'The lead''s lost_reason at that moment.';
COMMENT ON COLUMN public.lead_status_changes.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.lead_status_changes.to_status IS 'After.';
COMMENT ON CONSTRAINT lead_status_changes_to_status_check_constraint ON public.lead_status_changes IS 'A step leads somewhere.';
COMMENT ON INDEX public.lead_status_changes_created_at_to_status_btree_idx IS 'How many leads reached each step in a range of dates, from the index alone. Serves: funnel_by_month.';
COMMENT ON INDEX public.lead_status_changes_lead_id_created_at_btree_idx IS 'A lead''s way, newest step first. Serves: status_history_of_lead, foreign key.';
COMMENT ON POLICY lead_status_changes_owner_policy ON public.lead_status_changes IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY lead_status_changes_tenant_policy ON public.lead_status_changes IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT SELECT ON TABLE public.lead_status_changes TO campus_application;
GRANT SELECT ON TABLE public.lead_status_changes TO campus_readonly;

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
                ('public.leads', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'campaign_id uuid', 'campaign_ad_id uuid',
                    'assigned_to uuid', 'given_name character varying(100)', 'family_name character varying(100)',
                    'search_name character varying(201)', 'email character varying(254)', 'phone character varying(16)',
                    'country character varying(2)', 'locale character varying(35)', 'source character varying(20) not null',
                    'status character varying(20) not null', 'lost_reason character varying(30)', 'score smallint not null',
                    'interests text[] not null', 'message text', 'utm_source character varying(100)',
                    'utm_medium character varying(100)', 'attribution jsonb not null',
                    'last_activity_at timestamp with time zone not null', 'converted_at timestamp with time zone',
                    'erased_at timestamp with time zone', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null', 'created_by uuid', 'updated_by uuid',
                    'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.lead_activities', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'lead_id uuid not null', 'assigned_to uuid',
                    'kind character varying(20) not null', 'direction character varying(10)',
                    'subject character varying(200)', 'body text', 'occurred_at timestamp with time zone not null',
                    'due_at timestamp with time zone', 'done_at timestamp with time zone', 'details jsonb not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid'
                ]),
                ('public.lead_consents', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'lead_id uuid not null',
                    'purpose character varying(30) not null', 'method public.lead_consents_method_enum not null',
                    'policy_version character varying(20) not null', 'given_at timestamp with time zone not null',
                    'withdrawn_at timestamp with time zone', 'ip_address inet', 'evidence jsonb not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid'
                ]),
                ('public.lead_status_changes', ARRAY[
                    'tenant_id uuid not null', 'id bigint not null', 'lead_id uuid not null',
                    'from_status character varying(20) not null', 'to_status character varying(20) not null',
                    'reason character varying(30)', 'created_at timestamp with time zone not null', 'created_by uuid'
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
                ('public.leads_assigned_to_btree_idx', '', 'CREATE INDEX leads_assigned_to_btree_idx ON public.leads USING btree (tenant_id, assigned_to)'),
                ('public.leads_assigned_to_last_activity_at_btree_idx', '', 'CREATE INDEX leads_assigned_to_last_activity_at_btree_idx ON public.leads USING btree (tenant_id, assigned_to, last_activity_at) WHERE ((deleted_at IS NULL) AND ((status)::text = ANY (ARRAY[(''new''::character varying)::text, (''contacted''::character varying)::text, (''qualified''::character varying)::text, (''applied''::character varying)::text])))'),
                ('public.leads_campaign_ad_id_btree_idx', '', 'CREATE INDEX leads_campaign_ad_id_btree_idx ON public.leads USING btree (tenant_id, campaign_ad_id)'),
                ('public.leads_campaign_id_created_at_id_btree_idx', '', 'CREATE INDEX leads_campaign_id_created_at_id_btree_idx ON public.leads USING btree (tenant_id, campaign_id, created_at DESC, id DESC)'),
                ('public.leads_email_campaign_id_unique_idx', '', 'CREATE UNIQUE INDEX leads_email_campaign_id_unique_idx ON public.leads USING btree (tenant_id, email, campaign_id) NULLS NOT DISTINCT WHERE ((deleted_at IS NULL) AND (email IS NOT NULL))'),
                ('public.leads_last_activity_at_btree_idx', '', 'CREATE INDEX leads_last_activity_at_btree_idx ON public.leads USING btree (tenant_id, last_activity_at) WHERE (erased_at IS NULL)'),
                ('public.leads_phone_btree_idx', '', 'CREATE INDEX leads_phone_btree_idx ON public.leads USING btree (tenant_id, phone) WHERE ((deleted_at IS NULL) AND (phone IS NOT NULL))'),
                ('public.leads_search_name_btree_idx', '', 'CREATE INDEX leads_search_name_btree_idx ON public.leads USING btree (tenant_id, search_name) WHERE (deleted_at IS NULL)'),
                ('public.leads_status_created_at_id_btree_idx', '', 'CREATE INDEX leads_status_created_at_id_btree_idx ON public.leads USING btree (tenant_id, status, created_at DESC, id DESC) WHERE (deleted_at IS NULL)'),
                ('public.lead_activities_assigned_to_due_at_btree_idx', '', 'CREATE INDEX lead_activities_assigned_to_due_at_btree_idx ON public.lead_activities USING btree (tenant_id, assigned_to, due_at) WHERE ((done_at IS NULL) AND (due_at IS NOT NULL))'),
                ('public.lead_activities_assigned_to_occurred_at_btree_idx', '', 'CREATE INDEX lead_activities_assigned_to_occurred_at_btree_idx ON public.lead_activities USING btree (tenant_id, assigned_to, occurred_at)'),
                ('public.lead_activities_lead_id_occurred_at_id_btree_idx', '', 'CREATE INDEX lead_activities_lead_id_occurred_at_id_btree_idx ON public.lead_activities USING btree (tenant_id, lead_id, occurred_at DESC, id DESC)'),
                ('public.lead_consents_lead_id_given_at_btree_idx', '', 'CREATE INDEX lead_consents_lead_id_given_at_btree_idx ON public.lead_consents USING btree (tenant_id, lead_id, given_at DESC)'),
                ('public.lead_consents_lead_id_purpose_unique_idx', '', 'CREATE UNIQUE INDEX lead_consents_lead_id_purpose_unique_idx ON public.lead_consents USING btree (tenant_id, lead_id, purpose) WHERE (withdrawn_at IS NULL)'),
                ('public.lead_status_changes_created_at_to_status_btree_idx', '', 'CREATE INDEX lead_status_changes_created_at_to_status_btree_idx ON public.lead_status_changes USING btree (tenant_id, created_at, to_status)'),
                ('public.lead_status_changes_lead_id_created_at_btree_idx', '', 'CREATE INDEX lead_status_changes_lead_id_created_at_btree_idx ON public.lead_status_changes USING btree (tenant_id, lead_id, created_at DESC)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.leads', 'leads_jobs_policy', 'PERMISSIVE r USING true'),
                ('public.leads', 'leads_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.leads', 'leads_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.leads', 'leads_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.lead_activities', 'lead_activities_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.lead_activities', 'lead_activities_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.lead_consents', 'lead_consents_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.lead_consents', 'lead_consents_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.lead_status_changes', 'lead_status_changes_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.lead_status_changes', 'lead_status_changes_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum AS l
                    WHERE l.enumtypid = to_regtype(e.relation))
            FROM (VALUES
                ('public.lead_consents_method_enum', '', '''web_form'', ''paper'', ''phone'', ''email'', ''import''')
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
-- lead_activities
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.lead_activities__20261123090008_down') IS NULL AND to_regclass('public.lead_activities') IS NOT NULL THEN
        ALTER TABLE public.lead_activities NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.lead_activities) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.lead_activities__20261123090008_down AS
            SELECT
                tenant_id, id, lead_id, assigned_to, kind, direction, subject, body, occurred_at, due_at,
                done_at, details, created_at, updated_at, created_by, updated_by
            FROM public.lead_activities;
            COMMENT ON TABLE kept.lead_activities__20261123090008_down IS 'lead_activities, kept by 20261123090008_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.lead_activities'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.lead_activities__20261123090008_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- lead_consents
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.lead_consents__20261123090008_down') IS NULL AND to_regclass('public.lead_consents') IS NOT NULL THEN
        ALTER TABLE public.lead_consents NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.lead_consents) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.lead_consents__20261123090008_down AS
            SELECT
                tenant_id, id, lead_id, purpose, method::text AS method, policy_version, given_at, withdrawn_at,
                ip_address, evidence, created_at, updated_at, created_by, updated_by
            FROM public.lead_consents;
            COMMENT ON TABLE kept.lead_consents__20261123090008_down IS 'lead_consents, kept by 20261123090008_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.lead_consents'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.lead_consents__20261123090008_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- lead_status_changes
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.lead_status_changes__20261123090008_down') IS NULL AND to_regclass('public.lead_status_changes') IS NOT NULL THEN
        ALTER TABLE public.lead_status_changes NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.lead_status_changes) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.lead_status_changes__20261123090008_down AS
            SELECT
                tenant_id, id, lead_id, from_status, to_status, reason, created_at, created_by
            FROM public.lead_status_changes;
            EXECUTE format('COMMENT ON TABLE %s IS %L', 'kept.lead_status_changes__20261123090008_down', concat('lead_status_changes, kept by 20261123090008_down; put back by its next run in the other direction.', E'\nSequences: ', (
                SELECT jsonb_object_agg(format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(s.seqrelid))
                FROM pg_catalog.pg_depend AS d
                JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
                JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE d.refobjid = to_regclass('public.lead_status_changes') AND d.classid = 'pg_catalog.pg_class'::regclass
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
                    AND pg_sequence_last_value(s.seqrelid) IS NOT NULL
            )));
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.lead_status_changes'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.lead_status_changes__20261123090008_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- leads
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.leads__20261123090008_down') IS NULL AND to_regclass('public.leads') IS NOT NULL THEN
        ALTER TABLE public.leads NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.leads) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.leads__20261123090008_down AS
            SELECT
                tenant_id, id, campaign_id, campaign_ad_id, assigned_to, given_name, family_name, email, phone,
                country, locale, source, status, lost_reason, score, interests, message, utm_source, utm_medium,
                attribution, last_activity_at, converted_at, erased_at, created_at, updated_at, created_by,
                updated_by, deleted_at, version
            FROM public.leads;
            COMMENT ON TABLE kept.leads__20261123090008_down IS 'leads, kept by 20261123090008_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.leads'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.leads__20261123090008_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- lead_activities
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.lead_activities;

-- -------------------------------------------------------------------------------------------------
-- lead_consents
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.lead_consents;

-- -------------------------------------------------------------------------------------------------
-- lead_status_changes
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.lead_status_changes;

-- -------------------------------------------------------------------------------------------------
-- leads
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.leads;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.check_stream_subject();
DROP FUNCTION IF EXISTS app.note_lead_activity();
DROP FUNCTION IF EXISTS app.record_lead_status();

-- -------------------------------------------------------------------------------------------------
-- Types
-- -------------------------------------------------------------------------------------------------
DROP TYPE IF EXISTS public.lead_consents_method_enum;
