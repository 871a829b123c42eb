"""A trigger that is switched off is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "off": (
        """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TRIGGER "Gu ard" BEFORE DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        ALTER TABLE orders DISABLE TRIGGER ALL
        """,
        ['trigger orders."Gu ard"'],
    ),
}
CLEAN = {
    "on": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TRIGGER "Gu ard" BEFORE DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        """,
    "on replicas alone": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TRIGGER "Gu ard" BEFORE DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        ALTER TABLE orders ENABLE REPLICA TRIGGER "Gu ard"
        """,
    "always": """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        CREATE TRIGGER "Gu ard" BEFORE DELETE
            ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        ALTER TABLE orders ENABLE ALWAYS TRIGGER "Gu ard"
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("trigger-disabled", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("trigger-disabled", sql)
