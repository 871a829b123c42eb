-- Indexes, but for those that are being dropped.
SELECT i.indexrelid AS oid, i.indrelid AS relation, c.relname AS name, m.amname AS method,
       i.indisunique AS unique_, i.indisprimary AS primary_, i.indnullsnotdistinct AS nulls_not_distinct,
       i.indisvalid AND i.indisready AS valid, i.indisreplident AS replica_identity, i.indisclustered AS clustered,
       ARRAY(SELECT k FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS keys (k, n)
             WHERE n > i.indnkeyatts ORDER BY n) AS include,
       pg_get_expr(i.indpred, i.indrelid) AS predicate,
       pg_get_indexdef(i.indexrelid) AS definition,
       k.conname AS constraint_,
       pn.nspname AS parent_schema, p.relname AS parent_name,
       coalesce(c.reloptions, '{}') AS options, s.spcname AS tablespace,
       coalesce(pg_relation_size(c.oid), 0) AS bytes,
       coalesce(pg_stat_get_numscans(c.oid), 0) AS scans
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
LEFT JOIN pg_class p ON p.oid = h.inhparent
LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
WHERE i.indislive AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
