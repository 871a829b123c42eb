-- case: attribute_comes_behind
-- from:
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (id int PRIMARY KEY, p c, many c[]);
CREATE VIEW v AS SELECT (p).a FROM t;
CREATE FUNCTION f(c) RETURNS int LANGUAGE sql AS $$SELECT $1.a$$;
-- to:
CREATE TYPE c AS (a int, b text, "d ""e" date, e numeric(8,2));
CREATE TABLE t (id int PRIMARY KEY, p c, many text);
CREATE VIEW v AS SELECT (p).a FROM t;
CREATE FUNCTION f(c) RETURNS int LANGUAGE sql AS $$SELECT $1.a + 1$$;
-- rows:
INSERT INTO t VALUES (1, '(1,x)', NULL), (2, '(,)', NULL), (3, NULL, NULL);

-- case: attribute_goes_with_its_values
-- from:
CREATE TYPE c AS (a int, "b b" text, d date);
CREATE TABLE t (id int PRIMARY KEY, p c NOT NULL, n int);
CREATE TABLE u (id int PRIMARY KEY, p c);
-- to:
CREATE TYPE c AS (a int, d date);
CREATE TABLE t (id int PRIMARY KEY, p c NOT NULL, n int);
CREATE TABLE u (id int PRIMARY KEY, p c);
-- rows:
INSERT INTO t VALUES (1, '(1,"x, y",2026-01-01)', 1), (2, '(,,)', 2); INSERT INTO u VALUES (1, '(5,z,)'), (2, NULL);

-- case: attribute_comes_between_and_another_changes_its_type
-- from:
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (id int PRIMARY KEY, p c DEFAULT '(1,x)');
CREATE INDEX t_p ON t (((p).a));
-- to:
CREATE TYPE c AS (a bigint, z boolean, b text);
CREATE TABLE t (id int PRIMARY KEY, p c DEFAULT '(1,t,x)');
CREATE INDEX t_p ON t (((p).a));
-- rows:
INSERT INTO t VALUES (1, '(1,"it''s (""so"")")');

-- case: attributes_change_places
-- from:
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (id int PRIMARY KEY, p c);
CREATE FUNCTION f(x c) RETURNS c LANGUAGE sql IMMUTABLE AS $$SELECT x$$;
-- to:
CREATE TYPE c AS (b text, a int);
CREATE TABLE t (id int PRIMARY KEY, p c);
CREATE FUNCTION f(x c) RETURNS c LANGUAGE sql IMMUTABLE AS $$SELECT x$$;
-- rows:
INSERT INTO t VALUES (1, '(1,2)'), (2, '(,x)');

-- case: attribute_collation_changes
-- from:
CREATE TYPE c AS (a text COLLATE "C", b int);
CREATE TABLE t (id int PRIMARY KEY, p c);
-- to:
CREATE TYPE c AS (a text COLLATE "POSIX", b int);
CREATE TABLE t (id int PRIMARY KEY, p c);
-- rows:
INSERT INTO t VALUES (1, '(x,1)');
