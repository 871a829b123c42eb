-- Writes of one row and of many; each is rolled back after it was measured.

-- name: capture_lead
-- A form: one row enters.
-- kind: write
-- params: SELECT 3 AS tenant_id, md5('new ' || n)::uuid AS id, 1000000 + n AS n FROM generate_series(1, 4) n
INSERT INTO leads (tenant_id, id, n, email, status, score, notes)
VALUES (:tenant_id, :id, :n, 'somebody@example.org', 'new', 0, repeat('word ', 20));

-- name: move_lead
-- An adviser: one row changes, in two columns.
-- kind: write
-- params: SELECT tenant_id, id FROM leads WHERE n IN (7, 4711, 9999, 19999) ORDER BY n
UPDATE leads SET status = 'contacted', score = score + 10 WHERE tenant_id = :tenant_id AND id = :id;

-- name: rescore_leads
-- A nightly job: a thousand rows change, in one column.
-- kind: write
-- params: SELECT b * 4000 + 1 AS first FROM generate_series(0, 3) b
UPDATE leads SET score = score + 1 WHERE n BETWEEN :first AND :first + 999;

-- name: touch_leads
-- A careless job: a thousand rows are written as they were. There is nothing to record.
-- kind: write
-- params: SELECT b * 4000 + 1 AS first FROM generate_series(0, 3) b
UPDATE leads SET score = score WHERE n BETWEEN :first AND :first + 999;

-- name: remove_leads
-- A thousand rows go.
-- kind: write
-- params: SELECT b * 4000 + 1 AS first FROM generate_series(0, 3) b
DELETE FROM leads WHERE n BETWEEN :first AND :first + 999;
