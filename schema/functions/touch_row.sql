-- Keeps the columns that follow every change of a row: updated_at always, the others (updated_by, version, deleted_at)
-- where the trigger names them. A soft delete always carries the transaction's time, whatever was written.
CREATE OR REPLACE FUNCTION app.touch_row() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.updated_at := now();
  IF 'updated_by' = ANY (TG_ARGV) THEN
    NEW.updated_by := app.current_user_id();
  END IF;
  IF 'version' = ANY (TG_ARGV) THEN
    NEW.version := OLD.version + 1;
  END IF;
  IF 'deleted_at' = ANY (TG_ARGV) THEN
    IF NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL THEN
      NEW.deleted_at := now();
    END IF;
  END IF;
  RETURN NEW;
END
$$;
