-- What the help desk asks for and writes, all day.

-- name: sign_in
-- calls per hour: 4000
-- params: SELECT login FROM "Help Desk".people ORDER BY md5(id::text)
SELECT id, settings FROM "Help Desk".people WHERE login = :login;

-- name: by_email
-- calls per hour: 1500
-- params: SELECT upper(email) AS email FROM "Help Desk".people WHERE deleted_at IS NULL ORDER BY md5(id::text)
SELECT id, "full name" FROM "Help Desk".people WHERE lower(email) = lower(:email) AND deleted_at IS NULL;

-- name: person_by_part_of_name
-- calls per hour: 400
-- params: SELECT '%' || substr("full name", 6, 6) || '%' AS part FROM "Help Desk".people ORDER BY md5(id::text)
SELECT id, "full name" FROM "Help Desk".people WHERE "full name" ILIKE :part LIMIT 20;

-- name: my_open_tickets
-- calls per hour: 3000
-- params: SELECT assigned_to AS me FROM "Help Desk".tickets WHERE assigned_to > 0 ORDER BY md5(id::text)
SELECT id, subject, priority, changed_at FROM "Help Desk".tickets
 WHERE assigned_to = :me AND state IN ('new', 'open', 'waiting') AND deleted_at IS NULL
 ORDER BY priority, changed_at DESC LIMIT 25;

-- name: unassigned
-- calls per hour: 900
SELECT id, subject FROM "Help Desk".tickets
 WHERE assigned_to IS NULL AND state = 'new' AND deleted_at IS NULL ORDER BY "createdAt" LIMIT 50;

-- name: asked_by_person
-- calls per hour: 2500
-- params: SELECT asked_by AS who FROM "Help Desk".tickets ORDER BY md5(id::text)
SELECT id, subject, state FROM "Help Desk".tickets WHERE asked_by = :who AND deleted_at IS NULL
 ORDER BY "createdAt" DESC LIMIT 10;

-- name: tickets_with_tag
-- calls per hour: 500
-- params: SELECT tags[2] AS tag FROM "Help Desk".tickets ORDER BY md5(id::text)
SELECT id, subject FROM "Help Desk".tickets WHERE tags @> ARRAY[:tag]::text[] AND deleted_at IS NULL;

-- name: tickets_of_product
-- calls per hour: 700
-- params: SELECT jsonb_build_object('product', fields -> 'product') AS wanted FROM "Help Desk".tickets ORDER BY md5(id::text)
SELECT id, subject FROM "Help Desk".tickets WHERE fields @> :wanted;

-- name: ticket_of_order
-- calls per hour: 600
-- params: SELECT fields #>> '{order,number}' AS number FROM "Help Desk".tickets ORDER BY md5(id::text)
SELECT id, subject FROM "Help Desk".tickets WHERE fields #>> '{order,number}' = :number;

-- name: search_words
-- calls per hour: 800
-- params: SELECT 'w' || (id * 7919 % 9000) AS words FROM "Help Desk".tickets WHERE id < 300
SELECT id, subject, ts_rank(search, plainto_tsquery('english', :words)) AS rank FROM "Help Desk".tickets
 WHERE search @@ plainto_tsquery('english', :words) ORDER BY rank DESC LIMIT 20;

-- name: conversation
-- calls per hour: 5000
-- params: SELECT ticket_id FROM "Help Desk".remarks ORDER BY md5(id::text)
SELECT r.said_at, p."full name", r.said FROM "Help Desk".remarks r JOIN "Help Desk".people p ON p.id = r.person_id
 WHERE r.ticket_id = :ticket_id ORDER BY r.said_at;

-- name: free_at
-- calls per hour: 900
-- params: SELECT during FROM "Help Desk".bookings ORDER BY md5(id::text)
SELECT room_id, during FROM "Help Desk".bookings WHERE during && :during;

-- name: bookings_of_room
-- calls per hour: 1200
-- params: SELECT room_id, lower(during) AS since FROM "Help Desk".bookings ORDER BY md5(id::text)
SELECT id, during FROM "Help Desk".bookings WHERE room_id = :room_id AND during && tstzrange(:since, NULL);

-- name: rooms_near
-- calls per hour: 600
-- params: SELECT place FROM "Help Desk".rooms ORDER BY md5(id::text)
SELECT id, name FROM "Help Desk".rooms ORDER BY place <-> :place LIMIT 5;

-- name: session_of_token
-- calls per hour: 3000
-- params: SELECT token FROM "Help Desk".calls ORDER BY md5(at::text) LIMIT 50
SELECT person_id, at FROM "Help Desk".calls WHERE token = :token;

-- name: calls_of_an_hour
-- calls per hour: 60
-- params: SELECT at AS since FROM "Help Desk".calls WHERE took_ms = 7 ORDER BY md5(at::text) LIMIT 20
SELECT path, count(*), avg(took_ms) FROM "Help Desk".calls WHERE at >= :since AND at < :since + interval '1 hour'
 GROUP BY path;

-- name: failed_calls
-- calls per hour: 200
SELECT at, path, person_id FROM "Help Desk".calls WHERE status = 500 ORDER BY at DESC LIMIT 50;

-- name: team_sizes
-- calls per hour: 30
SELECT t.name, count(*) FROM "Help Desk".teams t JOIN "Help Desk".people p ON p.team_id = t.id
 WHERE p.deleted_at IS NULL GROUP BY t.name;

-- name: note_call
-- calls per hour: 20000
-- params: SELECT person_id, token FROM "Help Desk".calls ORDER BY md5(at::text) LIMIT 20
INSERT INTO "Help Desk".calls VALUES (timestamptz '2026-05-01 00:00Z', :person_id, '/path/1', 200, 5, :token);

-- name: seen
-- calls per hour: 9000
-- params: SELECT id FROM "Help Desk".people ORDER BY md5(id::text)
UPDATE "Help Desk".people SET seen_at = '2026-12-01' WHERE id = :id;

-- name: change_state
-- calls per hour: 2500
-- params: SELECT id FROM "Help Desk".tickets WHERE state = 'open' ORDER BY md5(id::text)
UPDATE "Help Desk".tickets SET state = 'waiting', changed_at = '2026-12-01' WHERE id = :id;

-- name: open_ticket
-- calls per hour: 800
-- params: SELECT id AS person_id FROM "Help Desk".people ORDER BY md5(id::text)
INSERT INTO "Help Desk".tickets (asked_by, state, priority, subject, body, tags, fields, "createdAt", changed_at)
VALUES (:person_id, 'new', 3, 'A new one', 'some words about it w17', '{tag1,label5}', '{"product": "p7"}', '2026-12-01',
        '2026-12-01');

-- name: say
-- calls per hour: 2500
-- params: SELECT ticket_id, person_id FROM "Help Desk".remarks ORDER BY md5(id::text)
INSERT INTO "Help Desk".remarks (ticket_id, person_id, said_at, said) VALUES (:ticket_id, :person_id, '2026-12-01', 'yes');

-- name: book
-- calls per hour: 700
-- params: SELECT room_id, person_id, during FROM "Help Desk".bookings ORDER BY md5(id::text)
INSERT INTO "Help Desk".bookings (room_id, person_id, during) VALUES (:room_id, :person_id, :during);
