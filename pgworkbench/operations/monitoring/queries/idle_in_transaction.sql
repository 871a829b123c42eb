-- Seconds that the longest idle transaction of a user has waited for its client.
SELECT usename::text AS usename, max(extract(epoch FROM clock_timestamp() - state_change))::float8 AS value
  FROM pg_catalog.pg_stat_activity WHERE state IN ('idle in transaction', 'idle in transaction (aborted)') GROUP BY usename
