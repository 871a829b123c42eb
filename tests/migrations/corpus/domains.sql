-- case: domain_not_null_added_and_dropped
-- from:
CREATE DOMAIN a AS text;
CREATE DOMAIN b AS text NOT NULL;
CREATE TABLE t (id int PRIMARY KEY, x a, y b);
-- to:
CREATE DOMAIN a AS text NOT NULL;
CREATE DOMAIN b AS text;
CREATE TABLE t (id int PRIMARY KEY, x a, y b);
-- rows:
INSERT INTO t VALUES (1, 'x', 'y');

-- case: domain_default_changes
-- from:
CREATE DOMAIN a AS int DEFAULT 1;
CREATE DOMAIN b AS int;
CREATE TABLE t (id int PRIMARY KEY, x a, y b);
-- to:
CREATE DOMAIN a AS int;
CREATE DOMAIN b AS int DEFAULT 7;
CREATE TABLE t (id int PRIMARY KEY, x a, y b);
-- rows:
INSERT INTO t (id) VALUES (1);

-- case: domain_check_not_valid_then_valid
-- from:
CREATE DOMAIN a AS int;
ALTER DOMAIN a ADD CONSTRAINT big CHECK (VALUE > 0) NOT VALID;
CREATE TABLE t (id int PRIMARY KEY, x a);
-- to:
CREATE DOMAIN a AS int CONSTRAINT big CHECK (VALUE > 0);
CREATE TABLE t (id int PRIMARY KEY, x a);
-- rows:
INSERT INTO t VALUES (1, 5);

-- case: domain_check_calls_a_function
-- from:
CREATE FUNCTION ok(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT $1 > 0$$;
CREATE DOMAIN a AS int CHECK (ok(VALUE));
CREATE TABLE t (id int PRIMARY KEY, x a);
-- to:
CREATE FUNCTION fine(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT $1 > 0$$;
CREATE DOMAIN a AS int CHECK (fine(VALUE));
CREATE TABLE t (id int PRIMARY KEY, x a);
-- rows:
INSERT INTO t VALUES (1, 5);

-- case: domain_over_domain_changes_its_base
-- from:
CREATE DOMAIN a AS varchar(5);
CREATE DOMAIN b AS a CHECK (VALUE <> '');
CREATE TABLE t (id int PRIMARY KEY, x b, many text);
-- to:
CREATE DOMAIN a AS varchar(50);
CREATE DOMAIN b AS a CHECK (VALUE <> '');
CREATE TABLE t (id int PRIMARY KEY, x b, many text);
-- rows:
INSERT INTO t VALUES (1, 'abc', NULL);

-- case: domain_collation_changes
-- from:
CREATE DOMAIN a AS text COLLATE "C";
CREATE TABLE t (id int PRIMARY KEY, x a);
CREATE INDEX t_x ON t (x);
-- to:
CREATE DOMAIN a AS text COLLATE "POSIX";
CREATE TABLE t (id int PRIMARY KEY, x a);
CREATE INDEX t_x ON t (x);
-- rows:
INSERT INTO t VALUES (1, 'abc');

-- case: domain_gives_way_to_its_base
-- from:
CREATE DOMAIN a AS int CHECK (VALUE > 0);
CREATE TABLE t (id int PRIMARY KEY, x a NOT NULL DEFAULT 3);
CREATE VIEW v AS SELECT x + 1 AS y FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, x int NOT NULL DEFAULT 3 CHECK (x > 0));
CREATE VIEW v AS SELECT x + 1 AS y FROM t;
-- rows:
INSERT INTO t VALUES (1, 5);

-- case: domain_with_hostile_names
-- from:
CREATE DOMAIN "Do main%" AS text CONSTRAINT "it's" CHECK (VALUE <> '''');
COMMENT ON DOMAIN "Do main%" IS 'a';
CREATE TABLE t (id int PRIMARY KEY, x "Do main%");
-- to:
CREATE DOMAIN "Do main%" AS text CONSTRAINT "it's" CHECK (VALUE <> '%') CONSTRAINT "mo""re" CHECK (length(VALUE) < 100);
COMMENT ON CONSTRAINT "it's" ON DOMAIN "Do main%" IS 'said';
CREATE TABLE t (id int PRIMARY KEY, x "Do main%");
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: range_of_a_domain_of_ours_comes_with_a_column
-- from:
CREATE TABLE t (id int PRIMARY KEY);
-- to:
CREATE TYPE inet_span AS RANGE (SUBTYPE = inet);
CREATE TABLE t (id int PRIMARY KEY, x inet_span);
CREATE INDEX t_x ON t USING gist (x);
-- rows:
INSERT INTO t VALUES (1);

-- case: range_changes_its_subtype_under_a_column
-- from:
CREATE TYPE span AS RANGE (SUBTYPE = int4);
CREATE TABLE t (id int PRIMARY KEY, x span);
-- to:
CREATE TYPE span AS RANGE (SUBTYPE = int8);
CREATE TABLE t (id int PRIMARY KEY, x span);
-- rows:
INSERT INTO t VALUES (1, '[1,5)');

-- case: range_with_a_difference_function
-- from:
CREATE FUNCTION gap(time, time) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$SELECT extract(epoch FROM ($1 - $2))::float8$$;
CREATE TYPE hours AS RANGE (SUBTYPE = time);
CREATE TABLE t (id int PRIMARY KEY, x hours);
-- to:
CREATE FUNCTION gap(time, time) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$SELECT extract(epoch FROM ($1 - $2))::float8$$;
CREATE TYPE hours AS RANGE (SUBTYPE = time, SUBTYPE_DIFF = gap);
CREATE TABLE t (id int PRIMARY KEY, x hours);
-- rows:
INSERT INTO t VALUES (1, '[10:00,11:00)');

-- case: composite_without_users_is_another
-- from:
CREATE TYPE c AS (a int, b text);
COMMENT ON TYPE c IS 'said';
COMMENT ON COLUMN c.a IS 'first';
-- to:
CREATE TYPE c AS (a bigint, x date, b text);
COMMENT ON TYPE c IS 'said';
COMMENT ON COLUMN c.a IS 'first';

-- case: composite_under_a_function_result
-- from:
CREATE TYPE c AS (a int, b text);
CREATE FUNCTION f() RETURNS SETOF c LANGUAGE sql AS $$SELECT 1, 'a'$$;
CREATE VIEW v AS SELECT a FROM f();
-- to:
CREATE TYPE c AS (a int, b text, d int);
CREATE FUNCTION f() RETURNS SETOF c LANGUAGE sql AS $$SELECT 1, 'a', 2$$;
CREATE VIEW v AS SELECT a FROM f();

-- case: composite_type_of_an_attribute_changes_under_a_column
-- from:
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (id int PRIMARY KEY, p c);
-- to:
CREATE TYPE c AS (a bigint, b varchar(10));
CREATE TABLE t (id int PRIMARY KEY, p c);
-- rows:
INSERT INTO t VALUES (1, '(1,x)'), (2, NULL);

-- case: composite_without_attributes
-- from:
CREATE TYPE c AS ();
-- to:
CREATE TYPE c AS (a int);
CREATE TYPE d AS ();
