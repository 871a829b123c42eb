-- Gives free seats of a run to those who wait, whoever asked first before the others; returns how many it gave.
-- execute: application
CREATE OR REPLACE FUNCTION app.promote_waiting(p_course_run_id uuid) RETURNS integer
LANGUAGE plpgsql
AS $$
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
$$;
