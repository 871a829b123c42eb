-- An enum: four bytes, and its comparison is not leakproof, so under a policy no index condition can use it.
CREATE SCHEMA app;
CREATE FUNCTION app.current_tenant_id() RETURNS integer LANGUAGE sql STABLE
RETURN nullif(current_setting('app.tenant_id', true), '')::integer;
CREATE TYPE tasks_state_enum AS ENUM ('open', 'waiting', 'done', 'failed');
CREATE TABLE tasks (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    state tasks_state_enum NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX tasks_tenant_id_state_btree_idx ON tasks (tenant_id, state);
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY tasks_tenant_policy ON tasks USING (tenant_id = app.current_tenant_id());
GRANT USAGE ON SCHEMA app TO campus_application;
GRANT SELECT, INSERT ON tasks TO campus_application;
-- What the load draws from, in this variant's type.
CREATE TABLE states AS
SELECT * FROM (VALUES (1, 'failed'::tasks_state_enum), (2, 'waiting'), (3, 'open'), (4, 'done')) AS known (remainder, state);
