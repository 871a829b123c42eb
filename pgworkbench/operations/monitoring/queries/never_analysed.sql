-- Rows changed since the planner's statistics of a table were made, as a share of its rows.
SELECT schemaname::text AS schemaname, relname::text AS relname, n_mod_since_analyze::float8 / greatest(n_live_tup, 1000) AS value
  FROM pg_catalog.pg_stat_user_tables
