-- Courses and course runs: the catalogue, timetables, enrolling, waiting, grading.
-- role: campus_application
-- set: app.tenant_id = :tenant_id

-- name: course_by_slug
-- A course's page: the course with its branch.
-- calls per hour: 9000
-- target: 5 ms
-- params: SELECT c.tenant_id, c.slug
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM courses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM courses WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT c.id, c.code, c.title, c.description, c.credits, c.price_amount, c.price_currency, c.syllabus, g.name AS category, g.path
  FROM courses AS c
  JOIN course_categories AS g ON g.tenant_id = c.tenant_id AND g.id = c.category_id
 WHERE c.slug = :slug AND c.status = 'published' AND c.deleted_at IS NULL;

-- name: course_by_code
-- Imports from the register name a course by its code.
-- calls per hour: 400
-- target: 3 ms
-- params: SELECT c.tenant_id, c.code
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM courses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM courses WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, title, status, version
  FROM courses
 WHERE code = :code AND deleted_at IS NULL;

-- name: courses_of_category
-- One branch of the catalogue, by title.
-- calls per hour: 3000
-- target: 10 ms
-- params: SELECT c.tenant_id, c.category_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM courses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, category_id FROM courses WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, category_id ORDER BY count(*) DESC, category_id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, slug, title, summary, level, credits
  FROM courses
 WHERE category_id = :category_id AND status = 'published' AND deleted_at IS NULL
 ORDER BY title
 LIMIT 40;

-- name: courses_below
-- A branch with all that lies below it: a range of paths, for the slash is followed by the digit nought in byte order.
-- calls per hour: 800
-- target: 25 ms
-- params: SELECT g.tenant_id, g.path || '/' AS first, g.path || '0' AS last
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM courses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT p.* FROM course_categories AS p
--             JOIN course_categories AS d ON d.tenant_id = p.tenant_id AND d.parent_id = p.id
--             JOIN courses AS c ON c.tenant_id = d.tenant_id AND c.category_id = d.id
--             WHERE p.tenant_id = t.tenant_id GROUP BY p.tenant_id, p.id ORDER BY count(*) DESC, p.id LIMIT 1) AS g
--     ORDER BY t.place, g.tenant_id
SELECT g.path, c.id, c.title
  FROM course_categories AS g
  JOIN courses AS c ON c.tenant_id = g.tenant_id AND c.category_id = g.id AND c.status = 'published' AND c.deleted_at IS NULL
 WHERE g.path >= :first AND g.path < :last
 ORDER BY g.path, c.title;

-- name: category_children
-- What lies right below a branch, each with how many courses it has.
-- calls per hour: 2000
-- target: 20 ms
-- params: SELECT g.tenant_id, g.parent_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_categories GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_categories WHERE tenant_id = t.tenant_id AND parent_id IS NOT NULL
--             ORDER BY id LIMIT 1) AS g
--     ORDER BY t.place, g.tenant_id
SELECT g.id, g.name, g.path, count(c.id) AS courses
  FROM course_categories AS g
  LEFT JOIN courses AS c ON c.tenant_id = g.tenant_id AND c.category_id = g.id AND c.status = 'published' AND c.deleted_at IS NULL
 WHERE g.parent_id = :parent_id
 GROUP BY g.tenant_id, g.id
 ORDER BY g.position, g.name;

-- name: courses_by_level
-- The public catalogue: courses of one level, newest first.
-- calls per hour: 2500
-- target: 10 ms
-- params: SELECT c.tenant_id, c.level
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM courses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM courses WHERE tenant_id = t.tenant_id AND status = 'published'
--             AND deleted_at IS NULL ORDER BY id LIMIT 1) AS c
--     ORDER BY t.place, c.tenant_id
SELECT id, slug, title, summary, published_at
  FROM courses
 WHERE level = :level AND status = 'published' AND deleted_at IS NULL
 ORDER BY published_at DESC
 LIMIT 20;

-- name: prerequisites_of_course
-- All that must be known before a course, over however many steps.
-- calls per hour: 600
-- target: 15 ms
-- params: SELECT p.tenant_id, p.course_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_prerequisites GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_prerequisites WHERE tenant_id = t.tenant_id
--             ORDER BY course_id DESC, prerequisite_id LIMIT 1) AS p
--     ORDER BY t.place, p.tenant_id
WITH RECURSIVE before_it AS (
    SELECT p.tenant_id, p.prerequisite_id, 1 AS steps
      FROM course_prerequisites AS p
     WHERE p.course_id = :course_id AND p.is_required
    UNION
    SELECT p.tenant_id, p.prerequisite_id, b.steps + 1
      FROM before_it AS b
      JOIN course_prerequisites AS p ON p.tenant_id = b.tenant_id AND p.course_id = b.prerequisite_id AND p.is_required
     WHERE b.steps < 10
)
SELECT c.code, c.title, min(b.steps) AS steps
  FROM before_it AS b
  JOIN courses AS c ON c.tenant_id = b.tenant_id AND c.id = b.prerequisite_id AND c.deleted_at IS NULL
 GROUP BY c.code, c.title
 ORDER BY steps, c.code;

-- name: courses_after
-- What a course opens the way to.
-- calls per hour: 200
-- target: 10 ms
-- params: SELECT p.tenant_id, p.prerequisite_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_prerequisites GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_prerequisites WHERE tenant_id = t.tenant_id
--             ORDER BY prerequisite_id, course_id LIMIT 1) AS p
--     ORDER BY t.place, p.tenant_id
SELECT c.code, c.title, p.is_required
  FROM course_prerequisites AS p
  JOIN courses AS c ON c.tenant_id = p.tenant_id AND c.id = p.course_id AND c.deleted_at IS NULL
 WHERE p.prerequisite_id = :prerequisite_id
 ORDER BY c.code;

-- name: courses_of_instructor
-- What somebody teaches.
-- calls per hour: 300
-- target: 10 ms
-- params: SELECT i.tenant_id, i.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_instructors GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, user_id FROM course_instructors WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, user_id ORDER BY count(*) DESC, user_id LIMIT 1) AS i
--     ORDER BY t.place, i.tenant_id
SELECT c.id, c.code, c.title, i.part
  FROM course_instructors AS i
  JOIN courses AS c ON c.tenant_id = i.tenant_id AND c.id = i.course_id AND c.deleted_at IS NULL
 WHERE i.user_id = :user_id
 ORDER BY c.code;

-- name: run_by_code
-- Timetables and imports name a run by its code.
-- calls per hour: 700
-- target: 3 ms
-- params: SELECT r.tenant_id, r.code
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT id, course_id, status, starts_on, ends_on, capacity, enrolled_count
  FROM course_runs
 WHERE code = :code AND deleted_at IS NULL;

-- name: runs_of_course
-- A course's page: its runs, the latest first, with the seats that are left.
-- calls per hour: 9000
-- target: 10 ms
-- params: SELECT r.tenant_id, r.course_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, course_id FROM course_runs WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, course_id ORDER BY count(*) DESC, course_id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT r.id, r.code, r.status, r.delivery, r.starts_on, r.ends_on, r.capacity - r.enrolled_count AS seats_left,
       r.waiting_count, c.name AS campus
  FROM course_runs AS r
  LEFT JOIN campuses AS c ON c.tenant_id = r.tenant_id AND c.id = r.campus_id AND c.deleted_at IS NULL
 WHERE r.course_id = :course_id AND r.deleted_at IS NULL
 ORDER BY r.starts_on DESC
 LIMIT 10;

-- name: open_runs_with_seats
-- What can still be joined, the soonest first.
-- calls per hour: 4000
-- target: 20 ms
-- params: SELECT tenant_id, latest - 120 AS today
--     FROM (SELECT tenant_id, max(starts_on) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT r.id, c.title, c.slug, r.starts_on, r.delivery, r.capacity - r.enrolled_count AS seats_left
  FROM course_runs AS r
  JOIN courses AS c ON c.tenant_id = r.tenant_id AND c.id = r.course_id AND c.deleted_at IS NULL
 WHERE r.starts_on >= :today AND r.status = 'open' AND r.deleted_at IS NULL AND r.enrolled_count < r.capacity
 ORDER BY r.starts_on
 LIMIT 30;

-- name: runs_of_cycle
-- A cycle's timetable, page by page.
-- calls per hour: 400
-- target: 25 ms
-- params: SELECT r.tenant_id, r.cycle_id, r.starts_on - 1 AS after_date, r.course_id AS after_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id ORDER BY starts_on, id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT r.code, c.title, r.starts_on, r.ends_on, r.status, m.code AS room
  FROM course_runs AS r
  JOIN courses AS c ON c.tenant_id = r.tenant_id AND c.id = r.course_id AND c.deleted_at IS NULL
  LEFT JOIN campus_rooms AS m ON m.tenant_id = r.tenant_id AND m.id = r.room_id
 WHERE r.cycle_id = :cycle_id AND (r.starts_on, r.course_id) > (:after_date, :after_id) AND r.deleted_at IS NULL
 ORDER BY r.starts_on, r.course_id
 LIMIT 50;

-- name: seats_by_cycle
-- Planning: how full each cycle is, by the way of teaching.
-- calls per hour: 30
-- target: 60 ms
-- params: SELECT tenant_id, earliest AS since
--     FROM (SELECT tenant_id, min(starts_on) AS earliest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT y.code, r.delivery, sum(r.capacity) AS seats, sum(r.enrolled_count) AS taken, sum(r.waiting_count) AS waiting
  FROM cycles AS y
  JOIN course_runs AS r ON r.tenant_id = y.tenant_id AND r.cycle_id = y.id AND r.deleted_at IS NULL AND r.status <> 'cancelled'
 WHERE y.starts_on >= :since AND y.deleted_at IS NULL
 GROUP BY y.code, y.starts_on, r.delivery
 ORDER BY y.starts_on, r.delivery;

-- name: runs_on_campus
-- What is given at a campus from a day on.
-- calls per hour: 200
-- target: 15 ms
-- params: SELECT r.tenant_id, r.campus_id, r.starts_on AS today
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id AND campus_id IS NOT NULL
--             ORDER BY starts_on DESC, id OFFSET 2 LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT id, code, course_id, starts_on, ends_on
  FROM course_runs
 WHERE campus_id = :campus_id AND starts_on >= :today AND deleted_at IS NULL
 ORDER BY starts_on;

-- name: runs_in_room
-- Who is in a room on a day.
-- calls per hour: 150
-- target: 10 ms
-- params: SELECT r.tenant_id, r.room_id, r.starts_on + 5 AS today
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id AND room_id IS NOT NULL
--             ORDER BY starts_on DESC, id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT id, code, starts_on, ends_on
  FROM course_runs
 WHERE room_id = :room_id AND starts_on <= :today AND ends_on >= :today AND deleted_at IS NULL;

-- name: waiting_list
-- Who waits for a seat, whoever asked first at the head.
-- calls per hour: 60
-- target: 10 ms
-- params: SELECT r.tenant_id, r.id AS course_run_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id
--             ORDER BY waiting_count DESC, id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT row_number() OVER (ORDER BY e.requested_at, e.id) AS place, e.user_id, p.display_name, e.requested_at
  FROM enrollments AS e
  JOIN user_profiles AS p ON p.tenant_id = e.tenant_id AND p.user_id = e.user_id
 WHERE e.course_run_id = :course_run_id AND e.status = 'waiting'
 ORDER BY e.requested_at, e.id;

-- name: roster_of_run
-- A run's list of names.
-- calls per hour: 500
-- target: 20 ms
-- params: SELECT r.tenant_id, r.id AS course_run_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id
--             ORDER BY enrolled_count DESC, id LIMIT 1) AS r
--     ORDER BY t.place, r.tenant_id
SELECT e.id, e.user_id, p.family_name, p.given_name, u.email, e.status, e.grade
  FROM enrollments AS e
  JOIN users AS u ON u.tenant_id = e.tenant_id AND u.id = e.user_id AND u.deleted_at IS NULL
  JOIN user_profiles AS p ON p.tenant_id = e.tenant_id AND p.user_id = e.user_id
 WHERE e.course_run_id = :course_run_id AND e.status IN ('enrolled', 'completed', 'failed')
 ORDER BY p.family_name, p.given_name;

-- name: enrollments_of_user
-- A student's courses, the latest first.
-- calls per hour: 5000
-- target: 10 ms
-- params: SELECT e.tenant_id, e.user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM enrollments GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT tenant_id, user_id FROM enrollments WHERE tenant_id = t.tenant_id
--             GROUP BY tenant_id, user_id ORDER BY count(*) DESC, user_id LIMIT 1) AS e
--     ORDER BY t.place, e.tenant_id
SELECT e.id, e.status, e.grade, r.code, r.starts_on, r.ends_on, c.title
  FROM enrollments AS e
  JOIN course_runs AS r ON r.tenant_id = e.tenant_id AND r.id = e.course_run_id AND r.deleted_at IS NULL
  JOIN courses AS c ON c.tenant_id = r.tenant_id AND c.id = r.course_id AND c.deleted_at IS NULL
 WHERE e.user_id = :user_id
 ORDER BY e.requested_at DESC
 LIMIT 20;

-- name: enrollment_counts
-- The registrar's week: how many asked, and what became of it.
-- calls per hour: 40
-- target: 80 ms
-- params: SELECT tenant_id, latest - interval '180 days' AS since
--     FROM (SELECT tenant_id, max(requested_at) AS latest,
--                  least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM enrollments GROUP BY tenant_id) AS t
--     ORDER BY t.place, t.tenant_id
SELECT status, count(*) AS enrollments
  FROM enrollments
 WHERE status IN ('waiting', 'enrolled', 'withdrawn') AND requested_at >= :since
 GROUP BY status;

-- name: take_seat
-- Somebody enrols: a seat if there is one, else the end of the line. Whoever asks at the same moment waits for the answer.
-- kind: write
-- set: app.user_id = :user_id
-- calls per hour: 900
-- target: 40 ms
-- params: SELECT r.tenant_id, r.id AS course_run_id, u.id AS user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id AND status = 'open'
--             AND deleted_at IS NULL ORDER BY id DESC LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, r.tenant_id
SELECT app.take_seat(:course_run_id, :user_id) AS status;

-- name: leave_run
-- Somebody gives a place up.
-- set: app.user_id = :user_id
-- calls per hour: 80
-- target: 30 ms
-- params: SELECT e.tenant_id, e.user_id, e.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM enrollments GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM enrollments WHERE tenant_id = t.tenant_id AND status = 'enrolled'
--             ORDER BY id DESC LIMIT 1) AS e
--     ORDER BY t.place, e.tenant_id
UPDATE enrollments
   SET status = 'withdrawn', ended_at = now()
 WHERE id = :id AND status IN ('waiting', 'enrolled');

-- name: promote_waiting
-- Seats became free: those at the head of the line get them.
-- kind: write
-- set: app.user_id = :user_id
-- calls per hour: 80
-- target: 50 ms
-- params: SELECT r.tenant_id, r.id AS course_run_id, u.id AS user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id AND status = 'open'
--             ORDER BY waiting_count DESC, id LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, r.tenant_id
SELECT app.promote_waiting(:course_run_id) AS promoted;

-- name: grade_run
-- An instructor closes a run: everybody who is enrolled has a grade, and passes with half of the points.
-- set: app.user_id = :user_id
-- calls per hour: 10
-- target: 500 ms
-- params: SELECT r.tenant_id, r.id AS course_run_id, u.id AS user_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id AND status = 'running'
--             ORDER BY enrolled_count DESC, id LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, r.tenant_id
UPDATE enrollments
   SET grade = 72.5, status = 'completed', ended_at = now()
 WHERE course_run_id = :course_run_id AND status = 'enrolled';

-- name: change_course
-- An editor changes a course's text; the version says whether somebody else was quicker.
-- set: app.user_id = :user_id
-- calls per hour: 15
-- target: 20 ms
-- params: SELECT c.tenant_id, u.id AS user_id, c.id, c.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM courses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM courses WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, c.tenant_id
UPDATE courses
   SET summary = 'Two evenings a week.', syllabus = syllabus || '{"weeks": 12}'
 WHERE id = :id AND version = :version AND deleted_at IS NULL
RETURNING version;

-- name: teach_course
-- Somebody is named to teach a course.
-- set: app.user_id = :actor_id
-- calls per hour: 5
-- target: 20 ms
-- params: SELECT c.tenant_id, c.id AS course_id, u.id AS user_id, a.id AS actor_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM courses GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM courses WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS c
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS u
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS a
--     ORDER BY t.place, c.tenant_id
INSERT INTO course_instructors (course_id, user_id, part)
VALUES (:course_id, :user_id, 'guest')
ON CONFLICT (tenant_id, course_id, user_id) DO NOTHING;

-- name: plan_run
-- The registrar plans a run of a course.
-- set: app.user_id = :user_id
-- calls per hour: 6
-- target: 25 ms
-- params: SELECT r.tenant_id, u.id AS user_id, r.course_id, r.cycle_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id ORDER BY id DESC LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, r.tenant_id
INSERT INTO course_runs (course_id, cycle_id, code, delivery, starts_on, ends_on, capacity)
VALUES (:course_id, :cycle_id, 'MEASURED-1', 'online', '2031-02-01', '2031-06-30', 60)
RETURNING id;

-- name: raise_capacity
-- A larger room was found; the seats taken stay as they are.
-- set: app.user_id = :user_id
-- calls per hour: 3
-- target: 20 ms
-- params: SELECT r.tenant_id, u.id AS user_id, r.id, r.version
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_runs GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_runs WHERE tenant_id = t.tenant_id AND deleted_at IS NULL
--             ORDER BY id DESC LIMIT 1) AS r
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, r.tenant_id
UPDATE course_runs
   SET capacity = capacity + 10
 WHERE id = :id AND version = :version AND deleted_at IS NULL
RETURNING version, capacity;

-- name: move_category
-- A branch of the catalogue gets another address, and all that lies below it moves along.
-- set: app.user_id = :user_id
-- calls per hour: 0.2
-- target: 100 ms
-- params: SELECT g.tenant_id, u.id AS user_id, g.id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_categories GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_categories WHERE tenant_id = t.tenant_id AND parent_id IS NULL
--             ORDER BY id LIMIT 1) AS g
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, g.tenant_id
UPDATE course_categories
   SET slug = 'moved-branch'
 WHERE id = :id;

-- name: drop_prerequisite
-- A course needs another one no longer.
-- set: app.user_id = :user_id
-- calls per hour: 1
-- target: 15 ms
-- params: SELECT p.tenant_id, u.id AS user_id, p.course_id, p.prerequisite_id
--     FROM (SELECT tenant_id, least(rank() OVER (ORDER BY count(*) DESC), rank() OVER (ORDER BY count(*))) AS place
--             FROM course_prerequisites GROUP BY tenant_id) AS t
--     CROSS JOIN LATERAL (SELECT * FROM course_prerequisites WHERE tenant_id = t.tenant_id
--             ORDER BY course_id, prerequisite_id LIMIT 1) AS p
--     CROSS JOIN LATERAL (SELECT id FROM users WHERE tenant_id = t.tenant_id ORDER BY id LIMIT 1) AS u
--     ORDER BY t.place, p.tenant_id
DELETE FROM course_prerequisites
 WHERE course_id = :course_id AND prerequisite_id = :prerequisite_id;
