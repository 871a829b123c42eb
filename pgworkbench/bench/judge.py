"""What a set of indexes costs a workload: planned in a rolled-back transaction, timed once for each plan.

A read takes as long as its plan takes, whatever else is there, so a plan that was timed once is never run again. A
write takes as long as with the indexes that find its rows, and what each other index of its tables adds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from pgworkbench.bench.case import Bounds, Case
from pgworkbench.bench.measure import Session, plan_all
from pgworkbench.bench.plan import Node
from pgworkbench.bench.readtimes import LONG_S, ReadTimes
from pgworkbench.bench.search import Chosen, Cost
from pgworkbench.bench.single import Field
from pgworkbench.bench.statistics import median
from pgworkbench.bench.trial import signature
from pgworkbench.bench.writecosts import WriteCosts
from pgworkbench.catalog import Name

_ROUND_TRIPS = 51
_KNOWING = 0.15  # of the time, for what is there
_CLOCK_MS = 0.05  # a difference below this is no query's


def round_trip_ms(session: Session) -> float:
    """What a client waits for a statement that does nothing: the median of some."""
    waits = []
    for _ in range(_ROUND_TRIPS):
        start = time.perf_counter()
        session.connection.execute("SELECT 1")
        waits.append((time.perf_counter() - start) * 1000)
    return median(waits)


@dataclass(frozen=True, slots=True)
class _Planned:
    """The plans of a query with a set: what tells them from others, the planner's cost, the competitors in use."""

    signature: tuple[str, ...]
    cost: float
    used: Chosen


@dataclass(slots=True)
class Bench:
    """The judge of a search: see `search.Judge`. `start` is the set that is there; `guards` are sets of which one
    member at least must stay; `deadline` is by time.monotonic().
    """

    session: Session
    cases: Sequence[Case]
    pool: Field
    start: Chosen
    bounds: Bounds
    guards: Sequence[Chosen] = ()
    deadline: float = float("inf")
    seed: int = 1
    asked: int = 0  # sets that were planned with
    planning_s: float = 0.0  # the seconds that took
    wait_ms: float = 0.0  # what a client of a write waits for beside it: a round trip
    told: Callable[[int, int], None] | None = None  # hears how many sets were planned with, and plans timed
    barred: Chosen = frozenset()  # indexes that may be in no set any more
    exact: bool = False  # plan with every set, even where a larger one's plan says it
    _plans: dict[tuple[str, Chosen], _Planned] = field(default_factory=dict)
    _seen: dict[str, dict[Chosen, _Planned]] = field(default_factory=dict)  # by query: what the server planned
    _first: Cost | None = None
    _reads: ReadTimes = field(init=False)
    _writes: WriteCosts = field(init=False)

    def __post_init__(self) -> None:
        # Many queries get less time each, so that all are known before any is known well.
        each = _KNOWING * max(self.deadline - time.monotonic(), 0.0) / max(len(self.cases), 1)
        self._reads = ReadTimes(self.session, self.seed, self.deadline, min(each, LONG_S))
        self._writes = WriteCosts(self.session, self.pool.indexes, self.seed, self.wait_ms)

    @property
    def runs(self) -> int:
        """How many plans were timed."""
        return self._reads.runs

    @property
    def competitors(self) -> tuple[Name, ...]:
        """All that may be chosen, in order."""
        return tuple(sorted(self.pool.indexes.optional - self.barred))

    def exchangeable(self, one: Name, other: Name) -> bool:
        """Indexes of one table that some query could use either of."""
        table = self.pool.indexes.droppable
        pair = {one, other}
        return table[one].name == table[other].name and any(pair <= case.relevant for case in self.cases)

    def allowed(self, chosen: Chosen) -> bool:
        """Every guard has a member."""
        return all(guard & chosen for guard in self.guards)

    def over(self) -> bool:
        """Whether the time is."""
        return time.monotonic() > self.deadline

    def cost(self, chosen: Chosen) -> Cost:
        """Measured, where it was not before."""
        if self.told is not None:
            self.told(self.asked, self.runs)
        self._plan(chosen)
        return self._cost(chosen, {case.name: self._timed(case, chosen) for case in self.cases})

    def estimate(self, chosen: Chosen) -> Cost:
        """Measured times where the plans are known; else the planner's cost, at the rate of the start's."""
        self._plan(chosen)
        return self._cost(chosen, {case.name: self._guessed(case, chosen) for case in self.cases})

    def used(self, case: Case, chosen: Chosen) -> Chosen:
        """The competitors that the query's plans read."""
        self._plan(chosen)
        return self._planned_with(case, chosen).used

    def followed(self, case: Case) -> Chosen:
        """The competitors by which a write finds the rows that refer to those that it deletes."""
        return self._writes.followed(case)

    def maintained(self, case: Case) -> Chosen:
        """The competitors that a write may have to maintain."""
        return self._writes.maintained(case)

    def signature(self, case: Case, chosen: Chosen) -> tuple[str, ...]:
        """What tells the query's plans with a set from others."""
        self._plan(chosen)
        return self._planned_with(case, chosen).signature

    def planner_cost(self, case: Case, chosen: Chosen) -> float:
        """What the planner expects."""
        self._plan(chosen)
        return self._planned_with(case, chosen).cost

    def without(self, case: Case, chosen: Chosen) -> tuple[Name, ...]:
        """What must be left out so that the query sees this set."""
        return tuple(sorted(case.touched - chosen))

    def begin(self) -> Cost:
        """Measure the set that is there: what bounds and guesses refer to."""
        self._first = None
        self._plan(self.start)
        for case in (case for case in self.cases if case.ran_away):
            self._reads.ran_away(case, self._planned_with(case, self.start).signature)
        first = self.cost(self.start)
        self._first = first
        return first

    def learn(self, name: str, chosen: Chosen, plan: tuple[str, ...], ratio: float) -> None:
        """Take it that a read takes so many times what it took at first, if it has this plan with the set here, too."""
        case, first = next(case for case in self.cases if case.name == name), self._first or self.begin()
        if self.signature(case, chosen) == plan:
            self._reads.learn(case, plan, ratio * first.each[name])

    def sound_out(self, until: float) -> None:
        """Time each read with all indexes, and with each that serves it alone: first what the planner likes best, of
        what takes most of an hour first, then what it likes next. Then a start is made of times and not of the
        planner's costs. It ends at `until` (time.monotonic).
        """
        first = self._first or self.begin()
        reads = [case for case in self.cases if not case.writes]
        reads.sort(key=lambda case: (-case.calls * first.each[case.name], case.name))
        for sets in zip_longest(*(self._promising(case) for case in reads)):
            for case, chosen in zip(reads, sets, strict=True):
                if time.monotonic() > until:
                    return
                if chosen is not None:
                    self._timed(case, chosen)

    def _promising(self, case: Case) -> list[Chosen]:
        """Sets to time a read with, each with another plan, the cheapest by the planner first."""
        sets = [self.start | {name} for name in sorted(case.relevant - self.start)]
        by_plan: dict[tuple[str, ...], tuple[float, Chosen]] = {}
        for chosen in (frozenset(self.competitors), *sets):
            self._plan(chosen)
            planned = self._planned_with(case, chosen)
            by_plan.setdefault(planned.signature, (planned.cost, chosen))
        return [chosen for _, chosen in sorted(by_plan.values(), key=lambda pair: (pair[0], sorted(pair[1])))]

    def price_writes(self, until: float) -> tuple[Name, ...]:
        """Measure every write with no competitor and with each alone, in turns, what is called most first; each has
        its share of the time until `until` (time.monotonic). The tables that were written.
        """
        writes = sorted((c for c in self.cases if c.writes), key=lambda c: (-c.calls * c.once_ms, c.name))
        written = set[Name]()
        for number, case in enumerate(writes):
            seconds = max(until - time.monotonic(), 0.0) / (len(writes) - number)
            written |= set(self._writes.price(case, self.used(case, case.touched), seconds))
        return tuple(sorted(written))

    def _cost(self, chosen: Chosen, each: Mapping[str, float]) -> Cost:
        reads = sum(case.calls * each[case.name] for case in self.cases if not case.writes)
        writes = sum(case.calls * each[case.name] for case in self.cases if case.writes)
        size = sum(self.pool.sizes.get(name, 0) for name in chosen)
        return Cost(reads, writes, size, each, self._broken(writes, size), self._slowed(each), self.bounds.weight)

    def _broken(self, writes: float, size: int) -> float:
        """How far beyond the bounds, each as a share, added up."""
        over = max(0.0, size / max(self.bounds.bytes, 1) - 1) if size > self.bounds.bytes else 0.0
        if self._first is not None and self._first.writes and writes > self._first.writes * self.bounds.dearer:
            over += writes / self._first.writes - self.bounds.dearer
        return over

    def _slowed(self, each: Mapping[str, float]) -> float:
        """The ms an hour that reads take more than they may."""
        if self._first is None:
            return 0.0
        found = 0.0
        for case in (case for case in self.cases if not case.writes):
            before, now = self._first.each[case.name], each[case.name]
            if now - before > _CLOCK_MS:
                found += case.calls * max(0.0, now - before * self.bounds.slower)
        return found

    def _timed(self, case: Case, chosen: Chosen) -> float:
        planned = self._planned_with(case, chosen)
        if case.writes:
            return self._writes.ms(case, chosen, planned.used)
        return self._reads.ms(case, planned.signature, self.without(case, chosen))

    def _guessed(self, case: Case, chosen: Chosen) -> float:
        planned = self._planned_with(case, chosen)
        if case.writes:
            return self._writes.ms(case, chosen, planned.used)
        known = self._reads.known(case, planned.signature)
        if known is not None:
            return known
        first = self._planned_with(case, self.start)
        rate = (self._reads.known(case, first.signature) or 1.0) / max(first.cost, 1e-9)
        return planned.cost * rate

    # ---- plans ----------------------------------------------------------------------------------------------------

    def _plan(self, chosen: Chosen) -> None:
        """Plans of all queries for which this set is new, in one transaction that is rolled back."""
        new = [case for case in self.cases if not self._known(case, chosen & case.relevant)]
        if not new:
            return
        self.asked += 1
        began = time.monotonic()
        gone = sorted(frozenset().union(*(case.touched for case in new)) - chosen)
        asked = [(case.subject.query, case.subject.sets) for case in new]
        for case, seen in zip(new, plan_all(self.session, asked, gone), strict=True):
            planned = self._planned(seen)
            self._plans[case.name, chosen & case.relevant] = planned
            self._seen.setdefault(case.name, {})[chosen & case.relevant] = planned
        self.planning_s += time.monotonic() - began

    def _known(self, case: Case, relevant: Chosen) -> bool:
        """Whether the plan is known: of this set, or of a larger one of which the plan uses no more than this has.

        What the planner did not choose, it does not miss.
        """
        if (case.name, relevant) in self._plans:
            return True
        for larger, planned in () if self.exact else self._seen.get(case.name, {}).items():
            if planned.used <= relevant <= larger:
                self._plans[case.name, relevant] = planned
                return True
        return False

    def _planned(self, seen: Sequence[Node]) -> _Planned:
        used = {name for plan in seen for name in self.pool.indexes.used_by(plan)}
        cost = sum(float(plan["Total Cost"]) for plan in seen)
        return _Planned(signature(seen), cost, frozenset(used) & self.pool.indexes.optional)

    def _planned_with(self, case: Case, chosen: Chosen) -> _Planned:
        return self._plans[case.name, chosen & case.relevant]
