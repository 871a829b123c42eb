"""pg_temp comes last in the path of a function with its owner's rights."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "without pg_temp": (
        """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
        ["function f()"],
    ),
    "pg_temp first": (
        """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_temp,
            "Sh op" AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
        ["function f()"],
    ),
    "the caller's schema": (
        """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = "$user", public,
            pg_temp AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
        ["function f()"],
    ),
}
CLEAN = {
    "last": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = "Sh, op",
            pg_temp AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
    "empty": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
    "the system's alone": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT
            1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
    "with its caller's rights": """
        CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = public AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("security-definer-path-open", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("security-definer-path-open", sql)
