"""What generators promise of their values, in no database."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from pgworkbench.errors import SeedError, UnknownNameError
from pgworkbench.seeding.plan import (
    Rows,
    Spread,
    TablePlan,
    after,
    choice,
    const,
    distinct,
    generator,
    given,
    key,
    moments,
    nullable,
    number,
    ordinal,
    owner,
    parent,
    per,
    pool,
    same,
    slug,
)
from pgworkbench.seeding.rows import Generation, World, as_integers

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
FIRM = TablePlan("firm", {"id": key(), "name": pool("company", ("en_US",))})
STAFF = TablePlan(
    "staff",
    {"firm_id": owner(), "id": key(time="at"), "at": moments(days=900)},
    spread=Spread("firm", 0.7),
)
TASK = TablePlan(
    "task",
    {
        "firm_id": owner(),
        "staff_id": parent("staff", before="at"),
        "boss_id": per("staff", weights=(2, 0, 1)),
        "nth": ordinal("boss_id"),
        "pair_id": distinct("staff", beside="boss_id"),
        "at": moments(days=800),
        "kind": choice({"a": 9, "b": 1}),
        "note": nullable(const("x"), 0.25),
    },
    spread=Spread("firm", 0.7),
)
PLANS = (FIRM, STAFF, TASK)
SMALL = Generation({"firm": 9, "staff": 1_000, "task": 4_000}, AS_OF)


def made(*plans: TablePlan, rows: int = 100, seed: int = 1) -> World:
    return World(seed, plans, [Generation({plan.table: rows for plan in plans}, AS_OF)])


def values(its: TablePlan, column: str, rows: int = 100) -> list[object]:
    return made(its, rows=rows).rows(its.table).value(column).to_pylist()


@pytest.fixture(scope="module")
def firm() -> World:
    return World(1, PLANS, [SMALL])


def test_a_part_of_the_rows_has_the_values_of_the_whole(firm: World) -> None:
    for plan in PLANS:
        for column in plan.columns:
            whole = firm.rows(plan.table).value(column)
            parts = [firm.rows(plan.table, at, min(at + 333, len(whole))) for at in range(0, len(whole), 333)]
            assert [value for part in parts for value in part.value(column).to_pylist()] == whole.to_pylist()


def test_another_process_makes_the_same_rows(firm: World) -> None:
    here = repr([firm.rows("task").value(column).to_pylist() for column in TASK.columns])
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_rows as t\n"
        "rows = t.World(1, t.PLANS, [t.SMALL]).rows('task')\n"
        "print(repr([rows.value(column).to_pylist() for column in t.TASK.columns]))"
    )
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": hash_seed}
        )
        assert done.stdout.strip() == here


def test_another_seed_makes_other_rows(firm: World) -> None:
    other = World(2, PLANS, [SMALL])
    assert other.rows("staff", 0, 9).value("id") != firm.rows("staff", 0, 9).value("id")


def test_parents_are_of_the_same_owner_and_were_there_before(firm: World) -> None:
    tasks, staff = firm.rows("task"), firm.rows("staff")
    for column in ("staff_id", "boss_id", "pair_id"):
        assert (staff.owner[tasks.pick(column).index] == tasks.owner).all()
    later = as_integers(staff.value("at"))[tasks.pick("staff_id").index] > as_integers(tasks.value("at"))
    first = np.unique(tasks.pick("staff_id").index[later])
    assert (staff.rank[first] == 0).all(), "only where the owner had nobody yet, its first row is taken"


def test_children_dealt_out_are_numbered_without_a_gap(firm: World) -> None:
    tasks = firm.rows("task")
    for boss in np.unique(tasks.pick("boss_id").index):
        mine = as_integers(tasks.value("nth"))[tasks.pick("boss_id").index == boss]
        assert sorted(mine.tolist()) == list(range(1, len(mine) + 1))


def test_no_pair_is_made_twice(firm: World) -> None:
    tasks = firm.rows("task")
    pairs = set(zip(tasks.pick("boss_id").index.tolist(), tasks.pick("pair_id").index.tolist(), strict=True))
    assert len(pairs) == len(tasks)


def test_more_pairs_than_there_can_be_are_refused() -> None:
    world = World(1, PLANS, [Generation({"firm": 1, "staff": 3, "task": 30}, AS_OF)])
    with pytest.raises(SeedError, match="more rows for one of staff than it can be combined with staff"):
        world.rows("task").value("pair_id")


def test_growth_changes_no_row_that_was_there(firm: World) -> None:
    later = Generation({"firm": 14, "staff": 1_800, "task": 9_000}, AS_OF + timedelta(days=90))
    grown = World(1, PLANS, [SMALL, later])
    for plan in PLANS:
        for column in plan.columns:
            before = firm.rows(plan.table).value(column).to_pylist()
            assert grown.rows(plan.table).value(column).to_pylist()[: len(before)] == before, column
    new = grown.rows("task", 4_000)
    assert as_integers(new.value("at")).min() >= firm.moments[0]
    pairs = zip(
        grown.rows("task").pick("boss_id").index.tolist(), grown.rows("task").value("nth").to_pylist(), strict=True
    )
    assert len(set(pairs)) == 9_000


def test_times_ascend_and_keep_to_their_window(firm: World) -> None:
    times = as_integers(firm.rows("task").value("at"))
    assert (np.diff(times) >= 0).all()
    assert times[0] >= firm.moments[0] - 800 * 86_400_000_000
    assert times[-1] <= firm.moments[0]


def test_nothing_happens_after_the_day_of_the_volumes() -> None:
    plan = TablePlan("t", {"at": moments(days=100), "then": after("at", timedelta(days=90))})
    rows = made(plan, rows=5_000).rows("t")
    assert as_integers(rows.value("then")).max() <= rows.world.moments[0]
    assert (as_integers(rows.value("then")) >= as_integers(rows.value("at"))).all()


def test_weights_and_rates_are_heard(firm: World) -> None:
    assert firm.rows("task").value("kind").to_pylist().count("b") == pytest.approx(400, rel=0.2)
    assert firm.rows("task").value("note").null_count == pytest.approx(1_000, rel=0.2)


def test_a_case_decides_which_generator_speaks() -> None:
    plan = TablePlan(
        "t", {"k": choice({"a": 1, "b": 1, "c": 1}), "v": given("k", {"a": number(), "b": number(start=1000)})}
    )
    rows = made(plan, rows=500).rows("t")
    for kind, value, index in zip(rows.value("k").to_pylist(), rows.value("v").to_pylist(), range(500), strict=True):
        assert value == {"a": index + 1, "b": index + 1000, "c": None}[kind]


def test_a_slug_is_made_of_latin_words() -> None:
    plan = TablePlan("t", {"s": slug(const("Größe & Über-Maß, ЖЖ 3"))})
    assert values(plan, "s", rows=1) == ["grosse-uber-mass-3"]


@generator
def short(rows: Rows) -> pa.Array:
    return pa.array([1] * (len(rows) - 1))


@generator
def broken(rows: Rows) -> pa.Array:
    return pa.array([1 / 0] * len(rows))


@pytest.mark.parametrize(
    ("its", "told"),
    [
        (short(), "t.x: 99 values for 100 rows"),
        (broken(), "t.x cannot be made: ZeroDivisionError"),
        (same("x"), "t.x depends on itself"),
        (pool("no_such_thing", ("en_US",)), "Faker knows no 'no_such_thing'"),
        (pool("first_name", ("xx_XX",)), "Faker knows no locale 'xx_XX'"),
        (owner(), "t has no owner"),
        (ordinal("y"), "t.y is no link"),
    ],
)
def test_a_mistake_is_told_with_its_table_and_column(its: object, told: str) -> None:
    with pytest.raises(SeedError, match=told):
        values(TablePlan("t", {"x": its, "y": number()}), "x")  # type: ignore[dict-item]


def test_a_constant_that_is_no_generator_is_told_at_once() -> None:
    with pytest.raises(SeedError, match=r"t\.x: 'draft' is no generator"):
        TablePlan("t", {"x": "draft"})  # type: ignore[dict-item]


def test_an_unknown_column_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="column in the plan of t 'nmae': try name"):
        values(TablePlan("t", {"x": same("nmae"), "name": number()}), "x")
