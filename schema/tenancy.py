"""Tenancy: the institutions that share the platform.

Every other domain stands on this one: a row belongs to one tenant, and the database keeps it there.
"""

from __future__ import annotations

import uuid

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Timed
from schema.declare import application_may, audited, one_of, passes, rule, triggered, trimmed, unique

STATUSES = ("trial", "active", "suspended", "closed")
PLANS = ("free", "standard", "premium", "enterprise")
# Search configurations that every PostgreSQL has; `simple` for a language that it does not know.
SEARCH_LANGUAGES = ("simple", "dutch", "english", "french", "german", "italian", "portuguese", "spanish")

Base.metadata.info["functions"] += ["find_tenant", "refresh_search"]


@audited()
@triggered(
    "search_language",
    "AFTER UPDATE OF search_language ON {table} FOR EACH ROW WHEN (OLD.search_language <> NEW.search_language)",
    "app.refresh_search()",
    "Reads the tenant's texts anew in its new language.",
)
@passes("jobs", "SELECT", "nightly work goes from tenant to tenant.")
@application_may("SELECT, UPDATE (name, locale, time_zone, search_language)")
class Tenant(Timed, Base):
    """An institution. Made, suspended and closed by the platform; its own people may change how it presents itself."""

    __tablename__ = "tenants"
    __table_args__ = (
        unique("slug", of_tenant=False, why="The host name leads to the tenant: the one key that all tenants share."),
        rule("slug", "slug ~ '^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$'", "A DNS label of 3 to 63 characters."),
        trimmed("name", "A name has letters, and none of them is a blank edge."),
        one_of(
            "status",
            STATUSES,
            "Only trial and active tenants sign in; a closed one keeps its rows until retention ends.",
        ),
        one_of("plan", PLANS, "What is sold."),
        rule("locale", "locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'", "Language, script and region (BCP 47)."),
        rule("time_zone", "time_zone ~ '^(UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+)+)$'", "A name of the IANA database."),
        one_of("search_language", SEARCH_LANGUAGES, "A text search configuration that every server has."),
        {
            "comment": "Institutions: the boundary that no row of another table crosses.",
            "info": {"tenant_column": "id"},
        },
    )

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, server_default=text("app.make_uuid()"), comment="The first column of every other key."
    )
    slug: Mapped[str] = mapped_column(String(63), comment="The tenant's host name, without the platform's domain.")
    name: Mapped[str] = mapped_column(String(200), comment="As the institution writes itself.")
    status: Mapped[str] = mapped_column(
        String(20), server_default="trial", comment="Where it stands with the platform."
    )
    plan: Mapped[str] = mapped_column(String(20), server_default="free", comment="What it has bought.")
    locale: Mapped[str] = mapped_column(String(35), server_default="en", comment="How dates and numbers are written.")
    time_zone: Mapped[str] = mapped_column(
        String(64), server_default="UTC", comment="How times are shown; they are stored in UTC."
    )
    search_language: Mapped[str] = mapped_column(
        String(20), server_default="simple", comment="The language in which its content is searched."
    )
