-- Enrols somebody in a run, or puts them at the end of its waiting list; returns which of the two. Whoever comes back
-- takes up the old place. Runs that are not open take nobody.
-- execute: application
CREATE OR REPLACE FUNCTION app.take_seat(p_course_run_id uuid, p_user_id uuid) RETURNS text
LANGUAGE plpgsql
AS $$
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
$$;
