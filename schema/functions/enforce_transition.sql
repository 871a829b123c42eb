-- A state machine: the trigger names the column, the rule that a violation reports, and each allowed step as from>to.
CREATE OR REPLACE FUNCTION app.enforce_transition() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  v_from text := to_jsonb(OLD) ->> TG_ARGV[0];
  v_to text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF (v_from || '>' || v_to) = ANY (TG_ARGV[2:]) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '%.% cannot go from % to %', TG_TABLE_NAME, TG_ARGV[0], v_from, v_to
    USING ERRCODE = 'check_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[0],
          CONSTRAINT = TG_ARGV[1];
END
$$;
