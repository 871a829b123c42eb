"""One query with no index, with all that are there, and with one index at a time.

Unique indexes and those behind constraints are rules: they are always there. Of the rest, "one at a time" drops all
others of the tables that the query touches, inside a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import psycopg

from pgworkbench.bench.interleave import Block, Effort, collect, totals
from pgworkbench.bench.lineup import Outcomes, execution_ms
from pgworkbench.bench.plan import Node, tables_written
from pgworkbench.bench.run import BASE, Comparison, Outcome, Relation
from pgworkbench.bench.statistics import median
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, Warm, plans, ratio, reason, set_ratios, timing, visit, warm_up
from pgworkbench.catalog import Name
from pgworkbench.workload import QueryKind

BARE = "no index"
_MOST = 8  # arms with one index each, of which the planner expects most


@dataclass(frozen=True, slots=True)
class Field:
    """The indexes that compete: those of the catalog, of which `candidates` were built to be tried; their bytes.

    `finalists` are the ones whose price a write is asked for.
    """

    indexes: Indexes
    sizes: Mapping[Name, int]
    candidates: frozenset[Name]
    finalists: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class _Arm:
    """`left` is the index that is left, None for none or all of them."""

    name: str
    without: tuple[Name, ...]
    relation: Relation
    left: Name | None = None
    warm: Warm | None = None
    outcome: Outcome = Outcome.MEASURED
    note: str = ""


def measure_singles(subject: Subject, field: Field, effort: Effort, seed: int) -> Outcomes:
    """Measure the query in its arms; psycopg.Error if it fails with all indexes in place."""
    everything = plans(subject)
    rivals = tuple(sorted(set(field.indexes.touched_by(everything)) & field.indexes.optional))
    arms = [_warmed(subject, arm) for arm in _arms(subject, field, rivals)]
    ready = {arm.name: arm.warm for arm in arms if arm.warm is not None}
    visits = {arm.name: visit(subject, arm.without, arm.warm.repeats) for arm in arms if arm.warm is not None}
    collected = collect(visits, effort, execution_ms, seed) if visits else None
    blocks = collected.blocks if collected else ()
    timings = tuple(timing(subject, name, warm, blocks, field.indexes.used_by) for name, warm in ready.items())
    found = tuple(_compared(subject, arm, field, blocks, seed) for arm in arms if arm.name != BARE)
    written = {name for plan in everything for name in tables_written(plan)}
    return Outcomes(timings, found, tuple(sorted(written)), bool(collected and collected.interrupted))


def _arms(subject: Subject, field: Field, rivals: Sequence[Name]) -> list[_Arm]:
    """No index, all designed ones, and single ones: for a read those that its plan takes up, for a write the given."""
    added = tuple(name for name in rivals if name in field.candidates)
    arms = [_Arm(BARE, tuple(rivals), Relation.DESIGNED)]
    if subject.query.kind is QueryKind.WRITE:
        return arms + [_single(name, rivals, Relation.COSTS) for name in field.finalists if name in rivals]
    if len(added) < len(rivals):
        arms.append(_Arm(BASE, added, Relation.DESIGNED))
    promising = []
    for name in rivals:
        arm = _single(name, rivals, Relation.CANDIDATE if name in field.candidates else Relation.SERVES)
        seen = plans(subject, arm.without)
        if any(name in field.indexes.used_by(plan) for plan in seen):
            promising.append((_cost(seen), arm))
    promising.sort(key=lambda pair: (pair[0], pair[1].name))
    return arms + [arm for _, arm in promising[:_MOST]]


def _single(name: Name, rivals: Sequence[Name], relation: Relation) -> _Arm:
    return _Arm(f"only {name}", tuple(other for other in rivals if other != name), relation, name)


def _cost(of: Sequence[Node]) -> float:
    return sum(float(plan["Total Cost"]) for plan in of)


def _warmed(subject: Subject, arm: _Arm) -> _Arm:
    try:
        return replace(arm, warm=warm_up(subject, arm.without))
    except psycopg.errors.QueryCanceled as error:
        return replace(arm, outcome=Outcome.RAN_AWAY, note=reason(error))
    except psycopg.Error as error:
        return replace(arm, outcome=Outcome.FAILED, note=reason(error))


def _compared(subject: Subject, arm: _Arm, field: Field, blocks: Sequence[Block], seed: int) -> Comparison:
    names = (str(arm.left),) if arm.left else (BASE,)
    bytes_ = field.sizes.get(arm.left, 0) if arm.left else 0
    found = Comparison(
        subject.query.name, BARE, arm.name, arm.relation, names, arm.outcome, bytes=bytes_, note=arm.note
    )
    if arm.outcome is not Outcome.MEASURED:
        return found
    if not blocks:
        return replace(found, outcome=Outcome.UNFINISHED)
    if BARE not in blocks[0]:  # without any index it ran away
        least = subject.session.limits.statement_ms / max(median(totals(blocks, arm.name, execution_ms)), 0.001)
        return replace(found, outcome=Outcome.RAN_AWAY, at_least=least, note="without any index it was given up")
    pages = [sum(sample.pages.touched for sample in blocks[-1][name]) for name in (BARE, arm.name)]
    rows = [[sample.rows for sample in blocks[-1][name]] for name in (BARE, arm.name)]
    return replace(
        found,
        ratio=ratio(blocks, BARE, arm.name, execution_ms, seed),
        sets=set_ratios(blocks, BARE, arm.name, execution_ms, seed),
        pages=(pages[0], pages[1]),
        used=arm.left is not None,
        same_rows=rows[0] == rows[1],
    )
