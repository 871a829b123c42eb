-- Indexes that cost every write and serve no query: CREATE INDEX CONCURRENTLY was ended on the way.
SELECT n.nspname::text AS schemaname, c.relname::text AS relname, 1::float8 AS value
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT i.indisvalid AND c.relkind = 'i'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
