-- Campuses: addresses, rooms and staff.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: campus_by_code
-- Timetables and imports name a campus by its code.
-- calls per hour: 1200
-- target: 3 ms
-- params: SELECT c.tenant_id, c.code
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campuses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campuses WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, name, status, time_zone
  FROM campuses
 WHERE code = :code AND deleted_at IS NULL;

-- name: main_campus
-- The foot of every page: the address of the institution's seat.
-- calls per hour: 8000
-- target: 3 ms
-- params: SELECT tenant_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campuses GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT name, street, postal_code, city, country, email, phone
  FROM campuses
 WHERE is_main AND deleted_at IS NULL;

-- name: campus_overview
-- The list of campuses, each with its rooms, its seats and its people.
-- calls per hour: 60
-- target: 60 ms
-- params: SELECT tenant_id, as_of AS today
--     FROM (SELECT tenant_id, max(starts_on) AS as_of,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campus_staff GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT c.id, c.code, c.name, c.city, c.status, r.rooms, r.seats, s.people
  FROM campuses AS c
  LEFT JOIN LATERAL (
       SELECT count(*) AS rooms, sum(capacity) AS seats FROM campus_rooms
        WHERE tenant_id = c.tenant_id AND campus_id = c.id AND is_in_use) AS r ON true
  LEFT JOIN LATERAL (
       SELECT count(DISTINCT user_id) AS people FROM campus_staff
        WHERE tenant_id = c.tenant_id AND campus_id = c.id AND starts_on <= :today
          AND (ends_on IS NULL OR ends_on > :today)) AS s ON true
 WHERE c.deleted_at IS NULL
 ORDER BY c.name;

-- name: rooms_of_campus
-- A campus's rooms by their numbers.
-- calls per hour: 90
-- target: 10 ms
-- params: SELECT r.tenant_id, r.campus_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campus_rooms GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, campus_id FROM campus_rooms WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, campus_id ORDER BY count(*) DESC, campus_id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT id, code, name, kind, floor, capacity, equipment
  FROM campus_rooms
 WHERE campus_id = :campus_id AND is_in_use
 ORDER BY code;

-- name: rooms_for_size
-- Planning: the smallest rooms of a kind that hold a class, over all campuses.
-- calls per hour: 40
-- target: 10 ms
-- params: SELECT r.tenant_id, r.kind, r.capacity AS seats
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campus_rooms GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campus_rooms WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT id, campus_id, code, capacity
  FROM campus_rooms
 WHERE capacity >= :seats AND kind = :kind AND is_in_use
 ORDER BY capacity
 LIMIT 10;

-- name: staff_of_campus
-- Who works at a campus today in one position.
-- calls per hour: 120
-- target: 10 ms
-- params: SELECT s.tenant_id, s.campus_id, s.position, s.starts_on AS today
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campus_staff GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campus_staff WHERE tenant_id = t.tenant_id ORDER BY starts_on DESC, id LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT s.user_id, p.display_name, s.starts_on, s.ends_on
  FROM campus_staff AS s
  JOIN user_profiles AS p ON p.tenant_id = s.tenant_id AND p.user_id = s.user_id
 WHERE s.campus_id = :campus_id AND s.position = :position AND s.starts_on <= :today
   AND (s.ends_on IS NULL OR s.ends_on > :today)
 ORDER BY p.display_name;

-- name: campuses_of_user
-- Where somebody works, the latest first.
-- calls per hour: 200
-- target: 5 ms
-- params: SELECT s.tenant_id, s.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campus_staff GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campus_staff WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT c.id, c.name, s.position, s.starts_on, s.ends_on
  FROM campus_staff AS s
  JOIN campuses AS c ON c.tenant_id = s.tenant_id AND c.id = s.campus_id AND c.deleted_at IS NULL
 WHERE s.user_id = :user_id
 ORDER BY s.starts_on DESC;

-- name: hire
-- Somebody begins to work at a campus; the same position twice at a time is refused.
-- set: app.user_id = :actor_id
-- calls per hour: 2
-- target: 20 ms
-- params: SELECT c.tenant_id, u.id AS user_id, c.id AS campus_id, a.id AS actor_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campuses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campuses WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS u
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS a
--     ORDER BY t.place, c.tenant_id
INSERT INTO campus_staff (campus_id, user_id, position, period)
VALUES (:campus_id, :user_id, 'support', daterange('2031-01-01', '2031-07-01'))
RETURNING id;

-- name: close_room
-- A room is taken out of use; past timetables keep it.
-- set: app.user_id = :user_id
-- calls per hour: 1
-- target: 20 ms
-- params: SELECT r.tenant_id, u.id AS user_id, r.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campus_rooms GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campus_rooms WHERE tenant_id = t.tenant_id AND is_in_use
--             ORDER BY id LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, r.tenant_id
UPDATE campus_rooms
   SET is_in_use = false
 WHERE id = :id;

-- name: change_campus_address
-- The front desk moves; the version says whether somebody else was quicker.
-- set: app.user_id = :user_id
-- calls per hour: 0.5
-- target: 20 ms
-- params: SELECT c.tenant_id, u.id AS user_id, c.id, c.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM campuses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campuses WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, c.tenant_id
UPDATE campuses
   SET street = 'Rua Nova 1', postal_code = '4000-001'
 WHERE id = :id AND version = :version AND deleted_at IS NULL
RETURNING version;
