-- What lists, look-ups and deletes cost the application, inside its tenant.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: newest_enquiries
-- A page of the list.
-- params: SELECT 3 AS tenant_id, timestamptz '2026-01-01 00:00+00' + d * interval '50 days' AS before_time
--     FROM generate_series(1, 4) d
SELECT id, email, created_at FROM enquiries
 WHERE tenant_id = :tenant_id AND deleted_at IS NULL AND created_at < :before_time
 ORDER BY created_at DESC, id LIMIT 50;

-- name: enquiries_in_status
-- What waits for an answer.
-- params: SELECT 3 AS tenant_id UNION ALL SELECT 7
SELECT count(*), max(created_at) FROM enquiries
 WHERE tenant_id = :tenant_id AND deleted_at IS NULL AND status = 'new';

-- name: enquiry_by_email
-- Is this person known? The key is partial in every variant that has deleted rows.
-- params: SELECT 3 AS tenant_id, 'person-' || n || '@example.org' AS email FROM unnest(ARRAY[33, 5023, 40043, 99933]) n
SELECT id, status FROM enquiries WHERE tenant_id = :tenant_id AND email = :email AND deleted_at IS NULL;

-- name: delete_enquiry
-- One row is deleted.
-- kind: write
-- params: SELECT tenant_id, id FROM enquiries WHERE id IN (33, 5023, 40043, 99933) ORDER BY id
UPDATE enquiries SET deleted_at = now() WHERE tenant_id = :tenant_id AND id = :id AND deleted_at IS NULL;
