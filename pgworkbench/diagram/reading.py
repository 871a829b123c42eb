"""A catalog's tables, columns and foreign keys as what a picture is made of; nothing is chosen or hidden here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pgworkbench.catalog import (
    Action,
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Name,
    Reference,
    Table,
)
from pgworkbench.diagram.entities import Entity, Field, Link

_SHORT = (  # PostgreSQL's own shorter spellings, in the order in which they are tried
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("character varying", "varchar"),
    ("bit varying", "varbit"),
    ("character", "char"),
)
_PRECISION = re.compile(r"^(timestamp|time)(\(\d+\)) (with(?:out)? time zone)")
_TEXT = re.compile(r"'((?:[^']|'')*)'::")
_ONE_OF = re.compile(  # as PostgreSQL prints `column IN ('a', 'b')`, for text and for varchar
    r"""^CHECK\ \(\(+ (?!NOT\ )[^'()]+ \)? (?:::[a-z ]+)? \ =\ ANY\ \(+
        ARRAY\[(?P<values>(?:'(?:[^']|'')*'::[\w\ ".]+(?:,\ )?)+)\]
        \)? (?:::[\w ]+\[\])? \)+ (?:\ NOT\ VALID)?$""",
    re.VERBOSE,
)
_ACTIONS = {
    Action.RESTRICT: "RESTRICT",
    Action.CASCADE: "CASCADE",
    Action.SET_NULL: "SET NULL",
    Action.SET_DEFAULT: "SET DEFAULT",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """All tables and foreign keys of a design, by name."""

    entities: Mapping[Name, Entity]
    links: tuple[Link, ...]


def read(catalog: Catalog) -> Reading:
    """Everything that can be drawn: base tables (partitions are one with their table) and what joins them."""
    tables = sorted(catalog.base_tables, key=lambda table: table.name)
    return Reading({table.name: _entity(catalog, table) for table in tables}, tuple(_links(catalog)))


def _entity(catalog: Catalog, table: Table) -> Entity:
    """The whole table, all columns in their own order; partitions are one with it."""
    return Entity(
        table=table.name,
        columns=tuple(_field(catalog, table, column) for column in table.columns),
        footnote=_partitioning(catalog, table),
        key=table.primary_key.columns if table.primary_key else (),
        uniques=tuple(key.columns for key in table.of_kind(ConstraintKind.UNIQUE)),
        comment=table.comment,
    )


def _links(catalog: Catalog) -> Iterator[Link]:
    """One link for each foreign key between the catalog's base tables, by child and constraint."""
    tables = {table.name: table for table in catalog.base_tables}
    roots = {table.name: _root(catalog, table) for table in catalog.tables}
    for child in sorted(tables.values(), key=lambda table: table.name):
        for key in sorted(child.foreign_keys, key=lambda key: key.name):
            reference = key.reference
            if reference is not None and roots.get(reference.table) in tables:
                yield _link(catalog, child, key, roots[reference.table])


def telling(reading: Reading, link: Link) -> tuple[str, ...]:
    """The columns of a link that no other link of the same child has; all of them if there are none."""
    others = (other for other in reading.links if other.child == link.child and other.name != link.name)
    shared = {column for other in others for column in other.columns}
    return tuple(column for column in link.columns if column not in shared) or link.columns


def short_type(text: str) -> str:
    """PostgreSQL's own shorter spelling of a type: `timestamptz`, `varchar(40)`, without the schema `public`."""
    text = _PRECISION.sub(r"\1 \3\2", text)
    for long, short in _SHORT:
        if text.startswith(long):
            text = short + text.removeprefix(long)
            break
    return text.removeprefix("public.")


def _root(catalog: Catalog, table: Table) -> Name:
    """The table itself, or what it is a partition of, all the way up."""
    while table.partition is not None and catalog.has_table(table.partition.parent):
        table = catalog.table(table.partition.parent)
    return table.name


def _field(catalog: Catalog, table: Table, column: Column) -> Field:
    primary = table.primary_key
    is_key = primary is not None and column.name in primary.columns
    enum = _enum(catalog, column)
    return Field(
        name=column.name,
        type=short_type(column.type),
        is_key=is_key,
        is_null=_nullable(catalog, column) and not is_key,
        is_foreign=any(column.name in key.columns for key in table.foreign_keys),
        is_unique=_unique(table, (column.name,)),
        values=enum.labels if enum else _values(table, column),
        enum=str(enum.name) if enum else "",
        partitions=_partitions_by(table, column),
        default=column.default,
        comment=column.comment,
    )


def _link(catalog: Catalog, child: Table, key: Constraint, parent: Name) -> Link:
    reference = key.reference
    if reference is None:  # _links has looked
        raise ValueError(key.name)
    return Link(
        parent=parent,
        child=child.name,
        left_cardinality="?" if _optional(catalog, child, key) else "1",
        right_cardinality="?" if _unique(child, key.columns) else "*",
        name=key.name,
        columns=key.columns,
        targets=reference.columns,
        actions=_actions(reference),
        comment=key.comment,
    )


def _optional(catalog: Catalog, child: Table, key: Constraint) -> bool:
    """Whether a row can do without a parent: with any column NULL, and with all of them NULL under MATCH FULL."""
    nullable = [_nullable(catalog, child.column(name)) for name in key.columns]
    match_full = key.reference is not None and key.reference.match_full
    return all(nullable) if match_full else any(nullable)


def _nullable(catalog: Catalog, column: Column) -> bool:
    """Whether the column may be NULL, its domain's NOT NULL included."""
    if column.not_null:
        return False
    return not any(domain.not_null for domain in catalog.domains if domain.name == column.type_name)


def _unique(table: Table, columns: tuple[str, ...]) -> bool:
    """Whether no two rows share these columns, by an index or by a key that a catalog holds without its index."""
    keys = table.of_kind(ConstraintKind.PRIMARY) + table.of_kind(ConstraintKind.UNIQUE)
    return table.is_unique(columns) or any(set(key.columns) <= set(columns) for key in keys)


def _enum(catalog: Catalog, column: Column) -> EnumType | None:
    return next((enum for enum in catalog.enums if enum.name == column.type_name), None)


def _values(table: Table, column: Column) -> tuple[str, ...]:
    """The texts that a CHECK of this column alone allows."""
    for check in table.of_kind(ConstraintKind.CHECK):
        found = _ONE_OF.match(check.definition)
        if check.columns == (column.name,) and found:
            return tuple(value.replace("''", "'") for value in _TEXT.findall(found["values"]))
    return ()


def _actions(reference: Reference) -> str:
    """`ON DELETE CASCADE ON UPDATE RESTRICT`, without what is PostgreSQL's default."""
    parts = (("DELETE", reference.on_delete), ("UPDATE", reference.on_update))
    return " ".join(f"ON {event} {_ACTIONS[action]}" for event, action in parts if action in _ACTIONS)


def _partitions_by(table: Table, column: Column) -> bool:
    """Whether the partition key, as PostgreSQL prints it, names the column."""
    if table.partition_key is None:
        return False
    names = r'"(?:[^"]|"")+"|\w+'
    found = re.findall(names, table.partition_key.partition("(")[2])
    return column.name in {name.strip('"').replace('""', '"') for name in found}


def _partitioning(catalog: Catalog, table: Table) -> str:
    """`partitioned by RANGE (occurred_at), 12 partitions`, or nothing."""
    if table.partition_key is None:
        return ""
    count = len(catalog.partitions_of(table.name))
    return f"partitioned by {table.partition_key}, {count} partition{'' if count == 1 else 's'}"
