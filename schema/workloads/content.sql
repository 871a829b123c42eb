-- Content: the website as visitors read it and editors write it.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: posts_newest
-- The blog's front page, from the post after a given one.
-- calls per hour: 6000
-- target: 10 ms
-- params: SELECT b.tenant_id, b.published_at AS last_time, b.id AS last_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM blog_posts WHERE tenant_id = t.tenant_id AND status = 'published' AND
--             deleted_at IS NULL ORDER BY published_at DESC, id DESC LIMIT 1) AS b
--     ORDER BY t.place, b.tenant_id
SELECT b.id, b.slug, b.title, b.excerpt, b.published_at, p.display_name AS author
  FROM blog_posts AS b
  LEFT JOIN user_profiles AS p ON p.tenant_id = b.tenant_id AND p.user_id = b.author_id
 WHERE b.status = 'published' AND (b.published_at, b.id) < (:last_time, :last_id) AND b.deleted_at IS NULL
 ORDER BY b.published_at DESC, b.id DESC
 LIMIT 10;

-- name: post_by_slug
-- A post's page, with its tags.
-- calls per hour: 9000
-- target: 8 ms
-- params: SELECT b.tenant_id, b.slug
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM blog_posts WHERE tenant_id = t.tenant_id AND status = 'published' AND
--             deleted_at IS NULL ORDER BY id LIMIT 1) AS b
--     ORDER BY t.place, b.tenant_id
SELECT b.id, b.title, b.body, b.published_at, b.meta,
       ARRAY (SELECT g.name FROM blog_post_tags AS x JOIN tags AS g ON g.tenant_id = x.tenant_id AND g.id = x.tag_id
               WHERE x.tenant_id = b.tenant_id AND x.blog_post_id = b.id ORDER BY g.name) AS tags
  FROM blog_posts AS b
 WHERE b.slug = :slug AND b.status = 'published' AND b.deleted_at IS NULL;

-- name: posts_of_author
-- An author's own posts, whatever their status, last begun first.
-- calls per hour: 200
-- target: 10 ms
-- params: SELECT b.tenant_id, b.author_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, author_id FROM blog_posts WHERE tenant_id = t.tenant_id GROUP BY
--             tenant_id, author_id ORDER BY count(*) DESC, author_id LIMIT 1) AS b
--     ORDER BY t.place, b.tenant_id
SELECT id, title, status, created_at, updated_at, published_at
  FROM blog_posts
 WHERE author_id = :author_id AND deleted_at IS NULL
 ORDER BY created_at DESC
 LIMIT 30;

-- name: posts_with_tag
-- The posts of a tag, newest first.
-- calls per hour: 1500
-- target: 15 ms
-- params: SELECT g.tenant_id, g.slug
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM tags GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT x.tenant_id, min(s.slug) AS slug FROM blog_post_tags AS x JOIN tags AS s ON
--             s.tenant_id = x.tenant_id AND s.id = x.tag_id WHERE x.tenant_id = t.tenant_id GROUP BY x.tenant_id,
--             x.tag_id ORDER BY count(*) DESC, x.tag_id LIMIT 1) AS g
--     ORDER BY t.place, g.tenant_id
SELECT b.id, b.slug, b.title, b.excerpt, b.published_at
  FROM tags AS g
  JOIN blog_post_tags AS x ON x.tenant_id = g.tenant_id AND x.tag_id = g.id
  JOIN blog_posts AS b ON b.tenant_id = x.tenant_id AND b.id = x.blog_post_id AND b.deleted_at IS NULL
 WHERE g.slug = :slug AND b.status = 'published'
 ORDER BY b.published_at DESC
 LIMIT 20;

-- name: tag_cloud
-- The most used tags, beside every list of posts.
-- calls per hour: 800
-- target: 40 ms
-- params: SELECT tenant_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM tags GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT g.slug, g.name, count(*) AS posts
  FROM tags AS g
  JOIN blog_post_tags AS x ON x.tenant_id = g.tenant_id AND x.tag_id = g.id
 GROUP BY g.tenant_id, g.id
 ORDER BY posts DESC, g.name
 LIMIT 40;

-- name: page_by_path
-- A page of the website, with the revision that visitors see.
-- calls per hour: 15000
-- target: 5 ms
-- params: SELECT p.tenant_id, p.path
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM pages GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM pages WHERE tenant_id = t.tenant_id AND status = 'published' AND
--             deleted_at IS NULL ORDER BY id DESC LIMIT 1) AS p
--     ORDER BY t.place, p.tenant_id
SELECT p.id, p.title AS menu_title, r.title, r.body, r.number, r.updated_at
  FROM pages AS p
  JOIN page_revisions AS r ON r.tenant_id = p.tenant_id AND r.page_id = p.id AND r.is_published
 WHERE p.path = :path AND p.status = 'published' AND p.deleted_at IS NULL;

-- name: pages_below
-- The map of a part of the website: a range of paths, for the slash is followed by the digit nought in byte order.
-- calls per hour: 300
-- target: 15 ms
-- params: SELECT p.tenant_id, p.path || '/' AS first, p.path || '0' AS last
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM pages GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM pages WHERE tenant_id = t.tenant_id AND parent_id IS NULL ORDER BY id
--             LIMIT 1) AS p
--     ORDER BY t.place, p.tenant_id
SELECT path, title, status
  FROM pages
 WHERE path >= :first AND path < :last AND deleted_at IS NULL
 ORDER BY path;

-- name: page_menu
-- The menu below a page.
-- calls per hour: 12000
-- target: 5 ms
-- params: SELECT p.tenant_id, p.parent_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM pages GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, parent_id FROM pages WHERE tenant_id = t.tenant_id AND parent_id
--             IS NOT NULL GROUP BY tenant_id, parent_id ORDER BY count(*) DESC, parent_id LIMIT 1) AS p
--     ORDER BY t.place, p.tenant_id
SELECT id, title, path
  FROM pages
 WHERE parent_id = :parent_id AND is_in_menu AND status = 'published' AND deleted_at IS NULL
 ORDER BY position, title;

-- name: revisions_of_page
-- What a page said before, newest first, without the texts themselves.
-- calls per hour: 40
-- target: 10 ms
-- params: SELECT r.tenant_id, r.page_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM page_revisions GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, page_id FROM page_revisions WHERE tenant_id = t.tenant_id GROUP BY
--             tenant_id, page_id ORDER BY count(*) DESC, page_id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT number, title, is_published, created_at, created_by
  FROM page_revisions
 WHERE page_id = :page_id
 ORDER BY number DESC
 LIMIT 20;

-- name: search_content
-- The search field: posts and pages that are published, best first.
-- calls per hour: 900
-- target: 40 ms
-- params: SELECT b.tenant_id, split_part(b.title, ' ', 1) AS words
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM blog_posts WHERE tenant_id = t.tenant_id AND status = 'published' AND
--             deleted_at IS NULL ORDER BY id LIMIT 1) AS b
--     ORDER BY t.place, b.tenant_id
SELECT kind, id, title, address, rank
  FROM app.search_content(:words, 20);

-- name: media_of_post
-- A post's pictures, in order.
-- calls per hour: 9000
-- target: 5 ms
-- params: SELECT m.tenant_id, m.blog_post_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM media_assets GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM media_assets WHERE tenant_id = t.tenant_id AND blog_post_id IS NOT
--             NULL ORDER BY id LIMIT 1) AS m
--     ORDER BY t.place, m.tenant_id
SELECT id, storage_key, media_type, width, height, alternative_text
  FROM media_assets
 WHERE blog_post_id = :blog_post_id AND deleted_at IS NULL
 ORDER BY position;

-- name: media_of_page
-- A page's pictures, in order, the first six.
-- calls per hour: 12000
-- target: 5 ms
-- params: SELECT m.tenant_id, m.page_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM media_assets GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM media_assets WHERE tenant_id = t.tenant_id AND page_id IS NOT NULL
--             ORDER BY id LIMIT 1) AS m
--     ORDER BY t.place, m.tenant_id
SELECT id, storage_key, alternative_text
  FROM media_assets
 WHERE page_id = :page_id AND media_type LIKE 'image/%' AND deleted_at IS NULL
 ORDER BY position
 LIMIT 6;

-- name: media_of_course
-- The one picture above a course.
-- calls per hour: 9000
-- target: 5 ms
-- params: SELECT m.tenant_id, m.course_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM media_assets GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM media_assets WHERE tenant_id = t.tenant_id AND course_id IS NOT NULL
--             ORDER BY id LIMIT 1) AS m
--     ORDER BY t.place, m.tenant_id
SELECT storage_key, alternative_text
  FROM media_assets
 WHERE course_id = :course_id AND deleted_at IS NULL
 ORDER BY position
 LIMIT 1;

-- name: media_of_campus
-- How much space a campus's pictures take.
-- calls per hour: 10
-- target: 10 ms
-- params: SELECT m.tenant_id, m.campus_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM media_assets GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM media_assets WHERE tenant_id = t.tenant_id AND campus_id IS NOT NULL
--             ORDER BY id LIMIT 1) AS m
--     ORDER BY t.place, m.tenant_id
SELECT count(*) AS files, sum(byte_size) AS bytes
  FROM media_assets
 WHERE campus_id = :campus_id AND deleted_at IS NULL;

-- name: media_by_digest
-- A file is uploaded: is it there already?
-- calls per hour: 60
-- target: 5 ms
-- params: SELECT m.tenant_id, m.sha256
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM media_assets GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM media_assets WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS m
--     ORDER BY t.place, m.tenant_id
SELECT id, storage_key, attached_to
  FROM media_assets
 WHERE sha256 = :sha256 AND deleted_at IS NULL;

-- name: write_post
-- An author begins a post; its words become searchable.
-- set: app.user_id = :user_id
-- calls per hour: 8
-- target: 30 ms
-- params: SELECT u.tenant_id, u.id AS user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM users WHERE tenant_id = t.tenant_id AND deleted_at IS NULL ORDER BY id
--             LIMIT 1) AS u
--     ORDER BY t.place, u.tenant_id
INSERT INTO blog_posts (author_id, slug, title, excerpt, body)
VALUES (:user_id, 'measured-post', 'Open days in autumn', 'Come and see.', repeat('The laboratories are open to all. ', 60))
RETURNING id, version;

-- name: publish_post
-- An editor publishes a post; the version says whether somebody else was quicker.
-- set: app.user_id = :user_id
-- calls per hour: 6
-- target: 30 ms
-- params: SELECT b.tenant_id, u.id AS user_id, b.id, b.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM blog_posts WHERE tenant_id = t.tenant_id AND status = 'draft' AND
--             deleted_at IS NULL ORDER BY id LIMIT 1) AS b
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, b.tenant_id
UPDATE blog_posts
   SET status = 'published', published_at = coalesce(published_at, now())
 WHERE id = :id AND version = :version AND deleted_at IS NULL
RETURNING version;

-- name: tag_post
-- An author adds a tag to a post; twice changes nothing.
-- set: app.user_id = :user_id
-- calls per hour: 20
-- target: 15 ms
-- params: SELECT b.tenant_id, u.id AS user_id, b.id AS blog_post_id, g.id AS tag_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM blog_posts WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS b
--     CROSS JOIN LATERAL (SELECT * FROM tags WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS g
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, b.tenant_id
INSERT INTO blog_post_tags (blog_post_id, tag_id)
VALUES (:blog_post_id, :tag_id)
ON CONFLICT (tenant_id, blog_post_id, tag_id) DO NOTHING;

-- name: save_revision
-- An editor saves a page: a new revision, numbered in the page's own line.
-- set: app.user_id = :user_id
-- calls per hour: 30
-- target: 30 ms
-- params: SELECT p.tenant_id, u.id AS user_id, p.id AS page_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM pages GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM pages WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS p
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, p.tenant_id
INSERT INTO page_revisions (page_id, title, body)
VALUES (:page_id, 'How to apply', repeat('Fill in the form and send your papers. ', 40))
RETURNING number;

-- name: publish_revision
-- An editor chooses the revision that visitors see.
-- kind: write
-- set: app.user_id = :user_id
-- calls per hour: 15
-- target: 40 ms
-- params: SELECT r.tenant_id, u.id AS user_id, r.page_id, r.number
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM page_revisions GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM page_revisions WHERE tenant_id = t.tenant_id ORDER BY page_id, number
--             DESC LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, r.tenant_id
SELECT app.publish_revision(:page_id, :number) AS published;

-- name: attach_picture
-- An editor puts a picture on a post.
-- set: app.user_id = :user_id
-- calls per hour: 25
-- target: 20 ms
-- params: SELECT b.tenant_id, u.id AS user_id, b.id AS blog_post_id, sha256(uuid_send(b.id)) AS digest
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM blog_posts GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM blog_posts WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS b
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, b.tenant_id
INSERT INTO media_assets (attached_to, blog_post_id, storage_key, media_type, byte_size, width, height, sha256)
VALUES ('blog_post', :blog_post_id, 'measured/picture.webp', 'image/webp', 120000, 1600, 900, :digest)
RETURNING id;

-- name: move_page
-- A page gets another address, and all that lies below it moves along.
-- set: app.user_id = :user_id
-- calls per hour: 0.5
-- target: 100 ms
-- params: SELECT p.tenant_id, u.id AS user_id, p.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM pages GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM pages WHERE tenant_id = t.tenant_id AND parent_id IS NULL AND
--             deleted_at IS NULL ORDER BY id LIMIT 1) AS p
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, p.tenant_id
UPDATE pages
   SET slug = 'moved-page'
 WHERE id = :id AND deleted_at IS NULL;
