"""Cycles: three academic years up to the one that runs, their semesters, an intake; and when one may enrol for each."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.plan import (
    Picked,
    Rows,
    Spread,
    TablePlan,
    choice,
    const,
    generator,
    given,
    key,
    link,
    midnight,
    money,
    of,
    ordinal,
    owner,
    per,
    period,
    phase,
    same,
    shifted,
    template,
)
from seeds.rhythm import DAY

NOTHING = const(None)
_YEARS = 3
_SEPTEMBER = 9  # when an academic year begins
# Kind, which of the three years it lies in, first month and day, and how many months later it ends; by a cycle's rank.
_CYCLES = (
    *(("academic_year", year, 9, 1, 11) for year in range(_YEARS)),
    *(semester for year in range(_YEARS) for semester in (("semester", year, 9, 1, 5), ("semester", year, 2, 1, 5))),
    ("intake", _YEARS - 1, 3, 1, 2),
)


def _months(rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.object_]]:
    """First month and the month after the last one (since 1970), and the kind; of the cycle that the rank says."""
    days = rows.as_of // int(timedelta(days=1) / timedelta(microseconds=1))
    today = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    begun = today // 12 - np.where(today % 12 + 1 < _SEPTEMBER, 1, 0)  # when the running year began
    place = rows.rank % len(_CYCLES)
    kind, year, month, _, length = (np.array(column, dtype=object)[place] for column in zip(*_CYCLES, strict=True))
    spring = (month.astype(np.int64) < _SEPTEMBER).astype(np.int64)
    first = (begun - (_YEARS - 1) + year.astype(np.int64) + spring) * 12 + month.astype(np.int64) - 1
    return first, first + length.astype(np.int64), kind


@generator
def _kind(rows: Rows) -> NDArray[np.object_]:
    return _months(rows)[2]


@generator
def _first(rows: Rows) -> NDArray[np.object_]:
    return _dates(_months(rows)[0])


@generator
def _after_last(rows: Rows) -> NDArray[np.object_]:
    return _dates(_months(rows)[1])


def _dates(months: NDArray[np.int64]) -> NDArray[np.object_]:
    return np.array([date(1970 + month // 12, month % 12 + 1, 1) for month in months.tolist()], dtype=object)


@generator
def _code(rows: Rows) -> NDArray[np.object_]:
    """As on transcripts: 2026-Y, 2026-S1 (autumn), 2027-S2 (spring), 2027-I."""
    first, _, kinds = _months(rows)
    marks = {"academic_year": "Y", "intake": "I"}
    named = zip(first.tolist(), kinds.tolist(), strict=True)
    codes = [f"{1970 + m // 12}-{marks.get(kind, 'S1' if m % 12 + 1 >= _SEPTEMBER else 'S2')}" for m, kind in named]
    return np.array(codes, dtype=object)


@link
def _year(rows: Rows) -> Picked:
    """The academic year that a semester lies in: the tenant's cycle of that rank, which stands as far before it."""
    place = rows.rank % len(_CYCLES)
    semester = (place >= _YEARS) & (place < len(_CYCLES) - 1)
    back = place - (place - _YEARS) // 2
    return Picked("cycles", np.where(semester, _before(rows, back), -1), "id")


def _before(rows: Rows, steps: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row of the same tenant so many ranks before."""
    layout = rows.world.layout(rows.table)
    return layout.index(rows.owner, rows.rank - steps)


CYCLES = TablePlan(
    "cycles",
    spread=Spread("tenants", 0.0),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "parent_id": _year(),
        "kind": _kind(),
        "code": _code(),
        "name": template(
            "{what} {code}",
            what=given(
                "kind", {"academic_year": const("Year"), "intake": const("Intake")}, otherwise=const("Semester")
            ),
        ),
        "status": given(
            phase("first", "after_last"),
            {"after": const("closed"), "during": const("running"), "before": choice({"open": 2, "planned": 1})},
        ),
        "period": period("first", "after_last"),
        "created_at": shifted(of("tenant_id", "created_at"), 2 * DAY),
        "updated_at": same("created_at"),
        "version": given("status", {"closed": const(4), "running": const(3), "open": const(2)}, otherwise=const(1)),
    },
    aside={"first": _first(), "after_last": _after_last()},
)
ENROLLMENT_WINDOWS = TablePlan(
    "enrollment_windows",
    spread=Spread("tenants", 0.0, having=("cycles",)),
    columns={
        "tenant_id": owner(),
        "id": key(time="created_at"),
        "cycle_id": per("cycles"),
        "audience": given(
            ordinal("cycle_id"), {1: const("new"), 2: const("returning")}, otherwise=const("international")
        ),
        "period": period("opens", "closes"),
        "fee_amount": given("audience", {"new": money(20, 90, step=500)}),
        "fee_currency": given("audience", {"new": of("tenant_id", "currency")}),
        "created_at": of("cycle_id", "created_at"),
        "updated_at": same("created_at"),
    },
    aside={
        "opens": shifted(midnight(of("cycle_id", "first")), timedelta(days=-90)),
        "closes": shifted(midnight(of("cycle_id", "first")), timedelta(days=14)),
    },
)

PLANS = (CYCLES, ENROLLMENT_WINDOWS)
