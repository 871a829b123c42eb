-- Three posts about a course at most, some weeks apart, in the tenant's language.
SELECT tenant_id, (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
       author_id, slug, title, excerpt, body, status, published_at, meta,
       setweight(to_tsvector(language, title), 'A') || setweight(to_tsvector(language, coalesce(excerpt, '')), 'B')
         || setweight(to_tsvector(language, body), 'C') AS search,
       created_at, greatest(created_at, published_at) AS updated_at, author_id AS created_by, author_id AS updated_by,
       CASE WHEN published_at IS NULL THEN 1 ELSE 2 END AS version
  FROM (SELECT c.tenant_id, md5(c.id::text || n) AS hash, t.search_language::regconfig AS language,
               coalesce(c.created_by, u.id) AS author_id, c.slug || '-' || n AS slug,
               (ARRAY['News of ', 'A day with ', 'Why we teach '])[n] || c.title AS title, c.summary AS excerpt,
               concat_ws(E'\n\n', c.description, c.summary, c.description) AS body,
               CASE WHEN get_byte(uuid_send(c.id), 9 + n) < 205 THEN 'published' WHEN get_byte(uuid_send(c.id), 9 + n) < 235
                    THEN 'draft' ELSE 'archived' END AS status,
               CASE WHEN get_byte(uuid_send(c.id), 9 + n) BETWEEN 205 AND 234 THEN NULL
                    ELSE least(c.created_at + make_interval(days => 25 * n), %(as_of)s) END AS published_at,
               jsonb_build_object('description', left(c.title, 60)) AS meta,
               least(c.created_at + make_interval(days => 20 * n), %(as_of)s) AS created_at
          FROM courses AS c
          JOIN tenants AS t ON t.id = c.tenant_id
          JOIN LATERAL (SELECT id FROM users WHERE tenant_id = c.tenant_id ORDER BY created_at, id LIMIT 1) AS u ON true
         CROSS JOIN generate_series(1, 3) AS n) AS written
 ORDER BY hash
 LIMIT %(rows)s
