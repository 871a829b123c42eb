-- A chat: workspaces, channels, threads, reactions, read marks; ids given by the application; the DDL is our own.
CREATE TABLE workspaces (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 3 AND 40),
  plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'pro', 'enterprise')),
  seats int CHECK (plan = 'free' AND seats IS NULL OR plan <> 'free' AND seats > 0),
  domain_list text[] CHECK (array_position(domain_list, NULL) IS NULL),
  owner_member_id bigint
);
CREATE TABLE members (
  id bigint PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  email text NOT NULL,
  display_name text NOT NULL CHECK (display_name <> '' AND display_name = trim(display_name)),
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'guest')),
  is_bot boolean NOT NULL DEFAULT false,
  bot_token text,
  timezone text DEFAULT 'UTC',
  deactivated_at timestamptz,
  UNIQUE (workspace_id, id),
  CONSTRAINT bots_have_tokens CHECK (is_bot = (bot_token IS NOT NULL)),
  CONSTRAINT guests_are_people CHECK (NOT (is_bot AND role = 'guest'))
);
CREATE UNIQUE INDEX members_email ON members (workspace_id, lower(email)) WHERE deactivated_at IS NULL;
CREATE UNIQUE INDEX one_owner ON members (workspace_id) WHERE role = 'owner';
ALTER TABLE workspaces ADD CONSTRAINT owner_is_member FOREIGN KEY (id, owner_member_id) REFERENCES members (workspace_id, id);
CREATE TABLE channels (
  id bigint PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('public', 'private', 'dm')),
  name text,
  topic varchar(250) NOT NULL DEFAULT '',
  creator_id bigint,
  archived_at timestamptz,
  last_message_id bigint,
  UNIQUE (workspace_id, id),
  UNIQUE NULLS NOT DISTINCT (workspace_id, name),
  FOREIGN KEY (workspace_id, creator_id) REFERENCES members (workspace_id, id) ON DELETE SET NULL (creator_id)
);
CREATE TABLE channel_members (
  workspace_id uuid NOT NULL,
  channel_id bigint NOT NULL,
  member_id bigint NOT NULL,
  last_read_at timestamptz,
  muted_until timestamptz,
  notify smallint NOT NULL DEFAULT 1 CHECK (notify = ANY ('{0,1,2}'::smallint[])),
  PRIMARY KEY (channel_id, member_id),
  FOREIGN KEY (workspace_id, channel_id) REFERENCES channels (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id) ON DELETE CASCADE
);
CREATE TABLE messages (
  id bigint NOT NULL,
  workspace_id uuid NOT NULL,
  channel_id bigint NOT NULL,
  author_id bigint NOT NULL,
  thread_root_id bigint,
  body text CHECK (length(body) BETWEEN 1 AND 4000),
  blocks jsonb,
  sent_at timestamptz NOT NULL,
  edited_at timestamptz,
  deleted_at timestamptz,
  PRIMARY KEY (id),
  UNIQUE (channel_id, id),
  FOREIGN KEY (workspace_id, channel_id) REFERENCES channels (workspace_id, id),
  FOREIGN KEY (workspace_id, author_id) REFERENCES members (workspace_id, id),
  CONSTRAINT same_channel FOREIGN KEY (channel_id, thread_root_id) REFERENCES messages (channel_id, id),
  CONSTRAINT has_content CHECK (coalesce(body, '') <> '' OR blocks IS NOT NULL),
  CONSTRAINT edits_after CHECK (edited_at > sent_at AND (deleted_at IS NULL OR deleted_at >= edited_at)),
  CONSTRAINT deleted_after CHECK (deleted_at >= sent_at)
);
ALTER TABLE channels ADD FOREIGN KEY (last_message_id) REFERENCES messages ON DELETE SET NULL;
CREATE TABLE reactions (
  message_id bigint NOT NULL REFERENCES messages ON DELETE CASCADE,
  member_id bigint NOT NULL REFERENCES members ON DELETE CASCADE,
  emoji text NOT NULL CHECK (emoji IN ('👍', '🎉', '❤', 'eyes', 'it''s fine', '%')),
  created_at timestamp NOT NULL DEFAULT now(),
  PRIMARY KEY (message_id, member_id, emoji)
);
CREATE TABLE files (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  message_id bigint REFERENCES messages,
  uploader_id bigint NOT NULL REFERENCES members,
  name text NOT NULL,
  mime text NOT NULL CHECK (mime ~ '^[a-z]+/[a-z0-9.+-]+$'),
  bytes bigint NOT NULL CHECK (bytes > 0 AND bytes <= 5368709120),
  width int, height int,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  CHECK ((width IS NULL) = (height IS NULL)),
  CHECK (width IS NULL OR mime LIKE 'image/%')
);
CREATE TABLE direct_pairs (
  low bigint NOT NULL REFERENCES members,
  high bigint NOT NULL REFERENCES members,
  channel_id bigint NOT NULL UNIQUE REFERENCES channels,
  PRIMARY KEY (low, high),
  CHECK (low < high)
);
CREATE TABLE invitations (
  code text PRIMARY KEY DEFAULT md5(random()::text) CHECK (length(code) = 32),
  workspace_id uuid NOT NULL REFERENCES workspaces,
  inviter_id bigint NOT NULL,
  email text CHECK (email ~* '^[^@\s]+@[^@\s]+\.[a-z]{2,}$'),
  phone text CHECK (phone ~ '^\+[1-9]\d{6,14}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  accepted_by bigint,
  FOREIGN KEY (workspace_id, inviter_id) REFERENCES members (workspace_id, id),
  FOREIGN KEY (workspace_id, accepted_by) REFERENCES members (workspace_id, id),
  CONSTRAINT reachable CHECK (email IS NOT NULL OR phone IS NOT NULL),
  CONSTRAINT valid_for_a_while CHECK (expires_at > created_at AND expires_at <= created_at + interval '30 days'),
  CONSTRAINT accepted_in_time CHECK (accepted_at BETWEEN created_at AND expires_at),
  CONSTRAINT accepted_by_someone CHECK ((accepted_at IS NULL) = (accepted_by IS NULL))
);
