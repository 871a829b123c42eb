"""R-TYPE: money is numeric."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "in mixed case": (
        """CREATE TABLE "Line" (id bigint PRIMARY KEY, "UnitPrice" real, "Total" float8)""",
        ['column "Line"."Total"', 'column "Line"."UnitPrice"'],
    ),
    "real": (
        "CREATE TABLE bills (id bigint PRIMARY KEY, unit_price real)",
        ["column bills.unit_price"],
    ),
    "the type money, whatever its name": (
        'CREATE TABLE bills (id bigint PRIMARY KEY, "Due" money)',
        ['column bills."Due"'],
    ),
    "a domain": (
        """
        CREATE DOMAIN sum AS float8;
        CREATE TABLE bills (id bigint PRIMARY KEY, amount sum)
        """,
        ["column bills.amount"],
    ),
}
CLEAN = {
    "numeric": "CREATE TABLE bills (id bigint PRIMARY KEY, amount numeric(12, 2))",
    "cents": "CREATE TABLE bills (id bigint PRIMARY KEY, amount bigint)",
    "a measure": """
        CREATE TABLE bills (id bigint PRIMARY KEY, weight real, price_ratio float8, cost_of_living_index real)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("money-as-float", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("money-as-float", sql)
