-- The same rows whatever the key: twenty batches of entries, and a note to each.

-- name: load_entries
-- Rows of ten tenants, as they come in.
-- params: SELECT b * 4000 + 1 AS first, (b + 1) * 4000 AS last FROM generate_series(0, 19) b
INSERT INTO entries (tenant_id, n, body)
SELECT n % 10, n, repeat(md5(n::text), 3) FROM generate_series(:first, :last) n;

-- name: load_notes
-- A note to each entry, some time later.
-- params: SELECT b * 4000 + 1 AS first, (b + 1) * 4000 AS last FROM generate_series(0, 19) b
INSERT INTO notes (tenant_id, entry_id, n)
SELECT tenant_id, id, n FROM entries WHERE n BETWEEN :first AND :last;
