-- Audit: what a tenant's people ask of the log, and what the auditor asks over all tenants.
-- role: campus_application

-- name: audit_of_a_record
-- The history of one row, newest first: the tab beside every lead, campaign and account.
-- set: app.tenant_id = :tenant_id
-- calls per hour: 400
-- target: 20 ms
-- params: SELECT a.tenant_id, a.table_name, a.record_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM audit_logs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, table_name, record_id FROM audit_logs WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, table_name, record_id ORDER BY count(*) DESC, record_id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT occurred_at, operation, actor_id, changed_columns, before, after
  FROM audit_logs
 WHERE table_name = :table_name AND record_id = :record_id
 ORDER BY occurred_at DESC
 LIMIT 50;

-- name: audit_last_change
-- Who last changed one column of one row, and from what.
-- set: app.tenant_id = :tenant_id
-- calls per hour: 200
-- target: 20 ms
-- params: SELECT a.tenant_id, a.table_name, a.record_id, a.changed_columns[1] AS column_name
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM audit_logs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM audit_logs WHERE tenant_id = t.tenant_id AND operation = 'update'
--             ORDER BY occurred_at DESC, id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT occurred_at, actor_id, before -> :column_name AS value_before, after -> :column_name AS value_after
  FROM audit_logs
 WHERE table_name = :table_name AND record_id = :record_id AND :column_name = ANY (changed_columns)
 ORDER BY occurred_at DESC
 LIMIT 1;

-- name: audit_of_a_user
-- What one user did lately, page by page.
-- set: app.tenant_id = :tenant_id
-- calls per hour: 60
-- target: 30 ms
-- params: SELECT a.tenant_id, a.actor_id, a.occurred_at AS before_time
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM audit_logs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM audit_logs WHERE tenant_id = t.tenant_id AND actor_id IS NOT NULL
--             ORDER BY occurred_at DESC, id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT occurred_at, table_name, record_id, operation, changed_columns
  FROM audit_logs
 WHERE actor_id = :actor_id AND occurred_at < :before_time
 ORDER BY occurred_at DESC
 LIMIT 50;

-- name: audit_of_a_request
-- All rows that one request changed: from a line of the application's log to its effect.
-- set: app.tenant_id = :tenant_id
-- calls per hour: 20
-- target: 30 ms
-- params: SELECT a.tenant_id, a.request_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM audit_logs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM audit_logs WHERE tenant_id = t.tenant_id AND request_id IS NOT NULL
--             ORDER BY occurred_at DESC, id LIMIT 1) AS a
--     ORDER BY t.place, a.tenant_id
SELECT table_name, record_id, operation, changed_columns, actor_id
  FROM audit_logs
 WHERE request_id = :request_id
 ORDER BY table_name, record_id;

-- name: audit_counts_by_table
-- The tenant's own overview: changes of the last weeks by table and operation.
-- set: app.tenant_id = :tenant_id
-- calls per hour: 20
-- target: 200 ms
-- params: SELECT a.tenant_id, a.latest - interval '28 days' AS since, a.latest AS until
--     FROM (SELECT tenant_id, max(occurred_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM audit_logs GROUP BY tenant_id) AS a
--     ORDER BY a.place, a.tenant_id
SELECT table_name, operation, count(*) AS changes, count(DISTINCT actor_id) AS actors
  FROM audit_logs
 WHERE occurred_at >= :since AND occurred_at < :until
 GROUP BY table_name, operation
 ORDER BY changes DESC;

-- name: audit_window
-- The auditor looks at an hour, over all tenants: what went on when something happened.
-- role: campus_auditor
-- calls per hour: 2
-- target: 100 ms
-- params: SELECT a.occurred_at - interval '30 minutes' AS since, a.occurred_at + interval '30 minutes' AS until
--     FROM audit_logs AS a ORDER BY a.occurred_at DESC, a.id LIMIT 5
SELECT tenant_id, occurred_at, table_name, record_id, operation, actor_id, request_id
  FROM audit_logs
 WHERE occurred_at >= :since AND occurred_at < :until
 ORDER BY occurred_at;
