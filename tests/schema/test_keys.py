"""R-INT-3, R-INT-5, R-INT-6: what a row must say, what may stand once, and what links many to many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import NotNullViolation, UniqueViolation
from psycopg.types.json import Jsonb
from reference import Campus, Row, metadata
from sqlalchemy import Index, UniqueConstraint

from pgworkbench.catalog import Catalog
from pgworkbench.catalog import Index as Built

pytestmark = pytest.mark.database

# Rows that nothing but their key tells apart: what happened, and what was written down of it.
WITHOUT_NATURAL_KEY = {
    "audit_logs", "campaign_daily_metrics", "course_instructors", "course_prerequisites", "enrollment_windows",
    "campus_staff", "event_outbox", "event_snapshots", "events", "lead_activities", "lead_status_changes",
    "role_permissions", "blog_post_tags", "user_profiles",
}  # fmt: skip
JUNCTIONS = {
    "role_permissions": ("roles", "permissions"),
    "user_roles": ("users", "roles"),
    "course_instructors": ("courses", "users"),
    "course_prerequisites": ("courses", "courses"),
    "campus_staff": ("campuses", "users"),
    "enrollments": ("course_runs", "users"),
    "campaign_ads": ("campaigns", "ads_templates"),
    "blog_post_tags": ("blog_posts", "tags"),
}
REQUIRED = [
    pytest.param(table.name, column.name, id=f"{table.name}.{column.name}")
    for table in metadata.sorted_tables
    for column in table.columns
    if not column.nullable and column.computed is None
]
UNIQUE_KEYS = [
    pytest.param(table.name, str(thing.name), id=str(thing.name))
    for table in metadata.sorted_tables
    for thing in sorted([*table.indexes, *table.constraints], key=lambda each: str(each.name))
    if isinstance(thing, UniqueConstraint) or (isinstance(thing, Index) and thing.unique)
    if "id" not in thing.columns  # a primary key told again, for a foreign key of more columns to refer to
]


@contextmanager
def bare(campus: Campus, table: str) -> Iterator[psycopg.Connection]:
    """As the superuser, without triggers, foreign keys and the rules about values: keys alone hold."""
    with campus.transaction(role=None) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        rules = connection.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'x')", [table]
        )
        for (name,) in rules.fetchall():
            drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
            connection.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
        yield connection


@pytest.mark.parametrize(("table", "column"), REQUIRED)
def test_what_is_required_is_asked_for_by_name(campus: Campus, table: str, column: str) -> None:
    """R-INT-3: NULL is refused, and the message names the column."""
    change = sql.SQL("UPDATE {} SET {} = NULL").format(sql.Identifier(table), sql.Identifier(column))
    identity = metadata.tables[table].columns[column].identity
    with bare(campus, table) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(change)
    if identity is None:
        assert isinstance(refused.value, NotNullViolation)
        assert refused.value.diag.column_name == column
    else:
        assert refused.value.sqlstate == "428C9"  # GENERATED ALWAYS: nothing is written there at all


def copied(connection: psycopg.Connection, table: str, row: Row) -> None:
    """Enter a row as it is, generated columns left out."""
    columns = [c for c in metadata.tables[table].columns if c.computed is None and c.name in row]
    values = {c.name: Jsonb(row[c.name]) if isinstance(row[c.name], dict) else row[c.name] for c in columns}
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        ),
        values,
    )


def another(table: str, column: str, value: object) -> object:
    """Another value of the column's type."""
    kind = str(metadata.tables[table].columns[column].type)
    if isinstance(value, bool | UUID):
        return uuid4() if isinstance(value, UUID) else not value
    if isinstance(value, str):
        return f"{value}x"[-int(re.sub(r"\D", "", kind) or 99) :]
    if isinstance(value, date):
        return value + timedelta(days=1)
    return b"y" * 32 if isinstance(value, bytes) else 7


def unique_of(catalog: Catalog, table: str, name: str) -> Built:
    return next(index for index in catalog.table(table).indexes if index.name == name)


@pytest.mark.parametrize(("table", "name"), UNIQUE_KEYS)
def test_a_natural_key_stands_once_and_its_neighbours_enter(
    campus: Campus, catalog: Catalog, table: str, name: str
) -> None:
    """R-INT-5, R-AUD-3: the same key is refused by its name; another value of any of its columns enters, and so does
    the same key once the first row is past the key's condition.
    """
    key = unique_of(catalog, table, name)
    with bare(campus, table) as connection:
        for other in catalog.table(table).indexes:
            if other.unique and not other.primary and other.name != name:
                kind = "ALTER TABLE {} DROP CONSTRAINT {} CASCADE" if other.constraint else "DROP INDEX {1}"
                connection.execute(sql.SQL(kind).format(sql.Identifier(table), sql.Identifier(other.name)))
        row = campus.row(table) | fitting(key)
        changes = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(c), sql.Literal(v)) for c, v in fitting(key).items()
        )
        if fitting(key):
            owner = "tenant_id" if "tenant_id" in row else "id"
            where = sql.SQL("{} = {}").format(sql.Identifier(owner), sql.Literal(row[owner]))
            connection.execute(sql.SQL("UPDATE {} SET {} WHERE {}").format(sql.Identifier(table), changes, where))
        row = row | fresh(table, row)
        with pytest.raises(UniqueViolation) as refused, connection.transaction():
            copied(connection, table, row)
        assert refused.value.diag.constraint_name == name
        for column in (c for c in key.columns if c not in {None, "tenant_id"} and row[c] is not None):
            with connection.transaction(force_rollback=True):
                copied(connection, table, row | {column: another(table, column, row[column])})
        if "deleted_at IS NULL" in (key.predicate or ""):
            with connection.transaction(force_rollback=True):
                copied(connection, table, row | {"deleted_at": "2026-10-01"})


def fitting(key: Built) -> Row:
    """What a row must say to fall under the key's condition, and is not said in the samples."""
    said = {"is_main": True, "is_published": True, "used_at": None, "withdrawn_at": None}
    return {column: value for column, value in said.items() if column in (key.predicate or "")}


def fresh(table: str, row: Row) -> Row:
    """A new primary key for a copy of the row."""
    keys = metadata.tables[table].primary_key.columns
    own = [c for c in keys if c.name not in {"tenant_id", "occurred_at"}]
    return {own[-1].name: another(table, own[-1].name, row[own[-1].name])}


def test_a_natural_key_wherever_there_is_one(catalog: Catalog) -> None:
    """R-INT-5: every other table has a unique key beside its primary one."""
    without = {
        str(table.name)
        for table in catalog.base_tables
        if not any(index.unique and not index.primary for index in table.indexes)
    }
    assert without == WITHOUT_NATURAL_KEY


@pytest.mark.parametrize("table", JUNCTIONS)
def test_many_to_many_goes_by_a_table(catalog: Catalog, table: str) -> None:
    """R-INT-6: a foreign key to each side, both required, and a pair stands once (or never twice at a time)."""
    junction = catalog.table(table)
    sides = [str(key.reference.table) for key in junction.foreign_keys if key.reference]
    for side in JUNCTIONS[table]:
        assert side in sides
    linking = {
        key.columns[-1]
        for key in junction.foreign_keys
        if key.reference and str(key.reference.table) in JUNCTIONS[table] and not key.columns[-1].endswith("_by")
    }
    once = [set(index.columns) for index in junction.indexes if index.unique or index.method == "gist"]
    assert any(linking <= columns for columns in once), table
    assert all(junction.column(column).not_null for column in linking)
