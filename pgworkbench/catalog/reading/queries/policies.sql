-- Row-level security policies.
SELECT p.oid, p.polrelid AS relation, p.polname AS name, p.polcmd AS command, p.polpermissive AS permissive,
       p.polroles AS roles, pg_get_expr(p.polqual, p.polrelid) AS using_,
       pg_get_expr(p.polwithcheck, p.polrelid) AS check_
FROM pg_policy p
