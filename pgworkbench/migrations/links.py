"""What needs what: read from pg_depend, where the server itself records it, and from what a Catalog plainly says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

import psycopg

from pgworkbench.catalog.dependencies import Identity, ObjectKind, read_dependencies
from pgworkbench.catalog.model import Catalog, ConstraintKind, Name, TableKind
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.parts import operands
from pgworkbench.migrations.text import full

Links = Mapping[Address, frozenset[Address]]
_VIEWS = MappingProxyType({TableKind.VIEW: Kind.VIEW, TableKind.MATERIALIZED_VIEW: Kind.MATERIALIZED_VIEW})
_KINDS = MappingProxyType(
    {
        ObjectKind.SCHEMA: Kind.SCHEMA,
        ObjectKind.EXTENSION: Kind.EXTENSION,
        ObjectKind.ENUM: Kind.ENUM,
        ObjectKind.DOMAIN: Kind.DOMAIN,
        ObjectKind.COMPOSITE: Kind.COMPOSITE,
        ObjectKind.RANGE: Kind.RANGE,
        ObjectKind.SEQUENCE: Kind.SEQUENCE,
        ObjectKind.FUNCTION: Kind.FUNCTION,
        ObjectKind.PROCEDURE: Kind.FUNCTION,
        ObjectKind.AGGREGATE: Kind.FUNCTION,
        ObjectKind.TABLE: Kind.TABLE,
        ObjectKind.FOREIGN_TABLE: Kind.TABLE,
        ObjectKind.VIEW: Kind.VIEW,
        ObjectKind.MATERIALIZED_VIEW: Kind.MATERIALIZED_VIEW,
        ObjectKind.COLUMN: Kind.COLUMN,
        ObjectKind.DEFAULT: Kind.DEFAULT,
        ObjectKind.CONSTRAINT: Kind.CONSTRAINT,
        ObjectKind.DOMAIN_CONSTRAINT: Kind.DOMAIN_CONSTRAINT,
        ObjectKind.INDEX: Kind.INDEX,
        ObjectKind.TRIGGER: Kind.TRIGGER,
        ObjectKind.POLICY: Kind.POLICY,
        ObjectKind.RULE: Kind.RULE,
        ObjectKind.STATISTICS: Kind.STATISTICS,
        ObjectKind.COLLATION: Kind.COLLATION,
        ObjectKind.EVENT_TRIGGER: Kind.EVENT_TRIGGER,
        ObjectKind.PUBLICATION: Kind.PUBLICATION,
        ObjectKind.FOREIGN_WRAPPER: Kind.FOREIGN_WRAPPER,
        ObjectKind.FOREIGN_SERVER: Kind.FOREIGN_SERVER,
    }
)


@dataclass(frozen=True, slots=True)
class Both:
    """The links of the state before and of the one after."""

    before: Links = field(default_factory=dict)
    after: Links = field(default_factory=dict)

    @property
    def turned(self) -> Both:
        """The same for the way back."""
        return Both(self.after, self.before)


def read_links(
    connection: psycopg.Connection[Any], catalog: Catalog, rename_roles: Mapping[str, str] | None = None
) -> Links:
    """What each object of a database needs, by address; `catalog` was read of the same one, with the same names."""
    found = read_dependencies(connection, rename_roles=rename_roles)
    views = {table.name: table.kind for table in catalog.tables if table.kind in _VIEWS}
    generated = {(table.name, column.name) for table in catalog.tables for column in table.columns if column.generated}
    alone = partial(_address, views=views, generated=generated)
    operators: dict[Name, list[Address]] = defaultdict(list)
    for operator in catalog.operators:
        operators[operator.name].append(at(Kind.OPERATOR, operator.name, operands(operator)))

    def places(identity: Identity) -> list[Address]:
        """An operator's types are written otherwise there: all of one name stand for it."""
        if identity.kind is ObjectKind.OPERATOR:
            return operators.get(Name(identity.schema or "", identity.name), [])
        address = alone(identity)
        return [] if address is None else [address]

    pairs = ((user, on) for edge in found.edges for user in places(edge.dependent) for on in places(edge.on))
    return gathered([*pairs, *_cast_pairs(catalog)])


def _cast_pairs(catalog: Catalog) -> Iterable[tuple[Address, Address]]:
    """A cast needs its types, and what converts: read from what it says."""
    types = {full(name): address for name, address in _types(catalog).items()}
    for cast in catalog.casts:
        own = Address(Kind.CAST, (cast.source, cast.target))
        yield from ((own, types[kind]) for kind in (cast.source, cast.target) if kind in types)
        for function in catalog.functions:
            if f"WITH FUNCTION {full(function.name)}(" in cast.definition:
                yield own, at(Kind.FUNCTION, function.name, function.arguments)


def gathered(pairs: Iterable[tuple[Address, Address]]) -> Links:
    """(what needs, what is needed) as a mapping."""
    found: dict[Address, set[Address]] = defaultdict(set)
    for object_, needed in pairs:
        if object_ != needed:
            found[object_].add(needed)
    return {object_: frozenset(needed) for object_, needed in found.items()}


def _address(
    identity: Identity, *, views: Mapping[Name, TableKind], generated: Collection[tuple[Name, str]]
) -> Address | None:
    """The address of an identity; a view's columns and rules are the view, a generated column's formula the column."""
    kind = _KINDS.get(identity.kind)
    if kind is None:
        return None
    if identity.parent is None:
        words = (identity.name,) if identity.schema is None else (identity.schema, identity.name)
        return Address(kind, (*words, identity.arguments) if kind is Kind.FUNCTION else words)
    if identity.parent in views and kind in {Kind.COLUMN, Kind.DEFAULT}:
        return at(_VIEWS[views[identity.parent]], identity.parent)
    if kind is Kind.DEFAULT:
        column = at(Kind.COLUMN, identity.parent, identity.name)
        return column if (identity.parent, identity.name) in generated else column.about(Kind.DEFAULT)
    return at(kind, identity.parent, identity.name)


def plain_links(catalog: Catalog) -> Links:
    """What a Catalog says without pg_depend: types of columns, targets of foreign keys, parents, trigger functions."""
    pairs: list[tuple[Address, Address]] = []
    types = _types(catalog)
    functions: dict[Name, list[Address]] = defaultdict(list)
    for function in catalog.functions:
        functions[function.name].append(at(Kind.FUNCTION, function.name, function.arguments))
    for table in catalog.tables:
        own = at(Kind.TABLE, table.name)
        pairs += [
            (at(Kind.COLUMN, table.name, column.name), types[column.type_name])
            for column in table.columns
            if column.type_name in types
        ]
        parents = table.inherits if table.partition is None else (table.partition.parent,)
        pairs += [(own, at(Kind.TABLE, parent)) for parent in parents]
        for trigger in table.triggers:
            inner = at(Kind.TRIGGER, table.name, trigger.name)
            pairs += [(inner, function) for function in functions[trigger.function]]
    return gathered([*pairs, *_key_pairs(catalog)])


def _types(catalog: Catalog) -> dict[Name, Address]:
    kinds = (
        (Kind.ENUM, catalog.enums),
        (Kind.DOMAIN, catalog.domains),
        (Kind.COMPOSITE, catalog.composites),
        (Kind.RANGE, catalog.ranges),
    )
    return {value.name: at(kind, value.name) for kind, values in kinds for value in values}


def _key_pairs(catalog: Catalog) -> Iterable[tuple[Address, Address]]:
    for table in catalog.tables:
        for key in table.foreign_keys:
            if key.reference is None or not catalog.has_table(key.reference.table):
                continue
            inner, target = at(Kind.CONSTRAINT, table.name, key.name), key.reference.table
            yield inner, at(Kind.TABLE, target)
            for other in catalog.table(target).constraints:
                if other.kind in {ConstraintKind.PRIMARY, ConstraintKind.UNIQUE}:
                    yield inner, at(Kind.CONSTRAINT, target, other.name)
