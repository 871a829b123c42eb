-- Who may do what: one row for each object, grantee and grant option; `whole` is what an owner holds by default.
-- An object without an access list has the built-in one, which matters only where that says something of PUBLIC.
WITH kinds AS (
    SELECT k AS kind,
           ARRAY(SELECT e.privilege_type FROM aclexplode(acldefault(k, 10)) e WHERE e.grantee = 10) AS whole
    FROM unnest('{c,r,s,d,f,n,T,F,S}'::"char"[]) k
),
spaces AS (
    SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
lists AS (
    SELECT 'pg_class' AS class_, c.oid, 0 AS part, c.relowner AS owner,
           CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END AS kind, c.relacl AS acl
    FROM pg_class c WHERE c.relnamespace IN (SELECT oid FROM spaces) AND c.relacl IS NOT NULL
    UNION ALL
    SELECT 'pg_class', a.attrelid, a.attnum, c.relowner, 'c', a.attacl
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relnamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_proc', p.oid, 0, p.proowner, 'f', coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_type', t.oid, 0, t.typowner, 'T', coalesce(t.typacl, acldefault('T', t.typowner))
    FROM pg_type t
    WHERE t.typnamespace IN (SELECT oid FROM spaces)
      AND (t.typtype IN ('e', 'd', 'r')
           OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
    UNION ALL
    SELECT 'pg_namespace', n.oid, 0, n.nspowner, 'n', n.nspacl
    FROM pg_namespace n WHERE n.oid IN (SELECT oid FROM spaces) AND n.nspacl IS NOT NULL
    UNION ALL
    SELECT 'pg_database', d.oid, 0, d.datdba, 'd', coalesce(d.datacl, acldefault('d', d.datdba))
    FROM pg_database d WHERE d.datname = current_database()
    UNION ALL
    SELECT 'pg_foreign_data_wrapper', f.oid, 0, f.fdwowner, 'F', f.fdwacl
    FROM pg_foreign_data_wrapper f WHERE f.fdwacl IS NOT NULL
    UNION ALL
    SELECT 'pg_foreign_server', s.oid, 0, s.srvowner, 'S', s.srvacl
    FROM pg_foreign_server s WHERE s.srvacl IS NOT NULL
    UNION ALL
    -- inside a schema, default privileges only add; without one they stand in the built-in list's place
    SELECT 'pg_default_acl', d.oid, 0, d.defaclrole,
           CASE WHEN d.defaclnamespace <> 0 THEN 'c' WHEN d.defaclobjtype = 'S' THEN 's' ELSE d.defaclobjtype END,
           d.defaclacl
    FROM pg_default_acl d
)
SELECT l.class_, l.oid, l.part, l.owner, coalesce(k.whole, '{}') AS whole, e.grantee, coalesce(e.is_grantable, false) AS grantable,
       coalesce(array_agg(DISTINCT e.privilege_type ORDER BY e.privilege_type)
                FILTER (WHERE e.privilege_type IS NOT NULL), '{}') AS privileges
FROM lists l
LEFT JOIN kinds k ON k.kind = l.kind
LEFT JOIN LATERAL aclexplode(l.acl) e ON true
GROUP BY l.class_, l.oid, l.part, l.owner, k.whole, e.grantee, e.is_grantable
