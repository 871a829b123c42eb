"""One query in several arms: warmed up, planned, measured in blocks, compared.

An arm is a state of the database that one transaction can make and take back. Where a read's plan is the same as in
another arm, its time is too, so it is not measured again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import psycopg

from pgworkbench.bench.interleave import Block, Visit, totals
from pgworkbench.bench.measure import Sample, Session, plan_once, prepared, run_plain, run_sampled, updates_so_far
from pgworkbench.bench.plan import Node, fingerprint, trimmed
from pgworkbench.bench.run import SetTiming, Timing
from pgworkbench.bench.statistics import Ratio, median, paired_ratio
from pgworkbench.catalog import Name
from pgworkbench.workload import Query
from pgworkbench.workload.parameters import Parameters

_INNER_MS = 4.0  # a query quicker than this is repeated within a visit, so that the clock's grain does not show
_MOST_REPEATS = 10
_PATIENCE = 3
# What a statement that took too long raises: once in a while the limit strikes as it is rolled back, and then the next
# statement is told so.
GIVEN_UP = (psycopg.errors.QueryCanceled, psycopg.errors.InFailedSqlTransaction)
_COLD_MS = 100  # from here on, the first run pays no more for cold caches than one can tell


@dataclass(frozen=True, slots=True)
class Subject:
    """A query with the parameter sets to run it with, on a session."""

    session: Session
    query: Query
    sets: tuple[Parameters, ...]

    def patient(self) -> Subject:
        """The same with longer limits: what was quick enough once may be a little slower the next time."""
        limits = replace(self.session.limits, statement_ms=_PATIENCE * self.session.limits.statement_ms)
        return replace(self, session=replace(self.session, limits=limits))


@dataclass(frozen=True, slots=True)
class Warm:
    """What the first, unmeasured visit of an arm saw: a sample and the client's time for each set."""

    samples: tuple[Sample, ...]
    client_ms: tuple[float, ...]
    updates: tuple[int, int] = (0, 0)  # rows updated, and of them the heap-only ones

    @property
    def plans(self) -> tuple[Node, ...]:
        """The plan of each parameter set."""
        return tuple(sample.plan for sample in self.samples)

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of each parameter set."""
        return tuple(sample.rows for sample in self.samples)

    @property
    def repeats(self) -> tuple[int, ...]:
        """How often each set is run within one visit."""
        return tuple(
            max(1, min(_MOST_REPEATS, int(_INNER_MS / max(sample.execution_ms, 0.01)))) for sample in self.samples
        )


def plans(subject: Subject, without: Sequence[Name] = ()) -> tuple[Node, ...]:
    """The plan of each parameter set when `without` are gone; nothing is executed."""
    with prepared(subject.session, subject.query, without):
        return tuple(plan_once(subject.session, subject.query, values) for values in subject.sets)


def signature(of: Sequence[Node]) -> tuple[str, ...]:
    """The same for the same plans with the same conditions, set by set."""
    return tuple(fingerprint(plan, conditions=True) for plan in of)


def warm_up(subject: Subject, without: Sequence[Name] = ()) -> Warm:
    """Every parameter set once as a client would run it, and once measured; psycopg.Error if one fails."""
    samples, waits = [], []
    with prepared(subject.session, subject.query, without):
        before = updates_so_far(subject.session)
        for values in subject.sets:
            waits.append(run_plain(subject.session, subject.query, values)[1])
            samples.append(run_sampled(subject.session, subject.query, values))
        after = updates_so_far(subject.session)
    return Warm(tuple(samples), tuple(waits), (after[0] - before[0], after[1] - before[1]))


def first_visit(subject: Subject, without: Sequence[Name] = ()) -> Warm:
    """As `warm_up`, in as few runs as will do: once where that takes long, twice where a cold cache would show."""
    samples = []
    with prepared(subject.session, subject.query, without):
        before = updates_so_far(subject.session)
        for values in subject.sets:
            sample = run_sampled(subject.session, subject.query, values)
            cold = sample.execution_ms < _COLD_MS
            samples.append(run_sampled(subject.session, subject.query, values) if cold else sample)
        after = updates_so_far(subject.session)
    return Warm(tuple(samples), (), (after[0] - before[0], after[1] - before[1]))


def visit(subject: Subject, without: Sequence[Name], repeats: Sequence[int]) -> Visit:
    """One visit of an arm: all sets, planned once before each is timed, in one transaction."""

    def once() -> tuple[Sample, ...]:
        with prepared(subject.session, subject.query, without):
            for values in subject.sets:
                plan_once(subject.session, subject.query, values)
            return tuple(
                run_sampled(subject.session, subject.query, values, times)
                for values, times in zip(subject.sets, repeats, strict=True)
            )

    return once


def timing(
    subject: Subject, arm: str, warm: Warm, blocks: Sequence[Block], named: Callable[[Node], Sequence[Name]]
) -> Timing:
    """What an arm took: medians over its blocks (over the warm-up, if no block was completed)."""
    visits: Sequence[tuple[Sample, ...]] = [block[arm] for block in blocks if arm in block] or [warm.samples]
    sets = []
    for position, values in enumerate(subject.sets):
        samples = [seen[position] for seen in visits]
        sets.append(_set_timing(values, samples, warm.client_ms[position], named))
    return Timing(
        subject.query.name,
        arm,
        tuple(sets),
        tuple(tuple(sample.execution_ms for sample in seen) for seen in visits),
        {fingerprint(plan): trimmed(plan) for plan in warm.plans},
        subject.query.target_ms,
        subject.query.calls_per_hour,
        warm.updates,
    )


def ratio(blocks: Sequence[Block], above: str, below: str, metric: Callable[[Sample], float], seed: int) -> Ratio:
    """How many times longer all sets together take in `above` than in `below`."""
    return paired_ratio(totals(blocks, above, metric), totals(blocks, below, metric), seed=seed)


def set_ratios(
    blocks: Sequence[Block], above: str, below: str, metric: Callable[[Sample], float], seed: int
) -> tuple[Ratio, ...]:
    """The same for each parameter set by itself."""
    count = len(blocks[0][above]) if blocks else 0
    return tuple(
        paired_ratio(
            [metric(block[above][position]) for block in blocks],
            [metric(block[below][position]) for block in blocks],
            seed=seed,
        )
        for position in range(count)
    )


def reason(error: psycopg.Error) -> str:
    """One line of a server's error, with its hint or detail if it gave one."""
    more = error.diag.message_hint or error.diag.message_detail
    primary = error.diag.message_primary or " ".join(str(error).split())
    return f"{primary} ({' '.join(more.split())})" if more else primary


def _set_timing(
    values: Parameters, samples: Sequence[Sample], client_ms: float, named: Callable[[Node], Sequence[Name]]
) -> SetTiming:
    last = samples[-1]
    processor = [sample.processor_ms for sample in samples if sample.processor_ms is not None]
    texts: Mapping[str, str | None] = {name: value.text for name, value in values.items()}
    return SetTiming(
        texts,
        median([sample.execution_ms for sample in samples]),
        median([sample.planning_ms for sample in samples]),
        client_ms,
        median(processor) if processor else None,
        last.rows,
        last.pages,
        last.wal_bytes,
        tuple(str(name) for name in named(last.plan)),
        fingerprint(last.plan),
    )
