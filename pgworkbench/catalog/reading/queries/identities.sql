-- What the objects of `depends` are called. A named NOT NULL constraint counts as its column, so that servers which
-- do not name them tell the same; functions come with their arguments as DROP FUNCTION takes them.
WITH places AS (
    SELECT classid AS class, objid AS oid, objsubid AS part FROM pg_depend WHERE objid >= 16384
    UNION
    SELECT refclassid, refobjid, refobjsubid FROM pg_depend
    WHERE objid >= 16384 AND (refobjid >= 16384 OR refclassid = 'pg_namespace'::regclass)
)
SELECT p.class::regclass::text AS class_, p.oid, p.part,
       CASE WHEN k.contype = 'n' AND k.conrelid <> 0 THEN 'table column'
            WHEN t.typtype = 'e' THEN 'enum' WHEN t.typtype = 'd' THEN 'domain'
            WHEN t.typtype = 'c' THEN 'composite type' WHEN t.typtype = 'r' THEN 'range'
            ELSE i.type END AS kind,
       CASE WHEN k.contype = 'n' AND k.conrelid <> 0
            THEN ARRAY[i.object_names[1], i.object_names[2],
                       (SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1])]
            WHEN k.contypid <> 0 THEN ARRAY[dn.nspname, d.typname, k.conname]::text[]
            WHEN t.oid IS NOT NULL THEN ARRAY[tn.nspname, t.typname]::text[]
            WHEN p.class IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
            THEN ARRAY[i.object_names[2], i.object_names[3]]
            ELSE i.object_names END AS names,
       CASE WHEN p.class = 'pg_proc'::regclass THEN pg_get_function_identity_arguments(p.oid)
            WHEN p.class IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass) THEN i.object_names[1]
            WHEN k.contypid <> 0 THEN ''
            ELSE array_to_string(i.object_args, ', ') END AS arguments
FROM places p
CROSS JOIN LATERAL pg_identify_object_as_address(p.class, p.oid, p.part) i
LEFT JOIN pg_type t ON p.class = 'pg_type'::regclass AND t.oid = p.oid
LEFT JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_constraint k ON p.class = 'pg_constraint'::regclass AND k.oid = p.oid
LEFT JOIN pg_type d ON d.oid = k.contypid
LEFT JOIN pg_namespace dn ON dn.oid = d.typnamespace
WHERE i.object_names IS NOT NULL
