"""A password is kept as a hash."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "text": (
        'CREATE TABLE members (id bigint PRIMARY KEY, "admin_password" varchar(72))',
        ["column members.admin_password"],
    ),
    "shorter": (
        "CREATE TABLE members (id bigint PRIMARY KEY, pwd text)",
        ["column members.pwd"],
    ),
}
CLEAN = {
    "a hash": """
        CREATE TABLE members (id bigint PRIMARY KEY, password_hash text, password_changed_at timestamptz)
        """,
    "a check that it is one": """
        CREATE TABLE members (id bigint PRIMARY KEY, password text CHECK (password LIKE '$argon2id$%'))
        """,
    "bytes": "CREATE TABLE members (id bigint PRIMARY KEY, password bytea)",
    "a question about one": """
        CREATE TABLE members (id bigint PRIMARY KEY, must_change_password boolean NOT NULL)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("plain-text-password", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("plain-text-password", sql)
