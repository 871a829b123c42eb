-- One month's partition: two hundred thousand events of forty tenants, in the order of time; one has two fifths of them.

-- name: append_events
-- Twenty batches of ten thousand.
-- params: SELECT b * 10000 + 1 AS first, (b + 1) * 10000 AS last FROM generate_series(0, 19) b
INSERT INTO events (tenant_id, id, occurred_at, type, payload)
SELECT CASE WHEN n % 5 < 2 THEN 0 ELSE 1 + n % 39 END, n, timestamptz '2026-10-01 00:00+00' + n * interval '13 seconds',
       'lead.captured', jsonb_build_object('number', n, 'words', md5(n::text))
  FROM generate_series(:first, :last) n;
