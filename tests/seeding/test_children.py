"""What follows from a row's children: the same whether all rows are counted at once, or each asks for its own."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta

import pytest
from seeding.library import AS_OF, PLANS, VOLUMES

from pgworkbench.seeding.plan import Spread, TablePlan, count_of, key, latest_of, moments, number, of, owner, per
from pgworkbench.seeding.rows import Generation, World

TWICE = [
    Generation(VOLUMES, AS_OF),
    Generation({table: rows + rows // 3 for table, rows in VOLUMES.items()}, AS_OF + timedelta(days=30)),
]
FIRM = (
    TablePlan("firms", {"id": key(), "at": moments(days=90)}),
    TablePlan(
        "people",
        {
            "id": number(),
            "firm": owner(),
            "own": count_of("calls", "person"),
            "last": latest_of("calls", "person", "at"),
        },
        spread=Spread("firms", 1.2),
    ),
    TablePlan(
        "calls",
        {"id": number(), "firm": owner(), "person": per("people", weights=(0, 2, 1)), "at": of("firm", "at")},
        spread=Spread("firms", 1.2, having=("people",)),
    ),
)


@pytest.mark.parametrize("column", ["loans", "paid", "last_loan", "due"])
def test_asking_for_ones_own_gives_what_counting_all_gives(column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = next(plan.table for plan in PLANS if column in plan.generators)
    counted = World(7, PLANS, TWICE)
    expected = counted.rows(table).value(column)
    assert any(key[0].endswith("_of") for key in counted.remembered)
    monkeypatch.setattr("pgworkbench.seeding.columns.children.MANY", 0)
    asked = World(7, PLANS, TWICE)
    assert asked.rows(table).value(column).equals(expected)
    assert not any(key[0].endswith("_of") for key in asked.remembered)


def test_the_memory_for_some_rows_does_not_grow_with_the_others() -> None:
    """Issue 4: under 500 MB whatever the volume; counting all would take 320 MB a column here."""
    world = World(1, FIRM, [Generation({"firms": 50, "people": 40_000_000, "calls": 60_000_000}, AS_OF)])
    tracemalloc.start()
    try:
        some = world.rows("people", 20_000_000, 20_005_000)
        total = sum(some.value("own").to_pylist())
        assert some.value("last").null_count == some.value("own").to_pylist().count(0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 7_000 < total < 8_000  # half as many again
    assert peak < 50_000_000
