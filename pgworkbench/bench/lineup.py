"""The arms that one query is measured in, and what came of each.

As designed; the same again (what this machine calls a difference today); without each index that serves it; without
all of them; and for a write, without each other index that it must maintain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from pgworkbench.bench.interleave import Block, Effort, collect
from pgworkbench.bench.measure import Sample
from pgworkbench.bench.plan import tables_written
from pgworkbench.bench.run import BASE, Comparison, Outcome, Relation, Timing
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, Warm, plans, ratio, reason, set_ratios, signature, timing, visit, warm_up
from pgworkbench.catalog import Name
from pgworkbench.workload import QueryKind

AGAIN = "as designed, again"


@dataclass(frozen=True, slots=True)
class Scope:
    """What there is to leave out: the catalog's indexes and their bytes; what claims to serve the query (None: every
    index of the tables that it touches); whether a write's other indexes are left out too.
    """

    indexes: Indexes
    sizes: Mapping[Name, int] = field(default_factory=dict)
    claimed: tuple[Name, ...] | None = None
    write_costs: bool = True


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one query gave; `written` are the tables that its rolled-back rows were written to."""

    timings: tuple[Timing, ...]
    comparisons: tuple[Comparison, ...]
    written: tuple[Name, ...]
    interrupted: bool


@dataclass(frozen=True, slots=True)
class _Trial:
    """One arm: what is left out and why. `measured_as` is the arm whose plans it shares."""

    arm: str
    without: tuple[Name, ...]
    relation: Relation
    outcome: Outcome = Outcome.MEASURED
    warm: Warm | None = None
    measured_as: str = ""
    note: str = ""


def line_up(subject: Subject, scope: Scope, effort: Effort, seed: int) -> Outcomes:
    """Measure a query in all its arms; psycopg.Error if it fails as designed."""
    base = warm_up(subject)
    trials = _prepared(subject, _trials(subject, base, scope))
    visits = {BASE: visit(subject, (), base.repeats)}
    visits |= {t.arm: visit(subject, t.without, t.warm.repeats) for t in trials if t.warm is not None}
    if len(visits) > 1:
        visits[AGAIN] = visit(subject, (), base.repeats)
    collected = collect(visits, effort, execution_ms, seed)
    warm = {BASE: base} | {t.arm: t.warm for t in trials if t.warm is not None}
    named = scope.indexes.used_by
    timings = tuple(timing(subject, arm, seen, collected.blocks, named) for arm, seen in warm.items())
    comparisons = [_comparison(subject, trial, base, collected.blocks, seed) for trial in trials]
    used = set(timings[0].indexes)
    described = tuple(_described(c, t, scope, used) for c, t in zip(comparisons, trials, strict=True))
    if AGAIN in visits and collected.blocks:
        noise = ratio(collected.blocks, AGAIN, BASE, execution_ms, seed)
        described += (Comparison(subject.query.name, BASE, AGAIN, Relation.NOISE, (), Outcome.MEASURED, noise),)
    written = {name for plan in base.plans for name in tables_written(plan)}
    return Outcomes(timings, described, tuple(sorted(written)), collected.interrupted)


def execution_ms(sample: Sample) -> float:
    """What indexes are judged by."""
    return sample.execution_ms


def _trials(subject: Subject, base: Warm, scope: Scope) -> tuple[_Trial, ...]:
    touched = scope.indexes.touched_by(base.plans)
    serving = scope.claimed if scope.claimed is not None else touched
    found = [_Trial(f"without {name}", (name,), Relation.SERVES) for name in serving]
    if len(serving) > 1 and scope.claimed is not None:
        found.append(_Trial("without all that serve it", tuple(serving), Relation.TOGETHER))
    if scope.write_costs and subject.query.kind is QueryKind.WRITE:
        others = [name for name in scope.indexes.maintained_by(base.plans) if name not in serving]
        found += [_Trial(f"without {name}", (name,), Relation.COSTS) for name in others]
    return tuple(found)


def _prepared(subject: Subject, trials: Sequence[_Trial]) -> tuple[_Trial, ...]:
    """Each trial with its warm-up, or with the reason for which it is not measured."""
    seen = {signature(plans(subject)): BASE}
    done: dict[str, _Trial] = {}
    for trial in trials:
        ready = _planned(subject, trial, seen)
        if ready.measured_as:
            like = done[ready.measured_as]
            ready = replace(ready, outcome=like.outcome, note=like.note or f"same plan as {like.arm}")
        elif ready.outcome is Outcome.MEASURED:
            ready = _warmed(subject, ready)
        done[trial.arm] = ready
    return tuple(done.values())


def _planned(subject: Subject, trial: _Trial, seen: dict[tuple[str, ...], str]) -> _Trial:
    try:
        key = signature(plans(subject, trial.without))
    except psycopg.Error as error:
        return replace(trial, outcome=Outcome.FAILED, note=reason(error))
    if subject.query.kind is QueryKind.WRITE:
        return trial  # the same plan writes to fewer indexes
    known = seen.setdefault(key, trial.arm)
    if known == BASE:
        return replace(trial, outcome=Outcome.SAME_PLAN)
    return replace(trial, measured_as=known if known != trial.arm else "")


def _warmed(subject: Subject, trial: _Trial) -> _Trial:
    try:
        return replace(trial, warm=warm_up(subject, trial.without))
    except psycopg.errors.QueryCanceled as error:
        return replace(trial, outcome=Outcome.RAN_AWAY, note=reason(error))
    except psycopg.Error as error:
        return replace(trial, outcome=Outcome.FAILED, note=reason(error))


def _comparison(subject: Subject, trial: _Trial, base: Warm, blocks: Sequence[Block], seed: int) -> Comparison:
    names = tuple(str(name) for name in trial.without)
    found = Comparison(subject.query.name, BASE, trial.arm, trial.relation, names, trial.outcome, note=trial.note)
    if trial.outcome is Outcome.RAN_AWAY:
        spent = sum(sample.execution_ms for sample in base.samples)
        return replace(found, at_least=subject.session.limits.statement_ms / max(spent, 0.001))
    arm = trial.measured_as or trial.arm
    if trial.outcome is not Outcome.MEASURED:
        return found
    if not blocks or arm not in blocks[0]:
        return replace(found, outcome=Outcome.UNFINISHED)
    return replace(
        found,
        arm=arm,
        ratio=ratio(blocks, arm, BASE, execution_ms, seed),
        sets=set_ratios(blocks, arm, BASE, execution_ms, seed),
        pages=(_pages(blocks, BASE), _pages(blocks, arm)),
        same_rows=_rows(blocks, BASE) == _rows(blocks, arm),
    )


def _described(comparison: Comparison, trial: _Trial, scope: Scope, used: set[str]) -> Comparison:
    return replace(
        comparison,
        used=bool(used & set(comparison.subject)),
        bytes=sum(scope.sizes.get(name, 0) for name in trial.without),
    )


def _pages(blocks: Sequence[Block], arm: str) -> int:
    return sum(sample.pages.touched for sample in blocks[-1][arm])


def _rows(blocks: Sequence[Block], arm: str) -> list[int]:
    return [sample.rows for sample in blocks[-1][arm]]
