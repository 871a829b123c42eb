-- Keeps leads.last_activity_at: the latest thing that happened, never a task that lies ahead.
CREATE OR REPLACE FUNCTION app.note_lead_activity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE public.leads SET last_activity_at = NEW.occurred_at
   WHERE tenant_id = NEW.tenant_id AND id = NEW.lead_id AND last_activity_at < NEW.occurred_at;
  RETURN NULL;
END
$$;
