-- The application asks, inside its tenant.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: tasks_in_state
-- The rare tasks of one tenant: what a work list shows.
-- params: SELECT 3 AS tenant_id, s AS state FROM unnest(ARRAY['failed', 'waiting', 'open']) s
SELECT id, body FROM tasks WHERE tenant_id = :tenant_id AND state = :state;

-- name: open_tasks
-- The same with the state written into the query.
-- params: SELECT 3 AS tenant_id
SELECT id FROM tasks WHERE tenant_id = :tenant_id AND state = 'open' ORDER BY id LIMIT 50;

-- name: tasks_by_state
-- How many in each state: a count that reads the tenant's rows either way.
-- params: SELECT 3 AS tenant_id
SELECT state, count(*) FROM tasks WHERE tenant_id = :tenant_id GROUP BY state;
