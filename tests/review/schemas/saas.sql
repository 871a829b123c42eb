-- Software for organisations: uuid keys, row-level security by org_id.
CREATE ROLE pgwb_saas_owner; CREATE ROLE pgwb_saas_app;
CREATE SCHEMA app AUTHORIZATION pgwb_saas_owner;
GRANT USAGE ON SCHEMA app TO pgwb_saas_app;
SET ROLE pgwb_saas_owner;
CREATE FUNCTION app.current_org() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.org_id', true), '')::uuid $$;
CREATE TABLE app.orgs (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), slug text NOT NULL UNIQUE, name text NOT NULL, plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free','pro','enterprise')), created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE app.accounts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text NOT NULL, password_hash text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE UNIQUE INDEX accounts_email_key ON app.accounts (lower(email));
CREATE TABLE app.memberships (org_id uuid NOT NULL REFERENCES app.orgs ON DELETE RESTRICT, account_id uuid NOT NULL REFERENCES app.accounts ON DELETE RESTRICT, role text NOT NULL CHECK (role IN ('owner','admin','member')), invited_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (org_id, account_id));
CREATE INDEX memberships_account_idx ON app.memberships (account_id);
CREATE TABLE app.projects (org_id uuid NOT NULL REFERENCES app.orgs ON DELETE RESTRICT, id uuid NOT NULL DEFAULT gen_random_uuid(), key text NOT NULL, name text NOT NULL, archived_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id), UNIQUE (org_id, key));
CREATE TABLE app.tasks (org_id uuid NOT NULL REFERENCES app.orgs ON DELETE RESTRICT, id uuid NOT NULL DEFAULT gen_random_uuid(), project_id uuid NOT NULL, assignee_id uuid, number integer NOT NULL, title text NOT NULL, status text NOT NULL DEFAULT 'todo' CHECK (status IN ('todo','doing','done')), labels text[] NOT NULL DEFAULT '{}', estimate_hours numeric(6,2), due_on date, created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id), UNIQUE (org_id, project_id, number), FOREIGN KEY (org_id, project_id) REFERENCES app.projects ON DELETE RESTRICT, FOREIGN KEY (org_id, assignee_id) REFERENCES app.memberships (org_id, account_id) ON DELETE SET NULL (assignee_id));
CREATE INDEX tasks_assignee_idx ON app.tasks (org_id, assignee_id);
CREATE INDEX tasks_labels_idx ON app.tasks USING gin (labels);
CREATE TABLE app.comments (org_id uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), task_id uuid NOT NULL, author_id uuid NOT NULL, body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id), CONSTRAINT comments_task FOREIGN KEY (org_id, task_id) REFERENCES app.tasks ON DELETE CASCADE, FOREIGN KEY (org_id, author_id) REFERENCES app.memberships ON DELETE RESTRICT);
COMMENT ON CONSTRAINT comments_task ON app.comments IS 'Part of the task; a few dozen.';
CREATE INDEX comments_task_idx ON app.comments (org_id, task_id, created_at);
CREATE INDEX comments_author_idx ON app.comments (org_id, author_id);
CREATE TABLE app.audit_log (org_id uuid NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, actor_id uuid, action text NOT NULL, detail jsonb NOT NULL, occurred_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (org_id, id));
DO $$ DECLARE t text; BEGIN
 FOREACH t IN ARRAY ARRAY['memberships','projects','tasks','comments','audit_log'] LOOP
  EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', t); EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', t);
  EXECUTE format('CREATE POLICY %I ON app.%I USING (org_id = (SELECT app.current_org())) WITH CHECK (org_id = (SELECT app.current_org()))', t||'_tenant', t);
 END LOOP; END $$;
ALTER TABLE app.orgs ENABLE ROW LEVEL SECURITY; ALTER TABLE app.orgs FORCE ROW LEVEL SECURITY;
CREATE POLICY orgs_tenant ON app.orgs USING (id = (SELECT app.current_org())) WITH CHECK (id = (SELECT app.current_org()));
CREATE VIEW app.open_tasks WITH (security_invoker = true) AS SELECT * FROM app.tasks WHERE status <> 'done';
GRANT SELECT, INSERT, UPDATE, DELETE ON app.memberships, app.projects, app.tasks, app.comments TO pgwb_saas_app;
GRANT SELECT ON app.orgs, app.open_tasks TO pgwb_saas_app; GRANT SELECT, INSERT ON app.audit_log TO pgwb_saas_app;
GRANT SELECT (id, email, created_at) ON app.accounts TO pgwb_saas_app;
RESET ROLE;

-- found: audit-columns-missing app.comments
-- found: audit-columns-missing app.memberships
-- found: audit-columns-missing app.projects
-- found: audit-columns-missing app.tasks
-- found: foreign-key-name-style app.comments.comments_task
-- found: index-name-style app.accounts.accounts_email_key
-- found: index-useless-under-policies app.tasks.tasks_labels_idx
-- found: sensitive-table-without-records app.accounts
