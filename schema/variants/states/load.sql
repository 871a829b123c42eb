-- Five tenants; nearly all tasks are done, few are open, fewer failed.

-- name: load_tasks
-- Twelve batches of five thousand.
-- params: SELECT b * 5000 + 1 AS first, (b + 1) * 5000 AS last FROM generate_series(0, 11) b
INSERT INTO tasks (tenant_id, id, state, body)
SELECT n % 5, n, s.state, repeat(md5(n::text), 3)
  FROM generate_series(:first, :last) n
  JOIN states s ON s.remainder = CASE WHEN n % 997 = 0 THEN 1 WHEN n % 101 = 0 THEN 2 WHEN n % 53 = 0 THEN 3 ELSE 4 END;
