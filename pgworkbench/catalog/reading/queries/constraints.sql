-- Constraints of tables and domains. A foreign key to a partitioned table has further rows, one for each partition
-- of its target: those are the server's own bookkeeping and left out.
SELECT k.oid, k.conrelid AS relation, k.contypid AS domain, k.conname AS name, k.contype AS kind,
       coalesce(k.conkey, '{}') AS columns, coalesce(k.confkey, '{}') AS target_columns,
       k.confrelid AS target, k.confdeltype AS on_delete, k.confupdtype AS on_update,
       k.confmatchtype = 'f' AS match_full, coalesce(k.confdelsetcols, '{}') AS set_columns,
       k.convalidated AS validated, k.condeferrable AS deferrable, k.condeferred AS deferred,
       k.connoinherit AND k.contype IN ('c', 'n') AS no_inherit, NOT k.conislocal OR k.conparentid <> 0 AS inherited,
       i.relname AS index,
       CASE WHEN (k.conrelid = 0 OR has_table_privilege(k.conrelid, 'SELECT') IS NOT NULL)
             AND (k.confrelid = 0 OR has_table_privilege(k.confrelid, 'SELECT') IS NOT NULL)
            THEN pg_get_constraintdef(k.oid) END AS definition
FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace
LEFT JOIN pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_constraint parent ON parent.oid = k.conparentid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT (k.contype = 'f' AND parent.oid IS NOT NULL AND parent.conrelid = k.conrelid)
