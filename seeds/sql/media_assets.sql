-- A picture for each post, page, course and campus, and a second one for some.
SELECT tenant_id, (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid AS id,
       attached_to, blog_post_id, page_id, course_id, campus_id, 'media/' || hash || '.webp' AS storage_key,
       'image/webp' AS media_type, 20000::bigint + get_byte(sha256, 0) * 3000 AS byte_size, 1600 AS width, 900 AS height,
       CASE WHEN get_byte(sha256, 1) < 200 THEN 'A picture of ' || about END AS alternative_text, sha256, position::smallint AS position,
       created_at, created_at AS updated_at
  FROM (SELECT *, md5(owner::text || position) AS hash, sha256(convert_to(owner::text || position, 'UTF8')) AS sha256
          FROM (SELECT tenant_id, id AS owner, 'blog_post' AS attached_to, id AS blog_post_id, NULL::uuid AS page_id,
                       NULL::uuid AS course_id, NULL::uuid AS campus_id, title AS about, created_at FROM blog_posts
                UNION ALL SELECT tenant_id, id, 'page', NULL, id, NULL, NULL, title, created_at FROM pages
                UNION ALL SELECT tenant_id, id, 'course', NULL, NULL, id, NULL, title, created_at FROM courses
                UNION ALL SELECT tenant_id, id, 'campus', NULL, NULL, NULL, id, name, created_at FROM campuses) AS things
         CROSS JOIN generate_series(0, 1) AS position) AS files
 WHERE position = 0 OR get_byte(sha256, 2) < 60
 ORDER BY (attached_to = 'campus') DESC, hash
 LIMIT %(rows)s
