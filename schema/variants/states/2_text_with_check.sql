-- Text with a CHECK: its comparison is leakproof, so the index serves it under a policy too.
CREATE SCHEMA app;
CREATE FUNCTION app.current_tenant_id() RETURNS integer LANGUAGE sql STABLE
RETURN nullif(current_setting('app.tenant_id', true), '')::integer;
CREATE TABLE tasks (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    state text NOT NULL
        CONSTRAINT tasks_state_check_constraint CHECK (state IN ('open', 'waiting', 'done', 'failed')),
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
SELECT * FROM (VALUES (1, 'failed'::text), (2, 'waiting'), (3, 'open'), (4, 'done')) AS known (remainder, state);
