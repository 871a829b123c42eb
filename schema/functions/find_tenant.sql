-- The tenant behind a host name, before anybody is signed in: its id if it is open, else NULL. The application cannot
-- list tenants, so this is its only way from a name to a tenant; a transaction that has a tenant finds no other.
-- execute: application
-- after the tables
CREATE OR REPLACE FUNCTION app.find_tenant(p_slug text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT id FROM public.tenants WHERE slug = p_slug AND status IN ('trial', 'active') $$;
