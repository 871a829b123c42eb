-- Counts the seats of runs anew where the counts are not those of the enrollments, and returns how many runs that
-- changed: after a load without triggers, or to prove that the trigger keeps them.
-- execute: jobs
-- after the tables
CREATE OR REPLACE FUNCTION app.refresh_seat_counts() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
