-- Keeps path in a tree of parent_id and slug: the parent's path and the own slug. Before a change it computes the row's
-- own path and refuses to hang a branch below itself; after one it moves what lies below along. One tree of a tenant is
-- changed by one transaction at a time, or two moves could close a circle together.
CREATE OR REPLACE FUNCTION app.keep_tree_path() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_above text := '';
BEGIN
  IF TG_WHEN = 'AFTER' THEN
    EXECUTE format('UPDATE %I.%I SET slug = slug WHERE tenant_id = $1 AND parent_id = $2', TG_TABLE_SCHEMA, TG_TABLE_NAME)
      USING NEW.tenant_id, NEW.id;
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(TG_TABLE_NAME || NEW.tenant_id::text, 0));
  IF NEW.parent_id IS NOT NULL THEN
    EXECUTE format('SELECT path || ''/'' FROM %I.%I WHERE tenant_id = $1 AND id = $2', TG_TABLE_SCHEMA, TG_TABLE_NAME)
      INTO v_above USING NEW.tenant_id, NEW.parent_id;
    IF NEW.parent_id = NEW.id OR (TG_OP = 'UPDATE' AND starts_with(v_above, OLD.path || '/')) THEN
      RAISE EXCEPTION '% cannot lie below itself', NEW.slug
        USING ERRCODE = 'check_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'parent_id';
    END IF;
  END IF;
  NEW.path := coalesce(v_above, '') || NEW.slug;  -- without a parent's row, the foreign key will refuse
  RETURN NEW;
END
$$;
