-- Share of dead rows in tables that have at least a thousand of them (vacuum does not keep up).
SELECT schemaname::text AS schemaname, relname::text AS relname,
       n_dead_tup::float8 / nullif(n_live_tup + n_dead_tup, 0) AS value
  FROM pg_catalog.pg_stat_user_tables WHERE n_dead_tup >= 1000
