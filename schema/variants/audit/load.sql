-- Leads as an import brings them, and as forms do, one by one.

-- name: import_leads
-- Ten imports of two thousand rows each.
-- params: SELECT b * 2000 + 1 AS first, (b + 1) * 2000 AS last FROM generate_series(0, 9) b
INSERT INTO leads (tenant_id, id, n, email, status, score, notes)
SELECT n % 10, md5(n::text)::uuid, n, 'person-' || n || '@example.org', 'new', n % 100, repeat(md5(n::text), 3)
  FROM generate_series(:first, :last) n;
