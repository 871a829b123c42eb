-- A forge for code, of the kind that hosts projects, issues, merge requests and pipelines; the DDL is our own.
CREATE SCHEMA forge;
SET search_path = forge, public;
CREATE TYPE visibility AS ENUM ('private', 'internal', 'public');
CREATE TYPE pipeline_status AS ENUM ('created', 'pending', 'running', 'success', 'failed', 'canceled', 'skipped');
CREATE DOMAIN sha AS text CHECK (VALUE ~ '^[0-9a-f]{40}$');
CREATE DOMAIN color AS varchar(7) CHECK (VALUE ~ '^#[0-9A-Fa-f]{6}$');

CREATE TABLE namespaces (
  id bigserial PRIMARY KEY,
  parent_id bigint REFERENCES namespaces ON DELETE CASCADE,
  owner_id bigint,
  type varchar(10) NOT NULL DEFAULT 'User' CHECK (type IN ('User', 'Group', 'Project')),
  path varchar(255) NOT NULL CHECK (path ~ '\A[a-zA-Z0-9_][a-zA-Z0-9_.-]*\Z' AND path !~* '\.(git|atom)$'),
  name text NOT NULL CHECK (char_length(name) <= 255),
  traversal_ids bigint[] NOT NULL DEFAULT '{}',
  visibility visibility NOT NULL DEFAULT 'private',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_have_an_owner CHECK (type <> 'User' OR owner_id IS NOT NULL),
  CONSTRAINT no_own_parent CHECK (parent_id <> id),
  CHECK (updated_at >= created_at)
);
CREATE UNIQUE INDEX namespaces_top_path ON namespaces (lower(path)) WHERE parent_id IS NULL;
CREATE UNIQUE INDEX namespaces_sub_path ON namespaces (parent_id, lower(path)) WHERE parent_id IS NOT NULL;

CREATE TABLE users (
  id bigserial PRIMARY KEY,
  username varchar(255) NOT NULL CONSTRAINT username_form CHECK (username ~ '^[a-z][a-z0-9_.-]{1,60}$'),
  email text NOT NULL CHECK (email LIKE '%_@_%.__%'),
  confirmed_at timestamptz,
  confirmation_token varchar(255) UNIQUE,
  encrypted_password varchar(128) NOT NULL DEFAULT '' CHECK (length(encrypted_password) >= 8),
  state varchar NOT NULL DEFAULT 'active',
  failed_attempts int DEFAULT 0 CHECK (failed_attempts BETWEEN 0 AND 20),
  locked_at timestamp,
  namespace_id bigint REFERENCES namespaces DEFERRABLE INITIALLY DEFERRED,
  last_sign_in_ip inet,
  preferences jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(preferences) = 'object'),
  theme_id smallint CHECK (theme_id >= 1 AND theme_id <= 11),
  admin boolean NOT NULL DEFAULT false,
  CHECK (state IN ('active', 'blocked', 'ldap_blocked', 'deactivated', 'banned')),
  CHECK ((confirmed_at IS NULL) <> (confirmation_token IS NULL))
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE UNIQUE INDEX users_username ON users (lower(username));
ALTER TABLE namespaces ADD CONSTRAINT namespaces_owner FOREIGN KEY (owner_id) REFERENCES users ON DELETE SET NULL;

CREATE TABLE projects (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  namespace_id bigint NOT NULL REFERENCES namespaces,
  creator_id bigint REFERENCES users ON DELETE SET NULL,
  forked_from_id bigint REFERENCES projects,
  name text NOT NULL,
  path text NOT NULL,
  description text CHECK (char_length(description) <= 2000),
  visibility visibility NOT NULL,
  archived boolean NOT NULL DEFAULT false,
  star_count int NOT NULL DEFAULT 0 CHECK (star_count >= 0),
  storage_limit bigint,
  topics text[] NOT NULL DEFAULT '{}' CHECK (cardinality(topics) <= 20),
  marked_for_deletion_at date,
  marked_for_deletion_by bigint REFERENCES users,
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(name, '') || ' ' || coalesce(description, ''))) STORED,
  UNIQUE (namespace_id, path),
  CHECK (num_nulls(marked_for_deletion_at, marked_for_deletion_by) IN (0, 2))
);
CREATE TABLE project_authorizations (
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  project_id bigint NOT NULL REFERENCES projects ON DELETE CASCADE,
  access_level int NOT NULL CHECK (access_level IN (10, 20, 30, 40, 50)),
  expires_at date CHECK (expires_at > '2024-01-01'),
  PRIMARY KEY (user_id, project_id, access_level)
);
CREATE TABLE labels (
  id bigserial PRIMARY KEY,
  title varchar NOT NULL,
  color color NOT NULL,
  project_id bigint REFERENCES projects,
  group_id bigint REFERENCES namespaces,
  CONSTRAINT one_place CHECK ((project_id IS NULL) <> (group_id IS NULL))
);
CREATE UNIQUE INDEX labels_in_project ON labels (project_id, title) WHERE group_id IS NULL;
CREATE UNIQUE INDEX labels_in_group ON labels (group_id, title) WHERE project_id IS NULL;
CREATE TABLE milestones (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES projects,
  iid int NOT NULL CHECK (iid > 0),
  title text NOT NULL,
  start_date date,
  due_date date,
  state text NOT NULL DEFAULT 'active' CHECK (state = ANY (ARRAY['active'::text, 'closed'::text])),
  CHECK (start_date <= due_date),
  UNIQUE (project_id, iid),
  UNIQUE (id, project_id)
);
CREATE TABLE issues (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL REFERENCES projects,
  iid int NOT NULL,
  author_id bigint REFERENCES users ON DELETE SET NULL,
  closed_by_id bigint REFERENCES users,
  milestone_id bigint,
  moved_to_id bigint REFERENCES issues,
  title varchar(255) NOT NULL CHECK (btrim(title) <> ''),
  description text,
  weight int CHECK (weight >= 0),
  confidential boolean NOT NULL DEFAULT false,
  due_date date,
  state_id smallint NOT NULL DEFAULT 1 CHECK (state_id IN (1, 2)),
  created_at timestamptz NOT NULL,
  closed_at timestamptz,
  CONSTRAINT closed_when_closed CHECK ((state_id = 2) = (closed_at IS NOT NULL)),
  CONSTRAINT closed_later CHECK (closed_at IS NULL OR closed_at >= created_at),
  CONSTRAINT closed_by CHECK (closed_by_id IS NULL OR state_id = 2),
  UNIQUE (project_id, iid),
  FOREIGN KEY (milestone_id, project_id) REFERENCES milestones (id, project_id)
);
CREATE TABLE issue_links (
  source_id bigint NOT NULL REFERENCES issues,
  target_id bigint NOT NULL REFERENCES issues,
  link_type smallint NOT NULL DEFAULT 0 CHECK (link_type BETWEEN 0 AND 2),
  PRIMARY KEY (source_id, target_id),
  CHECK (source_id <> target_id)
);
CREATE TABLE notes (
  id bigserial PRIMARY KEY,
  noteable_type varchar NOT NULL CHECK (noteable_type IN ('Issue', 'MergeRequest', 'Commit', 'Snippet')),
  noteable_id bigint,
  commit_id sha,
  author_id bigint NOT NULL REFERENCES users,
  note text NOT NULL,
  position jsonb,
  discussion_id uuid NOT NULL DEFAULT gen_random_uuid(),
  CHECK (CASE WHEN noteable_type = 'Commit' THEN commit_id IS NOT NULL AND noteable_id IS NULL
              ELSE noteable_id IS NOT NULL AND commit_id IS NULL END)
);
CREATE TABLE pipelines (
  id bigint GENERATED BY DEFAULT AS IDENTITY,
  project_id bigint NOT NULL REFERENCES projects,
  partition_id int NOT NULL DEFAULT 100,
  sha sha NOT NULL,
  before_sha sha,
  ref text NOT NULL CHECK (ref !~ '\s' AND length(ref) BETWEEN 1 AND 200),
  status pipeline_status NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  duration interval GENERATED ALWAYS AS (finished_at - started_at) STORED,
  coverage numeric(5,2) CHECK (coverage >= 0 AND coverage <= 100),
  PRIMARY KEY (id, partition_id),
  CONSTRAINT finished_after CHECK (finished_at IS NULL OR (started_at IS NOT NULL AND finished_at > started_at)),
  CONSTRAINT finished_states CHECK (status NOT IN ('success', 'failed') OR finished_at IS NOT NULL)
) PARTITION BY LIST (partition_id);
CREATE TABLE pipelines_100 PARTITION OF pipelines FOR VALUES IN (100);
CREATE TABLE pipelines_101 PARTITION OF pipelines FOR VALUES IN (101, 102);
CREATE TABLE builds (
  id bigserial,
  partition_id int NOT NULL,
  pipeline_id bigint NOT NULL,
  name text NOT NULL,
  stage_idx int NOT NULL CHECK (stage_idx >= 0),
  token_encrypted bytea CHECK (octet_length(token_encrypted) BETWEEN 12 AND 64),
  needs text[] ,
  retried boolean,
  PRIMARY KEY (id, partition_id),
  FOREIGN KEY (pipeline_id, partition_id) REFERENCES pipelines (id, partition_id) ON DELETE CASCADE
) PARTITION BY HASH (id);
CREATE TABLE builds_0 PARTITION OF builds FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE builds_1 PARTITION OF builds FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE audit_events (
  id bigint GENERATED ALWAYS AS IDENTITY,
  created_at timestamptz NOT NULL,
  author_id bigint NOT NULL,
  entity_type text NOT NULL,
  details jsonb,
  ip_address inet,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE TABLE audit_events_old PARTITION OF audit_events FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
CREATE TABLE audit_events_2025 PARTITION OF audit_events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE VIEW open_issues AS SELECT * FROM issues WHERE state_id = 1;
CREATE MATERIALIZED VIEW issue_counts AS SELECT project_id, count(*) AS issues FROM issues GROUP BY 1;
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
