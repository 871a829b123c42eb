-- Columns of all relations and composite types, in order.
SELECT a.attrelid AS relation, a.attnum AS position, a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
       pg_get_expr(d.adbin, d.adrelid) AS default_,
       a.attgenerated AS generated, a.attidentity AS identity,
       CASE WHEN a.attcollation <> t.typcollation THEN ln.nspname END AS collation_schema, l.collname AS collation_name,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage ELSE '' END AS storage,
       a.attcompression AS compression,
       nullif(a.attstattarget, -1) AS statistics_target,
       tn.nspname AS type_schema, coalesce(e.typname, t.typname) AS type_name, e.oid IS NOT NULL AS array_,
       NOT a.attislocal AS inherited,
       a.attoptions AS options, a.attfdwoptions AS foreign_options
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
JOIN pg_namespace tn ON tn.oid = coalesce(e.typnamespace, t.typnamespace)
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY a.attrelid, a.attnum
