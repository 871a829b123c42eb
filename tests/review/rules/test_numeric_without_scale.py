"""R-TYPE: NUMERIC(p, s) for money."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.database

FOUND = {
    "bare": (
        "CREATE TABLE bills (id bigint PRIMARY KEY, total numeric)",
        ["column bills.total"],
    ),
    "quoted": (
        'CREATE TABLE "Bi lls" (id bigint PRIMARY KEY, "net_amount" numeric)',
        ['column "Bi lls".net_amount'],
    ),
}
CLEAN = {
    "with a scale": "CREATE TABLE bills (id bigint PRIMARY KEY, total numeric(12, 2))",
    "a measure": "CREATE TABLE bills (id bigint PRIMARY KEY, weight numeric, rate numeric)",
    "computed": """
        CREATE TABLE bills (id bigint PRIMARY KEY, net numeric(12, 2),
            total numeric GENERATED ALWAYS AS (net * 1.2) STORED)
        """,
}


@pytest.mark.parametrize(("sql", "objects"), FOUND.values(), ids=FOUND)
def test_finds(finds: Callable[..., object], sql: str, objects: list[str]) -> None:
    finds("numeric-without-scale", sql, *objects)


@pytest.mark.parametrize("sql", CLEAN.values(), ids=CLEAN)
def test_look_alikes_are_clean(is_clean: Callable[..., None], sql: str) -> None:
    is_clean("numeric-without-scale", sql)
