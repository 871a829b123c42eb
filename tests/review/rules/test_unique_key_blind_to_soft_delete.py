"""R-AUD-3: a unique key knows of rows that are deleted softly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import HOSTILE, HOSTILE_NAME, HOSTILE_SCHEMA

pytestmark = pytest.mark.database

FOUND = {
    "a constraint": (
        """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL UNIQUE, deleted_at timestamptz)
        """,
        ["index members.members_handle_key"],
    ),
    "an index with another condition": (
        """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL, live boolean NOT NULL,
            deleted_at timestamptz);
        CREATE UNIQUE INDEX once ON members (lower(handle)) WHERE live
        """,
        ["index members.once"],
    ),
    "the mark as a key guards nothing": (
        """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL, deleted_at timestamptz,
            UNIQUE (handle, deleted_at))
        """,
        ["index members.members_handle_deleted_at_key"],
    ),
    "a hostile name": (
        f'''
        {HOSTILE} CREATE TABLE {HOSTILE_SCHEMA}.{HOSTILE_NAME} (
        id bigint PRIMARY KEY, "A ""b""" text NOT NULL CONSTRAINT once UNIQUE, deleted_at timestamptz)
        ''',
        ['index "Odd ""Schema"" 100%s"."Wei.rd ""Täble"" {0} %(x)s".once'],
    ),
}
CLEAN = {
    "a number that is given once": """
        CREATE TABLE posts (
            id bigint PRIMARY KEY, topic text NOT NULL, number integer NOT NULL, deleted_at timestamptz,
            UNIQUE (topic, number)
        )
        """,
    "only living rows": """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL, deleted_at timestamptz);
        CREATE UNIQUE INDEX once ON members (handle) WHERE deleted_at IS NULL
        """,
    "nulls are not distinct": """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL, deleted_at timestamptz,
        UNIQUE NULLS NOT DISTINCT (handle, deleted_at))
        """,
    "what foreign keys refer to": """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL UNIQUE, deleted_at timestamptz);
        CREATE TABLE cards (handle text PRIMARY KEY
            REFERENCES members (handle) ON DELETE RESTRICT ON UPDATE CASCADE)
        """,
    "a key that has the primary one in it": """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL, deleted_at timestamptz,
            UNIQUE (handle, id))
        """,
    "no soft deletion here": """
        CREATE TABLE members (id bigint PRIMARY KEY, handle text NOT NULL UNIQUE, removed_at timestamptz)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("unique-key-blind-to-soft-delete", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("unique-key-blind-to-soft-delete", sql)
