-- Appends an event to the stream of a thing, and to the outbox; returns the stream's new version. With an expected
-- version it does so only if the stream stands there (0: there is none yet), and refuses with 40001 (serialization_failure)
-- if somebody was quicker: read, decide and try again. NULL expects nothing. The stream's row is the line for those who
-- append at the same moment, so versions neither skip nor repeat. The only way to events for the application.
-- execute: application, jobs
CREATE OR REPLACE FUNCTION app.append_event(
  p_kind text, p_subject_id uuid, p_expected bigint, p_type text, p_payload jsonb, p_metadata jsonb
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
