"""Courses: a tree of subjects, courses in it, runs in the cycles, and who takes part."""

from datetime import timedelta

from pgworkbench.seeding.plan import (
    Spread,
    TablePlan,
    after,
    child,
    choice,
    const,
    count_of,
    cut,
    day,
    distinct,
    document,
    earlier,
    given,
    integers,
    key,
    latest,
    moments,
    money,
    nullable,
    of,
    owner,
    parent,
    per,
    phase,
    plus,
    present,
    prose,
    rank,
    record,
    same,
    shifted,
    soft_deleted,
    template,
)
from seeds.rhythm import DAY, FOUNDED, HOUR, STAFF
from seeds.tenancy import ZIPF
from seeds.words import LOCALES, SUBJECTS

NOTHING = const(None)
_SEAT = ("enrolled", "completed", "failed")

COURSE_CATEGORIES = TablePlan(
    "course_categories",
    spread=Spread("tenants", 0.3),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "parent_id": earlier(roots=0.25, power=2),
        "name": record(SUBJECTS, "subject", group="subject"),
        "slug": template("{word}-{n}", word=record(SUBJECTS, "slug", group="subject"), n=rank()),
        "path": given(
            present("parent_id"), {True: template("{above}/{slug}", above=of("parent_id", "path"))}, otherwise="slug"
        ),
        "position": integers(0, 9),
        "created_at": shifted(of("tenant_id", "created_at"), 3 * DAY),
        "updated_at": same("created_at"),
    },
)
COURSES = TablePlan(
    "courses",
    spread=Spread("tenants", ZIPF, having=("course_categories",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "category_id": parent("course_categories", power=2),
        "code": template(
            "{area}-{n}",
            area=choice({"MATH": 3, "NURS": 3, "BUS": 4, "LANG": 4, "ART": 2, "COMP": 4}),
            n=rank(start=101),
        ),
        "slug": template("{word}-{n}", word=record(SUBJECTS, "slug", group="subject"), n=rank()),
        "title": template(
            "{what} {subject} {n}", what=choice({"Introduction to": 4, "Advanced": 3, "Practice of": 3}), n=rank()
        ),
        "summary": cut(prose(LOCALES, by=of("tenant_id", "locale")), 480),
        "description": prose(LOCALES, by=of("tenant_id", "locale"), sentences=(4, 60), power=2),
        "level": choice({"preparatory": 2, "certificate": 4, "bachelor": 5, "master": 3, "continuing": 4}),
        "language": of("tenant_id", "locale"),
        "credits": nullable(integers(2, 30), 0.2),
        "duration_weeks": integers(2, 20, power=2),
        "price_amount": money(120, 9_000, step=1000),
        "price_currency": of("tenant_id", "currency"),
        "status": choice({"published": 80, "draft": 12, "retired": 8}),
        "published_at": given("status", {"draft": NOTHING}, otherwise=after("created_at", 60 * DAY)),
        "syllabus": document(
            {"weeks": integers(2, 20), "assessment": choice({"exam": 3, "project": 2, "portfolio": 1})}
        ),
        "created_at": moments(days=FOUNDED - 40, curve=STAFF),
        "updated_at": latest("created_at", "published_at", "deleted_at"),
        "created_by": parent("users", before="created_at", power=3),
        "updated_by": same("created_by"),
        "deleted_at": given("status", {"retired": soft_deleted(0.3)}),
        "version": plus(const(1), present("published_at"), present("deleted_at")),
    },
    aside={"subject": record(SUBJECTS, "subject", group="subject")},
)
COURSE_PREREQUISITES = TablePlan(
    "course_prerequisites",
    select="""
    SELECT tenant_id, course_id, prerequisite_id, get_byte(uuid_send(course_id), 15) < 200 AS is_required,
           created_at, created_at AS updated_at, created_by, created_by AS updated_by
      FROM (SELECT tenant_id, id AS course_id, created_at, created_by,
                   lag(id) OVER (PARTITION BY tenant_id ORDER BY created_at, id) AS prerequisite_id
              FROM courses) AS c
     WHERE prerequisite_id IS NOT NULL
     ORDER BY md5(course_id::text)
     LIMIT %(rows)s""",
)
COURSE_INSTRUCTORS = TablePlan(
    "course_instructors",
    select="""
    SELECT tenant_id, course_id, user_id, CASE place WHEN 1 THEN 'lead' ELSE 'assistant' END AS part,
           created_at, created_by
      FROM (SELECT c.tenant_id, c.id AS course_id, s.user_id, c.created_at, c.created_by,
                   row_number() OVER (PARTITION BY c.tenant_id, c.id ORDER BY md5(c.id::text || s.user_id)) AS place
              FROM courses AS c
              JOIN (SELECT DISTINCT tenant_id, user_id FROM campus_staff) AS s USING (tenant_id)) AS teaching
     WHERE place <= 2
     ORDER BY place, md5(course_id::text || user_id)
     LIMIT %(rows)s""",
)
COURSE_RUNS = TablePlan(
    "course_runs",
    spread=Spread("tenants", ZIPF, having=("courses", "cycles", "campuses")),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "course_id": per("courses"),
        "cycle_id": parent("cycles"),
        "campus_id": given("delivery", {"online": NOTHING}, otherwise="place"),
        "room_id": given("delivery", {"on_campus": child("campus_rooms", "campus_id", parent="place")}),
        "code": template("{course}-{n}", course=of("course_id", "code"), n=rank()),
        "status": given(
            phase("starts_on", "ends_on"),
            {
                "after": choice({"finished": 94, "cancelled": 6}),
                "during": choice({"running": 97, "cancelled": 3}),
                "before": choice({"open": 75, "planned": 22, "cancelled": 3}),
            },
        ),
        "delivery": choice({"on_campus": 6, "online": 3, "blended": 2}),
        "starts_on": day(of("cycle_id", "first"), spread=40),
        "ends_on": day("starts_on", shift=30, spread=110),
        "capacity": plus("enrolled_count", integers(2, 20)),
        "enrolled_count": count_of("enrollments", "course_run_id", {"status": _SEAT}),
        "waiting_count": count_of("enrollments", "course_run_id", {"status": ("waiting",)}),
        "created_at": latest(shifted(of("course_id", "created_at"), HOUR), of("cycle_id", "created_at")),
        "updated_at": same("created_at"),
        "created_by": of("course_id", "created_by"),
        "updated_by": of("course_id", "created_by"),
        "version": given("status", {"planned": const(1), "open": const(2), "running": const(3)}, otherwise=const(4)),
    },
    aside={"place": parent("campuses")},
)
ENROLLMENTS = TablePlan(
    "enrollments",
    spread=Spread("tenants", 2.8, having=("course_runs", "users")),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "course_run_id": per("course_runs", weights=(2, 1, 3)),
        "user_id": distinct("users", beside="course_run_id"),
        "status": given(
            of("course_run_id", "status"),
            {
                "finished": choice({"completed": 80, "failed": 8, "withdrawn": 12}),
                "running": choice({"enrolled": 92, "withdrawn": 8}),
                "open": choice({"enrolled": 72, "waiting": 18, "withdrawn": 10}),
                "planned": const("waiting"),
            },
            otherwise=const("withdrawn"),
        ),
        "requested_at": latest(of("course_run_id", "created_at"), of("user_id", "created_at")),
        "enrolled_at": given("status", {"waiting": NOTHING, "withdrawn": NOTHING}, otherwise="seated_at"),
        "ended_at": given("status", dict.fromkeys(("completed", "failed", "withdrawn"), "left_at")),
        "grade": given("status", {"completed": integers(50, 100), "failed": integers(0, 49)}),
        "created_at": same("requested_at"),
        "updated_at": latest("created_at", "enrolled_at", "ended_at"),
        "created_by": same("user_id"),
        "updated_by": same("user_id"),
        "version": plus(const(1), present("enrolled_at"), present("ended_at")),
    },
    aside={
        "seated_at": after("requested_at", timedelta(days=3), power=4),
        "left_at": after("seated_at", timedelta(days=120), least=HOUR),
    },
)

PLANS = (
    COURSE_CATEGORIES,
    COURSES,
    COURSE_PREREQUISITES,
    COURSE_INSTRUCTORS,
    COURSE_RUNS,
    ENROLLMENTS,
)
