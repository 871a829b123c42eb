-- case: aggregate_comes
-- from:
CREATE TABLE t (id int PRIMARY KEY);
-- to:
CREATE TABLE t (id int PRIMARY KEY);
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
COMMENT ON AGGREGATE total(int) IS 'a sum';
CREATE VIEW v AS SELECT total(id) AS n FROM t;
CREATE AGGREGATE how_many(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');

-- case: aggregate_changes_under_a_view
-- from:
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE TABLE t (id int PRIMARY KEY);
CREATE VIEW v AS SELECT total(id) AS n FROM t;
-- to:
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '7');
CREATE TABLE t (id int PRIMARY KEY);
CREATE VIEW v AS SELECT total(id) AS n FROM t;

-- case: aggregate_over_a_function_that_changes
-- from:
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int, INITCOND = '0', PARALLEL = SAFE);
-- to:
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $2 + $1';
CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int, INITCOND = '1');

-- case: ordered_aggregate
-- from:
SELECT 1;
-- to:
CREATE AGGREGATE middle(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
    FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
COMMENT ON AGGREGATE middle(double precision ORDER BY anyelement) IS 'in the middle';
REVOKE ALL ON FUNCTION middle(double precision, anyelement) FROM PUBLIC;

-- case: operator_comes
-- from:
CREATE TABLE t (id int PRIMARY KEY, n int);
-- to:
CREATE FUNCTION near(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ~~~, RESTRICT = eqsel);
COMMENT ON OPERATOR ~~~ (int, int) IS 'near';
CREATE TABLE t (id int PRIMARY KEY, n int, CHECK (id OPERATOR(operator_comes.~~~) n));
CREATE VIEW v AS SELECT id FROM t WHERE id OPERATOR(operator_comes.~~~) 3;
-- rows:
INSERT INTO t VALUES (1, 1), (2, 3);

-- case: operator_changes
-- from:
CREATE FUNCTION near(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = int, RIGHTARG = int);
CREATE VIEW v AS SELECT 1 OPERATOR(operator_changes.~~~) 3 AS x;
CREATE OPERATOR !!! (FUNCTION = int4um, RIGHTARG = int);
-- to:
CREATE FUNCTION near(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = int, RIGHTARG = int, RESTRICT = eqsel);
CREATE VIEW v AS SELECT 1 OPERATOR(operator_changes.~~~) 3 AS x;

-- case: cast_comes_and_goes
-- from:
CREATE TYPE a AS ENUM ('x');
CREATE FUNCTION number(a) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (a AS int) WITH FUNCTION number(a);
-- to:
CREATE TYPE a AS ENUM ('x');
CREATE FUNCTION number(a) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TYPE b AS ENUM ('x');
CREATE CAST (a AS int) WITH FUNCTION number(a) AS ASSIGNMENT;
CREATE CAST (a AS b) WITH INOUT;
COMMENT ON CAST (a AS b) IS 'by text';

-- case: collation_comes
-- from:
CREATE TABLE t (id int PRIMARY KEY, s text);
-- to:
CREATE COLLATION plain (PROVIDER = libc, LOCALE = 'C');
COMMENT ON COLLATION plain IS 'by bytes';
CREATE TABLE t (id int PRIMARY KEY, s text COLLATE plain);
CREATE INDEX t_s ON t (s);
-- rows:
INSERT INTO t VALUES (1, 'a'), (2, 'B');

-- case: event_trigger_comes
-- from:
CREATE TABLE t (id int PRIMARY KEY);
-- to:
CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "event_trigger_comes's" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')
    EXECUTE FUNCTION seen();
COMMENT ON EVENT TRIGGER "event_trigger_comes's" IS 'it sees';
CREATE TABLE t (id int PRIMARY KEY, n int);

-- case: event_trigger_rests
-- from:
CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER event_trigger_rests ON sql_drop EXECUTE FUNCTION seen();
-- to:
CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER event_trigger_rests ON sql_drop EXECUTE FUNCTION seen();
ALTER EVENT TRIGGER event_trigger_rests DISABLE;

-- case: publication_comes
-- from:
CREATE TABLE t (id int PRIMARY KEY, n int);
-- to:
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE PUBLICATION "publication comes" FOR TABLE t (id) WHERE (id > 0) WITH (publish = 'insert');
COMMENT ON PUBLICATION "publication comes" IS 'for others';

-- case: publication_changes
-- from:
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, n int);
CREATE PUBLICATION publication_changes FOR TABLE t (id, n), u WHERE (id > 0);
-- to:
CREATE TABLE t (id int PRIMARY KEY, n bigint);
CREATE TABLE u (id bigint PRIMARY KEY, n int);
CREATE PUBLICATION publication_changes FOR TABLE t (id), u WHERE (id > 0) WITH (publish_via_partition_root = true);
-- rows:
INSERT INTO t VALUES (1, 1);
INSERT INTO u VALUES (1, 1);

-- case: publication_of_a_schema
-- from:
CREATE TABLE t (id int PRIMARY KEY);
CREATE PUBLICATION publication_of_a_schema FOR TABLES IN SCHEMA publication_of_a_schema;
-- to:
CREATE TABLE t (id int PRIMARY KEY);
CREATE PUBLICATION publication_of_a_schema FOR TABLE t;

-- case: foreign_things_come
-- from:
CREATE TABLE t (id int PRIMARY KEY);
-- to:
CREATE TABLE t (id int PRIMARY KEY);
CREATE FOREIGN DATA WRAPPER foreign_come OPTIONS (debug 'true');
COMMENT ON FOREIGN DATA WRAPPER foreign_come IS 'w';
CREATE SERVER foreign_come TYPE 'ark' VERSION '1' FOREIGN DATA WRAPPER foreign_come OPTIONS (host 'ara''rat');
GRANT USAGE ON FOREIGN SERVER foreign_come TO PUBLIC;
CREATE FOREIGN TABLE far (id int OPTIONS (field 'ID') NOT NULL, n text DEFAULT 'x') SERVER foreign_come OPTIONS (path '/x');
COMMENT ON FOREIGN TABLE far IS 'far away';
COMMENT ON COLUMN far.id IS 'its number';
GRANT SELECT ON far TO PUBLIC;
CREATE VIEW v AS SELECT n FROM far;

-- case: foreign_things_change
-- from:
CREATE FOREIGN DATA WRAPPER foreign_change OPTIONS (debug 'true');
CREATE SERVER foreign_change FOREIGN DATA WRAPPER foreign_change OPTIONS (host 'a', old '1');
CREATE FOREIGN TABLE far (id int OPTIONS (field 'ID'), gone int) SERVER foreign_change OPTIONS (path '/x');
-- to:
CREATE FOREIGN DATA WRAPPER foreign_change OPTIONS (debug 'false');
CREATE SERVER foreign_change VERSION '2' FOREIGN DATA WRAPPER foreign_change OPTIONS (host 'b', "New One" '1');
CREATE FOREIGN TABLE far (id bigint OPTIONS (field 'Id'), more text) SERVER foreign_change OPTIONS (path '/y');

-- case: typed_table
-- from:
CREATE TYPE k AS (id int, n text);
CREATE TABLE t (id int, n text);
CREATE TABLE u OF k (PRIMARY KEY (id), n WITH OPTIONS DEFAULT 'x');
-- to:
CREATE TYPE k AS (id int, n text);
CREATE TABLE t OF k (n WITH OPTIONS NOT NULL);
CREATE TABLE u (id int PRIMARY KEY, n text DEFAULT 'x');
CREATE TABLE w OF k (id WITH OPTIONS PRIMARY KEY);
-- rows:
INSERT INTO t VALUES (1, 'a');
INSERT INTO u VALUES (1, 'a');

-- case: default_privileges
-- from:
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges GRANT SELECT ON TABLES TO PUBLIC;
-- to:
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges GRANT INSERT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges GRANT USAGE ON SEQUENCES TO PUBLIC;

-- case: cluster_by_a_key
-- from:
CREATE TABLE t (id int CONSTRAINT t_key PRIMARY KEY, n int);
CREATE TABLE u (id int CONSTRAINT u_key PRIMARY KEY);
ALTER TABLE u CLUSTER ON u_key;
-- to:
CREATE TABLE t (id int CONSTRAINT t_key PRIMARY KEY, n int);
ALTER TABLE t CLUSTER ON t_key;
CREATE TABLE u (id int CONSTRAINT u_key PRIMARY KEY);
CREATE TABLE w (id int CONSTRAINT w_key PRIMARY KEY);
ALTER TABLE w CLUSTER ON w_key, REPLICA IDENTITY FULL;

-- case: bodies_use_what_comes_later
-- from:
SELECT 1;
-- to:
CREATE FUNCTION first() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM bodies_use_what_comes_later.t';
CREATE TABLE t (id bigint PRIMARY KEY DEFAULT bodies_use_what_comes_later.first());
CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM bodies_use_what_comes_later.first(); RETURN NEW; END';
CREATE TRIGGER guard BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION guard();

-- case: procedure_changes
-- from:
CREATE PROCEDURE p(a int, INOUT b int DEFAULT 1) LANGUAGE plpgsql AS 'BEGIN b := a; END';
-- to:
CREATE PROCEDURE p(a int, INOUT b bigint DEFAULT 2) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS 'BEGIN b := a; END';
REVOKE ALL ON PROCEDURE p FROM PUBLIC;

-- case: keys_in_a_circle
-- from:
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
CREATE TABLE c (id int PRIMARY KEY, above int REFERENCES c);
-- to:
CREATE TABLE a (id bigint PRIMARY KEY, b bigint);
CREATE TABLE b (id bigint PRIMARY KEY, a bigint REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE c (id bigint PRIMARY KEY, above bigint REFERENCES c ON DELETE CASCADE);
-- rows:
INSERT INTO a VALUES (1, 1);
INSERT INTO b VALUES (1, 1);
INSERT INTO c VALUES (1, NULL), (2, 1);

-- case: published_table_without_identity_loses_a_column
-- from:
CREATE TABLE t (id int PRIMARY KEY, n int, m int);
INSERT INTO t SELECT i, i, -i FROM generate_series(1, 5) AS i;
ALTER TABLE t REPLICA IDENTITY NOTHING;
CREATE PUBLICATION published_table_without FOR TABLE t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, m int);
ALTER TABLE t REPLICA IDENTITY NOTHING;
CREATE PUBLICATION published_table_without FOR TABLE t;

-- case: published_table_with_a_generated_column_loses_another
-- from:
CREATE TABLE t (id int PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (id * 2) STORED);
INSERT INTO t SELECT i, i FROM generate_series(1, 5) AS i;
ALTER TABLE t REPLICA IDENTITY NOTHING;
CREATE PUBLICATION published_table_with FOR TABLE t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
ALTER TABLE t REPLICA IDENTITY NOTHING;
CREATE PUBLICATION published_table_with FOR TABLE t;
