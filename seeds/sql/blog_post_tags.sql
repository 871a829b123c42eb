-- Two or three tags on a post.
SELECT tenant_id, blog_post_id, tag_id, created_at, created_by
  FROM (SELECT b.tenant_id, b.id AS blog_post_id, g.id AS tag_id, b.created_at, b.created_by, get_byte(uuid_send(b.id), 15) AS luck,
               row_number() OVER (PARTITION BY b.tenant_id, b.id ORDER BY md5(b.id::text || g.id)) AS place
          FROM blog_posts AS b JOIN tags AS g USING (tenant_id)) AS tagged
 WHERE place <= 2 OR (place = 3 AND luck < 200)
 ORDER BY place, md5(blog_post_id::text || tag_id)
 LIMIT %(rows)s
