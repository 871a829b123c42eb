-- case: view_gets_a_column_at_the_end
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id FROM t; GRANT SELECT ON v TO PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t; GRANT SELECT ON v TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_columns_change_places_and_names
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v ("A a", i) AS SELECT a, id FROM t;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_of_views_of_views
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v1 AS SELECT id, a FROM t; CREATE VIEW v2 AS SELECT id, a FROM v1; CREATE VIEW v3 AS SELECT v1.a, v2.id FROM v1 JOIN v2 USING (id);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE VIEW v1 AS SELECT id, a FROM t; CREATE VIEW v2 AS SELECT id, a FROM v1; CREATE VIEW v3 AS SELECT v1.a, v2.id FROM v1 JOIN v2 USING (id);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_check_option_and_security_barrier
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v WITH (check_option = local) AS SELECT id, a FROM t WHERE a > 0;
CREATE VIEW w WITH (security_barrier = true) AS SELECT id FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v WITH (check_option = cascaded) AS SELECT id, a FROM t WHERE a > 0;
CREATE VIEW w WITH (security_invoker = true) AS SELECT id FROM t;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_with_defaults_triggers_and_rules
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
ALTER VIEW v ALTER a SET DEFAULT 4;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
ALTER VIEW v ALTER id SET DEFAULT 5;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE id = old.id;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_with_rules_and_defaults_is_made_anew
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
ALTER VIEW v ALTER a SET DEFAULT 4;
CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE id = old.id; COMMENT ON RULE r ON v IS 'said';
-- to:
CREATE TABLE t (id int PRIMARY KEY, a bigint);
CREATE VIEW v AS SELECT id, a FROM t;
ALTER VIEW v ALTER a SET DEFAULT 4;
CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE id = old.id; COMMENT ON RULE r ON v IS 'said';
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_is_recursive
-- from:
CREATE TABLE t (id int PRIMARY KEY, parent int);
-- to:
CREATE TABLE t (id int PRIMARY KEY, parent int);
CREATE RECURSIVE VIEW v (id, depth) AS SELECT id, 0 FROM t WHERE parent IS NULL UNION ALL SELECT t.id, v.depth + 1 FROM t JOIN v ON t.parent = v.id;
-- rows:
INSERT INTO t VALUES (1, NULL), (2, 1);

-- case: view_becomes_a_table
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE v (id int PRIMARY KEY, a int);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_becomes_materialized
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE MATERIALIZED VIEW v AS SELECT id, a FROM t; CREATE UNIQUE INDEX v_id ON v (id);
CREATE VIEW m AS SELECT id FROM t;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: view_groups_by_the_primary_key
-- from:
CREATE TABLE t (id int CONSTRAINT k1 PRIMARY KEY, a int, b int NOT NULL);
CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
-- to:
CREATE TABLE t (id int CONSTRAINT k2 PRIMARY KEY, a int, b int NOT NULL);
CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
-- rows:
INSERT INTO t VALUES (1, 1, 1);

-- case: view_with_hostile_text
-- from:
CREATE TABLE "T;1" (id int PRIMARY KEY, "it's ""%" text);
CREATE VIEW "V ;" AS SELECT "it's ""%" || '; DROP TABLE x; --' AS "c;" FROM "T;1";
-- to:
CREATE TABLE "T;1" (id int PRIMARY KEY, "it's ""%" text);
CREATE VIEW "V ;" AS SELECT "it's ""%" || E'; $$ \n %s :x {} --' AS "c;", 1 AS "/* x */" FROM "T;1";
COMMENT ON VIEW "V ;" IS E'two\nlines; $$ %s';
-- rows:
INSERT INTO "T;1" VALUES (1, 'x');

-- case: materialized_changes_its_query_and_keeps_its_indexes
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) AS SELECT id, a FROM t; CREATE UNIQUE INDEX m_id ON m (id); COMMENT ON INDEX m_id IS 'said';
GRANT SELECT ON m TO PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 90) AS SELECT id, a + 1 AS a FROM t; CREATE UNIQUE INDEX m_id ON m (id); COMMENT ON INDEX m_id IS 'said';
GRANT SELECT ON m TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: materialized_over_materialized
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t; CREATE MATERIALIZED VIEW n AS SELECT count(a) AS c FROM m; CREATE VIEW v AS SELECT c FROM n;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a numeric);
CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t; CREATE MATERIALIZED VIEW n AS SELECT count(a) AS c FROM m; CREATE VIEW v AS SELECT c FROM n;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: materialized_column_settings
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t;
COMMENT ON COLUMN m.a IS 'said'; CREATE STATISTICS ms ON id, a FROM m;
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: view_new_on_one_that_is_made_anew
-- from:
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
-- to:
CREATE TABLE t (a bigint, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW "a %" AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT a FROM "a %";
COMMENT ON VIEW "a %" IS 'new';
GRANT SELECT ON "a %" TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 2);

-- case: view_new_and_others_on_it_change
-- from:
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT b FROM v;
-- to:
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE VIEW fresh AS SELECT * FROM v;
CREATE VIEW w AS SELECT b FROM fresh;
-- rows:
INSERT INTO t VALUES (1, 2);

-- case: view_new_between_two_materialized
-- from:
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE VIEW z AS SELECT a FROM m;
-- to:
CREATE TABLE t (a int PRIMARY KEY, b int, c int);
CREATE MATERIALIZED VIEW m AS SELECT c, a, b FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE MATERIALIZED VIEW "1st" AS SELECT a FROM m;
CREATE INDEX "1st i" ON "1st" (a);
CREATE VIEW "2nd" AS SELECT a FROM "1st" UNION SELECT a FROM m;
CREATE VIEW z AS SELECT a FROM "2nd";
COMMENT ON VIEW z IS 'z';
-- rows:
INSERT INTO t VALUES (1, 2);
