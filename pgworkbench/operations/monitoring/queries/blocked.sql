-- Seconds that the longest wait for somebody else's lock has lasted, by database.
SELECT a.datname::text AS datname, max(extract(epoch FROM clock_timestamp() - l.waitstart))::float8 AS value
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
 WHERE NOT l.granted AND l.waitstart IS NOT NULL GROUP BY a.datname
