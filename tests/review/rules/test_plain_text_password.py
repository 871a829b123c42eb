"""A password is kept as a hash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.database

FOUND = {
    "in mixed case": (
        """CREATE TABLE "tblUser" (id bigint PRIMARY KEY, "Password" varchar(50))""",
        ['column "tblUser"."Password"'],
    ),
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
    "its name says that it was made from it": """
        CREATE TABLE members (id bigint PRIMARY KEY, encrypted_password text, "hashedPassword" text)
        """,
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


@pytest.mark.parametrize(("kept", "count"), [("'$2b$12$' || md5(n::text)", 0), ("'hunter' || n", 1)])
def test_the_rows_are_asked_whether_they_are_hashes(
    findings: Callable[..., tuple[object, ...]], connection: psycopg.Connection[Any], kept: str, count: int
) -> None:
    sql = f"""CREATE TABLE members (id bigint PRIMARY KEY, password text NOT NULL);
        INSERT INTO members SELECT n, {kept} FROM generate_series(1, 9) AS n"""
    assert len(findings("plain-text-password", sql, rows=connection)) == count
