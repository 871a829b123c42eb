-- 20261123090007_create_campaigns.sql
--
-- Purpose:     Creates enum ads_templates_format_enum; creates functions app.refresh_campaign_spend(),
--              app.sum_campaign_spend(); creates tables ads_templates, campaigns, campaign_ads, campaign_daily_metrics.
-- Domain:      campaigns
-- Application: nothing to change.
-- Locks:       none on a table that was there before.
-- Way back:    loses nothing: rows of campaign_daily_metrics, campaign_ads, ads_templates, campaigns that
--              would go are copied to schema kept first, and put back by the next run in the other direction. The copy
--              takes room and time; drop it when it is no longer wanted.
-- Trade-offs:  each write to ads_templates keeps 2 more indexes up to date
--              each write to campaign_ads keeps 1 more index up to date
--              each write to campaign_daily_metrics keeps 1 more index up to date
--              each write to campaigns keeps 3 more indexes up to date
--
-- Serves:
--   campaign_by_code: A visitor comes by a link: the campaign behind its utm_campaign.
--       SELECT id, name, status, starts_on, ends_on
--         FROM campaigns
--        WHERE code = :code AND deleted_at IS NULL
--   ad_by_external_ref: A network's report names the ad by its own reference.
--       SELECT id, campaign_id
--         FROM campaign_ads
--        WHERE channel = :channel AND external_ref = :external_ref
--   report_metrics: A network reports or corrects one ad's last week: seven rows at once, whatever is there
--   already.
--       INSERT INTO campaign_daily_metrics AS m
--              (tenant_id, campaign_id, campaign_ad_id, metric_date, impressions, clicks, conversions, spend_amount)
--       SELECT :tenant_id, :campaign_id, :campaign_ad_id, day::date, 1200, 48, 3, 17.40
--         FROM generate_series(CAST(:since AS timestamp), CAST(:until AS timestamp), interval '1 day') AS day
--       ON CONFLICT (tenant_id, campaign_id, campaign_ad_id, metric_date)
--       DO UPDATE SET impressions = excluded.impressions, clicks = excluded.clicks, conversions = excluded.conversions,
--                     spend_amount = excluded.spend_amount, reported_at = now()
--               WHERE m.spend_amount IS DISTINCT FROM excluded.spend_amount OR m.clicks IS DISTINCT FROM excluded.clicks
--   lead_card: A lead's page: the lead, its campaign and its adviser in one row.
--       SELECT l.*, c.name AS campaign, p.display_name AS adviser
--         FROM leads AS l
--         LEFT JOIN campaigns AS c ON c.tenant_id = l.tenant_id AND c.id = l.campaign_id AND c.deleted_at IS NULL
--         LEFT JOIN user_profiles AS p ON p.tenant_id = l.tenant_id AND p.user_id = l.assigned_to
--        WHERE l.id = :id AND l.deleted_at IS NULL
--   campaign_counts_by_status: The numbers beside the tabs of that list.
--       SELECT status, count(*) AS campaigns
--         FROM campaigns
--        WHERE deleted_at IS NULL
--        GROUP BY status

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
    IF to_regtype('public.ads_templates_format_enum') IS NULL THEN
        CREATE TYPE public.ads_templates_format_enum AS ENUM ('image', 'video', 'carousel', 'text', 'html');
    END IF;
END
$guard$;

ALTER TYPE public.ads_templates_format_enum OWNER TO campus_owner;

COMMENT ON TYPE public.ads_templates_format_enum IS 'Values of ads_templates.format.';

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.refresh_campaign_spend()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  WITH summed AS (
    SELECT c.tenant_id, c.id, coalesce(sum(m.spend_amount), 0) AS amount
      FROM public.campaigns c
      LEFT JOIN public.campaign_daily_metrics m ON m.tenant_id = c.tenant_id AND m.campaign_id = c.id
     GROUP BY c.tenant_id, c.id
  ), changed AS (
    UPDATE public.campaigns c SET spent_amount = s.amount
      FROM summed s
     WHERE s.tenant_id = c.tenant_id AND s.id = c.id AND c.spent_amount <> s.amount
    RETURNING 1
  )
  SELECT count(*) FROM changed
$function$;

ALTER ROUTINE app.refresh_campaign_spend() OWNER TO campus_owner;

COMMENT ON ROUTINE app.refresh_campaign_spend() IS 'Counts campaigns.spent_amount anew where it is not the sum of the daily metrics, and returns how many campaigns that changed: after a load without triggers, or to prove that the triggers keep it.';

REVOKE EXECUTE ON ROUTINE app.refresh_campaign_spend() FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.refresh_campaign_spend() TO campus_jobs;

CREATE OR REPLACE FUNCTION app.sum_campaign_spend()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_moved record;
BEGIN
  -- each branch is planned only when it runs: the other operations have no such table
  IF TG_OP = 'INSERT' THEN
    FOR v_moved IN SELECT tenant_id, campaign_id, sum(spend_amount) AS amount FROM new_rows GROUP BY 1, 2 ORDER BY 1, 2 LOOP
      UPDATE public.campaigns SET spent_amount = spent_amount + v_moved.amount
       WHERE tenant_id = v_moved.tenant_id AND id = v_moved.campaign_id AND v_moved.amount <> 0;
    END LOOP;
  ELSIF TG_OP = 'DELETE' THEN
    FOR v_moved IN SELECT tenant_id, campaign_id, sum(spend_amount) AS amount FROM old_rows GROUP BY 1, 2 ORDER BY 1, 2 LOOP
      UPDATE public.campaigns SET spent_amount = spent_amount - v_moved.amount
       WHERE tenant_id = v_moved.tenant_id AND id = v_moved.campaign_id AND v_moved.amount <> 0;
    END LOOP;
  ELSE
    FOR v_moved IN
      SELECT tenant_id, campaign_id, sum(amount) AS amount
        FROM (SELECT tenant_id, campaign_id, spend_amount AS amount FROM new_rows
              UNION ALL SELECT tenant_id, campaign_id, -spend_amount FROM old_rows) AS both_rows
       GROUP BY 1, 2 HAVING sum(amount) <> 0 ORDER BY 1, 2
    LOOP
      UPDATE public.campaigns SET spent_amount = spent_amount + v_moved.amount
       WHERE tenant_id = v_moved.tenant_id AND id = v_moved.campaign_id;
    END LOOP;
  END IF;
  RETURN NULL;
END
$function$;

ALTER ROUTINE app.sum_campaign_spend() OWNER TO campus_owner;

COMMENT ON ROUTINE app.sum_campaign_spend() IS 'Moves campaigns.spent_amount by what a statement changed in campaign_daily_metrics. Campaigns are taken in the order of their keys, so two reports cannot wait for each other.';

REVOKE EXECUTE ON ROUTINE app.sum_campaign_spend() FROM PUBLIC;

-- -------------------------------------------------------------------------------------------------
-- ads_templates: Creatives that campaigns use.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.ads_templates (
    tenant_id       uuid                              NOT NULL DEFAULT app.current_tenant_id(),
    id              uuid                              NOT NULL DEFAULT app.make_uuid(),
    name            character varying(150)            NOT NULL,
    channel         character varying(20)             NOT NULL,
    format          public.ads_templates_format_enum  NOT NULL,
    status          character varying(20)             NOT NULL DEFAULT 'draft'::character varying,
    headline        character varying(150)            NOT NULL,
    body            text,
    call_to_action  character varying(30),
    media_url       character varying(2000),
    placeholders    text[]                            NOT NULL DEFAULT '{}'::text[],
    content         jsonb                             NOT NULL DEFAULT '{}'::jsonb,
    created_at      timestamp with time zone          NOT NULL DEFAULT now(),
    updated_at      timestamp with time zone          NOT NULL DEFAULT now(),
    created_by      uuid                              DEFAULT app.current_user_id(),
    updated_by      uuid                              DEFAULT app.current_user_id(),
    deleted_at      timestamp with time zone,
    version         integer                           NOT NULL DEFAULT 1,

    CONSTRAINT ads_templates_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_ads_templates_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_ads_templates_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_ads_templates_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Where it can be placed.
    CONSTRAINT ads_templates_channel_check_constraint
        CHECK (((channel)::text = ANY (ARRAY[('search'::character varying)::text, ('social'::character varying)::text, ('display'::character varying)::text, ('video'::character varying)::text, ('email'::character varying)::text, ('print'::character varying)::text]))),
    -- Named parts.
    CONSTRAINT ads_templates_content_check_constraint CHECK ((jsonb_typeof(content) = 'object'::text)),
    -- A headline says something.
    CONSTRAINT ads_templates_headline_check_constraint
        CHECK ((((headline)::text <> ''::text) AND ((headline)::text !~ '^\s|\s$'::text))),
    -- Networks fetch it over TLS.
    CONSTRAINT ads_templates_media_url_check_constraint CHECK (((media_url)::text ~ '^https://'::text)),
    -- A name that can be shown.
    CONSTRAINT ads_templates_name_check_constraint
        CHECK ((((name)::text <> ''::text) AND ((name)::text !~ '^\s|\s$'::text))),
    -- Only approved templates are placed.
    CONSTRAINT ads_templates_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('draft'::character varying)::text, ('approved'::character varying)::text, ('retired'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.ads_templates__20261123090007_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.ads_templates (
            tenant_id, id, name, channel, format, status, headline, body, call_to_action, media_url,
            placeholders, content, created_at, updated_at, created_by, updated_by, deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.name, k.channel, k.format::public.ads_templates_format_enum, k.status,
            k.headline, k.body, k.call_to_action, k.media_url, k.placeholders, k.content, k.created_at,
            k.updated_at, k.created_by, k.updated_by, k.deleted_at, k.version
        FROM kept.ads_templates__20261123090007_down AS k;
        DROP TABLE kept.ads_templates__20261123090007_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What can be placed in a channel, last changed first.
CREATE INDEX IF NOT EXISTS ads_templates_channel_status_updated_at_btree_idx ON public.ads_templates
    USING btree (tenant_id, channel, status, updated_at DESC)
    WHERE (deleted_at IS NULL);

-- Designers find a template by how its name begins; a deleted one gives its name back.
CREATE UNIQUE INDEX IF NOT EXISTS ads_templates_name_unique_idx ON public.ads_templates
    USING btree (tenant_id, name varchar_pattern_ops)
    WHERE (deleted_at IS NULL);

CREATE OR REPLACE TRIGGER ads_templates_status_trigger
    BEFORE UPDATE OF status ON public.ads_templates
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'ads_templates_status_step_check_constraint', 'draft>approved', 'draft>retired', 'approved>draft', 'approved>retired', 'retired>draft');

CREATE OR REPLACE TRIGGER ads_templates_touch_trigger
    BEFORE UPDATE ON public.ads_templates
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.ads_templates') AND polname = 'ads_templates_living_policy'
    ) THEN
        CREATE POLICY ads_templates_living_policy ON public.ads_templates AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.ads_templates') AND polname = 'ads_templates_owner_policy'
    ) THEN
        CREATE POLICY ads_templates_owner_policy ON public.ads_templates FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.ads_templates') AND polname = 'ads_templates_tenant_policy'
    ) THEN
        CREATE POLICY ads_templates_tenant_policy ON public.ads_templates FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.ads_templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.ads_templates FORCE ROW LEVEL SECURITY;
ALTER TABLE public.ads_templates OWNER TO campus_owner;

COMMENT ON TABLE public.ads_templates IS 'Creatives that campaigns use.';
COMMENT ON COLUMN public.ads_templates.body IS 'Text below the headline, with {placeholders}.';
COMMENT ON COLUMN public.ads_templates.call_to_action IS 'On the button.';
COMMENT ON COLUMN public.ads_templates.channel IS 'Where it can be placed.';
COMMENT ON COLUMN public.ads_templates.content IS 'Parts that only one format has (cards of a carousel); never filtered by.';
COMMENT ON COLUMN public.ads_templates.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.ads_templates.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.ads_templates.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.ads_templates.format IS 'What the networks make of it. An enum: it is shown, and nothing filters by it.';
COMMENT ON COLUMN public.ads_templates.headline IS 'At most what the strictest network takes.';
COMMENT ON COLUMN public.ads_templates.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.ads_templates.media_url IS 'Picture or film.';
COMMENT ON COLUMN public.ads_templates.name IS 'For people.';
COMMENT ON COLUMN public.ads_templates.placeholders IS 'Names that an ad must fill.';
COMMENT ON COLUMN public.ads_templates.status IS 'Whether it may be placed.';
COMMENT ON COLUMN public.ads_templates.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.ads_templates.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.ads_templates.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.ads_templates.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT ads_templates_channel_check_constraint ON public.ads_templates IS 'Where it can be placed.';
COMMENT ON CONSTRAINT ads_templates_content_check_constraint ON public.ads_templates IS 'Named parts.';
COMMENT ON CONSTRAINT ads_templates_headline_check_constraint ON public.ads_templates IS 'A headline says something.';
COMMENT ON CONSTRAINT ads_templates_media_url_check_constraint ON public.ads_templates IS 'Networks fetch it over TLS.';
COMMENT ON CONSTRAINT ads_templates_name_check_constraint ON public.ads_templates IS 'A name that can be shown.';
COMMENT ON CONSTRAINT ads_templates_status_check_constraint ON public.ads_templates IS 'Only approved templates are placed.';
COMMENT ON INDEX public.ads_templates_channel_status_updated_at_btree_idx IS 'What can be placed in a channel, last changed first. Serves: templates_for_channel.';
COMMENT ON INDEX public.ads_templates_name_unique_idx IS 'Designers find a template by how its name begins; a deleted one gives its name back. Serves: template_by_name.';
COMMENT ON TRIGGER ads_templates_status_trigger ON public.ads_templates IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER ads_templates_touch_trigger ON public.ads_templates IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY ads_templates_living_policy ON public.ads_templates IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY ads_templates_owner_policy ON public.ads_templates IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY ads_templates_tenant_policy ON public.ads_templates IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.ads_templates TO campus_application;
GRANT SELECT ON TABLE public.ads_templates TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- campaigns: Marketing campaigns with their budgets.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.campaigns (
    tenant_id        uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id               uuid                      NOT NULL DEFAULT app.make_uuid(),
    name             character varying(200)    NOT NULL,
    code             character varying(60)     NOT NULL,
    objective        character varying(20)     NOT NULL,
    status           character varying(20)     NOT NULL DEFAULT 'draft'::character varying,
    owner_id         uuid,
    starts_on        date,
    ends_on          date,
    budget_amount    numeric(14,2)             NOT NULL DEFAULT '0'::numeric,
    budget_currency  character varying(3)      NOT NULL DEFAULT 'EUR'::character varying,
    spent_amount     numeric(14,2)             NOT NULL DEFAULT '0'::numeric,
    audience         jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    notes            text,
    created_at       timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at       timestamp with time zone  NOT NULL DEFAULT now(),
    created_by       uuid                      DEFAULT app.current_user_id(),
    updated_by       uuid                      DEFAULT app.current_user_id(),
    deleted_at       timestamp with time zone,
    version          integer                   NOT NULL DEFAULT 1,

    CONSTRAINT campaigns_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_campaigns_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaigns_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaigns_users_owner_id
        FOREIGN KEY (tenant_id, owner_id)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaigns_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Named criteria.
    CONSTRAINT campaigns_audience_check_constraint CHECK ((jsonb_typeof(audience) = 'object'::text)),
    -- Money to spend.
    CONSTRAINT campaigns_budget_amount_check_constraint
        CHECK (((budget_amount >= (0)::numeric) AND (budget_amount <> 'NaN'::numeric))),
    -- ISO 4217.
    CONSTRAINT campaigns_budget_currency_check_constraint CHECK (((budget_currency)::text ~ '^[A-Z]{3}$'::text)),
    -- Fits into a link (utm_campaign).
    CONSTRAINT campaigns_code_check_constraint CHECK (((code)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    -- Whatever leaves the drawing board has dates.
    CONSTRAINT campaigns_dates_check_constraint
        CHECK ((((status)::text = ANY (ARRAY[('draft'::character varying)::text, ('cancelled'::character varying)::text])) OR ((starts_on IS NOT NULL) AND (ends_on IS NOT NULL)))),
    -- It ends when it has begun.
    CONSTRAINT campaigns_ends_on_check_constraint CHECK ((ends_on >= starts_on)),
    -- A name that can be shown.
    CONSTRAINT campaigns_name_check_constraint
        CHECK ((((name)::text <> ''::text) AND ((name)::text !~ '^\s|\s$'::text))),
    -- What it is measured by.
    CONSTRAINT campaigns_objective_check_constraint
        CHECK (((objective)::text = ANY (ARRAY[('awareness'::character varying)::text, ('enquiries'::character varying)::text, ('applications'::character varying)::text, ('enrolments'::character varying)::text]))),
    -- Money spent.
    CONSTRAINT campaigns_spent_amount_check_constraint
        CHECK (((spent_amount >= (0)::numeric) AND (spent_amount <> 'NaN'::numeric))),
    -- Where it stands; a trigger lets it go only from a step to one that may follow.
    CONSTRAINT campaigns_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('draft'::character varying)::text, ('scheduled'::character varying)::text, ('active'::character varying)::text, ('paused'::character varying)::text, ('completed'::character varying)::text, ('cancelled'::character varying)::text])))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campaigns__20261123090007_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.campaigns (
            tenant_id, id, name, code, objective, status, owner_id, starts_on, ends_on, budget_amount,
            budget_currency, spent_amount, audience, notes, created_at, updated_at, created_by, updated_by,
            deleted_at, version
        )
        SELECT
            k.tenant_id, k.id, k.name, k.code, k.objective, k.status, k.owner_id, k.starts_on, k.ends_on,
            k.budget_amount, k.budget_currency, k.spent_amount, k.audience, k.notes, k.created_at,
            k.updated_at, k.created_by, k.updated_by, k.deleted_at, k.version
        FROM kept.campaigns__20261123090007_down AS k;
        DROP TABLE kept.campaigns__20261123090007_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- Links carry the code; a deleted campaign gives its code back.
CREATE UNIQUE INDEX IF NOT EXISTS campaigns_code_unique_idx ON public.campaigns
    USING btree (tenant_id, code)
    WHERE (deleted_at IS NULL);

-- A marketer's own campaigns.
CREATE INDEX IF NOT EXISTS campaigns_owner_id_btree_idx ON public.campaigns
    USING btree (tenant_id, owner_id);

-- The list of campaigns, latest first. Counts and the nightly job read a tenant's campaigns as quickly without it:
-- they are a few hundred.
CREATE INDEX IF NOT EXISTS campaigns_status_starts_on_id_btree_idx ON public.campaigns
    USING btree (tenant_id, status, starts_on DESC, id DESC)
    WHERE (deleted_at IS NULL);

CREATE OR REPLACE TRIGGER campaigns_audit_trigger
    AFTER INSERT OR DELETE OR UPDATE ON public.campaigns
    FOR EACH ROW
    EXECUTE FUNCTION app.record_change('campaigns', 'id', '{spent_amount,updated_at,updated_by,version}', '{}');

CREATE OR REPLACE TRIGGER campaigns_status_trigger
    BEFORE UPDATE OF status ON public.campaigns
    FOR EACH ROW
    WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text))
    EXECUTE FUNCTION app.enforce_transition('status', 'campaigns_status_step_check_constraint', 'draft>scheduled', 'draft>cancelled', 'scheduled>draft', 'scheduled>active', 'scheduled>cancelled', 'active>paused', 'active>completed', 'active>cancelled', 'paused>active', 'paused>completed', 'paused>cancelled');

CREATE OR REPLACE TRIGGER campaigns_touch_trigger
    BEFORE UPDATE ON public.campaigns
    FOR EACH ROW
    WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.code)::text IS DISTINCT FROM (new.code)::text) OR ((old.objective)::text IS DISTINCT FROM (new.objective)::text) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.owner_id IS DISTINCT FROM new.owner_id) OR (old.starts_on IS DISTINCT FROM new.starts_on) OR (old.ends_on IS DISTINCT FROM new.ends_on) OR (old.budget_amount IS DISTINCT FROM new.budget_amount) OR ((old.budget_currency)::text IS DISTINCT FROM (new.budget_currency)::text) OR (old.audience IS DISTINCT FROM new.audience) OR (old.notes IS DISTINCT FROM new.notes) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.updated_at IS DISTINCT FROM new.updated_at) OR (old.created_by IS DISTINCT FROM new.created_by) OR (old.updated_by IS DISTINCT FROM new.updated_by) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.version IS DISTINCT FROM new.version)))
    EXECUTE FUNCTION app.touch_row('updated_by', 'deleted_at', 'version');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campaigns') AND polname = 'campaigns_jobs_policy'
    ) THEN
        CREATE POLICY campaigns_jobs_policy ON public.campaigns FOR ALL TO campus_jobs
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
        WHERE polrelid = to_regclass('public.campaigns') AND polname = 'campaigns_living_policy'
    ) THEN
        CREATE POLICY campaigns_living_policy ON public.campaigns AS RESTRICTIVE FOR SELECT TO campus_application, campus_readonly
            USING (((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted()));
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campaigns') AND polname = 'campaigns_owner_policy'
    ) THEN
        CREATE POLICY campaigns_owner_policy ON public.campaigns FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.campaigns') AND polname = 'campaigns_tenant_policy'
    ) THEN
        CREATE POLICY campaigns_tenant_policy ON public.campaigns FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.campaigns ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.campaigns FORCE ROW LEVEL SECURITY;
ALTER TABLE public.campaigns OWNER TO campus_owner;

COMMENT ON TABLE public.campaigns IS 'Marketing campaigns with their budgets.';
COMMENT ON COLUMN public.campaigns.audience IS 'Whom it addresses; handed to the ad networks as it is, never filtered by.';
COMMENT ON COLUMN public.campaigns.budget_amount IS 'May be spent in all.';
COMMENT ON COLUMN public.campaigns.budget_currency IS 'Of every amount below it.';
COMMENT ON COLUMN public.campaigns.code IS 'For links: utm_campaign.';
COMMENT ON COLUMN public.campaigns.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.campaigns.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.campaigns.deleted_at IS 'When it was deleted; NULL while it lives.';
COMMENT ON COLUMN public.campaigns.ends_on IS 'Last day, in the tenant''s time zone.';
COMMENT ON COLUMN public.campaigns.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.campaigns.name IS 'For people.';
COMMENT ON COLUMN public.campaigns.objective IS 'What it is measured by.';
COMMENT ON COLUMN public.campaigns.owner_id IS 'The marketer who answers for it.';
COMMENT ON COLUMN public.campaigns.spent_amount IS 'Sum of its daily metrics, kept by a trigger: every list shows it, the networks report once a day.';
COMMENT ON COLUMN public.campaigns.starts_on IS 'First day, in the tenant''s time zone.';
COMMENT ON COLUMN public.campaigns.status IS 'Where it stands.';
COMMENT ON COLUMN public.campaigns.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.campaigns.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.campaigns.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON COLUMN public.campaigns.version IS 'Counts changes, for optimistic locking; kept by a trigger.';
COMMENT ON CONSTRAINT campaigns_audience_check_constraint ON public.campaigns IS 'Named criteria.';
COMMENT ON CONSTRAINT campaigns_budget_amount_check_constraint ON public.campaigns IS 'Money to spend.';
COMMENT ON CONSTRAINT campaigns_budget_currency_check_constraint ON public.campaigns IS 'ISO 4217.';
COMMENT ON CONSTRAINT campaigns_code_check_constraint ON public.campaigns IS 'Fits into a link (utm_campaign).';
COMMENT ON CONSTRAINT campaigns_dates_check_constraint ON public.campaigns IS 'Whatever leaves the drawing board has dates.';
COMMENT ON CONSTRAINT campaigns_ends_on_check_constraint ON public.campaigns IS 'It ends when it has begun.';
COMMENT ON CONSTRAINT campaigns_name_check_constraint ON public.campaigns IS 'A name that can be shown.';
COMMENT ON CONSTRAINT campaigns_objective_check_constraint ON public.campaigns IS 'What it is measured by.';
COMMENT ON CONSTRAINT campaigns_spent_amount_check_constraint ON public.campaigns IS 'Money spent.';
COMMENT ON CONSTRAINT campaigns_status_check_constraint ON public.campaigns IS 'Where it stands; a trigger lets it go only from a step to one that may follow.';
COMMENT ON INDEX public.campaigns_code_unique_idx IS 'Links carry the code; a deleted campaign gives its code back. Serves: campaign_by_code.';
COMMENT ON INDEX public.campaigns_owner_id_btree_idx IS 'A marketer''s own campaigns. Serves: campaigns_of_owner, foreign key.';
COMMENT ON INDEX public.campaigns_status_starts_on_id_btree_idx IS 'The list of campaigns, latest first. Counts and the nightly job read a tenant''s campaigns as quickly without it: they are a few hundred. Serves: campaigns_by_status.';
COMMENT ON TRIGGER campaigns_audit_trigger ON public.campaigns IS 'Leaves a record of every change in audit_logs.';
COMMENT ON TRIGGER campaigns_status_trigger ON public.campaigns IS 'Lets status go only from a step to one that may follow it.';
COMMENT ON TRIGGER campaigns_touch_trigger ON public.campaigns IS 'Keeps updated_at, updated_by, deleted_at, version.';
COMMENT ON POLICY campaigns_jobs_policy ON public.campaigns IS 'All tenants: campaigns begin and end on their dates, whoever sleeps.';
COMMENT ON POLICY campaigns_living_policy ON public.campaigns IS 'Soft-deleted rows do not show, but to the transaction that deletes them and to one that asks for them (app.show_deleted = on).';
COMMENT ON POLICY campaigns_owner_policy ON public.campaigns IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY campaigns_tenant_policy ON public.campaigns IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.campaigns TO campus_application;
GRANT SELECT, UPDATE ON TABLE public.campaigns TO campus_jobs;
GRANT SELECT ON TABLE public.campaigns TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- campaign_ads: Templates as campaigns place them.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.campaign_ads (
    tenant_id            uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id                   uuid                      NOT NULL DEFAULT app.make_uuid(),
    campaign_id          uuid                      NOT NULL,
    ads_template_id      uuid                      NOT NULL,
    channel              character varying(20)     NOT NULL,
    status               character varying(20)     NOT NULL DEFAULT 'active'::character varying,
    external_ref         character varying(100),
    daily_budget_amount  numeric(12,2),
    placeholder_values   jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    created_at           timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at           timestamp with time zone  NOT NULL DEFAULT now(),
    created_by           uuid                      DEFAULT app.current_user_id(),
    updated_by           uuid                      DEFAULT app.current_user_id(),

    CONSTRAINT campaign_ads_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- A campaign places a template once in a channel.
    CONSTRAINT campaign_ads_ads_template_id_campa_bb6f15l_unique_constraint
        UNIQUE (tenant_id, ads_template_id, campaign_id, channel),
    -- What daily metrics refer to, so that their campaign is the ad's own.
    CONSTRAINT campaign_ads_campaign_id_id_unique_constraint UNIQUE (tenant_id, campaign_id, id),
    CONSTRAINT fk_campaign_ads_ads_templates
        FOREIGN KEY (tenant_id, ads_template_id)
        REFERENCES public.ads_templates(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_ads_campaigns
        FOREIGN KEY (tenant_id, campaign_id)
        REFERENCES public.campaigns(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_ads_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_ads_users_created_by
        FOREIGN KEY (tenant_id, created_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_ads_users_updated_by
        FOREIGN KEY (tenant_id, updated_by)
        REFERENCES public.users(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Where it is placed.
    CONSTRAINT campaign_ads_channel_check_constraint
        CHECK (((channel)::text = ANY (ARRAY[('search'::character varying)::text, ('social'::character varying)::text, ('display'::character varying)::text, ('video'::character varying)::text, ('email'::character varying)::text, ('print'::character varying)::text]))),
    -- Money for a day, in the campaign's currency.
    CONSTRAINT campaign_ads_daily_budget_amount_check_constraint
        CHECK (((daily_budget_amount > (0)::numeric) AND (daily_budget_amount <> 'NaN'::numeric))),
    -- Whether the network shows it.
    CONSTRAINT campaign_ads_status_check_constraint
        CHECK (((status)::text = ANY (ARRAY[('active'::character varying)::text, ('paused'::character varying)::text, ('ended'::character varying)::text]))),
    -- A value for each placeholder.
    CONSTRAINT campaign_ads_values_check_constraint CHECK ((jsonb_typeof(placeholder_values) = 'object'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campaign_ads__20261123090007_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.campaign_ads (
            tenant_id, id, campaign_id, ads_template_id, channel, status, external_ref, daily_budget_amount,
            placeholder_values, created_at, updated_at, created_by, updated_by
        )
        SELECT
            k.tenant_id, k.id, k.campaign_id, k.ads_template_id, k.channel, k.status, k.external_ref,
            k.daily_budget_amount, k.placeholder_values, k.created_at, k.updated_at, k.created_by,
            k.updated_by
        FROM kept.campaign_ads__20261123090007_down AS k;
        DROP TABLE kept.campaign_ads__20261123090007_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- The network's report names the ad by its own reference.
CREATE UNIQUE INDEX IF NOT EXISTS campaign_ads_channel_external_ref_unique_idx ON public.campaign_ads
    USING btree (tenant_id, channel, external_ref)
    WHERE (external_ref IS NOT NULL);

CREATE OR REPLACE TRIGGER campaign_ads_touch_trigger
    BEFORE UPDATE ON public.campaign_ads
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row('updated_by');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campaign_ads') AND polname = 'campaign_ads_owner_policy'
    ) THEN
        CREATE POLICY campaign_ads_owner_policy ON public.campaign_ads FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.campaign_ads') AND polname = 'campaign_ads_tenant_policy'
    ) THEN
        CREATE POLICY campaign_ads_tenant_policy ON public.campaign_ads FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.campaign_ads ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.campaign_ads FORCE ROW LEVEL SECURITY;
ALTER TABLE public.campaign_ads OWNER TO campus_owner;

COMMENT ON TABLE public.campaign_ads IS 'Templates as campaigns place them.';
COMMENT ON COLUMN public.campaign_ads.channel IS 'Where it is placed.';
COMMENT ON COLUMN public.campaign_ads.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.campaign_ads.created_by IS 'The user who made it; NULL: a job.';
COMMENT ON COLUMN public.campaign_ads.daily_budget_amount IS 'At most for a day, in the campaign''s currency; NULL: only the campaign''s budget holds.';
COMMENT ON COLUMN public.campaign_ads.external_ref IS 'The ad network''s own name for it.';
COMMENT ON COLUMN public.campaign_ads.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.campaign_ads.placeholder_values IS 'What fills the template''s placeholders; never filtered by.';
COMMENT ON COLUMN public.campaign_ads.status IS 'Whether the network shows it.';
COMMENT ON COLUMN public.campaign_ads.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.campaign_ads.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.campaign_ads.updated_by IS 'The user of the last change, kept by a trigger; NULL: a job.';
COMMENT ON CONSTRAINT campaign_ads_ads_template_id_campa_bb6f15l_unique_constraint ON public.campaign_ads IS 'A campaign places a template once in a channel.';
COMMENT ON CONSTRAINT campaign_ads_campaign_id_id_unique_constraint ON public.campaign_ads IS 'What daily metrics refer to, so that their campaign is the ad''s own.';
COMMENT ON CONSTRAINT campaign_ads_channel_check_constraint ON public.campaign_ads IS 'Where it is placed.';
COMMENT ON CONSTRAINT campaign_ads_daily_budget_amount_check_constraint ON public.campaign_ads IS 'Money for a day, in the campaign''s currency.';
COMMENT ON CONSTRAINT campaign_ads_status_check_constraint ON public.campaign_ads IS 'Whether the network shows it.';
COMMENT ON CONSTRAINT campaign_ads_values_check_constraint ON public.campaign_ads IS 'A value for each placeholder.';
COMMENT ON INDEX public.campaign_ads_channel_external_ref_unique_idx IS 'The network''s report names the ad by its own reference. Serves: ad_by_external_ref.';
COMMENT ON TRIGGER campaign_ads_touch_trigger ON public.campaign_ads IS 'Keeps updated_at, updated_by.';
COMMENT ON POLICY campaign_ads_owner_policy ON public.campaign_ads IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY campaign_ads_tenant_policy ON public.campaign_ads IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.campaign_ads TO campus_application;
GRANT SELECT ON TABLE public.campaign_ads TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- campaign_daily_metrics: What each ad did on each day.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.campaign_daily_metrics (
    tenant_id       uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    campaign_id     uuid                      NOT NULL,
    campaign_ad_id  uuid                      NOT NULL,
    metric_date     date                      NOT NULL,
    impressions     bigint                    NOT NULL DEFAULT '0'::bigint,
    clicks          integer                   NOT NULL DEFAULT 0,
    conversions     integer                   NOT NULL DEFAULT 0,
    spend_amount    numeric(12,2)             NOT NULL DEFAULT '0'::numeric,
    reported_at     timestamp with time zone  NOT NULL DEFAULT now(),
    created_at      timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at      timestamp with time zone  NOT NULL DEFAULT now(),

    CONSTRAINT campaign_daily_metrics_campaign_id_2ba5a3_primary_constraint
        PRIMARY KEY (tenant_id, campaign_id, campaign_ad_id, metric_date),
    CONSTRAINT fk_campaign_daily_metrics_campaign_c39ce3n_id_campaign_ad_id
        FOREIGN KEY (tenant_id, campaign_id, campaign_ad_id)
        REFERENCES public.campaign_ads(tenant_id, campaign_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_campaign_daily_metrics_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Nobody clicks what nobody sees.
    CONSTRAINT campaign_daily_metrics_clicks_check_constraint CHECK (((clicks >= 0) AND (clicks <= impressions))),
    -- Nobody converts without a click.
    CONSTRAINT campaign_daily_metrics_conversions_check_constraint
        CHECK (((conversions >= 0) AND (conversions <= clicks))),
    -- A count.
    CONSTRAINT campaign_daily_metrics_impressions_check_constraint CHECK ((impressions >= 0)),
    -- Money spent, in the campaign's currency.
    CONSTRAINT campaign_daily_metrics_spend_amount_check_constraint
        CHECK (((spend_amount >= (0)::numeric) AND (spend_amount <> 'NaN'::numeric)))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campaign_daily_metrics__20261123090007_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.campaign_daily_metrics (
            tenant_id, campaign_id, campaign_ad_id, metric_date, impressions, clicks, conversions,
            spend_amount, reported_at, created_at, updated_at
        )
        SELECT
            k.tenant_id, k.campaign_id, k.campaign_ad_id, k.metric_date, k.impressions, k.clicks,
            k.conversions, k.spend_amount, k.reported_at, k.created_at, k.updated_at
        FROM kept.campaign_daily_metrics__20261123090007_down AS k;
        DROP TABLE kept.campaign_daily_metrics__20261123090007_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- Dashboards sum the days of a range over campaigns. Not covering: figures are corrected for a week, and each
-- correction would write the index too (no HOT) to save a reader eight pages.
CREATE INDEX IF NOT EXISTS campaign_daily_metrics_metric_date_campaign_id_btree_idx ON public.campaign_daily_metrics
    USING btree (tenant_id, metric_date, campaign_id);

CREATE OR REPLACE TRIGGER campaign_daily_metrics_spend_delete_trigger
    AFTER DELETE ON public.campaign_daily_metrics
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT
    EXECUTE FUNCTION app.sum_campaign_spend();

CREATE OR REPLACE TRIGGER campaign_daily_metrics_spend_insert_trigger
    AFTER INSERT ON public.campaign_daily_metrics
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT
    EXECUTE FUNCTION app.sum_campaign_spend();

CREATE OR REPLACE TRIGGER campaign_daily_metrics_spend_update_trigger
    AFTER UPDATE ON public.campaign_daily_metrics
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT
    EXECUTE FUNCTION app.sum_campaign_spend();

CREATE OR REPLACE TRIGGER campaign_daily_metrics_touch_trigger
    BEFORE UPDATE ON public.campaign_daily_metrics
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row();

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.campaign_daily_metrics') AND polname = 'campaign_daily_metrics_jobs_policy'
    ) THEN
        CREATE POLICY campaign_daily_metrics_jobs_policy ON public.campaign_daily_metrics FOR ALL TO campus_jobs
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
        WHERE polrelid = to_regclass('public.campaign_daily_metrics') AND polname = 'campaign_daily_metrics_owner_policy'
    ) THEN
        CREATE POLICY campaign_daily_metrics_owner_policy ON public.campaign_daily_metrics FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.campaign_daily_metrics') AND polname = 'campaign_daily_metrics_tenant_policy'
    ) THEN
        CREATE POLICY campaign_daily_metrics_tenant_policy ON public.campaign_daily_metrics FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.campaign_daily_metrics ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.campaign_daily_metrics FORCE ROW LEVEL SECURITY;
ALTER TABLE public.campaign_daily_metrics OWNER TO campus_owner;

COMMENT ON TABLE public.campaign_daily_metrics IS 'What each ad did on each day.
pgworkbench:ignore actor-columns-missing only the nightly report writes here';

COMMENT ON COLUMN public.campaign_daily_metrics.campaign_id IS 'The ad''s campaign.';
COMMENT ON COLUMN public.campaign_daily_metrics.clicks IS 'How often it was clicked.';
COMMENT ON COLUMN public.campaign_daily_metrics.conversions IS 'Enquiries that the network counts as its own.';
COMMENT ON COLUMN public.campaign_daily_metrics.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.campaign_daily_metrics.impressions IS 'How often it was shown.';
COMMENT ON COLUMN public.campaign_daily_metrics.metric_date IS 'The network''s day.';
COMMENT ON COLUMN public.campaign_daily_metrics.reported_at IS 'When the network last said so.';
COMMENT ON COLUMN public.campaign_daily_metrics.spend_amount IS 'What it cost, in the campaign''s currency.';
COMMENT ON COLUMN public.campaign_daily_metrics.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.campaign_daily_metrics.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON CONSTRAINT campaign_daily_metrics_clicks_check_constraint ON public.campaign_daily_metrics IS 'Nobody clicks what nobody sees.';
COMMENT ON CONSTRAINT campaign_daily_metrics_conversions_check_constraint ON public.campaign_daily_metrics IS 'Nobody converts without a click.';
COMMENT ON CONSTRAINT campaign_daily_metrics_impressions_check_constraint ON public.campaign_daily_metrics IS 'A count.';
COMMENT ON CONSTRAINT campaign_daily_metrics_spend_amount_check_constraint ON public.campaign_daily_metrics IS 'Money spent, in the campaign''s currency.';
COMMENT ON INDEX public.campaign_daily_metrics_metric_date_campaign_id_btree_idx IS 'Dashboards sum the days of a range over campaigns. Not covering: figures are corrected for a week, and each correction would write the index too (no HOT) to save a reader eight pages. Serves: spend_by_day, campaign_funnel.';
COMMENT ON TRIGGER campaign_daily_metrics_spend_delete_trigger ON public.campaign_daily_metrics IS 'Keeps campaigns.spent_amount: one sum for each statement, for a report brings thousands of rows.';
COMMENT ON TRIGGER campaign_daily_metrics_spend_insert_trigger ON public.campaign_daily_metrics IS 'Keeps campaigns.spent_amount: one sum for each statement, for a report brings thousands of rows.';
COMMENT ON TRIGGER campaign_daily_metrics_spend_update_trigger ON public.campaign_daily_metrics IS 'Keeps campaigns.spent_amount: one sum for each statement, for a report brings thousands of rows.';
COMMENT ON TRIGGER campaign_daily_metrics_touch_trigger ON public.campaign_daily_metrics IS 'Keeps updated_at.';
COMMENT ON POLICY campaign_daily_metrics_jobs_policy ON public.campaign_daily_metrics IS 'All tenants: the networks'' reports come in one load for all tenants.';
COMMENT ON POLICY campaign_daily_metrics_owner_policy ON public.campaign_daily_metrics IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY campaign_daily_metrics_tenant_policy ON public.campaign_daily_metrics IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT INSERT, SELECT, UPDATE ON TABLE public.campaign_daily_metrics TO campus_application;
GRANT INSERT, SELECT, UPDATE ON TABLE public.campaign_daily_metrics TO campus_jobs;
GRANT SELECT ON TABLE public.campaign_daily_metrics TO campus_readonly;

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
                ('public.ads_templates', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'name character varying(150) not null',
                    'channel character varying(20) not null', 'format public.ads_templates_format_enum not null',
                    'status character varying(20) not null', 'headline character varying(150) not null', 'body text',
                    'call_to_action character varying(30)', 'media_url character varying(2000)',
                    'placeholders text[] not null', 'content jsonb not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.campaigns', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'name character varying(200) not null',
                    'code character varying(60) not null', 'objective character varying(20) not null',
                    'status character varying(20) not null', 'owner_id uuid', 'starts_on date', 'ends_on date',
                    'budget_amount numeric(14,2) not null', 'budget_currency character varying(3) not null',
                    'spent_amount numeric(14,2) not null', 'audience jsonb not null', 'notes text',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid', 'deleted_at timestamp with time zone', 'version integer not null'
                ]),
                ('public.campaign_ads', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'campaign_id uuid not null',
                    'ads_template_id uuid not null', 'channel character varying(20) not null',
                    'status character varying(20) not null', 'external_ref character varying(100)',
                    'daily_budget_amount numeric(12,2)', 'placeholder_values jsonb not null',
                    'created_at timestamp with time zone not null', 'updated_at timestamp with time zone not null',
                    'created_by uuid', 'updated_by uuid'
                ]),
                ('public.campaign_daily_metrics', ARRAY[
                    'tenant_id uuid not null', 'campaign_id uuid not null', 'campaign_ad_id uuid not null',
                    'metric_date date not null', 'impressions bigint not null', 'clicks integer not null',
                    'conversions integer not null', 'spend_amount numeric(12,2) not null',
                    'reported_at timestamp with time zone not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null'
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
                ('public.ads_templates_channel_status_updated_at_btree_idx', '', 'CREATE INDEX ads_templates_channel_status_updated_at_btree_idx ON public.ads_templates USING btree (tenant_id, channel, status, updated_at DESC) WHERE (deleted_at IS NULL)'),
                ('public.ads_templates_name_unique_idx', '', 'CREATE UNIQUE INDEX ads_templates_name_unique_idx ON public.ads_templates USING btree (tenant_id, name varchar_pattern_ops) WHERE (deleted_at IS NULL)'),
                ('public.campaigns_code_unique_idx', '', 'CREATE UNIQUE INDEX campaigns_code_unique_idx ON public.campaigns USING btree (tenant_id, code) WHERE (deleted_at IS NULL)'),
                ('public.campaigns_owner_id_btree_idx', '', 'CREATE INDEX campaigns_owner_id_btree_idx ON public.campaigns USING btree (tenant_id, owner_id)'),
                ('public.campaigns_status_starts_on_id_btree_idx', '', 'CREATE INDEX campaigns_status_starts_on_id_btree_idx ON public.campaigns USING btree (tenant_id, status, starts_on DESC, id DESC) WHERE (deleted_at IS NULL)'),
                ('public.campaign_ads_channel_external_ref_unique_idx', '', 'CREATE UNIQUE INDEX campaign_ads_channel_external_ref_unique_idx ON public.campaign_ads USING btree (tenant_id, channel, external_ref) WHERE (external_ref IS NOT NULL)'),
                ('public.campaign_daily_metrics_metric_date_campaign_id_btree_idx', '', 'CREATE INDEX campaign_daily_metrics_metric_date_campaign_id_btree_idx ON public.campaign_daily_metrics USING btree (tenant_id, metric_date, campaign_id)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.ads_templates', 'ads_templates_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.ads_templates', 'ads_templates_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.ads_templates', 'ads_templates_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.campaigns', 'campaigns_jobs_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.campaigns', 'campaigns_living_policy', 'RESTRICTIVE r USING ((deleted_at IS NULL) OR (deleted_at = now()) OR app.shows_deleted())'),
                ('public.campaigns', 'campaigns_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.campaigns', 'campaigns_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.campaign_ads', 'campaign_ads_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.campaign_ads', 'campaign_ads_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.campaign_daily_metrics', 'campaign_daily_metrics_jobs_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.campaign_daily_metrics', 'campaign_daily_metrics_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.campaign_daily_metrics', 'campaign_daily_metrics_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum AS l
                    WHERE l.enumtypid = to_regtype(e.relation))
            FROM (VALUES
                ('public.ads_templates_format_enum', '', '''image'', ''video'', ''carousel'', ''text'', ''html''')
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
-- campaign_daily_metrics
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campaign_daily_metrics__20261123090007_down') IS NULL AND to_regclass('public.campaign_daily_metrics') IS NOT NULL THEN
        ALTER TABLE public.campaign_daily_metrics NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.campaign_daily_metrics) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.campaign_daily_metrics__20261123090007_down AS
            SELECT
                tenant_id, campaign_id, campaign_ad_id, metric_date, impressions, clicks, conversions,
                spend_amount, reported_at, created_at, updated_at
            FROM public.campaign_daily_metrics;
            COMMENT ON TABLE kept.campaign_daily_metrics__20261123090007_down IS 'campaign_daily_metrics, kept by 20261123090007_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.campaign_daily_metrics'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.campaign_daily_metrics__20261123090007_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- campaign_ads
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campaign_ads__20261123090007_down') IS NULL AND to_regclass('public.campaign_ads') IS NOT NULL THEN
        ALTER TABLE public.campaign_ads NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.campaign_ads) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.campaign_ads__20261123090007_down AS
            SELECT
                tenant_id, id, campaign_id, ads_template_id, channel, status, external_ref, daily_budget_amount,
                placeholder_values, created_at, updated_at, created_by, updated_by
            FROM public.campaign_ads;
            COMMENT ON TABLE kept.campaign_ads__20261123090007_down IS 'campaign_ads, kept by 20261123090007_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.campaign_ads'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.campaign_ads__20261123090007_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- ads_templates
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.ads_templates__20261123090007_down') IS NULL AND to_regclass('public.ads_templates') IS NOT NULL THEN
        ALTER TABLE public.ads_templates NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.ads_templates) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.ads_templates__20261123090007_down AS
            SELECT
                tenant_id, id, name, channel, format::text AS format, status, headline, body, call_to_action,
                media_url, placeholders, content, created_at, updated_at, created_by, updated_by, deleted_at,
                version
            FROM public.ads_templates;
            COMMENT ON TABLE kept.ads_templates__20261123090007_down IS 'ads_templates, kept by 20261123090007_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.ads_templates'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.ads_templates__20261123090007_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- campaigns
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.campaigns__20261123090007_down') IS NULL AND to_regclass('public.campaigns') IS NOT NULL THEN
        ALTER TABLE public.campaigns NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.campaigns) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.campaigns__20261123090007_down AS
            SELECT
                tenant_id, id, name, code, objective, status, owner_id, starts_on, ends_on, budget_amount,
                budget_currency, spent_amount, audience, notes, created_at, updated_at, created_by, updated_by,
                deleted_at, version
            FROM public.campaigns;
            COMMENT ON TABLE kept.campaigns__20261123090007_down IS 'campaigns, kept by 20261123090007_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.campaigns'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.campaigns__20261123090007_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- campaign_daily_metrics
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.campaign_daily_metrics;

-- -------------------------------------------------------------------------------------------------
-- campaign_ads
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.campaign_ads;

-- -------------------------------------------------------------------------------------------------
-- ads_templates
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.ads_templates;

-- -------------------------------------------------------------------------------------------------
-- campaigns
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.campaigns;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.refresh_campaign_spend();
DROP FUNCTION IF EXISTS app.sum_campaign_spend();

-- -------------------------------------------------------------------------------------------------
-- Types
-- -------------------------------------------------------------------------------------------------
DROP TYPE IF EXISTS public.ads_templates_format_enum;
