-- Triggers that somebody wrote.
SELECT t.oid, t.tgrelid AS relation, t.tgname AS name, t.tgtype AS type, t.tgenabled AS enabled,
       t.tgattr::int2[] AS columns, t.tgconstraint <> 0 AS constraint_, t.tgparentid <> 0 AS inherited,
       fn.nspname AS function_schema, f.proname AS function_name,
       pg_get_triggerdef(t.oid) AS definition
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc f ON f.oid = t.tgfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
WHERE NOT t.tgisinternal AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
