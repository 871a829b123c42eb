-- Partitions without row-level security under a parent that has it: whoever may read them sees every tenant.
SELECT n.nspname::text AS schemaname, c.relname::text AS relname, 1::float8 AS value
  FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
  JOIN pg_catalog.pg_class parent ON parent.oid = i.inhparent
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE parent.relrowsecurity AND NOT c.relrowsecurity
   AND EXISTS (SELECT FROM pg_catalog.aclexplode(c.relacl) a WHERE a.grantee <> c.relowner)
