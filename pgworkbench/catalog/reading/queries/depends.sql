-- Which object depends on which, as the server records it, among objects that did not come with it.
SELECT d.classid::regclass::text AS class_, d.objid AS oid, d.objsubid AS part,
       d.refclassid::regclass::text AS on_class, d.refobjid AS on_oid, d.refobjsubid AS on_part, d.deptype AS strength
FROM pg_depend d
WHERE d.objid >= 16384 AND (d.refobjid >= 16384 OR d.refclassid = 'pg_namespace'::regclass)
