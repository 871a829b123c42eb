-- case: policies_of_every_command
-- from:
CREATE TABLE t (id int PRIMARY KEY, who name);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY s ON t FOR SELECT USING (true);
-- to:
CREATE TABLE t (id int PRIMARY KEY, who name);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY s ON t FOR SELECT USING (who = current_user);
CREATE POLICY i ON t FOR INSERT WITH CHECK (who = current_user);
CREATE POLICY u ON t FOR UPDATE USING (true) WITH CHECK (id > 0);
CREATE POLICY "d's ""%" ON t AS RESTRICTIVE FOR DELETE USING (id < 100);
COMMENT ON POLICY s ON t IS 'said';
-- rows:
INSERT INTO t VALUES (1, 'x');

-- case: policy_changes_its_command_kind_and_loses_a_clause
-- from:
CREATE TABLE t (id int PRIMARY KEY);
CREATE POLICY a ON t FOR UPDATE USING (id > 0) WITH CHECK (id > 1);
CREATE POLICY b ON t FOR SELECT USING (true);
CREATE POLICY c ON t USING (true);
-- to:
CREATE TABLE t (id int PRIMARY KEY);
CREATE POLICY a ON t FOR UPDATE USING (id > 0);
CREATE POLICY b ON t FOR DELETE USING (true);
CREATE POLICY c ON t AS RESTRICTIVE USING (true);
-- rows:
INSERT INTO t VALUES (1);

-- case: policy_reads_another_table
-- from:
CREATE TABLE m (who name, team int, PRIMARY KEY (who, team));
CREATE TABLE t (id int PRIMARY KEY, team int);
CREATE POLICY p ON t USING (team IN (SELECT m.team FROM m WHERE m.who = current_user));
-- to:
CREATE TABLE m (who name, team bigint, PRIMARY KEY (who, team));
CREATE TABLE t (id int PRIMARY KEY, team bigint);
CREATE POLICY p ON t USING (team IN (SELECT m.team FROM m WHERE m.who = current_user));
-- rows:
INSERT INTO m VALUES ('x', 1); INSERT INTO t VALUES (1, 1);

-- case: policy_calls_a_function_that_changes_its_arguments
-- from:
CREATE FUNCTION mine(int) RETURNS boolean LANGUAGE sql STABLE AS $$SELECT $1 > 0$$;
CREATE TABLE t (id int PRIMARY KEY);
CREATE POLICY p ON t USING (mine(id));
-- to:
CREATE FUNCTION mine(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$SELECT $1 > 0$$;
CREATE TABLE t (id int PRIMARY KEY);
CREATE POLICY p ON t USING (mine(id));
-- rows:
INSERT INTO t VALUES (1);

-- case: policy_moves_to_another_table
-- from:
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY);
CREATE POLICY p ON t USING (id > 0); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- to:
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY);
CREATE POLICY p ON u USING (id > 0); ALTER TABLE u ENABLE ROW LEVEL SECURITY; ALTER TABLE u FORCE ROW LEVEL SECURITY;
-- rows:
INSERT INTO t VALUES (1); INSERT INTO u VALUES (1);

-- case: forced_row_security_on_a_table_that_loses_a_column
-- from:
CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY none ON t USING (false);
-- to:
CREATE TABLE t (id int PRIMARY KEY, b int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY none ON t USING (false);
-- rows:
INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2);

-- case: grants_on_tables_columns_and_with_option
-- from:
CREATE TABLE t (id int PRIMARY KEY, "a b" int);
GRANT SELECT, INSERT ON t TO PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, "a b" int);
GRANT SELECT, TRIGGER, REFERENCES, TRUNCATE ON t TO PUBLIC;
GRANT UPDATE ("a b"), INSERT (id) ON t TO PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: grants_to_roles_that_are_there_always
-- from:
CREATE TABLE t (id int PRIMARY KEY);
GRANT SELECT ON t TO pg_monitor WITH GRANT OPTION;
-- to:
CREATE TABLE t (id int PRIMARY KEY);
GRANT SELECT ON t TO pg_monitor;
GRANT DELETE ON t TO pg_database_owner WITH GRANT OPTION;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f() TO pg_monitor;
-- rows:
INSERT INTO t VALUES (1);

-- case: grants_on_functions_types_sequences_schemas
-- from:
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int;
CREATE SEQUENCE s;
-- to:
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int;
CREATE SEQUENCE s;
REVOKE ALL ON FUNCTION f() FROM PUBLIC; REVOKE ALL ON PROCEDURE p() FROM PUBLIC; REVOKE ALL ON TYPE d FROM PUBLIC;
GRANT USAGE, UPDATE ON SEQUENCE s TO pg_monitor; GRANT USAGE ON SCHEMA grants_on_functions_types_sequences_schemas TO PUBLIC;

-- case: grants_stay_on_what_is_made_anew
-- from:
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO PUBLIC; COMMENT ON VIEW v IS 'said'; COMMENT ON COLUMN v.a IS 'inner';
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f(v) FROM PUBLIC;
-- to:
CREATE TABLE t (id int PRIMARY KEY, a bigint);
CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO PUBLIC; COMMENT ON VIEW v IS 'said'; COMMENT ON COLUMN v.a IS 'inner';
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f(v) FROM PUBLIC;
-- rows:
INSERT INTO t VALUES (1, 1);

-- case: default_privileges_in_a_schema
-- from:
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges_in_a_schema GRANT SELECT ON TABLES TO PUBLIC;
-- to:
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges_in_a_schema GRANT SELECT, INSERT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges_in_a_schema GRANT EXECUTE ON FUNCTIONS TO pg_monitor WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges_in_a_schema GRANT USAGE ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges_in_a_schema GRANT USAGE ON TYPES TO pg_monitor;

-- case: default_privileges_go
-- from:
ALTER DEFAULT PRIVILEGES IN SCHEMA default_privileges_go GRANT ALL ON TABLES TO pg_monitor;
CREATE TABLE t (id int PRIMARY KEY);
-- to:
CREATE TABLE t (id int PRIMARY KEY);
GRANT ALL ON t TO pg_monitor;
-- rows:
INSERT INTO t VALUES (1);

-- case: security_definer_with_settings
-- from:
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to:
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '1MB' AS 'SELECT 1';

-- case: view_runs_as_its_caller
-- from:
CREATE TABLE t (id int PRIMARY KEY); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to:
CREATE TABLE t (id int PRIMARY KEY); 
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v WITH (security_invoker = true) AS SELECT id FROM t;
-- rows:
INSERT INTO t VALUES (1);
