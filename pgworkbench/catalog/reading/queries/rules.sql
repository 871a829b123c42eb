-- Rewrite rules that somebody wrote.
SELECT r.oid, r.ev_class AS relation, r.rulename AS name, r.ev_enabled AS enabled,
       CASE WHEN has_table_privilege(r.ev_class, 'SELECT') IS NOT NULL THEN pg_get_ruledef(r.oid) END AS definition
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
