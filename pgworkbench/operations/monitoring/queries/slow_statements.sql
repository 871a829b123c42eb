-- Mean milliseconds of a statement of this database that was called at least a hundred times.
SELECT s.queryid::text AS queryid, (sum(s.total_exec_time) / sum(s.calls))::float8 AS value
  FROM pg_stat_statements AS s JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
 WHERE d.datname = pg_catalog.current_database() GROUP BY s.queryid HAVING sum(s.calls) >= 100
