"""Courses and course runs: the catalogue, its scheduled instances, and who takes part.

No seat is given twice, however many ask at once: a run counts its seats in its own row, and that row may not count
above its capacity.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, CreatedBy, Edited, Keyed, OfTenant, SoftDeleted, Versioned
from schema.declare import (
    amount,
    application_may,
    audited,
    derived,
    index,
    one_of,
    passes,
    reference,
    rule,
    state_machine,
    triggered,
    trimmed,
    unique,
)

LEVELS = ("preparatory", "certificate", "bachelor", "master", "doctorate", "continuing")
COURSE_STEPS = {"draft": ("published",), "published": ("retired", "draft"), "retired": ("published",)}
RUN_STEPS = {
    "planned": ("open", "cancelled"),
    "open": ("running", "planned", "cancelled"),
    "running": ("finished", "cancelled"),
    "finished": (),
    "cancelled": (),
}
ENROLLMENT_STEPS = {
    "waiting": ("enrolled", "withdrawn"),
    "enrolled": ("completed", "failed", "withdrawn"),
    "completed": (),
    "failed": (),
    "withdrawn": ("waiting", "enrolled"),
}
DELIVERIES = ("on_campus", "online", "blended")

LAST_PART = (
    "The last part of the address.\npgworkbench:ignore natural-key-unguarded the path, which ends with it, is unique"
)

Base.metadata.info["functions"] += [
    "keep_tree_path",
    "refuse_prerequisite_circle",
    "count_seats",
    "take_seat",
    "promote_waiting",
    "refresh_seat_counts",
]


@triggered(
    "path",
    "BEFORE INSERT OR UPDATE OF parent_id, slug, path ON {table} FOR EACH ROW",
    "app.keep_tree_path()",
    "Keeps path, and refuses circles.",
)
@triggered(
    "subtree",
    "AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path)",
    "app.keep_tree_path()",
    "Moves what lies below along.",
)
class CourseCategory(Keyed, Edited, Base):
    """A branch of the catalogue's tree."""

    __tablename__ = "course_categories"
    __table_args__ = (
        reference("course_categories", "parent_id"),
        trimmed("name", "A name that can be shown."),
        rule("slug", "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "Fits into an address."),
        unique("path", why="An address leads to one branch; brothers have different slugs."),
        index(
            "parent_id",
            "position",
            serves=["category_children", "foreign key"],
            why="What lies below a branch, in order.",
        ),
        {"comment": "The tree of the catalogue."},
    )

    parent_id: Mapped[uuid.UUID | None] = mapped_column(comment="The branch above; NULL: a root.")
    name: Mapped[str] = mapped_column(String(100), comment="For people.")
    slug: Mapped[str] = mapped_column(String(60), comment=LAST_PART)
    path: Mapped[str] = mapped_column(
        String(500, collation="C"),
        server_default=text("''"),
        info=derived("keep_tree_path"),
        comment="Slugs from the root, with slashes, kept by a trigger: a subtree is a range of it, in byte order.",
    )
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0", comment="Among its brothers.")


@state_machine("status", COURSE_STEPS)
class Course(Keyed, Edited, SoftDeleted, Versioned, Base):
    """What can be taught; a run says when and where."""

    __tablename__ = "courses"
    __table_args__ = (
        reference("course_categories", "category_id"),
        rule("code", "code ~ '^[A-Z]{2,6}-[0-9]{2,5}[A-Z]?$'", "As in the register: MATH-101."),
        rule("slug", "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", "Fits into an address."),
        trimmed("title", "A title that can be shown."),
        one_of("level", LEVELS, "What it leads to."),
        one_of("status", tuple(COURSE_STEPS), "Where it stands; a trigger sees that each step may follow the last."),
        amount("credits", "Credit points."),
        rule("duration_weeks", "duration_weeks BETWEEN 1 AND 520", "Weeks."),
        amount("price_amount", "Money."),
        rule("price_currency", "price_currency ~ '^[A-Z]{3}$'", "ISO 4217."),
        rule("price", "(price_amount IS NULL) = (price_currency IS NULL)", "Money has a currency."),
        rule("published_at", "status <> 'published' OR published_at IS NOT NULL", "What is published was, some time."),
        rule("syllabus", "jsonb_typeof(syllabus) = 'object'", "Named parts."),
        index("code", unique=True, where="deleted_at IS NULL", serves=["course_by_code"], why="The register's key."),
        index(
            "slug",
            unique=True,
            where="deleted_at IS NULL",
            serves=["course_by_slug"],
            why="The address of a course's page; a deleted course gives its address back.",
        ),
        index(
            "category_id",
            "status",
            "title",
            serves=["courses_of_category", "courses_below", "foreign key"],
            why="A branch of the catalogue, by title.",
        ),
        index(
            "level",
            "published_at DESC",
            where="status = 'published' AND deleted_at IS NULL",
            serves=["courses_by_level"],
            why="The public catalogue: what is published, newest first; drafts are not in it.",
        ),
        {"comment": "The catalogue."},
    )

    category_id: Mapped[uuid.UUID] = mapped_column()
    code: Mapped[str] = mapped_column(String(12), comment="As in the register.")
    slug: Mapped[str] = mapped_column(String(120), comment="The last part of the address.")
    title: Mapped[str] = mapped_column(String(200), comment="For people.")
    summary: Mapped[str | None] = mapped_column(String(500), comment="In lists.")
    description: Mapped[str | None] = mapped_column(comment="On the course's own page.")
    level: Mapped[str] = mapped_column(String(20), comment="What it leads to.")
    language: Mapped[str] = mapped_column(String(35), server_default="en", comment="It is taught in (BCP 47).")
    credits: Mapped[Decimal | None] = mapped_column(Numeric(5, 1), comment="Credit points.")
    duration_weeks: Mapped[int | None] = mapped_column(SmallInteger, comment="Weeks of one run.")
    price_amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2), comment="Unless a run says otherwise.")
    price_currency: Mapped[str | None] = mapped_column(String(3), comment="ISO 4217.")
    status: Mapped[str] = mapped_column(String(20), server_default="draft", comment="Where it stands.")
    published_at: Mapped[datetime | None] = mapped_column(comment="When it was first published.")
    syllabus: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"), comment="Weeks and readings, as its page shows them; never filtered by."
    )


@triggered(
    "circle",
    "BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW",
    "app.refuse_prerequisite_circle()",
    "Refuses a course that would wait for itself.",
)
@application_may("SELECT, INSERT, UPDATE, DELETE")
class CoursePrerequisite(OfTenant, Edited, Base):
    """What must be known before a course."""

    __tablename__ = "course_prerequisites"
    __table_args__ = (
        reference("courses", "course_id"),
        reference("courses", "prerequisite_id"),
        rule("prerequisite_id", "prerequisite_id <> course_id", "No course waits for itself."),
        index(
            "prerequisite_id",
            "course_id",
            serves=["courses_after", "foreign key"],
            why="What a course opens the way to.",
        ),
        {"comment": "Which courses come before which."},
    )

    course_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    prerequisite_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, comment="The course that comes before.")
    is_required: Mapped[bool] = mapped_column(server_default=text("true"), comment="Or merely advised.")


@application_may("SELECT, INSERT, DELETE")
class CourseInstructor(OfTenant, CreatedBy, Base):
    """Who teaches a course."""

    __tablename__ = "course_instructors"
    __table_args__ = (
        reference("courses", "course_id"),
        reference("users", "user_id"),
        one_of("part", ("lead", "assistant", "guest"), "As what."),
        index("user_id", "course_id", serves=["courses_of_instructor", "foreign key"], why="What somebody teaches."),
        {"comment": "Who teaches what."},
    )

    course_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(20), server_default="lead", comment="As what.")


@state_machine("status", RUN_STEPS)
@passes("jobs", "SELECT, UPDATE", "runs begin and end on their dates, whoever sleeps.")
class CourseRun(Keyed, Edited, SoftDeleted, Versioned, Base):
    """A course as it is given once: when, where, and for how many."""

    __tablename__ = "course_runs"
    __table_args__ = (
        reference("courses", "course_id"),
        reference("cycles", "cycle_id"),
        reference("campuses", "campus_id"),
        reference("campus_rooms", "room_id"),
        rule("code", "code ~ '^[A-Z0-9][A-Z0-9-]{1,29}$'", "In capitals, as on timetables."),
        one_of("status", tuple(RUN_STEPS), "Where it stands; a trigger sees that each step may follow the last."),
        one_of("delivery", DELIVERIES, "How it is taught."),
        rule("campus_id", "delivery = 'online' OR campus_id IS NOT NULL", "What is taught somewhere has a campus."),
        rule("room_id", "room_id IS NULL OR campus_id IS NOT NULL", "A room lies on a campus."),
        rule("ends_on", "ends_on > starts_on", "It ends when it has begun."),
        rule("capacity", "capacity BETWEEN 1 AND 10000", "Seats."),
        rule("seats", "enrolled_count BETWEEN 0 AND capacity", "No seat is given twice."),
        rule("waiting_count", "waiting_count >= 0", "A count."),
        amount("price_amount", "Money."),
        rule("price_currency", "price_currency ~ '^[A-Z]{3}$'", "ISO 4217."),
        rule("price", "(price_amount IS NULL) = (price_currency IS NULL)", "Money has a currency."),
        index("code", unique=True, where="deleted_at IS NULL", serves=["run_by_code"], why="Timetables name it so."),
        index(
            "course_id",
            "starts_on DESC",
            serves=["runs_of_course", "foreign key"],
            why="A course's page: its runs, the latest first.",
        ),
        index(
            "cycle_id",
            "starts_on",
            "course_id",
            serves=["runs_of_cycle", "seats_by_cycle", "foreign key"],
            why="A cycle's timetable.",
        ),
        index("campus_id", "starts_on", serves=["runs_on_campus", "foreign key"], why="What is given at a campus."),
        index("room_id", "starts_on", serves=["runs_in_room", "foreign key"], why="What is given in a room."),
        index(
            "starts_on",
            where="status = 'open' AND deleted_at IS NULL",
            serves=["open_runs_with_seats"],
            why="What can be joined, the soonest first. Seats are not in its condition: each enrolment would write the "
            "index anew (no HOT).",
        ),
        {"comment": "Courses as they are given."},
    )

    course_id: Mapped[uuid.UUID] = mapped_column()
    cycle_id: Mapped[uuid.UUID] = mapped_column()
    campus_id: Mapped[uuid.UUID | None] = mapped_column(comment="NULL: online only.")
    room_id: Mapped[uuid.UUID | None] = mapped_column(comment="The room that it usually meets in.")
    code: Mapped[str] = mapped_column(String(30), comment="As on timetables.")
    status: Mapped[str] = mapped_column(String(20), server_default="planned", comment="Where it stands.")
    delivery: Mapped[str] = mapped_column(String(20), server_default="on_campus", comment="How it is taught.")
    starts_on: Mapped[date] = mapped_column(comment="First day.")
    ends_on: Mapped[date] = mapped_column(comment="Last day.")
    capacity: Mapped[int] = mapped_column(comment="Seats.")
    enrolled_count: Mapped[int] = mapped_column(
        server_default="0",
        info=derived("count_seats"),
        comment="Seats taken, kept by a trigger: every list shows it, and its CHECK refuses the seat too many.",
    )
    waiting_count: Mapped[int] = mapped_column(
        server_default="0", info=derived("count_seats"), comment="How many wait for a seat; kept by a trigger."
    )
    price_amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2), comment="NULL: the course's.")
    price_currency: Mapped[str | None] = mapped_column(String(3), comment="ISO 4217.")


@audited()
@state_machine("status", ENROLLMENT_STEPS)
@triggered(
    "seats",
    "AFTER INSERT OR DELETE OR UPDATE OF status, course_run_id ON {table} FOR EACH ROW",
    "app.count_seats()",
    "Keeps course_runs.enrolled_count and waiting_count; the run's own row makes those who ask at once wait in line.",
)
class Enrollment(Keyed, Edited, Versioned, Base):
    """Somebody's place in a run, or in the line for one. Kept for ever: a transcript is made from it."""

    __tablename__ = "enrollments"
    __table_args__ = (
        reference("course_runs", "course_run_id"),
        reference("users", "user_id"),
        one_of("status", tuple(ENROLLMENT_STEPS), "How it stands; a trigger sees that each step may follow the last."),
        rule("grade", "grade BETWEEN 0 AND 100", "Per cent."),
        rule("graded", "grade IS NULL OR status IN ('completed', 'failed')", "Whoever has finished has a grade."),
        unique("course_run_id", "user_id", why="Somebody takes part once; whoever comes back takes up the old place."),
        index(
            "course_run_id",
            "requested_at",
            "id",
            where="status = 'waiting'",
            serves=["waiting_list", "promote_waiting"],
            why="The line for a seat, whoever asked first at its head.",
        ),
        index(
            "user_id",
            "requested_at DESC",
            serves=["enrollments_of_user", "foreign key"],
            why="A student's courses, the latest first.",
        ),
        index(
            "status",
            "requested_at",
            serves=["enrollment_counts"],
            why="How many asked, and what became of it, in a range of dates.",
        ),
        {"comment": "Who takes part in what, and who waits for a seat."},
    )

    course_run_id: Mapped[uuid.UUID] = mapped_column()
    user_id: Mapped[uuid.UUID] = mapped_column()
    status: Mapped[str] = mapped_column(String(20), server_default="waiting", comment="How it stands.")
    requested_at: Mapped[datetime] = mapped_column(server_default=text("now()"), comment="The place in the line.")
    enrolled_at: Mapped[datetime | None] = mapped_column(comment="When a seat was given.")
    ended_at: Mapped[datetime | None] = mapped_column(comment="When it was completed, failed or given up.")
    grade: Mapped[Decimal | None] = mapped_column(Numeric(4, 1), comment="Per cent.")
