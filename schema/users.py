"""Users: who may sign in, what they may do, and who they are.

A user belongs to one tenant (R-DEC-3) and is never hard-deleted: others' rows name the user as their maker.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, LargeBinary, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Created, CreatedBy, Edited, Keyed, OfTenant, SoftDeleted, Timed, Versioned
from schema.declare import (
    about,
    application_may,
    audited,
    index,
    on_erasure,
    one_of,
    passes,
    personal,
    reference,
    rule,
    secret,
    trimmed,
    unique,
)

STATUSES = ("invited", "active", "suspended", "erased")
PROVIDERS = ("google", "microsoft", "saml", "oidc")


@audited(but=("last_sign_in_at", "failed_sign_ins", "locked_until"))
@about("user", key="id")
class User(Keyed, Edited, SoftDeleted, Versioned, Base):
    """An account. `lower(email)` would leak under row-level security, so the address is stored lower-cased."""

    __tablename__ = "users"
    __table_args__ = (
        rule(
            "email", "email = lower(email) AND email ~ '^[^@\\s]+@[^@\\s]+$'", "Lower-cased, with one @ between words."
        ),
        rule(
            "password_hash", "password_hash LIKE '$%'", "A hash with its algorithm and salt (PHC string), no password."
        ),
        one_of("status", STATUSES, "Only active users sign in."),
        rule("failed_sign_ins", "failed_sign_ins >= 0", "A count."),
        index(
            "email",
            unique=True,
            where="deleted_at IS NULL",
            serves=["user_by_email"],
            why="An address signs in one account among the living; a deleted account gives its address back.",
        ),
        index(
            "status",
            "created_at DESC",
            "id DESC",
            where="deleted_at IS NULL",
            serves=["users_by_status"],
            why="The list of accounts, newest first, page by page.",
        ),
        {"comment": "Accounts: how somebody signs in."},
    )

    email: Mapped[str] = mapped_column(
        String(254), info=personal("'erased-' || id || '@erased.invalid'"), comment="Signs in; lower-cased."
    )
    password_hash: Mapped[str | None] = mapped_column(
        info=secret(), comment="PHC string; NULL where only single sign-on leads in."
    )
    status: Mapped[str] = mapped_column(
        String(20), server_default="invited", info=on_erasure("'erased'"), comment="Whether the account may be used."
    )
    email_verified_at: Mapped[datetime | None] = mapped_column(comment="When the address was proven.")
    last_sign_in_at: Mapped[datetime | None] = mapped_column(
        comment="The latest success; every one is in user_sessions."
    )
    failed_sign_ins: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", comment="Failures since the latest success."
    )
    locked_until: Mapped[datetime | None] = mapped_column(comment="No password is tried before this.")


@audited(key="user_id")
@about("user", key="user_id")
class UserProfile(OfTenant, Edited, Base):
    """Who a user is; apart from the account, because pages show it far more often than somebody signs in."""

    __tablename__ = "user_profiles"
    __table_args__ = (
        reference("users", "user_id"),
        trimmed("display_name", "A name that can be shown."),
        rule("phone", "phone ~ '^\\+[1-9][0-9]{6,14}$'", "International form (E.164)."),
        rule("date_of_birth", "date_of_birth > '1900-01-01' AND date_of_birth < 'infinity'", "Nobody older signs in."),
        rule("preferences", "jsonb_typeof(preferences) = 'object'", "Named preferences."),
        index(
            "display_name",
            ops={"display_name": "varchar_pattern_ops"},
            serves=["users_by_name"],
            why="Names that begin with what was typed: `~>=~` ranges are leakproof, LIKE is not.",
        ),
        {"comment": "What others see of a user."},
    )

    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, comment="One profile for each user.")
    display_name: Mapped[str] = mapped_column(
        String(200), info=personal("'Erased user'"), comment="As shown to others."
    )
    given_name: Mapped[str | None] = mapped_column(String(100), info=personal())
    family_name: Mapped[str | None] = mapped_column(String(100), info=personal())
    phone: Mapped[str | None] = mapped_column(String(16), info=personal(), comment="International form, + and digits.")
    date_of_birth: Mapped[date | None] = mapped_column(info=personal())
    biography: Mapped[str | None] = mapped_column(info=personal(), comment="For instructors: shown beside a course.")
    avatar_url: Mapped[str | None] = mapped_column(String(2000), info=personal())
    locale: Mapped[str | None] = mapped_column(String(35), comment="NULL: the tenant's.")
    preferences: Mapped[dict[str, Any]] = mapped_column(
        server_default=text("'{}'"),
        info=personal("'{}'"),
        comment="What only the interface reads; nothing filters by it.",
    )


class Role(Keyed, Edited, Base):
    """A tenant's own bundle of permissions."""

    __tablename__ = "roles"
    __table_args__ = (
        unique("code", why="Code refers to roles by it."),
        rule("code", "code ~ '^[a-z][a-z0-9_]*$'", "A word for code."),
        {"comment": "Bundles of permissions, each tenant's own."},
    )

    code: Mapped[str] = mapped_column(String(50), comment="For code: admissions_officer.")
    name: Mapped[str] = mapped_column(String(100), comment="For people.")
    description: Mapped[str | None] = mapped_column()
    is_system: Mapped[bool] = mapped_column(
        server_default=text("false"), comment="Came with the tenant; the interface does not offer to remove it."
    )


class Permission(Created, Base):
    """What can be allowed at all: the platform's list, the same for every tenant (R-DEC-4)."""

    __tablename__ = "permissions"
    __table_args__ = (
        unique("code", of_tenant=False, why="Code asks for permissions by it."),
        rule("code", "code ~ '^[a-z_]+\\.[a-z_]+$'", "A thing and a deed: leads.assign."),
        {"comment": "What can be allowed; the platform's rows, they come with a migration."},
    )

    id: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, comment="One writer: migrations."
    )
    code: Mapped[str] = mapped_column(String(100), comment="For code: leads.assign.")
    description: Mapped[str] = mapped_column(comment="For the people who build roles.")


@application_may("SELECT, INSERT, DELETE")
class RolePermission(OfTenant, CreatedBy, Base):
    """What a role allows."""

    __tablename__ = "role_permissions"
    __table_args__ = (
        reference(
            "roles",
            "role_id",
            on_delete="CASCADE",
            why="The list is a part of the role, says nothing without it, and is a few dozen rows long.",
        ),
        reference(
            "permissions",
            "permission_id",
            of_tenant=False,
            why="pgworkbench:ignore foreign-key-without-index a permission goes by a migration, if at all; who asks "
            "for its roles reads the tenant's few dozen rows from the primary key, 1.13 times as long as by an index",
        ),
        {"comment": "Which permissions a role holds."},
    )

    role_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    permission_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


@audited()
@application_may("SELECT, INSERT, DELETE")
class UserRole(Keyed, CreatedBy, Base):
    """A role that a user holds. Given and taken, never changed: the audit log keeps who did."""

    __tablename__ = "user_roles"
    __table_args__ = (
        reference("users", "user_id"),
        reference("roles", "role_id"),
        reference("campuses", "campus_id"),
        unique(
            "user_id",
            "role_id",
            "campus_id",
            nulls_alike=True,
            why="A role is held once at a campus, and once everywhere.",
        ),
        index(
            "role_id",
            serves=["users_with_role", "foreign key"],
            why="Who holds a role. Of one that many hold it finds them little sooner; a role that goes asks it, too.",
        ),
        index("campus_id", serves=["users_with_role_at_campus", "foreign key"], why="Who holds what at a campus."),
        {"comment": "Which roles a user holds, everywhere or at one campus."},
    )

    user_id: Mapped[uuid.UUID] = mapped_column()
    role_id: Mapped[uuid.UUID] = mapped_column()
    campus_id: Mapped[uuid.UUID | None] = mapped_column(comment="Where it holds; NULL: at every campus.")


@audited(but=("last_used_at",))
@about("user", key="user_id", delete=True)
@application_may("SELECT, INSERT, UPDATE, DELETE")
class UserIdentity(Keyed, Timed, Base):
    """An account elsewhere that signs this user in."""

    __tablename__ = "user_identities"
    __table_args__ = (
        reference("users", "user_id"),
        unique("provider", "subject", why="An account elsewhere signs in one user."),
        rule(
            "subject",
            "length(subject) BETWEEN 1 AND 255",
            "OpenID Connect Core 1.0, section 2: at most 255 characters.",
        ),
        one_of("provider", PROVIDERS, "The kinds of single sign-on that the platform speaks."),
        index("user_id", serves=["identities_of_user", "foreign key"], why="A user's ways in."),
        {"comment": "Single sign-on: accounts elsewhere that lead to a user."},
    )

    user_id: Mapped[uuid.UUID] = mapped_column()
    provider: Mapped[str] = mapped_column(String(20), comment="Who vouches.")
    subject: Mapped[str] = mapped_column(info=personal(), comment="The provider's own name for the account.")
    last_used_at: Mapped[datetime | None] = mapped_column(comment="When it last signed the user in.")


@about("user", key="user_id", delete=True)
@passes("jobs", "SELECT, DELETE", "sessions that ended long ago are deleted, tenant by tenant.")
class UserSession(Keyed, Timed, Base):
    """A signed-in browser or device."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        reference("users", "user_id"),
        unique("token_hash", why="A token opens one session."),
        rule("token_hash", "octet_length(token_hash) = 32", "SHA-256 of the token; the token itself is nowhere."),
        rule("expires_at", "expires_at > created_at", "A session lasts."),
        index(
            "user_id",
            "created_at DESC",
            serves=["sessions_of_user", "end_sessions_of_user", "foreign key"],
            why="Where a user is signed in, newest first.",
        ),
        index("expires_at", serves=["delete_ended_sessions"], why="The nightly job deletes what ended long ago."),
        {"comment": "Signed-in browsers and devices."},
    )

    user_id: Mapped[uuid.UUID] = mapped_column()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, info={"secret": True}, comment="SHA-256 of the token.")
    expires_at: Mapped[datetime] = mapped_column(comment="When it ends by itself.")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="When somebody ended it.")
    last_seen_at: Mapped[datetime] = mapped_column(
        server_default=text("now()"),
        comment="The latest request, to the minute; in no index, so its updates stay cheap.",
    )
    ip_address: Mapped[str | None] = mapped_column(INET, info=personal(), comment="Where it began.")
    user_agent: Mapped[str | None] = mapped_column(String(500), info=personal(), comment="The browser's own words.")


@about("user", key="user_id", delete=True)
@passes("jobs", "SELECT, DELETE", "requests that were used or ran out are deleted.")
class PasswordReset(Keyed, Timed, Base):
    """A request for a new password."""

    __tablename__ = "password_resets"
    __table_args__ = (
        reference("users", "user_id"),
        unique("token_hash", why="A token opens one request."),
        rule("token_hash", "octet_length(token_hash) = 32", "SHA-256 of the token; the token itself is nowhere."),
        rule(
            "expires_at",
            "expires_at > created_at AND expires_at <= created_at + interval '1 day'",
            "Open for a day at most.",
        ),
        index(
            "user_id",
            unique=True,
            where="used_at IS NULL",
            serves=["request_password_reset"],
            why="One open request for each user: a new one takes the old one's place.",
        ),
        index(
            "user_id", "created_at DESC", serves=["resets_of_user", "foreign key"], why="How often a user asked lately."
        ),
        {"comment": "Requests for a new password."},
    )

    user_id: Mapped[uuid.UUID] = mapped_column()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, info={"secret": True}, comment="SHA-256 of the token.")
    expires_at: Mapped[datetime] = mapped_column(comment="Of no use after this.")
    used_at: Mapped[datetime | None] = mapped_column(comment="When it set a new password; a request works once.")
    ip_address: Mapped[str | None] = mapped_column(INET, info=personal(), comment="Where it was asked for.")
