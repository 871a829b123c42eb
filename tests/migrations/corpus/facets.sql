-- case: table_options_of_the_heap_and_its_toast
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text) WITH (fillfactor = 70, toast.autovacuum_enabled = off);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text) WITH (autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_threshold = 100, toast_tuple_target = 4000);
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: table_unlogged_and_back_with_references
-- from:
CREATE TABLE a (id int PRIMARY KEY, n serial); CREATE UNLOGGED TABLE b (id int PRIMARY KEY, a int REFERENCES a);
CREATE UNLOGGED TABLE c (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- to:
CREATE TABLE a (id int PRIMARY KEY, n serial); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
CREATE TABLE c (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- rows:
INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1); INSERT INTO c DEFAULT VALUES;

-- case: table_becomes_unlogged
-- from:
CREATE TABLE a (id int PRIMARY KEY, t text);
-- to:
CREATE UNLOGGED TABLE a (id int PRIMARY KEY, t text);
-- rows:
INSERT INTO a VALUES (1, 'x');

-- case: column_storage_compression_and_target
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b jsonb, c bytea);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b SET STATISTICS 500, ALTER c SET (n_distinct = 5);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text COMPRESSION pglz, b jsonb, c bytea);
ALTER TABLE t ALTER b SET STORAGE MAIN, ALTER a SET STATISTICS 0, ALTER c SET (n_distinct = -0.5, n_distinct_inherited = 7);
-- rows:
INSERT INTO t VALUES (1, 'x', '{}', 'y');

-- case: column_settings_outlive_a_change_of_type
-- from:
CREATE TABLE t (id int PRIMARY KEY, a varchar(10));
ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER a SET STATISTICS 300; COMMENT ON COLUMN t.a IS 'said'; GRANT SELECT (a) ON t TO PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text);
ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER a SET STATISTICS 300; COMMENT ON COLUMN t.a IS 'said'; GRANT SELECT (a) ON t TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: column_default_of_every_sort
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x', b timestamptz DEFAULT now(), c int[] DEFAULT '{1}', d jsonb);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT E'it''s\n"%s"', b timestamptz DEFAULT clock_timestamp(), c int[] DEFAULT ARRAY[]::int[], d jsonb DEFAULT '{"a": [1, "x"]}');
-- rows:
INSERT INTO t (id) VALUES (1);

-- case: generated_over_others_that_change
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int, s int GENERATED ALWAYS AS (a + b) STORED);
CREATE INDEX t_s ON t (s); CREATE VIEW v AS SELECT s FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a bigint, b int, s bigint GENERATED ALWAYS AS (a + b + 1) STORED NOT NULL);
CREATE INDEX t_s ON t (s); CREATE VIEW v AS SELECT s FROM t;
-- rows:
INSERT INTO t VALUES (1, 2, 3);

-- case: generated_becomes_plain
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2) STORED);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, g int DEFAULT 7);
-- rows:
INSERT INTO t VALUES (1, 2);

-- case: generated_by_a_function_that_changes_its_name
-- from:
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (f(id)) STORED CHECK (g > 0));
-- to:
CREATE FUNCTION g(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (g(id)) STORED CHECK (g > 0));
-- rows:
INSERT INTO t VALUES (1);

-- case: column_added_required_with_rows_there
-- from:
CREATE TABLE t (id int PRIMARY KEY);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL DEFAULT 'x', b int NOT NULL DEFAULT 0 CHECK (b >= 0), c uuid DEFAULT gen_random_uuid());
-- rows:
INSERT INTO t SELECT generate_series(1, 5);

-- case: column_types_near_each_other
-- from:
CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b char(5), c timestamp(3), d numeric(8,2), e bit(4), f interval, g real);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a varchar(30), b text, c timestamp, d numeric(12,4), e bit varying(9), f interval second, g double precision);
-- rows:
INSERT INTO t VALUES (1, 'a', 'b', '2026-01-01', 1.25, '1010', '1 s', 0.5);

-- case: column_types_that_lose
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b timestamptz, c bigint, d numeric, e jsonb);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a varchar(5), b date, c int, d numeric(6,1), e text);
-- rows:
INSERT INTO t VALUES (1, 'abcde', '2026-01-01 10:00+00', 7, 1.25, '{"a":1}');

-- case: column_becomes_an_array
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text[], b int);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a varchar(9)[], b bigint);
-- rows:
INSERT INTO t VALUES (1, '{a,b}', 3);

-- case: table_without_a_key_gets_one
-- from:
CREATE TABLE t (a int, b text);
-- to:
CREATE TABLE t (a int PRIMARY KEY, b text);
-- rows:
INSERT INTO t VALUES (1, 'x'), (2, 'x');

-- case: comments_on_everything
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT c CHECK (a > 0)); COMMENT ON TABLE t IS 'old'; COMMENT ON CONSTRAINT t_pkey ON t IS 'old';
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE SEQUENCE s; CREATE DOMAIN d AS int; CREATE COLLATION co (PROVIDER = libc, LOCALE = 'C'); CREATE STATISTICS st ON id, a FROM t; CREATE VIEW v AS SELECT a FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT c CHECK (a > 0)); COMMENT ON TABLE t IS E'new\n-- up:\n$$ it''s'; COMMENT ON CONSTRAINT c ON t IS 'new'; COMMENT ON INDEX t_pkey IS 'index';
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE SEQUENCE s; CREATE DOMAIN d AS int; CREATE COLLATION co (PROVIDER = libc, LOCALE = 'C'); CREATE STATISTICS st ON id, a FROM t; CREATE VIEW v AS SELECT a FROM t;
COMMENT ON FUNCTION f() IS 'new'; COMMENT ON TRIGGER tr ON t IS 'new'; COMMENT ON SEQUENCE s IS 'new'; COMMENT ON DOMAIN d IS 'new'; COMMENT ON COLLATION co IS 'new';
COMMENT ON STATISTICS st IS 'new'; COMMENT ON VIEW v IS 'new'; COMMENT ON COLUMN v.a IS 'new'; COMMENT ON COLUMN t.a IS 'new'; COMMENT ON SCHEMA comments_on_everything IS 'new';
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: publication_row_filters_and_column_lists
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, "b c" text); CREATE TABLE u (id int PRIMARY KEY);
CREATE PUBLICATION facet_pub FOR TABLE t (id, a) WHERE (a > 0) WITH (publish = 'insert');
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, "b c" text); CREATE TABLE u (id int PRIMARY KEY);
CREATE PUBLICATION facet_pub FOR TABLE t ("b c", id) WHERE (id > 5), u WITH (publish = 'insert, truncate', publish_via_partition_root = true);
COMMENT ON PUBLICATION facet_pub IS 'said';
-- rows:
INSERT INTO t VALUES (1, 1, 'x');

-- case: publication_filter_column_changes_its_type
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE PUBLICATION facet_filter FOR TABLE t WHERE (id > 0) WITH (publish = 'insert, update');
-- to:
CREATE TABLE t (id bigint PRIMARY KEY, a int);
CREATE PUBLICATION facet_filter FOR TABLE t WHERE (id > 0) WITH (publish = 'insert, update');
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: event_trigger_tags_and_function
-- from:
CREATE FUNCTION w() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE FUNCTION x() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER facet_watch ON ddl_command_start WHEN TAG IN ('CREATE SUBSCRIPTION') EXECUTE FUNCTION w();
-- to:
CREATE FUNCTION w() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE FUNCTION x() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER facet_watch ON sql_drop WHEN TAG IN ('DROP CAST', 'DROP RULE') EXECUTE FUNCTION x(); COMMENT ON EVENT TRIGGER facet_watch IS 'said';

-- case: published_with_a_generated_column_in_its_identity
-- from:
CREATE TABLE a (id int PRIMARY KEY, n int, g int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE "USING INDEX b" (id int PRIMARY KEY, n int, g int GENERATED ALWAYS AS (id * 2) STORED NOT NULL);
CREATE UNIQUE INDEX "it's ""g""" ON "USING INDEX b" (g);
ALTER TABLE a REPLICA IDENTITY FULL; ALTER TABLE "USING INDEX b" REPLICA IDENTITY USING INDEX "it's ""g""";
CREATE PUBLICATION facet_generated FOR TABLE a, "USING INDEX b" WITH (publish = 'insert');
-- to:
CREATE TABLE a (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE "USING INDEX b" (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2) STORED NOT NULL);
CREATE UNIQUE INDEX "it's ""g""" ON "USING INDEX b" (g);
ALTER TABLE a REPLICA IDENTITY FULL; ALTER TABLE "USING INDEX b" REPLICA IDENTITY USING INDEX "it's ""g""";
CREATE PUBLICATION facet_generated FOR TABLE a, "USING INDEX b" WITH (publish = 'insert, update, delete');
-- rows:
INSERT INTO a SELECT n, n FROM generate_series(1, 5) AS n;
INSERT INTO "USING INDEX b" SELECT n, n FROM generate_series(1, 5) AS n;

-- case: replica_identity_of_every_kind
-- from:
CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, n int NOT NULL UNIQUE); CREATE TABLE c (id int PRIMARY KEY);
ALTER TABLE a REPLICA IDENTITY FULL; ALTER TABLE b REPLICA IDENTITY USING INDEX b_n_key;
-- to:
CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, n int NOT NULL UNIQUE); CREATE TABLE c (id int PRIMARY KEY);
ALTER TABLE a REPLICA IDENTITY NOTHING; ALTER TABLE c REPLICA IDENTITY USING INDEX c_pkey;
-- rows:
INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1); INSERT INTO c VALUES (1);

-- case: foreign_table_columns_options_and_checks
-- from:
CREATE FOREIGN DATA WRAPPER facet_far; CREATE SERVER facet_there FOREIGN DATA WRAPPER facet_far;
CREATE FOREIGN TABLE f (id int NOT NULL, a text OPTIONS (x '1')) SERVER facet_there OPTIONS (t 'a');
-- to:
CREATE FOREIGN DATA WRAPPER facet_far; CREATE SERVER facet_there FOREIGN DATA WRAPPER facet_far OPTIONS (host 'it''s');
CREATE FOREIGN TABLE f (id bigint, a text OPTIONS (y '2'), b date DEFAULT now()) SERVER facet_there OPTIONS (t 'b', "U u" 'c');

-- case: collation_under_a_column
-- from:
CREATE COLLATION here (PROVIDER = libc, LOCALE = 'C');
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE here); CREATE INDEX t_a ON t (a);
-- to:
CREATE COLLATION there (PROVIDER = libc, LOCALE = 'POSIX');
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE there); CREATE INDEX t_a ON t (a);
-- rows:
INSERT INTO t VALUES (1, 'x');
