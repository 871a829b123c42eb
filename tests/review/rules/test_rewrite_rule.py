"""A rule on a table is found; a view is one by nature."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from review.snippets import owned

pytestmark = pytest.mark.database

FOUND = {
    "a rule": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE RULE "Ke ep" AS ON DELETE TO orders DO INSTEAD NOTHING
        """,
        ["table orders"],
    ),
}
CLEAN = {
    "a view": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE VIEW list AS SELECT id FROM orders
        """,
    "a trigger": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TRIGGER "Gu ard" BEFORE DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        """,
    "a policy": f"""
        CREATE TABLE orders (id bigint PRIMARY KEY, owner name);
        {owned("orders")}
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("rewrite-rule", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("rewrite-rule", sql)
