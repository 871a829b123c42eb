"""The chosen set once more, on a fresh copy: in turns with what is there, with the runner-up, and without each member.

A search finds lucky timings; none of them is used here. All queries take turns, so that whenever the time is up each
was asked about as often as the others; what was measured is kept for the next set, as far as its plans are the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pgworkbench.bench.case import Case, waited_ms
from pgworkbench.bench.fresh import sweep
from pgworkbench.bench.interleave import Block, Effort, totals
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Sample
from pgworkbench.bench.plan import outline, tables_written
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.statistics import FEWEST, Ratio, paired_ratio, weighted_ratio
from pgworkbench.bench.trial import GIVEN_UP, first_visit, plans, visit
from pgworkbench.bench.turns import Book, Turns, first_turns, take_turns

_FAR, _LONG_MS = 20, 1000  # an arm so many times slower, and so slow, is not run again: nothing is learnt by it
_CLOSER = Effort(fewest=15, most=15, seconds=float("inf"))  # for what seems to suffer, before anything is done about it
CHOSEN, START, RUNNER = "chosen", "start", "runner-up"


@dataclass(frozen=True, slots=True)
class Sets:
    """What is compared."""

    chosen: Chosen
    start: Chosen
    runner: Chosen | None

    def arms(self) -> dict[str, Chosen]:
        """Every set by its name, the chosen one first; then without each member, and with each that is to go."""
        arms = {CHOSEN: self.chosen, START: self.start}
        if self.runner is not None:
            arms[RUNNER] = self.runner
        arms |= {f"without {name}": self.chosen - {name} for name in sorted(self.chosen)}
        return arms | {f"with {name}": self.chosen | {name} for name in sorted(self.start - self.chosen)}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One query: a block for each turn, by arm; arms with the same plans as the chosen set's are not in them."""

    case: Case
    blocks: tuple[Block, ...]
    seed: int
    ran_away: Mapping[str, float]  # arm -> the ms at which it was given up, or was once
    wait_ms: float = 0.0  # what a call costs beside its execution
    updates: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # arm -> rows updated, HOT of them

    def series(self, arm: str) -> list[float]:
        """The ms of a call, block by block; the chosen set's where the plans are the same."""
        count = len(self.case.subject.sets)
        shown = arm if self.differs(arm) else CHOSEN
        if shown in self.ran_away:
            return [self.ran_away[shown]] * len(self.blocks)
        metric = waited_ms if self.case.writes else execution_ms
        seen = totals(self.blocks, shown, metric)
        return [ms / count + self.wait_ms for ms in seen]

    def differs(self, arm: str) -> bool:
        """Whether it was measured apart."""
        return arm in self.blocks[0] or arm in self.ran_away

    def ratio(self, arm: str) -> Ratio | None:
        """How many times longer a call takes in `arm` than with the chosen set; None if the plans are the same."""
        return paired_ratio(self.series(arm), self.series(CHOSEN), seed=self.seed) if self.differs(arm) else None

    def wal(self, arm: str) -> int:
        """Bytes of WAL of all parameter sets; 0 if it was given up."""
        return sum(sample.wal_bytes for sample in self._last(arm))

    def hot(self, arm: str) -> float | None:
        """The share of updates that needed no new index entry; None if nothing was updated."""
        updated, hot = self.updates.get(arm, self.updates.get(CHOSEN, (0, 0)))
        return hot / updated if updated else None

    def outline(self, arm: str) -> str:
        """The plan of the first parameter set, a line a node; "" if it was given up."""
        last = self._last(arm)
        return outline(last[0].plan) if last else ""

    def pages(self, arm: str) -> int:
        """Pages touched by all parameter sets; 0 if it was given up."""
        return sum(sample.pages.touched for sample in self._last(arm))

    def _last(self, arm: str) -> tuple[Sample, ...]:
        """The last turn of an arm, or of the chosen set if the plans are the same; nothing of one that was given up."""
        shown = arm if self.differs(arm) else CHOSEN
        return () if shown in self.ran_away else self.blocks[-1][shown]


@dataclass(frozen=True, slots=True)
class Round:
    """Sets, and every query as it was confirmed with them."""

    sets: Sets
    confirmed: tuple[Confirmed, ...]
    missing: tuple[str, ...] = ()  # queries that ran away with every set, or that it changes and there was no time for
    interrupted: bool = False


def confirm(
    judge: Bench, sets: Sets, effort: Effort, book: Book, suffers: Callable[[Confirmed], bool] = lambda _: False
) -> Round:
    """Every query in all arms that make a difference to it, until `effort.deadline`, and a little longer if five blocks
    are not complete by then. It ends with a query that `suffers`, even if looked at closer: the set is no choice then.

    `judge` works on the fresh copy; it times nothing. What `book` has is not measured again. Interrupted, it has what
    was measured.
    """
    ways = _ways(judge, sets)
    asked = _Asked(judge, sets.arms(), ways, effort, book, suffers)
    # What runs as ever matters least: it is run once, so that its time can be told.
    cases = sorted(judge.cases, key=lambda case: (_alike(ways[case.name]), -case.calls * case.once_ms, case.name))
    interrupted = False
    try:
        if all(asked.bears(case) for case in cases):
            take_turns([book[case.name] for case in cases if case.name in book], effort, judge)
    except KeyboardInterrupt:
        interrupted = True
    for case in judge.cases:
        if case.writes and case.name in book:
            sweep(judge.session.connection, tuple({n for plan in plans(case.subject) for n in tables_written(plan)}))
    return _told(judge, sets, ways, book, interrupted=interrupted)


def look_again(judge: Bench, found: Round, names: Iterable[str], book: Book, until: float) -> Round:
    """The same round with more turns of these queries, until `until` (time.monotonic)."""
    interrupted = False
    try:
        take_turns([book[name] for name in names], replace(_CLOSER, deadline=until), judge)
    except KeyboardInterrupt:
        interrupted = True
    return _told(judge, found.sets, _ways(judge, found.sets), book, interrupted=interrupted)


def told(judge: Bench, sets: Sets, book: Book) -> Round:
    """What `book` has to say of sets; nothing is measured."""
    return _told(judge, sets, _ways(judge, sets), book)


def _told(
    judge: Bench, sets: Sets, ways: Mapping[str, Mapping[str, str]], book: Book, *, interrupted: bool = False
) -> Round:
    found = [_confirmed(judge, case, ways[case.name], book) for case in judge.cases]
    confirmed = tuple(each for each in found if each is not None)
    away = {name for name, turns in book.items() if turns.away and not turns.visits}
    alike = {name for name, by_arm in ways.items() if _alike(by_arm)}
    missing = {case.name for case in judge.cases} - (alike - away) - {each.case.name for each in confirmed}
    return Round(sets, confirmed, tuple(sorted(missing)), interrupted)


def _ways(judge: Bench, sets: Sets) -> dict[str, dict[str, str]]:
    """For each query, what each arm makes of it."""
    arms = sets.arms()
    return {case.name: {arm: _way(judge, case, chosen) for arm, chosen in arms.items()} for case in judge.cases}


def _alike(by_arm: Mapping[str, str]) -> bool:
    """Whether a query runs in one way whatever is there."""
    return len(set(by_arm.values())) == 1


def ratio_of_all(confirmed: Sequence[Confirmed], arm: str, *, seed: int) -> Ratio | None:
    """How many times longer all calls of these queries take in `arm` than with the chosen set; None without queries."""
    if not confirmed:
        return None
    parts = [(each.case.calls, each.series(arm), each.series(CHOSEN)) for each in confirmed]
    return weighted_ratio(parts, seed=seed)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be confirmed: see `confirm`."""

    judge: Bench
    arms: Mapping[str, Chosen]
    ways: Mapping[str, Mapping[str, str]]
    effort: Effort
    book: Book
    suffers: Callable[[Confirmed], bool]

    def bears(self, case: Case) -> bool:
        """Five blocks of a query; whether it bears the set. If it seems not to, only after a closer look."""
        self._begin(case)
        turns = self.book.get(case.name)
        if turns is None or not first_turns(turns, self.effort, self.judge) or not self._suffers(case):
            return True
        take_turns([turns], replace(_CLOSER, deadline=self.effort.deadline), self.judge)
        return not self._suffers(case)

    def _suffers(self, case: Case) -> bool:
        found = _confirmed(self.judge, case, self.ways[case.name], self.book)
        return found is not None and self.suffers(found)

    def _begin(self, case: Case) -> None:
        """Each way that is new to it once."""
        known, ways = self.book.get(case.name), dict[str, Chosen]()
        for arm, way in self.ways[case.name].items():
            ways.setdefault(way, self.arms[arm])  # a set for each way, that of the first arm that has it
        fresh = known is None or not set(ways) <= known.ways()
        if fresh and time.monotonic() < self.judge.deadline:
            self.book[case.name] = _begun(self.judge, case, ways, {} if known is None else known.away)


def _begun(judge: Bench, case: Case, ways: Mapping[str, Chosen], away: Mapping[str, float]) -> Turns:
    """Each way once, the chosen set's first; but for those that were given up before."""
    turns, patient, least = Turns(case), case.subject.patient(), float("inf")
    for way, chosen in ways.items():
        without = judge.without(case, chosen)
        if way in away:
            turns.away[way] = away[way]
            continue
        try:
            warm = first_visit(case.subject, without)
        except GIVEN_UP:
            turns.away[way] = float(case.subject.session.limits.statement_ms)
            continue
        took = sum(sample.execution_ms for sample in warm.samples)
        turns.updates[way] = warm.updates
        if took > max(_LONG_MS, _FAR * least):
            turns.away[way] = took / len(warm.samples)
        else:
            turns.visits[way] = visit(patient, without, warm.repeats)
            least = min(least, took)
    return turns


def _way(judge: Bench, case: Case, chosen: Chosen) -> str:
    """What a set makes of a query: its plans; for a write, the indexes that it must maintain or looks by, too."""
    kept: Chosen = frozenset()
    if case.writes:
        kept = chosen & (judge.maintained(case) | (judge.used(case, chosen) & case.touched) | judge.followed(case))
    return " ".join((*judge.signature(case, chosen), *map(str, sorted(kept))))


def _confirmed(judge: Bench, case: Case, ways: Mapping[str, str], book: Book) -> Confirmed | None:
    """What the book has of a query, by arms; None if it has not all, or too few blocks to compare them."""
    turns, own = book.get(case.name), ways[CHOSEN]
    if turns is None or not turns.blocks or not set(ways.values()) <= turns.ways():
        return None
    if len(set(ways.values())) > 1 and len(turns.blocks) < FEWEST:
        return None
    apart = {arm: way for arm, way in ways.items() if arm == CHOSEN or way != own}
    blocks = tuple({arm: block[way] for arm, way in apart.items() if way in block} for block in turns.blocks)
    away = {arm: turns.away[way] for arm, way in apart.items() if way in turns.away}
    updates = {arm: turns.updates[way] for arm, way in apart.items() if way in turns.updates}
    return Confirmed(case, blocks, judge.seed, away, judge.wait_ms if case.writes else 0.0, updates)
