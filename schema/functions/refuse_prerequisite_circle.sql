-- Refuses a prerequisite that waits, over however many steps, for the course itself. A tenant's prerequisites are changed
-- by one transaction at a time, or two could close a circle together.
CREATE OR REPLACE FUNCTION app.refuse_prerequisite_circle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('course_prerequisites' || NEW.tenant_id::text, 0));
  IF EXISTS (
    WITH RECURSIVE before_it AS (
      SELECT NEW.prerequisite_id AS id
      UNION
      SELECT p.prerequisite_id
        FROM public.course_prerequisites p JOIN before_it b ON p.course_id = b.id
       WHERE p.tenant_id = NEW.tenant_id
    )
    SELECT FROM before_it WHERE id = NEW.course_id
  ) THEN
    RAISE EXCEPTION 'the course would wait for itself'
      USING ERRCODE = 'check_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'prerequisite_id';
  END IF;
  RETURN NEW;
END
$$;
