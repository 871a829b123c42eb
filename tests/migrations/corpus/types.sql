-- case: enum_grows
-- from:
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL DEFAULT 'a');
-- to:
CREATE TYPE e AS ENUM ('0', 'a', 'b', 'c', 'd''s');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL DEFAULT 'a');
-- rows:
INSERT INTO t VALUES (1, 'a'), (2, 'c');

-- case: enum_value_used_at_once
-- from:
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL DEFAULT 'a');
-- to:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL DEFAULT 'b' CHECK (s <> 'b'));
CREATE INDEX t_b ON t (id) WHERE s = 'b';

-- case: enum_shrinks_under_everything
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
COMMENT ON TYPE e IS 'letters';
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL DEFAULT 'a', many e[] DEFAULT '{a,b}', CHECK (s <> 'b'));
CREATE INDEX t_s ON t (s) WHERE s = 'a';
CREATE VIEW v AS SELECT s FROM t WHERE s = 'a';
CREATE FUNCTION f(e) RETURNS e LANGUAGE sql IMMUTABLE AS $$SELECT $1$$;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (s = 'a');
-- to:
CREATE TYPE e AS ENUM ('b', 'a');
COMMENT ON TYPE e IS 'letters';
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL DEFAULT 'a', many e[] DEFAULT '{a,b}', CHECK (s <> 'b'));
CREATE INDEX t_s ON t (s) WHERE s = 'a';
CREATE VIEW v AS SELECT s FROM t WHERE s = 'a';
CREATE FUNCTION f(e) RETURNS e LANGUAGE sql IMMUTABLE AS $$SELECT $1$$;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (s = 'a');
-- rows:
INSERT INTO t VALUES (1, 'a'), (2, 'a');

-- case: text_to_enum_and_back
-- from:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s text NOT NULL DEFAULT 'a' CHECK (s IN ('a', 'b')), u e DEFAULT 'b');
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL DEFAULT 'a', u text DEFAULT 'b');
-- rows:
INSERT INTO t VALUES (1, 'a', 'a'), (2, 'b', NULL);

-- case: types_made_and_dropped
-- from:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TYPE c AS (x int, y text);
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TYPE r AS RANGE (SUBTYPE = float8);
CREATE TABLE t (id int PRIMARY KEY, a e, b c, cc d, rr r);
-- to:
CREATE TYPE "E 2" AS ENUM ('a', 'b''s');
CREATE TYPE "C'2" AS (x int, "y z" text COLLATE "C");
CREATE DOMAIN d2 AS numeric(8,2) DEFAULT 0 NOT NULL CHECK (VALUE >= 0) CONSTRAINT top CHECK (VALUE < 1000);
CREATE TYPE r2 AS RANGE (SUBTYPE = timestamptz, MULTIRANGE_TYPE_NAME = r2_many);
CREATE TABLE u (id int PRIMARY KEY, a "E 2", b "C'2", cc d2, rr r2, many "E 2"[]);
COMMENT ON DOMAIN d2 IS 'money';
COMMENT ON CONSTRAINT top ON DOMAIN d2 IS 'not too much';
COMMENT ON TYPE "C'2" IS 'pair';
-- rows:
INSERT INTO t VALUES (1, 'a', '(1,x)', 'y', '[1,2)');

-- case: domain_changed
-- from:
CREATE DOMAIN d AS text CHECK (VALUE <> '') CONSTRAINT short CHECK (length(VALUE) < 10);
CREATE TABLE t (id int PRIMARY KEY, a d);
-- to:
CREATE DOMAIN d AS text DEFAULT 'x' CHECK (VALUE <> '') CONSTRAINT short CHECK (length(VALUE) < 20) CONSTRAINT low CHECK (VALUE = lower(VALUE));
CREATE TABLE t (id int PRIMARY KEY, a d);
-- rows:
INSERT INTO t VALUES (1, 'abc');

-- case: domain_base_changed
-- from:
CREATE DOMAIN d AS varchar(10) CHECK (VALUE <> '');
CREATE TABLE t (id int PRIMARY KEY, a d DEFAULT 'q');
CREATE VIEW v AS SELECT a FROM t;
-- to:
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (id int PRIMARY KEY, a d DEFAULT 'q');
CREATE VIEW v AS SELECT a FROM t;
-- rows:
INSERT INTO t VALUES (1, 'abc');

-- case: composite_changed
-- from:
CREATE TYPE c AS (x int, y text);
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE FUNCTION f() RETURNS c LANGUAGE sql AS $$SELECT 1, 'a'$$;
-- to:
CREATE TYPE c AS (x int, y text, z int);
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE FUNCTION f() RETURNS c LANGUAGE sql AS $$SELECT 1, 'a', 2$$;

-- case: sequences
-- from:
CREATE SEQUENCE s1;
CREATE SEQUENCE s2 AS integer INCREMENT BY 2 MAXVALUE 1000 CYCLE;
CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('s1'), n int);
CREATE SEQUENCE s3 OWNED BY t.n;
-- to:
CREATE SEQUENCE s1 CACHE 10;
CREATE SEQUENCE s2 AS bigint INCREMENT BY -1;
CREATE TABLE t (id int PRIMARY KEY, n int DEFAULT nextval('s1'));
ALTER SEQUENCE s1 OWNED BY t.n;
CREATE SEQUENCE s3;
CREATE SEQUENCE "S 4" START WITH 5 MINVALUE 5;
COMMENT ON SEQUENCE "S 4" IS 'four';
GRANT USAGE ON SEQUENCE "S 4" TO PUBLIC;
CREATE TABLE u (id bigserial PRIMARY KEY);
