"""The chosen set once more, on a fresh copy: in turns with what is there, with the runner-up, and without each member.

A search finds lucky timings; none of them is used here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import psycopg

from pgworkbench.bench.fresh import sweep
from pgworkbench.bench.interleave import Block, Effort, collect, totals
from pgworkbench.bench.judge import Bench, Case
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.plan import tables_written
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.statistics import Ratio, paired_ratio, weighted_ratio
from pgworkbench.bench.trial import plans, visit, warm_up
from pgworkbench.catalog import Name

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
    ran_away: Mapping[str, float]  # arm -> the ms at which it was given up

    def series(self, arm: str) -> list[float]:
        """The ms of a call, block by block; the chosen set's where the plans are the same."""
        count = len(self.case.subject.sets)
        if arm in self.ran_away:
            return [self.ran_away[arm]] * len(self.blocks)
        return [ms / count for ms in totals(self.blocks, arm if arm in self.blocks[0] else CHOSEN, execution_ms)]

    def differs(self, arm: str) -> bool:
        """Whether it was measured apart."""
        return arm in self.blocks[0] or arm in self.ran_away

    def ratio(self, arm: str) -> Ratio | None:
        """How many times longer a call takes in `arm` than with the chosen set; None if the plans are the same."""
        return paired_ratio(self.series(arm), self.series(CHOSEN), seed=self.seed) if self.differs(arm) else None

    def pages(self, arm: str) -> int:
        """Pages touched by all parameter sets."""
        last = self.blocks[-1]
        return sum(sample.pages.touched for sample in last.get(arm, last[CHOSEN]))


def confirm(judge: Bench, sets: Sets, effort: Effort) -> tuple[Confirmed, ...]:
    """Every query in all arms that make a difference to it. `judge` works on the fresh copy; it times nothing."""
    return tuple(found for case in judge.cases if (found := _confirmed(judge, case, sets, effort)) is not None)


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
    visits, away = {}, dict[str, float]()
    for arm, without in wanted.items():
        try:
            visits[arm] = visit(case.subject, without, warm_up(case.subject, without).repeats)
        except psycopg.errors.QueryCanceled:
            if arm == CHOSEN:
                return None
            away[arm] = float(case.subject.session.limits.statement_ms)
    blocks = collect(visits, replace(effort, deadline=judge.deadline), execution_ms, judge.seed).blocks
    if case.writes:
        sweep(judge.session.connection, _written(case))
    return Confirmed(case, blocks, judge.seed, away) if blocks else None


def _matters(judge: Bench, case: Case, sets: Sets, arm: str) -> bool:
    """The chosen set always; another if the plans differ, or if a write must maintain what differs."""
    other = sets.arms()[arm]
    if arm == CHOSEN:
        return True
    if case.writes:
        kept = set(judge.pool.indexes.maintained_by(plans(case.subject))) | judge.used(case, other)
        return bool((other ^ sets.chosen) & case.touched & kept)
    return judge.changes(case, sets.chosen, other)


def _written(case: Case) -> tuple[Name, ...]:
    return tuple(sorted({name for plan in plans(case.subject) for name in tables_written(plan)}))
