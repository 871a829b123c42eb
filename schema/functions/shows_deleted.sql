-- Whether the transaction asks for soft-deleted rows too (app.show_deleted = on), to list or restore them.
-- execute: application, readonly
CREATE OR REPLACE FUNCTION app.shows_deleted() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(nullif(current_setting('app.show_deleted', true), '')::boolean, false) $$;
