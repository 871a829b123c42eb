-- case: partition_by_list_gets_a_default
-- from:
CREATE TABLE t (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a', 'it''s');
-- to:
CREATE TABLE t (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a', 'it''s');
CREATE TABLE "t %" PARTITION OF t FOR VALUES IN ('b', NULL);
CREATE TABLE t_rest PARTITION OF t DEFAULT;
-- rows:
INSERT INTO t VALUES (1, 'a'), (2, 'it''s');

-- case: partition_by_hash
-- from:
CREATE TABLE t (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- to:
CREATE TABLE t (id int PRIMARY KEY, v text, w int DEFAULT 4) PARTITION BY HASH (id);
CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX t_v ON t (v);
-- rows:
INSERT INTO t SELECT n, n::text FROM generate_series(1, 9) AS n;

-- case: partition_by_an_expression_of_two_levels
-- from:
CREATE TABLE t (id int, at timestamp, v text) PARTITION BY RANGE (date_trunc('day', at));
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY LIST (id);
CREATE TABLE t_1_1 PARTITION OF t_1 FOR VALUES IN (1, 2);
-- to:
CREATE TABLE t (id int, at timestamp, v text DEFAULT 'new') PARTITION BY RANGE (date_trunc('day', at));
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY LIST (id);
CREATE TABLE t_1_1 PARTITION OF t_1 FOR VALUES IN (1, 2);
CREATE TABLE t_1_d PARTITION OF t_1 DEFAULT;
CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM ('2026-02-01') TO (MAXVALUE);
CREATE INDEX t_v ON t (v, at);
-- rows:
INSERT INTO t VALUES (1, '2026-01-05', 'x');

-- case: partition_with_a_check_and_a_trigger_of_its_own
-- from:
CREATE TABLE t (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- to:
CREATE TABLE t (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t (CONSTRAINT small CHECK (v < 100)) FOR VALUES FROM (0) TO (10);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER own BEFORE INSERT ON t_1 FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER every AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: partition_options_and_comments
-- from:
CREATE TABLE t (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10) WITH (fillfactor = 70);
COMMENT ON TABLE t_1 IS 'one';
-- to:
CREATE TABLE t (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10) WITH (autovacuum_enabled = off);
COMMENT ON TABLE t_1 IS 'two'; COMMENT ON COLUMN t_1.v IS 'own';
GRANT SELECT ON t_1 TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: partition_foreign_keys_both_ways
-- from:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, r int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE u (id int PRIMARY KEY, t int);
-- to:
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, r int REFERENCES r) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE u (id int PRIMARY KEY, t int REFERENCES t ON DELETE CASCADE);
-- rows:
INSERT INTO r VALUES (1); INSERT INTO t VALUES (1, 1); INSERT INTO u VALUES (1, 1);

-- case: partition_column_type_under_a_view
-- from:
CREATE TABLE t (id int, v int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE VIEW w AS SELECT v FROM t;
CREATE VIEW w1 AS SELECT v FROM t_1;
CREATE INDEX t_v ON t (v);
-- to:
CREATE TABLE t (id int, v bigint NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE VIEW w AS SELECT v FROM t;
CREATE VIEW w1 AS SELECT v FROM t_1;
CREATE INDEX t_v ON t (v);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: partition_primary_key_comes
-- from:
CREATE TABLE t (id int NOT NULL, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to:
CREATE TABLE t (id int PRIMARY KEY, v int, UNIQUE (id, v)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: partition_row_security_and_policy
-- from:
CREATE TABLE t (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to:
CREATE TABLE t (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
ALTER TABLE t_1 ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (v > 0); CREATE POLICY p ON t_1 AS RESTRICTIVE FOR SELECT USING (true);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: partition_generated_column
-- from:
CREATE TABLE t (id int PRIMARY KEY, v int) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to:
CREATE TABLE t (id int PRIMARY KEY, v int, g int GENERATED ALWAYS AS (v * 2) STORED) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: partition_family_comes_whole
-- from:
CREATE TABLE other (id int PRIMARY KEY);
-- to:
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE "T 1" (id int, "k'" text NOT NULL DEFAULT 'a', PRIMARY KEY (id, "k'")) PARTITION BY LIST ("k'");
CREATE TABLE "T 1_a" PARTITION OF "T 1" FOR VALUES IN ('a') PARTITION BY RANGE (id);
CREATE TABLE "T 1_a_1" PARTITION OF "T 1_a" FOR VALUES FROM (MINVALUE) TO (100);
CREATE UNIQUE INDEX "T 1 i" ON "T 1" ("k'" DESC, id);
COMMENT ON INDEX "T 1 i" IS 'said';
-- rows:
INSERT INTO other VALUES (1);

-- case: partition_family_goes_with_its_rows
-- from:
CREATE TABLE t (id int, at date, v jsonb, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE t_d PARTITION OF t DEFAULT;
CREATE VIEW w AS SELECT id FROM t;
-- to:
CREATE TABLE other (id int PRIMARY KEY);
-- rows:
INSERT INTO t VALUES (1, '2026-01-05', '{"a": 1}'), (2, '2027-01-05', NULL);

-- case: partition_moves_under_another_parent
-- from:
CREATE TABLE a (id int NOT NULL, v int) PARTITION BY RANGE (id);
CREATE TABLE b (id int NOT NULL, v int) PARTITION BY RANGE (id);
CREATE TABLE p PARTITION OF a FOR VALUES FROM (0) TO (10);
-- to:
CREATE TABLE a (id int NOT NULL, v int) PARTITION BY RANGE (id);
CREATE TABLE b (id int NOT NULL, v int) PARTITION BY RANGE (id);
CREATE TABLE p PARTITION OF b FOR VALUES FROM (0) TO (20);
-- rows:
INSERT INTO p VALUES (1, 1);

-- case: inherits_comes_and_goes
-- from:
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c1 (id int PRIMARY KEY, a int);
CREATE TABLE c2 (id int NOT NULL, a int, x int, PRIMARY KEY (id)) INHERITS (p);
-- to:
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c1 (id int PRIMARY KEY, a int) INHERITS (p);
CREATE TABLE c2 (id int NOT NULL, a int, x int, PRIMARY KEY (id));
-- rows:
INSERT INTO p VALUES (1, 1); INSERT INTO c1 VALUES (2, 2); INSERT INTO c2 VALUES (3, 3, 3);

-- case: inherited_column_comes_type_default_and_check
-- from:
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c (x int, PRIMARY KEY (id)) INHERITS (p);
-- to:
CREATE TABLE p (id int PRIMARY KEY, a bigint DEFAULT 4 CHECK (a > 0), b text NOT NULL DEFAULT 'b');
CREATE TABLE c (x int, PRIMARY KEY (id)) INHERITS (p);
-- rows:
INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (2, 2, 2);

-- case: inherits_of_two_parents
-- from:
CREATE TABLE a (id int PRIMARY KEY, n int);
CREATE TABLE b (m int);
CREATE TABLE c (PRIMARY KEY (id)) INHERITS (a);
-- to:
CREATE TABLE a (id int PRIMARY KEY, n int);
CREATE TABLE b (m int);
CREATE TABLE c (m int, PRIMARY KEY (id)) INHERITS (a, b);
-- rows:
INSERT INTO a VALUES (1, 1); INSERT INTO c VALUES (2, 2);

-- case: inherited_family_goes_with_rows
-- from:
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c (x int, PRIMARY KEY (id)) INHERITS (p);
-- to:
CREATE TABLE q (id int PRIMARY KEY);
-- rows:
INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (2, 2, 2);

-- case: typed_table_becomes_untyped
-- from:
CREATE TYPE shape AS (a int, b text);
CREATE TABLE t OF shape (PRIMARY KEY (a));
CREATE TABLE u (a int PRIMARY KEY, b text);
-- to:
CREATE TYPE shape AS (a int, b text);
CREATE TABLE t (a int PRIMARY KEY, b text);
CREATE TABLE u OF shape (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'x');
-- rows:
INSERT INTO t VALUES (1, 'x'); INSERT INTO u VALUES (2, 'y');

-- case: inherited_column_goes_with_its_values
-- from:
CREATE TABLE p (id int PRIMARY KEY, a int, b text);
CREATE TABLE c (x int, PRIMARY KEY (id)) INHERITS (p);
CREATE TABLE "g c" (y int, PRIMARY KEY (id)) INHERITS (c);
-- to:
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c (x int, PRIMARY KEY (id)) INHERITS (p);
CREATE TABLE "g c" (y int, PRIMARY KEY (id)) INHERITS (c);
-- rows:
INSERT INTO p VALUES (1, 1, 'p'); INSERT INTO c VALUES (1, 2, 'c', 2); INSERT INTO "g c" VALUES (1, 3, 'g', 3, 3);

-- case: inherited_column_narrows
-- from:
CREATE TABLE p (id int PRIMARY KEY, a numeric);
CREATE TABLE c (x int, PRIMARY KEY (id)) INHERITS (p);
-- to:
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c (x int, PRIMARY KEY (id)) INHERITS (p);
-- rows:
INSERT INTO p VALUES (1, 1.25); INSERT INTO c VALUES (1, 2.75, 2);
