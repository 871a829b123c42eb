"""What becomes of a set by what was confirmed of it: on figures that are written down, never on a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import pytest

from pgworkbench.bench.case import Bounds, Case
from pgworkbench.bench.confirm import CHOSEN, START, Confirmed, Sets
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.measure import Limits, Sample, Session
from pgworkbench.bench.plan import Pages
from pgworkbench.bench.recommend import Verdict, slower_reads, slowing, unpaid
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject
from pgworkbench.bench.writelimit import too_dear
from pgworkbench.catalog import Catalog, Name
from pgworkbench.workload import Query, QueryKind

A, B = Name("public", "a"), Name("public", "b")
SETS = Sets(frozenset({A, B}), frozenset(), None)


@dataclass
class Judge:
    """As much of one as is asked here."""

    bounds: Bounds
    seed: int = 1

    def allowed(self, chosen: Chosen) -> bool:
        return chosen is not None


def confirmed(
    name: str, ms: Mapping[str, float], *, writes: bool = False, away: Mapping[str, float] = MappingProxyType({})
) -> Confirmed:
    """Seven blocks of these times, each a little longer than the last."""
    query = Query(name, "SELECT 1", declared_kind=QueryKind.WRITE if writes else None)
    subject = Subject(cast("Any", Session(cast("Any", None), limits=Limits())), query, ({},))
    case = Case(subject, 1.0, SETS.chosen, SETS.chosen)
    blocks = tuple({arm: (sample(each * (1 + n / 1000)),) for arm, each in ms.items()} for n in range(7))
    return Confirmed(case, blocks, 1, away)


def sample(ms: float) -> Sample:
    return Sample(ms, 0.0, ms, None, 1, Pages(), 0, {})


def verdict(*each: Confirmed) -> Verdict:
    return Verdict(SETS, each, {}, {}, Indexes(Catalog(180000, "none")))


def dear(found: Verdict, limit: float) -> Chosen:
    return too_dear(found, cast("Bench", Judge(Bounds(1, dearer=limit))))


READ = confirmed("read", {CHOSEN: 1, START: 100, f"without {A}": 100, f"without {B}": 2})
WRITE = confirmed("write", {CHOSEN: 14, START: 10, f"without {A}": 12, f"without {B}": 12}, writes=True)


@pytest.mark.parametrize(("limit", "goes"), [(1.5, set()), (1.3, {B}), (1.05, {A, B})])
def test_writes_keep_to_their_limit_by_what_the_reads_miss_least(limit: float, goes: set[Name]) -> None:
    assert dear(verdict(READ, WRITE), limit) == goes


def test_without_writes_nothing_is_too_dear() -> None:
    assert dear(verdict(READ), 1.0) == frozenset()


def test_a_slowed_read_gives_up_the_index_that_slows_it_and_no_other() -> None:
    slowed = confirmed("slowed", {CHOSEN: 20, START: 10, f"without {A}": 19.5, f"without {B}": 10})
    found = verdict(READ, slowed)
    assert [each.case.name for each in slower_reads(found, 1.1)] == ["slowed"]
    assert slowing(found, 1.1) == (frozenset({B}), frozenset())


def test_what_ran_away_at_the_start_counts_as_its_limit() -> None:
    away = confirmed("away", {CHOSEN: 5}, away={START: 1500.0, f"without {A}": 1500.0})
    ratio = away.ratio(START)
    assert ratio is not None
    assert ratio.low > 250
    assert unpaid(verdict(away), cast("Bench", Judge(Bounds(1)))) == {B}
