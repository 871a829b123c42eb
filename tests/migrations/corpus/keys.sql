-- case: constraints_added
-- from:
CREATE TABLE p (id int, code text);
CREATE TABLE t (id int, a int, b int, c text, r int4range);
-- to:
CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES p ON DELETE SET NULL ON UPDATE CASCADE, b int CHECK (b > 0) NO INHERIT, c text, r int4range,
    UNIQUE NULLS NOT DISTINCT (a, b), EXCLUDE USING gist (r WITH &&) WHERE (b > 1), UNIQUE (c) INCLUDE (b));
COMMENT ON CONSTRAINT t_pkey ON t IS 'the key';
-- rows:
INSERT INTO p SELECT n, 'c' || n FROM generate_series(1, 5) AS n;
INSERT INTO t SELECT n, n, n, 'x' || n, int4range(n, n + 1) FROM generate_series(1, 5) AS n;

-- case: constraints_changed
-- from:
CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT fk REFERENCES p ON DELETE CASCADE, b int CONSTRAINT positive CHECK (b > 0), c int CONSTRAINT fk2 REFERENCES p, status varchar(10) CONSTRAINT status CHECK (status IN ('a', 'b')));
COMMENT ON CONSTRAINT positive ON t IS 'above';
-- to:
CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT fk REFERENCES p ON DELETE RESTRICT, b int CONSTRAINT positive CHECK (b > -1), c int CONSTRAINT fk2 REFERENCES p DEFERRABLE INITIALLY DEFERRED, status varchar(10) CONSTRAINT status CHECK (status IN ('a', 'b', 'c')));
COMMENT ON CONSTRAINT positive ON t IS 'above or zero';
COMMENT ON CONSTRAINT fk ON t IS 'to p';
-- rows:
INSERT INTO p SELECT n, 'c' || n FROM generate_series(1, 5) AS n;
INSERT INTO t SELECT n, n, n, n, 'a' FROM generate_series(1, 5) AS n;

-- case: varchar_in_list_stays
-- from:
CREATE TABLE t (id int PRIMARY KEY, s varchar(10) CHECK (s IN ('a', 'b')));
CREATE TABLE u (id int);
-- to:
CREATE TABLE t (id int PRIMARY KEY, s varchar(10) CHECK (s IN ('a', 'b')));
CREATE TABLE u (id bigint);
-- rows:
INSERT INTO t VALUES (1, 'a');

-- case: not_valid
-- from:
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
ALTER TABLE t ADD CONSTRAINT c1 CHECK (a > 0) NOT VALID;
-- to:
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
ALTER TABLE t ADD CONSTRAINT c1 CHECK (a > 0);
ALTER TABLE t ADD CONSTRAINT c2 CHECK (b > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT VALID;
-- rows:
INSERT INTO t VALUES (1, 1, -1);

-- case: primary_key_replaced
-- from:
CREATE TABLE p (id int PRIMARY KEY, other int NOT NULL UNIQUE);
CREATE TABLE t (id int PRIMARY KEY, p_id int REFERENCES p (id));
-- to:
CREATE TABLE p (id int UNIQUE NOT NULL, other int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int REFERENCES p (other));
-- rows:
INSERT INTO p SELECT n, n FROM generate_series(1, 5) AS n;
INSERT INTO t SELECT n, n FROM generate_series(1, 5) AS n;

-- case: key_type_with_foreign_keys
-- from:
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int REFERENCES p);
-- to:
CREATE TABLE p (id text PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id text REFERENCES p);
-- rows:
INSERT INTO p SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO t SELECT n, n FROM generate_series(1, 5) AS n;

-- case: check_calls_function
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text);
-- to:
CREATE FUNCTION fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT $1 <> ''$$;
CREATE TABLE t (id int PRIMARY KEY, a text CHECK (fine(a)));
CREATE INDEX t_fine ON t (fine(a));
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: index_methods
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b jsonb, c int[], d int4range, e timestamptz, f tsvector, g point);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b jsonb, c int[], d int4range, e timestamptz, f tsvector, g point);
CREATE INDEX t_btree ON t USING btree (a DESC NULLS LAST, id) INCLUDE (e) WHERE a IS NOT NULL;
CREATE INDEX t_expression ON t (lower(a) text_pattern_ops, (b ->> 'x'));
CREATE INDEX t_hash ON t USING hash (a);
CREATE INDEX t_gin ON t USING gin (b jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX t_gin2 ON t USING gin (c);
CREATE INDEX t_gist ON t USING gist (d, g);
CREATE INDEX t_spgist ON t USING spgist (g);
CREATE INDEX t_brin ON t USING brin (e timestamptz_minmax_multi_ops) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX t_fts ON t USING gin (f);
CREATE UNIQUE INDEX t_unique ON t (id, a) NULLS NOT DISTINCT;
COMMENT ON INDEX t_unique IS 'one each';
CREATE INDEX t_collated ON t (a COLLATE "C");
ALTER INDEX t_expression ALTER COLUMN 2 SET STATISTICS 300;
-- rows:
INSERT INTO t (id, a) SELECT n, 'a' || n FROM generate_series(1, 5) AS n;

-- case: indexes_changed
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b int, c int);
CREATE INDEX x1 ON t (a);
CREATE INDEX x2 ON t (b) WHERE c > 0;
CREATE INDEX x3 ON t (c);
CREATE UNIQUE INDEX x4 ON t (b, c);
COMMENT ON INDEX x1 IS 'one';
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b int, c int);
CREATE INDEX x1 ON t (a, b);
CREATE INDEX x2 ON t (b) WHERE c > 1;
CREATE UNIQUE INDEX x4 ON t (b, c) WHERE b > 0;
CREATE INDEX x5 ON t USING hash (c);
COMMENT ON INDEX x1 IS 'one and two';
-- rows:
INSERT INTO t SELECT n, 'a' || n, n, n FROM generate_series(1, 5) AS n;

-- case: index_on_dropped_column
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE INDEX x1 ON t (a);
CREATE INDEX x2 ON t (id) WHERE a IS NOT NULL;
CREATE STATISTICS s ON a, b FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, b int);
CREATE INDEX x1 ON t (b);
-- rows:
INSERT INTO t SELECT n, 'a' || n, n FROM generate_series(1, 5) AS n;

-- case: statistics
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, b int, c int);
CREATE STATISTICS s1 ON a, b FROM t;
CREATE STATISTICS s2 (ndistinct) ON a, c FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b int, c int);
CREATE STATISTICS s1 (dependencies) ON a, b FROM t;
CREATE STATISTICS s2 (ndistinct) ON a, c FROM t;
ALTER STATISTICS s2 SET STATISTICS 200;
COMMENT ON STATISTICS s2 IS 'together';
CREATE STATISTICS "S 3" ON (lower(a)), b FROM t;
