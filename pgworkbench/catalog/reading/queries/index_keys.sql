-- The keys of every index, in order. The collation is told where it is not the one that the column brings along
-- (or, for an expression, its type).
SELECT i.indexrelid AS index, k.n AS position, a.attname AS column_,
       CASE WHEN k.attnum = 0 THEN pg_get_indexdef(i.indexrelid, k.n::int, false) ELSE quote_ident(a.attname) END
           AS expression,
       onn.nspname AS opclass_schema, o.opcname AS opclass_name, o.opcdefault AS default_opclass,
       (k.option & 1) <> 0 AS descending, (k.option & 2) <> 0 AS nulls_first,
       CASE WHEN k.coll <> 0 AND k.coll <> coalesce(a.attcollation, t.typcollation) THEN ln.nspname END
           AS collation_schema,
       l.collname AS collation_name,
       nullif(x.attstattarget, -1) AS statistics_target, x.attoptions AS options
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[])
    WITH ORDINALITY AS k (attnum, opclass, coll, option, n)
JOIN pg_attribute x ON x.attrelid = i.indexrelid AND x.attnum = k.n
JOIN pg_type t ON t.oid = x.atttypid
LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
JOIN pg_opclass o ON o.oid = k.opclass
JOIN pg_namespace onn ON onn.oid = o.opcnamespace
LEFT JOIN pg_collation l ON l.oid = k.coll
LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
WHERE k.n <= i.indnkeyatts AND i.indislive AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY i.indexrelid, k.n
