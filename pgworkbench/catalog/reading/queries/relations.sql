-- Tables, partitions, views and foreign tables. A view dropped since the snapshot has no definition any more;
-- pg_get_viewdef would fail on it, has_table_privilege says NULL.
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.relowner AS owner,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
       c.relpersistence AS persistence, c.relreplident AS replica_identity, c.reltuples AS rows,
       c.relispopulated AS populated, c.relispartition AS partition,
       coalesce(c.reloptions, '{}') || ARRAY(SELECT 'toast.' || o FROM unnest(t.reloptions) o) AS options,
       nullif(m.amname, 'heap') AS access_method,
       s.spcname AS tablespace,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
       ARRAY(SELECT i.inhparent FROM pg_inherits i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno) AS parents,
       CASE WHEN c.relkind IN ('v', 'm') AND has_table_privilege(c.oid, 'SELECT') IS NOT NULL
            THEN pg_get_viewdef(c.oid) END AS definition,
       yn.nspname AS type_schema, y.typname AS type_name,
       v.srvname AS server, f.ftoptions AS server_options,
       coalesce(pg_table_size(c.oid), 0) AS bytes,
       coalesce(pg_indexes_size(c.oid), 0) AS index_bytes
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_type y ON y.oid = c.reloftype
LEFT JOIN pg_namespace yn ON yn.oid = y.typnamespace
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server v ON v.oid = f.ftserver
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
