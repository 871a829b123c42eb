"""Files in the making: steps executed there and back on scratch copies, each state read, and then rendered.

A change is first tried in phases; where the server does not take them in that order, all of it in one step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from pgworkbench.errors import RefusedError
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.backfill import Backfill
from pgworkbench.migrations.dbmate import render, touched
from pgworkbench.migrations.describe import Told
from pgworkbench.migrations.difference import Choices, one_way
from pgworkbench.migrations.files import File, slug
from pgworkbench.migrations.fills import UnfitBackfillError, fills, tried
from pgworkbench.migrations.kinds.keys import Key
from pgworkbench.migrations.likely import hinted, likely
from pgworkbench.migrations.locks import strongest
from pgworkbench.migrations.losses import losses
from pgworkbench.migrations.moves import moved
from pgworkbench.migrations.operations import Operation, Plan, Verb
from pgworkbench.migrations.phases import Ground
from pgworkbench.migrations.rebuild import Rebuilding, Rebuilt, advised, disorders, rebuild_step
from pgworkbench.migrations.running import FailedError, Way
from pgworkbench.migrations.state import State, read_state
from pgworkbench.migrations.steps import Step, by_domain, by_phase
from pgworkbench.migrations.trace import trace
from pgworkbench.migrations.trial import attempt, leftovers, perform
from pgworkbench.server import Database

if TYPE_CHECKING:
    from pgworkbench.migrations.export import Request

Done = tuple[list[Step], list[State]]
Whole = list[tuple[Step, Told]]


@dataclass(slots=True)
class Making:
    """What leads from `before`, the state of `database` (which is copied), to `after`."""

    request: Request
    database: Database
    before: State
    after: State
    design: State  # as it was built: its columns stand as they are wanted
    hints: tuple[str, ...] = field(init=False)  # what looks like a rename

    def __post_init__(self) -> None:
        """Compare the two states once."""
        self.hints = hinted(likely(self.before.catalog, self.after.catalog))

    def files(self, old: Sequence[File]) -> tuple[File, ...]:
        """The new files, after the `old` ones; RefusedError if they cannot be made."""
        plan = self._plan()
        start = self.request.now, old
        if not self.before.catalog.base_tables and self.request.domains:
            steps = by_domain(plan.up, self.after.catalog, self.after.links, self.request.grouping)
            return self._rendered(steps, *start)
        if not plan.up:  # nothing but the order of columns
            return self._rendered((), *start)
        if not self.request.phases:
            return self._rendered(self._phases(plan, whole=True), *start)
        try:
            return self._rendered(self._phases(plan, whole=False), *start, exact=True)
        except UnfitBackfillError:
            raise
        except RefusedError as refused:
            note = f"not cut into phases: {refused.reasons[0]}"
            whole = self._phases(plan, whole=True)
            return self._rendered([replace(whole[0], notes=(*whole[0].notes, note)), *whole[1:]], *start)

    def _plan(self) -> Plan:
        beside = self.request.phases and bool(self.before.catalog.base_tables)
        choices = Choices(self.request.grouping, concurrently=beside)
        plan = one_way(self.before.catalog, self.after.catalog, self.before.towards(self.after), choices)
        if plan.refused:
            raise RefusedError(plan.refused)
        for hint in self.hints:
            self.request.tell(hint)
        return plan

    def _phases(self, plan: Plan, *, whole: bool) -> tuple[Step, ...]:
        known: Mapping[Address, str] = {}
        if not whole:
            known = fills(self.request.design, plan.up, self.request.backfills)
        states = self.before.catalog, self.after.catalog
        ground = None if whole else Ground(*states, self.after.links, known, self.before.links)
        first, *others = by_phase(plan.up, slug(self.request.name), self.before.values, ground)
        return (replace(first, notes=(*first.notes, *self.hints)), *others)

    def _rendered(
        self, steps: Sequence[Step], now: datetime, old: Sequence[File], *, exact: bool = False
    ) -> tuple[File, ...]:
        with self.request.server.clone(self.database, "steps") as copy:
            done, states = self._forward(copy, steps)
            if exact and len(steps) > 1:
                self._same(states[-1])
            self._in_order(copy, done, states, map(_last_of, (versions(now, old, n) for n in count(len(steps) + 1))))
            made = versions(now, old, len(done))
            whole = self._back(copy, done, states, made)
        written = _written(whole, made, states)
        return _written(self._with_locks(whole, written), made, states)

    def _with_locks(self, whole: Whole, files: Sequence[File]) -> Whole:
        """The same, told which locks each file takes: seen on a copy, but for what runs outside a transaction."""
        if not self.before.catalog.base_tables:
            return whole
        told: Whole = []
        with self.request.server.clone(self.database, "locks") as copy:
            for (step, words), file in zip(whole, files, strict=True):
                try:
                    seen = strongest(trace(copy, file, Way.UP))
                except FailedError as failed:
                    raise RefusedError([str(failed)]) from None
                told.append((step, words if step.concurrent else replace(words, locks=seen)))
        return told

    def _forward(self, copy: Database, steps: Sequence[Step]) -> Done:
        """Run each step; what PostgreSQL named or made otherwise is put right in the step that made it."""
        states, done = [self.before], []
        roles = set(self.before.roles)
        for number, step in enumerate(steps):
            order, failed = attempt(copy, step.operations)
            roles |= {o.address.last for o in order if o.address.kind is Kind.ROLE and o.verb is Verb.CREATE}
            roles -= {o.address.last for o in order if o.address.kind is Kind.ROLE and o.verb is Verb.DROP}
            state = read_state(copy, roles)
            waiting = {o.address for later in steps[number + 1 :] for o in later.operations}
            fresh = self.before if number == len(steps) - 1 else states[-1]
            more = tuple(o for o in leftovers(state, self.after, fresh) if o.address not in waiting)
            if more or failed:
                order = (*order, *perform(copy, (*more, *(operation for operation, _ in failed))))
                state = read_state(copy, roles)
            if number == len(steps) - 1 and not step.concurrent:
                rest = one_way(state.catalog, self.after.catalog, state.towards(self.after), Choices()).up
                order = (*order, *perform(copy, rest))
                state = read_state(copy, roles) if rest else state
            tried(copy, [item for item in step.up if isinstance(item, Backfill)])
            done.append(step.reordered(order))
            states.append(state)
        return done, states

    def _in_order(self, copy: Database, done: list[Step], states: list[State], made: Iterator[str]) -> None:
        """A step for each table whose columns stand otherwise than in the design, or a word on it."""
        if not self.request.rebuild:
            for words in advised(disorders(states[-1].catalog, self.design.catalog)):
                self.request.tell(words)
            return
        work = Rebuilding(copy, states[-1], self.request.grouping)
        for table, items in work.towards(self.design.catalog, (f"{version}_again" for version in made)):
            done.append(rebuild_step(table, items, self.request.grouping.domain_of(self.design.catalog, table)))
            states.append(work.state)

    def _same(self, last: State) -> None:
        """Phases end where the whole change does; else they are not used."""
        made, wanted = last.values, self.after.values
        found = sorted(str(a) for a in made.keys() | wanted.keys() if made.get(a) != wanted.get(a))
        if found:
            raise RefusedError([f"they end elsewhere ({found[0]})"])

    def _back(self, copy: Database, steps: Sequence[Step], states: Sequence[State], made: Sequence[str]) -> Whole:
        """Find the way back of each step, run it, and put keeping and putting back where they belong."""
        whole: Whole = []
        handed: set[tuple[str, str]] = set()
        for number in reversed(range(len(steps))):
            step, later, former = steps[number], states[number + 1], states[number]
            handed |= _handed_over(step)
            choices = Choices(self.request.grouping, concurrently=step.concurrent)
            plan = one_way(later.catalog, former.catalog, later.towards(former), choices)
            if plan.refused:
                raise RefusedError(f"on the way back: {reason}" for reason in plan.refused)
            down = perform(copy, _without(plan.up, handed))
            again = read_state(copy, former.roles)
            more = one_way(again.catalog, former.catalog, again.towards(former), choices).up
            down = (*down, *perform(copy, _without(more, handed)))
            told = self._with_rows(replace(step, down=down), (former, later), made[number])
            whole.append(self._in_former_order(copy, told, former, made[number]))
        return whole[::-1]

    def _in_former_order(
        self, copy: Database, whole: tuple[Step, Told], former: State, version: str
    ) -> tuple[Step, Told]:
        step, told = whole
        if not self.request.rebuild:
            return whole
        ends = read_state(copy, former.roles), former
        return replace(step, down=(*step.down, *Rebuilt.of(copy, ends, f"{version}_back", rebuild=True).items)), told

    def _with_rows(self, step: Step, states: tuple[State, State], version: str) -> tuple[Step, Told]:
        former, later = (state.catalog for state in states)
        ups = [item for item in step.up if isinstance(item, Operation)]
        downs = [item for item in step.down if isinstance(item, Operation)]
        going, lost_up = losses(ups, former, later, version)
        coming, lost_down = losses(downs, later, former, f"{version}_down")
        lost = (*(f"up: {words}" for words in lost_up), *(f"down: {words}" for words in lost_down))
        if lost and not self.request.allow_lossy:
            raise RefusedError(f"{words}; allow it with --allow-lossy" for words in lost)
        up = moved(step.up, going, coming)
        down = moved(step.down, coming, going)
        return replace(step, up=up, down=down), self._told(lost)

    def _told(self, lost: tuple[str, ...]) -> Told:
        names = [table.name for table in self.after.catalog.tables]
        queries = [(query, touched(query.sql, names)) for query in self.request.queries]
        return Told(self.request.reasons, queries, self.request.purpose, lost)


def _written(whole: Whole, made: Sequence[str], states: Sequence[State]) -> tuple[File, ...]:
    return tuple(
        render(step, version, (states[n].catalog, states[n + 1].catalog), told)
        for n, ((step, told), version) in enumerate(zip(whole, made, strict=True))
    )


def _last_of(made: Sequence[str]) -> str:
    return made[-1]


def _handed_over(step: Step) -> set[tuple[str, str]]:
    """The indexes that became keys in this step, as (schema, name): on the way back they go with the keys."""
    return {
        (operation.address.path[0], str(operation.after.constraint.index))
        for operation in step.operations
        if isinstance(operation.after, Key) and operation.after.built
    }


def _without(operations: Sequence[Operation], handed: set[tuple[str, str]]) -> tuple[Operation, ...]:
    """No index that went with its key is built again on the way back, only for the next file to drop it."""

    def is_scaffold(operation: Operation) -> bool:
        address = operation.address.of or operation.address
        return operation.verb is Verb.CREATE and address.kind is Kind.INDEX and address.path[:2] in handed

    return tuple(operation for operation in operations if not is_scaffold(operation))


def versions(now: datetime, old: Sequence[File], count: int) -> list[str]:
    """Times for new files, one second apart, all after the last one that is there."""
    start = now.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    if old:
        last = datetime.strptime(old[-1].version, "%Y%m%d%H%M%S")  # noqa: DTZ007 - a name, in UTC as all of them
        start = max(start, last + timedelta(seconds=1))
    return [(start + timedelta(seconds=n)).strftime("%Y%m%d%H%M%S") for n in range(count)]
