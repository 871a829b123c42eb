-- Windows of time, as the application asks within a tenant and jobs ask over all: the largest tenant, and a usual one.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: events_of_an_hour
-- The dashboard's pulse.
-- params: SELECT t AS tenant_id, timestamptz '2026-10-20 10:00+00' AS since FROM unnest(ARRAY[0, 7]) t
SELECT count(*) FROM events
 WHERE tenant_id = :tenant_id AND occurred_at >= :since AND occurred_at < :since + interval '1 hour';

-- name: events_of_a_day
-- A day of the activity log.
-- params: SELECT t AS tenant_id, timestamptz '2026-10-20 00:00+00' AS since FROM unnest(ARRAY[0, 7]) t
SELECT type, count(*) FROM events
 WHERE tenant_id = :tenant_id AND occurred_at >= :since AND occurred_at < :since + interval '1 day'
 GROUP BY type;

-- name: newest_events
-- The newest fifty: an order that only a B-tree gives.
-- params: SELECT t AS tenant_id FROM unnest(ARRAY[0, 7]) t
SELECT id, occurred_at, type FROM events WHERE tenant_id = :tenant_id ORDER BY occurred_at DESC LIMIT 50;

-- name: hour_of_all_tenants
-- A job or the auditor: an hour, whosever events they are.
-- role: campus_jobs
-- params: SELECT 0 AS tenant_id, timestamptz '2026-10-20 10:00+00' AS since
SELECT tenant_id, count(*) FROM events
 WHERE occurred_at >= :since AND occurred_at < :since + interval '1 hour' GROUP BY tenant_id;
