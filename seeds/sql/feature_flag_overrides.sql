-- Some tenants have a flag, some campuses have it not, some users try it for a while.
SELECT tenant_id, (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
       feature_flag_id, scope, campus_id, user_id, is_enabled, reason, expires_at, created_at, created_at AS updated_at
  FROM (SELECT *, md5(concat_ws('/', tenant_id, feature_flag_id, campus_id, user_id)) AS hash
          FROM (SELECT t.id AS tenant_id, f.id AS feature_flag_id, 'tenant' AS scope, NULL::uuid AS campus_id,
                       NULL::uuid AS user_id, true AS is_enabled, 'Asked for it.' AS reason, NULL::timestamptz AS expires_at,
                       t.created_at + interval '8 days' AS created_at
                  FROM tenants AS t JOIN feature_flags AS f ON f.id IN (1, 5, 10)
                UNION ALL
                SELECT c.tenant_id, f.id, 'campus', c.id, NULL, false, 'Not yet.', NULL, c.created_at + interval '2 days'
                  FROM campuses AS c JOIN feature_flags AS f ON f.id = 7
                UNION ALL
                SELECT u.tenant_id, f.id, 'user', NULL, u.id, true, 'Tries it.', u.created_at + interval '90 days', u.created_at
                  FROM users AS u JOIN feature_flags AS f ON f.id = 6
                 WHERE get_byte(uuid_send(u.id), 13) < 40) AS said) AS made
 ORDER BY hash
 LIMIT %(rows)s
