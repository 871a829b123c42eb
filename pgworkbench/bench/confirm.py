"""The chosen set once more, on a fresh copy: in turns with what is there, with the runner-up, and without each member.

A search finds lucky timings; none of them is used here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from pgworkbench.bench.fresh import sweep
from pgworkbench.bench.interleave import Block, Effort, collect, totals
from pgworkbench.bench.judge import Bench, Case, waited_ms
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Sample
from pgworkbench.bench.plan import outline, tables_written
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.statistics import Ratio, paired_ratio, weighted_ratio
from pgworkbench.bench.trial import plans, visit, warm_up
from pgworkbench.catalog import Name

_FAR, _LONG_MS = 20, 1000  # an arm so many times slower, and so slow, is not run again: nothing is learnt by it
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


def confirm(judge: Bench, sets: Sets, effort: Effort, before: Round | None = None) -> Round:
    """Every query in all arms that make a difference to it. `judge` works on the fresh copy; it times nothing.

    What was measured `before` is not measured again where every arm's plans are still the same.
    """
    known = {each.case.name: each for each in before.confirmed} if before is not None else {}
    found = []
    for case in judge.cases:
        same = before is not None and case.name in known and _unchanged(judge, case, before.sets, sets)
        each = known[case.name] if same else _confirmed(judge, case, sets, effort)
        if each is not None:
            found.append(each)
    return Round(sets, tuple(found))


def _unchanged(judge: Bench, case: Case, before: Sets, now: Sets) -> bool:
    """Whether each arm that matters to the query was an arm before, with the same plans and the same upkeep."""
    old, new = before.arms(), now.arms()
    if case.writes and (now.chosen ^ before.chosen) & case.touched:
        return False
    if judge.changes(case, before.chosen, now.chosen):
        return False
    wanted = [arm for arm in new if arm != CHOSEN and _matters(judge, case, now, arm)]
    return all(
        arm in old and _matters(judge, case, before, arm) and not judge.changes(case, old[arm], new[arm])
        for arm in wanted
    )


def ratio_of_all(confirmed: Sequence[Confirmed], arm: str, *, seed: int) -> Ratio | None:
    """How many times longer all calls of these queries take in `arm` than with the chosen set; None without queries."""
    if not confirmed:
        return None
    parts = [(each.case.calls, each.series(arm), each.series(CHOSEN)) for each in confirmed]
    return weighted_ratio(parts, seed=seed)


def _confirmed(judge: Bench, case: Case, sets: Sets, effort: Effort) -> Confirmed | None:
    wanted = {
        arm: judge.without(case, chosen) for arm, chosen in sets.arms().items() if _matters(judge, case, sets, arm)
    }
    visits, away, updates = {}, dict[str, float](), dict[str, tuple[int, int]]()
    patient = case.subject.patient()
    chosen_ms = 0.0
    for arm, without in wanted.items():
        try:
            warm = warm_up(case.subject, without)
        except psycopg.errors.QueryCanceled:
            away[arm] = float(case.subject.session.limits.statement_ms)
            continue
        took = sum(sample.execution_ms for sample in warm.samples)
        chosen_ms = chosen_ms or (took if arm == CHOSEN else 0.0)
        if chosen_ms and took > max(_LONG_MS, _FAR * chosen_ms):
            away[arm] = took / len(warm.samples)
        else:
            visits[arm], updates[arm] = visit(patient, without, warm.repeats), warm.updates
    if not visits:
        return None
    collected = collect(visits, replace(effort, deadline=judge.deadline), execution_ms, judge.seed)
    if case.writes:
        sweep(judge.session.connection, _written(case))
    if collected.interrupted:
        raise KeyboardInterrupt
    wait = judge.wait_ms if case.writes else 0.0
    return Confirmed(case, collected.blocks, judge.seed, away, wait, updates) if collected.blocks else None


def _matters(judge: Bench, case: Case, sets: Sets, arm: str) -> bool:
    """The chosen set always; another if the plans differ, or if a write must maintain what differs."""
    other = sets.arms()[arm]
    if arm == CHOSEN:
        return True
    if case.writes:
        kept = (
            set(judge.pool.indexes.maintained_by(plans(case.subject))) | judge.used(case, other) | judge.followed(case)
        )
        return bool((other ^ sets.chosen) & case.touched & kept)
    return judge.changes(case, sets.chosen, other)


def _written(case: Case) -> tuple[Name, ...]:
    return tuple(sorted({name for plan in plans(case.subject) for name in tables_written(plan)}))
