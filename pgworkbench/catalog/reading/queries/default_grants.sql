-- ALTER DEFAULT PRIVILEGES.
SELECT d.oid, d.defaclrole AS role, n.nspname AS schema, d.defaclobjtype AS kind
FROM pg_default_acl d
LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
