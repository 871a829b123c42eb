"""Phases: what on a table with rows would read or write all of them under a lock, in steps that stop nobody for long.

Expand: what old code tolerates, and rules that hold for new rows only (NOT VALID). Backfill: old rows, batch by batch.
Require: rules that hold once old rows are filled. Build: indexes beside traffic. Validate: old rows are read while
everybody goes on. Contract: what then needs no reading any more. What cannot be cut so is told in the file's head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from hashlib import sha256

from pgworkbench.catalog.model import Catalog, Constraint, ConstraintKind, Index, Table, TableKind
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.backfill import Backfill, Stragglers, merged
from pgworkbench.migrations.kinds.columns import Shape, alter_column
from pgworkbench.migrations.kinds.keys import Key, Placed
from pgworkbench.migrations.kinds.partitions import Hanging
from pgworkbench.migrations.links import Links
from pgworkbench.migrations.operations import Operation, Phase, Verb
from pgworkbench.migrations.text import quoted

_ROWS = {TableKind.TABLE, TableKind.PARTITIONED}
_UNIQUE = {ConstraintKind.PRIMARY, ConstraintKind.UNIQUE}
_WHOLE = {Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW}
_READ = _WHOLE | {Kind.COLUMN}
_LONGEST = 63
Item = Operation | Backfill | Stragglers


class Stage(IntEnum):
    """Which file of a change, in order."""

    EXPAND = 0
    BACKFILL = 1
    REQUIRE = 2
    BUILD = 3
    VALIDATE = 4
    CONTRACT = 5
    COMPLETE = 6  # what stands on a key of CONTRACT is validated


@dataclass(frozen=True, slots=True)
class Ground:
    """What phases rest on: the states before and after, who needs whom then, and how old rows get a column's value."""

    before: Catalog
    after: Catalog
    links: Links
    fills: Mapping[Address, str] = field(default_factory=dict)
    former: Links = field(default_factory=dict)  # who needs whom before


@dataclass(frozen=True, slots=True)
class Staged:
    """What is done in which stage; `note` says what a reader of that file must know of it."""

    stage: Stage
    item: Item
    note: str = ""


def phased(operations: Sequence[Operation], ground: Ground) -> tuple[Staged, ...]:
    """The same change, cut into stages; in each the order stays."""
    cut = _Cut(ground, operations)
    late = _late(operations, ground)
    groups = [
        list(cut.gone(operation) if number in late else cut.stages(operation))
        for number, operation in enumerate(operations)
    ]
    for _ in operations:
        ready = _ready(groups)
        moved = [_moved(group, _needed(group, ready, ground)) for group in groups]
        if moved == groups:
            break
        groups = moved
    staged = sorted((staged for group in groups for staged in group), key=lambda staged: staged.stage)
    return tuple(_rows_once(staged))


def _late(operations: Sequence[Operation], ground: Ground) -> frozenset[int]:
    """What goes last, by number, if anything else changes: what old code still reads, and what that stands on."""
    if all(_is_gone(operation) for operation in operations):
        return frozenset()
    made = {operation.address.path[:2] for operation in operations if operation.verb is Verb.CREATE}
    retyped = {operation.address for operation in operations if operation.rewrites}
    addresses = {
        o.address
        for o in operations
        if _is_gone(o) and (o.address.kind in _READ or _gives_away(o)) and not _is_made_anew(o, made)
        if not retyped & ground.former.get(o.address, frozenset())
    }
    for _ in operations:
        more = {
            operation.address
            for operation in operations
            if _is_gone(operation) and operation.address not in addresses and _holds_up(operation, addresses, ground)
        }
        if not more:
            break
        addresses |= more
    return frozenset(n for n, o in enumerate(operations) if _is_gone(o) and o.address in addresses)


def _is_gone(operation: Operation) -> bool:
    return operation.verb is Verb.DROP and operation.after is None


def _gives_away(operation: Operation) -> bool:
    """Whether it hands a partition's rows to the default one, right before the partition goes."""
    return isinstance(operation.before, Hanging)


def _is_made_anew(operation: Operation, made: set[tuple[str, ...]]) -> bool:
    """Whether something new takes its name."""
    return operation.address.kind is not Kind.COLUMN and operation.address.path[:2] in made


def _holds_up(operation: Operation, going: set[Address], ground: Ground) -> bool:
    """Whether something that goes late needs it until then."""
    return any(
        operation.address in needed
        and (user in going or any(a.kind in _WHOLE and a.relation == user.relation for a in going))
        for user, needed in ground.former.items()
    )


def _rows_once(staged: Sequence[Staged]) -> Iterator[Staged]:
    """All columns of a table are filled together, and so are stragglers."""
    filling = merged([s.item for s in staged if isinstance(s.item, Backfill)])
    late = merged([Backfill(s.item.table, s.item.values) for s in staged if isinstance(s.item, Stragglers)])
    notes = {s.item.table: s.note for s in staged if isinstance(s.item, Backfill)}
    yield from (Staged(Stage.BACKFILL, backfill, notes[backfill.table]) for backfill in filling)
    yield from (Staged(Stage.VALIDATE, Stragglers(each.table, each.values)) for each in late)
    yield from (s for s in staged if isinstance(s.item, Operation))


def _ready(groups: Sequence[Sequence[Staged]]) -> dict[Address, Stage]:
    """From which stage on something new is there; what an index file makes, others use in the next one."""
    found: dict[Address, Stage] = {}
    for group in groups:
        for staged in group:
            item = staged.item
            if isinstance(item, Operation) and item.verb is Verb.CREATE:
                stage = Stage.VALIDATE if staged.stage is Stage.BUILD else staged.stage
                found[item.address] = max(stage, found.get(item.address, stage))
    return found


def _needed(group: Sequence[Staged], ready: Mapping[Address, Stage], ground: Ground) -> Stage:
    """The first stage in which all is there that the first of a group needs."""
    item = group[0].item
    if not isinstance(item, Operation) or item.verb is Verb.DROP:
        return Stage.EXPAND
    address = item.address
    needed = {*ground.links.get(address, ()), *([address.of] if address.of is not None else [])}
    needed |= {*(ground.links.get(address.of, ()) if address.of is not None else ())}
    if address.kind is Kind.REPLICA_IDENTITY:
        needed |= {other for other in ready if other.relation == address.relation}
        needed |= {at(Kind.INDEX, replace(address.name, name=item.after[1]))} if item.after[1] else set()
    if isinstance(item.after, Key) and item.after.constraint.reference is not None:
        target = item.after.constraint.reference.table
        needed |= {other for other in ready if other.kind is Kind.CONSTRAINT and other.relation == target}
    return max((ready[other] for other in needed if other in ready and other != address), default=Stage.EXPAND)


def _moved(group: list[Staged], needed: Stage) -> list[Staged]:
    first, *others = group
    if first.stage >= needed or first.stage is Stage.BUILD:
        return group
    return [
        replace(first, stage=needed),
        *(replace(o, stage=o.stage if o.stage > needed else Stage.COMPLETE) for o in others),
    ]


@dataclass(frozen=True, slots=True)
class _Cut:
    ground: Ground
    operations: Sequence[Operation]

    def stages(self, operation: Operation) -> Iterator[Staged]:
        """The steps of one operation."""
        table = self._in_use(operation)
        after = operation.after
        if operation.phase is Phase.CONCURRENT:
            yield Staged(Stage.BUILD, operation)
        elif table is None:
            yield Staged(Stage.EXPAND, operation)
        elif isinstance(after, Key) and operation.verb is Verb.CREATE:
            yield from self._constraint(operation, table, after.constraint)
        elif isinstance(after, Shape) and operation.verb is Verb.CREATE:
            yield from self._added(operation, after)
        elif isinstance(after, Shape) and isinstance(operation.before, Shape):
            yield from self._altered(operation, operation.before, after)
        else:
            yield Staged(Stage.EXPAND, operation)

    def gone(self, operation: Operation) -> Iterator[Staged]:
        """What goes last; a column that new code does not give need not be given until then."""
        shape = operation.before
        if isinstance(shape, Shape) and operation.table is not None and self._is_asked_for(operation, shape):
            loose = replace(shape, column=replace(shape.column, not_null=False))
            yield Staged(Stage.EXPAND, replace(operation, verb=Verb.ALTER, after=loose))
            yield Staged(Stage.CONTRACT, replace(operation, before=loose))
        else:
            yield Staged(Stage.CONTRACT, operation)

    def _is_asked_for(self, operation: Operation, shape: Shape) -> bool:
        table = self.ground.before.table(operation.address.name)
        column, key = table.column(operation.address.path[2]), table.primary_key
        given = column.default is not None or column.generated or column.identity
        return shape.column.not_null and not given and (key is None or column.name not in key.columns)

    def _in_use(self, operation: Operation) -> Table | None:
        """The table whose rows it concerns, if others use it."""
        name = operation.table
        if operation.new or name is None or not self.ground.before.has_table(name):
            return None
        table = self.ground.before.table(name)
        return table if table.kind in _ROWS else None

    def _constraint(self, operation: Operation, table: Table, constraint: Constraint) -> Iterator[Staged]:
        if constraint.kind in _UNIQUE:
            yield from self._key(operation, table, constraint)
            return
        if not later(constraint, table):
            note = _whole(constraint, table)
            yield Staged(Stage.EXPAND, operation, note)
            return
        loose = not_valid(operation.after)
        yield Staged(Stage.EXPAND, replace(operation, after=loose))
        yield Staged(Stage.VALIDATE, replace(operation, verb=Verb.ALTER, before=loose))

    def _key(self, operation: Operation, table: Table, constraint: Constraint) -> Iterator[Staged]:
        index = self._index(operation, table, constraint)
        if index is None:
            words = f"{table.name}: the index of {constraint.name} is built while writes wait for it"
            yield Staged(Stage.EXPAND, operation, words)
            return
        placed = Placed(replace(index, bytes=0, scans=0, comment=None, valid=True), table.name, busy=True)
        alone = replace(placed, index=replace(placed.index, constraint=None, primary=False, clustered=False))
        address = at(Kind.INDEX, replace(table.name, name=index.name))
        build = replace(operation, address=address, after=alone)
        yield Staged(Stage.BUILD, build)
        built = replace(operation.after, built=index.definition)
        yield Staged(Stage.CONTRACT, replace(operation, after=built))

    def _index(self, operation: Operation, table: Table, constraint: Constraint) -> Index | None:
        """The index behind a new key, if it can be built beside traffic and handed over."""
        replaced = any(
            o.verb is Verb.DROP and o.table == table.name and isinstance(o.before, Key) and o.before.constraint.index
            for o in self.operations
        )
        if table.kind is not TableKind.TABLE or replaced or operation.table is None:
            return None
        indexes = self.ground.after.table(operation.table).indexes
        found = [i for i in indexes if i.constraint == constraint.name and i.method == "btree"]
        return found[0] if found else None

    def _added(self, operation: Operation, shape: Shape) -> Iterator[Staged]:
        address, column = operation.address, shape.column
        fill = self.ground.fills.get(address)
        if fill is None or column.generated or column.identity:
            yield Staged(Stage.EXPAND, operation)
            return
        bare = replace(shape, column=replace(column, not_null=False, default=None))
        yield Staged(Stage.EXPAND, replace(operation, after=bare))
        if column.default is not None:
            said = replace(operation, address=address.about(Kind.DEFAULT), after=column.default)
            yield Staged(Stage.EXPAND, said)
        backfill = self._backfill(operation, fill)
        yield self._filling(backfill)
        if column.not_null:
            whole = replace(bare, column=replace(bare.column, not_null=True))
            yield from self._required(replace(operation, verb=Verb.ALTER, before=bare, after=whole), backfill)

    def _altered(self, operation: Operation, before: Shape, after: Shape) -> Iterator[Staged]:
        if before.column.not_null or not after.column.not_null:
            yield Staged(Stage.EXPAND, operation)
            return
        fill = self.ground.fills.get(operation.address)
        fresh = not self._was_there(operation.address)
        if fresh and fill is None:
            words = f"it fails as a whole if {operation.table} has rows: {after.name} has no value for them"
            yield Staged(Stage.EXPAND, operation, f"{words} (say one with info={{'backfill': 'SQL'}} at the column)")
            return
        middle = replace(after, column=replace(after.column, not_null=False, identity=""), sequence=None)
        if alter_column(operation.address, before, middle):
            yield Staged(Stage.EXPAND, replace(operation, after=middle))
        backfill = None if fill is None else self._backfill(operation, fill)
        if backfill is not None and not fresh:  # a new one's backfill comes with its creation
            yield self._filling(replace(backfill, fresh=False))
        yield from self._required(replace(operation, before=middle), backfill)

    def _required(self, operation: Operation, backfill: Backfill | None) -> Iterator[Staged]:
        """NOT NULL by way of a CHECK: SET NOT NULL does not read a table that has a valid one."""
        helper = self._helper(operation)
        whole = validated(helper)
        address = Address(Kind.CONSTRAINT, (*operation.address.path[:2], helper.constraint.name))
        made = replace(operation, verb=Verb.CREATE, address=address, before=None, after=helper)
        yield Staged(Stage.EXPAND if backfill is None else Stage.REQUIRE, made)
        if backfill is not None:
            yield Staged(Stage.VALIDATE, Stragglers(backfill.table, backfill.values))
        yield Staged(Stage.VALIDATE, replace(made, verb=Verb.ALTER, before=helper, after=whole))
        yield Staged(Stage.CONTRACT, operation)
        yield Staged(Stage.CONTRACT, replace(made, verb=Verb.DROP, before=whole, after=None))

    def _helper(self, operation: Operation) -> Key:
        table = self.ground.before.table(operation.table) if operation.table is not None else None
        taken = {constraint.name for constraint in table.constraints} if table is not None else set()
        return filled_check(operation.address, taken)

    def _backfill(self, operation: Operation, fill: str) -> Backfill:
        assert operation.table is not None  # noqa: S101  (columns have a table)
        name = operation.table
        family = self.ground.before.table(name).kind is TableKind.PARTITIONED or any(
            name in table.inherits for table in self.ground.before.tables
        )
        return Backfill(name, ((operation.address.path[2], fill),), family, domain=operation.domain)

    def _filling(self, backfill: Backfill) -> Staged:
        forced = self.ground.before.table(backfill.table).force_row_security
        note = f"{backfill.table} forces row-level security on its owner: run this as a role with BYPASSRLS"
        return Staged(Stage.BACKFILL, backfill, note if forced else "")

    def _was_there(self, column: Address) -> bool:
        table = self.ground.before.table(column.name)
        return any(other.name == column.path[2] for other in table.columns)


def later(constraint: Constraint, table: Table) -> bool:
    """Whether old rows can be looked at after the rule holds for new ones."""
    if not constraint.validated or not constraint.enforced:
        return False
    if constraint.kind is ConstraintKind.FOREIGN:
        return table.kind is TableKind.TABLE
    return constraint.kind is ConstraintKind.CHECK


def _whole(constraint: Constraint, table: Table) -> str:
    """Why it is made at once; nothing if that takes no time."""
    if not constraint.validated or not constraint.enforced:
        return ""
    if constraint.kind is ConstraintKind.FOREIGN:
        why = "before PostgreSQL 18 a partitioned table takes no foreign key NOT VALID"
        return f"{table.name}: all rows are read for {constraint.name} while writes wait: {why}"
    return f"{table.name}: the index of {constraint.name} is built while reads and writes wait"


def not_valid(key: Key) -> Key:
    """The same rule for new rows only."""
    constraint = key.constraint
    return replace(
        key, constraint=replace(constraint, validated=False, definition=f"{constraint.definition} NOT VALID")
    )


def validated(key: Key) -> Key:
    """The same rule for all rows."""
    words = key.constraint.definition.removesuffix(" NOT VALID")
    return replace(key, constraint=replace(key.constraint, validated=True, definition=words))


def filled_check(column: Address, taken: set[str]) -> Key:
    """A CHECK, NOT VALID, that a column is not null; its name is cut by rule where it is too long."""
    name = f"{column.path[1]}_{column.path[2]}_filled_check"
    if len(name.encode()) > _LONGEST or name in taken:
        start = column.path[1].encode()[:36].decode(errors="ignore")
        name = f"{start}_{sha256('.'.join(column.path).encode()).hexdigest()[:10]}_filled_check"
    definition = f"CHECK (({quoted(column.path[2])} IS NOT NULL)) NOT VALID"
    return Key(Constraint(name, ConstraintKind.CHECK, (column.path[2],), definition, validated=False))
