-- Two years of events of ten tenants, in the order of time: a hundred and fifty thousand in six thousand streams.

-- name: append_events
-- Fifteen batches of ten thousand; each goes to one or two months.
-- params: SELECT b * 10000 AS first, (b + 1) * 10000 - 1 AS last FROM generate_series(0, 14) b
INSERT INTO events (tenant_id, id, occurred_at, stream_id, type, payload)
SELECT n % 10, n, timestamptz '2025-01-01 00:00+00' + n * interval '7 minutes', n / 500 * 20 + n % 20,
       (ARRAY['lead.captured', 'lead.contacted', 'lead.enrolled'])[1 + n % 3], jsonb_build_object('words', md5(n::text))
  FROM generate_series(:first, :last) n;
