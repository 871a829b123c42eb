-- Cycles: which period a day lies in, what can be enrolled for now.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: cycle_by_code
-- Transcripts and imports name a cycle by its code.
-- calls per hour: 600
-- target: 3 ms
-- params: SELECT c.tenant_id, c.code
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM cycles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM cycles WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, name, kind, status, starts_on, ends_on
  FROM cycles
 WHERE code = :code AND deleted_at IS NULL;

-- name: cycle_of_today
-- The semester that a day lies in: the latest that has begun, if it has not ended.
-- calls per hour: 5000
-- target: 3 ms
-- params: SELECT c.tenant_id, c.kind, c.starts_on + 10 AS today
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM cycles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM cycles WHERE tenant_id = t.tenant_id AND kind = 'semester'
--             ORDER BY starts_on DESC, id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, code, name, status, starts_on, ends_on, :today < ends_on AS runs
  FROM cycles
 WHERE kind = :kind AND starts_on <= :today AND status <> 'cancelled' AND deleted_at IS NULL
 ORDER BY starts_on DESC
 LIMIT 1;

-- name: cycles_of_kind
-- The list of cycles of one kind, the latest first, each with how many runs it has.
-- calls per hour: 60
-- target: 40 ms
-- params: SELECT c.tenant_id, c.kind
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM cycles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM cycles WHERE tenant_id = t.tenant_id AND kind = 'semester'
--             ORDER BY starts_on DESC, id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT c.id, c.code, c.name, c.status, c.starts_on, c.ends_on,
       (SELECT count(*) FROM course_runs AS r
         WHERE r.tenant_id = c.tenant_id AND r.cycle_id = c.id AND r.deleted_at IS NULL) AS runs
  FROM cycles AS c
 WHERE c.kind = :kind AND c.deleted_at IS NULL
 ORDER BY c.starts_on DESC;

-- name: cycles_within
-- The semesters of a year, in order.
-- calls per hour: 60
-- target: 5 ms
-- params: SELECT c.tenant_id, c.parent_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM cycles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM cycles WHERE tenant_id = t.tenant_id AND parent_id IS NOT NULL
--             ORDER BY id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, code, name, starts_on, ends_on
  FROM cycles
 WHERE parent_id = :parent_id AND deleted_at IS NULL
 ORDER BY starts_on;

-- name: windows_of_cycle
-- When one may enrol for a cycle, whoever one is.
-- calls per hour: 300
-- target: 5 ms
-- params: SELECT w.tenant_id, w.cycle_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM enrollment_windows GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM enrollment_windows WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS w
--     ORDER BY t.place, w.tenant_id
SELECT audience, opens_at, closes_at, fee_amount, fee_currency
  FROM enrollment_windows
 WHERE cycle_id = :cycle_id
 ORDER BY opens_at;

-- name: open_windows
-- What a new student may enrol for now.
-- calls per hour: 2500
-- target: 10 ms
-- params: SELECT w.tenant_id, w.audience, w.opens_at + interval '1 day' AS at
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM enrollment_windows GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM enrollment_windows WHERE tenant_id = t.tenant_id
--             AND cycle_id IN (SELECT id FROM cycles WHERE tenant_id = t.tenant_id AND status IN ('open', 'running'))
--             ORDER BY opens_at DESC, id LIMIT 1) AS w
--     ORDER BY t.place, w.tenant_id
SELECT c.id, c.name, w.opens_at, w.closes_at, w.fee_amount, w.fee_currency
  FROM enrollment_windows AS w
  JOIN cycles AS c ON c.tenant_id = w.tenant_id AND c.id = w.cycle_id AND c.deleted_at IS NULL
 WHERE w.audience = :audience AND w.closes_at > :at AND w.opens_at <= :at AND c.status IN ('open', 'running')
 ORDER BY w.closes_at;

-- name: open_window
-- The registrar opens a window; one that overlaps another is refused.
-- set: app.user_id = :user_id
-- calls per hour: 1
-- target: 20 ms
-- params: SELECT c.tenant_id, u.id AS user_id, c.id AS cycle_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM cycles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM cycles WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, c.tenant_id
INSERT INTO enrollment_windows (cycle_id, audience, period, fee_amount, fee_currency)
VALUES (:cycle_id, 'staff', tstzrange('2031-01-01', '2031-02-01'), 30.00, 'EUR')
RETURNING id, opens_at, closes_at;

-- name: advance_cycles
-- The nightly job: cycles whose first day has come begin to run.
-- role: campus_jobs
-- calls per hour: 17
-- target: 50 ms
-- params: SELECT c.tenant_id, c.starts_on AS today
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM cycles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM cycles WHERE tenant_id = t.tenant_id ORDER BY starts_on DESC, id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
UPDATE cycles
   SET status = 'running'
 WHERE tenant_id = :tenant_id AND kind IN ('semester', 'term', 'intake', 'academic_year') AND starts_on <= :today
   AND status = 'open' AND deleted_at IS NULL;

-- name: plan_cycle
-- The registrar plans a cycle; one that overlaps another of its kind is refused.
-- set: app.user_id = :user_id
-- calls per hour: 0.2
-- target: 20 ms
-- params: SELECT u.tenant_id, u.id AS user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM cycles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
INSERT INTO cycles (kind, code, name, period)
VALUES ('semester', '2040-S1', 'Spring 2040', daterange('2040-02-01', '2040-07-01'))
RETURNING id, starts_on, ends_on;
