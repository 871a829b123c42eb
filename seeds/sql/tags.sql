-- The same fifteen words for every tenant.
SELECT tenant_id, (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
       word AS slug, initcap(replace(word, '-', ' ')) AS name, created_at, created_at AS updated_at
  FROM (SELECT t.id AS tenant_id, md5(t.id::text || word) AS hash, word, t.created_at + interval '6 days' AS created_at
          FROM tenants AS t
         CROSS JOIN unnest(ARRAY['news', 'events', 'research', 'students', 'teachers', 'careers', 'housing', 'sport',
                                 'science', 'languages', 'health', 'business', 'arts', 'alumni', 'open-day']) AS word) AS words
 ORDER BY hash
 LIMIT %(rows)s
