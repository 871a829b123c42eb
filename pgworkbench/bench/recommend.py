"""From what was confirmed to what is recommended: members with their effects, totals, and the next best set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

from psycopg import sql

from pgworkbench.bench.case import Bounds
from pgworkbench.bench.choice import Alternative, Choice, Effect, Member, Served, Totals
from pgworkbench.bench.confirm import CHOSEN, RUNNER, START, Confirmed, Sets, ratio_of_all
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.run import Built
from pgworkbench.bench.search import Chosen, Found, Trail, front
from pgworkbench.bench.subjects import Indexes
from pgworkbench.catalog import Name

_WORTH = 1.03  # what some query must gain by a new member, at the least, by the lower end of the interval
_DEAR = 0.4  # and so much more, if the index is as large as its table; in proportion, if it is smaller


@dataclass(frozen=True, slots=True)
class Verdict:
    """Sets as they were confirmed, and what is known of their indexes."""

    sets: Sets
    confirmed: tuple[Confirmed, ...]
    built: Mapping[Name, Built]
    sizes: Mapping[Name, int]
    indexes: Indexes
    needed: Chosen = frozenset()  # indexes that are there and that queries use which were not confirmed

    def table_of(self, index: Name) -> Name | None:
        """The table of an index that may go; None if the catalog has none."""
        table = self.indexes.droppable.get(index)
        return None if table is None else table.name


def unpaid(verdict: Verdict, judge: Bench) -> Chosen:
    """Members without which no query is slower beyond doubt, though the plans use them; a new one must be worth it."""
    chosen, start = verdict.sets.chosen, verdict.sets.start
    needless = [name for name in chosen if not _pays(verdict, name, 1.0 if name in start else _worth(verdict, name))]
    reading = {name: {e.query for e in _effects(verdict, name, "without") if not e.writes} for name in needless}
    needless.sort(key=lambda name: (bool(reading[name]), -verdict.sizes.get(name, 0), name))
    idle: set[Name] = set()
    poorer: set[Name | None] = set()  # tables that lose one
    for name in needless:
        table = verdict.table_of(name)
        # Of two that stand in for each other neither is missed alone, and perhaps no plan takes the one that is left:
        # from each table go those that nothing reads by, or else a single one.
        if (reading[name] and table in poorer) or not judge.allowed(verdict.sets.chosen - idle - {name}):
            continue
        idle.add(name)
        poorer.add(table)
    return frozenset(idle)


def wavering(verdict: Verdict, members: Chosen) -> tuple[str, ...]:
    """The reads that seem to miss one of these members, though not beyond doubt: they are worth a closer look."""
    start = verdict.sets.start
    worth = {name: 1.0 if name in start else _worth(verdict, name) for name in sorted(members)}
    effects = ((effect, worth[name]) for name in worth for effect in _effects(verdict, name, "without"))
    return tuple(dict.fromkeys(e.query for e, least in effects if not e.writes and e.ratio.median > max(least, _WORTH)))


def _worth(verdict: Verdict, name: Name) -> float:
    table = verdict.indexes.droppable.get(name)
    share = verdict.sizes.get(name, 0) / max(table.bytes, 1) if table is not None else 0.0
    return _WORTH + _DEAR * min(share, 1.0)


def _pays(verdict: Verdict, name: Name, worth: float) -> bool:
    """Whether some query takes so many times longer without it, beyond doubt; or all reads that would miss it do."""
    if missed(verdict, name, worth):
        return True
    arm = f"without {name}"
    missing = [each for each in verdict.confirmed if not each.case.writes and each.differs(arm)]
    together = ratio_of_all(missing, arm, seed=1)
    return together is not None and together.low > 1 and together.low >= worth


def missed(verdict: Verdict, name: Name, worth: float) -> bool:
    """Whether some query takes so many times longer without it, beyond doubt."""
    return any(effect.ratio.low > 1 and effect.ratio.low >= worth for effect in _effects(verdict, name, "without"))


def slower_reads(verdict: Verdict, slower: float) -> tuple[Confirmed, ...]:
    """The reads that beyond doubt take `slower` times longer with the chosen set than with what is there."""
    return tuple(
        each
        for each in verdict.confirmed
        if not each.case.writes
        and (before := each.ratio(START)) is not None
        and before.median <= 1 / slower
        and before.high <= 1
    )


def robbed(verdict: Verdict, dearer: float) -> tuple[Confirmed, ...]:
    """The writes that beyond doubt take `dearer` times longer, since an index by which they found their rows is gone.
    That a write maintains a new index is its price, and counts with all other writes'.
    """
    gone = [f"with {name}" for name in verdict.sets.start - verdict.sets.chosen]
    return tuple(
        each
        for each in verdict.confirmed
        if each.case.writes
        and (before := each.ratio(START)) is not None
        and before.median <= 1 / dearer
        and before.high <= 1
        and any(each.differs(arm) and _middle(each, arm) <= dearer * _middle(each, START) for arm in gone)
    )


def slowing(verdict: Verdict, bounds: Bounds) -> tuple[Chosen, Chosen]:
    """Indexes to leave out, and to take back, since some query takes too much longer with the chosen set: of those that
    cure it the one that all queries together miss least; if no single one does, the one that helps it most.
    """
    sets = verdict.sets
    taken = {f"with {name}": name for name in sorted(sets.start - sets.chosen)}
    changed = {f"without {name}": name for name in sorted(sets.chosen - sets.start)} | taken
    hurt = [(each, bounds.slower, changed) for each in slower_reads(verdict, bounds.slower)]
    hurt += [(each, bounds.dearer, taken) for each in robbed(verdict, bounds.dearer)]
    undone = set[str]()
    for each, limit, arms in hurt:
        helping = [arm for arm in arms if each.differs(arm) and _middle(each, arm) < _middle(each, CHOSEN)]
        curing = [arm for arm in helping if _middle(each, arm) <= limit * _middle(each, START)]
        if helping and not undone & set(curing):
            least = min(curing, key=partial(lost, verdict)) if curing else min(helping, key=partial(_middle, each))
            undone.add(least)
    back = {taken[arm] for arm in undone if arm in taken}
    return frozenset({changed[arm] for arm in undone} - back), frozenset(back)


def lost(verdict: Verdict, arm: str) -> float:
    """The ms of an hour that all queries together take more in an arm than with the chosen set."""
    return sum(more(each, arm) for each in verdict.confirmed)


def more(each: Confirmed, arm: str) -> float:
    """The ms of an hour that a query takes more in an arm than with the chosen set."""
    return each.case.calls * (_middle(each, arm) - _middle(each, CHOSEN))


def _middle(each: Confirmed, arm: str) -> float:
    return median(each.series(arm))


def recommend(facts: Choice, verdict: Verdict, trail: Trail) -> Choice:
    """The choice, from its facts, what was confirmed and what the search saw."""
    sets, seed = verdict.sets, 1
    kept = sets.start & (sets.chosen | verdict.needed)
    reads = [each for each in verdict.confirmed if not each.case.writes]
    writes = [each for each in verdict.confirmed if each.case.writes]
    totals = Totals(*(ratio_of_all(part, START, seed=seed) for part in (reads, writes, verdict.confirmed)))
    beside = ratio_of_all(verdict.confirmed, RUNNER, seed=seed) if sets.runner is not None else None
    known = (
        Found(sets.runner, trail.costs[sets.runner]) if sets.runner in trail.costs and sets.runner is not None else None
    )
    # What no confirmed query reads by or pays for is nobody's proof: that is so if the time was up for its query.
    proven = {name for name in sets.chosen - sets.start if any(_effects(verdict, name, "without"))}
    unproven = sets.chosen - sets.start - proven
    said = [f"{name} is not proposed: no query that was confirmed uses it" for name in sorted(unproven)]
    return replace(
        facts,
        notes=(*facts.notes, *said),
        build=tuple(_member(verdict, name, "without") for name in sorted(proven)),
        keep=tuple(_member(verdict, name, "without") for name in sorted(kept)),
        remove=tuple(_member(verdict, name, "with") for name in sorted(sets.start - kept)),
        served=tuple(_served(each) for each in verdict.confirmed),
        totals=totals,
        bytes=(_bytes(verdict, sets.start), _bytes(verdict, kept | proven)),
        runner_up=_alternative(known) if known is not None else None,
        beside=beside,
        front=tuple(_alternative(found) for found in front(trail.costs)),
    )


def unproposed(facts: Choice, trail: Trail) -> Choice:
    """What a search saw, without proposing anything."""
    best = next((found for found in trail.best() if found.cost.sound), None)
    seen = tuple(_alternative(found) for found in front(trail.costs))
    return replace(facts, runner_up=_alternative(best) if best is not None else None, front=seen)


def _member(verdict: Verdict, name: Name, how: str) -> Member:
    built = verdict.built.get(name)
    size, effects = verdict.sizes.get(name, 0), tuple(_effects(verdict, name, how))
    if built is not None:
        gaining = tuple(e.query for e in effects if e.ratio.low > 1)
        return Member(
            str(name), built.ddl, size, built.kind, effects, built.build_ms, built.model if gaining else ""
        )  # fmt: skip
    table = verdict.indexes.droppable[name]
    index = next(index for index in table.indexes if index.name == name.name)
    drop = sql.SQL("DROP INDEX {}").format(sql.Identifier(name.schema, name.name)).as_string()
    return Member(str(name), drop if how == "with" else index.definition, size, index.method, effects)


def _effects(verdict: Verdict, name: Name, how: str) -> Iterator[Effect]:
    """How many times longer each query takes `without` the index than with it, all else as chosen."""
    for each in verdict.confirmed:
        ratio = each.ratio(f"{how} {name}")
        if ratio is not None:
            pages = each.pages(f"{how} {name}"), each.pages(CHOSEN)
            # A member that is to go is not in the chosen set: there, it is the other way round.
            turned = (ratio, pages) if how == "without" else (ratio.inverse, pages[::-1])
            yield Effect(each.case.name, each.case.writes, turned[0], turned[1])


def _served(each: Confirmed) -> Served:
    before, now = median(each.series(START)), median(each.series(CHOSEN))
    pages = each.pages(START), each.pages(CHOSEN)
    wal = (each.wal(START), each.wal(CHOSEN)) if each.case.writes else (0, 0)
    hot = (each.hot(START), each.hot(CHOSEN)) if each.case.writes else (None, None)
    plans = each.outline(START), each.outline(CHOSEN)
    shown = each.case.name, each.case.writes, each.case.calls
    return Served(*shown, before, now, each.ratio(START), pages, wal, hot, plans)


def _alternative(found: Found) -> Alternative:
    cost = found.cost
    return Alternative(tuple(map(str, sorted(found.chosen))), cost.bytes, cost.reads, cost.writes)


def _bytes(verdict: Verdict, chosen: Chosen) -> int:
    return sum(verdict.sizes.get(name, 0) for name in chosen)
