"""A function says what it promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "a function": (
        """
        CREATE FUNCTION f(a int, b text DEFAULT '') RETURNS int LANGUAGE sql AS 'SELECT 1'
        """,
        ["function f(a integer, b text)"],
    ),
    "one of two of a name": (
        """
        CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
        COMMENT ON FUNCTION f(int) IS 'One.'
        """,
        ["function f(text)"],
    ),
}
CLEAN = {
    "said": """
        CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        COMMENT ON FUNCTION f(int) IS 'One.'
        """,
    "an extension's": "CREATE EXTENSION citext",
    "no functions": "SELECT 1",
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("function-without-comment", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("function-without-comment", sql)
