"""The reference design on a server, for tests: built, and with one row of every table for each of two tenants.

What a row must say stands in SAMPLES; foreign keys are filled from the rows that were made before it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import Table

from pgworkbench.server import Database

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # where schema/ stands; tests/schema is no package and gives way

from schema import DOMAINS, metadata  # noqa: E402 - the path comes first

__all__ = [
    "CHANGES",
    "DOMAINS",
    "ROOT",
    "SAMPLES",
    "SECONDS",
    "WITH_REFERENCE",
    "Campus",
    "Row",
    "build",
    "insert_row",
    "insert_rows",
    "metadata",
    "sample",
]

Row = dict[str, Any]

_DIGEST = hashlib.sha256(b"token").digest()

# What a row needs beside its foreign keys; `{tenant}` is the tenant's letter. A new table needs its line here.
SAMPLES: dict[str, Row] = {
    "tenants": {"slug": "institution-{tenant}", "name": "Institution {tenant}", "status": "active"},
    "users": {"email": "ana@{tenant}.example.org", "password_hash": "$argon2id$v=19$hash", "status": "active"},
    "user_profiles": {"display_name": "Ana {tenant}", "given_name": "Ana", "phone": "+351210000001"},
    "roles": {"code": "adviser", "name": "Adviser"},
    "permissions": {"code": "leads.read", "description": "See leads."},
    "role_permissions": {},
    "user_roles": {},
    "user_identities": {"provider": "google", "subject": "subject-{tenant}"},
    "user_sessions": {"token_hash": _DIGEST, "expires_at": "2099-01-01", "ip_address": "203.0.113.1"},
    "password_resets": {"token_hash": _DIGEST, "created_at": "2026-10-01", "expires_at": "2026-10-01 02:00"},
    "campuses": {"code": "MAIN", "name": "Main campus", "city": "Porto", "country": "PT", "status": "open"},
    "campus_rooms": {"code": "101", "kind": "classroom", "capacity": 30},
    "campus_staff": {"position": "instructor", "period": "[2026-01-01,)"},
    "cycles": {"kind": "semester", "code": "2026-S2", "name": "Autumn 2026", "period": "[2026-09-01,2027-02-01)"},
    "enrollment_windows": {"audience": "new", "period": "[2026-07-01 00:00+00,2026-09-15 00:00+00)"},
    "course_categories": {"name": "Sciences", "slug": "sciences"},
    "courses": {"code": "MATH-101", "slug": "mathematics", "title": "Mathematics", "level": "bachelor"},
    "course_prerequisites": {},
    "course_instructors": {},
    "course_runs": {
        "code": "MATH-101-1",
        "starts_on": "2026-09-15",
        "ends_on": "2027-01-20",
        "capacity": 2,
        "status": "open",
    },
    "enrollments": {"status": "enrolled", "requested_at": "2026-08-01"},
    "blog_posts": {"slug": "open-days", "title": "Open days", "body": "The laboratories are open to all."},
    "pages": {"title": "Studies", "slug": "studies"},
    "page_revisions": {"title": "Studies", "body": "How to apply for a course."},
    "tags": {"slug": "news", "name": "News"},
    "blog_post_tags": {},
    "media_assets": {
        "attached_to": "blog_post",
        "page_id": None,
        "course_id": None,
        "campus_id": None,
        "storage_key": "a/picture.webp",
        "media_type": "image/webp",
        "byte_size": 1000,
        "sha256": _DIGEST,
    },
    "platform_settings": {"key": "mail.sender_name", "value": {"text": "Campus"}, "description": "Who sends."},
    "settings": {"key": "mail.sender_name", "scope": "user", "campus_id": None, "value": {"text": "Ana"}},
    "feature_flags": {"key": "new_pipeline", "description": "The pipeline of 2027."},
    "feature_flag_overrides": {"scope": "campus", "user_id": None, "is_enabled": True},
    "events": {
        "stream_version": 1,
        "type": "lead.captured",
        "payload": {"words": "event of Rui"},
        "occurred_at": "2026-10-01",
    },
    "event_outbox": {"stream_version": 1, "type": "lead.captured", "payload": {"words": "outbox of Rui"}},
    "event_snapshots": {"version": 1, "state": {"words": "snapshot of Rui"}},
    "campaigns": {"name": "Autumn", "code": "autumn", "objective": "enquiries", "budget_amount": 1000},
    "ads_templates": {"name": "Banner", "channel": "display", "format": "image", "headline": "Come and see"},
    "campaign_ads": {"channel": "display", "external_ref": "network-1"},
    "campaign_daily_metrics": {"metric_date": "2026-10-01", "impressions": 100, "clicks": 10, "spend_amount": 5},
    "leads": {
        "given_name": "Rui",
        "family_name": "Costa",
        "email": "rui@{tenant}.example.net",
        "phone": "+351210000002",
        "source": "web_form",
        "message": "Tell me more.",
    },
    "lead_status_changes": {"from_status": "new", "to_status": "contacted"},
    "lead_activities": {"kind": "call", "subject": "First call", "body": "Rui was at home."},
    "lead_consents": {"purpose": "email_marketing", "method": "web_form", "policy_version": "2026-05"},
    "audit_logs": {
        "table_name": "roles",
        "record_id": "00000000-0000-0000-0000-000000000001",
        "operation": "insert",
        "after": {"code": "made by hand"},
        "occurred_at": "2026-10-01",
    },
}

# Tables that refer to two rows of another one: the column, that table, and how its second row differs.
SECONDS = {"course_prerequisites": ("prerequisite_id", "courses", {"code": "MATH-100", "slug": "basics"})}

# What else must change with a reference that only one kind of row has.
WITH_REFERENCE = {
    ("settings", "campus_id"): {"scope": "campus", "user_id": None},
    ("feature_flag_overrides", "user_id"): {"scope": "user", "campus_id": None},
    ("media_assets", "page_id"): {"attached_to": "page", "blog_post_id": None},
    ("media_assets", "course_id"): {"attached_to": "course", "blog_post_id": None},
    ("media_assets", "campus_id"): {"attached_to": "campus", "blog_post_id": None},
}

# A change of one column, for each table whose rows change.
CHANGES: dict[str, tuple[str, object]] = {
    "tenants": ("name", "Other"),
    "users": ("locked_until", "2030-01-01"),
    "user_profiles": ("biography", "Teaches."),
    "roles": ("description", "Follows leads."),
    "user_identities": ("last_used_at", "2026-10-02"),
    "user_sessions": ("last_seen_at", "2026-10-02"),
    "password_resets": ("used_at", "2026-10-01 01:00"),
    "campuses": ("street", "Rua Nova 1"),
    "campus_rooms": ("name", "Blue room"),
    "campus_staff": ("position", "adviser"),
    "cycles": ("name", "Winter 2026"),
    "enrollment_windows": ("audience", "returning"),
    "course_categories": ("name", "Science"),
    "courses": ("summary", "Two evenings a week."),
    "course_prerequisites": ("is_required", False),
    "course_runs": ("capacity", 40),
    "enrollments": ("requested_at", "2026-08-02"),
    "blog_posts": ("excerpt", "Come and see."),
    "pages": ("title", "Study"),
    "page_revisions": ("is_published", True),
    "tags": ("name", "Latest"),
    "media_assets": ("alternative_text", "A laboratory."),
    "platform_settings": ("description", "Who sends mail."),
    "settings": ("key", "mail.reply_to"),
    "feature_flags": ("rollout_percent", 10),
    "feature_flag_overrides": ("reason", "Asked for it."),
    "event_streams": ("version", 2),
    "campaigns": ("notes", "Goes well."),
    "ads_templates": ("body", "Open to all."),
    "campaign_ads": ("daily_budget_amount", 40),
    "campaign_daily_metrics": ("conversions", 2),
    "leads": ("score", 70),
    "lead_activities": ("body", "Rui will come."),
    "lead_consents": ("withdrawn_at", "2099-01-01"),
}


def insert_rows(connection: psycopg.Connection, tenant: str, rows: dict[tuple[str, str], Row]) -> None:
    """A row of every table for this tenant, into `rows`; the platform's rows are made once, for both."""
    for table in sorted(metadata.sorted_tables, key=lambda table: table.info["domain"] == "events"):
        platform = "tenant_id" not in table.columns and table.name != "tenants"
        if platform and (table.name, "a") in rows:
            rows[table.name, tenant] = rows[table.name, "a"]
        else:
            values = sample(table, tenant, rows)
            if table.name in SECONDS:
                column, other, changes = SECONDS[table.name]
                second = sample(metadata.tables[other], tenant, rows) | changes
                values[column] = insert_row(connection, metadata.tables[other], second)["id"]
            rows[table.name, tenant] = insert_row(connection, table, values)


def sample(table: Table, tenant: str, rows: dict[tuple[str, str], Row]) -> Row:
    """Values for a row: its sample, and foreign keys to the tenant's other rows (none to its own table)."""
    filled = {name: _filled(value, tenant) for name, value in SAMPLES.get(table.name, {}).items()}
    if table.name == "event_streams":
        filled |= {"kind": "lead", "subject_id": rows["leads", tenant]["id"], "version": 1}
    for key in table.foreign_key_constraints:
        if key.referred_table is not table:
            far = rows[key.referred_table.name, tenant]
            for element in key.elements:
                filled.setdefault(element.parent.name, far[element.column.name])
    return filled


def insert_row(connection: psycopg.Connection, table: Table, values: Row) -> Row:
    """Insert and return the whole row."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(sql.Placeholder(name) for name in values),
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(statement, values).fetchone()
    assert row is not None
    return row


def _filled(value: object, tenant: str) -> object:
    if isinstance(value, dict):
        return Jsonb(value)
    return value.replace("{tenant}", tenant) if isinstance(value, str) else value


@dataclass(frozen=True)
class Campus:
    """The design on a server, and the rows of tenants `a` and `b`; tests change them in what is rolled back."""

    database: Database
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def row(self, table: str, tenant: str = "a") -> Row:
        """The one row of a table that a tenant has."""
        return self.rows[table, tenant]

    @contextmanager
    def transaction(
        self, role: str | None = "campus_application", tenant: str | None = "a"
    ) -> Iterator[psycopg.Connection]:
        """A transaction of that role within that tenant, as its user; rolled back. Without a role: the superuser."""
        with self.database.connect(role=role) as connection:
            self.enter(connection, tenant)
            yield connection
            connection.rollback()

    def enter(self, connection: psycopg.Connection, tenant: str | None) -> None:
        """Set the transaction's tenant and user."""
        if tenant is not None:
            self.set(connection, "app.tenant_id", self.row("tenants", tenant)["id"])
            self.set(connection, "app.user_id", self.row("users", tenant)["id"])

    @staticmethod
    def set(connection: psycopg.Connection, name: str, value: object) -> None:
        """A setting for the transaction."""
        connection.execute("SELECT set_config(%s, %s, true)", [name, str(value)])


def build(database: Database) -> None:
    """The design, by create_all alone."""
    with database.engine().begin() as connection:
        metadata.create_all(connection)
