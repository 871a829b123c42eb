-- Seconds that the longest running statement of a user has taken so far.
SELECT usename::text AS usename, max(extract(epoch FROM clock_timestamp() - query_start))::float8 AS value
  FROM pg_catalog.pg_stat_activity
 WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid() GROUP BY usename
