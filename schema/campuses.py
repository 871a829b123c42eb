"""Campuses: the places of an institution, their rooms, and who works there."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import Computed, Numeric, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Edited, Keyed, SoftDeleted, Versioned
from schema.declare import (
    application_may,
    index,
    never_overlapping,
    one_of,
    reference,
    rule,
    state_machine,
    trimmed,
    unique,
)

STEPS = {"planned": ("open", "closed"), "open": ("closed",), "closed": ("open",)}
ROOM_KINDS = ("classroom", "laboratory", "auditorium", "library", "office")
POSITIONS = ("director", "registrar", "adviser", "instructor", "support")

Base.metadata.info["extensions"] += ["btree_gist"]


@state_machine("status", STEPS)
class Campus(Keyed, Edited, SoftDeleted, Versioned, Base):
    """A place. Small tables like this are read whole: only what must be unique and what is searched has an index."""

    __tablename__ = "campuses"
    __table_args__ = (
        rule("code", "code ~ '^[A-Z0-9]{2,10}$'", "Short and in capitals, as on timetables."),
        trimmed("name", "A name that can be shown."),
        one_of("status", tuple(STEPS), "Where it stands; a trigger sees that each step may follow the last."),
        rule("country", "country ~ '^[A-Z]{2}$'", "ISO 3166."),
        rule(
            "email", "email = lower(email) AND email ~ '^[^@\\s]+@[^@\\s]+$'", "Lower-cased, with one @ between words."
        ),
        rule("phone", "phone ~ '^\\+[1-9][0-9]{6,14}$'", "International form (E.164)."),
        rule("latitude", "latitude BETWEEN -90 AND 90", "Degrees."),
        rule("longitude", "longitude BETWEEN -180 AND 180", "Degrees."),
        rule("coordinates", "(latitude IS NULL) = (longitude IS NULL)", "A point has both."),
        rule("closed_on", "closed_on >= opened_on", "It closes after it has opened."),
        index(
            "code",
            unique=True,
            where="deleted_at IS NULL",
            serves=["campus_by_code"],
            why="Timetables and imports name a campus by its code; a deleted one gives its code back.",
        ),
        index(
            "is_main",
            unique=True,
            where="is_main AND deleted_at IS NULL",
            serves=["main_campus"],
            why="An institution has one main campus, and every page shows its address.",
        ),
        {"comment": "The places of an institution."},
    )

    code: Mapped[str] = mapped_column(String(10), comment="As on timetables.")
    name: Mapped[str] = mapped_column(String(150), comment="For people.")
    status: Mapped[str] = mapped_column(String(20), server_default="planned", comment="Where it stands.")
    is_main: Mapped[bool] = mapped_column(server_default=text("false"), comment="The institution's seat.")
    street: Mapped[str | None] = mapped_column(String(200), comment="With the number, as it is written there.")
    postal_code: Mapped[str | None] = mapped_column(String(16))
    city: Mapped[str] = mapped_column(String(100))
    country: Mapped[str] = mapped_column(String(2), comment="ISO 3166.")
    time_zone: Mapped[str | None] = mapped_column(String(64), comment="NULL: the tenant's.")
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(8, 6), comment="For maps.")
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6), comment="For maps.")
    email: Mapped[str | None] = mapped_column(String(254), comment="The front desk's, lower-cased.")
    phone: Mapped[str | None] = mapped_column(String(16), comment="The front desk's; international form.")
    opened_on: Mapped[date | None] = mapped_column()
    closed_on: Mapped[date | None] = mapped_column()


class CampusRoom(Keyed, Edited, Base):
    """A room. Taken out of use rather than deleted: timetables of past years name it."""

    __tablename__ = "campus_rooms"
    __table_args__ = (
        reference("campuses", "campus_id"),
        unique("campus_id", "code", why="A room's number is its own within the campus."),
        one_of("kind", ROOM_KINDS, "What it is fitted for."),
        rule("capacity", "capacity BETWEEN 1 AND 5000", "Seats."),
        index(
            "capacity",
            "kind",
            where="is_in_use",
            serves=["rooms_for_size"],
            why="The smallest rooms that hold a class, over all campuses.",
        ),
        {"comment": "Rooms of a campus."},
    )

    campus_id: Mapped[uuid.UUID] = mapped_column()
    code: Mapped[str] = mapped_column(String(20), comment="As on the door.")
    name: Mapped[str | None] = mapped_column(String(100), comment="If people call it otherwise.")
    kind: Mapped[str] = mapped_column(String(20), comment="What it is fitted for.")
    floor: Mapped[int | None] = mapped_column(SmallInteger, comment="0 is the ground.")
    capacity: Mapped[int] = mapped_column(SmallInteger, comment="Seats.")
    equipment: Mapped[list[str]] = mapped_column(
        server_default=text("'{}'"), comment="Projector, hearing loop, …; shown."
    )
    is_in_use: Mapped[bool] = mapped_column(server_default=text("true"), comment="Whether it can be booked.")


@application_may("SELECT, INSERT, UPDATE, DELETE")
class CampusStaff(Keyed, Edited, Base):
    """Who works at a campus, as what, and for how long."""

    __tablename__ = "campus_staff"
    __table_args__ = (
        reference("campuses", "campus_id"),
        reference("users", "user_id"),
        one_of("position", POSITIONS, "As what."),
        never_overlapping(
            "period", "campus_id", "user_id", "position", why="Nobody holds the same position twice at one campus."
        ),
        index(
            "campus_id",
            "position",
            "starts_on",
            serves=["staff_of_campus", "foreign key"],
            why="Who works at a campus, by position.",
        ),
        index("user_id", "starts_on DESC", serves=["campuses_of_user", "foreign key"], why="Where somebody works."),
        {"comment": "Who works where, as what, from when to when."},
    )

    campus_id: Mapped[uuid.UUID] = mapped_column()
    user_id: Mapped[uuid.UUID] = mapped_column()
    position: Mapped[str] = mapped_column(String(20), comment="As what.")
    period: Mapped[Range[date]] = mapped_column(DATERANGE, comment="First day, and the day after the last one.")
    starts_on: Mapped[date] = mapped_column(
        Computed("lower(period)", persisted=True),
        comment="Beginning, so a period has one. Dates are leakproof, ranges are not: queries filter by these.",
    )
    ends_on: Mapped[date | None] = mapped_column(
        Computed("upper(period)", persisted=True), comment="The day after the last one; NULL: open."
    )
