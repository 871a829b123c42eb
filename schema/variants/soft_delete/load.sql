-- Enquiries of ten tenants; two of five are deleted later, as spam is, and their addresses written again.

-- name: load_enquiries
-- Ten batches of ten thousand.
-- params: SELECT b * 10000 + 1 AS first, (b + 1) * 10000 AS last FROM generate_series(0, 9) b
INSERT INTO enquiries (tenant_id, id, email, status, body, created_at)
SELECT n % 10, n, 'person-' || n || '@example.org', CASE WHEN n % 23 < 3 THEN 'new' ELSE 'closed' END,
       repeat(md5(n::text), 4), timestamptz '2026-01-01 00:00+00' + n * interval '3 minutes'
  FROM generate_series(:first, :last) n;

-- name: delete_spam
-- Two of five go, a batch at a time.
-- params: SELECT b * 10000 + 1 AS first, (b + 1) * 10000 AS last FROM generate_series(0, 9) b
UPDATE enquiries SET deleted_at = timestamptz '2026-09-01 00:00+00'
 WHERE id BETWEEN :first AND :last AND tenant_id = ANY (ARRAY[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) AND id / 10 % 5 < 2;
