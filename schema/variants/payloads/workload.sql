-- What repairs ask of payloads.

-- name: events_with_pair
-- Two values that are common alone and rare together.
-- params: SELECT 3 AS tenant_id, jsonb_build_object('channel', 'referral', 'campaign', 213) AS part
--     UNION ALL SELECT 7, jsonb_build_object('channel', 'web', 'campaign', 7)
SELECT id FROM events WHERE tenant_id = :tenant_id AND payload @> :part;

-- name: events_of_visitor
-- One visitor, nested in the payload: a value that is rare.
-- params: SELECT 3 AS tenant_id, jsonb_build_object('client', jsonb_build_object('visitor', md5(n::text))) AS part
--     FROM unnest(ARRAY[500, 13000]) n
SELECT id FROM events WHERE tenant_id = :tenant_id AND payload @> :part;

-- name: events_of_channel
-- A value that a seventh of all events have: an index helps little.
-- params: SELECT 3 AS tenant_id, jsonb_build_object('channel', 'referral') AS part
SELECT count(*) FROM events WHERE tenant_id = :tenant_id AND payload @> :part;

-- name: events_with_key
-- Which events have the key at all? `?` asks for what jsonb_path_ops has not kept.
-- params: SELECT 3 AS tenant_id
SELECT id FROM events WHERE tenant_id = :tenant_id AND payload ? 'corrected_by';

-- name: events_with_path
-- The same question as a path that has a value, which both kinds can answer.
-- params: SELECT 3 AS tenant_id
SELECT id FROM events WHERE tenant_id = :tenant_id AND payload @> '{"corrected_by": "import"}';
