-- Indexes over all rows: the deleted ones lie in them beside the living.
CREATE SCHEMA app;
CREATE FUNCTION app.current_tenant_id() RETURNS integer LANGUAGE sql STABLE
RETURN nullif(current_setting('app.tenant_id', true), '')::integer;
CREATE TABLE enquiries (
    tenant_id integer NOT NULL,
    id bigint NOT NULL,
    email text NOT NULL,
    status text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX enquiries_created_at_id_btree_idx ON enquiries (tenant_id, created_at DESC, id);
CREATE INDEX enquiries_status_btree_idx ON enquiries (tenant_id, status);
-- A key that the living share must know of soft delete in any variant: another row may take a deleted one's address.
CREATE UNIQUE INDEX enquiries_email_unique_idx ON enquiries (tenant_id, email) WHERE deleted_at IS NULL;
ALTER TABLE enquiries ENABLE ROW LEVEL SECURITY;
CREATE POLICY enquiries_tenant_policy ON enquiries TO campus_application
USING (tenant_id = app.current_tenant_id());
CREATE POLICY enquiries_living_policy ON enquiries AS RESTRICTIVE FOR SELECT TO campus_application
USING (deleted_at IS NULL OR deleted_at = now());
GRANT USAGE ON SCHEMA app TO campus_application;
GRANT SELECT, INSERT, UPDATE ON enquiries TO campus_application;
