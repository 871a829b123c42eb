-- Schemas, but for the system's own.
SELECT n.oid, n.nspname AS name, n.nspowner AS owner
FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
