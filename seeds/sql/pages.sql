-- Five sections of a website with two pages below each: the same tree for every tenant, as templates make it.
SELECT tenant_id, (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
       CASE WHEN parent_hash IS NOT NULL THEN
         (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(parent_hash, 1, 3) || '8' || substr(parent_hash, 4, 15))::uuid
       END AS parent_id,
       title, slug, path, position::smallint AS position, position < 9 AS is_in_menu, status, created_at, created_at AS updated_at,
       CASE status WHEN 'draft' THEN 1 ELSE 2 END AS version
  FROM (SELECT t.id AS tenant_id, md5(t.id::text || s.path) AS hash, md5(t.id::text || s.parent) AS parent_hash, s.title,
               s.slug, s.path, s.position, t.created_at + interval '5 days' AS created_at,
               CASE WHEN get_byte(uuid_send(md5(t.id::text || s.path)::uuid), 3) < 230 OR s.parent IS NULL THEN 'published'
                    ELSE 'draft' END AS status
          FROM tenants AS t
         CROSS JOIN (VALUES
           (NULL, 'studies', 'studies', 'Studies', 1), ('studies', 'fees', 'studies/fees', 'Fees', 1),
           ('studies', 'calendar', 'studies/calendar', 'Calendar', 2), (NULL, 'apply', 'apply', 'How to apply', 2),
           ('apply', 'papers', 'apply/papers', 'Papers to send', 1), ('apply', 'visa', 'apply/visa', 'Visa', 2),
           (NULL, 'about', 'about', 'About us', 3), ('about', 'history', 'about/history', 'History', 1),
           ('about', 'people', 'about/people', 'People', 2), (NULL, 'life', 'life', 'Life with us', 4),
           ('life', 'housing', 'life/housing', 'Housing', 1), ('life', 'sport', 'life/sport', 'Sport', 2),
           (NULL, 'contact', 'contact', 'Contact', 5), ('contact', 'visit', 'contact/visit', 'Visit us', 1),
           ('contact', 'press', 'contact/press', 'Press', 9)
         ) AS s (parent, slug, path, title, position)) AS site
 ORDER BY parent_hash NULLS FIRST, hash
 LIMIT %(rows)s
