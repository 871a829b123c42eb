"""R-DEC-1: the owner of secured tables does not log in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "it was to be kept out of the others": (
        """
        CREATE ROLE pgwb_case_app LOGIN;
        CREATE TABLE orders (id bigint PRIMARY KEY);
        GRANT SELECT, INSERT ON orders TO pgwb_case_app;
        CREATE TABLE carts (id bigint PRIMARY KEY);
        ALTER TABLE carts OWNER TO pgwb_case_app
        """,
        ["role pgwb_case_app"],
    ),
    "it logs in": (
        f"""
        CREATE ROLE "Pgwb case" LOGIN;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} ALTER TABLE orders OWNER TO "Pgwb case"
        """,
        ['role "Pgwb case"'],
    ),
}
CLEAN = {
    "it does not": f"""
        CREATE ROLE pgwb_case_owner NOLOGIN;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} ALTER TABLE orders OWNER TO pgwb_case_owner
        """,
    "a superuser": f"""
        CREATE ROLE pgwb_case_owner LOGIN SUPERUSER;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        {owned("orders")} ALTER TABLE orders OWNER TO pgwb_case_owner
        """,
    "nothing secured": """
        CREATE ROLE pgwb_case_owner LOGIN;
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
        ALTER TABLE orders OWNER TO pgwb_case_owner
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("application-owns-tables", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("application-owns-tables", sql)
