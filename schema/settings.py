"""Settings: application configuration and feature flags, from the platform down to one user.

The nearest scope wins: user, campus, tenant, platform. What is the platform's stands in tables of its own: its rows
belong to no tenant, everybody reads them, and they come with a migration (R-DEC-4).
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Edited, Keyed, Timed, Versioned
from schema.declare import about, application_may, audited, index, one_of, passes, personal, reference, rule, unique

SCOPES = ("tenant", "campus", "user")
KEY = "~ '^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+$'"
# One place for each scope: a campus has its campus, a user has a user, and neither has the other's.
PLACE = "(scope = 'campus') = (campus_id IS NOT NULL) AND (scope = 'user') = (user_id IS NOT NULL)"


class PlatformSetting(Timed, Base):
    """What holds where no tenant says otherwise; every key that exists at all has a row here."""

    __tablename__ = "platform_settings"
    __table_args__ = (
        unique("key", of_tenant=False, why="Code asks for a setting by its key."),
        rule("key", f"key {KEY}", "A path of words: mail.sender_name."),
        {
            "comment": "Configuration of the whole platform: the values that hold unless a tenant says otherwise.\n"
            "pgworkbench:ignore actor-columns-missing its rows come with a migration\n"
            "pgworkbench:ignore isolated-table settings share its keys by name, old ones included",
        },
    )

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, comment="One writer: migrations."
    )
    key: Mapped[str] = mapped_column(String(100), comment="For code: mail.sender_name.")
    value: Mapped[Any] = mapped_column(
        Base.type_annotation_map[dict[str, Any]],
        comment="Any JSON: a text, a number, an object.",
    )
    description: Mapped[str] = mapped_column(comment="For the people who set it.")


@audited()
@about("user", key="user_id", delete=True)
@application_may("SELECT, INSERT, UPDATE, DELETE")
class Setting(Keyed, Edited, Versioned, Base):
    """A tenant's, a campus's or a user's own value."""

    __tablename__ = "settings"
    __table_args__ = (
        reference("campuses", "campus_id"),
        reference("users", "user_id"),
        rule("key", f"key {KEY}", "A path of words, as in platform_settings."),
        one_of("scope", SCOPES, "For whom it holds; the nearest scope wins."),
        rule("place", PLACE, "A campus's setting names the campus, a user's the user, a tenant's neither."),
        unique("key", "scope", "campus_id", "user_id", nulls_alike=True, why="One value for a key in one place."),
        index("campus_id", "key", serves=["settings_of_campus", "foreign key"], why="All that one campus has set."),
        index("user_id", "key", serves=["settings_of_user", "foreign key"], why="All that one user has set."),
        {"comment": "Configuration of tenants, campuses and users."},
    )

    key: Mapped[str] = mapped_column(String(100), comment="For code: mail.sender_name.")
    scope: Mapped[str] = mapped_column(String(10), comment="For whom it holds.")
    campus_id: Mapped[uuid.UUID | None] = mapped_column(comment="The campus, for scope campus.")
    user_id: Mapped[uuid.UUID | None] = mapped_column(comment="The user, for scope user.")
    value: Mapped[Any] = mapped_column(
        Base.type_annotation_map[dict[str, Any]],
        info=personal("'null'"),
        comment="Any JSON: a text, a number, an object; a user's may be personal. Never filtered by.",
    )


class FeatureFlag(Timed, Base):
    """What can be switched: the platform's list, with how many of the tenants have it."""

    __tablename__ = "feature_flags"
    __table_args__ = (
        unique("key", of_tenant=False, why="Code asks for a flag by its key."),
        rule("key", "key ~ '^[a-z][a-z0-9_]*$'", "A word for code."),
        one_of("status", ("rolling_out", "released", "retired"), "Where it stands."),
        rule("rollout_percent", "rollout_percent BETWEEN 0 AND 100", "Per cent of the tenants, chosen by a hash."),
        {
            "comment": "What can be switched on and off; the platform's rows, they come with a migration.\n"
            "pgworkbench:ignore actor-columns-missing its rows come with a migration",
        },
    )

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, comment="One writer: migrations."
    )
    key: Mapped[str] = mapped_column(String(60), comment="For code: new_pipeline.")
    description: Mapped[str] = mapped_column(comment="For the people who switch it.")
    status: Mapped[str] = mapped_column(String(20), server_default="rolling_out", comment="Where it stands.")
    rollout_percent: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", comment="Per cent of the tenants that have it."
    )


@audited()
@passes("jobs", "SELECT, DELETE", "overrides that have run out are deleted.")
@application_may("SELECT, INSERT, UPDATE, DELETE")
class FeatureFlagOverride(Keyed, Edited, Base):
    """A tenant, campus or user that has a feature, or has it not, whatever the rollout says."""

    __tablename__ = "feature_flag_overrides"
    __table_args__ = (
        reference(
            "feature_flags",
            "feature_flag_id",
            of_tenant=False,
            why="pgworkbench:ignore foreign-key-without-index a flag goes by a migration, if at all; the unique key "
            "from a flag to its overrides begins with the tenant",
        ),
        reference("campuses", "campus_id"),
        reference("users", "user_id"),
        one_of("scope", SCOPES, "For whom it holds; the nearest scope wins."),
        rule("place", PLACE, "A campus's override names the campus, a user's the user, a tenant's neither."),
        unique(
            "feature_flag_id",
            "scope",
            "campus_id",
            "user_id",
            nulls_alike=True,
            why="One answer for a flag in one place.",
        ),
        index("campus_id", serves=["overrides_of_campus", "foreign key"], why="What a campus has otherwise."),
        index("user_id", serves=["overrides_of_user", "foreign key"], why="What a user tries."),
        {"comment": "Who has a feature, or has it not, whatever the rollout says."},
    )

    feature_flag_id: Mapped[int] = mapped_column(BigInteger)
    scope: Mapped[str] = mapped_column(String(10), comment="For whom it holds.")
    campus_id: Mapped[uuid.UUID | None] = mapped_column(comment="The campus, for scope campus.")
    user_id: Mapped[uuid.UUID | None] = mapped_column(comment="The user, for scope user.")
    is_enabled: Mapped[bool] = mapped_column(comment="Has it, or has it not.")
    reason: Mapped[str | None] = mapped_column(comment="For the people who wonder.")
    expires_at: Mapped[datetime | None] = mapped_column(comment="When the rollout decides again; NULL: never.")
