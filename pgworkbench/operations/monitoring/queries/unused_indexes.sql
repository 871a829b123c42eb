-- Megabytes of an index that no query has used for thirty days, or ever, and that no constraint needs.
SELECT s.schemaname::text AS schemaname, s.indexrelname::text AS relname,
       pg_catalog.pg_relation_size(s.indexrelid)::float8 / 1048576 AS value
  FROM pg_catalog.pg_stat_user_indexes s JOIN pg_catalog.pg_index i USING (indexrelid)
 WHERE (s.last_idx_scan IS NULL OR s.last_idx_scan < pg_catalog.now() - interval '30 days')
   AND NOT i.indisunique AND NOT i.indisreplident
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = i.indexrelid)
