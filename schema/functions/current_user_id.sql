-- The user for whom the transaction works (app.user_id), or NULL for a job.
-- execute: application, readonly, jobs, auditor
CREATE OR REPLACE FUNCTION app.current_user_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;
