-- The transaction's tenant (app.tenant_id), or NULL. A setting guards against mistakes of the application, not against
-- somebody who can run any SQL as its role.
-- execute: application, readonly, jobs, auditor
CREATE OR REPLACE FUNCTION app.current_tenant_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;
