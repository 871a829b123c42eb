-- Seconds that a standby's replay lies behind, as the primary sees it.
SELECT application_name::text AS application_name, coalesce(extract(epoch FROM replay_lag), 0)::float8 AS value
  FROM pg_catalog.pg_stat_replication
