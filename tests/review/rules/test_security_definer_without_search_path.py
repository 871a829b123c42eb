"""A function with its owner's rights sets its own search_path."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "none": (
        """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
        ["function f()"],
    ),
    "another setting": (
        """
        CREATE FUNCTION f(a int,
            "B b" text) RETURNS int LANGUAGE sql SECURITY DEFINER SET work_mem = '1MB' AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f(a int, "B b" text) FROM PUBLIC;
        """,
        ['function f(a integer, "B b" text)'],
    ),
    "a procedure": (
        """
        CREATE PROCEDURE "P p"() LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
        REVOKE EXECUTE ON PROCEDURE "P p"() FROM PUBLIC
        """,
        ['function "P p"()'],
    ),
}
CLEAN = {
    "set": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog,
            pg_temp AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
    "with its caller's rights": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql  AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
    "empty": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("security-definer-without-search-path", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("security-definer-without-search-path", sql)
