-- Users: signing in, asking for permission, managing accounts.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: user_by_email
-- Sign-in: the account behind an address.
-- calls per hour: 1500
-- target: 3 ms
-- params: SELECT u.tenant_id, u.email
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM users GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
SELECT id, password_hash, status, failed_sign_ins, locked_until
  FROM users
 WHERE email = :email AND deleted_at IS NULL;

-- name: user_by_identity
-- Single sign-on: the account behind a provider's name for it.
-- calls per hour: 1200
-- target: 3 ms
-- params: SELECT i.tenant_id, i.provider, i.subject
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_identities GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_identities WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS i
--     ORDER BY t.place, i.tenant_id
SELECT u.id, u.status, u.locked_until
  FROM user_identities AS i
  JOIN users AS u ON u.tenant_id = i.tenant_id AND u.id = i.user_id AND u.deleted_at IS NULL
 WHERE i.provider = :provider AND i.subject = :subject;

-- name: session_by_token
-- Every request: whose session a token is, and whether it still holds.
-- calls per hour: 60000
-- target: 2 ms
-- params: SELECT s.tenant_id, s.token_hash, s.created_at + interval '1 minute' AS at
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_sessions GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_sessions WHERE tenant_id = t.tenant_id AND revoked_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT s.id, s.user_id, u.status, p.display_name, p.locale, s.last_seen_at
  FROM user_sessions AS s
  JOIN users AS u ON u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.deleted_at IS NULL
  LEFT JOIN user_profiles AS p ON p.tenant_id = s.tenant_id AND p.user_id = s.user_id
 WHERE s.token_hash = :token_hash AND s.revoked_at IS NULL AND s.expires_at > :at;

-- name: user_has_permission
-- The permission check before a deed: does any of the user's roles, everywhere or at this campus, hold it?
-- calls per hour: 40000
-- target: 2 ms
-- params: SELECT r.tenant_id, r.user_id, p.code,
--            (SELECT id FROM campuses WHERE tenant_id = r.tenant_id ORDER BY id LIMIT 1) AS campus_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_roles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_roles WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS r
--     CROSS JOIN (SELECT code FROM permissions ORDER BY id LIMIT 1) AS p
--     ORDER BY t.place, r.tenant_id
SELECT EXISTS (
    SELECT FROM user_roles AS ur
      JOIN role_permissions AS rp ON rp.tenant_id = ur.tenant_id AND rp.role_id = ur.role_id
      JOIN permissions AS p ON p.id = rp.permission_id
     WHERE ur.user_id = :user_id AND p.code = :code AND (ur.campus_id IS NULL OR ur.campus_id = :campus_id)
) AS allowed;

-- name: permissions_of_user
-- What the interface shows at all: every permission of a user, once for each session.
-- calls per hour: 3000
-- target: 5 ms
-- params: SELECT r.tenant_id, r.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_roles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_roles WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT p.code, array_agg(r.code ORDER BY r.code) AS through_roles
  FROM user_roles AS ur
  JOIN roles AS r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
  JOIN role_permissions AS rp ON rp.tenant_id = r.tenant_id AND rp.role_id = r.id
  JOIN permissions AS p ON p.id = rp.permission_id
 WHERE ur.user_id = :user_id
 GROUP BY p.code
 ORDER BY p.code;

-- name: users_by_status
-- The list of accounts, newest first, from the page after a given one.
-- calls per hour: 120
-- target: 20 ms
-- params: SELECT u.tenant_id, u.status, u.created_at AS after_time, u.id AS after_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM users GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id AND status = 'active'
--             ORDER BY created_at DESC, id DESC LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
SELECT u.id, u.email, u.status, u.created_at, u.last_sign_in_at, p.display_name
  FROM users AS u
  LEFT JOIN user_profiles AS p ON p.tenant_id = u.tenant_id AND p.user_id = u.id
 WHERE u.status = :status AND u.deleted_at IS NULL AND (u.created_at, u.id) < (:after_time, :after_id)
 ORDER BY u.created_at DESC, u.id DESC
 LIMIT 50;

-- name: users_by_name
-- Completion while typing: users whose shown name begins with some letters.
-- calls per hour: 600
-- target: 10 ms
-- params: SELECT p.tenant_id, left(p.display_name, 3) AS prefix, left(p.display_name, 3) || chr(1114109) AS prefix_end
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_profiles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_profiles WHERE tenant_id = t.tenant_id ORDER BY user_id LIMIT 1) AS p
--     ORDER BY t.place, p.tenant_id
SELECT p.user_id, p.display_name, p.avatar_url
  FROM user_profiles AS p
  JOIN users AS u ON u.tenant_id = p.tenant_id AND u.id = p.user_id AND u.deleted_at IS NULL
 WHERE p.display_name ~>=~ :prefix AND p.display_name ~<~ :prefix_end
 ORDER BY p.display_name
 LIMIT 10;

-- name: users_with_role
-- Who holds a role: asked before it is changed.
-- calls per hour: 40
-- target: 30 ms
-- params: SELECT r.tenant_id, r.role_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_roles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, role_id FROM user_roles WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, role_id ORDER BY count(*), role_id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT ur.user_id, p.display_name, ur.created_at, ur.created_by
  FROM user_roles AS ur
  JOIN users AS u ON u.tenant_id = ur.tenant_id AND u.id = ur.user_id AND u.deleted_at IS NULL
  LEFT JOIN user_profiles AS p ON p.tenant_id = ur.tenant_id AND p.user_id = ur.user_id
 WHERE ur.role_id = :role_id
 ORDER BY p.display_name;

-- name: users_with_role_at_campus
-- Who holds a role at one campus only.
-- calls per hour: 30
-- target: 10 ms
-- params: SELECT c.tenant_id, c.id AS campus_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_roles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campuses WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT ur.user_id, r.name
  FROM user_roles AS ur
  JOIN roles AS r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
 WHERE ur.campus_id = :campus_id
 ORDER BY r.name, ur.user_id;

-- name: roles_with_permission
-- Which roles hold a permission: asked before it is given to one more.
-- calls per hour: 10
-- target: 10 ms
-- params: SELECT rp.tenant_id, p.code
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_roles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM role_permissions WHERE tenant_id = t.tenant_id
--             ORDER BY permission_id LIMIT 1) AS rp
--     JOIN permissions AS p ON p.id = rp.permission_id
--     ORDER BY t.place, rp.tenant_id
SELECT r.id, r.code, r.name
  FROM permissions AS p
  JOIN role_permissions AS rp ON rp.permission_id = p.id
  JOIN roles AS r ON r.tenant_id = rp.tenant_id AND r.id = rp.role_id
 WHERE p.code = :code
 ORDER BY r.name;

-- name: role_overview
-- The roles of a tenant, each with how many users hold it and how much it allows.
-- calls per hour: 20
-- target: 50 ms
-- params: SELECT tenant_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_roles GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT r.id, r.code, r.name, r.is_system,
       (SELECT count(*) FROM user_roles AS ur WHERE ur.tenant_id = r.tenant_id AND ur.role_id = r.id) AS users,
       (SELECT count(*) FROM role_permissions AS rp WHERE rp.tenant_id = r.tenant_id AND rp.role_id = r.id) AS permissions
  FROM roles AS r
 ORDER BY r.name;

-- name: identities_of_user
-- A user's ways in, on the page of the account.
-- calls per hour: 30
-- target: 5 ms
-- params: SELECT i.tenant_id, i.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_identities GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_identities WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS i
--     ORDER BY t.place, i.tenant_id
SELECT id, provider, created_at, last_used_at
  FROM user_identities
 WHERE user_id = :user_id
 ORDER BY provider, created_at;

-- name: sessions_of_user
-- Where a user is signed in, newest first.
-- calls per hour: 60
-- target: 10 ms
-- params: SELECT s.tenant_id, s.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_sessions GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, user_id FROM user_sessions WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, user_id ORDER BY count(*) DESC, user_id LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT id, created_at, last_seen_at, ip_address, user_agent, expires_at, revoked_at
  FROM user_sessions
 WHERE user_id = :user_id
 ORDER BY created_at DESC
 LIMIT 20;

-- name: resets_of_user
-- How often a user asked for a new password lately: too often, and the next request waits.
-- calls per hour: 40
-- target: 5 ms
-- params: SELECT r.tenant_id, r.user_id, r.created_at - interval '1 day' AS since
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM password_resets GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM password_resets WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT count(*) AS requests, max(created_at) AS latest
  FROM password_resets
 WHERE user_id = :user_id AND created_at >= :since;

-- name: open_session
-- Somebody signs in: a new session.
-- set: app.user_id = :user_id
-- calls per hour: 2700
-- target: 10 ms
-- params: SELECT u.tenant_id, u.id AS user_id, sha256(uuid_send(u.id)) AS token_hash
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM users GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
INSERT INTO user_sessions (user_id, token_hash, expires_at, ip_address, user_agent)
VALUES (:user_id, :token_hash, now() + interval '14 days', '203.0.113.7', 'Mozilla/5.0')
RETURNING id;

-- name: see_session
-- Once a minute for each open session: it is in use. In no index, so the update stays within its page (HOT).
-- set: app.user_id = :user_id
-- calls per hour: 25000
-- target: 5 ms
-- params: SELECT s.tenant_id, s.user_id, s.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_sessions GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_sessions WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
UPDATE user_sessions
   SET last_seen_at = now()
 WHERE id = :id AND last_seen_at < now() - interval '1 minute';

-- name: end_sessions_of_user
-- A changed password, or a stolen telephone: every session of the user ends.
-- set: app.user_id = :user_id
-- calls per hour: 30
-- target: 30 ms
-- params: SELECT s.tenant_id, s.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_sessions GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, user_id FROM user_sessions WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, user_id ORDER BY count(*) DESC, user_id LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
UPDATE user_sessions
   SET revoked_at = now()
 WHERE user_id = :user_id AND revoked_at IS NULL;

-- name: delete_ended_sessions
-- The nightly job: sessions that ended a month ago go, one tenant after the other.
-- role: campus_jobs
-- calls per hour: 0.5
-- target: 2 s
-- params: SELECT s.tenant_id, s.latest - interval '50 days' AS before_time
--     FROM (SELECT tenant_id, max(expires_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_sessions GROUP BY tenant_id) AS s
--     ORDER BY s.place, s.tenant_id
DELETE FROM user_sessions
 WHERE tenant_id = :tenant_id AND expires_at < :before_time;

-- name: request_password_reset
-- A forgotten password: one open request for each user, a new one takes the old one's place.
-- calls per hour: 40
-- target: 10 ms
-- params: SELECT u.tenant_id, u.id AS user_id, sha256(uuid_send(u.id)) AS token_hash
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM users GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
INSERT INTO password_resets (user_id, token_hash, expires_at)
VALUES (:user_id, :token_hash, now() + interval '2 hours')
ON CONFLICT (tenant_id, user_id) WHERE used_at IS NULL
DO UPDATE SET token_hash = excluded.token_hash, created_at = now(), expires_at = excluded.expires_at;

-- name: change_profile
-- A user changes name, telephone and preferences.
-- set: app.user_id = :user_id
-- calls per hour: 60
-- target: 20 ms
-- params: SELECT p.tenant_id, p.user_id, p.given_name, '+351210000000' AS phone
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM user_profiles GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM user_profiles WHERE tenant_id = t.tenant_id ORDER BY user_id LIMIT 1) AS p
--     ORDER BY t.place, p.tenant_id
UPDATE user_profiles
   SET given_name = :given_name, phone = :phone, preferences = preferences || '{"digest": "weekly"}'
 WHERE user_id = :user_id;

-- name: give_role
-- An administrator gives a user a role; giving it twice changes nothing.
-- set: app.user_id = :actor_id
-- calls per hour: 15
-- target: 20 ms
-- params: SELECT u.tenant_id, u.id AS user_id, r.id AS role_id, a.id AS actor_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM users GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS u
--     CROSS JOIN LATERAL (SELECT id FROM roles WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS a
--     ORDER BY t.place, u.tenant_id
INSERT INTO user_roles (user_id, role_id)
VALUES (:user_id, :role_id)
ON CONFLICT (tenant_id, user_id, role_id, campus_id) DO NOTHING;

-- name: count_failed_sign_in
-- A wrong password: the fifth in a row locks the account for a while.
-- calls per hour: 200
-- target: 10 ms
-- params: SELECT u.tenant_id, u.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM users GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
UPDATE users
   SET failed_sign_ins = failed_sign_ins + 1,
       locked_until = CASE WHEN failed_sign_ins >= 4 THEN now() + interval '15 minutes' ELSE locked_until END
 WHERE id = :id AND deleted_at IS NULL;
