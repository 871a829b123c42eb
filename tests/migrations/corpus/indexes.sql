-- case: index_gin_of_jsonb_changes_its_opclass
-- from:
CREATE TABLE t (id int PRIMARY KEY, j jsonb);
CREATE INDEX t_j ON t USING gin (j);
-- to:
CREATE TABLE t (id int PRIMARY KEY, j jsonb);
CREATE INDEX t_j ON t USING gin (j jsonb_path_ops) WITH (fastupdate = off);
-- rows:
INSERT INTO t VALUES (1, '{"a": 1}');

-- case: index_brin_with_options
-- from:
CREATE TABLE t (id int PRIMARY KEY, at timestamptz, n int);
CREATE INDEX t_at ON t USING brin (at);
-- to:
CREATE TABLE t (id int PRIMARY KEY, at timestamptz, n int);
CREATE INDEX t_at ON t USING brin (at timestamptz_minmax_multi_ops (values_per_range = 16), n int4_bloom_ops) WITH (pages_per_range = 8, autosummarize = on);
-- rows:
INSERT INTO t VALUES (1, '2026-01-01', 1);

-- case: index_hash_and_spgist
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, p point);
CREATE INDEX t_a ON t (a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, p point);
CREATE INDEX t_a ON t USING hash (a);
CREATE INDEX t_p ON t USING spgist (p quad_point_ops);
-- rows:
INSERT INTO t VALUES (1, 'x', '(1,2)');

-- case: index_gist_of_ranges_and_boxes
-- from:
CREATE TABLE t (id int PRIMARY KEY, r tstzrange, b box);
-- to:
CREATE TABLE t (id int PRIMARY KEY, r tstzrange, b box);
CREATE INDEX t_r ON t USING gist (r, b) WITH (buffering = on, fillfactor = 80);
-- rows:
INSERT INTO t VALUES (1, '[2026-01-01,2026-02-01)', '((0,0),(1,1))');

-- case: index_order_of_keys_and_nulls
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE INDEX t_ab ON t (a, b);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE INDEX t_ab ON t (b DESC NULLS LAST, a ASC NULLS FIRST);
-- rows:
INSERT INTO t VALUES (1, 1, NULL);

-- case: index_collation_and_opclass
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE INDEX t_a ON t (a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE INDEX t_a ON t (a COLLATE "C" text_pattern_ops, lower(a) varchar_pattern_ops);
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: index_predicate_and_expression_with_constants
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text, s text);
CREATE INDEX t_low ON t (lower(a)) WHERE s = 'it''s';
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, s text);
CREATE INDEX t_low ON t (lower(a), (a || '%s''"')) WHERE s IN ('it''s', 'ON', ' USING btree (');
-- rows:
INSERT INTO t VALUES (1, 'x', 'ON');

-- case: index_unique_comes_goes_and_treats_nulls_alike
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE UNIQUE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_b ON t (b);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_b ON t (b) NULLS NOT DISTINCT;
-- rows:
INSERT INTO t VALUES (1, 1, 1), (2, 2, NULL);

-- case: index_includes_other_columns
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text);
CREATE INDEX t_a ON t (a) INCLUDE (b);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c text);
CREATE INDEX t_a ON t (a) INCLUDE (c, b);
-- rows:
INSERT INTO t VALUES (1, 1, 'b', 'c');

-- case: index_options_set_changed_and_reset
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE INDEX t_a ON t (a) WITH (fillfactor = 50);
CREATE INDEX t_b ON t (b);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b) WITH (fillfactor = 60, deduplicate_items = off);
-- rows:
INSERT INTO t VALUES (1, 1, 1);

-- case: index_statistics_of_an_expression
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t ((a % 10), a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t ((a % 10), a);
ALTER INDEX t_a ALTER COLUMN 1 SET STATISTICS 500;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: index_with_a_hostile_name_and_comment
-- from:
CREATE TABLE "T 1" (id int PRIMARY KEY, "a%b" int);
CREATE INDEX "In de'x"" ON" ON "T 1" ("a%b");
COMMENT ON INDEX "In de'x"" ON" IS 'one';
-- to:
CREATE TABLE "T 1" (id int PRIMARY KEY, "a%b" int);
CREATE INDEX "In de'x"" ON" ON "T 1" ("a%b" DESC);
COMMENT ON INDEX "In de'x"" ON" IS 'two''s %';
-- rows:
INSERT INTO "T 1" VALUES (1, 1);

-- case: index_cluster_and_replica_identity
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL);
CREATE UNIQUE INDEX t_a ON t (a);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t CLUSTER ON t_a; ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: index_replica_identity_changes_its_index
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX t_a ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX t_b ON t (b);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_b;
-- rows:
INSERT INTO t VALUES (1, 1, 1);

-- case: index_calls_a_function_whose_body_changes
-- from:
CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$SELECT lower($1)$$;
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE INDEX t_a ON t (norm(a));
-- to:
CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$SELECT upper($1)$$;
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE INDEX t_a ON t (norm(a));
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: index_calls_a_function_whose_result_changes
-- from:
CREATE FUNCTION norm(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$SELECT lower($1)$$;
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE INDEX t_a ON t (norm(a));
-- to:
CREATE FUNCTION norm(text) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT AS $$SELECT lower($1)::varchar$$;
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE INDEX t_a ON t (norm(a));
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: index_on_a_partition_alone
-- from:
CREATE TABLE t (id int, a int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- to:
CREATE TABLE t (id int, a int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_1_alone ON t_1 (a);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: index_of_a_partitioned_table_changes_its_order
-- from:
CREATE TABLE t (id int, a int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_a ON t (a);
-- to:
CREATE TABLE t (id int, a int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE INDEX t_a ON t (a DESC, id);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: statistics_of_every_kind
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE STATISTICS s (ndistinct) ON a, b FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE STATISTICS s (dependencies, mcv) ON a, b, (a + b) FROM t;
ALTER STATISTICS s SET STATISTICS 300;
CREATE STATISTICS "S'2" ON (a % 7) FROM t;
COMMENT ON STATISTICS "S'2" IS 'said';
-- rows:
INSERT INTO t VALUES (1, 1, 1);

-- case: statistics_over_a_column_whose_type_changes
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE STATISTICS s ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 200;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a bigint, b int);
CREATE STATISTICS s ON a, b FROM t;
-- rows:
INSERT INTO t VALUES (1, 1, 1);
