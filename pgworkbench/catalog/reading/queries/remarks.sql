-- What may be said of any object: its comment, and the extension that owns it.
SELECT classoid::regclass::text AS class_, objoid AS oid, objsubid AS part, description AS comment, NULL::name AS extension
FROM pg_description
WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass
UNION ALL
SELECT d.classid::regclass::text, d.objid, 0, NULL, e.extname
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
