-- Writes a lead's step into lead_status_changes; nobody else does.
CREATE OR REPLACE FUNCTION app.record_lead_status() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.lead_status_changes (tenant_id, lead_id, from_status, to_status, reason)
  VALUES (NEW.tenant_id, NEW.id, OLD.status, NEW.status, NEW.lost_reason);
  RETURN NULL;
END
$$;
