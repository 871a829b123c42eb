-- A dozen values of each tenant, three of each campus, one or two of every third user.
SELECT tenant_id, (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
       key, scope, campus_id, user_id, value, created_at, created_at AS updated_at, user_id AS created_by,
       user_id AS updated_by
  FROM (SELECT *, md5(concat_ws('/', tenant_id, key, campus_id, user_id)) AS hash
          FROM (SELECT t.id AS tenant_id, p.key, 'tenant' AS scope, NULL::uuid AS campus_id, NULL::uuid AS user_id, p.value,
                       t.created_at + interval '7 days' AS created_at
                  FROM tenants AS t JOIN platform_settings AS p ON p.id <= 12
                UNION ALL
                SELECT c.tenant_id, p.key, 'campus', c.id, NULL, p.value, c.created_at + interval '1 day'
                  FROM campuses AS c JOIN platform_settings AS p ON p.id IN (2, 13, 28)
                UNION ALL
                SELECT u.tenant_id, p.key, 'user', NULL, u.id, p.value, u.created_at
                  FROM users AS u JOIN platform_settings AS p ON p.id = 26 + mod(get_byte(uuid_send(u.id), 15), 4)
                 WHERE get_byte(uuid_send(u.id), 14) < 110) AS said) AS made
 ORDER BY hash
 LIMIT %(rows)s
