-- Partitions whose DETACH CONCURRENTLY was ended half-way: finish it with DETACH PARTITION … FINALIZE.
SELECT n.nspname::text AS schemaname, c.relname::text AS relname, 1::float8 AS value
  FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE i.inhdetachpending
