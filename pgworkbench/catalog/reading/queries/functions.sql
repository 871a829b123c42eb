-- Functions, procedures, aggregates and window functions.
SELECT p.oid, n.nspname AS schema, p.proname AS name, p.prokind AS kind, p.proowner AS owner,
       pg_get_function_identity_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result,
       l.lanname AS language, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) AS body,
       CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition,
       p.provolatile AS volatility, p.prosecdef AS security_definer, p.proleakproof AS leakproof,
       p.proisstrict AS strict, p.proparallel AS parallel, coalesce(p.proconfig, '{}') AS settings
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
