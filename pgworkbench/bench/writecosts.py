"""What writes take: with no competing index, with each alone, with those that find the rows that refer to theirs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pgworkbench.bench.case import Case, waited_ms
from pgworkbench.bench.interleave import Effort, Visit, collect, totals
from pgworkbench.bench.measure import Session
from pgworkbench.bench.plan import Node, tables_written
from pgworkbench.bench.search import Chosen
from pgworkbench.bench.statistics import median
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import GIVEN_UP, first_visit, plans, visit
from pgworkbench.catalog import Name

_EFFORT = Effort(fewest=3, most=6, precision=0.04, seconds=2.0)
_OF_FAMILY = 0.5  # of a write's time, for its own price, if it looks for other rows, too
_GRACE = 1.0  # seconds over the time, for a first block


@dataclass(frozen=True, slots=True)
class Family:
    """A write that looks for the rows that refer to its own: its ms with all indexes that find them, and how many more
    it takes without those of a table.
    """

    names: Chosen = frozenset()
    whole_ms: float = 0.0
    missed: Mapping[Name, float] = field(default_factory=dict)

    def ms(self, chosen: Chosen, indexes: Indexes) -> float:
        """With the chosen ones alone."""
        there = {indexes.droppable[name].name for name in self.names & chosen}
        return self.whole_ms + sum(ms for table, ms in self.missed.items() if table not in there)


@dataclass(slots=True)
class WriteCosts:
    """Prices of writes, by query; `wait_ms` is what a client waits beside a write: a round trip."""

    session: Session
    indexes: Indexes
    seed: int = 1
    wait_ms: float = 0.0
    _alone: dict[str, dict[Name | None, float]] = field(default_factory=dict)
    _families: dict[str, Family] = field(default_factory=dict)
    _plans: dict[str, Sequence[Node]] = field(default_factory=dict)  # by query, with all indexes that are there

    def followed(self, case: Case) -> Chosen:
        """The competitors by which a write finds the rows that refer to those that it deletes."""
        return frozenset(self.indexes.followed_by(self._planned(case))) & case.touched if case.writes else frozenset()

    def maintained(self, case: Case) -> Chosen:
        """The competitors of the tables that a write writes."""
        return frozenset(self.indexes.maintained_by(self._planned(case))) & case.touched if case.writes else frozenset()

    def _planned(self, case: Case) -> Sequence[Node]:
        if case.name not in self._plans:
            self._plans[case.name] = plans(case.subject)
        return self._plans[case.name]

    def price(self, case: Case, found_by: Chosen, seconds: float) -> tuple[Name, ...]:
        """Measure a write in turns with each competitor alone; `found_by` may find its rows. The tables it writes.

        Where so many `seconds` are not enough for each, what was not measured is taken to cost as much as the others do
        on average.
        """
        seen, family = plans(case.subject), self.followed(case)
        mine = (set(self.indexes.maintained_by(seen)) | found_by | family) & case.touched
        arms: dict[Name | None, tuple[Name, ...]] = {None: _without(case, frozenset())}
        arms |= {name: _without(case, frozenset({name})) for name in sorted(mine)}
        until = time.monotonic() + seconds * (_OF_FAMILY if family else 1)
        took = self._waited(case, {str(arm): without for arm, without in arms.items()}, until)
        known = {arm: took[str(arm)] for arm in arms if str(arm) in took}
        more = [max(0.0, ms - known.get(None, ms)) for arm, ms in known.items() if arm is not None]
        usual = known.get(None, 0.0) + (sum(more) / len(more) if more else 0.0)
        self._alone[case.name] = {arm: known.get(arm, usual) for arm in arms}
        if family:
            self._families[case.name] = self._family(case, family, until + seconds * (1 - _OF_FAMILY))
        return tuple(sorted({name for plan in seen for name in tables_written(plan)}))

    def ms(self, case: Case, chosen: Chosen, used: Chosen) -> float:
        """The time with the index that finds the rows, and what the others add that do not; or, of a write that looks
        for rows that refer to its own, with what finds those.
        """
        alone = self._alone.get(case.name, {})
        bare = alone.get(None, 0.0)
        base = min((alone[name] for name in used if name in alone), default=bare)
        family, mine = self._families.get(case.name, Family()), chosen & case.touched
        if family.names & mine:
            base = family.ms(mine, self.indexes)
        others = [name for name in mine if name in alone and name not in used and name not in family.names]
        return base + sum(max(0.0, alone[name] - bare) for name in others)

    def _family(self, case: Case, names: Chosen, until: float) -> Family:
        """With all of them, and without those of each table."""
        table_of = {name: self.indexes.droppable[name].name for name in names}
        gone = {t: frozenset(n for n in names if table_of[n] == t) for t in table_of.values()}
        arms = {"": _without(case, names)}
        arms |= {str(table): _without(case, names - of_it) for table, of_it in sorted(gone.items())}
        took = self._waited(case, arms, until)
        whole = took.get("", 0.0)
        return Family(names, whole, {t: max(0.0, took.get(str(t), whole) - whole) for t in sorted(gone)})

    def _waited(self, case: Case, arms: Mapping[str, tuple[Name, ...]], until: float) -> dict[str, float]:
        """The ms of a call in each arm, in turns; at `until` (time.monotonic) in those that were reached, once."""
        found, visits, count = dict[str, float](), dict[str, Visit](), len(case.subject.sets)
        began = time.monotonic()
        for arm, without in arms.items():
            if visits and time.monotonic() > (began + until) / 2:
                break  # a few that are compared in turns say more than many that ran once
            try:
                warm = first_visit(case.subject, without)
            except GIVEN_UP:
                found[arm] = float(self.session.limits.statement_ms)
                continue
            found[arm] = sum(map(waited_ms, warm.samples)) / count + self.wait_ms
            visits[arm] = visit(case.subject.patient(), without, warm.repeats)
        effort = replace(_EFFORT, seconds=min(_EFFORT.seconds, max(until - time.monotonic(), 0.0)))
        collected = collect(visits, replace(effort, deadline=max(until, began) + _GRACE), waited_ms, self.seed)
        if collected.interrupted:
            raise KeyboardInterrupt
        if collected.blocks:
            found |= {arm: median(totals(collected.blocks, arm, waited_ms)) / count + self.wait_ms for arm in visits}
        return found


def _without(case: Case, chosen: Chosen) -> tuple[Name, ...]:
    return tuple(sorted(case.touched - chosen))
