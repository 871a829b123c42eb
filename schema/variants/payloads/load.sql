-- Payloads as events have them: a channel, a campaign, an address nested, a few words.

-- name: append_events
-- Twelve batches of five thousand.
-- params: SELECT b * 5000 + 1 AS first, (b + 1) * 5000 AS last FROM generate_series(0, 11) b
INSERT INTO events (tenant_id, id, payload)
SELECT n % 10, n, jsonb_build_object(
         'channel', (ARRAY['web', 'phone', 'fair', 'partner', 'referral'])[1 + n % 7 % 5], 'campaign', n % 400,
         'client', jsonb_build_object('country', (ARRAY['PT', 'ES', 'BR'])[1 + n % 3], 'visitor', md5((n / 4)::text)))
       || CASE WHEN n % 1000 = 3 THEN jsonb_build_object('corrected_by', 'import') ELSE '{}' END
  FROM generate_series(:first, :last) n;
