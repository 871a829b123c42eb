-- Row-level security for several roles, owners that are nobody's superuser, grants on everything, a trigger that audits.
CREATE SCHEMA area AUTHORIZATION tenants_owner;
CREATE FUNCTION area.tenant() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT current_setting('area.tenant')::uuid $$;
CREATE TABLE area.tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE area.documents (
    tenant_id uuid NOT NULL DEFAULT area.tenant() REFERENCES area.tenants,
    id bigint GENERATED ALWAYS AS IDENTITY,
    body text NOT NULL CHECK (length(body) < 10000),
    changes int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE area.history (document_id bigint, at timestamptz NOT NULL DEFAULT now(), was jsonb) PARTITION BY RANGE (at);
CREATE TABLE area.history_old PARTITION OF area.history FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00+00');
CREATE TABLE area.history_new PARTITION OF area.history FOR VALUES FROM ('2026-01-01 00:00+00') TO (MAXVALUE)
    PARTITION BY LIST (document_id);
CREATE TABLE area.history_new_rest PARTITION OF area.history_new DEFAULT;
CREATE FUNCTION area.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO area.history (document_id, was) VALUES (old.id, to_jsonb(old));
    RETURN new;
END $$;
CREATE TRIGGER documents_history AFTER UPDATE OF body ON area.documents FOR EACH ROW EXECUTE FUNCTION area.note();
ALTER TABLE area.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON area.documents TO tenants_application USING (tenant_id = area.tenant())
    WITH CHECK (tenant_id = area.tenant());
CREATE POLICY living ON area.documents AS RESTRICTIVE FOR DELETE TO tenants_application, tenants_owner USING (false);
ALTER TABLE area.tenants OWNER TO tenants_owner;
ALTER TABLE area.documents OWNER TO tenants_owner;
GRANT USAGE ON SCHEMA area TO tenants_application;
GRANT SELECT, INSERT, UPDATE (body) ON area.documents TO tenants_application;
REVOKE EXECUTE ON FUNCTION area.tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION area.tenant() TO tenants_application WITH GRANT OPTION;
