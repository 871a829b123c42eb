-- Deadlocks since the statistics began (a counter: its increase is what matters).
SELECT datname::text AS datname, deadlocks::float8 AS value FROM pg_catalog.pg_stat_database WHERE datname IS NOT NULL
