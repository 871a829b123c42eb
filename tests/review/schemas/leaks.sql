-- Tenants that are not kept apart.
CREATE ROLE pgwb_leaks_owner; CREATE ROLE pgwb_leaks_app LOGIN; 
CREATE SCHEMA s AUTHORIZATION pgwb_leaks_owner; SET ROLE pgwb_leaks_owner;
CREATE TABLE s.tenants (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE s.users (tenant_id bigint NOT NULL REFERENCES s.tenants ON DELETE RESTRICT, id bigint NOT NULL, email text NOT NULL, password text NOT NULL, ssn text, PRIMARY KEY (tenant_id, id), UNIQUE (email));
CREATE TABLE s.docs (tenant_id bigint NOT NULL REFERENCES s.tenants ON DELETE RESTRICT, id bigint NOT NULL, owner_id bigint, body text, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, owner_id) REFERENCES s.users ON DELETE RESTRICT);
CREATE TABLE s.files (tenant_id bigint NOT NULL REFERENCES s.tenants ON DELETE RESTRICT, id bigint NOT NULL UNIQUE, doc_id bigint, PRIMARY KEY (tenant_id, id), name text, UNIQUE (name));
CREATE TABLE s.parts (tenant_id bigint NOT NULL REFERENCES s.tenants ON DELETE RESTRICT, id bigint NOT NULL PRIMARY KEY, file_id bigint REFERENCES s.files (id) ON DELETE RESTRICT);
CREATE TABLE s.logs (tenant_id bigint NOT NULL, at date NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, at, id)) PARTITION BY RANGE (at);
CREATE TABLE s.logs_1 PARTITION OF s.logs DEFAULT;
CREATE TABLE s.bare (tenant_id bigint NOT NULL REFERENCES s.tenants ON DELETE RESTRICT, id bigint, PRIMARY KEY (tenant_id, id));
ALTER TABLE s.users ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON s.users USING (tenant_id = current_setting('app.tenant')::bigint);
ALTER TABLE s.docs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON s.docs USING (true);
ALTER TABLE s.files ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE s.logs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON s.logs USING (tenant_id = current_setting('app.tenant')::bigint);
CREATE POLICY p ON s.parts FOR UPDATE USING (tenant_id = 1);
CREATE POLICY ins ON s.docs FOR INSERT WITH CHECK (true);
CREATE FUNCTION s.all_users() RETURNS SETOF s.users LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM s.users';
CREATE FUNCTION s.path_open() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public, s AS 'SELECT 1::bigint';
CREATE VIEW s.user_names AS SELECT tenant_id, email FROM s.users;
CREATE MATERIALIZED VIEW s.user_count AS SELECT tenant_id, count(*) FROM s.users GROUP BY 1;
GRANT USAGE ON SCHEMA s TO PUBLIC; GRANT SELECT ON s.docs TO PUBLIC; GRANT TRUNCATE, SELECT ON s.files TO pgwb_leaks_app; GRANT SELECT ON s.users, s.user_names, s.user_count TO pgwb_leaks_app;
CREATE TABLE s.audit_records (tenant_id bigint NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, table_name text NOT NULL, old_row jsonb, new_row jsonb, changed_at timestamptz NOT NULL DEFAULT now());
GRANT ALL ON s.audit_records TO pgwb_leaks_app;
RESET ROLE;
GRANT CREATE ON SCHEMA public TO PUBLIC;
CREATE TABLE s.mine (id bigint PRIMARY KEY); ALTER TABLE s.mine OWNER TO pgwb_leaks_app;
CREATE FUNCTION s.tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON s.mine FOR EACH ROW EXECUTE FUNCTION s.tr(); ALTER TABLE s.mine DISABLE TRIGGER t;

-- found: application-owns-tables pgwb_leaks_app
-- found: audit-columns-missing s.audit_records
-- found: audit-columns-missing s.docs
-- found: audit-columns-missing s.files
-- found: audit-columns-missing s.logs
-- found: audit-columns-missing s.mine
-- found: audit-columns-missing s.tenants
-- found: audit-columns-missing s.users
-- found: case-sensitive-email s.users.email
-- found: foreign-key-without-index s.docs.docs_tenant_id_owner_id_fkey
-- found: foreign-key-without-index s.parts.parts_file_id_fkey
-- found: foreign-key-without-index s.parts.parts_tenant_id_fkey
-- found: foreign-key-without-tenant s.parts.parts_file_id_fkey
-- found: granted-to-public s.docs
-- found: isolated-table s.audit_records
-- found: isolated-table s.mine
-- found: likely-missing-foreign-key s.audit_records.tenant_id
-- found: likely-missing-foreign-key s.files.doc_id
-- found: likely-missing-foreign-key s.logs.tenant_id
-- found: materialized-view-bypasses-policies s.user_count
-- found: plain-text-password s.users.password
-- found: policy-always-true s.docs.ins
-- found: policy-always-true s.docs.p
-- found: policy-without-check s.logs.p
-- found: policy-without-check s.parts.p
-- found: policy-without-check s.users.p
-- found: policy-without-row-security s.parts
-- found: primary-key-without-tenant s.audit_records.audit_records_pkey
-- found: primary-key-without-tenant s.parts.parts_pkey
-- found: public-may-create public
-- found: row-security-not-forced s.users
-- found: row-security-off s.audit_records
-- found: row-security-off s.bare
-- found: row-security-without-policy s.files
-- found: security-definer-open-to-public s.all_users()
-- found: security-definer-open-to-public s.path_open()
-- found: security-definer-path-open s.path_open()
-- found: security-definer-without-search-path s.all_users()
-- found: sensitive-column-readable s.users
-- found: sensitive-table-without-records s.users
-- found: table-name-style s.bare
-- found: table-name-style s.mine
-- found: trigger-disabled s.mine.t
-- found: truncate-granted s.audit_records
-- found: truncate-granted s.files
-- found: unique-key-without-tenant s.files.files_id_key
-- found: unique-key-without-tenant s.files.files_name_key
-- found: unique-key-without-tenant s.users.users_email_key
-- found: view-bypasses-policies s.user_names
