"""A function with its owner's rights is not for PUBLIC."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "as functions come": (
        """
        CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog,
            pg_temp AS 'SELECT 1'
        """,
        ["function f(a integer)"],
    ),
    "in another schema": (
        """
        CREATE SCHEMA x;
        CREATE FUNCTION x.f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog,
            pg_temp AS 'SELECT 1'
        """,
        ["function x.f()"],
    ),
}
CLEAN = {
    "revoked": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog,
            pg_temp AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
    "a trigger function": """
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog,
            pg_temp AS 'BEGIN RETURN NEW; END'
        """,
    "with its caller's rights": "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("security-definer-open-to-public", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("security-definer-open-to-public", sql)
