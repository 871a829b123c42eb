-- Events: appending, replaying, the activity log, and handing on what others must hear of.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: append_event
-- Something happened to a lead, and the stream must stand where it was read: otherwise read again, decide anew.
-- kind: write
-- set: app.user_id = :user_id
-- calls per hour: 15000
-- target: 15 ms
-- params: SELECT s.tenant_id, u.id AS user_id, s.kind, s.subject_id, s.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_streams GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM event_streams WHERE tenant_id = t.tenant_id ORDER BY version DESC, id
--             LIMIT 1) AS s
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, s.tenant_id
SELECT app.append_event(:kind, :subject_id, :version, 'lead.contacted', '{"channel": "phone"}', '{"client": "web"}') AS version;

-- name: begin_stream
-- The first event of a thing begins its stream.
-- kind: write
-- set: app.user_id = :user_id
-- calls per hour: 2500
-- target: 15 ms
-- params: SELECT u.tenant_id, u.id AS user_id, c.id AS subject_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_streams GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     CROSS JOIN LATERAL (SELECT id FROM campaigns WHERE tenant_id = t.tenant_id AND id NOT IN (SELECT
--             subject_id FROM event_streams WHERE tenant_id = t.tenant_id) ORDER BY id DESC LIMIT 1) AS c
--     ORDER BY t.place, u.tenant_id
SELECT app.append_event('campaign', :subject_id, 0, 'campaign.created', '{"objective": "enquiries"}', NULL) AS version;

-- name: replay_stream
-- What a thing is now: its latest snapshot and the events after it, in order.
-- calls per hour: 8000
-- target: 10 ms
-- params: SELECT s.tenant_id, s.kind, s.subject_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_streams GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM event_streams WHERE tenant_id = t.tenant_id ORDER BY version DESC, id
--             LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT e.stream_version, e.type, e.payload, n.version AS from_version, n.state
  FROM event_streams AS s
  LEFT JOIN LATERAL (
       SELECT version, state FROM event_snapshots
        WHERE tenant_id = s.tenant_id AND stream_id = s.id ORDER BY version DESC LIMIT 1) AS n ON true
  JOIN events AS e ON e.tenant_id = s.tenant_id AND e.stream_id = s.id AND e.stream_version > coalesce(n.version, 0)
 WHERE s.kind = :kind AND s.subject_id = :subject_id
 ORDER BY e.stream_version;

-- name: history_of_subject
-- The tab beside a lead: the latest that happened to it.
-- calls per hour: 1500
-- target: 10 ms
-- params: SELECT s.tenant_id, s.subject_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_streams GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM event_streams WHERE tenant_id = t.tenant_id ORDER BY version DESC, id
--             LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT e.occurred_at, e.type, e.payload, e.actor_id
  FROM event_streams AS s
  JOIN events AS e ON e.tenant_id = s.tenant_id AND e.stream_id = s.id
 WHERE s.subject_id = :subject_id
 ORDER BY e.stream_version DESC
 LIMIT 30;

-- name: activity_of_user
-- The activity log: what a user did, newest first.
-- calls per hour: 300
-- target: 20 ms
-- params: SELECT e.tenant_id, e.actor_id, e.latest AS before_time
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM events GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, actor_id, max(occurred_at) AS latest FROM events WHERE tenant_id =
--             t.tenant_id AND actor_id IS NOT NULL GROUP BY tenant_id, actor_id ORDER BY count(*) DESC, actor_id LIMIT
--             1) AS e
--     ORDER BY t.place, e.tenant_id
SELECT occurred_at, type, stream_id, payload
  FROM events
 WHERE actor_id = :actor_id AND occurred_at < :before_time
 ORDER BY occurred_at DESC
 LIMIT 50;

-- name: events_of_type
-- What happened of one sort in the last days, for a page that refreshes itself.
-- calls per hour: 600
-- target: 25 ms
-- params: SELECT e.tenant_id, e.type, e.latest - interval '7 days' AS since
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM events GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, type, max(occurred_at) AS latest FROM events WHERE tenant_id =
--             t.tenant_id GROUP BY tenant_id, type ORDER BY count(*) DESC, type LIMIT 1) AS e
--     ORDER BY t.place, e.tenant_id
SELECT occurred_at, stream_id, payload
  FROM events
 WHERE type = :type AND occurred_at >= :since
 ORDER BY occurred_at DESC
 LIMIT 100;

-- name: events_by_hour
-- The dashboard's pulse: events of a day by the hour.
-- calls per hour: 120
-- target: 100 ms
-- params: SELECT tenant_id, latest - interval '1 day' AS since, latest AS until
--     FROM (SELECT tenant_id, max(occurred_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM events GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT date_trunc('hour', occurred_at) AS hour, count(*) AS events
  FROM events
 WHERE occurred_at >= :since AND occurred_at < :until
 GROUP BY hour
 ORDER BY hour;

-- name: events_with_payload
-- A repair: which events of the last months carry a value in their payload?
-- role: campus_jobs
-- calls per hour: 0.5
-- target: 500 ms
-- params: SELECT tenant_id, jsonb_build_object('channel', 'referral') AS part, latest - interval '90 days' AS since
--     FROM (SELECT tenant_id, max(occurred_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM events GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT stream_id, stream_version, occurred_at, type
  FROM events
 WHERE tenant_id = :tenant_id AND payload @> :part AND occurred_at >= :since;

-- name: relay_next
-- The relay takes the next events that were not handed on; several relays skip what another one has taken.
-- role: campus_jobs
-- kind: write
-- calls per hour: 3600
-- target: 20 ms
-- params: SELECT tenant_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_outbox GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT id, stream_id, stream_version, type, payload
  FROM event_outbox
 WHERE tenant_id = :tenant_id AND published_at IS NULL
 ORDER BY id
 LIMIT 100
   FOR UPDATE SKIP LOCKED;

-- name: relay_backlog
-- The alarm: how many events wait to be handed on, and since when.
-- role: campus_jobs
-- calls per hour: 60
-- target: 50 ms
-- params: SELECT tenant_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_outbox GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT count(*) AS waiting, min(created_at) AS since
  FROM event_outbox
 WHERE tenant_id = :tenant_id AND published_at IS NULL;

-- name: mark_published
-- The relay has handed events on.
-- role: campus_jobs
-- calls per hour: 3600
-- target: 20 ms
-- params: SELECT o.tenant_id, o.ids
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_outbox GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, array_agg(id) AS ids FROM (SELECT * FROM event_outbox WHERE
--             tenant_id = t.tenant_id AND published_at IS NULL ORDER BY id LIMIT 50) AS next GROUP BY tenant_id) AS o
--     ORDER BY t.place, o.tenant_id
UPDATE event_outbox
   SET published_at = now(), attempts = attempts + 1
 WHERE tenant_id = :tenant_id AND id = ANY (:ids);

-- name: delete_published
-- The nightly job: what was handed on a week ago goes.
-- role: campus_jobs
-- calls per hour: 17
-- target: 1 s
-- params: SELECT tenant_id, latest - interval '7 days' AS before_time
--     FROM (SELECT tenant_id, max(published_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_outbox GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
DELETE FROM event_outbox
 WHERE tenant_id = :tenant_id AND published_at < :before_time;

-- name: take_snapshot
-- A job sums a long stream up, so that replaying it stays short.
-- role: campus_jobs
-- calls per hour: 100
-- target: 30 ms
-- params: SELECT s.tenant_id, s.id AS stream_id, s.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_streams GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM event_streams WHERE tenant_id = t.tenant_id AND version > 0 ORDER BY
--             version DESC, id LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
INSERT INTO event_snapshots (tenant_id, stream_id, version, state)
SELECT tenant_id, stream_id, :version, jsonb_object_agg(type, payload)
  FROM events
 WHERE tenant_id = :tenant_id AND stream_id = :stream_id AND stream_version <= :version
 GROUP BY tenant_id, stream_id
ON CONFLICT (tenant_id, stream_id, version) DO NOTHING;

-- name: outbox_of_stream
-- Support asks: have others heard of what happened to this thing?
-- role: campus_jobs
-- calls per hour: 5
-- target: 10 ms
-- params: SELECT o.tenant_id, o.stream_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM event_outbox GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM event_outbox WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS o
--     ORDER BY t.place, o.tenant_id
SELECT stream_version, type, attempts, published_at
  FROM event_outbox
 WHERE tenant_id = :tenant_id AND stream_id = :stream_id
 ORDER BY stream_version;
