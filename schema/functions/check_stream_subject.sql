-- Sees that a stream tells of a thing that is there, in the table of its kind and within its tenant. Later the thing may
-- go and the stream stays: that is why there is no foreign key.
CREATE OR REPLACE FUNCTION app.check_stream_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
