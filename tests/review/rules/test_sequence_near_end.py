"""A sequence that has used half of what its column can hold is found in time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "an integer identity": (
        """
        CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
        SELECT setval('orders_id_seq', 1500000000)
        -- brief: orders.fixed = true
        """,
        ["sequence orders_id_seq"],
    ),
    "a small sequence": (
        "CREATE SEQUENCE tickets MAXVALUE 1000; SELECT setval('tickets', 900)",
        ["sequence tickets"],
    ),
    "a smallint with a name to quote": (
        """
        CREATE TABLE "Ord" ("Id" smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
        SELECT setval('"Ord_Id_seq"', 30000)
        """,
        ['sequence "Ord_Id_seq"'],
    ),
}
CLEAN = {
    "far from its end": """
        CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
        SELECT setval('orders_id_seq', 1000000)
        -- brief: orders.fixed = true
        """,
    "never used": "CREATE TABLE orders (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    "it cycles": "CREATE SEQUENCE tickets MAXVALUE 1000 CYCLE; SELECT setval('tickets', 900)",
    "it counts down": """
        CREATE SEQUENCE tickets INCREMENT -1 MINVALUE -1000 MAXVALUE -1;
        SELECT setval('tickets', -900)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("sequence-near-end", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("sequence-near-end", sql)
