-- Extended statistics.
SELECT s.oid, s.stxrelid AS relation, n.nspname AS schema, s.stxname AS name, s.stxowner AS owner,
       nullif(s.stxstattarget, -1) AS target, pg_get_statisticsobjdef(s.oid) AS definition
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
