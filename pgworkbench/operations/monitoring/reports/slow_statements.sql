-- The twenty statements that took most time in all (needs pg_stat_statements), with their share of it.
SELECT round((100 * s.total_exec_time / sum(s.total_exec_time) OVER ())::numeric, 1) AS percent, s.calls,
       round(s.mean_exec_time::numeric, 2) AS mean_ms, round(s.stddev_exec_time::numeric, 2) AS deviation_ms,
       s.rows, s.shared_blks_hit + s.shared_blks_read AS pages, s.temp_blks_written AS temporary_pages, s.query
  FROM pg_stat_statements AS s JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
 WHERE d.datname = pg_catalog.current_database()
 ORDER BY s.total_exec_time DESC
 LIMIT 20;
