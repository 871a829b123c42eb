"""A plan cut into steps, a file each: by domain for a baseline; indexes on tables in use apart, one by one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pgworkbench.catalog.model import Catalog, Name
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.backfill import Backfill, Stragglers
from pgworkbench.migrations.files import slug as file_slug
from pgworkbench.migrations.keep import Move
from pgworkbench.migrations.kinds.keys import Placed
from pgworkbench.migrations.links import Links
from pgworkbench.migrations.operations import Operation, Phase, Verb
from pgworkbench.migrations.order import Grouping
from pgworkbench.migrations.phases import Ground, Stage, Staged, phased
from pgworkbench.migrations.statement import Statements
from pgworkbench.migrations.valid import Clearing, Verification

Item = Operation | Move | Clearing | Verification | Backfill | Stragglers
FOUNDATION = "roles_and_schemas"
_WORD = re.compile(r"[A-Za-z_]\w*")
_BASE = {Kind.ROLE, Kind.SCHEMA, Kind.EXTENSION, Kind.DEFAULT_GRANTS}


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes one file: its words for the name, its domain, and what it does in each direction."""

    slug: str
    domain: str = ""
    up: tuple[Item, ...] = ()
    down: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def concurrent(self) -> bool:
        """Whether it must run outside a transaction."""
        return any(is_concurrent(item) for item in self.up)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of the way up."""
        return tuple(item for item in self.up if isinstance(item, Operation))

    def reordered(self, operations: Sequence[Operation]) -> Step:
        """The same with its operations in the order that worked; what stood before all of them still does."""
        firsts = [n for n, item in enumerate(self.up) if isinstance(item, Operation)]
        place = firsts[0] if firsts else 0
        others = [(n, item) for n, item in enumerate(self.up) if not isinstance(item, Operation)]
        before = [item for n, item in others if n < place or isinstance(item, Stragglers)]
        after = [item for n, item in others if n >= place and not isinstance(item, Stragglers)]
        return replace(self, up=(*before, *operations, *after))


def is_concurrent(item: Item) -> bool:
    """Whether it must stand alone, outside a transaction."""
    return isinstance(item, Backfill) or (isinstance(item, Operation) and item.phase is Phase.CONCURRENT)


def statements_of(items: Sequence[Item]) -> Statements:
    """All their statements, in order."""
    return tuple(statement for item in items for statement in item.statements)


def by_domain(operations: Sequence[Operation], after: Catalog, links: Links, grouping: Grouping) -> tuple[Step, ...]:
    """What all stand on, and then a step for each domain, in the order of the domains."""
    places = _Places(after, links, grouping)
    steps: dict[int, list[Operation]] = defaultdict(list)
    for operation in operations:
        steps[places.of(operation)].append(operation)
    made = []
    for place in sorted(steps):
        domain = grouping.order[place - 1] if place else ""
        slug = f"create_{domain}" if place else f"create_{FOUNDATION}"
        made.append(Step(slug, domain, tuple(replace(o, domain=domain) for o in steps[place])))
    return tuple(made)


class _Places:
    """The domain that an object belongs to: a table's own; else where it is used, once what it needs is there."""

    def __init__(self, catalog: Catalog, links: Links, grouping: Grouping) -> None:
        self._catalog, self._links, self._grouping = catalog, links, grouping
        self._users: dict[Address, set[Address]] = defaultdict(set)
        for user, needed in links.items():
            for address in needed:
                self._users[address].add(user)
        self._bodies: Mapping[tuple[str, ...], str] = {
            (f.name.schema, f.name.name, f.arguments): f.body for f in catalog.functions
        }
        self._tables = {t.name.name: t.name for t in catalog.base_tables}
        self._known: dict[Address, int] = {}

    def of(self, operation: Operation) -> int:
        """The place of its domain; 0 for what all stand on."""
        address = operation.address
        while address.of is not None:
            address = address.of
        if operation.table is not None and address.kind not in {Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE}:
            own = self._grouping.place(self._grouping.domain_of(self._catalog, operation.table))
            return max(own, self._behind(address) if operation.address.kind is Kind.CONSTRAINT else own)
        return self._object(address)

    def _behind(self, address: Address) -> int:
        """A foreign key comes where its target is there too."""
        return max((self._table(needed) for needed in self._links.get(address, ())), default=0)

    def _table(self, address: Address) -> int:
        if len(address.path) < 2 or address.kind in {Kind.FUNCTION, Kind.ENUM, Kind.DOMAIN}:  # noqa: PLR2004
            return 0
        return self._grouping.place(self._grouping.domain_of(self._catalog, Name(*address.path[:2])))

    def _object(self, address: Address) -> int:
        if address in self._known:
            return self._known[address]
        self._known[address] = 0  # while it is being found out: circles end here
        if address.kind not in _BASE:
            users = {self._user(user) for user in self._users.get(address, ())}
            needs = max((self._user(needed) for needed in self._links.get(address, ())), default=0)
            wanted = max(needs, self._mentioned(address))
            if not wanted and len(users) == 1:
                wanted = next(iter(users))
            self._known[address] = max(needs, min(wanted, *users)) if users else wanted
        return self._known[address]

    def _user(self, address: Address) -> int:
        """The place of something that uses or is used: a table's, or found out in the same way."""
        if address.of is not None or address.relation is not None:
            relation = address.relation
            if relation is not None and address.kind not in {Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE}:
                return self._grouping.place(self._grouping.domain_of(self._catalog, relation))
        if address.kind in {Kind.INDEX, Kind.STATISTICS}:
            return max((self._table(needed) for needed in self._links.get(address, ())), default=0)
        return self._object(address)

    def _mentioned(self, address: Address) -> int:
        """The last domain whose tables the text of a function names."""
        words = set(_WORD.findall(self._bodies.get(address.path, "")))
        return max(
            (
                self._grouping.place(self._grouping.domain_of(self._catalog, self._tables[w]))
                for w in words & self._tables.keys()
            ),
            default=0,
        )


def by_phase(
    operations: Sequence[Operation], slug: str, before: Mapping[Address, object], ground: Ground | None = None
) -> tuple[Step, ...]:
    """For a database in use: new enum values, then phases; index by index, and backfill by backfill, a file each.

    `before` are the values of the state before: the comment of an index that goes outside a transaction goes first.
    Without `ground` all but indexes is done in one transaction.
    """
    first = _values(operations)
    rest = [o for o in operations if o not in first]
    staged = phased(rest, ground) if ground is not None else _at_once(rest)
    files = _Files(slug, {stage: [s for s in staged if s.stage is stage] for stage in Stage}, before)
    steps = [*([Step(f"{slug}_values", up=tuple(first))] if first else []), *files.steps()]
    return tuple(_with_domain(step) for step in steps)


def _at_once(operations: Sequence[Operation]) -> tuple[Staged, ...]:
    busy = {o.address for o in operations if o.phase is Phase.CONCURRENT}

    def stage(operation: Operation) -> Stage:
        if operation.phase is Phase.CONCURRENT:
            return Stage.BUILD
        return Stage.VALIDATE if operation.address.of in busy else Stage.EXPAND

    return tuple(Staged(stage(operation), operation) for operation in operations)


@dataclass(frozen=True, slots=True)
class _Files:
    """The stages of a change, each as its files."""

    slug: str
    stages: Mapping[Stage, Sequence[Staged]]
    before: Mapping[Address, object]

    def steps(self) -> Iterator[Step]:
        """In order, without those that do nothing."""
        yield from self._transaction(Stage.EXPAND, self.slug, f"clear_{self.slug}")
        for staged in self.stages[Stage.BACKFILL]:
            if isinstance(staged.item, Backfill):
                columns = [column for column, _ in staged.item.values]
                slug = "_".join(["backfill", staged.item.table.name, *(columns if len(columns) == 1 else [])])
                notes = (staged.note,) if staged.note else ()
                yield Step(file_slug(slug), staged.item.domain, (staged.item,), notes=notes)
        yield from self._transaction(Stage.REQUIRE, f"require_{self.slug}")
        for operation in sorted(self._builds, key=lambda o: o.verb is Verb.CREATE):
            yield Step(file_slug(f"{operation.verb}_{operation.address.last}"), up=(operation,))
        yield from self._validations()
        yield from self._transaction(Stage.CONTRACT, f"contract_{self.slug}")
        yield from self._transaction(Stage.COMPLETE, f"complete_{self.slug}")

    @property
    def _builds(self) -> list[Operation]:
        return [s.item for s in self.stages[Stage.BUILD] if isinstance(s.item, Operation)]

    def _transaction(self, stage: Stage, slug: str, otherwise: str = "") -> Iterator[Step]:
        """A file that runs as a whole; before indexes are built, what an earlier attempt left of them is cleared."""
        items: list[Item] = [staged.item for staged in self.stages[stage]]
        notes = tuple(staged.note for staged in self.stages[stage] if staged.note)
        empty = not items
        if stage is Stage.EXPAND:
            remarks = [o.address.about(Kind.COMMENT) for o in self._builds if o.verb is Verb.DROP]
            items += [Operation(Verb.DROP, remark, self.before[remark]) for remark in remarks if remark in self.before]
            empty = not items
            items += [Clearing(_placed(o)) for o in self._builds if o.verb is Verb.CREATE]
        if items:
            yield Step(otherwise if empty else slug, up=tuple(items), notes=notes)

    def _validations(self) -> Iterator[Step]:
        """A file for each table whose rows are read: what was read for one is not read again if another fails."""
        seen = tuple(_placed(o) for o in self._builds if o.verb is Verb.CREATE)
        items = [staged.item for staged in self.stages[Stage.VALIDATE]]
        reading = [item for item in items if _reads(item)]
        others: list[Item] = [*([Verification(seen)] if seen else []), *(i for i in items if i not in reading)]
        tables = list(dict.fromkeys(item.table for item in reading))
        if others and not tables:
            yield Step(f"verify_{self.slug}", up=tuple(others))
        for number, table in enumerate(tables):
            own: list[Item] = [item for item in reading if item.table == table]
            words = [str(table)] if len(tables) > 1 else []
            slug = file_slug("_".join(["validate", self.slug, *words]))
            yield Step(slug, up=(*(others if not number else []), *own))


def _reads(item: Item) -> bool:
    """Whether it reads the rows of a table in use."""
    return isinstance(item, Stragglers) or (isinstance(item, Operation) and item.phase is Phase.VALIDATE)


def _placed(operation: Operation) -> Placed:
    value: Any = operation.after
    return replace(value, busy=False) if isinstance(value, Placed) else value


def _values(operations: Sequence[Operation]) -> list[Operation]:
    """New values of enums, if anything else happens: they cannot be used in the transaction that adds them."""
    values = [o for o in operations if o.address.kind is Kind.ENUM and o.verb is Verb.ALTER]
    return values if len(values) < len(operations) else []


def _with_domain(step: Step) -> Step:
    domains = {o.domain for o in step.operations if o.domain}
    return replace(step, domain=", ".join(sorted(domains)) or step.domain)
