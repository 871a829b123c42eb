-- One to seven revisions of a page, the latest one shown if the page is; texts from the tenant's courses, where it has any.
SELECT tenant_id, page_id, number, title, body, is_published,
       setweight(to_tsvector(language, title), 'A') || setweight(to_tsvector(language, body), 'C') AS search,
       created_at, created_at AS updated_at, author_id AS created_by, author_id AS updated_by
  FROM (SELECT p.tenant_id, p.id AS page_id, n AS number, t.search_language::regconfig AS language, p.title,
               concat_ws(E'\n\n', 'Revision ' || n, p.title, coalesce(c.description, 'Here stands what one must know.')) AS body,
               n = latest AND p.status = 'published' AS is_published,
               least(p.created_at + make_interval(days => 30 * n), %(as_of)s) AS created_at, u.id AS author_id
          FROM pages AS p
          JOIN tenants AS t ON t.id = p.tenant_id
         CROSS JOIN LATERAL (SELECT 1 + mod(get_byte(uuid_send(p.id), 15), 7) AS latest) AS l
         CROSS JOIN LATERAL generate_series(1, latest) AS n
          LEFT JOIN LATERAL (SELECT description FROM courses WHERE tenant_id = p.tenant_id
                              ORDER BY md5(id::text || p.id) LIMIT 1) AS c ON true
          LEFT JOIN LATERAL (SELECT id FROM users WHERE tenant_id = p.tenant_id AND created_at <= p.created_at
                              ORDER BY created_at, id LIMIT 1) AS u ON true) AS saved
