"""What becomes of a set by what was confirmed of it: on figures that are written down, never on a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast

import pytest

from pgworkbench.bench.case import Bounds, Case
from pgworkbench.bench.confirm import CHOSEN, START, Confirmed, Round, Sets
from pgworkbench.bench.interleave import Effort
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.measure import Limits, Sample, Session
from pgworkbench.bench.plan import Pages
from pgworkbench.bench.recommend import Verdict, robbed, slower_reads, slowing, unpaid
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.settle import Settling, _reconsidered
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
    sizes: Mapping[Name, int] = field(default_factory=dict)
    start: Chosen = frozenset()
    seed: int = 1
    cases: tuple[Case, ...] = ()
    indexes: Indexes = field(default_factory=lambda: Indexes(Catalog(180000, "none")))

    @property
    def pool(self) -> Judge:
        """Where sizes are."""
        return self

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


def settled(found: Verdict, judge: Judge) -> Settling:
    """After its first round."""
    known = Round(found.sets, found.confirmed)
    return Settling(cast("Bench", judge), {}, Effort(), lambda *_: None, seen={found.sets.chosen}, last=known)


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
    assert slowing(found, Bounds(1, slower=1.1)) == (frozenset({B}), frozenset())


def test_of_two_that_cure_a_slowed_read_the_one_goes_that_all_miss_less() -> None:
    slowed = confirmed("slowed", {CHOSEN: 20, START: 10, f"without {A}": 9, f"without {B}": 10.5})
    assert slowing(verdict(READ, slowed), Bounds(1, slower=1.1)) == (frozenset({B}), frozenset())
    assert slowing(verdict(slowed), Bounds(1, slower=1.1)) == (frozenset({A}), frozenset())


def test_a_write_gets_its_index_back_and_pays_for_new_ones() -> None:
    sets = Sets(frozenset({A}), frozenset({B}), None)
    robbed_write = confirmed("robbed", {CHOSEN: 20, START: 10, f"with {B}": 11, f"without {A}": 19}, writes=True)
    dearer_write = confirmed("dearer", {CHOSEN: 20, START: 10, f"without {A}": 9}, writes=True)
    found = replace(verdict(robbed_write, dearer_write), sets=sets)
    assert [each.case.name for each in robbed(found, 1.3)] == ["robbed"]
    assert slowing(found, Bounds(1)) == (frozenset(), frozenset({B}))


@pytest.mark.parametrize(("start", "missed", "stays"), [(1.02, 1.2, {B}), (1.02, 3.0, {A, B}), (1.5, 1.2, {A, B})])
def test_a_set_hardly_quicker_takes_no_more_bytes(start: float, missed: float, stays: set[Name]) -> None:
    """Unless some query misses much of what it takes."""
    there = Name("public", "there")
    sets = Sets(frozenset({A, B, there}), frozenset({there}), None)
    main = confirmed("main", {CHOSEN: 100, START: 100 * start, f"without {B}": 300, f"without {there}": 250})
    small = confirmed("small", {CHOSEN: 1, START: missed, f"without {A}": missed})
    judge = Judge(Bounds(10**9), {A: 8000, B: 0, there: 100})
    settling = settled(replace(verdict(main, small), sets=sets), judge)
    assert _reconsidered(settling) - {there} == stays


def test_what_ran_away_at_the_start_counts_as_its_limit() -> None:
    away = confirmed("away", {CHOSEN: 5}, away={START: 1500.0, f"without {A}": 1500.0})
    ratio = away.ratio(START)
    assert ratio is not None
    assert ratio.low > 250
    assert unpaid(verdict(away), cast("Bench", Judge(Bounds(1)))) == {B}
