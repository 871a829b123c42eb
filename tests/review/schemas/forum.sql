-- A forum as Rails makes it: its own names of keys and indexes, citext and ltree, soft deletion.
CREATE EXTENSION citext; CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm; CREATE EXTENSION hstore;
CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
CREATE TABLE ar_internal_metadata (key varchar NOT NULL PRIMARY KEY, value varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE users (
    id bigserial PRIMARY KEY,
    username citext NOT NULL,
    email citext NOT NULL,
    encrypted_password text NOT NULL,
    role text NOT NULL DEFAULT 'member',
    trust_level smallint NOT NULL DEFAULT 0,
    time_zone text NOT NULL DEFAULT 'Etc/UTC',
    lock_version integer NOT NULL DEFAULT 0,
    preferences hstore NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    CONSTRAINT chk_users_role CHECK (role = ANY (ARRAY['member','moderator','admin']))
);
CREATE UNIQUE INDEX index_users_on_username ON users (username);
CREATE UNIQUE INDEX index_users_on_email ON users (email);
CREATE TABLE categories (
    id bigserial PRIMARY KEY, slug text NOT NULL, name text NOT NULL, path ltree NOT NULL,
    parent_id bigint, position integer NOT NULL DEFAULT 0, topics_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    CONSTRAINT fk_rails_1 FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX index_categories_on_slug ON categories (slug);
CREATE INDEX index_categories_on_path ON categories USING gist (path);
CREATE INDEX index_categories_on_parent_id ON categories (parent_id);
CREATE TABLE topics (
    id bigserial PRIMARY KEY, category_id bigint NOT NULL, user_id bigint NOT NULL, title text NOT NULL, slug text NOT NULL,
    state text NOT NULL DEFAULT 'open', pinned boolean NOT NULL DEFAULT false, deleted_at timestamptz,
    posts_count integer NOT NULL DEFAULT 0, last_posted_at timestamptz,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    CONSTRAINT chk_topics_state CHECK (state IN ('open','closed','archived')),
    CONSTRAINT fk_rails_2 FOREIGN KEY (category_id) REFERENCES categories (id) ON DELETE RESTRICT,
    CONSTRAINT fk_rails_3 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX index_topics_on_category_id_and_slug ON topics (category_id, slug) WHERE deleted_at IS NULL;
CREATE INDEX index_topics_on_category_recent ON topics (category_id, last_posted_at DESC);
CREATE INDEX index_topics_on_user_id ON topics (user_id);
CREATE INDEX index_topics_on_title_trgm ON topics USING gin (title gin_trgm_ops);
CREATE TABLE posts (
    id bigserial PRIMARY KEY, topic_id bigint NOT NULL, user_id bigint NOT NULL, reply_to_post_id bigint, post_number integer NOT NULL,
    body text NOT NULL, search tsvector GENERATED ALWAYS AS (to_tsvector('english', body)) STORED,
    hidden boolean NOT NULL DEFAULT false, deleted_at timestamptz,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    CONSTRAINT fk_rails_4 FOREIGN KEY (topic_id) REFERENCES topics (id) ON DELETE CASCADE,
    CONSTRAINT fk_rails_5 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT fk_rails_6 FOREIGN KEY (reply_to_post_id) REFERENCES posts (id) ON DELETE SET NULL
);
COMMENT ON CONSTRAINT fk_rails_4 ON posts IS 'Posts are part of a topic; topics are purged one by one.';
CREATE UNIQUE INDEX index_posts_on_topic_id_and_post_number ON posts (topic_id, post_number);
CREATE INDEX index_posts_on_user_id ON posts (user_id);
CREATE INDEX index_posts_on_reply_to_post_id ON posts (reply_to_post_id) WHERE reply_to_post_id IS NOT NULL;
CREATE INDEX index_posts_on_search ON posts USING gin (search);
CREATE TABLE tags (id bigserial PRIMARY KEY, name citext NOT NULL UNIQUE, created_at timestamptz NOT NULL);
CREATE TABLE taggings (
    tag_id bigint NOT NULL CONSTRAINT fk_rails_7 REFERENCES tags ON DELETE CASCADE,
    topic_id bigint NOT NULL CONSTRAINT fk_rails_8 REFERENCES topics ON DELETE CASCADE,
    PRIMARY KEY (topic_id, tag_id)
);
COMMENT ON CONSTRAINT fk_rails_7 ON taggings IS 'Links only.';
COMMENT ON CONSTRAINT fk_rails_8 ON taggings IS 'Links only.';
CREATE INDEX index_taggings_on_tag_id ON taggings (tag_id);
-- polymorphic, guarded
CREATE TABLE reports (
    id bigserial PRIMARY KEY, reporter_id bigint NOT NULL REFERENCES users ON DELETE RESTRICT,
    topic_id bigint REFERENCES topics ON DELETE RESTRICT, post_id bigint REFERENCES posts ON DELETE RESTRICT,
    reason text NOT NULL, created_at timestamptz NOT NULL, resolved_at timestamptz,
    CONSTRAINT chk_one_target CHECK (num_nonnulls(topic_id, post_id) = 1)
);
CREATE INDEX index_reports_on_reporter_id ON reports (reporter_id);
CREATE INDEX index_reports_on_topic_id ON reports (topic_id);
CREATE INDEX index_reports_on_post_id ON reports (post_id);
CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id bigint NOT NULL CONSTRAINT fk_s REFERENCES users ON DELETE CASCADE,
    token_digest bytea NOT NULL UNIQUE, ip inet, user_agent text, expires_at timestamptz NOT NULL, created_at timestamptz NOT NULL);
COMMENT ON CONSTRAINT fk_s ON sessions IS 'Logging out for good.';
CREATE INDEX index_sessions_on_user_id ON sessions (user_id);
CREATE INDEX index_sessions_on_expires_at ON sessions (expires_at);

-- found: audit-columns-missing reports
-- found: audit-columns-missing sessions
-- found: audit-columns-missing tags
-- found: audit-trigger-missing categories
-- found: audit-trigger-missing posts
-- found: audit-trigger-missing topics
-- found: audit-trigger-missing users
-- found: created-at-not-kept categories.created_at
-- found: created-at-not-kept posts.created_at
-- found: created-at-not-kept reports.created_at
-- found: created-at-not-kept sessions.created_at
-- found: created-at-not-kept tags.created_at
-- found: created-at-not-kept topics.created_at
-- found: created-at-not-kept users.created_at
-- found: foreign-key-name-style categories.fk_rails_1
-- found: foreign-key-name-style posts.fk_rails_4
-- found: foreign-key-name-style posts.fk_rails_5
-- found: foreign-key-name-style posts.fk_rails_6
-- found: foreign-key-name-style reports.reports_post_id_fkey
-- found: foreign-key-name-style reports.reports_reporter_id_fkey
-- found: foreign-key-name-style reports.reports_topic_id_fkey
-- found: foreign-key-name-style sessions.fk_s
-- found: foreign-key-name-style taggings.fk_rails_7
-- found: foreign-key-name-style taggings.fk_rails_8
-- found: foreign-key-name-style topics.fk_rails_2
-- found: foreign-key-name-style topics.fk_rails_3
-- found: sensitive-table-without-records users
-- found: serial-not-identity categories.id
-- found: serial-not-identity posts.id
-- found: serial-not-identity reports.id
-- found: serial-not-identity tags.id
-- found: serial-not-identity topics.id
-- found: serial-not-identity users.id
