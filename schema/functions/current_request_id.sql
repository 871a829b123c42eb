-- The request that the transaction belongs to (app.request_id), or NULL: leads from an audit record to the application's log.
-- execute: application, readonly, jobs, auditor
CREATE OR REPLACE FUNCTION app.current_request_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT left(nullif(current_setting('app.request_id', true), ''), 100) $$;
