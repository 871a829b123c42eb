"""What a database contains, as frozen values. They know nothing of how they were read or how they are shown.

Text that PostgreSQL can print itself (`pg_get_constraintdef`, `format_type`, …) is kept as PostgreSQL prints it,
with an empty search_path, so that every name outside pg_catalog is qualified. A file for each family of values;
this one has the whole, and hands on every name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pgworkbench.catalog.datatype import Collation, CompositeType, DomainType, EnumType, RangeType, Sequence
from pgworkbench.catalog.name import Grant, Name
from pgworkbench.catalog.routine import Cast, EventTrigger, Function, Operator
from pgworkbench.catalog.scope import (
    DefaultGrant,
    Extension,
    ForeignServer,
    ForeignWrapper,
    Membership,
    Other,
    Publication,
    Published,
    Role,
    Schema,
)
from pgworkbench.catalog.table import (
    Action,
    Column,
    Constraint,
    ConstraintKind,
    Index,
    IndexKey,
    Partition,
    Policy,
    Reference,
    Rule,
    Statistics,
    Table,
    TableKind,
    Trigger,
)
from pgworkbench.errors import UnknownNameError

__all__ = [
    "Action",
    "Cast",
    "Catalog",
    "Collation",
    "Column",
    "CompositeType",
    "Constraint",
    "ConstraintKind",
    "DefaultGrant",
    "DomainType",
    "EnumType",
    "EventTrigger",
    "Extension",
    "ForeignServer",
    "ForeignWrapper",
    "Function",
    "Grant",
    "Index",
    "IndexKey",
    "Membership",
    "Name",
    "Operator",
    "Other",
    "Partition",
    "Policy",
    "Publication",
    "Published",
    "RangeType",
    "Reference",
    "Role",
    "Rule",
    "Schema",
    "Sequence",
    "Statistics",
    "Table",
    "TableKind",
    "Trigger",
]


@dataclass(frozen=True)
class Catalog:
    """One database at one moment. `version` as server_version_num. Everything is sorted by name.

    System objects are left out; objects that an extension owns are there and carry its name.
    """

    version: int
    database: str
    tables: tuple[Table, ...] = ()
    schemas: tuple[Schema, ...] = ()
    extensions: tuple[Extension, ...] = ()
    enums: tuple[EnumType, ...] = ()
    domains: tuple[DomainType, ...] = ()
    composites: tuple[CompositeType, ...] = ()
    ranges: tuple[RangeType, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    functions: tuple[Function, ...] = ()
    default_grants: tuple[DefaultGrant, ...] = ()
    roles: tuple[Role, ...] = ()
    settings: tuple[str, ...] = ()  # of the database: `TimeZone=UTC`
    operators: tuple[Operator, ...] = ()
    casts: tuple[Cast, ...] = ()
    collations: tuple[Collation, ...] = ()
    event_triggers: tuple[EventTrigger, ...] = ()
    publications: tuple[Publication, ...] = ()
    foreign_wrappers: tuple[ForeignWrapper, ...] = ()
    foreign_servers: tuple[ForeignServer, ...] = ()
    others: tuple[Other, ...] = ()  # kinds that are known by name alone
    owner: str = ""
    grants: tuple[Grant, ...] = ()  # on the database: CONNECT, TEMPORARY, CREATE

    @cached_property
    def _by_name(self) -> dict[Name, Table]:
        return {table.name: table for table in self.tables}

    @cached_property
    def _by_text(self) -> dict[str, Table]:
        # `a.b` is also a table of that name in public: it yields to table b of schema a
        ordered = sorted(self.tables, key=lambda table: table.name.schema != "public")
        return {str(table.name): table for table in ordered}

    def _find(self, name: str | Name) -> Table | None:
        return self._by_name.get(name) if isinstance(name, Name) else self._by_text.get(name)

    def table(self, name: str | Name) -> Table:
        """The table of that name (`leads`, `app.settings`, or a Name); UnknownNameError if there is none."""
        found = self._find(name)
        if found is None:
            raise UnknownNameError("table", str(name), self._by_text)
        return found

    def has_table(self, name: str | Name) -> bool:
        """Whether there is a table of that name."""
        return self._find(name) is not None

    @cached_property
    def base_tables(self) -> tuple[Table, ...]:
        """Tables and partitioned tables, without their partitions and without what an extension owns."""
        kinds = {TableKind.TABLE, TableKind.PARTITIONED}
        return tuple(t for t in self.tables if t.kind in kinds and not t.is_partition and t.extension is None)

    def partitions_of(self, name: Name) -> tuple[Table, ...]:
        """The direct partitions of a table."""
        return tuple(t for t in self.tables if t.partition is not None and t.partition.parent == name)

    def references_to(self, name: Name) -> Iterator[tuple[Table, Constraint]]:
        """Who refers to a table: each referring table (no partitions) with its foreign key."""
        for table in self.base_tables:
            for key in table.foreign_keys:
                if key.reference is not None and key.reference.table == name:
                    yield table, key
