"""BYPASSRLS is argued in a comment on the role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "granted something": (
        f"""
        CREATE ROLE "Pgwb case" BYPASSRLS;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} GRANT SELECT ON orders TO "Pgwb case"
        """,
        ['role "Pgwb case"'],
    ),
}
CLEAN = {
    "argued": f"""
        CREATE ROLE pgwb_case_clerk BYPASSRLS;
        COMMENT ON ROLE pgwb_case_clerk IS 'Takes the backup.';
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} GRANT SELECT ON orders TO pgwb_case_clerk
        """,
    "nothing to see": """
        CREATE ROLE pgwb_case_clerk BYPASSRLS;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        GRANT SELECT ON orders TO pgwb_case_clerk
        """,
    "without it": f"""
        CREATE ROLE pgwb_case_clerk;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} GRANT SELECT ON orders TO pgwb_case_clerk
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("role-bypasses-row-security", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("role-bypasses-row-security", sql)
