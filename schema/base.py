"""Conventions of the design: what every table has by rule, and the columns that tables share.

A domain's module declares its tables from these classes and from the words of `schema.declare`. What follows from a
table's columns (policies, grants, triggers, foreign keys to tenants and users) is added here by rule, so that no table
can forget it, and `metadata.create_all(connection)` builds everything (see `schema.server_side`).

    class Lead(Keyed, Edited, SoftDeleted, Versioned, Base):
        __tablename__ = "leads"
        __table_args__ = (reference("campaigns", "campaign_id"), rule("score", "score BETWEEN 0 AND 100", "…"), {...})
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

from sqlalchemy import BigInteger, Date, DateTime, Identity, Integer, MetaData, Numeric, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from schema.declare import reference
from schema.server_side import build, names
from schema.server_side.roles import ROLES


class Base(DeclarativeBase):
    """Every table: its domain, the foreign keys that its columns imply, and what stands beside it on the server."""

    metadata = MetaData(
        naming_convention=names.CONVENTION,
        info={"roles": dict(ROLES), "functions": [], "extensions": []},
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: Integer(),
        datetime: DateTime(timezone=True),
        date: Date(),
        Decimal: Numeric(14, 2),
        uuid.UUID: Uuid(),
        dict[str, Any]: JSONB(),
        list[str]: ARRAY(Text()),
    }

    def __init_subclass__(cls, **options: Any) -> None:
        """Complete the table by rule."""
        super().__init_subclass__(**options)
        table = cast("Table", cls.__table__)
        table.info["domain"] = cls.__module__.rpartition(".")[2]
        _add_implied_keys(table)
        build.listen_to_table(table)


build.listen_to_metadata(Base.metadata)


def _add_implied_keys(table: Table) -> None:
    """Foreign keys to the tenant and to the users who made and changed a row (no index serves the latter: R-DEC-6)."""
    if "tenant_id" in table.columns:
        table.append_constraint(reference("tenants", "tenant_id", of_tenant=False))
    for column in ("created_by", "updated_by"):
        if column in table.columns:
            table.append_constraint(reference("users", column))


class OfTenant:
    """Rows of one tenant; the key begins with it, and so does every other key, foreign key and index."""

    tenant_id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True,
        server_default=text("app.current_tenant_id()"),
        sort_order=-20,
        comment="Whose row it is: the transaction's tenant.",
    )


class Keyed(OfTenant):
    """Rows of one tenant with a time-ordered UUID: the application, its workers and imports all make rows."""

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True,
        server_default=text("app.make_uuid()"),
        sort_order=-10,
        comment="Time-ordered UUID; unique within the tenant.",
    )


class Counted(OfTenant):
    """Rows of one tenant with a BIGINT identity: one writer makes them, at the speed of what it follows."""

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, sort_order=-10, comment="A counter over all tenants."
    )


class Created:
    """Append-only rows."""

    created_at: Mapped[datetime] = mapped_column(
        server_default=text("now()"), sort_order=910, comment="When the row was made (UTC)."
    )


class CreatedBy(Created):
    """Append-only rows that a user makes."""

    created_by: Mapped[uuid.UUID | None] = mapped_column(
        server_default=text("app.current_user_id()"), sort_order=920, comment="The user who made it; NULL: a job."
    )


class Timed(Created):
    """Rows that change, though no user changes them."""

    updated_at: Mapped[datetime] = mapped_column(
        server_default=text("now()"), sort_order=911, comment="When it last changed (UTC); kept by a trigger."
    )


class Edited(Timed, CreatedBy):
    """Rows that users make and change."""

    updated_by: Mapped[uuid.UUID | None] = mapped_column(
        server_default=text("app.current_user_id()"),
        sort_order=921,
        comment="The user of the last change, kept by a trigger; NULL: a job.",
    )


class SoftDeleted:
    """Rows that can be recovered: a policy hides the deleted ones, whatever a query says."""

    deleted_at: Mapped[datetime | None] = mapped_column(
        sort_order=930, comment="When it was deleted; NULL while it lives."
    )


class Versioned:
    """Rows that many write: an UPDATE says which version it has read, and changes nothing if that is past."""

    version: Mapped[int] = mapped_column(
        server_default=text("1"),
        sort_order=940,
        info={"counts_changes": True},
        comment="Counts changes, for optimistic locking; kept by a trigger.",
    )
