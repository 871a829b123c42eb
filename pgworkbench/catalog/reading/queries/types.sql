-- Enums, domains, ranges and composite types that stand by themselves.
SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typtype AS kind, t.typowner AS owner, t.typrelid AS relation,
       ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
       t.typnotnull AS not_null,
       CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), t.typdefault) END
           AS default_,
       CASE WHEN t.typcollation <> b.typcollation THEN ln.nspname END AS collation_schema, l.collname AS collation_name,
       concat_ws(', ',
           'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
           'SUBTYPE_OPCLASS = ' || CASE WHEN NOT o.opcdefault THEN format('%I.%I', onn.nspname, o.opcname) END,
           'COLLATION = ' || CASE WHEN r.rngcollation <> s.typcollation THEN format('%I.%I', ln.nspname, l.collname) END,
           'CANONICAL = ' || CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::regproc END,
           'SUBTYPE_DIFF = ' || CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::regproc END,
           'MULTIRANGE_TYPE_NAME = ' || format_type(r.rngmultitypid, NULL)) AS definition
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_type s ON s.oid = r.rngsubtype
LEFT JOIN pg_opclass o ON o.oid = r.rngsubopc
LEFT JOIN pg_namespace onn ON onn.oid = o.opcnamespace
LEFT JOIN pg_collation l ON l.oid = coalesce(nullif(r.rngcollation, 0), t.typcollation)
LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND (t.typtype IN ('e', 'd', 'r')
       OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
