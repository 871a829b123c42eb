"""What PUBLIC may do, everybody may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "reading": (
        """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT ON orders TO PUBLIC
        """,
        ["table orders"],
    ),
    "one column": (
        """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT UPDATE (owner) ON orders TO PUBLIC
        """,
        ["table orders"],
    ),
}
CLEAN = {
    "a role": """
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT ON orders TO pgwb_case_clerk
        """,
    "a view": "CREATE VIEW today AS SELECT 1 AS one; GRANT SELECT ON today TO PUBLIC",
    "a function": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        GRANT EXECUTE ON FUNCTION f() TO PUBLIC
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("granted-to-public", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("granted-to-public", sql)
