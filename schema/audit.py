"""Audit: who changed what, and when.

One log for all sensitive tables, written by a trigger in the transaction of the change itself. Nobody but the owner can
alter a record, and only erasure makes the owner do so.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Keyed
from schema.declare import application_may, index, one_of, partitioned, passes, rule

OPERATIONS = ("insert", "update", "delete", "erase")

Base.metadata.info["functions"] += ["record_change", "redact_columns", "redact_records", "drop_kept_rows"]


@partitioned("occurred_at", first=date(2026, 1, 1), last=date(2027, 1, 1))
@passes("auditor", "SELECT", "auditors follow a person or a request through every institution.")
@application_may("SELECT")
class AuditLog(Keyed, Base):
    """A change of one row. `actor_id` is testimony, not a relationship: it has no foreign key, because a record must be
    written whoever is named, and each check would lock a user's row for every change.
    """

    __tablename__ = "audit_logs"
    __table_args__ = (
        one_of("operation", OPERATIONS, "What was done; `erase` records that personal data went."),
        rule(
            "before",
            "(operation IN ('insert', 'erase')) = (before IS NULL)",
            "There is a past exactly for what was updated or deleted.",
        ),
        rule("after", "(operation = 'delete') = (after IS NULL)", "There is a present for all but what was deleted."),
        rule(
            "changed_columns",
            "(operation = 'update') = (changed_columns IS NOT NULL)",
            "Which columns changed is said for updates; before and after hold just these.",
        ),
        index(
            "table_name",
            "record_id",
            "occurred_at DESC",
            serves=["audit_of_a_record", "audit_last_change"],
            why="The history of one row, newest first; each partition gives its part in order.",
        ),
        index(
            "actor_id",
            "occurred_at DESC",
            serves=["audit_of_a_user"],
            why="What one user did lately.",
        ),
        index(
            "request_id",
            where="request_id IS NOT NULL",
            serves=["audit_of_a_request"],
            why="From a line of the application's log to the rows that it changed.",
        ),
        index(
            "occurred_at",
            using="brin",
            storage={"pages_per_range": 16},
            serves=["audit_window"],
            why="Rows come in time order: a few kilobytes find the auditor's hour in a large month, over all tenants "
            "(comparison event_time: a hundredth of the time); a small month is read whole as quickly.",
        ),
        {"comment": "One record for each change of a row in a sensitive table, by month."},
    )

    occurred_at: Mapped[datetime] = mapped_column(
        primary_key=True, server_default=text("now()"), comment="The transaction's time (UTC); picks the partition."
    )
    table_name: Mapped[str] = mapped_column(String(63), comment="The changed table.")
    record_id: Mapped[uuid.UUID] = mapped_column(comment="The changed row's UUID within that table.")
    operation: Mapped[str] = mapped_column(String(10), comment="insert, update, delete or erase.")
    before: Mapped[dict[str, Any] | None] = mapped_column(comment="Values before: changed columns, or the deleted row.")
    after: Mapped[dict[str, Any] | None] = mapped_column(comment="Values after: changed columns, or the new row.")
    changed_columns: Mapped[list[str] | None] = mapped_column(comment="Names of the columns that an update changed.")
    actor_id: Mapped[uuid.UUID | None] = mapped_column(
        server_default=text("app.current_user_id()"), comment="The user named by the transaction; NULL: a job."
    )
    request_id: Mapped[str | None] = mapped_column(
        String(100), server_default=text("app.current_request_id()"), comment="The application's request."
    )
    database_role: Mapped[str] = mapped_column(
        String(63), server_default=text("session_user"), comment="Who was logged in to the database."
    )
    transaction_id: Mapped[int] = mapped_column(
        BigInteger,
        server_default=text("(pg_current_xact_id()::text)::bigint"),
        comment="Changes that were made together share it.",
    )
    redacted_at: Mapped[datetime | None] = mapped_column(comment="When erasure took personal values out of it.")
