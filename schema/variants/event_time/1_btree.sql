-- A B-tree over tenant and time.
CREATE SCHEMA app;
CREATE FUNCTION app.current_tenant_id() RETURNS integer LANGUAGE sql STABLE
RETURN nullif(current_setting('app.tenant_id', true), '')::integer;
CREATE TABLE events (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX events_occurred_at_btree_idx ON events (tenant_id, occurred_at);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_tenant_policy ON events TO campus_application USING (tenant_id = app.current_tenant_id());
CREATE POLICY events_jobs_policy ON events TO campus_jobs USING (true);
GRANT USAGE ON SCHEMA app TO campus_application, campus_jobs;
GRANT SELECT ON events TO campus_application, campus_jobs;
