"""A table or view taken apart: its outline, columns, keys, triggers, policies, and what is said about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pgworkbench.catalog.model import Column, ConstraintKind, Index, Name, Sequence, Table, TableKind
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.kinds.columns import Shape
from pgworkbench.migrations.kinds.facets import Remark
from pgworkbench.migrations.kinds.keys import Key, Placed, sorted_statistics
from pgworkbench.migrations.kinds.privileges import Access
from pgworkbench.migrations.kinds.routines import Shown
from pgworkbench.migrations.kinds.tables import Outline

_SILENT = {ConstraintKind.NOT_NULL, ConstraintKind.TRIGGER}  # said with the column and with the trigger
_RELATIONS = {
    TableKind.TABLE: Kind.TABLE,
    TableKind.PARTITIONED: Kind.TABLE,
    TableKind.FOREIGN: Kind.TABLE,
    TableKind.VIEW: Kind.VIEW,
    TableKind.MATERIALIZED_VIEW: Kind.MATERIALIZED_VIEW,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a database. It goes with what it is `within`; a parent table makes and drops what is `inherited`."""

    address: Address
    value: Any
    within: Address | None = None
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What the parts of one catalog need to know of it."""

    superusers: frozenset[str]
    identities: Mapping[tuple[Name, str], Sequence]

    def is_somebody(self, owner: str) -> bool:
        """Whether an owner is a role of the design, and not simply whoever ran it."""
        return bool(owner) and owner not in self.superusers and not owner.startswith("pg_")


def named(address: Address, comment: str | None, within: Address | None = None) -> Iterator[Part]:
    """The comment on an object, if it has one."""
    if comment is not None:
        yield Part(address.about(Kind.COMMENT), comment, within=within or address)


def relation(table: Table) -> Address:
    """The address of a table or view."""
    return at(_RELATIONS[table.kind], table.name)


def table_parts(table: Table, context: Context) -> Iterator[Part]:
    """All parts of one table or view."""
    address = relation(table)
    yield Part(address, _outline(table, context))
    yield from _facets(address, table, context)
    if address.kind is Kind.TABLE:
        yield from _columns(address, table, context)
        yield from _constraints(address, table)
    else:
        yield from _view_columns(address, table)
    yield from _indexes(address, table)
    yield from _programs(address, table)


def _outline(table: Table, context: Context) -> Outline | Shown:
    bare = replace(
        table, owner="", columns=(), constraints=(), indexes=(), triggers=(), policies=(), grants=(), rules=(),
        statistics=(), row_security=False, force_row_security=False, partition=None, replica_identity="d",
        replica_index=None, rows=-1, bytes=0, index_bytes=0, comment=None,
    )  # fmt: skip
    del context
    if table.kind in {TableKind.VIEW, TableKind.MATERIALIZED_VIEW}:
        return Shown(bare, tuple((column.name, column.type) for column in table.columns))
    return Outline(bare)


def _facets(address: Address, table: Table, context: Context) -> Iterator[Part]:
    if table.kind is TableKind.FOREIGN and table.comment is not None:
        yield Part(address.about(Kind.COMMENT), Remark(table.comment, "FOREIGN TABLE"), within=address)
    else:
        yield from named(address, table.comment)
    if context.is_somebody(table.owner):
        yield Part(address.about(Kind.OWNER), table.owner, within=address)
    whole = tuple(grant for grant in table.grants if grant.column is None)
    if whole:
        yield Part(address.about(Kind.GRANTS), Access(table.owner, whole), within=address)
    for column in table.columns:
        inner = at(Kind.COLUMN, table.name, column.name)
        mine = tuple(replace(grant, column=None) for grant in table.grants if grant.column == column.name)
        if mine:
            within = inner if address.kind is Kind.TABLE else address
            yield Part(inner.about(Kind.GRANTS), Access(table.owner, mine), within=within)
    if table.row_security or table.force_row_security:
        value = (table.row_security, table.force_row_security)
        yield Part(address.about(Kind.ROW_SECURITY), value, within=address)
    if address.kind is Kind.TABLE and table.kind is not TableKind.FOREIGN and table.replica_identity != "d":
        value_ = (table.replica_identity, table.replica_index)
        yield Part(address.about(Kind.REPLICA_IDENTITY), value_, within=address)
    if table.partition is not None:
        yield Part(address.about(Kind.PARTITION), table.partition, within=address)


def _columns(address: Address, table: Table, context: Context) -> Iterator[Part]:
    for column in table.columns:
        inner = at(Kind.COLUMN, table.name, column.name)
        yield Part(inner, _shape(table, column, context), within=address, inherited=column.inherited)
        yield from named(inner, column.comment)
        if column.default is not None and not column.generated:
            yield Part(inner.about(Kind.DEFAULT), column.default, within=inner, inherited=column.inherited)


def _shape(table: Table, column: Column, context: Context) -> Shape:
    bare = replace(
        column, position=0, comment=None, inherited=False, default=column.default if column.generated else None
    )
    sequence = context.identities.get((table.name, column.name))
    if sequence is not None:
        sequence = replace(sequence, last_value=None, column=None, owner="", grants=(), comment=None)
    return Shape(bare, sequence, foreign=table.kind is TableKind.FOREIGN)


def _view_columns(address: Address, table: Table) -> Iterator[Part]:
    for column in table.columns:
        inner = at(Kind.COLUMN, table.name, column.name)
        yield from named(inner, column.comment, within=address)
        if column.default is not None:
            yield Part(inner.about(Kind.DEFAULT), column.default, within=address)


def _constraints(address: Address, table: Table) -> Iterator[Part]:
    behind = {index.name: index for index in table.indexes}
    for constraint in table.constraints:
        if constraint.kind in _SILENT:
            continue
        inner = at(Kind.CONSTRAINT, table.name, constraint.name)
        bare = replace(constraint, comment=None, inherited=False)
        index = behind.get(constraint.index or "")
        key = Key(bare) if index is None else Key(bare, index.options, index.clustered)
        yield Part(inner, key, within=address, inherited=constraint.inherited)
        yield from named(inner, constraint.comment)


def _indexes(address: Address, table: Table) -> Iterator[Part]:
    for index in table.indexes:
        inner = at(Kind.INDEX, Name(table.name.schema, index.name))
        if index.constraint is not None and index.parent is None:
            yield from named(inner, index.comment, within=at(Kind.CONSTRAINT, table.name, index.constraint))
            continue
        placed = Placed(_bare_index(index), table.name)
        yield Part(inner, placed, within=address, inherited=index.parent is not None)
        yield from named(inner, index.comment)


def _bare_index(index: Index) -> Index:
    return replace(index, bytes=0, scans=0, comment=None, valid=True)


def _programs(address: Address, table: Table) -> Iterator[Part]:
    for trigger in table.triggers:
        inner = at(Kind.TRIGGER, table.name, trigger.name)
        bare = replace(trigger, comment=None, inherited=False)
        yield Part(inner, bare, within=address, inherited=trigger.inherited)
        yield from named(inner, trigger.comment)
    for policy in table.policies:
        inner = at(Kind.POLICY, table.name, policy.name)
        yield Part(inner, replace(policy, comment=None), within=address)
        yield from named(inner, policy.comment)
    for rule in table.rules:
        inner = at(Kind.RULE, table.name, rule.name)
        yield Part(inner, replace(rule, comment=None), within=address)
        yield from named(inner, rule.comment)
    for statistics in table.statistics:
        inner = at(Kind.STATISTICS, statistics.name)
        definition = sorted_statistics(statistics.definition)
        yield Part(inner, replace(statistics, definition=definition, comment=None), within=address)
        yield from named(inner, statistics.comment)
