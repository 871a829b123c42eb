-- Objects of kinds that a Catalog knows by name alone.
WITH spaces AS (
    SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
objects AS (
    SELECT 'pg_opclass' AS class_, oid FROM pg_opclass WHERE opcnamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_opfamily', oid FROM pg_opfamily WHERE opfnamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_ts_config', oid FROM pg_ts_config WHERE cfgnamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_ts_dict', oid FROM pg_ts_dict WHERE dictnamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_ts_parser', oid FROM pg_ts_parser WHERE prsnamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_ts_template', oid FROM pg_ts_template WHERE tmplnamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_conversion', oid FROM pg_conversion WHERE connamespace IN (SELECT oid FROM spaces)
    UNION ALL
    SELECT 'pg_type', t.oid FROM pg_type t
    WHERE t.typnamespace IN (SELECT oid FROM spaces) AND t.typtype IN ('b', 'p') -- p: declared, but not made yet
      AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
    UNION ALL
    SELECT 'pg_language', oid FROM pg_language WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_transform', oid FROM pg_transform WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_am', oid FROM pg_am WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_subscription', s.oid FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
    WHERE d.datname = current_database()
)
SELECT o.class_, o.oid, i.type AS kind, i.identity AS name
FROM objects o
CROSS JOIN LATERAL pg_identify_object(o.class_::regclass, o.oid, 0) i
WHERE i.identity IS NOT NULL
