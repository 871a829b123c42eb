-- case: rename_column
-- renames:
-- rename_column.t.a=b
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL DEFAULT 7 CHECK (a > 0), g int GENERATED ALWAYS AS (a * 2) STORED);
CREATE UNIQUE INDEX t_a ON t (a) INCLUDE (id) WHERE a > 1;
CREATE VIEW v AS SELECT a FROM t;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a > 0);
COMMENT ON COLUMN t.a IS 'kept';
GRANT SELECT (a) ON t TO PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, b int NOT NULL DEFAULT 7 CHECK (b > 0), g int GENERATED ALWAYS AS (b * 2) STORED);
CREATE UNIQUE INDEX t_b ON t (b) INCLUDE (id) WHERE b > 1;
CREATE VIEW v AS SELECT b FROM t;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (b > 0);
COMMENT ON COLUMN t.b IS 'kept';
GRANT SELECT (b) ON t TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 5), (2, 6);

-- case: rename_column_and_retype
-- renames:
-- rename_column_and_retype.t.a="b ""c""=d"
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, c text);
-- to:
CREATE TABLE t (id int PRIMARY KEY, "b ""c""=d" bigint, e text DEFAULT 'new');
-- rows:
INSERT INTO t VALUES (1, 5, 'x'), (2, 6, 'y');

-- case: rename_table
-- renames:
-- rename_table.orders=purchases
-- rename_table.orders.total=amount
-- from:
CREATE TABLE orders (id serial PRIMARY KEY, total numeric UNIQUE, parent int REFERENCES orders, n int GENERATED ALWAYS AS IDENTITY);
CREATE INDEX ON orders (parent);
CREATE STATISTICS orders_stat ON id, parent FROM orders;
CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES orders);
CREATE VIEW v AS SELECT o.total, l.id FROM orders o JOIN lines l ON l.order_id = o.id;
CREATE FUNCTION f() RETURNS numeric LANGUAGE sql STABLE AS $$SELECT sum(total) FROM rename_table.orders$$;
CREATE FUNCTION g() RETURNS numeric LANGUAGE sql STABLE BEGIN ATOMIC SELECT sum(total) FROM orders; END;
CREATE FUNCTION r(orders) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT 1$$;
-- to:
CREATE TABLE purchases (id serial PRIMARY KEY, amount numeric UNIQUE, parent int REFERENCES purchases, n int GENERATED ALWAYS AS IDENTITY);
CREATE INDEX ON purchases (parent);
CREATE STATISTICS purchases_stat ON id, parent FROM purchases;
CREATE TABLE lines (id int PRIMARY KEY, order_id int REFERENCES purchases);
CREATE VIEW v AS SELECT o.amount AS total, l.id FROM purchases o JOIN lines l ON l.order_id = o.id;
CREATE FUNCTION f() RETURNS numeric LANGUAGE sql STABLE AS $$SELECT sum(amount) FROM rename_table.purchases$$;
CREATE FUNCTION g() RETURNS numeric LANGUAGE sql STABLE BEGIN ATOMIC SELECT sum(amount) FROM purchases; END;
CREATE FUNCTION r(purchases) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT 1$$;
-- rows:
INSERT INTO orders (total) VALUES (5), (6);
INSERT INTO lines VALUES (1, 1), (2, 2);

-- case: rename_table_a_view_keeps_the_old_name
-- renames:
-- rename_table_a_view_keeps_the_old_name.people=persons
-- from:
CREATE TABLE people (id int PRIMARY KEY, name text);
-- to:
CREATE TABLE persons (id int PRIMARY KEY, name text);
ALTER TABLE persons RENAME CONSTRAINT persons_pkey TO people_pkey;
CREATE VIEW people AS SELECT id, name FROM persons;
-- rows:
INSERT INTO people VALUES (1, 'x');

-- case: rename_partitioned
-- renames:
-- rename_partitioned.m=n
-- rename_partitioned.m.v=w
-- rename_partitioned.m_1=n_1
-- from:
CREATE TABLE m (id int, v int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX m_v ON m (v);
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10);
CREATE TABLE m_d PARTITION OF m DEFAULT;
-- to:
CREATE TABLE n (id int, w int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX n_w ON n (w);
CREATE TABLE n_1 PARTITION OF n FOR VALUES FROM (0) TO (10);
CREATE TABLE m_d PARTITION OF n DEFAULT;
-- rows:
INSERT INTO m VALUES (1, 2), (20, 3);

-- case: rename_enum_and_label
-- renames:
-- rename_enum_and_label.e='E 2'
-- rename_enum_and_label.e.a='it''s'
-- from:
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e DEFAULT 'a' CHECK (s <> 'b'), many e[] DEFAULT '{a,b}');
CREATE VIEW v AS SELECT id FROM t WHERE s = 'a';
CREATE FUNCTION f(e) RETURNS e LANGUAGE plpgsql AS $$DECLARE x rename_enum_and_label.e := 'a'; BEGIN RETURN x; END$$;
-- to:
CREATE TYPE "E 2" AS ENUM ('it''s', 'b', 'c');
CREATE TABLE t (id int PRIMARY KEY, s "E 2" DEFAULT 'it''s' CHECK (s <> 'b'), many "E 2"[] DEFAULT '{it''s,b}');
CREATE VIEW v AS SELECT id FROM t WHERE s = 'it''s';
CREATE FUNCTION f("E 2") RETURNS "E 2" LANGUAGE plpgsql AS $$DECLARE x rename_enum_and_label."E 2" := 'it''s'; BEGIN RETURN x; END$$;
-- rows:
INSERT INTO t VALUES (1, 'a', '{a}');

-- case: rename_types
-- renames:
-- rename_types.c=c2
-- rename_types.c.x=z
-- type rename_types.d=d2
-- rename_types.d.low=top
-- rename_types.r=r2
-- from:
CREATE TYPE c AS (x int, y text);
CREATE DOMAIN d AS int CONSTRAINT low CHECK (VALUE < 100) DEFAULT 5;
CREATE TYPE r AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = rm);
CREATE TABLE t (id int PRIMARY KEY, a c, b d, cc r);
-- to:
CREATE TYPE c2 AS (z int, y text);
CREATE DOMAIN d2 AS int CONSTRAINT top CHECK (VALUE < 100) DEFAULT 5;
CREATE TYPE r2 AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = rm);
CREATE TABLE t (id int PRIMARY KEY, a c2, b d2, cc r2);
-- rows:
INSERT INTO t VALUES (1, '(1,x)', 7, '[1,2)');

-- case: rename_parts
-- renames:
-- rename_parts.t.low="lo w"
-- constraint rename_parts.t.t_pkey=t_key
-- rename_parts.t_i="I"
-- rename_parts.t.g=h
-- rename_parts.t.p="P"
-- rename_parts.t.r="R"
-- rename_parts.st=stt
-- rename_parts.s=s2
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT low CHECK (a > 0));
CREATE INDEX t_i ON t (a);
CREATE SEQUENCE s;
ALTER TABLE t ALTER a SET DEFAULT nextval('s');
CREATE STATISTICS st ON id, a FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE r AS ON DELETE TO t WHERE old.id = 100 DO INSTEAD NOTHING;
CREATE POLICY p ON t USING (true);
COMMENT ON CONSTRAINT low ON t IS 'said';
COMMENT ON INDEX t_i IS 'said';
-- to:
CREATE TABLE t (id int CONSTRAINT t_key PRIMARY KEY, a int CONSTRAINT "lo w" CHECK (a > 0));
CREATE INDEX "I" ON t (a);
CREATE SEQUENCE s2;
ALTER TABLE t ALTER a SET DEFAULT nextval('s2');
CREATE STATISTICS stt ON id, a FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER h BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE "R" AS ON DELETE TO t WHERE old.id = 100 DO INSTEAD NOTHING;
CREATE POLICY "P" ON t USING (true);
COMMENT ON CONSTRAINT "lo w" ON t IS 'said';
COMMENT ON INDEX "I" IS 'said';
-- rows:
INSERT INTO t VALUES (1, 5);

-- case: rename_routines
-- renames:
-- rename_routines.f(a integer)=g
-- rename_routines.total=sum_of
-- rename_routines.act=acted
-- from:
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT a$$;
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT 1$$;
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE PROCEDURE act(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
CREATE TABLE t (id int PRIMARY KEY CHECK (f(id) > 0));
CREATE VIEW v AS SELECT total(id) AS n FROM t;
-- to:
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT a$$;
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT 1$$;
CREATE AGGREGATE sum_of(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE PROCEDURE acted(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
CREATE TABLE t (id int PRIMARY KEY CHECK (g(id) > 0));
CREATE VIEW v AS SELECT sum_of(id) AS n FROM t;
-- rows:
INSERT INTO t VALUES (1);

-- case: rename_schema
-- renames:
-- rename_inner="Rename.Later"
-- rename_inner.t.a=b
-- rename_inner.t="T"
-- from:
CREATE SCHEMA rename_inner;
CREATE TABLE rename_inner.t (id serial PRIMARY KEY, a int);
CREATE VIEW v AS SELECT a FROM rename_inner.t;
CREATE FUNCTION rename_inner.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to:
CREATE SCHEMA "Rename.Later";
CREATE TABLE "Rename.Later"."T" (id serial PRIMARY KEY, b int, c int);
CREATE VIEW v AS SELECT b AS a FROM "Rename.Later"."T";
CREATE FUNCTION "Rename.Later".f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- rows:
INSERT INTO rename_inner.t (a) VALUES (5);

-- case: rename_views
-- renames:
-- rename_views.v=w
-- rename_views.m=n
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
CREATE UNIQUE INDEX m_a ON m (a);
COMMENT ON VIEW v IS 'said';
GRANT SELECT ON v TO PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW w WITH (security_barrier) AS SELECT a FROM t;
CREATE MATERIALIZED VIEW n AS SELECT a FROM w;
CREATE UNIQUE INDEX n_a ON n (a);
COMMENT ON VIEW w IS 'said';
GRANT SELECT ON w TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 5);

-- case: rename_alone
-- renames:
-- rename_pub="rename Pub"
-- rename_seen=rename_watch
-- foreign data wrapper rename_far=rename_near
-- server rename_there=rename_here
-- rename_alone.nocase="No Case"
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE PUBLICATION rename_pub FOR TABLE t;
CREATE FUNCTION w() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER rename_seen ON sql_drop EXECUTE FUNCTION w();
CREATE FOREIGN DATA WRAPPER rename_far;
CREATE SERVER rename_there FOREIGN DATA WRAPPER rename_far;
CREATE FOREIGN TABLE ft (id int) SERVER rename_there;
CREATE COLLATION nocase (PROVIDER = libc, LOCALE = 'C');
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE PUBLICATION "rename Pub" FOR TABLE t;
CREATE FUNCTION w() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER rename_watch ON sql_drop EXECUTE FUNCTION w();
CREATE FOREIGN DATA WRAPPER rename_near;
CREATE SERVER rename_here FOREIGN DATA WRAPPER rename_near;
CREATE FOREIGN TABLE ft (id int) SERVER rename_here;
CREATE COLLATION "No Case" (PROVIDER = libc, LOCALE = 'C');
