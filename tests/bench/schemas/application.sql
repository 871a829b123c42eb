-- An application's schema with nothing but primary and unique keys: a help desk with rooms to book.
-- `app.scale` multiplies the rows: at 1, some 600,000 in all.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE FUNCTION pg_temp.pick(n bigint, salt bigint, most bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN mod(hashint8extended(n, salt) & 9223372036854775807, most);

CREATE SCHEMA "Help Desk";
SET search_path = "Help Desk", public;
CREATE TYPE ticket_state AS ENUM ('new', 'open', 'waiting', 'solved', 'closed');

CREATE TABLE teams (id integer PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE people (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, team_id integer REFERENCES teams, login citext NOT NULL,
    email text NOT NULL, "full name" text NOT NULL, deleted_at timestamptz, seen_at timestamptz NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}');
CREATE TABLE tickets (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, asked_by integer NOT NULL REFERENCES people,
    assigned_to integer REFERENCES people, state ticket_state NOT NULL, priority smallint NOT NULL,
    subject text NOT NULL, body text NOT NULL, tags text[] NOT NULL, fields jsonb NOT NULL,
    "createdAt" timestamptz NOT NULL, changed_at timestamptz NOT NULL, deleted_at timestamptz,
    search tsvector GENERATED ALWAYS AS (to_tsvector('english', subject || ' ' || body)) STORED);
CREATE TABLE remarks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ticket_id bigint NOT NULL REFERENCES tickets,
    person_id integer NOT NULL REFERENCES people, said_at timestamptz NOT NULL, said text NOT NULL);
CREATE TABLE rooms (id integer PRIMARY KEY, name text NOT NULL, place point NOT NULL, seats integer NOT NULL);
CREATE TABLE bookings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room_id integer NOT NULL REFERENCES rooms,
    person_id integer NOT NULL REFERENCES people, during tstzrange NOT NULL);
CREATE TABLE calls (
    at timestamptz NOT NULL, person_id integer NOT NULL, path text NOT NULL, status smallint NOT NULL,
    took_ms integer NOT NULL, token uuid NOT NULL);

INSERT INTO teams SELECT n, 'team ' || n FROM generate_series(1, 40) n;
INSERT INTO people (team_id, login, email, "full name", deleted_at, seen_at, settings)
SELECT 1 + pg_temp.pick(n, 1, 40), 'User' || n,
       (CASE n % 2 WHEN 0 THEN 'First.' ELSE 'first.' END) || md5(n::text) || '@Example' || n % 9 || '.org',
       (ARRAY['Ana', 'Ben', 'Caro', 'Dan', 'Eve', 'Finn', 'Gül', 'Hana'])[1 + pg_temp.pick(n, 2, 8)] || ' '
           || initcap(translate(md5((n * 3)::text), '0123456789', 'aeioulrnst')),
       CASE WHEN pg_temp.pick(n, 3, 12) = 0 THEN timestamptz '2026-01-01 00:00Z' END,
       timestamptz '2026-01-01 00:00Z' + pg_temp.pick(n, 4, 400000) * interval '1 minute',
       jsonb_build_object('theme', (ARRAY['dark', 'light'])[1 + n % 2], 'quota', pg_temp.pick(n, 5, 3000))
  FROM generate_series(1, (30000 * current_setting('app.scale')::numeric)::integer) n;
INSERT INTO tickets (asked_by, assigned_to, state, priority, subject, body, tags, fields, "createdAt", changed_at,
                     deleted_at)
SELECT 1 + (pg_temp.pick(n, 6, p) * pg_temp.pick(n, 7, p) / p), CASE WHEN n % 10 > 0 THEN 1 + pg_temp.pick(n, 8, 300) END,
       (CASE WHEN n % 100 = 0 THEN 'new' WHEN n % 50 = 1 THEN 'open' WHEN n % 60 = 2 THEN 'waiting'
             WHEN n % 4 = 0 THEN 'solved' ELSE 'closed' END)::ticket_state,
       1 + pg_temp.pick(n, 9, 5), 'Ticket about ' || words[1 + pg_temp.pick(n, 10, 40)] || ' ' || md5(n::text),
       words[1 + pg_temp.pick(n, 11, 40)] || ' ' || words[1 + pg_temp.pick(n, 12, 40)] || ' w' || pg_temp.pick(n, 13, 9000)
           || ' w' || pg_temp.pick(n, 14, 9000) || ' ' || repeat(words[1 + pg_temp.pick(n, 15, 40)] || ' ', 6),
       ARRAY['tag' || pg_temp.pick(n, 16, 40), 'label' || pg_temp.pick(n, 17, 3000)],
       jsonb_build_object('product', 'p' || pg_temp.pick(n, 18, 2500), 'channel', (ARRAY['mail', 'web', 'phone'])[1 + n % 3],
                          'order', jsonb_build_object('number', pg_temp.pick(n, 19, 60000))),
       timestamptz '2024-01-01 00:00Z' + n * interval '9 minutes',
       timestamptz '2024-01-01 00:00Z' + n * interval '9 minutes' + pg_temp.pick(n, 20, 9000) * interval '1 minute',
       CASE WHEN n % 9 = 0 THEN timestamptz '2026-02-01 00:00Z' END
  FROM generate_series(1, (100000 * current_setting('app.scale')::numeric)::integer) n,
       (SELECT count(*) AS p FROM people) AS counted,
       (SELECT array_agg(substr(translate(md5(w::text), '0123456789', 'aeioulrnst'), 1, 8)) AS words
          FROM generate_series(1, 40) w) AS known;
INSERT INTO remarks (ticket_id, person_id, said_at, said)
SELECT 1 + pg_temp.pick(n, 21, t), 1 + pg_temp.pick(n, 22, 300), timestamptz '2024-01-01 00:00Z' + n * interval '4 minutes',
       repeat(md5(n::text), 2 + pg_temp.pick(n, 23, 4)::integer)
  FROM generate_series(1, (200000 * current_setting('app.scale')::numeric)::integer) n,
       (SELECT count(*) AS t FROM tickets) AS counted;
INSERT INTO rooms SELECT n, 'room ' || n, point(n * 7919 % 1000, n * 104729 % 1000), 2 + n % 60
  FROM generate_series(1, (20000 * current_setting('app.scale')::numeric)::integer) n;
INSERT INTO bookings (room_id, person_id, during)
SELECT 1 + pg_temp.pick(n, 24, r), 1 + pg_temp.pick(n, 25, p),
       tstzrange(began, began + (1 + n % 5) * interval '30 minutes')
  FROM (SELECT n, r, p, timestamptz '2025-01-01 00:00Z' + pg_temp.pick(n, 26, 500000) * interval '1 minute' AS began
          FROM generate_series(1, (80000 * current_setting('app.scale')::numeric)::integer) n,
               (SELECT count(*) AS r FROM rooms) AS of_rooms, (SELECT count(*) AS p FROM people) AS of_people) AS drawn;
INSERT INTO calls
SELECT timestamptz '2026-01-01 00:00Z' + n * interval '3 seconds' + pg_temp.pick(n, 27, 5) * interval '1 second',
       1 + pg_temp.pick(n, 28, p), '/path/' || pg_temp.pick(n, 29, 60),
       (CASE WHEN pg_temp.pick(n, 30, 400) = 0 THEN 500 ELSE 200 END), pg_temp.pick(n, 31, 900), md5(n::text)::uuid
  FROM generate_series(1, (300000 * current_setting('app.scale')::numeric)::integer) n,
       (SELECT count(*) AS p FROM people) AS counted;
