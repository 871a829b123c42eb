"""Cycles: academic periods, and the windows in which one enrols for them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Computed, Numeric, String
from sqlalchemy.dialects.postgresql import DATERANGE, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Edited, Keyed, SoftDeleted, Versioned
from schema.declare import (
    amount,
    application_may,
    index,
    never_overlapping,
    one_of,
    passes,
    reference,
    rule,
    state_machine,
    trimmed,
)

KINDS = ("academic_year", "semester", "term", "intake")
STEPS = {
    "planned": ("open", "cancelled"),
    "open": ("running", "planned", "cancelled"),
    "running": ("closed",),
    "closed": (),
    "cancelled": ("planned",),
}
AUDIENCES = ("new", "returning", "international", "staff")

Base.metadata.info["extensions"] += ["btree_gist"]


@state_machine("status", STEPS)
@passes("jobs", "SELECT, UPDATE", "cycles begin and end on their dates, whoever sleeps.")
class Cycle(Keyed, Edited, SoftDeleted, Versioned, Base):
    """An academic period. Two of one kind never overlap; a semester may lie in a year."""

    __tablename__ = "cycles"
    __table_args__ = (
        reference("cycles", "parent_id"),
        rule("parent_id", "parent_id <> id", "Nothing lies in itself."),
        trimmed("name", "A name that can be shown."),
        rule("code", "code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'", "In capitals, as on transcripts: 2026-S1."),
        one_of("kind", KINDS, "What sort of period."),
        one_of("status", tuple(STEPS), "Where it stands; a trigger sees that each step may follow the last."),
        never_overlapping(
            "period",
            "kind",
            where="deleted_at IS NULL AND status <> 'cancelled'",
            why="Periods of one kind never overlap: a day lies in one semester.",
        ),
        index(
            "code",
            unique=True,
            where="deleted_at IS NULL",
            serves=["cycle_by_code"],
            why="Transcripts and imports name a cycle by its code; a deleted one gives its code back.",
        ),
        index(
            "kind",
            "starts_on DESC",
            where="deleted_at IS NULL",
            serves=["cycle_of_today", "cycles_of_kind"],
            why="The cycle that a day lies in is the latest that has begun: one row from this index.",
        ),
        index(
            "parent_id", "starts_on", serves=["cycles_within", "foreign key"], why="The semesters of a year, in order."
        ),
        {"comment": "Academic periods."},
    )

    parent_id: Mapped[uuid.UUID | None] = mapped_column(comment="The longer period that it lies in.")
    kind: Mapped[str] = mapped_column(String(20), comment="What sort of period.")
    code: Mapped[str] = mapped_column(String(20), comment="As on transcripts.")
    name: Mapped[str] = mapped_column(String(100), comment="For people.")
    status: Mapped[str] = mapped_column(String(20), server_default="planned", comment="Where it stands.")
    period: Mapped[Range[date]] = mapped_column(DATERANGE, comment="First day, and the day after the last one.")
    starts_on: Mapped[date] = mapped_column(
        Computed("lower(period)", persisted=True),
        comment="First day, so a period has one. Dates are leakproof, ranges are not: queries filter by these.",
    )
    ends_on: Mapped[date] = mapped_column(
        Computed("upper(period)", persisted=True), comment="The day after the last one."
    )


@application_may("SELECT, INSERT, UPDATE, DELETE")
class EnrollmentWindow(Keyed, Edited, Base):
    """When one may enrol for a cycle, who, and for what fee."""

    __tablename__ = "enrollment_windows"
    __table_args__ = (
        reference("cycles", "cycle_id"),
        one_of("audience", AUDIENCES, "For whom it is open."),
        amount("fee_amount", "Money."),
        rule("fee_currency", "fee_currency ~ '^[A-Z]{3}$'", "ISO 4217."),
        rule("fee", "(fee_amount IS NULL) = (fee_currency IS NULL)", "Money has a currency."),
        never_overlapping(
            "period", "cycle_id", "audience", why="For an audience, one window of a cycle is open at a time."
        ),
        index("cycle_id", "opens_at", serves=["windows_of_cycle", "foreign key"], why="A cycle's windows, in order."),
        index(
            "audience", "closes_at", serves=["open_windows"], why="What somebody may enrol for now: what closes later."
        ),
        {"comment": "When one may enrol for a cycle."},
    )

    cycle_id: Mapped[uuid.UUID] = mapped_column()
    audience: Mapped[str] = mapped_column(String(20), comment="For whom it is open.")
    period: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, comment="From its opening to its closing (UTC).")
    opens_at: Mapped[datetime] = mapped_column(
        Computed("lower(period)", persisted=True),
        comment="Opening, so a period has one. Times are leakproof, ranges are not: queries filter by these.",
    )
    closes_at: Mapped[datetime] = mapped_column(Computed("upper(period)", persisted=True), comment="Closing.")
    fee_amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2), comment="What enrolling costs; NULL: nothing.")
    fee_currency: Mapped[str | None] = mapped_column(String(3), comment="ISO 4217.")
