"""A Catalog taken apart: one value for each address, so that two states can be compared piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pgworkbench.catalog.model import (
    Catalog,
    Collation,
    CompositeType,
    DefaultGrant,
    DomainType,
    EnumType,
    EventTrigger,
    ForeignServer,
    ForeignWrapper,
    Function,
    Grant,
    Name,
    Operator,
    Publication,
    RangeType,
    Schema,
    Sequence,
)
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.kinds.privileges import Access, by_default
from pgworkbench.migrations.tableparts import Context, Part, named, table_parts

KEPT = "kept"  # the schema of what a way back would destroy; its contents are nobody's design
_BUILT_IN = "pg_"
_ALWAYS = {"plpgsql"}
_MARK = '{"pgworkbench"'  # how the server room marks what it made for a while
Parts = dict[Address, Part]
Alone = Collation | Operator | ForeignWrapper | ForeignServer | EventTrigger | Publication
Owned = Schema | Alone | EnumType | CompositeType | RangeType | DomainType | Sequence | Function


def take_apart(catalog: Catalog) -> Parts:
    """Every part by its address; what extensions own is left out, and so is everything inside the schema `kept`."""
    context = _context(catalog)
    found: Parts = {}
    for part in _every(catalog, context):
        found[part.address] = part
    return found


def comparable(parts: Parts) -> dict[Address, object]:
    """Values by address, without the schema `kept`, which fills and empties as migrations go up and down."""
    return {address: part.value for address, part in parts.items() if address.path[0] != KEPT}


def _context(catalog: Catalog) -> Context:
    superusers = frozenset(role.name for role in catalog.roles if role.superuser)
    identities = {sequence.column: sequence for sequence in catalog.sequences if sequence.identity and sequence.column}
    return Context(superusers, identities)


def _every(catalog: Catalog, context: Context) -> Iterator[Part]:
    yield from _cluster_parts(catalog, context)
    yield from _type_parts(catalog, context)
    for sequence in catalog.sequences:
        if _is_ours(sequence):
            yield from _sequence_parts(sequence, context)
    for function in catalog.functions:
        if _is_ours(function):
            address = at(Kind.FUNCTION, function.name, function.arguments)
            yield from _owned(address, function, context)
    yield from _standalone_parts(catalog, context)
    for table in catalog.tables:
        if table.extension is None and table.name.schema != KEPT:
            yield from table_parts(table, context)


def _is_ours(value: Owned) -> bool:
    schema = value.name.schema if isinstance(value.name, Name) else value.name
    return value.extension is None and (schema != KEPT or isinstance(value, Schema))


def _standalone_parts(catalog: Catalog, context: Context) -> Iterator[Part]:
    for collation in catalog.collations:
        if _is_ours(collation):
            yield from _owned(at(Kind.COLLATION, collation.name), collation, context)
    for operator in catalog.operators:
        if _is_ours(operator):
            yield from _owned(at(Kind.OPERATOR, operator.name, operands(operator)), operator, context)
    for cast in catalog.casts:
        if cast.extension is None:
            address = Address(Kind.CAST, (cast.source, cast.target))
            yield Part(address, replace(cast, comment=None))
            yield from named(address, cast.comment)
    alone: tuple[tuple[Kind, tuple[Any, ...]], ...] = (
        (Kind.FOREIGN_WRAPPER, catalog.foreign_wrappers),
        (Kind.FOREIGN_SERVER, catalog.foreign_servers),
        (Kind.PUBLICATION, catalog.publications),
        (Kind.EVENT_TRIGGER, catalog.event_triggers),
    )
    for kind, values in alone:
        for value in values:
            if value.extension is None:
                yield from _owned(Address(kind, (value.name,)), value, context)


def operands(operator: Operator) -> str:
    """The types on both sides, as SQL tells operators of one name apart."""
    return f"{operator.left or 'NONE'}, {operator.right}"


def _cluster_parts(catalog: Catalog, context: Context) -> Iterator[Part]:
    for role in catalog.roles:
        if not role.superuser and not role.name.startswith(_BUILT_IN):
            address = Address(Kind.ROLE, (role.name,))
            yield Part(address, replace(role, comment=None, member_of=()))
            if role.comment is not None and not role.comment.startswith(_MARK):
                yield from named(address, role.comment)
    for schema in catalog.schemas:
        if schema.extension is None:
            yield from _owned(Address(Kind.SCHEMA, (schema.name,)), schema, context)
    for extension in catalog.extensions:
        if extension.name not in _ALWAYS:
            yield Part(Address(Kind.EXTENSION, (extension.name,)), replace(extension, version="", comment=None))
    for grant in catalog.default_grants:
        yield _default_grants(grant)


def _default_grants(grant: DefaultGrant) -> Part:
    return Part(Address(Kind.DEFAULT_GRANTS, (grant.role, grant.schema or "", grant.kind)), grant)


def _type_parts(catalog: Catalog, context: Context) -> Iterator[Part]:
    kinds: tuple[tuple[Kind, tuple[Any, ...]], ...] = (
        (Kind.ENUM, catalog.enums),
        (Kind.RANGE, catalog.ranges),
    )
    for kind, values in kinds:
        for value in values:
            if _is_ours(value):
                yield from _owned(at(kind, value.name), value, context)
    for composite in catalog.composites:
        if _is_ours(composite):
            address = at(Kind.COMPOSITE, composite.name)
            bare = tuple(replace(column, comment=None, position=0) for column in composite.columns)
            yield from _owned(address, replace(composite, columns=bare), context)
            for column in composite.columns:
                yield from named(at(Kind.COLUMN, composite.name, column.name), column.comment, within=address)
    for domain in catalog.domains:
        if _is_ours(domain):
            yield from _domain_parts(domain, context)


def _domain_parts(domain: DomainType, context: Context) -> Iterator[Part]:
    address = at(Kind.DOMAIN, domain.name)
    yield from _owned(address, replace(domain, checks=()), context)
    for check in domain.checks:
        inner = at(Kind.DOMAIN_CONSTRAINT, domain.name, check.name)
        yield Part(inner, replace(check, comment=None), within=address)
        yield from named(inner, check.comment)


def _sequence_parts(sequence: Sequence, context: Context) -> Iterator[Part]:
    address = at(Kind.SEQUENCE, sequence.name)
    column = None if sequence.column is None else at(Kind.COLUMN, sequence.column[0], sequence.column[1])
    if sequence.identity:
        yield from _said(address, sequence.comment, sequence.grants, sequence.owner, column)
        return
    bare = replace(sequence, column=None, last_value=None)
    for part in _owned(address, bare, context):
        if part.address == address:
            yield replace(part, within=column)
        elif column is None or part.address.kind is not Kind.OWNER:  # an owned sequence goes with its table's owner
            yield part
    if sequence.column is not None:
        yield Part(address.about(Kind.OWNED_BY), sequence.column, within=column)


def _owned(address: Address, value: Owned, context: Context) -> Iterator[Part]:
    """The object itself, without what is said about it, and then that."""
    given: tuple[Grant, ...] = getattr(value, "grants", ())
    nothing: dict[str, Any] = {"grants": ()} if hasattr(value, "grants") else {}
    bare: Any = replace(value, owner="", comment=None, **nothing)
    if address.path != ("public",):
        yield Part(address, bare)
    if context.is_somebody(value.owner):
        yield Part(address.about(Kind.OWNER), value.owner, within=address)
    yield from _said(address, value.comment, given, value.owner, address)


def _said(
    address: Address, comment: str | None, grants: tuple[Grant, ...], owner: str, within: Address | None
) -> Iterator[Part]:
    yield from named(address, comment, within=within)
    if grants != by_default(address.kind):
        yield Part(address.about(Kind.GRANTS), Access(owner, grants), within=within)
