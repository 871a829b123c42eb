-- Sequences; those behind a serial (deptype a) or identity column (i) know it.
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relowner AS owner, c.relpersistence AS persistence,
       format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
       s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
       d.refobjid AS relation, d.refobjsubid AS position, d.deptype = 'i' AS identity,
       CASE WHEN has_sequence_privilege(c.oid, 'SELECT, USAGE') THEN pg_sequence_last_value(c.oid) END AS last_value
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
