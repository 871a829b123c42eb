-- case: added
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b int, c text NOT NULL DEFAULT 'x', d timestamptz NOT NULL DEFAULT now());
-- rows:
INSERT INTO t SELECT n, 'a' || n FROM generate_series(1, 5) AS n;

-- case: dropped
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b int NOT NULL, c text DEFAULT 'x' NOT NULL, e numeric(6,2));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text);
-- rows:
INSERT INTO t SELECT n, 'a' || n, n * 10, 'c' || n, CASE WHEN n > 2 THEN n / 3.0 END FROM generate_series(1, 5) AS n;

-- case: dropped_with_triggers_and_policies
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, changed int NOT NULL DEFAULT 0);
CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.changed := OLD.changed + 1; RETURN NEW; END$$;
CREATE TRIGGER t_bump BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION bump();
CREATE TRIGGER t_always BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION bump();
ALTER TABLE t ENABLE ALWAYS TRIGGER t_always;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON t USING (id > 0);
-- to:
CREATE TABLE t (id int PRIMARY KEY, changed int NOT NULL DEFAULT 0);
CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.changed := OLD.changed + 1; RETURN NEW; END$$;
CREATE TRIGGER t_bump BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION bump();
CREATE TRIGGER t_always BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION bump();
ALTER TABLE t ENABLE ALWAYS TRIGGER t_always;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON t USING (id > 0);
-- rows:
INSERT INTO t SELECT n, 'a' || n FROM generate_series(1, 5) AS n;

-- case: widened
-- from:
CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b smallint DEFAULT 3 NOT NULL);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a varchar(20), b bigint DEFAULT 3 NOT NULL);
-- rows:
INSERT INTO t SELECT n, 'a' || n, n FROM generate_series(1, 5) AS n;

-- case: text_to_integer
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT '0');
-- to:
CREATE TABLE t (id int PRIMARY KEY, a integer DEFAULT 0);
-- rows:
INSERT INTO t VALUES (1, '007'), (2, '12'), (3, NULL);

-- case: numeric_to_integer
-- from:
CREATE TABLE t (id int PRIMARY KEY, a numeric(8,3));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a integer);
-- rows:
INSERT INTO t VALUES (1, 1.5), (2, 2.25), (3, NULL);

-- case: time_to_date
-- from:
CREATE TABLE t (id int PRIMARY KEY, a timestamptz NOT NULL);
CREATE INDEX t_a ON t (a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a date NOT NULL);
CREATE INDEX t_a ON t (a);
-- rows:
INSERT INTO t VALUES (1, '2026-01-02 03:04:05+00'), (2, '2026-05-06 07:08:09+00');

-- case: type_under_view_policy_trigger_and_default
-- from:
CREATE TABLE t (id int PRIMARY KEY, a varchar(10) DEFAULT 'x', b int);
COMMENT ON COLUMN t.a IS 'short';
CREATE VIEW v AS SELECT id, a FROM t WHERE a <> '';
COMMENT ON VIEW v IS 'what is not empty';
CREATE VIEW vv AS SELECT a FROM v;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER t_a BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION nothing();
COMMENT ON TRIGGER t_a ON t IS 'only then';
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a <> 'secret');
COMMENT ON POLICY p ON t IS 'hides';
CREATE MATERIALIZED VIEW m AS SELECT a, count(*) AS n FROM t GROUP BY a;
CREATE UNIQUE INDEX m_a ON m (a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x', b int);
COMMENT ON COLUMN t.a IS 'short';
CREATE VIEW v AS SELECT id, a FROM t WHERE a <> '';
COMMENT ON VIEW v IS 'what is not empty';
CREATE VIEW vv AS SELECT a FROM v;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TRIGGER t_a BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION nothing();
COMMENT ON TRIGGER t_a ON t IS 'only then';
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a <> 'secret');
COMMENT ON POLICY p ON t IS 'hides';
CREATE MATERIALIZED VIEW m AS SELECT a, count(*) AS n FROM t GROUP BY a;
CREATE UNIQUE INDEX m_a ON m (a);
-- rows:
INSERT INTO t SELECT n, 'a' || n, n FROM generate_series(1, 5) AS n;

-- case: type_under_generated
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, twice int GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX t_twice ON t (twice);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a bigint NOT NULL, twice bigint GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX t_twice ON t (twice);
-- rows:
INSERT INTO t SELECT n, n FROM generate_series(1, 5) AS n;

-- case: formula_changed
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, twice int GENERATED ALWAYS AS (a * 2) STORED);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, twice int GENERATED ALWAYS AS (a * 3) STORED);
-- rows:
INSERT INTO t SELECT n, n FROM generate_series(1, 5) AS n;

-- case: nullability
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL);
-- rows:
INSERT INTO t SELECT n, n, n FROM generate_series(1, 5) AS n;

-- case: defaults
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1, b int, c timestamptz DEFAULT now());
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int DEFAULT 2, c timestamptz DEFAULT clock_timestamp());

-- case: identity_added_changed_dropped
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int GENERATED ALWAYS AS IDENTITY, c int GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY 5));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL GENERATED ALWAYS AS IDENTITY, b int NOT NULL, c int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 7 START WITH 100));

-- case: serial_to_identity
-- from:
CREATE TABLE t (id serial PRIMARY KEY, a text);
-- to:
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text);

-- case: settings
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STATISTICS 500, ALTER c SET (n_distinct = 5);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text COMPRESSION pglz);
ALTER TABLE t ALTER a SET STORAGE MAIN, ALTER b SET STORAGE EXTENDED, ALTER c SET (n_distinct = -0.5, n_distinct_inherited = 3);

-- case: collation
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE "C", b varchar(5));
CREATE INDEX t_a ON t (a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b varchar(5) COLLATE "POSIX");
CREATE INDEX t_a ON t (a);
-- rows:
INSERT INTO t SELECT n, 'a' || n FROM generate_series(1, 5) AS n;

-- case: comments
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
COMMENT ON TABLE t IS 'old';
COMMENT ON COLUMN t.a IS 'it''s "old" \ and
on two lines';
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
COMMENT ON COLUMN t.a IS 'it''s "new" \ and
on two lines';
COMMENT ON COLUMN t.b IS '-- migrate:down
is not what it seems';

-- case: arrays_and_json
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text[] DEFAULT '{}', b json, c jsonb);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a varchar(20)[] DEFAULT '{}', b jsonb, c jsonb DEFAULT '{}' NOT NULL, d int[]);
-- rows:
INSERT INTO t SELECT n, ARRAY['x', 'y'], '{"b":  1}', '{}' FROM generate_series(1, 5) AS n;

-- case: one_value_becomes_an_array
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b int NOT NULL, c numeric(8,2));
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text[], b bigint[] NOT NULL, c numeric(8,2)[]);
-- rows:
INSERT INTO t SELECT n, NULLIF('it''s, {' || n, 'it''s, {3'), n, n / 3.0 FROM generate_series(1, 5) AS n;

-- case: an_array_becomes_one_value
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text[], b bigint[] NOT NULL);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- rows:
INSERT INTO t SELECT n, ARRAY['x,y', NULL, 'z' || n], ARRAY[n, n + 1] FROM generate_series(1, 5) AS n;

-- case: grants
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
GRANT SELECT (a), UPDATE (a) ON t TO PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
GRANT SELECT (b), INSERT (a) ON t TO PUBLIC;
GRANT SELECT ON t TO pg_read_all_data WITH GRANT OPTION;

-- case: hostile_names
-- from:
CREATE TABLE "Ta b'le ""q"" %s 100%" ("Co l'""umn %" int PRIMARY KEY, "select" text, "a.b" int CHECK ("a.b" > 0), "ü" text NOT NULL);
CREATE INDEX "in%dex 'x' ""y""" ON "Ta b'le ""q"" %s 100%" ("a.b") WHERE "ü" <> '%';
-- to:
CREATE TABLE "Ta b'le ""q"" %s 100%" ("Co l'""umn %" int PRIMARY KEY, "a.b" bigint CHECK ("a.b" > 1), "ü" text NOT NULL DEFAULT '%s {} $1', "$dollar$" text DEFAULT '$guard$');
COMMENT ON COLUMN "Ta b'le ""q"" %s 100%"."$dollar$" IS '$guard$ % {x} ''';
CREATE INDEX "in%dex 'x' ""y""" ON "Ta b'le ""q"" %s 100%" ("a.b") WHERE "ü" <> '%%';
-- rows:
INSERT INTO "Ta b'le ""q"" %s 100%" SELECT n, 'a' || n, n + 1, '%s' FROM generate_series(1, 5) AS n;
