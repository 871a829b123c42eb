"""What is under review, and the questions that several rules ask about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg

from pgworkbench.brief import Brief
from pgworkbench.catalog import (
    Catalog,
    Column,
    Constraint,
    DomainType,
    Function,
    Index,
    Name,
    Table,
    TableKind,
    Trigger,
)
from pgworkbench.review.conventions import Conventions
from pgworkbench.review.english import forms
from pgworkbench.review.finding import Kind, ObjectName
from pgworkbench.review.tenancy import tenant_column
from pgworkbench.review.usage import Usage, read_usage
from pgworkbench.workload import Workload


@dataclass(frozen=True)
class Subject:
    """A catalog, and what is known beside it. `rows` is a connection that is only read.

    `claims` says for an index (`schema.name`, `public` left out) which queries it is there for, or `foreign key`.
    """

    catalog: Catalog
    brief: Brief | None = None
    workload: Workload | None = None
    rows: psycopg.Connection[Any] | None = None
    conventions: Conventions = field(default_factory=Conventions)
    claims: Mapping[str, tuple[str, ...]] | None = None
    roles: Mapping[str, str] = field(
        default_factory=dict
    )  # the workload's roles -> those that stand for them in `rows`

    @cached_property
    def usage(self) -> Usage:
        """What the workload does with the tables; nothing, if there is no workload."""
        return Usage() if self.workload is None else read_usage(self.workload, self.catalog)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Tables and partitioned tables: no partitions, nothing that an extension or a migration tool owns."""
        tools = set(self.conventions.tool_tables)
        return tuple(table for table in self.catalog.base_tables if table.name.name not in tools)

    @cached_property
    def views(self) -> tuple[Table, ...]:
        """Views and materialized views that no extension owns."""
        kinds = {TableKind.VIEW, TableKind.MATERIALIZED_VIEW}
        return tuple(t for t in self.catalog.tables if t.kind in kinds and t.extension is None)

    @cached_property
    def tenant(self) -> str | None:
        """The column that says whose row it is: by convention, or found; None if rows have no tenant."""
        named = self.conventions.tenant_column
        return tenant_column(self.catalog) if named is None else named or None

    def has_tenant(self, table: Table) -> bool:
        """Whether a table's rows belong to tenants (the table of the tenants itself has none)."""
        return self.tenant is not None and any(column.name == self.tenant for column in table.columns)

    def is_append_only(self, table: Table) -> bool:
        """Whether rows are written once: it is partitioned, or granted to others without UPDATE, or is all keys."""
        names = {column.name for column in table.columns}
        if self.conventions.updated_column in names:
            return False
        others = [grant for grant in table.grants if grant.grantee != table.owner]
        never_updated = bool(others) and not any("UPDATE" in grant.privileges for grant in others)
        keys = set(table.primary_key.columns if table.primary_key else ()) | self.foreign_key_columns(table)
        known = keys | {self.conventions.created_column, self.conventions.soft_delete_column, self.tenant}
        return table.partition_key is not None or never_updated or names <= known or self._forbids_updates(table)

    def _forbids_updates(self, table: Table) -> bool:
        """Whether a trigger lets no UPDATE through: it raises, and never returns the new row."""
        before = [t for t in table.triggers if t.timing == "BEFORE" and "UPDATE" in t.events and t.enabled != "D"]
        bodies = [one.body.lower() for t in before if not t.update_columns for one in self.functions_of(t)]
        return any("raise exception" in body and "return new" not in body for body in bodies)

    def target(self, constraint: Constraint) -> Table | None:
        """The table that a foreign key refers to, if the catalog shows it."""
        if constraint.reference is None or not self.catalog.has_table(constraint.reference.table):
            return None
        return self.catalog.table(constraint.reference.table)

    @cached_property
    def parent_indexes(self) -> Mapping[str, str]:
        """The index of the partitioned table for each index of a partition, at any depth, by name."""
        direct = {i.name: i.parent.name for t in self.catalog.tables for i in t.indexes if i.parent is not None}
        found = {}
        for name in direct:
            top = name
            while top in direct:
                top = direct[top]
            found[name] = top
        return found

    def leaves(self, table: Table) -> Iterator[Table]:
        """The partitions of a table that hold rows, at any depth."""
        for partition in self._children.get(table.name, ()):
            if partition.kind is TableKind.PARTITIONED:
                yield from self.leaves(partition)
            else:
                yield partition

    def domain(self, column: Column) -> DomainType | None:
        """The domain that a column is of, if it is of one."""
        return None if column.array else self._domains.get(column.type_name)

    def base_type(self, column: Column) -> str:
        """A column's type as PostgreSQL prints it, domains followed to what they are made of."""
        printed, domain = column.type, self.domain(column)
        while domain is not None:
            printed = domain.base
            domain = self._domains_by_text.get(printed)
        return printed

    def is_enum(self, column: Column) -> bool:
        """Whether a column is of an enum type."""
        return column.type_name in self._enums

    def foreign_key_columns(self, table: Table) -> frozenset[str]:
        """The columns of a table that belong to a foreign key."""
        return frozenset(column for key in table.foreign_keys for column in key.columns)

    def is_key_target(self, table: Table, columns: tuple[str, ...]) -> bool:
        """Whether a foreign key refers to exactly these columns."""
        return frozenset(columns) in self._targets.get(table.name, ())

    def relation_names(self, schema: str) -> frozenset[str]:
        """The names of tables, views and indexes in a schema: PostgreSQL has each only once."""
        return self._relations.get(schema, frozenset())

    @cached_property
    def _relations(self) -> dict[str, frozenset[str]]:
        names: dict[str, set[str]] = {}
        for table in self.catalog.tables:
            here = names.setdefault(table.name.schema, set())
            here.update([table.name.name], (index.name for index in table.indexes))
        return {schema: frozenset(found) for schema, found in names.items()}

    def named_after(self, stem: str) -> tuple[Table, ...]:
        """The tables of which a stem may name one row: `orders` of `order`."""
        found = {table.name: table for form in forms(stem) for table in self._by_form.get(form, ())}
        return tuple(found.values())

    @cached_property
    def _by_form(self) -> dict[str, list[Table]]:
        tables: dict[str, list[Table]] = {}
        for table in self.tables:
            for form in forms(table.name.name):
                tables.setdefault(form, []).append(table)
        return tables

    def keyed_by(self, column: str) -> tuple[Table, ...]:
        """The tables whose primary key is a column of that name, the tenant's aside, and refers to nothing."""
        return tuple(self._by_key.get(column, ()))

    @cached_property
    def _by_key(self) -> dict[str, list[Table]]:
        tables: dict[str, list[Table]] = {}
        for table in self.tables:
            own = [name for name in (table.primary_key.columns if table.primary_key else ()) if name != self.tenant]
            if len(own) == 1 and own[0] not in self.foreign_key_columns(table):
                tables.setdefault(own[0], []).append(table)
        return tables

    def is_referred_to(self, table: Table) -> bool:
        """Whether a foreign key refers to a table."""
        return table.name in self._targets

    @property
    def has_foreign_keys(self) -> bool:
        """Whether there is any foreign key at all."""
        return bool(self._targets)

    def is_inherited(self, table: Table) -> bool:
        """Whether another table inherits from a table."""
        return table.name in self._parents

    @cached_property
    def _parents(self) -> frozenset[Name]:
        return frozenset(parent for table in self.tables for parent in table.inherits)

    def functions_of(self, trigger: Trigger) -> tuple[Function, ...]:
        """The function that a trigger calls."""
        return tuple(f for f in self._functions.get(trigger.function, ()) if f.result == "trigger")

    @cached_property
    def _functions(self) -> dict[Name, list[Function]]:
        functions: dict[Name, list[Function]] = {}
        for function in self.catalog.functions:
            functions.setdefault(function.name, []).append(function)
        return functions

    @cached_property
    def secured(self) -> tuple[Table, ...]:
        """The tables under row-level security."""
        return tuple(table for table in self.tables if table.row_security)

    @cached_property
    def _children(self) -> dict[Name, list[Table]]:
        children: dict[Name, list[Table]] = {}
        for table in self.catalog.tables:
            if table.partition is not None:
                children.setdefault(table.partition.parent, []).append(table)
        return children

    @cached_property
    def _targets(self) -> dict[Name, set[frozenset[str]]]:
        targets: dict[Name, set[frozenset[str]]] = {}
        for table in self.tables:
            for key in table.foreign_keys:
                if key.reference is not None:
                    targets.setdefault(key.reference.table, set()).add(frozenset(key.reference.columns))
        return targets

    @cached_property
    def _domains(self) -> dict[Name, DomainType]:
        return {domain.name: domain for domain in self.catalog.domains}

    @cached_property
    def _domains_by_text(self) -> dict[str, DomainType]:
        return {f"{domain.name.schema}.{domain.name.name}": domain for domain in self.catalog.domains}

    @cached_property
    def _enums(self) -> frozenset[Name]:
        return frozenset(enum.name for enum in self.catalog.enums)


def column_of(table: Table, column: str) -> ObjectName:
    """A column, as the object of a finding."""
    return ObjectName(Kind.COLUMN, table.name, column)


def constraint_of(table: Table, constraint: Constraint) -> ObjectName:
    """A constraint, as the object of a finding."""
    return ObjectName(Kind.CONSTRAINT, table.name, constraint.name)


def index_of(table: Table, index: Index) -> ObjectName:
    """An index, as the object of a finding."""
    return ObjectName(Kind.INDEX, table.name, index.name)
