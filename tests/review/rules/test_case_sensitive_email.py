"""An address that must be unique is kept in one case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "unique as typed": (
        "CREATE TABLE members (id bigint PRIMARY KEY, email text UNIQUE)",
        ["column members.email"],
    ),
    "partial, with another column": (
        """
        CREATE TABLE members (id bigint PRIMARY KEY, club bigint NOT NULL, work_email varchar(320) NOT NULL);
        CREATE UNIQUE INDEX ON members (club, work_email)
        """,
        ["column members.work_email"],
    ),
}
CLEAN = {
    "a check": """
        CREATE TABLE members (id bigint PRIMARY KEY, email text UNIQUE CHECK (email = lower(email)))
        """,
    "lower-cased in the index": """
        CREATE TABLE members (id bigint PRIMARY KEY, email text);
        CREATE UNIQUE INDEX ON members (lower(email))
        """,
    "a domain with a check": """
        CREATE DOMAIN address AS text CHECK (VALUE = lower(VALUE));
        CREATE TABLE members (id bigint PRIMARY KEY, email address UNIQUE)
        """,
    "citext": """
        CREATE EXTENSION citext;
        CREATE TABLE members (id bigint PRIMARY KEY, email citext UNIQUE)
        """,
    "not unique at all": """
        CREATE TABLE messages (id bigint PRIMARY KEY, email text);
        CREATE INDEX ON messages (email)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("case-sensitive-email", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("case-sensitive-email", sql)
