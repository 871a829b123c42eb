-- Tables by the pages that were read from outside shared buffers: what an index, or more memory, would help most.
SELECT schemaname AS schema, relname AS table, heap_blks_read + idx_blks_read AS pages_read,
       round(100.0 * (heap_blks_hit + idx_blks_hit)
             / nullif(heap_blks_hit + idx_blks_hit + heap_blks_read + idx_blks_read, 0), 1) AS percent_from_memory
  FROM pg_catalog.pg_statio_user_tables
 ORDER BY 3 DESC NULLS LAST
 LIMIT 20;
