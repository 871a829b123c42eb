-- case: shop_orders_get_lines_and_states
-- renames:
-- shop_orders_get_lines_and_states.orders.customer=customer_id
-- from:
CREATE TABLE customers (id serial PRIMARY KEY, email varchar(80) UNIQUE NOT NULL, name text);
CREATE TABLE orders (id serial PRIMARY KEY, customer int NOT NULL REFERENCES customers, state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'paid')), total numeric(8,2));
CREATE INDEX ON orders (customer);
CREATE VIEW open_orders AS SELECT o.id, c.email, o.total FROM orders o JOIN customers c ON c.id = o.customer WHERE o.state = 'new';
-- to:
CREATE TYPE order_state AS ENUM ('new', 'paid', 'sent');
CREATE TABLE customers (id serial PRIMARY KEY, email text UNIQUE NOT NULL CHECK (email LIKE '%@%'), name text);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customers ON DELETE RESTRICT, state order_state NOT NULL DEFAULT 'new', total numeric(10,2), placed_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON orders (customer_id);
CREATE TABLE lines (order_id int REFERENCES orders ON DELETE CASCADE, number int, sku text NOT NULL, PRIMARY KEY (order_id, number));
CREATE VIEW open_orders AS SELECT o.id, c.email, o.total, o.placed_at FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.state < 'sent';
-- rows:
INSERT INTO customers (email) VALUES ('a@b.c'), ('d@e.f'); INSERT INTO orders (customer, total) VALUES (1, 5), (2, 6.5);

-- case: forum_posts_are_found_by_their_words
-- from:
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, nick text NOT NULL);
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author bigint REFERENCES users, parent bigint REFERENCES posts, body text NOT NULL, at timestamptz DEFAULT now());
CREATE FUNCTION depth(post bigint) RETURNS int LANGUAGE sql STABLE AS $$SELECT 1$$;
-- to:
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, nick text NOT NULL, karma int NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX users_nick ON users (lower(nick));
CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author bigint REFERENCES users ON DELETE SET NULL, parent bigint REFERENCES posts ON DELETE CASCADE, body text NOT NULL, at timestamptz DEFAULT now(), words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED);
CREATE INDEX posts_words ON posts USING gin (words); CREATE INDEX posts_recent ON posts (parent, at DESC) INCLUDE (author) WHERE parent IS NOT NULL;
CREATE FUNCTION depth(post bigint) RETURNS bigint LANGUAGE sql STABLE AS $$WITH RECURSIVE up AS (SELECT id, parent FROM forum_posts_are_found_by_their_words.posts WHERE id = post UNION ALL SELECT p.id, p.parent FROM forum_posts_are_found_by_their_words.posts p JOIN up ON up.parent = p.id) SELECT count(*) FROM up$$;
CREATE MATERIALIZED VIEW busiest AS SELECT author, count(*) AS n FROM posts GROUP BY author; CREATE UNIQUE INDEX busiest_author ON busiest (author);
-- rows:
INSERT INTO users (nick) VALUES ('Ann'), ('bob'); INSERT INTO posts (author, parent, body) VALUES (1, NULL, 'hello'), (2, 1, 'hi there');

-- case: hospital_stays_may_not_overlap
-- from:
CREATE TABLE patients (id int PRIMARY KEY, name text NOT NULL, born date);
CREATE TABLE stays (id int PRIMARY KEY, patient int NOT NULL REFERENCES patients, came date NOT NULL, went date);
-- to:
CREATE TABLE patients (id int PRIMARY KEY, name text NOT NULL, born date CHECK (born > '1890-01-01'));
CREATE TABLE stays (id int PRIMARY KEY, patient int NOT NULL REFERENCES patients, came date NOT NULL, went date, bed int4range, CHECK (went >= came), EXCLUDE USING gist (bed WITH &&, daterange(came, went) WITH &&));
ALTER TABLE patients ENABLE ROW LEVEL SECURITY; CREATE POLICY ward ON patients USING (EXISTS (SELECT FROM stays s WHERE s.patient = patients.id AND s.went IS NULL));
COMMENT ON POLICY ward ON patients IS 'those who are here';
-- rows:
INSERT INTO patients VALUES (1, 'x', '1980-01-01'); INSERT INTO stays VALUES (1, 1, '2026-01-01', NULL);

-- case: tracker_issues_move_into_partitions_of_events
-- from:
CREATE TABLE issues (id int PRIMARY KEY, title text NOT NULL, labels text);
CREATE TABLE events (issue int REFERENCES issues, at timestamptz, what text, PRIMARY KEY (issue, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- to:
CREATE TABLE issues (id int PRIMARY KEY, title text NOT NULL, labels text, closed boolean NOT NULL DEFAULT false);
CREATE INDEX issues_open ON issues (id) WHERE NOT closed;
CREATE TABLE events (issue int REFERENCES issues ON DELETE CASCADE, at timestamptz, what varchar(40), PRIMARY KEY (issue, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_what ON events (what, at DESC);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.closed THEN INSERT INTO tracker_issues_move_into_partitions_of_events.events VALUES (NEW.id, now(), 'closed'); END IF; RETURN NEW; END$$;
CREATE TRIGGER noted AFTER UPDATE OF closed ON issues FOR EACH ROW WHEN (OLD.closed IS DISTINCT FROM NEW.closed) EXECUTE FUNCTION noted();
-- rows:
INSERT INTO issues VALUES (1, 'a', 'x,y'); INSERT INTO events VALUES (1, '2025-05-05', 'opened');

-- case: tenants_are_told_apart
-- from:
CREATE TABLE accounts (id int PRIMARY KEY, name text);
CREATE TABLE notes (id int PRIMARY KEY, body text);
-- to:
CREATE TABLE accounts (id int PRIMARY KEY, name text);
CREATE TABLE notes (id int PRIMARY KEY, body text, account int REFERENCES accounts);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (account = current_setting('app.account', true)::int) WITH CHECK (account = current_setting('app.account', true)::int);
CREATE INDEX notes_account ON notes (account);
-- rows:
INSERT INTO accounts VALUES (1, 'x'); INSERT INTO notes VALUES (1, 'x'), (2, 'y');

-- case: ledger_counts_in_cents
-- from:
CREATE DOMAIN money_amount AS numeric(12,2) CHECK (VALUE >= 0);
CREATE TABLE entries (id bigserial PRIMARY KEY, amount money_amount NOT NULL, note text);
CREATE FUNCTION balance() RETURNS numeric LANGUAGE sql STABLE AS $$SELECT sum(amount) FROM ledger_counts_in_cents.entries$$;
CREATE VIEW totals AS SELECT sum(amount) AS total FROM entries;
-- to:
CREATE DOMAIN money_amount AS numeric(14,4) CHECK (VALUE >= 0) CONSTRAINT sane CHECK (VALUE < 1000000000);
CREATE TABLE entries (id bigserial PRIMARY KEY, amount money_amount NOT NULL, note text, booked date NOT NULL DEFAULT current_date);
CREATE FUNCTION balance() RETURNS numeric LANGUAGE sql STABLE AS $$SELECT sum(amount) FROM ledger_counts_in_cents.entries WHERE booked <= current_date$$;
CREATE VIEW totals AS SELECT booked, sum(amount) AS total FROM entries GROUP BY booked;
-- rows:
INSERT INTO entries (amount) VALUES (1.25), (7);

-- case: library_copies_leave_their_book
-- from:
CREATE TABLE books (isbn char(13) PRIMARY KEY, title text, shelf text, copies int DEFAULT 1);
-- to:
CREATE TABLE books (isbn char(13) PRIMARY KEY, title text NOT NULL);
CREATE TABLE shelves (name text PRIMARY KEY);
CREATE TABLE copies (isbn char(13) REFERENCES books, number smallint, shelf text REFERENCES shelves ON UPDATE CASCADE, PRIMARY KEY (isbn, number));
-- rows:
INSERT INTO books VALUES ('9780000000001', 'x', 'A', 2), ('9780000000002', 'y', NULL, NULL);

-- case: sensors_keep_measures_by_month
-- from:
CREATE TABLE sensors (id int PRIMARY KEY, place point);
CREATE TABLE measures (sensor int NOT NULL REFERENCES sensors, at timestamptz NOT NULL, value real, PRIMARY KEY (sensor, at));
-- to:
CREATE TABLE sensors (id int PRIMARY KEY, place point, active boolean DEFAULT true);
CREATE INDEX sensors_place ON sensors USING gist (place);
CREATE TABLE measures (sensor int NOT NULL REFERENCES sensors, at timestamptz NOT NULL, value double precision, PRIMARY KEY (sensor, at)) WITH (fillfactor = 100);
CREATE INDEX measures_at ON measures USING brin (at) WITH (pages_per_range = 32);
CREATE STATISTICS measures_stat (ndistinct, dependencies) ON sensor, at FROM measures;
CREATE TABLE archive (LIKE measures INCLUDING DEFAULTS) PARTITION BY RANGE (at);
CREATE TABLE archive_old PARTITION OF archive DEFAULT;
-- rows:
INSERT INTO sensors VALUES (1, '(1,2)'); INSERT INTO measures VALUES (1, '2026-01-01', 1.5);

-- case: words_that_sql_keeps_for_itself
-- from:
CREATE TABLE "select" ("from" int PRIMARY KEY, "where" text, "order" int, "table" int REFERENCES "select");
CREATE INDEX "index" ON "select" ("order"); CREATE VIEW "view" AS SELECT "from" AS "as" FROM "select" WHERE "where" = 'where';
-- to:
CREATE TABLE "select" ("from" bigint PRIMARY KEY, "where" text DEFAULT 'group by', "user" int, "table" bigint REFERENCES "select");
CREATE INDEX "index" ON "select" ("user", "where"); CREATE VIEW "view" AS SELECT "from" AS "as", "user" AS "limit" FROM "select" WHERE "where" = 'where';
CREATE TABLE "grant" ("all" text, "end" int CONSTRAINT "check" CHECK ("end" > 0), "primary" int CONSTRAINT "key" PRIMARY KEY);
-- rows:
INSERT INTO "select" VALUES (1, 'where', 1, 1);

-- case: names_with_dots_percents_and_other_scripts
-- from:
CREATE TABLE "a.b" ("c.d" int PRIMARY KEY, "100%" numeric, "名前" text, "quote""d" int, "new
line" int);
-- to:
CREATE TABLE "a.b" ("c.d" int PRIMARY KEY, "100%" numeric CHECK ("100%" < 100), "名前" varchar(20) NOT NULL, "quote""d" bigint, "new
line" bigint, "{}" text DEFAULT '{}', ":x" int, "$1" int DEFAULT 1);
CREATE INDEX "é.è" ON "a.b" ("名前", "quote""d"); CREATE TABLE "a" ("b" int PRIMARY KEY REFERENCES "a.b");
-- rows:
INSERT INTO "a.b" VALUES (1, 2, 'x', 3, 4);

-- case: schemas_two_that_lean_on_each_other
-- from:
CREATE SCHEMA two_left; CREATE SCHEMA two_right;
CREATE TABLE two_left.a (id int PRIMARY KEY); CREATE TABLE two_right.b (id int PRIMARY KEY, a int REFERENCES two_left.a);
CREATE VIEW two_left.v AS SELECT b.id FROM two_right.b;
-- to:
CREATE SCHEMA two_left; CREATE SCHEMA two_right; CREATE SCHEMA "Two Third";
CREATE TABLE two_left.a (id bigint PRIMARY KEY); CREATE TABLE two_right.b (id bigint PRIMARY KEY, a bigint REFERENCES two_left.a);
CREATE VIEW two_left.v AS SELECT b.id FROM two_right.b; CREATE VIEW "Two Third".w AS SELECT b.id, a.id AS x FROM two_right.b JOIN two_left.a USING (id);
GRANT USAGE ON SCHEMA "Two Third" TO PUBLIC; COMMENT ON SCHEMA two_left IS 'said';
-- rows:
INSERT INTO two_left.a VALUES (1); INSERT INTO two_right.b VALUES (1, 1);

-- case: schema_goes_with_all_that_is_in_it
-- from:
CREATE SCHEMA going; CREATE TYPE going.e AS ENUM ('x'); CREATE TABLE going.t (id int PRIMARY KEY, s going.e); CREATE FUNCTION going.f() RETURNS going.e LANGUAGE sql AS $$SELECT 'x'::going.e$$;
CREATE TABLE t (id int PRIMARY KEY, s going.e);
-- to:
CREATE TABLE t (id int PRIMARY KEY, s text);
-- rows:
INSERT INTO going.t VALUES (1, 'x'); INSERT INTO t VALUES (1, 'x');

-- case: everything_at_once_is_made
-- from:
CREATE TABLE first (id int PRIMARY KEY);
-- to:
CREATE TABLE first (id int PRIMARY KEY);
CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS e; CREATE TYPE c AS (x d); CREATE SEQUENCE s;
CREATE FUNCTION f(c) RETURNS d LANGUAGE sql IMMUTABLE AS $$SELECT $1.x$$;
CREATE TABLE t (id int DEFAULT nextval('s') PRIMARY KEY REFERENCES first, p c, g d GENERATED ALWAYS AS (f(p)) STORED, CHECK (f(p) IS NOT NULL));
CREATE VIEW v AS SELECT f(p) AS y FROM t; CREATE MATERIALIZED VIEW m AS SELECT y FROM v; CREATE INDEX m_y ON m (y);
CREATE FUNCTION g(v) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; CREATE POLICY p ON first USING (EXISTS (SELECT FROM t WHERE t.id = first.id AND f(t.p) IS NULL));
-- rows:
INSERT INTO first VALUES (1);

-- case: everything_at_once_goes
-- from:
CREATE TABLE first (id int PRIMARY KEY);
CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS e; CREATE TYPE c AS (x d); CREATE SEQUENCE s;
CREATE FUNCTION f(c) RETURNS d LANGUAGE sql IMMUTABLE AS $$SELECT $1.x$$;
CREATE TABLE t (id int DEFAULT nextval('s') PRIMARY KEY REFERENCES first, p c, CHECK (f(p) IS NOT NULL));
CREATE VIEW v AS SELECT f(p) AS y FROM t; CREATE MATERIALIZED VIEW m AS SELECT y FROM v; CREATE INDEX m_y ON m (y);
CREATE FUNCTION g(v) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; CREATE POLICY p ON first USING (EXISTS (SELECT FROM t WHERE t.id = first.id AND f(t.p) IS NULL));
-- to:
CREATE TABLE first (id int PRIMARY KEY);
-- rows:
INSERT INTO first VALUES (1); INSERT INTO t VALUES (1, '(a)');
