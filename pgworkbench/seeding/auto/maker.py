"""One row: a way to satisfy every rule is chosen first, then what it refers to, then the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from pgworkbench.seeding.auto.atoms import Alternative, Atom, Rule, Test
from pgworkbench.seeding.auto.limits import compatible, limits_of
from pgworkbench.seeding.auto.literals import Cell, literal
from pgworkbench.seeding.auto.model import Field, Model
from pgworkbench.seeding.auto.parents import Parents, Turn
from pgworkbench.seeding.counter import stream

_TRIES = 12
_WISHED = 4  # times that each value of a list is asked for before chance decides
_OFTEN = 0.2  # of the later rows ask for one of the listed values
_TRUSTING = 4  # batches that gave too few rows, after which names are no longer believed
_LED = 0.75  # of the rows begin with an optional reference that shares a column with a required one
EMPTY, _ENDED = 0.08, 0.75  # of the values that may be missing
_ENDINGS = ("deleted", "archived", "cancelled", "canceled", "removed", "revoked", "disabled", "closed")

Values = dict[str, str | None]
Held = dict[str, list[Atom]]


@dataclass(frozen=True, slots=True)
class Order:
    """A row to be made: its count over all attempts, how often no row was accepted, what it must have."""

    count: int
    attempt: int = 0
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def turn(self) -> Turn:
        """Where it stands among all."""
        return Turn(self.count, self.attempt)


@dataclass(frozen=True, slots=True)
class Row:
    """A row's values as text, and the columns that the server computes before it is looked at."""

    values: Values
    computed: tuple[tuple[str, str], ...] = ()


Column = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows to be offered, column by column; `computed` are the rows in which a column has a formula."""

    size: int
    columns: Mapping[str, Column]
    computed: Mapping[tuple[str, str], Sequence[int]]

    @classmethod
    def of(cls, rows: Sequence[Row], names: Sequence[str]) -> Candidates:
        """The same of single rows."""
        computed: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(rows):
            for pair in row.computed:
                computed.setdefault(pair, []).append(number)
        return cls(len(rows), {name: [row.values.get(name) for row in rows] for name in names}, computed)


@dataclass(frozen=True)
class Maker:
    """Makes the rows of one table; `left_out` are columns that stay empty in the first pass."""

    model: Model
    parents: Sequence[Parents]
    seed: int
    left_out: frozenset[str] = frozenset()
    pointed: Mapping[str, Parents] = field(default_factory=dict)  # of columns that name their table, by link

    def make(self, order: Order) -> Row | str:
        """A row; or the constraint for which no way was found."""
        blame = ""
        for again in range(_TRIES):
            random = Random(stream(self.seed, str(self.model.name), order.count, order.attempt, again))  # noqa: S311  # the same for the same seed is what is wanted
            made = self._row(order, random)
            if isinstance(made, Row):
                return made
            blame = made
        return blame

    def once(self, order: Order, random: Random) -> Row | str:
        """One attempt with random numbers of the caller's own."""
        return self._row(order, random)

    def _row(self, order: Order, random: Random) -> Row | str:
        held: Held = {column: [Atom(column, Test.NULL)] for column in self.left_out}
        for column, value in order.given.items():
            held.setdefault(column, []).extend(_just(column, value))
        self._wish(order, held, random)
        blame = self._ways(held, random)
        if blame is not None:
            return blame
        values: Values = dict(order.given)
        blame = self._refer(order, values, held, random)
        if blame is not None:
            return blame
        self._point(order, values, held, random)
        made = self._filled(order, values, held, random)
        for link in (parents.link for parents in self.parents if self._is_first(parents)):
            values.update(
                {own: values.get(theirs) for own, theirs in zip(link.columns, link.target_columns, strict=True)}
            )
        return made

    def _is_first(self, parents: Parents) -> bool:
        """Whether a row must refer to one of its own table, and there is none: it refers to itself."""
        return parents.link.required and parents.link.target == self.model.name and not parents.keys

    def _wish(self, order: Order, held: Held, random: Random) -> None:
        wishes = self.model.wishes
        if not wishes or (order.count >= _WISHED * len(wishes) and random.random() > _OFTEN):
            return
        column, value = wishes[order.count % len(wishes)] if order.attempt == 0 else random.choice(wishes)
        if column not in held:
            held[column] = _just(column, value)

    def _ways(self, held: Held, random: Random) -> str | None:
        """One way for each rule, all of which can hold together; the rule that no way is left for."""
        types = {each.name: each.kind for each in self.model.fields}
        for rule in sorted(self.model.rules, key=lambda each: (len(each.ways) > 1, random.random())):
            way = next((way for way in _shuffled(rule, random) if compatible(held, way, types)), None)
            if way is None:
                return rule.name
            for atom in way:
                held.setdefault(atom.column, []).append(atom)
        for way in (way for way in self.model.orders if compatible(held, way, types)):
            for atom in way:
                held.setdefault(atom.column, []).append(atom)
        return None

    def _refer(self, order: Order, values: Values, held: Held, random: Random) -> str | None:
        for parents in self._paths(random):
            link = parents.link
            if self._is_first(parents):
                continue
            if all(column in values for column in link.columns):
                if None not in [values[c] for c in link.columns] and not link.soft and not parents.fitting(values):
                    return link.name
                continue
            tests = {atom.test for column in link.columns for atom in held.get(column, ())}
            empty = Test.NULL in tests or (random.random() < EMPTY and Test.NOT_NULL not in tests)
            given_up = link.soft and order.attempt >= _TRUSTING
            key = (
                None
                if given_up or (link.free and empty and not link.needed)
                else parents.choose(values, held, order.turn, random)
            )
            if key is not None:
                values.update(zip(parents.columns, key, strict=True))
            elif link.soft and (link.needed or not empty):
                continue
            elif link.required or Test.NOT_NULL in tests:
                return link.name
            else:
                values.update(dict.fromkeys(link.free))
        return None

    def _point(self, order: Order, values: Values, held: Held, random: Random) -> None:
        """Columns that name a table, and those that refer to it."""
        for poly in self.model.polys:
            tests = {atom.test for column in (poly.kind, poly.column) for atom in held.get(column, ())}
            if poly.column in values or {Test.NULL, Test.COMPUTED} & tests:
                continue
            there = {value: self.pointed[link.name] for value, link in poly.targets if self.pointed[link.name].keys}
            kind, column = self.model.field(poly.kind), self.model.field(poly.column)
            if not there or kind is None or column is None or order.attempt >= _TRUSTING:
                continue
            if not column.not_null and Test.NOT_NULL not in tests and random.random() < EMPTY:
                values[poly.column] = None
                if not kind.not_null:
                    values.setdefault(poly.kind, None)
                continue
            if poly.kind not in values:
                known = sorted(there)
                skewed = known[int(len(known) * random.random() ** 1.4)]
                values[poly.kind] = skewed if poly.closed else self._value(kind, order, values, held, random)
            parents = there.get(values[poly.kind] or "")
            key = parents.choose({}, held, order.turn, random) if parents else None
            if key is not None:
                values[poly.column] = key[0]

    def _paths(self, random: Random) -> list[Parents]:
        """The references in the order of choosing: mostly an optional one first where it decides a required one.

        So a ticket's assignee leads to its tenant, and not a tenant without members to no assignee.
        """
        if random.random() > _LED:
            return list(self.parents)
        return sorted(self.parents, key=lambda p: not (p.keys and p.link.free and len(p.link.columns) > 1))

    def _filled(self, order: Order, values: Values, held: Held, random: Random) -> Row | str:
        computed = []
        for each in self.model.fields:
            atoms = held.get(each.name, [])
            formula = next((atom.values[0] for atom in atoms if atom.test is Test.COMPUTED), None)
            if formula is not None:
                computed.append((each.name, formula))
            if each.name not in values:
                values[each.name] = self._value(each, order, values, held, random)
            if values[each.name] is None and each.not_null and formula is None:
                return f"{each.name} ({each.kind.sql})"
        return Row(values, tuple(computed))

    def _value(self, each: Field, order: Order, values: Values, held: Held, random: Random) -> str | None:
        atoms = held.get(each.name, [])
        limits = limits_of(atoms)
        if limits.null or (not each.not_null and limits.null is None and self._empty(each, limits.allowed, random)):
            return None
        rest = (each.distinct, each.apart, order.attempt, each.natural)
        return literal(Cell(each.name, each.kind, (*atoms, *each.fixed), order.count, *rest), values, random)

    def _empty(self, each: Field, allowed: Sequence[str] | None, random: Random) -> bool:
        return allowed is None and random.random() < (_ENDED if _ends(each.name) else EMPTY)


@lru_cache(maxsize=1 << 12)
def _ends(column: str) -> bool:
    """Whether a column says of a row, by its name, that it is over."""
    return any(word in column.lower() for word in _ENDINGS)


def _just(column: str, value: str) -> list[Atom]:
    """That a column has this value, and not NULL."""
    return [Atom(column, Test.IN, (value,)), Atom(column, Test.NOT_NULL)]


def _shuffled(rule: Rule, random: Random) -> list[Alternative]:
    """A rule's ways in any order; that a column is merely empty comes last most of the time."""
    ways = list(rule.ways)
    random.shuffle(ways)
    if random.random() > EMPTY:
        ways.sort(key=lambda way: len(way) == 1 and way[0].test is Test.NULL)
    return ways
