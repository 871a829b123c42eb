"""Events: what happened, in streams that never skip or repeat a version, and the outbox that tells others of it.

The application appends through one function, which compares and moves the stream's version: a unique key over
partitions could not, for it would have to contain the time (R-DEC-8). All
references lead to streams, never to partitions.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Counted, Created, Keyed, OfTenant, Timed
from schema.declare import (
    about,
    application_may,
    index,
    one_of,
    partitioned,
    passes,
    personal,
    reference,
    rule,
    triggered,
    unique,
)

KINDS = ("lead", "user", "enrollment", "campaign", "course_run")
TYPE = "~ '^[a-z_]+\\.[a-z_]+$'"
STREAM: dict[str, Any] = {"key": "stream_id", "through": "event_streams.subject_id"}

Base.metadata.info["extensions"] += ["btree_gin"]
Base.metadata.info["functions"] += ["append_event", "blank_archived", "check_stream_subject"]


@application_may("SELECT")
@triggered(
    "subject",
    "BEFORE INSERT OR UPDATE OF kind, subject_id ON {table} FOR EACH ROW",
    "app.check_stream_subject()",
    "Refuses a stream of a thing that is not there.",
)
@passes("jobs", "SELECT", "the relay and the snapshots read whatever tenant's turn it is.")
class EventStream(Keyed, Timed, Base):
    """All that happened to one thing. Polymorphic by `kind`; a trigger sees that the thing is there when it begins."""

    __tablename__ = "event_streams"
    __table_args__ = (
        one_of("kind", KINDS, "What sort of thing it tells of."),
        unique(
            "subject_id",
            "kind",
            why="One thing has one stream. The thing comes first, so that the key also leads from a person to their "
            "streams, whatever their kind, as erasure goes.",
        ),
        rule("version", "version >= 0", "A count of events."),
        {
            "comment": "Streams: all that happened to one thing.\n"
            "pgworkbench:ignore actor-columns-missing each event names its actor",
            "info": {"polymorphic": {"subject_id"}},
        },
    )

    kind: Mapped[str] = mapped_column(String(20), comment="What sort of thing it tells of.")
    subject_id: Mapped[uuid.UUID] = mapped_column(comment="The thing's id in the table of its kind; it may be gone.")
    version: Mapped[int] = mapped_column(
        BigInteger, server_default="0", comment="How many events it has; moved by append_event() alone."
    )


@about("lead", **STREAM)
@about("user", **STREAM)
@partitioned("occurred_at", first=date(2026, 1, 1), last=date(2027, 1, 1))
@application_may("SELECT")
@passes("jobs", "SELECT", "reports and repairs search what happened over all tenants.")
class Event(Keyed, Base):
    """What happened once. Never changed but by erasure."""

    __tablename__ = "events"
    __table_args__ = (
        reference("event_streams", "stream_id"),
        rule("type", f"type {TYPE}", "A thing and what happened to it: lead.captured."),
        rule("stream_version", "stream_version > 0", "Counted from 1."),
        rule("payload", "jsonb_typeof(payload) = 'object'", "Named values."),
        rule("metadata", "jsonb_typeof(metadata) = 'object'", "Named marks."),
        index(
            "stream_id",
            "stream_version",
            serves=["replay_stream", "history_of_subject", "foreign key"],
            why="A stream's events in order, from any version on.",
        ),
        index(
            "type",
            "occurred_at DESC",
            serves=["events_of_type"],
            why="What happened of one sort, newest first.",
        ),
        index("actor_id", "occurred_at DESC", serves=["activity_of_user"], why="The activity log: what a user did."),
        index(
            "payload",
            using="gin",
            ops={"payload": "jsonb_path_ops"},
            serves=["events_with_payload"],
            ignore="index-useless-under-policies only jobs search payloads, and their policy is constant",
            why="Repairs look for values within payloads; only jobs do, whose policy lets `@>` use an index.",
        ),
        index(
            "occurred_at",
            using="brin",
            storage={"pages_per_range": 16},
            serves=["events_by_hour"],
            why="Events come in time order: a few kilobytes find a window in a large month. A B-tree finds it sooner, "
            "costs every event a third more time, and a hundred times the bytes (comparison event_time).",
        ),
        {"comment": "What happened, by month."},
    )

    occurred_at: Mapped[datetime] = mapped_column(
        primary_key=True, server_default=text("now()"), comment="The transaction's time (UTC); picks the partition."
    )
    stream_id: Mapped[uuid.UUID] = mapped_column()
    stream_version: Mapped[int] = mapped_column(BigInteger, comment="Its place in the stream, from 1 without a gap.")
    type: Mapped[str] = mapped_column(String(60), comment="A thing and what happened to it: lead.captured.")
    payload: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"), info=personal("'{}'"), comment="What happened, in values; may be personal."
    )
    metadata_: Mapped[dict[str, Any]] = mapped_column(
        "metadata",
        server_default=text("'{}'"),
        info=personal("'{}'"),
        comment="Where it came from: client, version, address; may be personal.",
    )
    actor_id: Mapped[uuid.UUID | None] = mapped_column(
        server_default=text("app.current_user_id()"),
        comment="The user named by the transaction; NULL: a job. Testimony, as in the audit log: no foreign key.",
    )
    request_id: Mapped[str | None] = mapped_column(
        String(100), server_default=text("app.current_request_id()"), comment="The application's request."
    )


@about("lead", **STREAM)
@about("user", **STREAM)
@application_may("SELECT")
@passes(
    "jobs", "SELECT, UPDATE, DELETE", "the relay hands events on, in order, and deletes what was handed on long ago."
)
class EventOutbox(Counted, Created, Base):
    """Events that others must hear of. Made in the transaction of the event itself, so none is lost and none invented;
    its key counts in the order in which rows were made.
    """

    __tablename__ = "event_outbox"
    __table_args__ = (
        reference("event_streams", "stream_id"),
        rule("type", f"type {TYPE}", "A thing and what happened to it: lead.captured."),
        rule("payload", "jsonb_typeof(payload) = 'object'", "Named values."),
        rule("attempts", "attempts >= 0", "A count."),
        index(
            "id",
            where="published_at IS NULL",
            serves=["relay_next", "relay_backlog"],
            why="What waits to be told, in order; what was told leaves the index.",
        ),
        index(
            "stream_id",
            "stream_version",
            serves=["outbox_of_stream", "foreign key"],
            why="Whether others have heard of a thing; erasure goes this way too.",
        ),
        {
            "comment": "What others must hear of.\n"
            "pgworkbench:ignore audit-columns-missing published_at is all that ever changes",
        },
    )

    stream_id: Mapped[uuid.UUID] = mapped_column()
    stream_version: Mapped[int] = mapped_column(BigInteger, comment="The event's place in its stream.")
    type: Mapped[str] = mapped_column(String(60), comment="As of the event.")
    payload: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"), info=personal("'{}'"), comment="As of the event."
    )
    attempts: Mapped[int] = mapped_column(server_default="0", comment="How often the relay tried.")
    published_at: Mapped[datetime | None] = mapped_column(comment="When it was handed on.")


@about("lead", delete=True, **STREAM)
@about("user", delete=True, **STREAM)
@application_may("SELECT")
@passes("jobs", "SELECT, INSERT, DELETE", "a job sums long streams up, tenant by tenant.")
class EventSnapshot(OfTenant, Created, Base):
    """What a stream's events amount to at some version: replaying begins here."""

    __tablename__ = "event_snapshots"
    __table_args__ = (
        reference("event_streams", "stream_id"),
        rule("version", "version > 0", "The version that it sums up to."),
        rule("state", "jsonb_typeof(state) = 'object'", "Named values."),
        {"comment": "What a stream's events amount to, now and then."},
    )

    stream_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="The version that it sums up to."
    )
    state: Mapped[dict[str, Any]] = mapped_column(info=personal("'{}'"), comment="The sum; may be personal.")
