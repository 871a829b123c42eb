-- Who waits for whom now, the longest wait first: end the holder's transaction, not the waiting ones.
SELECT w.pid AS waiting, w.usename AS who, now() - l.waitstart AS since, l.locktype, l.relation::regclass AS relation,
       l.mode, h.pid AS holding, h.usename AS whose, h.state, now() - h.xact_start AS in_transaction_for,
       left(h.query, 200) AS last_statement_of_the_holder
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_stat_activity AS w ON w.pid = l.pid
 CROSS JOIN LATERAL unnest(pg_catalog.pg_blocking_pids(l.pid)) AS b (pid)
  JOIN pg_catalog.pg_stat_activity AS h ON h.pid = b.pid
 WHERE NOT l.granted
 ORDER BY l.waitstart;
