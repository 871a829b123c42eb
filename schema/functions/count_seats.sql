-- Keeps a run's counts of seats taken and of those who wait. The run's row is the line in which those stand who ask at
-- the same moment; its CHECK refuses the seat too many.
CREATE OR REPLACE FUNCTION app.count_seats() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
