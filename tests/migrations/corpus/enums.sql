-- case: enum_value_inserted_in_the_middle_under_a_view
-- from:
CREATE TYPE e AS ENUM ('low', 'high');
CREATE TABLE t (id int PRIMARY KEY, s e);
CREATE VIEW v AS SELECT id FROM t WHERE s > 'low';
-- to:
CREATE TYPE e AS ENUM ('low', 'middle', 'high');
CREATE TABLE t (id int PRIMARY KEY, s e);
CREATE VIEW v AS SELECT id FROM t WHERE s > 'middle';
-- rows:
INSERT INTO t VALUES (1, 'low'), (2, 'high');

-- case: enum_value_added_first_last_and_between
-- from:
CREATE TYPE e AS ENUM ('b', 'd');
CREATE TABLE t (id int PRIMARY KEY, s e);
-- to:
CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'e');
CREATE TABLE t (id int PRIMARY KEY, s e);
-- rows:
INSERT INTO t VALUES (1, 'b'), (2, NULL);

-- case: enum_without_values_gets_some
-- from:
CREATE TYPE e AS ENUM ();
CREATE TABLE t (id int PRIMARY KEY, s e);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e DEFAULT 'b');
-- rows:
INSERT INTO t VALUES (1, NULL);

-- case: enum_reordered
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL);
CREATE INDEX t_s ON t (s);
-- to:
CREATE TYPE e AS ENUM ('c', 'a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL);
CREATE INDEX t_s ON t (s);
-- rows:
INSERT INTO t VALUES (1, 'a'), (2, 'c');

-- case: enum_value_removed_from_an_array_column
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, many e[] NOT NULL DEFAULT '{a}');
CREATE INDEX t_many ON t USING gin (many);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, many e[] NOT NULL DEFAULT '{b,a}');
CREATE INDEX t_many ON t USING gin (many);
-- rows:
INSERT INTO t VALUES (1, '{a,b}'), (2, '{}');

-- case: enum_value_removed_under_a_function_argument
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE FUNCTION f(s e, n int DEFAULT 1) RETURNS int LANGUAGE sql AS $$SELECT n$$;
COMMENT ON FUNCTION f IS 'said';
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE FUNCTION f(s e, n int DEFAULT 1) RETURNS int LANGUAGE sql AS $$SELECT n$$;
COMMENT ON FUNCTION f IS 'said';

-- case: enum_value_removed_under_a_function_result_and_trigger
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e);
CREATE FUNCTION f() RETURNS SETOF e LANGUAGE sql AS $$SELECT 'a'::enum_value_removed_under_a_function_result_and_trigger.e$$;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE OF s ON t FOR EACH ROW WHEN (NEW.s = 'a') EXECUTE FUNCTION g();
-- to:
CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e);
CREATE FUNCTION f() RETURNS SETOF e LANGUAGE sql AS $$SELECT 'a'::enum_value_removed_under_a_function_result_and_trigger.e$$;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE OF s ON t FOR EACH ROW WHEN (NEW.s = 'a') EXECUTE FUNCTION g();
-- rows:
INSERT INTO t VALUES (1, 'a'), (2, 'c');

-- case: enum_value_removed_under_a_domain
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE DOMAIN d AS e DEFAULT 'a' CHECK (VALUE <> 'b');
CREATE TABLE t (id int PRIMARY KEY, s d);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS e DEFAULT 'a' CHECK (VALUE <> 'b');
CREATE TABLE t (id int PRIMARY KEY, s d);
-- rows:
INSERT INTO t VALUES (1, 'a');

-- case: enum_value_removed_under_a_composite
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TYPE c AS (n int, s e);
CREATE TABLE t (id int PRIMARY KEY, p c);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TYPE c AS (n int, s e);
CREATE TABLE t (id int PRIMARY KEY, p c);
-- rows:
INSERT INTO t VALUES (1, '(1,a)');

-- case: enum_value_removed_under_a_partition_key
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int, s text, k e, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int, s text, k e, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- rows:
INSERT INTO t VALUES (1, 'x', 'a');

-- case: enum_value_removed_under_a_generated_column
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e, g boolean GENERATED ALWAYS AS (s = 'a') STORED);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e, g boolean GENERATED ALWAYS AS (s = 'a') STORED);
-- rows:
INSERT INTO t VALUES (1, 'a'), (2, 'b');

-- case: enum_value_removed_in_a_primary_key_with_references
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (s e PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, s e REFERENCES t ON DELETE CASCADE);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (s e PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, s e REFERENCES t ON DELETE CASCADE);
-- rows:
INSERT INTO t VALUES ('a', 1); INSERT INTO u VALUES (1, 'a');

-- case: enum_value_removed_under_a_materialized_view
-- from:
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e);
CREATE MATERIALIZED VIEW m AS SELECT s, count(*) AS n FROM t GROUP BY s;
CREATE UNIQUE INDEX m_s ON m (s);
-- to:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e);
CREATE MATERIALIZED VIEW m AS SELECT s, count(*) AS n FROM t GROUP BY s;
CREATE UNIQUE INDEX m_s ON m (s);
-- rows:
INSERT INTO t VALUES (1, 'a');

-- case: enum_value_replaced
-- from:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e DEFAULT 'b');
-- to:
CREATE TYPE e AS ENUM ('a', 'z');
CREATE TABLE t (id int PRIMARY KEY, s e DEFAULT 'z');
-- rows:
INSERT INTO t VALUES (1, 'a');

-- case: enum_with_hostile_labels
-- from:
CREATE TYPE "E'""%s" AS ENUM ('it''s', 'a"b', '%s', 'ü ß', '');
CREATE TABLE t (id int PRIMARY KEY, s "E'""%s" DEFAULT 'it''s');
-- to:
CREATE TYPE "E'""%s" AS ENUM ('it''s', 'new''s', 'a"b', '%s', '$$', 'ü ß', '', '\n');
CREATE TABLE t (id int PRIMARY KEY, s "E'""%s" DEFAULT '$$');
-- rows:
INSERT INTO t VALUES (1, '%s'), (2, '');

-- case: enum_becomes_domain_of_text
-- from:
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s kind);
-- to:
CREATE DOMAIN kind AS text CHECK (VALUE IN ('a', 'b'));
CREATE TABLE t (id int PRIMARY KEY, s text);
-- rows:
INSERT INTO t VALUES (1, 'a');

-- case: enum_moves_to_another_schema_by_name
-- from:
CREATE TYPE a AS ENUM ('x', 'y');
CREATE TABLE t (id int PRIMARY KEY, s a);
-- to:
CREATE TYPE b AS ENUM ('x', 'y', 'z');
CREATE TABLE t (id int PRIMARY KEY, s b);
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: enum_comment_owner_and_grants
-- from:
CREATE TYPE e AS ENUM ('a');
COMMENT ON TYPE e IS 'one';
-- to:
CREATE TYPE e AS ENUM ('a');
COMMENT ON TYPE e IS 'two, it''s "said"';
REVOKE USAGE ON TYPE e FROM PUBLIC;

-- case: enum_dropped_with_its_column_and_rows
-- from:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e NOT NULL, n int);
-- to:
CREATE TABLE t (id int PRIMARY KEY, n int);
-- rows:
INSERT INTO t VALUES (1, 'a', 5), (2, 'b', 6);
