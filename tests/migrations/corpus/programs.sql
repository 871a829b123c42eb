-- case: function_gets_an_argument_with_a_default
-- from:
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE VIEW v AS SELECT f(1) AS x;
-- to:
CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT a + b';
CREATE VIEW v AS SELECT f(1) AS x;

-- case: function_argument_name_changes
-- from:
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE TABLE t (id int PRIMARY KEY DEFAULT f(1));
-- to:
CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT b';
CREATE TABLE t (id int PRIMARY KEY DEFAULT f(1));
-- rows:
INSERT INTO t VALUES (1);

-- case: function_default_goes_and_changes
-- from:
CREATE FUNCTION f(a int DEFAULT 1, b text DEFAULT 'it''s') RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to:
CREATE FUNCTION f(a int, b text DEFAULT ', DEFAULT') RETURNS int LANGUAGE sql AS 'SELECT 1';

-- case: function_every_attribute
-- from:
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to:
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE COST 5 SET work_mem = '4MB' AS 'SELECT 1';

-- case: function_returns_a_table_then_setof
-- from:
CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql AS $$SELECT 1, 'x'$$;
CREATE VIEW v AS SELECT a FROM f();
-- to:
CREATE FUNCTION f() RETURNS TABLE (a int, b text, c date) LANGUAGE sql ROWS 7 AS $$SELECT 1, 'x', now()::date$$;
CREATE VIEW v AS SELECT a FROM f();

-- case: function_out_and_variadic_arguments
-- from:
CREATE FUNCTION f(OUT a int, OUT b int) LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION g(VARIADIC n int[]) RETURNS int LANGUAGE sql AS 'SELECT n[1]';
-- to:
CREATE FUNCTION f(OUT a int, OUT c int) LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION g(x text, VARIADIC n int[] DEFAULT '{}') RETURNS int LANGUAGE sql AS 'SELECT n[1]';

-- case: function_body_with_every_quote
-- from:
CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $a$BEGIN RETURN $b$ it's $$ %s $b$; END$a$;
-- to:
CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $x$BEGIN
  -- migrate:down
  RETURN $function$ it's $$ %s {} :x ; $guard$ $function$; END$x$;

-- case: function_becomes_a_procedure
-- from:
CREATE FUNCTION act(a int) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
-- to:
CREATE PROCEDURE act(a int) LANGUAGE plpgsql AS 'BEGIN END';

-- case: function_with_a_standard_body_over_a_changed_column
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql RETURN (SELECT count(a) FROM t);
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql RETURN (SELECT count(a) FROM t);
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: function_overloads_come_and_go
-- from:
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2';
-- to:
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(bigint) RETURNS int LANGUAGE sql AS 'SELECT 2'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 3';

-- case: function_hostile_name
-- from:
CREATE FUNCTION "F 'x""%"("a b" int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to:
CREATE FUNCTION "F 'x""%"("a b" int) RETURNS int LANGUAGE sql AS 'SELECT 2';
COMMENT ON FUNCTION "F 'x""%"(int) IS 'it''s %'; REVOKE ALL ON FUNCTION "F 'x""%"(int) FROM PUBLIC;

-- case: function_takes_a_row_of_a_table_that_changes
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql STABLE AS $$SELECT $1.id$$;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql STABLE AS $$SELECT $1.id$$;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: function_that_is_a_window_and_an_aggregate
-- from:
CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int);
-- to:
CREATE AGGREGATE a(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, PARALLEL = SAFE);
CREATE AGGREGATE b(ORDER BY int) (SFUNC = int4pl, STYPE = int);
CREATE FUNCTION first_of(anyelement) RETURNS anyelement LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_first_value';

-- case: procedure_commits_and_changes_an_argument
-- from:
CREATE PROCEDURE p(INOUT a int) LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
-- to:
CREATE PROCEDURE p(INOUT a bigint, b int DEFAULT 1) LANGUAGE plpgsql AS 'BEGIN COMMIT; END';

-- case: trigger_every_form
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- to:
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER x AFTER INSERT OR UPDATE OF a, b OR DELETE ON t FOR EACH ROW WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION f('it''s', '%s');
CREATE TRIGGER y AFTER UPDATE ON t REFERENCING OLD TABLE AS "o o" NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE TRIGGER z BEFORE TRUNCATE ON t FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER c AFTER UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.a <> NEW.a) EXECUTE FUNCTION f();
-- rows:
INSERT INTO t VALUES (1, 1, 1);

-- case: trigger_becomes_a_constraint_trigger
-- from:
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- to:
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();
-- rows:
INSERT INTO t VALUES (1);

-- case: trigger_enabled_in_every_way
-- from:
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f(); CREATE TRIGGER b AFTER INSERT ON t EXECUTE FUNCTION f(); CREATE TRIGGER c AFTER INSERT ON t EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER c;
-- to:
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f(); CREATE TRIGGER b AFTER INSERT ON t EXECUTE FUNCTION f(); CREATE TRIGGER c AFTER INSERT ON t EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER a; ALTER TABLE t ENABLE REPLICA TRIGGER b; ALTER TABLE t ENABLE ALWAYS TRIGGER c;
-- rows:
INSERT INTO t VALUES (1);

-- case: trigger_function_is_another
-- from:
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "X ""'" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- to:
CREATE TABLE t (id int PRIMARY KEY);
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "X ""'" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
COMMENT ON TRIGGER "X ""'" ON t IS 'said';
-- rows:
INSERT INTO t VALUES (1);

-- case: rule_changes_and_rests
-- from:
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE log (n int);
CREATE RULE r AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (1);
CREATE RULE q AS ON UPDATE TO t DO INSTEAD NOTHING;
-- to:
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE log (n int);
CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO log VALUES (2); DELETE FROM log WHERE n = 7);
CREATE RULE q AS ON UPDATE TO t DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE q;
-- rows:
INSERT INTO log VALUES (5);

-- case: cast_between_types_of_ours
-- from:
CREATE TYPE a AS ENUM ('x'); CREATE TYPE b AS ENUM ('x');
-- to:
CREATE TYPE a AS ENUM ('x'); CREATE TYPE b AS ENUM ('x');
CREATE FUNCTION ab(a) RETURNS b LANGUAGE sql IMMUTABLE AS $$SELECT $1::text::cast_between_types_of_ours.b$$;
CREATE CAST (a AS b) WITH FUNCTION ab(a) AS IMPLICIT; COMMENT ON CAST (a AS b) IS 'said';

-- case: operator_with_its_partners
-- from:
CREATE FUNCTION near(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT abs($1 - $2) < 2$$;
CREATE FUNCTION far(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT abs($1 - $2) >= 2$$;
-- to:
CREATE FUNCTION near(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT abs($1 - $2) < 2$$;
CREATE FUNCTION far(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT abs($1 - $2) >= 2$$;
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ~~~, NEGATOR = !~~~);
CREATE OPERATOR !~~~ (FUNCTION = far, LEFTARG = int, RIGHTARG = int, COMMUTATOR = !~~~, NEGATOR = ~~~);
CREATE VIEW v AS SELECT 1 OPERATOR(operator_with_its_partners.~~~) 2 AS x;
