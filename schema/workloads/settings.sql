-- Settings: what holds for somebody, and what is switched on.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: setting_in_force
-- One value as it holds for a user at a campus: the nearest scope wins.
-- calls per hour: 12000
-- target: 3 ms
-- params: SELECT s.tenant_id, s.key, u.id AS user_id, c.id AS campus_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM settings GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM settings WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS s
--     CROSS JOIN LATERAL (SELECT id FROM campuses WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, s.tenant_id
SELECT value
  FROM (SELECT value, 3 AS nearness FROM settings WHERE key = :key AND scope = 'user' AND user_id = :user_id
        UNION ALL
        SELECT value, 2 FROM settings WHERE key = :key AND scope = 'campus' AND campus_id = :campus_id
        UNION ALL
        SELECT value, 1 FROM settings WHERE key = :key AND scope = 'tenant'
        UNION ALL
        SELECT value, 0 FROM platform_settings WHERE key = :key) AS said
 ORDER BY nearness DESC
 LIMIT 1;

-- name: settings_of_tenant
-- All that a tenant has set for itself, beside what would hold otherwise: the administrator's page.
-- calls per hour: 100
-- target: 15 ms
-- params: SELECT tenant_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM settings GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT p.key, p.description, s.value, p.value AS otherwise, s.updated_at, s.updated_by
  FROM platform_settings AS p
  LEFT JOIN settings AS s ON s.key = p.key AND s.scope = 'tenant'
 ORDER BY p.key;

-- name: settings_of_campus
-- All that one campus has set.
-- calls per hour: 60
-- target: 5 ms
-- params: SELECT s.tenant_id, s.campus_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM settings GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM settings WHERE tenant_id = t.tenant_id AND campus_id IS NOT NULL ORDER
--             BY id LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT key, value
  FROM settings
 WHERE campus_id = :campus_id
 ORDER BY key;

-- name: settings_of_user
-- All that one user has set: loaded once for each session.
-- calls per hour: 3000
-- target: 5 ms
-- params: SELECT s.tenant_id, s.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM settings GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM settings WHERE tenant_id = t.tenant_id AND user_id IS NOT NULL ORDER
--             BY id DESC LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
SELECT key, value
  FROM settings
 WHERE user_id = :user_id AND scope = 'user'
 ORDER BY key;

-- name: flags_in_force
-- Every flag as it stands for a user at a campus: an override that has not run out, else the rollout by a hash.
-- calls per hour: 3000
-- target: 8 ms
-- params: SELECT o.tenant_id, u.id AS user_id, c.id AS campus_id, o.created_at AS at
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM feature_flag_overrides GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM feature_flag_overrides WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS o
--     CROSS JOIN LATERAL (SELECT id FROM campuses WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, o.tenant_id
SELECT f.key,
       coalesce(o.is_enabled,
                abs(hashtextextended(f.key || app.current_tenant_id()::text, 0) % 100) < f.rollout_percent) AS is_enabled
  FROM feature_flags AS f
  LEFT JOIN LATERAL (
       SELECT is_enabled FROM feature_flag_overrides
        WHERE feature_flag_id = f.id AND (expires_at IS NULL OR expires_at > :at)
          AND (scope = 'tenant' OR user_id = :user_id OR campus_id = :campus_id)
        ORDER BY CASE scope WHEN 'user' THEN 0 WHEN 'campus' THEN 1 ELSE 2 END
        LIMIT 1) AS o ON true
 WHERE f.status <> 'retired';

-- name: set_for_tenant
-- An administrator sets a value; the first time makes it, later ones change it.
-- set: app.user_id = :user_id
-- calls per hour: 20
-- target: 20 ms
-- params: SELECT u.tenant_id, u.id AS user_id, p.key
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM settings GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     CROSS JOIN (SELECT key FROM platform_settings ORDER BY id DESC LIMIT 1) AS p
--     ORDER BY t.place, u.tenant_id
INSERT INTO settings (key, scope, value)
VALUES (:key, 'tenant', '"measured"')
ON CONFLICT (tenant_id, key, scope, campus_id, user_id)
DO UPDATE SET value = excluded.value
RETURNING version;

-- name: unset_for_user
-- A user takes a value of their own back.
-- set: app.user_id = :user_id
-- calls per hour: 30
-- target: 15 ms
-- params: SELECT s.tenant_id, s.user_id, s.key
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM settings GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM settings WHERE tenant_id = t.tenant_id AND user_id IS NOT NULL ORDER
--             BY id LIMIT 1) AS s
--     ORDER BY t.place, s.tenant_id
DELETE FROM settings
 WHERE key = :key AND scope = 'user' AND user_id = :user_id;

-- name: override_flag
-- An administrator switches a feature on for one campus, for a month.
-- set: app.user_id = :user_id
-- calls per hour: 1
-- target: 20 ms
-- params: SELECT c.tenant_id, u.id AS user_id, c.id AS campus_id, f.id AS feature_flag_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM feature_flag_overrides GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM campuses WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS c
--     CROSS JOIN (SELECT id FROM feature_flags ORDER BY id LIMIT 1) AS f
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, c.tenant_id
INSERT INTO feature_flag_overrides (feature_flag_id, scope, campus_id, is_enabled, expires_at)
VALUES (:feature_flag_id, 'campus', :campus_id, true, now() + interval '1 month')
ON CONFLICT (tenant_id, feature_flag_id, scope, campus_id, user_id)
DO UPDATE SET is_enabled = excluded.is_enabled, expires_at = excluded.expires_at;

-- name: delete_ended_overrides
-- The nightly job: overrides that have run out go, one tenant after the other.
-- role: campus_jobs
-- calls per hour: 17
-- target: 50 ms
-- params: SELECT o.tenant_id, o.expires_at AS at
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM feature_flag_overrides GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM feature_flag_overrides WHERE tenant_id = t.tenant_id AND expires_at IS
--             NOT NULL ORDER BY expires_at, id LIMIT 1) AS o
--     ORDER BY t.place, o.tenant_id
DELETE FROM feature_flag_overrides
 WHERE tenant_id = :tenant_id AND expires_at <= :at;

-- name: overrides_of_campus
-- A campus's page: which features it has otherwise than the tenant.
-- calls per hour: 20
-- target: 5 ms
-- params: SELECT o.tenant_id, o.campus_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM feature_flag_overrides GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM feature_flag_overrides WHERE tenant_id = t.tenant_id AND campus_id IS
--             NOT NULL ORDER BY id LIMIT 1) AS o
--     ORDER BY t.place, o.tenant_id
SELECT f.key, o.is_enabled, o.reason, o.expires_at
  FROM feature_flag_overrides AS o
  JOIN feature_flags AS f ON f.id = o.feature_flag_id
 WHERE o.campus_id = :campus_id
 ORDER BY f.key;

-- name: overrides_of_user
-- Support asks: what does this user try?
-- calls per hour: 10
-- target: 5 ms
-- params: SELECT o.tenant_id, o.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM feature_flag_overrides GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM feature_flag_overrides WHERE tenant_id = t.tenant_id AND user_id IS
--             NOT NULL ORDER BY id LIMIT 1) AS o
--     ORDER BY t.place, o.tenant_id
SELECT feature_flag_id, is_enabled, expires_at
  FROM feature_flag_overrides
 WHERE user_id = :user_id;
