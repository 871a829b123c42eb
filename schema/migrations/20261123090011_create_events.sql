-- 20261123090011_create_events.sql
--
-- Purpose:     Creates functions app.append_event(), app.erase_person(); creates tables event_streams,
--              event_outbox, event_snapshots, events, events_default, events_p2026_01, events_p2026_02, events_p2026_03,
--              events_p2026_04, events_p2026_05, events_p2026_06, events_p2026_07, events_p2026_08, events_p2026_09,
--              events_p2026_10, events_p2026_11, events_p2026_12, events_p2027_01; changes indexes
--              events_default_actor_id_occurred_at_btree_idx, events_default_id_occurred_at_primary_constraint,
--              events_default_occurred_at_brin_idx, events_default_payload_gin_idx,
--              events_default_stream_id_stream_version_btree_idx, events_default_type_occurred_at_btree_idx,
--              events_p2026_01_actor_id_occurred_at_btree_idx, events_p2026_01_id_occurred_at_primary_constraint,
--              events_p2026_01_occurred_at_brin_idx, events_p2026_01_payload_gin_idx,
--              events_p2026_01_stream_id_stream_version_btree_idx, events_p2026_01_type_occurred_at_btree_idx,
--              events_p2026_02_actor_id_occurred_at_btree_idx, events_p2026_02_id_occurred_at_primary_constraint,
--              events_p2026_02_occurred_at_brin_idx, events_p2026_02_payload_gin_idx,
--              events_p2026_02_stream_id_stream_version_btree_idx, events_p2026_02_type_occurred_at_btree_idx,
--              events_p2026_03_actor_id_occurred_at_btree_idx, events_p2026_03_id_occurred_at_primary_constraint,
--              events_p2026_03_occurred_at_brin_idx, events_p2026_03_payload_gin_idx,
--              events_p2026_03_stream_id_stream_version_btree_idx, events_p2026_03_type_occurred_at_btree_idx,
--              events_p2026_04_actor_id_occurred_at_btree_idx, events_p2026_04_id_occurred_at_primary_constraint,
--              events_p2026_04_occurred_at_brin_idx, events_p2026_04_payload_gin_idx,
--              events_p2026_04_stream_id_stream_version_btree_idx, events_p2026_04_type_occurred_at_btree_idx,
--              events_p2026_05_actor_id_occurred_at_btree_idx, events_p2026_05_id_occurred_at_primary_constraint,
--              events_p2026_05_occurred_at_brin_idx, events_p2026_05_payload_gin_idx,
--              events_p2026_05_stream_id_stream_version_btree_idx, events_p2026_05_type_occurred_at_btree_idx,
--              events_p2026_06_actor_id_occurred_at_btree_idx, events_p2026_06_id_occurred_at_primary_constraint,
--              events_p2026_06_occurred_at_brin_idx, events_p2026_06_payload_gin_idx,
--              events_p2026_06_stream_id_stream_version_btree_idx, events_p2026_06_type_occurred_at_btree_idx,
--              events_p2026_07_actor_id_occurred_at_btree_idx, events_p2026_07_id_occurred_at_primary_constraint,
--              events_p2026_07_occurred_at_brin_idx, events_p2026_07_payload_gin_idx,
--              events_p2026_07_stream_id_stream_version_btree_idx, events_p2026_07_type_occurred_at_btree_idx,
--              events_p2026_08_actor_id_occurred_at_btree_idx, events_p2026_08_id_occurred_at_primary_constraint,
--              events_p2026_08_occurred_at_brin_idx, events_p2026_08_payload_gin_idx,
--              events_p2026_08_stream_id_stream_version_btree_idx, events_p2026_08_type_occurred_at_btree_idx,
--              events_p2026_09_actor_id_occurred_at_btree_idx, events_p2026_09_id_occurred_at_primary_constraint,
--              events_p2026_09_occurred_at_brin_idx, events_p2026_09_payload_gin_idx,
--              events_p2026_09_stream_id_stream_version_btree_idx, events_p2026_09_type_occurred_at_btree_idx,
--              events_p2026_10_actor_id_occurred_at_btree_idx, events_p2026_10_id_occurred_at_primary_constraint,
--              events_p2026_10_occurred_at_brin_idx, events_p2026_10_payload_gin_idx,
--              events_p2026_10_stream_id_stream_version_btree_idx, events_p2026_10_type_occurred_at_btree_idx,
--              events_p2026_11_actor_id_occurred_at_btree_idx, events_p2026_11_id_occurred_at_primary_constraint,
--              events_p2026_11_occurred_at_brin_idx, events_p2026_11_payload_gin_idx,
--              events_p2026_11_stream_id_stream_version_btree_idx, events_p2026_11_type_occurred_at_btree_idx,
--              events_p2026_12_actor_id_occurred_at_btree_idx, events_p2026_12_id_occurred_at_primary_constraint,
--              events_p2026_12_occurred_at_brin_idx, events_p2026_12_payload_gin_idx,
--              events_p2026_12_stream_id_stream_version_btree_idx, events_p2026_12_type_occurred_at_btree_idx,
--              events_p2027_01_actor_id_occurred_at_btree_idx, events_p2027_01_id_occurred_at_primary_constraint,
--              events_p2027_01_occurred_at_brin_idx, events_p2027_01_payload_gin_idx,
--              events_p2027_01_stream_id_stream_version_btree_idx, events_p2027_01_type_occurred_at_btree_idx.
-- Domain:      events
-- Application: nothing to change.
-- Locks:       SHARE UPDATE EXCLUSIVE (stops only other changes of the table's definition) on events_default,
--              events_p2026_01, events_p2026_02, events_p2026_03, events_p2026_04, events_p2026_05, events_p2026_06,
--              events_p2026_07, events_p2026_08, events_p2026_09, events_p2026_10, events_p2026_11, events_p2026_12,
--              events_p2027_01
-- Way back:    loses nothing: rows of event_outbox, event_snapshots, events, event_streams that would go are
--              copied to schema kept first, and put back by the next run in the other direction. The copy takes room and
--              time; drop it when it is no longer wanted.
-- Trade-offs:  each write to event_outbox keeps 2 more indexes up to date
--              each write to events keeps 5 more indexes up to date
--
-- Serves:
--   replay_stream: What a thing is now: its latest snapshot and the events after it, in order.
--       SELECT e.stream_version, e.type, e.payload, n.version AS from_version, n.state
--         FROM event_streams AS s
--         LEFT JOIN LATERAL (
--              SELECT version, state FROM event_snapshots
--               WHERE tenant_id = s.tenant_id AND stream_id = s.id ORDER BY version DESC LIMIT 1) AS n ON true
--         JOIN events AS e ON e.tenant_id = s.tenant_id AND e.stream_id = s.id AND e.stream_version > coalesce(n.version, 0)
--        WHERE s.kind = :kind AND s.subject_id = :subject_id
--        ORDER BY e.stream_version
--   mark_published: The relay has handed events on.
--       UPDATE event_outbox
--          SET published_at = now(), attempts = attempts + 1
--        WHERE tenant_id = :tenant_id AND id = ANY (:ids)
--   relay_next: The relay takes the next events that were not handed on; several relays skip what another
--   one has taken.
--       SELECT id, stream_id, stream_version, type, payload
--         FROM event_outbox
--        WHERE tenant_id = :tenant_id AND published_at IS NULL
--        ORDER BY id
--        LIMIT 100
--          FOR UPDATE SKIP LOCKED
--   history_of_subject: The tab beside a lead: the latest that happened to it.
--       SELECT e.occurred_at, e.type, e.payload, e.actor_id
--         FROM event_streams AS s
--         JOIN events AS e ON e.tenant_id = s.tenant_id AND e.stream_id = s.id
--        WHERE s.subject_id = :subject_id
--        ORDER BY e.stream_version DESC
--        LIMIT 30
--   events_of_type: What happened of one sort in the last days, for a page that refreshes itself.
--       SELECT occurred_at, stream_id, payload
--         FROM events
--        WHERE type = :type AND occurred_at >= :since
--        ORDER BY occurred_at DESC
--        LIMIT 100

-- migrate:up

SET LOCAL search_path = '';
SET LOCAL check_function_bodies = off; -- functions may name tables that come after them
SET LOCAL row_security = off; -- an error rather than rows that a policy hides

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
CREATE OR REPLACE FUNCTION app.append_event(p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_tenant uuid := app.current_tenant_id();
  v_stream uuid;
  v_version bigint;
BEGIN
  IF v_tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant is set: an event happens within one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF coalesce(p_expected, 0) = 0 THEN
    INSERT INTO public.event_streams (tenant_id, kind, subject_id) VALUES (v_tenant, p_kind, p_subject_id)
    ON CONFLICT (tenant_id, kind, subject_id) DO NOTHING;
  END IF;
  UPDATE public.event_streams
     SET version = version + 1
   WHERE tenant_id = v_tenant AND kind = p_kind AND subject_id = p_subject_id
     AND (p_expected IS NULL OR version = p_expected)
  RETURNING id, version INTO v_stream, v_version;
  IF v_stream IS NULL THEN
    RAISE EXCEPTION 'the stream is no longer at version %', p_expected
      USING ERRCODE = 'serialization_failure', HINT = 'Read the stream again, decide anew, and append.';
  END IF;
  INSERT INTO public.events (tenant_id, stream_id, stream_version, type, payload, metadata)
  VALUES (v_tenant, v_stream, v_version, p_type, coalesce(p_payload, '{}'), coalesce(p_metadata, '{}'));
  INSERT INTO public.event_outbox (tenant_id, stream_id, stream_version, type, payload)
  VALUES (v_tenant, v_stream, v_version, p_type, coalesce(p_payload, '{}'));
  RETURN v_version;
END
$function$;

ALTER ROUTINE app.append_event(p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb) OWNER TO campus_owner;

COMMENT ON ROUTINE app.append_event(p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb) IS 'Appends an event to the stream of a thing, and to the outbox; returns the stream''s new version. With an expected version it does so only if the stream stands there (0: there is none yet), and refuses with 40001 (serialization_failure) if somebody was quicker: read, decide and try again. NULL expects nothing. The stream''s row is the line for those who append at the same moment, so versions neither skip nor repeat. The only way to events for the application.';

REVOKE EXECUTE ON ROUTINE app.append_event(p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.append_event(p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb) TO campus_application;
GRANT EXECUTE ON ROUTINE app.append_event(p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb) TO campus_jobs;

CREATE OR REPLACE FUNCTION app.erase_person(p_subject text, p_id uuid, p_reason text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
  v_tenant uuid := app.current_tenant_id();
  v_rows bigint := 0;
  v_count bigint;
  v_main text;
  v_keys uuid[];
BEGIN
  IF v_tenant IS NULL THEN
    RAISE EXCEPTION 'no tenant is set: erasure works within one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_reason IS NULL OR p_reason NOT IN ('request', 'retention', 'consent withdrawn') THEN
    RAISE EXCEPTION 'erasure needs a reason: one of request, retention, consent withdrawn' USING ERRCODE = 'check_violation';
  END IF;
  CASE p_subject
  WHEN 'lead' THEN
    v_main := 'leads';
    IF NOT EXISTS (SELECT FROM public.leads WHERE tenant_id = v_tenant AND id = p_id) THEN
      RETURN 0;
    END IF;
    PERFORM app.drop_kept_rows('lead_status_changes', 'lead_id', p_id);
    v_keys := ARRAY (SELECT id FROM public.lead_consents WHERE tenant_id = v_tenant AND lead_id = p_id);
    UPDATE public.lead_consents SET ip_address = NULL, evidence = '{}' WHERE tenant_id = v_tenant AND lead_id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.redact_records('lead_consents', 'lead_id', p_id, v_keys, ARRAY['ip_address', 'evidence']);
    PERFORM app.drop_kept_rows('lead_consents', 'lead_id', p_id);
    UPDATE public.lead_activities SET subject = NULL, body = NULL, details = '{}' WHERE tenant_id = v_tenant AND lead_id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.drop_kept_rows('lead_activities', 'lead_id', p_id);
    UPDATE public.events SET payload = '{}', metadata = '{}' WHERE tenant_id = v_tenant AND stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = v_tenant AND subject_id = p_id);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.blank_archived('events', 'payload = ''{}'', metadata = ''{}''', 'stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = $1 AND subject_id = $2)', v_tenant, p_id);
    PERFORM app.drop_kept_rows('events', 'stream_id', far.id) FROM public.event_streams AS far WHERE far.tenant_id = v_tenant AND far.subject_id = p_id;
    DELETE FROM public.event_snapshots WHERE tenant_id = v_tenant AND stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = v_tenant AND subject_id = p_id);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.drop_kept_rows('event_snapshots', 'stream_id', far.id) FROM public.event_streams AS far WHERE far.tenant_id = v_tenant AND far.subject_id = p_id;
    UPDATE public.event_outbox SET payload = '{}' WHERE tenant_id = v_tenant AND stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = v_tenant AND subject_id = p_id);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.drop_kept_rows('event_outbox', 'stream_id', far.id) FROM public.event_streams AS far WHERE far.tenant_id = v_tenant AND far.subject_id = p_id;
    v_keys := ARRAY (SELECT id FROM public.leads WHERE tenant_id = v_tenant AND id = p_id);
    UPDATE public.leads SET given_name = NULL, family_name = NULL, email = NULL, phone = NULL, message = NULL, attribution = '{}', erased_at = now() WHERE tenant_id = v_tenant AND id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.redact_records('leads', 'id', p_id, v_keys, ARRAY['given_name', 'family_name', 'search_name', 'email', 'phone', 'message', 'attribution']);
    PERFORM app.drop_kept_rows('leads', 'id', p_id);
  WHEN 'user' THEN
    v_main := 'users';
    IF NOT EXISTS (SELECT FROM public.users WHERE tenant_id = v_tenant AND id = p_id) THEN
      RETURN 0;
    END IF;
    v_keys := ARRAY (SELECT id FROM public.settings WHERE tenant_id = v_tenant AND user_id = p_id);
    DELETE FROM public.settings WHERE tenant_id = v_tenant AND user_id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.redact_records('settings', 'user_id', p_id, v_keys, ARRAY['value']);
    PERFORM app.drop_kept_rows('settings', 'user_id', p_id);
    DELETE FROM public.user_sessions WHERE tenant_id = v_tenant AND user_id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.drop_kept_rows('user_sessions', 'user_id', p_id);
    v_keys := ARRAY (SELECT user_id FROM public.user_profiles WHERE tenant_id = v_tenant AND user_id = p_id);
    UPDATE public.user_profiles SET display_name = 'Erased user', given_name = NULL, family_name = NULL, phone = NULL, date_of_birth = NULL, biography = NULL, avatar_url = NULL, preferences = '{}' WHERE tenant_id = v_tenant AND user_id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.redact_records('user_profiles', 'user_id', p_id, v_keys, ARRAY['display_name', 'given_name', 'family_name', 'phone', 'date_of_birth', 'biography', 'avatar_url', 'preferences']);
    PERFORM app.drop_kept_rows('user_profiles', 'user_id', p_id);
    v_keys := ARRAY (SELECT id FROM public.user_identities WHERE tenant_id = v_tenant AND user_id = p_id);
    DELETE FROM public.user_identities WHERE tenant_id = v_tenant AND user_id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.redact_records('user_identities', 'user_id', p_id, v_keys, ARRAY['subject']);
    PERFORM app.drop_kept_rows('user_identities', 'user_id', p_id);
    DELETE FROM public.password_resets WHERE tenant_id = v_tenant AND user_id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.drop_kept_rows('password_resets', 'user_id', p_id);
    UPDATE public.events SET payload = '{}', metadata = '{}' WHERE tenant_id = v_tenant AND stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = v_tenant AND subject_id = p_id);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.blank_archived('events', 'payload = ''{}'', metadata = ''{}''', 'stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = $1 AND subject_id = $2)', v_tenant, p_id);
    PERFORM app.drop_kept_rows('events', 'stream_id', far.id) FROM public.event_streams AS far WHERE far.tenant_id = v_tenant AND far.subject_id = p_id;
    DELETE FROM public.event_snapshots WHERE tenant_id = v_tenant AND stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = v_tenant AND subject_id = p_id);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.drop_kept_rows('event_snapshots', 'stream_id', far.id) FROM public.event_streams AS far WHERE far.tenant_id = v_tenant AND far.subject_id = p_id;
    UPDATE public.event_outbox SET payload = '{}' WHERE tenant_id = v_tenant AND stream_id IN (SELECT id FROM public.event_streams WHERE tenant_id = v_tenant AND subject_id = p_id);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.drop_kept_rows('event_outbox', 'stream_id', far.id) FROM public.event_streams AS far WHERE far.tenant_id = v_tenant AND far.subject_id = p_id;
    v_keys := ARRAY (SELECT id FROM public.users WHERE tenant_id = v_tenant AND id = p_id);
    UPDATE public.users SET email = 'erased-' || id || '@erased.invalid', password_hash = NULL, status = 'erased' WHERE tenant_id = v_tenant AND id = p_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_rows := v_rows + v_count;
    PERFORM app.redact_records('users', 'id', p_id, v_keys, ARRAY['email', 'password_hash']);
    PERFORM app.drop_kept_rows('users', 'id', p_id);
  ELSE
    RAISE EXCEPTION 'nobody is erased as %', p_subject USING ERRCODE = 'invalid_parameter_value';
  END CASE;
  INSERT INTO public.audit_logs (tenant_id, table_name, record_id, operation, after)
  VALUES (v_tenant, v_main, p_id, 'erase', jsonb_build_object('reason', p_reason, 'rows', v_rows));
  RETURN v_rows;
END
$function$;

ALTER ROUTINE app.erase_person(p_subject text, p_id uuid, p_reason text) OWNER TO campus_owner;

COMMENT ON ROUTINE app.erase_person(p_subject text, p_id uuid, p_reason text) IS 'Erases a person''s data within the transaction''s tenant: rows, audit records, archive and kept rows; leaves a record of having done so and returns how many rows it changed. What remains (keys, dates, statuses) leads back to nobody.';

REVOKE EXECUTE ON ROUTINE app.erase_person(p_subject text, p_id uuid, p_reason text) FROM PUBLIC;

GRANT EXECUTE ON ROUTINE app.erase_person(p_subject text, p_id uuid, p_reason text) TO campus_application;
GRANT EXECUTE ON ROUTINE app.erase_person(p_subject text, p_id uuid, p_reason text) TO campus_jobs;

-- -------------------------------------------------------------------------------------------------
-- event_streams: Streams: all that happened to one thing.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.event_streams (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id          uuid                      NOT NULL DEFAULT app.make_uuid(),
    kind        character varying(20)     NOT NULL,
    subject_id  uuid                      NOT NULL,
    version     bigint                    NOT NULL DEFAULT '0'::bigint,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),
    updated_at  timestamp with time zone  NOT NULL DEFAULT now(),

    CONSTRAINT event_streams_id_primary_constraint PRIMARY KEY (tenant_id, id),
    -- One thing has one stream. The thing comes first, so that the key also leads from a person to their
    -- streams, whatever their kind, as erasure goes.
    CONSTRAINT event_streams_subject_id_kind_unique_constraint UNIQUE (tenant_id, subject_id, kind),
    CONSTRAINT fk_event_streams_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- What sort of thing it tells of.
    CONSTRAINT event_streams_kind_check_constraint
        CHECK (((kind)::text = ANY (ARRAY[('lead'::character varying)::text, ('user'::character varying)::text, ('enrollment'::character varying)::text, ('campaign'::character varying)::text, ('course_run'::character varying)::text]))),
    -- A count of events.
    CONSTRAINT event_streams_version_check_constraint CHECK ((version >= 0))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.event_streams__20261123090011_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.event_streams (
            tenant_id, id, kind, subject_id, version, created_at, updated_at
        )
        SELECT
            k.tenant_id, k.id, k.kind, k.subject_id, k.version, k.created_at, k.updated_at
        FROM kept.event_streams__20261123090011_down AS k;
        DROP TABLE kept.event_streams__20261123090011_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

CREATE OR REPLACE TRIGGER event_streams_subject_trigger
    BEFORE INSERT OR UPDATE OF kind, subject_id ON public.event_streams
    FOR EACH ROW
    EXECUTE FUNCTION app.check_stream_subject();

CREATE OR REPLACE TRIGGER event_streams_touch_trigger
    BEFORE UPDATE ON public.event_streams
    FOR EACH ROW
    WHEN ((old.* IS DISTINCT FROM new.*))
    EXECUTE FUNCTION app.touch_row();

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.event_streams') AND polname = 'event_streams_jobs_policy'
    ) THEN
        CREATE POLICY event_streams_jobs_policy ON public.event_streams FOR SELECT TO campus_jobs
            USING (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.event_streams') AND polname = 'event_streams_owner_policy'
    ) THEN
        CREATE POLICY event_streams_owner_policy ON public.event_streams FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.event_streams') AND polname = 'event_streams_tenant_policy'
    ) THEN
        CREATE POLICY event_streams_tenant_policy ON public.event_streams FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.event_streams ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.event_streams FORCE ROW LEVEL SECURITY;
ALTER TABLE public.event_streams OWNER TO campus_owner;

COMMENT ON TABLE public.event_streams IS 'Streams: all that happened to one thing.
pgworkbench:ignore actor-columns-missing each event names its actor';

COMMENT ON COLUMN public.event_streams.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.event_streams.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.event_streams.kind IS 'What sort of thing it tells of.';
COMMENT ON COLUMN public.event_streams.subject_id IS 'The thing''s id in the table of its kind; it may be gone.';
COMMENT ON COLUMN public.event_streams.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.event_streams.updated_at IS 'When it last changed (UTC); kept by a trigger.';
COMMENT ON COLUMN public.event_streams.version IS 'How many events it has; moved by append_event() alone.';
COMMENT ON CONSTRAINT event_streams_kind_check_constraint ON public.event_streams IS 'What sort of thing it tells of.';
COMMENT ON CONSTRAINT event_streams_subject_id_kind_unique_constraint ON public.event_streams IS 'One thing has one stream. The thing comes first, so that the key also leads from a person to their streams, whatever their kind, as erasure goes.';
COMMENT ON CONSTRAINT event_streams_version_check_constraint ON public.event_streams IS 'A count of events.';
COMMENT ON TRIGGER event_streams_subject_trigger ON public.event_streams IS 'Refuses a stream of a thing that is not there.';
COMMENT ON TRIGGER event_streams_touch_trigger ON public.event_streams IS 'Keeps updated_at.';
COMMENT ON POLICY event_streams_jobs_policy ON public.event_streams IS 'All tenants: the relay and the snapshots read whatever tenant''s turn it is.';
COMMENT ON POLICY event_streams_owner_policy ON public.event_streams IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY event_streams_tenant_policy ON public.event_streams IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT SELECT ON TABLE public.event_streams TO campus_application;
GRANT SELECT ON TABLE public.event_streams TO campus_jobs;
GRANT SELECT ON TABLE public.event_streams TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- event_outbox: What others must hear of.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.event_outbox (
    tenant_id       uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id              bigint                    NOT NULL GENERATED ALWAYS AS IDENTITY,
    stream_id       uuid                      NOT NULL,
    stream_version  bigint                    NOT NULL,
    type            character varying(60)     NOT NULL,
    payload         jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    attempts        integer                   NOT NULL DEFAULT 0,
    published_at    timestamp with time zone,
    created_at      timestamp with time zone  NOT NULL DEFAULT now(),

    CONSTRAINT event_outbox_id_primary_constraint PRIMARY KEY (tenant_id, id),
    CONSTRAINT fk_event_outbox_event_streams_stream_id
        FOREIGN KEY (tenant_id, stream_id)
        REFERENCES public.event_streams(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_event_outbox_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- A count.
    CONSTRAINT event_outbox_attempts_check_constraint CHECK ((attempts >= 0)),
    -- Named values.
    CONSTRAINT event_outbox_payload_check_constraint CHECK ((jsonb_typeof(payload) = 'object'::text)),
    -- A thing and what happened to it: lead.captured.
    CONSTRAINT event_outbox_type_check_constraint CHECK (((type)::text ~ '^[a-z_]+\.[a-z_]+$'::text))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.event_outbox__20261123090011_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.event_outbox (
            tenant_id, id, stream_id, stream_version, type, payload, attempts, published_at, created_at
        )
        OVERRIDING SYSTEM VALUE
        SELECT
            k.tenant_id, k.id, k.stream_id, k.stream_version, k.type, k.payload, k.attempts, k.published_at,
            k.created_at
        FROM kept.event_outbox__20261123090011_down AS k;
        PERFORM setval(to_regclass(key), value::bigint)
        FROM jsonb_each_text(substring(obj_description(to_regclass('kept.event_outbox__20261123090011_down'), 'pg_class') FROM E'^.*\nSequences: (.+)$')::jsonb)
        WHERE to_regclass(key) IS NOT NULL;
        DROP TABLE kept.event_outbox__20261123090011_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- What waits to be told, in order; what was told leaves the index.
CREATE INDEX IF NOT EXISTS event_outbox_id_btree_idx ON public.event_outbox
    USING btree (tenant_id, id)
    WHERE (published_at IS NULL);

-- Whether others have heard of a thing; erasure goes this way too.
CREATE INDEX IF NOT EXISTS event_outbox_stream_id_stream_version_btree_idx ON public.event_outbox
    USING btree (tenant_id, stream_id, stream_version);

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.event_outbox') AND polname = 'event_outbox_jobs_policy'
    ) THEN
        CREATE POLICY event_outbox_jobs_policy ON public.event_outbox FOR ALL TO campus_jobs
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
        WHERE polrelid = to_regclass('public.event_outbox') AND polname = 'event_outbox_owner_policy'
    ) THEN
        CREATE POLICY event_outbox_owner_policy ON public.event_outbox FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.event_outbox') AND polname = 'event_outbox_tenant_policy'
    ) THEN
        CREATE POLICY event_outbox_tenant_policy ON public.event_outbox FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.event_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.event_outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE public.event_outbox OWNER TO campus_owner;

COMMENT ON TABLE public.event_outbox IS 'What others must hear of.
pgworkbench:ignore audit-columns-missing published_at is all that ever changes';

COMMENT ON COLUMN public.event_outbox.attempts IS 'How often the relay tried.';
COMMENT ON COLUMN public.event_outbox.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.event_outbox.id IS 'A counter over all tenants.';
COMMENT ON COLUMN public.event_outbox.payload IS 'As of the event.';
COMMENT ON COLUMN public.event_outbox.published_at IS 'When it was handed on.';
COMMENT ON COLUMN public.event_outbox.stream_version IS 'The event''s place in its stream.';
COMMENT ON COLUMN public.event_outbox.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.event_outbox.type IS 'As of the event.';
COMMENT ON CONSTRAINT event_outbox_attempts_check_constraint ON public.event_outbox IS 'A count.';
COMMENT ON CONSTRAINT event_outbox_payload_check_constraint ON public.event_outbox IS 'Named values.';
COMMENT ON CONSTRAINT event_outbox_type_check_constraint ON public.event_outbox IS 'A thing and what happened to it: lead.captured.';
COMMENT ON INDEX public.event_outbox_id_btree_idx IS 'What waits to be told, in order; what was told leaves the index. Serves: relay_next, relay_backlog.';
COMMENT ON INDEX public.event_outbox_stream_id_stream_version_btree_idx IS 'Whether others have heard of a thing; erasure goes this way too. Serves: outbox_of_stream, foreign key.';
COMMENT ON POLICY event_outbox_jobs_policy ON public.event_outbox IS 'All tenants: the relay hands events on, in order, and deletes what was handed on long ago.';
COMMENT ON POLICY event_outbox_owner_policy ON public.event_outbox IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY event_outbox_tenant_policy ON public.event_outbox IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT SELECT ON TABLE public.event_outbox TO campus_application;
GRANT DELETE, SELECT, UPDATE ON TABLE public.event_outbox TO campus_jobs;
GRANT SELECT ON TABLE public.event_outbox TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- event_snapshots: What a stream's events amount to, now and then.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.event_snapshots (
    tenant_id   uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    stream_id   uuid                      NOT NULL,
    version     bigint                    NOT NULL,
    state       jsonb                     NOT NULL,
    created_at  timestamp with time zone  NOT NULL DEFAULT now(),

    CONSTRAINT event_snapshots_stream_id_version_primary_constraint PRIMARY KEY (tenant_id, stream_id, version),
    CONSTRAINT fk_event_snapshots_event_streams_stream_id
        FOREIGN KEY (tenant_id, stream_id)
        REFERENCES public.event_streams(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_event_snapshots_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Named values.
    CONSTRAINT event_snapshots_state_check_constraint CHECK ((jsonb_typeof(state) = 'object'::text)),
    -- The version that it sums up to.
    CONSTRAINT event_snapshots_version_check_constraint CHECK ((version > 0))
);

DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.event_snapshots__20261123090011_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.event_snapshots (
            tenant_id, stream_id, version, state, created_at
        )
        SELECT
            k.tenant_id, k.stream_id, k.version, k.state, k.created_at
        FROM kept.event_snapshots__20261123090011_down AS k;
        DROP TABLE kept.event_snapshots__20261123090011_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.event_snapshots') AND polname = 'event_snapshots_jobs_policy'
    ) THEN
        CREATE POLICY event_snapshots_jobs_policy ON public.event_snapshots FOR ALL TO campus_jobs
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
        WHERE polrelid = to_regclass('public.event_snapshots') AND polname = 'event_snapshots_owner_policy'
    ) THEN
        CREATE POLICY event_snapshots_owner_policy ON public.event_snapshots FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.event_snapshots') AND polname = 'event_snapshots_tenant_policy'
    ) THEN
        CREATE POLICY event_snapshots_tenant_policy ON public.event_snapshots FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.event_snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.event_snapshots FORCE ROW LEVEL SECURITY;
ALTER TABLE public.event_snapshots OWNER TO campus_owner;

COMMENT ON TABLE public.event_snapshots IS 'What a stream''s events amount to, now and then.';
COMMENT ON COLUMN public.event_snapshots.created_at IS 'When the row was made (UTC).';
COMMENT ON COLUMN public.event_snapshots.state IS 'The sum; may be personal.';
COMMENT ON COLUMN public.event_snapshots.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.event_snapshots.version IS 'The version that it sums up to.';
COMMENT ON CONSTRAINT event_snapshots_state_check_constraint ON public.event_snapshots IS 'Named values.';
COMMENT ON CONSTRAINT event_snapshots_version_check_constraint ON public.event_snapshots IS 'The version that it sums up to.';
COMMENT ON POLICY event_snapshots_jobs_policy ON public.event_snapshots IS 'All tenants: a job sums long streams up, tenant by tenant.';
COMMENT ON POLICY event_snapshots_owner_policy ON public.event_snapshots IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY event_snapshots_tenant_policy ON public.event_snapshots IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT SELECT ON TABLE public.event_snapshots TO campus_application;
GRANT DELETE, INSERT, SELECT ON TABLE public.event_snapshots TO campus_jobs;
GRANT SELECT ON TABLE public.event_snapshots TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- events: What happened, by month.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events (
    tenant_id       uuid                      NOT NULL DEFAULT app.current_tenant_id(),
    id              uuid                      NOT NULL DEFAULT app.make_uuid(),
    occurred_at     timestamp with time zone  NOT NULL DEFAULT now(),
    stream_id       uuid                      NOT NULL,
    stream_version  bigint                    NOT NULL,
    type            character varying(60)     NOT NULL,
    payload         jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    metadata        jsonb                     NOT NULL DEFAULT '{}'::jsonb,
    actor_id        uuid                      DEFAULT app.current_user_id(),
    request_id      character varying(100)    DEFAULT app.current_request_id(),

    CONSTRAINT events_id_occurred_at_primary_constraint PRIMARY KEY (tenant_id, id, occurred_at),
    CONSTRAINT fk_events_event_streams_stream_id
        FOREIGN KEY (tenant_id, stream_id)
        REFERENCES public.event_streams(tenant_id, id)
        ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT fk_events_tenants
        FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON UPDATE RESTRICT ON DELETE RESTRICT,
    -- Named marks.
    CONSTRAINT events_metadata_check_constraint CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    -- Named values.
    CONSTRAINT events_payload_check_constraint CHECK ((jsonb_typeof(payload) = 'object'::text)),
    -- Counted from 1.
    CONSTRAINT events_stream_version_check_constraint CHECK ((stream_version > 0)),
    -- A thing and what happened to it: lead.captured.
    CONSTRAINT events_type_check_constraint CHECK (((type)::text ~ '^[a-z_]+\.[a-z_]+$'::text))
) PARTITION BY RANGE (occurred_at);

-- The activity log: what a user did.
CREATE INDEX IF NOT EXISTS events_actor_id_occurred_at_btree_idx ON public.events
    USING btree (tenant_id, actor_id, occurred_at DESC);

-- Events come in time order: a few kilobytes find a window in a large month. A B-tree finds it sooner, costs every
-- event a third more time, and a hundred times the bytes (comparison event_time).
CREATE INDEX IF NOT EXISTS events_occurred_at_brin_idx ON public.events
    USING brin (tenant_id, occurred_at) WITH (pages_per_range='16');

-- Repairs look for values within payloads; only jobs do, whose policy lets `@>` use an index.
CREATE INDEX IF NOT EXISTS events_payload_gin_idx ON public.events
    USING gin (tenant_id, payload jsonb_path_ops);

-- A stream's events in order, from any version on.
CREATE INDEX IF NOT EXISTS events_stream_id_stream_version_btree_idx ON public.events
    USING btree (tenant_id, stream_id, stream_version);

-- What happened of one sort, newest first.
CREATE INDEX IF NOT EXISTS events_type_occurred_at_btree_idx ON public.events
    USING btree (tenant_id, type, occurred_at DESC);

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events') AND polname = 'events_jobs_policy'
    ) THEN
        CREATE POLICY events_jobs_policy ON public.events FOR SELECT TO campus_jobs
            USING (true);
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events') AND polname = 'events_owner_policy'
    ) THEN
        CREATE POLICY events_owner_policy ON public.events FOR ALL TO campus_owner
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
        WHERE polrelid = to_regclass('public.events') AND polname = 'events_tenant_policy'
    ) THEN
        CREATE POLICY events_tenant_policy ON public.events FOR ALL TO campus_application, campus_readonly
            USING ((tenant_id = app.current_tenant_id()))
            WITH CHECK ((tenant_id = app.current_tenant_id()));
    END IF;
END
$guard$;

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events OWNER TO campus_owner;

COMMENT ON TABLE public.events IS 'What happened, by month.';
COMMENT ON COLUMN public.events.actor_id IS 'The user named by the transaction; NULL: a job. Testimony, as in the audit log: no foreign key.';
COMMENT ON COLUMN public.events.id IS 'Time-ordered UUID; unique within the tenant.';
COMMENT ON COLUMN public.events.metadata IS 'Where it came from: client, version, address; may be personal.';
COMMENT ON COLUMN public.events.occurred_at IS 'The transaction''s time (UTC); picks the partition.';
COMMENT ON COLUMN public.events.payload IS 'What happened, in values; may be personal.';
COMMENT ON COLUMN public.events.request_id IS 'The application''s request.';
COMMENT ON COLUMN public.events.stream_version IS 'Its place in the stream, from 1 without a gap.';
COMMENT ON COLUMN public.events.tenant_id IS 'Whose row it is: the transaction''s tenant.';
COMMENT ON COLUMN public.events.type IS 'A thing and what happened to it: lead.captured.';
COMMENT ON CONSTRAINT events_metadata_check_constraint ON public.events IS 'Named marks.';
COMMENT ON CONSTRAINT events_payload_check_constraint ON public.events IS 'Named values.';
COMMENT ON CONSTRAINT events_stream_version_check_constraint ON public.events IS 'Counted from 1.';
COMMENT ON CONSTRAINT events_type_check_constraint ON public.events IS 'A thing and what happened to it: lead.captured.';
COMMENT ON INDEX public.events_actor_id_occurred_at_btree_idx IS 'The activity log: what a user did. Serves: activity_of_user.';
COMMENT ON INDEX public.events_occurred_at_brin_idx IS 'Events come in time order: a few kilobytes find a window in a large month. A B-tree finds it sooner, costs every event a third more time, and a hundred times the bytes (comparison event_time). Serves: events_by_hour.';

COMMENT ON INDEX public.events_payload_gin_idx IS 'Repairs look for values within payloads; only jobs do, whose policy lets `@>` use an index. Serves: events_with_payload.
pgworkbench:ignore index-useless-under-policies only jobs search payloads, and their policy is constant';

COMMENT ON INDEX public.events_stream_id_stream_version_btree_idx IS 'A stream''s events in order, from any version on. Serves: replay_stream, history_of_subject, foreign key.';
COMMENT ON INDEX public.events_type_occurred_at_btree_idx IS 'What happened of one sort, newest first. Serves: events_of_type.';
COMMENT ON POLICY events_jobs_policy ON public.events IS 'All tenants: reports and repairs search what happened over all tenants.';
COMMENT ON POLICY events_owner_policy ON public.events IS 'The owner''s functions stay in the transaction''s tenant; migrations and jobs, which set none, see all.';
COMMENT ON POLICY events_tenant_policy ON public.events IS 'Rows of the transaction''s tenant (app.tenant_id); of none without one.';

GRANT SELECT ON TABLE public.events TO campus_application;
GRANT SELECT ON TABLE public.events TO campus_jobs;
GRANT SELECT ON TABLE public.events TO campus_readonly;

-- -------------------------------------------------------------------------------------------------
-- events_default: Rows of events whose month nobody made.
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_default PARTITION OF public.events DEFAULT;

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_default') AND polname = 'events_default_owner_policy'
    ) THEN
        CREATE POLICY events_default_owner_policy ON public.events_default FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_default FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_default OWNER TO campus_owner;

COMMENT ON TABLE public.events_default IS 'Rows of events whose month nobody made.';
COMMENT ON POLICY events_default_owner_policy ON public.events_default IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_01: Rows of events of 2026-01 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_01 PARTITION OF public.events FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_01') AND polname = 'events_p2026_01_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_01_owner_policy ON public.events_p2026_01 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_01 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_01 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_01 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_01 IS 'Rows of events of 2026-01 (UTC).';
COMMENT ON POLICY events_p2026_01_owner_policy ON public.events_p2026_01 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_02: Rows of events of 2026-02 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_02 PARTITION OF public.events FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_02') AND polname = 'events_p2026_02_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_02_owner_policy ON public.events_p2026_02 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_02 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_02 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_02 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_02 IS 'Rows of events of 2026-02 (UTC).';
COMMENT ON POLICY events_p2026_02_owner_policy ON public.events_p2026_02 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_03: Rows of events of 2026-03 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_03 PARTITION OF public.events FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-04-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_03') AND polname = 'events_p2026_03_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_03_owner_policy ON public.events_p2026_03 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_03 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_03 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_03 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_03 IS 'Rows of events of 2026-03 (UTC).';
COMMENT ON POLICY events_p2026_03_owner_policy ON public.events_p2026_03 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_04: Rows of events of 2026-04 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_04 PARTITION OF public.events FOR VALUES FROM ('2026-04-01 00:00:00+00') TO ('2026-05-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_04') AND polname = 'events_p2026_04_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_04_owner_policy ON public.events_p2026_04 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_04 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_04 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_04 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_04 IS 'Rows of events of 2026-04 (UTC).';
COMMENT ON POLICY events_p2026_04_owner_policy ON public.events_p2026_04 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_05: Rows of events of 2026-05 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_05 PARTITION OF public.events FOR VALUES FROM ('2026-05-01 00:00:00+00') TO ('2026-06-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_05') AND polname = 'events_p2026_05_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_05_owner_policy ON public.events_p2026_05 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_05 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_05 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_05 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_05 IS 'Rows of events of 2026-05 (UTC).';
COMMENT ON POLICY events_p2026_05_owner_policy ON public.events_p2026_05 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_06: Rows of events of 2026-06 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_06 PARTITION OF public.events FOR VALUES FROM ('2026-06-01 00:00:00+00') TO ('2026-07-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_06') AND polname = 'events_p2026_06_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_06_owner_policy ON public.events_p2026_06 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_06 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_06 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_06 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_06 IS 'Rows of events of 2026-06 (UTC).';
COMMENT ON POLICY events_p2026_06_owner_policy ON public.events_p2026_06 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_07: Rows of events of 2026-07 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_07 PARTITION OF public.events FOR VALUES FROM ('2026-07-01 00:00:00+00') TO ('2026-08-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_07') AND polname = 'events_p2026_07_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_07_owner_policy ON public.events_p2026_07 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_07 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_07 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_07 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_07 IS 'Rows of events of 2026-07 (UTC).';
COMMENT ON POLICY events_p2026_07_owner_policy ON public.events_p2026_07 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_08: Rows of events of 2026-08 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_08 PARTITION OF public.events FOR VALUES FROM ('2026-08-01 00:00:00+00') TO ('2026-09-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_08') AND polname = 'events_p2026_08_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_08_owner_policy ON public.events_p2026_08 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_08 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_08 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_08 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_08 IS 'Rows of events of 2026-08 (UTC).';
COMMENT ON POLICY events_p2026_08_owner_policy ON public.events_p2026_08 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_09: Rows of events of 2026-09 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_09 PARTITION OF public.events FOR VALUES FROM ('2026-09-01 00:00:00+00') TO ('2026-10-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_09') AND polname = 'events_p2026_09_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_09_owner_policy ON public.events_p2026_09 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_09 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_09 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_09 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_09 IS 'Rows of events of 2026-09 (UTC).';
COMMENT ON POLICY events_p2026_09_owner_policy ON public.events_p2026_09 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_10: Rows of events of 2026-10 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_10 PARTITION OF public.events FOR VALUES FROM ('2026-10-01 00:00:00+00') TO ('2026-11-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_10') AND polname = 'events_p2026_10_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_10_owner_policy ON public.events_p2026_10 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_10 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_10 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_10 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_10 IS 'Rows of events of 2026-10 (UTC).';
COMMENT ON POLICY events_p2026_10_owner_policy ON public.events_p2026_10 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_11: Rows of events of 2026-11 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_11 PARTITION OF public.events FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_11') AND polname = 'events_p2026_11_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_11_owner_policy ON public.events_p2026_11 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_11 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_11 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_11 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_11 IS 'Rows of events of 2026-11 (UTC).';
COMMENT ON POLICY events_p2026_11_owner_policy ON public.events_p2026_11 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2026_12: Rows of events of 2026-12 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2026_12 PARTITION OF public.events FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');

DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2026_12') AND polname = 'events_p2026_12_owner_policy'
    ) THEN
        CREATE POLICY events_p2026_12_owner_policy ON public.events_p2026_12 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2026_12 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_12 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2026_12 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2026_12 IS 'Rows of events of 2026-12 (UTC).';
COMMENT ON POLICY events_p2026_12_owner_policy ON public.events_p2026_12 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_p2027_01: Rows of events of 2027-01 (UTC).
-- -------------------------------------------------------------------------------------------------
CREATE TABLE IF NOT EXISTS public.events_p2027_01 PARTITION OF public.events FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00');

-- -------------------------------------------------------------------------------------------------
-- events: What happened, by month.
-- -------------------------------------------------------------------------------------------------
DO $restore$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.events__20261123090011_down') IS NOT NULL THEN
        SET CONSTRAINTS ALL IMMEDIATE;
        INSERT INTO public.events (
            tenant_id, id, occurred_at, stream_id, stream_version, type, payload, metadata, actor_id,
            request_id
        )
        SELECT
            k.tenant_id, k.id, k.occurred_at, k.stream_id, k.stream_version, k.type, k.payload, k.metadata,
            k.actor_id, k.request_id
        FROM kept.events__20261123090011_down AS k;
        DROP TABLE kept.events__20261123090011_down;
        IF obj_description(to_regnamespace('kept'), 'pg_namespace') = 'Rows that migrations keep for the way back; it goes with the last of them.'
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('kept')) THEN
            DROP SCHEMA kept;
        END IF;
    END IF;
END
$restore$;

-- -------------------------------------------------------------------------------------------------
-- events_p2027_01: Rows of events of 2027-01 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy
        WHERE polrelid = to_regclass('public.events_p2027_01') AND polname = 'events_p2027_01_owner_policy'
    ) THEN
        CREATE POLICY events_p2027_01_owner_policy ON public.events_p2027_01 FOR ALL TO campus_owner
            USING (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())))
            WITH CHECK (((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())));
    END IF;
END
$guard$;

ALTER TABLE public.events_p2027_01 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2027_01 FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_p2027_01 OWNER TO campus_owner;

COMMENT ON TABLE public.events_p2027_01 IS 'Rows of events of 2027-01 (UTC).';
COMMENT ON POLICY events_p2027_01_owner_policy ON public.events_p2027_01 IS 'As on the whole table; everybody else reaches a partition through it only.';

-- -------------------------------------------------------------------------------------------------
-- events_default: Rows of events whose month nobody made.
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_default_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_default_tenant_id_actor_id_occurred_at_idx RENAME TO events_default_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_default_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_default_pkey RENAME TO events_default_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_default_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_default_tenant_id_occurred_at_idx RENAME TO events_default_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_default_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_default_tenant_id_payload_idx RENAME TO events_default_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_default_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_default_tenant_id_stream_id_stream_version_idx RENAME TO events_default_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_default_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_default_tenant_id_type_occurred_at_idx RENAME TO events_default_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_01: Rows of events of 2026-01 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_01_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_01_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_01_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_01_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_01_pkey RENAME TO events_p2026_01_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_01_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_01_tenant_id_occurred_at_idx RENAME TO events_p2026_01_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_01_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_01_tenant_id_payload_idx RENAME TO events_p2026_01_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_01_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_01_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_01_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_01_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_01_tenant_id_type_occurred_at_idx RENAME TO events_p2026_01_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_02: Rows of events of 2026-02 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_02_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_02_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_02_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_02_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_02_pkey RENAME TO events_p2026_02_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_02_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_02_tenant_id_occurred_at_idx RENAME TO events_p2026_02_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_02_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_02_tenant_id_payload_idx RENAME TO events_p2026_02_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_02_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_02_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_02_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_02_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_02_tenant_id_type_occurred_at_idx RENAME TO events_p2026_02_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_03: Rows of events of 2026-03 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_03_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_03_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_03_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_03_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_03_pkey RENAME TO events_p2026_03_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_03_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_03_tenant_id_occurred_at_idx RENAME TO events_p2026_03_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_03_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_03_tenant_id_payload_idx RENAME TO events_p2026_03_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_03_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_03_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_03_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_03_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_03_tenant_id_type_occurred_at_idx RENAME TO events_p2026_03_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_04: Rows of events of 2026-04 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_04_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_04_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_04_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_04_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_04_pkey RENAME TO events_p2026_04_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_04_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_04_tenant_id_occurred_at_idx RENAME TO events_p2026_04_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_04_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_04_tenant_id_payload_idx RENAME TO events_p2026_04_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_04_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_04_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_04_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_04_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_04_tenant_id_type_occurred_at_idx RENAME TO events_p2026_04_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_05: Rows of events of 2026-05 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_05_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_05_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_05_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_05_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_05_pkey RENAME TO events_p2026_05_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_05_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_05_tenant_id_occurred_at_idx RENAME TO events_p2026_05_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_05_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_05_tenant_id_payload_idx RENAME TO events_p2026_05_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_05_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_05_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_05_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_05_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_05_tenant_id_type_occurred_at_idx RENAME TO events_p2026_05_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_06: Rows of events of 2026-06 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_06_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_06_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_06_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_06_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_06_pkey RENAME TO events_p2026_06_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_06_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_06_tenant_id_occurred_at_idx RENAME TO events_p2026_06_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_06_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_06_tenant_id_payload_idx RENAME TO events_p2026_06_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_06_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_06_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_06_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_06_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_06_tenant_id_type_occurred_at_idx RENAME TO events_p2026_06_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_07: Rows of events of 2026-07 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_07_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_07_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_07_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_07_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_07_pkey RENAME TO events_p2026_07_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_07_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_07_tenant_id_occurred_at_idx RENAME TO events_p2026_07_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_07_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_07_tenant_id_payload_idx RENAME TO events_p2026_07_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_07_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_07_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_07_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_07_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_07_tenant_id_type_occurred_at_idx RENAME TO events_p2026_07_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_08: Rows of events of 2026-08 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_08_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_08_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_08_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_08_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_08_pkey RENAME TO events_p2026_08_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_08_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_08_tenant_id_occurred_at_idx RENAME TO events_p2026_08_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_08_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_08_tenant_id_payload_idx RENAME TO events_p2026_08_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_08_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_08_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_08_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_08_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_08_tenant_id_type_occurred_at_idx RENAME TO events_p2026_08_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_09: Rows of events of 2026-09 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_09_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_09_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_09_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_09_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_09_pkey RENAME TO events_p2026_09_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_09_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_09_tenant_id_occurred_at_idx RENAME TO events_p2026_09_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_09_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_09_tenant_id_payload_idx RENAME TO events_p2026_09_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_09_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_09_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_09_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_09_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_09_tenant_id_type_occurred_at_idx RENAME TO events_p2026_09_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_10: Rows of events of 2026-10 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_10_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_10_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_10_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_10_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_10_pkey RENAME TO events_p2026_10_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_10_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_10_tenant_id_occurred_at_idx RENAME TO events_p2026_10_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_10_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_10_tenant_id_payload_idx RENAME TO events_p2026_10_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_10_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_10_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_10_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_10_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_10_tenant_id_type_occurred_at_idx RENAME TO events_p2026_10_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_11: Rows of events of 2026-11 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_11_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_11_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_11_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_11_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_11_pkey RENAME TO events_p2026_11_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_11_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_11_tenant_id_occurred_at_idx RENAME TO events_p2026_11_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_11_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_11_tenant_id_payload_idx RENAME TO events_p2026_11_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_11_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_11_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_11_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_11_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_11_tenant_id_type_occurred_at_idx RENAME TO events_p2026_11_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_12: Rows of events of 2026-12 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_12_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_12_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2026_12_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_12_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_12_pkey RENAME TO events_p2026_12_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_12_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_12_tenant_id_occurred_at_idx RENAME TO events_p2026_12_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_12_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_12_tenant_id_payload_idx RENAME TO events_p2026_12_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_12_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_12_tenant_id_stream_id_stream_version_idx RENAME TO events_p2026_12_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2026_12_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2026_12_tenant_id_type_occurred_at_idx RENAME TO events_p2026_12_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

-- -------------------------------------------------------------------------------------------------
-- events_p2027_01: Rows of events of 2027-01 (UTC).
-- -------------------------------------------------------------------------------------------------
DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2027_01_tenant_id_actor_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2027_01_tenant_id_actor_id_occurred_at_idx RENAME TO events_p2027_01_actor_id_occurred_at_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2027_01_pkey') IS NOT NULL THEN
        ALTER INDEX public.events_p2027_01_pkey RENAME TO events_p2027_01_id_occurred_at_primary_constraint;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2027_01_tenant_id_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2027_01_tenant_id_occurred_at_idx RENAME TO events_p2027_01_occurred_at_brin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2027_01_tenant_id_payload_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2027_01_tenant_id_payload_idx RENAME TO events_p2027_01_payload_gin_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2027_01_tenant_id_stream_id_stream_version_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2027_01_tenant_id_stream_id_stream_version_idx RENAME TO events_p2027_01_stream_id_stream_version_btree_idx;
    END IF;
END
$guard$;

DO $guard$
#variable_conflict use_column
BEGIN
    IF to_regclass('public.events_p2027_01_tenant_id_type_occurred_at_idx') IS NOT NULL THEN
        ALTER INDEX public.events_p2027_01_tenant_id_type_occurred_at_idx RENAME TO events_p2027_01_type_occurred_at_btree_idx;
    END IF;
END
$guard$;

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
                ('public.event_streams', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'kind character varying(20) not null',
                    'subject_id uuid not null', 'version bigint not null', 'created_at timestamp with time zone not null',
                    'updated_at timestamp with time zone not null'
                ]),
                ('public.event_outbox', ARRAY[
                    'tenant_id uuid not null', 'id bigint not null', 'stream_id uuid not null',
                    'stream_version bigint not null', 'type character varying(60) not null', 'payload jsonb not null',
                    'attempts integer not null', 'published_at timestamp with time zone',
                    'created_at timestamp with time zone not null'
                ]),
                ('public.event_snapshots', ARRAY[
                    'tenant_id uuid not null', 'stream_id uuid not null', 'version bigint not null', 'state jsonb not null',
                    'created_at timestamp with time zone not null'
                ]),
                ('public.events', ARRAY[
                    'tenant_id uuid not null', 'id uuid not null', 'occurred_at timestamp with time zone not null',
                    'stream_id uuid not null', 'stream_version bigint not null', 'type character varying(60) not null',
                    'payload jsonb not null', 'metadata jsonb not null', 'actor_id uuid',
                    'request_id character varying(100)'
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
                ('public.event_outbox_id_btree_idx', '', 'CREATE INDEX event_outbox_id_btree_idx ON public.event_outbox USING btree (tenant_id, id) WHERE (published_at IS NULL)'),
                ('public.event_outbox_stream_id_stream_version_btree_idx', '', 'CREATE INDEX event_outbox_stream_id_stream_version_btree_idx ON public.event_outbox USING btree (tenant_id, stream_id, stream_version)'),
                ('public.events_actor_id_occurred_at_btree_idx', '', 'CREATE INDEX events_actor_id_occurred_at_btree_idx ON ONLY public.events USING btree (tenant_id, actor_id, occurred_at DESC)'),
                ('public.events_occurred_at_brin_idx', '', 'CREATE INDEX events_occurred_at_brin_idx ON ONLY public.events USING brin (tenant_id, occurred_at) WITH (pages_per_range=''16'')'),
                ('public.events_payload_gin_idx', '', 'CREATE INDEX events_payload_gin_idx ON ONLY public.events USING gin (tenant_id, payload jsonb_path_ops)'),
                ('public.events_stream_id_stream_version_btree_idx', '', 'CREATE INDEX events_stream_id_stream_version_btree_idx ON ONLY public.events USING btree (tenant_id, stream_id, stream_version)'),
                ('public.events_type_occurred_at_btree_idx', '', 'CREATE INDEX events_type_occurred_at_btree_idx ON ONLY public.events USING btree (tenant_id, type, occurred_at DESC)')
            ) AS e (relation, name, expected)
            UNION ALL
            SELECT e.relation, e.name, e.expected,
                (SELECT concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, p.polcmd,
                        'USING ' || pg_get_expr(p.polqual, p.polrelid), 'CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid))
                    FROM pg_catalog.pg_policy AS p WHERE p.polrelid = to_regclass(e.relation) AND p.polname = e.name)
            FROM (VALUES
                ('public.event_streams', 'event_streams_jobs_policy', 'PERMISSIVE r USING true'),
                ('public.event_streams', 'event_streams_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.event_streams', 'event_streams_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.event_outbox', 'event_outbox_jobs_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.event_outbox', 'event_outbox_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.event_outbox', 'event_outbox_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.event_snapshots', 'event_snapshots_jobs_policy', 'PERMISSIVE * USING true CHECK true'),
                ('public.event_snapshots', 'event_snapshots_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.event_snapshots', 'event_snapshots_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.events', 'events_jobs_policy', 'PERMISSIVE r USING true'),
                ('public.events', 'events_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events', 'events_tenant_policy', 'PERMISSIVE * USING (tenant_id = app.current_tenant_id()) CHECK (tenant_id = app.current_tenant_id())'),
                ('public.events_default', 'events_default_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_01', 'events_p2026_01_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_02', 'events_p2026_02_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_03', 'events_p2026_03_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_04', 'events_p2026_04_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_05', 'events_p2026_05_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_06', 'events_p2026_06_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_07', 'events_p2026_07_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_08', 'events_p2026_08_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_09', 'events_p2026_09_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_10', 'events_p2026_10_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_11', 'events_p2026_11_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2026_12', 'events_p2026_12_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))'),
                ('public.events_p2027_01', 'events_p2027_01_owner_policy', 'PERMISSIVE * USING ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id())) CHECK ((app.current_tenant_id() IS NULL) OR (tenant_id = app.current_tenant_id()))')
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
-- event_outbox
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.event_outbox__20261123090011_down') IS NULL AND to_regclass('public.event_outbox') IS NOT NULL THEN
        ALTER TABLE public.event_outbox NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.event_outbox) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.event_outbox__20261123090011_down AS
            SELECT
                tenant_id, id, stream_id, stream_version, type, payload, attempts, published_at, created_at
            FROM public.event_outbox;
            EXECUTE format('COMMENT ON TABLE %s IS %L', 'kept.event_outbox__20261123090011_down', concat('event_outbox, kept by 20261123090011_down; put back by its next run in the other direction.', E'\nSequences: ', (
                SELECT jsonb_object_agg(format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(s.seqrelid))
                FROM pg_catalog.pg_depend AS d
                JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = d.objid
                JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE d.refobjid = to_regclass('public.event_outbox') AND d.classid = 'pg_catalog.pg_class'::regclass
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
                    AND pg_sequence_last_value(s.seqrelid) IS NOT NULL
            )));
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.event_outbox'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.event_outbox__20261123090011_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- event_snapshots
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.event_snapshots__20261123090011_down') IS NULL AND to_regclass('public.event_snapshots') IS NOT NULL THEN
        ALTER TABLE public.event_snapshots NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.event_snapshots) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.event_snapshots__20261123090011_down AS
            SELECT
                tenant_id, stream_id, version, state, created_at
            FROM public.event_snapshots;
            COMMENT ON TABLE kept.event_snapshots__20261123090011_down IS 'event_snapshots, kept by 20261123090011_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.event_snapshots'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.event_snapshots__20261123090011_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- events
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.events__20261123090011_down') IS NULL AND to_regclass('public.events') IS NOT NULL THEN
        ALTER TABLE public.events NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.events) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.events__20261123090011_down AS
            SELECT
                tenant_id, id, occurred_at, stream_id, stream_version, type, payload, metadata, actor_id,
                request_id
            FROM public.events;
            COMMENT ON TABLE kept.events__20261123090011_down IS 'events, kept by 20261123090011_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.events'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.events__20261123090011_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- event_streams
-- -------------------------------------------------------------------------------------------------
DO $keep$
#variable_conflict use_column
BEGIN
    IF to_regclass('kept.event_streams__20261123090011_down') IS NULL AND to_regclass('public.event_streams') IS NOT NULL THEN
        ALTER TABLE public.event_streams NO FORCE ROW LEVEL SECURITY;
        IF EXISTS (SELECT FROM public.event_streams) THEN
            IF to_regnamespace('kept') IS NULL THEN
                CREATE SCHEMA kept;
                COMMENT ON SCHEMA kept IS 'Rows that migrations keep for the way back; it goes with the last of them.';
            END IF;
            CREATE TABLE kept.event_streams__20261123090011_down AS
            SELECT
                tenant_id, id, kind, subject_id, version, created_at, updated_at
            FROM public.event_streams;
            COMMENT ON TABLE kept.event_streams__20261123090011_down IS 'event_streams, kept by 20261123090011_down; put back by its next run in the other direction.';
            DECLARE
                owner CONSTANT regrole := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = to_regclass('public.event_streams'));
            BEGIN
                IF NOT has_schema_privilege(owner::oid, 'kept', 'CREATE') THEN
                    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA kept TO %s', owner);
                END IF;
                EXECUTE format('ALTER TABLE %s OWNER TO %s', 'kept.event_streams__20261123090011_down', owner);
            END;
        END IF;
    END IF;
END
$keep$;

-- -------------------------------------------------------------------------------------------------
-- event_outbox
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.event_outbox;

-- -------------------------------------------------------------------------------------------------
-- event_snapshots
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.event_snapshots;

-- -------------------------------------------------------------------------------------------------
-- events_default
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_default;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_01
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_01;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_02
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_02;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_03
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_03;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_04
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_04;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_05
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_05;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_06
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_06;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_07
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_07;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_08
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_08;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_09
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_09;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_10
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_10;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_11
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_11;

-- -------------------------------------------------------------------------------------------------
-- events_p2026_12
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2026_12;

-- -------------------------------------------------------------------------------------------------
-- events_p2027_01
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events_p2027_01;

-- -------------------------------------------------------------------------------------------------
-- events
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.events;

-- -------------------------------------------------------------------------------------------------
-- event_streams
-- -------------------------------------------------------------------------------------------------
DROP TABLE IF EXISTS public.event_streams;

-- -------------------------------------------------------------------------------------------------
-- Functions
-- -------------------------------------------------------------------------------------------------
DROP FUNCTION IF EXISTS app.append_event(p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb);
DROP FUNCTION IF EXISTS app.erase_person(p_subject text, p_id uuid, p_reason text);
