"""What a set of indexes costs a workload: planned in a rolled-back transaction, timed once for each plan.

A read takes as long as its plan takes, whatever else is there, so a plan that was timed once is never run again. A
write takes as long as with the indexes that find its rows, and what each other index of its tables adds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from pgworkbench.bench.interleave import Collected, Effort, collect, totals
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Limits, Sample, Session, plan_all
from pgworkbench.bench.plan import Node, tables_written
from pgworkbench.bench.search import Chosen, Cost
from pgworkbench.bench.single import Field
from pgworkbench.bench.statistics import median, paired_ratio
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, plans, signature, visit, warm_up
from pgworkbench.catalog import Name
from pgworkbench.workload import QueryKind

_SLOW = 1.5  # so many times slower than the best is slower, without a second look
_PATIENT = 5  # so many times the best, and the query is given up
_LEAST_LIMIT_MS = 250
_ROUND_TRIPS = 51
_CLOCK_MS = 0.05  # a difference below this is no query's
_QUICK = Effort(fewest=3, most=9, precision=0.04, seconds=0.6)


def waited_ms(sample: Sample) -> float:
    """What the server takes for a write: a quick one is planned about as long as it is executed."""
    return sample.execution_ms + sample.planning_ms


def round_trip_ms(session: Session) -> float:
    """What a client waits for a statement that does nothing: the median of some."""
    waits = []
    for _ in range(_ROUND_TRIPS):
        start = time.perf_counter()
        session.connection.execute("SELECT 1")
        waits.append((time.perf_counter() - start) * 1000)
    return median(waits)


@dataclass(frozen=True, slots=True)
class Case:
    """A query of the workload: how often an hour it is called, and the competing indexes of its tables."""

    subject: Subject
    calls: float
    touched: Chosen
    relevant: Chosen  # those of them that its plans may depend on

    @property
    def name(self) -> str:
        """The query's."""
        return self.subject.query.name

    @property
    def writes(self) -> bool:
        """Whether it changes rows."""
        return self.subject.query.kind is QueryKind.WRITE


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a set must keep to: bytes, how much slower a read may get, how much dearer all writes together."""

    bytes: int
    slower: float = 1.10
    dearer: float = 1.30


@dataclass(frozen=True, slots=True)
class _Planned:
    """The plans of a query with a set: what tells them from others, the planner's cost, the competitors in use."""

    signature: tuple[str, ...]
    cost: float
    used: Chosen


@dataclass(slots=True)
class _Best:
    """The fastest plan of a query so far, and what to leave out to get it."""

    without: tuple[Name, ...]
    ms: float


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
    runs: int = 0  # plans that were timed
    asked: int = 0  # sets that were planned with
    wait_ms: float = 0.0  # what a client of a write waits for beside it: a round trip
    told: Callable[[int, int], None] | None = None  # hears how many sets were planned with, and plans timed
    exact: bool = False  # plan with every set, even where a larger one's plan says it
    _plans: dict[tuple[str, Chosen], _Planned] = field(default_factory=dict)
    _seen: dict[str, dict[Chosen, _Planned]] = field(default_factory=dict)  # by query: what the server planned
    _times: dict[tuple[str, tuple[str, ...]], float] = field(default_factory=dict)
    _best: dict[str, _Best] = field(default_factory=dict)
    _writes: dict[str, dict[Name | None, float]] = field(default_factory=dict)
    _families: dict[str, _Family] = field(default_factory=dict)
    _first: Cost | None = None

    @property
    def competitors(self) -> tuple[Name, ...]:
        """All that may be chosen, in order."""
        return tuple(sorted(self.pool.indexes.optional))

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
        return self._plans[case.name, chosen & case.relevant].used

    def followed(self, case: Case) -> Chosen:
        """The competitors by which a write finds the rows that refer to those that it deletes."""
        return (
            frozenset(self.pool.indexes.followed_by(plans(case.subject))) & case.touched if case.writes else frozenset()
        )

    def changes(self, case: Case, one: Chosen, other: Chosen) -> bool:
        """Whether the query's plans differ between two sets."""
        self._plan(one)
        self._plan(other)
        first, second = (self._plans[case.name, chosen & case.relevant] for chosen in (one, other))
        return first.signature != second.signature

    def planner_cost(self, case: Case, chosen: Chosen) -> float:
        """What the planner expects."""
        self._plan(chosen)
        return self._plans[case.name, chosen & case.relevant].cost

    def without(self, case: Case, chosen: Chosen) -> tuple[Name, ...]:
        """What must be left out so that the query sees this set."""
        return tuple(sorted(case.touched - chosen))

    def begin(self) -> Cost:
        """Measure the set that is there: what bounds and guesses refer to."""
        self._first = None
        first = self.cost(self.start)
        self._first = first
        return first

    def sound_out(self, until: float) -> None:
        """Time each read with each index that serves it alone, what takes most of an hour first: then a start is made
        of times and not of the planner's costs. It ends at `until` (time.monotonic).
        """
        first = self._first or self.begin()
        reads = (case for case in self.cases if not case.writes)
        for case in sorted(reads, key=lambda case: (-case.calls * first.each[case.name], case.name)):
            for name in sorted(case.relevant - self.start):
                if time.monotonic() > until:
                    return
                beside = self.start | {name}
                if name in self.used(case, beside):
                    self._timed(case, beside)

    def _cost(self, chosen: Chosen, each: Mapping[str, float]) -> Cost:
        reads = sum(case.calls * each[case.name] for case in self.cases if not case.writes)
        writes = sum(case.calls * each[case.name] for case in self.cases if case.writes)
        size = sum(self.pool.sizes.get(name, 0) for name in chosen)
        return Cost(reads, writes, size, each, self._broken(each, writes, size))

    def _broken(self, each: Mapping[str, float], writes: float, size: int) -> float:
        """How far beyond the bounds, each as a share, added up."""
        over = max(0.0, size / max(self.bounds.bytes, 1) - 1) if size > self.bounds.bytes else 0.0
        if self._first is None:
            return over
        for case in self.cases:
            before, now = self._first.each[case.name], each[case.name]
            if not case.writes and now > before * self.bounds.slower and now - before > _CLOCK_MS:
                over += now / max(before, _CLOCK_MS) - self.bounds.slower
        if self._first.writes and writes > self._first.writes * self.bounds.dearer:
            over += writes / self._first.writes - self.bounds.dearer
        return over

    # ---- plans ----------------------------------------------------------------------------------------------------

    def _plan(self, chosen: Chosen) -> None:
        """Plans of all queries for which this set is new, in one transaction that is rolled back."""
        new = [case for case in self.cases if not self._known(case, chosen & case.relevant)]
        if not new:
            return
        self.asked += 1
        gone = sorted(frozenset().union(*(case.touched for case in new)) - chosen)
        asked = [(case.subject.query, case.subject.sets) for case in new]
        for case, seen in zip(new, plan_all(self.session, asked, gone), strict=True):
            planned = self._planned(seen)
            self._plans[case.name, chosen & case.relevant] = planned
            self._seen.setdefault(case.name, {})[chosen & case.relevant] = planned

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

    # ---- times ----------------------------------------------------------------------------------------------------

    def _timed(self, case: Case, chosen: Chosen) -> float:
        if case.writes:
            return self._written(case, chosen)
        key = case.name, self._plans[case.name, chosen & case.relevant].signature
        if key not in self._times:
            self._times[key] = self._measured(case, self.without(case, chosen))
        return self._times[key] / len(case.subject.sets)

    def _guessed(self, case: Case, chosen: Chosen) -> float:
        planned = self._plans[case.name, chosen & case.relevant]
        if case.writes:
            return self._written(case, chosen)
        known = self._times.get((case.name, planned.signature))
        if known is not None:
            return known / len(case.subject.sets)
        first = self._plans[case.name, self.start & case.relevant]
        rate = self._times.get((case.name, first.signature), 1.0) / max(first.cost, 1e-9)
        return planned.cost * rate / len(case.subject.sets)

    def _measured(self, case: Case, without: tuple[Name, ...]) -> float:
        """All parameter sets, one after the other (ms): beside the best so far, unless it is clearly slower."""
        self.runs += 1
        best = self._best.get(case.name)
        allowed = self.session.limits.statement_ms
        if best is not None:
            allowed = min(allowed, max(_LEAST_LIMIT_MS, int(_PATIENT * best.ms)))
        subject = replace(case.subject, session=replace(self.session, limits=Limits(allowed)))
        try:
            warm = warm_up(subject, without)
        except psycopg.errors.QueryCanceled:
            return float(allowed) * len(case.subject.sets)
        once = sum(sample.execution_ms for sample in warm.samples)
        if best is not None and once > _SLOW * best.ms:
            # The machine may be busier than when the best was measured: what counts is how much slower this is now.
            now = sum(sample.execution_ms for sample in visit(subject.patient(), best.without, warm.repeats)())
            if once > _SLOW * now:
                return best.ms * once / max(now, 1e-6)
        visits = {"this": visit(subject.patient(), without, warm.repeats)}
        if best is not None:
            visits["best"] = visit(subject.patient(), best.without, warm.repeats)
        collected = collect(visits, replace(_QUICK, deadline=self.deadline + 5), execution_ms, self.seed)
        if collected.interrupted:
            raise KeyboardInterrupt
        if not (blocks := collected.blocks):
            return once
        ms = median(totals(blocks, "this", execution_ms))
        if best is not None:
            both = totals(blocks, "this", execution_ms), totals(blocks, "best", execution_ms)
            ms = best.ms * paired_ratio(*both, seed=self.seed).median
        if best is None or ms < best.ms:
            self._best[case.name] = _Best(without, ms)
        return ms

    # ---- writes ---------------------------------------------------------------------------------------------------

    def price_writes(self) -> tuple[Name, ...]:
        """Measure every write with no competitor and with each alone, in turns; the tables that were written."""
        written = set[Name]()
        for case in self.cases:
            if case.writes and not self.over():
                seen = plans(case.subject)
                written |= {name for plan in seen for name in tables_written(plan)}
                mine = set(self.pool.indexes.maintained_by(seen)) | self.used(case, case.touched)
                mine |= self.followed(case)
                self._writes[case.name] = self._alone(case, sorted(mine & case.touched))
        return tuple(sorted(written))

    def _alone(self, case: Case, names: Sequence[Name]) -> dict[Name | None, float]:
        arms: dict[Name | None, tuple[Name, ...]] = {None: self.without(case, frozenset())}
        arms |= {name: self.without(case, frozenset({name})) for name in names}
        took = self._waited(case, {str(arm): without for arm, without in arms.items()})
        if family := self.followed(case):
            self._families[case.name] = self._family(case, family)
        return {arm: took[str(arm)] for arm in arms if str(arm) in took}

    def _family(self, case: Case, names: Chosen) -> _Family:
        """With all of them, and without those of each table."""
        tables = {self.pool.indexes.droppable[name].name for name in names}
        gone = {t: frozenset(n for n in names if self.pool.indexes.droppable[n].name == t) for t in tables}
        arms = {"": self.without(case, names)}
        arms |= {str(table): self.without(case, names - of_it) for table, of_it in sorted(gone.items())}
        took = self._waited(case, arms)
        whole = took.get("", 0.0)
        return _Family(names, whole, {t: max(0.0, took.get(str(t), whole) - whole) for t in sorted(tables)})

    def _waited(self, case: Case, arms: Mapping[str, tuple[Name, ...]]) -> dict[str, float]:
        """The ms of a call in each arm, in turns."""
        found, visits = dict[str, float](), {}
        for arm, without in arms.items():
            try:
                warm = warm_up(case.subject, without)
            except psycopg.errors.QueryCanceled:
                found[arm] = float(self.session.limits.statement_ms)
                continue
            visits[arm] = visit(case.subject.patient(), without, warm.repeats)
        effort = replace(_QUICK, most=6, seconds=2.0)
        collected = collect(visits, effort, waited_ms, self.seed) if visits else Collected(())
        if collected.interrupted:
            raise KeyboardInterrupt
        if collected.blocks:
            count = len(case.subject.sets)
            found |= {arm: median(totals(collected.blocks, arm, waited_ms)) / count + self.wait_ms for arm in visits}
        return found

    def _written(self, case: Case, chosen: Chosen) -> float:
        """The time with the index that finds the rows, and what the others add that do not; or, of a write that looks
        for rows that refer to its own, with what finds those.
        """
        alone = self._writes.get(case.name, {})
        bare = alone.get(None, 0.0)
        used = self._plans[case.name, chosen & case.relevant].used
        base = min((alone[name] for name in used if name in alone), default=bare)
        family = self._families.get(case.name)
        mine = chosen & case.touched
        if family is not None and family.names & mine:
            base = family.ms(mine, self.pool.indexes)
        others = [name for name in mine if name in alone and name not in used and name not in _names(family)]
        return base + sum(max(0.0, alone[name] - bare) for name in others)


@dataclass(frozen=True, slots=True)
class _Family:
    """A write that looks for the rows that refer to its own: its ms with all indexes that find them, and how many more
    it takes without those of a table.
    """

    names: Chosen
    whole_ms: float
    missed: Mapping[Name, float]

    def ms(self, chosen: Chosen, indexes: Indexes) -> float:
        """With the chosen ones alone."""
        there = {indexes.droppable[name].name for name in self.names & chosen}
        return self.whole_ms + sum(ms for table, ms in self.missed.items() if table not in there)


def _names(family: _Family | None) -> Chosen:
    return frozenset() if family is None else family.names
