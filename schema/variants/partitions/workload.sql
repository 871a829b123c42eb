-- What partitions help, and what they cost.

-- name: events_of_type
-- The newest of one sort since a week: one or two partitions.
-- params: SELECT 3 AS tenant_id, 'lead.captured' AS type, timestamptz '2026-03-10 00:00+00' AS since
--     UNION ALL SELECT 7, 'lead.enrolled', '2025-09-10 00:00+00'
SELECT id, occurred_at FROM events
 WHERE tenant_id = :tenant_id AND type = :type AND occurred_at >= :since AND occurred_at < :since + interval '7 days'
 ORDER BY occurred_at DESC LIMIT 50;

-- name: events_by_day
-- A month's events by the day: the partition is read, the rest is not.
-- params: SELECT timestamptz '2026-03-01 00:00+00' AS since UNION ALL SELECT '2025-08-01 00:00+00' ORDER BY 1
SELECT date_trunc('day', occurred_at, 'UTC') AS day, count(*) FROM events
 WHERE occurred_at >= :since AND occurred_at < :since + interval '1 month' GROUP BY day;

-- name: replay_stream
-- A stream says nothing of the time, so every partition is asked: execution alone.
-- params: SELECT 3 AS tenant_id, s AS stream_id FROM unnest(ARRAY[1003, 3003, 5003]) s
SELECT count(payload) FROM events WHERE tenant_id = :tenant_id AND stream_id = :stream_id;

-- name: replay_stream_with_planning
-- The same, ten times, planned each time.
-- params: SELECT 3 AS tenant_id, s AS stream_id FROM unnest(ARRAY[1003, 3003, 5003]) s
SELECT sum(replay(:tenant_id, :stream_id + n * 0)) FROM generate_series(1, 10) n;

-- name: forget_quarter
-- The oldest three months go.
-- kind: write
SELECT forget_quarter();
