"""The difference between any two states of a database, executed there and back on scratch copies before it is told.

FROM and TO are each a database's URL (only read), a SQL file, a folder of migrations, or a database of ours. What is
handed out is the text that was executed: plain statements in order, each of which may run in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

import psycopg

from pgworkbench.catalog.model import Catalog
from pgworkbench.errors import RefusedError
from pgworkbench.migrations.address import Kind
from pgworkbench.migrations.asked import Asked, read_asked
from pgworkbench.migrations.difference import Choices, one_way
from pgworkbench.migrations.guard import guarded
from pgworkbench.migrations.likely import likely
from pgworkbench.migrations.losses import losses
from pgworkbench.migrations.moves import moved
from pgworkbench.migrations.operations import Operation
from pgworkbench.migrations.rebuild import Rebuilt, advised, disorders
from pgworkbench.migrations.refusals import Refusal
from pgworkbench.migrations.renames import rename_all, undone
from pgworkbench.migrations.source import Source, end_of, opened
from pgworkbench.migrations.state import State, read_state
from pgworkbench.migrations.statement import Statement
from pgworkbench.migrations.steps import Item
from pgworkbench.migrations.structure import shown, structure, structure_again
from pgworkbench.migrations.trial import at_once, converged, perform
from pgworkbench.server import Database, Server

BODIES = "SET check_function_bodies = off"  # functions may name tables that come after them
_NEW = frozenset({Kind.FUNCTION})


@dataclass(frozen=True, slots=True)
class Wanted:
    """`allow_lossy` lets go what cannot be kept; without `keep` nothing is kept for the way back at all.

    `renames` are wishes as `--rename` takes them (`asked`): app.orders.total=amount. `rebuild` makes tables anew for
    the order of their columns.
    """

    choices: Choices = field(default_factory=Choices)
    allow_lossy: bool = False
    keep: bool = True
    renames: tuple[str, ...] = ()
    rebuild: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What leads from one state to the other and back; nothing at all if anything is `refused`.

    `likely` has what looks like a rename and was not asked for, in the form that asks for it; `orders` tells of tables
    whose columns will be those wanted, in another order.
    """

    up: tuple[Item, ...] = ()
    down: tuple[Item, ...] = ()
    refused: tuple[Refusal, ...] = ()
    likely: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two are the same."""
        return not self.up and not self.down and not self.refused

    def statements(self, *, down: bool = False, guarded_: bool = False) -> tuple[str, ...]:
        """One direction as SQL without semicolons: plain, or in a form that may run twice."""
        return tuple(_texts(self.down if down else self.up, again=guarded_))


def between(server: Server, before: Source, after: Source, wanted: Wanted | None = None) -> Difference:
    """What leads from `before` to `after`, tried on scratch databases of `server`; refusals are in the result.

    ContentError for a file that is none or that the server refuses, ServerError for a database that does not answer.
    """
    chosen = wanted or Wanted()
    wishes = tuple(read_asked(text) for text in chosen.renames)
    first, second = end_of(server, before), end_of(server, after)
    with opened(server, first, second) as (one, other):
        start = read_state(one, first.there | first.known(second.roles))
        target = read_state(other, second.there | second.known(first.roles))
        try:
            found = _Trial(one, other, start, chosen, wishes).run(target)
        except RefusedError as refused:
            found = Difference(refused=tuple(Refusal.read(reason) for reason in refused.reasons))
        return found if wishes else replace(found, likely=likely(start.catalog, target.catalog))


@dataclass(frozen=True, slots=True)
class _Trial:
    """One difference under way: `one` stays as it is, what happens does so on copies."""

    one: Database
    other: Database
    start: State
    wanted: Wanted
    wishes: tuple[Asked, ...] = ()

    def run(self, target: State) -> Difference:
        with self.one.server.clone(self.one, "there and back") as copy:
            named = rename_all(copy, self.wishes, self.start, target) if self.wishes else ()
            start = read_state(copy, self.start.roles) if named else self.start
            end, up = converged(copy, target, start.roles, self.wanted.choices)
            orders = disorders(end.catalog, target.catalog)
            if end.values == self.start.values and not (orders and self.wanted.rebuild):
                return replace(self._same(), orders=advised(orders))
            there = Rebuilt.of(copy, (end, target), self._version(up, "up"), rebuild=self.wanted.rebuild)
            down = self._back(copy, there.state, start)
            back = read_state(copy, start.roles), start
            again = Rebuilt.of(copy, back, self._version(down, "down"), rebuild=self.wanted.rebuild)
        found = self._with_rows(up, down, (start.catalog, end.catalog)) if self.wanted.keep else Difference(up, down)
        whole = Difference((*named, *found.up, *there.items), (*found.down, *again.items, *undone(named)))
        self._prove(whole)
        notes = (*advised(there.left), *(f"{words} (on the way back)" for words in advised(again.left)))
        return replace(whole, orders=notes)

    def _version(self, operations: Sequence[Operation], way: str) -> str:
        """A word for what is set aside on that way, the same whenever the same is done."""
        text = "\n".join(_texts(operations, again=False))
        return f"{sha256(text.encode()).hexdigest()[:14]}_{way}_again"

    def _same(self) -> Difference:
        difference = _different(self.other, structure(self.one))
        if difference:
            raise RefusedError([f"structure: pg_dump tells a difference that the catalog does not know: {difference}"])
        return Difference()

    def _back(self, copy: Database, end: State, start: State) -> tuple[Operation, ...]:
        """The way back, from where the way up has led; read again, as PostgreSQL gives names of its own to some."""
        state = end
        down: tuple[Operation, ...] = ()
        for _ in range(3):
            plan = one_way(state.catalog, start.catalog, state.towards(start), self.wanted.choices)
            if plan.refused:
                raise RefusedError(f"{reason} (on the way back)" for reason in plan.refused)
            if not plan.up:
                break
            down = (*down, *perform(copy, plan.up))
            state = read_state(copy, start.roles)
        return down

    def _with_rows(
        self, up: Sequence[Operation], down: Sequence[Operation], ends: tuple[Catalog, Catalog]
    ) -> Difference:
        text = "\n".join(_texts((*up, *down), again=False))
        version = sha256(text.encode()).hexdigest()[:14]
        start, end = ends
        going, lost_up = losses(up, start, end, version)
        coming, lost_down = losses(down, end, start, f"{version}_down")
        lost = (*lost_up, *(f"{words} (on the way back)" for words in lost_down))
        if lost and not self.wanted.allow_lossy:
            raise RefusedError(f"rows {words}; allow it with --allow-lossy" for words in lost)
        return Difference(moved(up, going, coming), moved(down, coming, going))

    def _prove(self, found: Difference) -> None:
        """What was rendered, run as it stands: it leads to the one structure and back to the other."""
        with self.one.server.clone(self.one, "rendered") as copy:
            for down, goal in ((False, self.other), (True, self.one)):
                way = "down" if down else "up"
                problem = _run(copy, found.statements(down=down))
                if problem is not None:
                    raise RefusedError([f"{way}: {problem}"])
                difference = _different(goal, structure(copy))
                if difference:
                    raise RefusedError([f"{way}: it does not lead there exactly: {difference}"])


def _different(goal: Database, made: object) -> str:
    """How what was made differs from what was wanted; PostgreSQL prints some things otherwise once it has read them."""
    wanted = structure(goal)
    if wanted == made:
        return ""
    return shown(structure_again(goal), made)  # type: ignore[arg-type]


def _run(database: Database, statements: Sequence[str]) -> str | None:
    """Run statements as they stand; what the server said of the one that it refused."""
    with database.connect(autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        local = [database.localise(statement) for statement in statements]
        if at_once(connection, local):
            return None
        for statement in local:
            try:
                connection.execute(statement)
            except psycopg.Error as error:
                said = error.diag.message_primary or str(error)
                return f"{database.globalise(said)} ({' '.join(statement.split())[:120]})"
    return None


def _texts(items: Sequence[Item], *, again: bool) -> Iterator[str]:
    if any(isinstance(item, Operation) and item.address.kind in _NEW for item in items):
        yield BODIES
    for item in items:
        if isinstance(item, Operation) and item.again and not again:
            continue  # what runs once needs no way out of its own way
        role = isinstance(item, Operation) and item.address.kind is Kind.ROLE
        for statement in item.statements:
            yield _text(statement, again=again or role)  # a role may be there already, and others may use it


def _text(statement: Statement, *, again: bool) -> str:
    return guarded(statement) if again else statement.sql
