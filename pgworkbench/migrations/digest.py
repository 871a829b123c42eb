"""The rows of a database as digests: one for each table, whatever the order of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from pgworkbench.catalog.model import Catalog, Column, Name
from pgworkbench.migrations.parts import KEPT
from pgworkbench.migrations.text import quoted
from pgworkbench.server import Database

_QUERY: LiteralString = "SELECT count(*), coalesce(sum(hashtextextended(ROW({})::text, 0)::numeric), 0)::text FROM {}"
Digests = dict[Name, tuple[int, str]]  # of each table: how many rows, and a sum over their hashes


@dataclass(frozen=True, slots=True)
class Held:
    """What can be compared of one table's rows: columns as (name, type and formula), and the tables that hold them."""

    columns: tuple[tuple[str, str], ...]
    parts: frozenset[Name] = frozenset()


Columns = Mapping[Name, Held]


@dataclass(frozen=True, slots=True)
class Rows:
    """What was digested, and how it came out."""

    columns: Columns
    digests: Digests

    def differences(self, other: Rows) -> list[str]:
        """Each table whose rows are not the same, for a person."""
        names = sorted(self.digests.keys() | other.digests.keys())
        return [
            f"{name}: {_shown(self.digests.get(name))} became {_shown(other.digests.get(name))}"
            for name in names
            if self.digests.get(name) != other.digests.get(name)
        ]


def _shown(digest: tuple[int, str] | None) -> str:
    return "no such table" if digest is None else f"{digest[0]} rows ({digest[1][-8:]})"


def columns_of(catalog: Catalog) -> Columns:
    """The columns of every table that holds rows of its own or of its partitions."""
    made = {one.name: " ".join(quoted(c.name) for c in one.columns) for one in catalog.composites}
    made |= {domain.name: domain.base for domain in catalog.domains}
    return {
        table.name: Held(
            tuple(sorted((c.name, f"{_nature(c)} {made.get(c.type_name, '')}".rstrip()) for c in table.columns)),
            _parts(catalog, table.name),
        )
        for table in catalog.base_tables
        if table.name.schema != KEPT
    }


def _parts(catalog: Catalog, name: Name) -> frozenset[Name]:
    """Its partitions and heirs, and theirs."""
    found = {table.name for table in catalog.tables if name in table.inherits}
    found |= {table.name for table in catalog.partitions_of(name)}
    return frozenset(found.union(*(_parts(catalog, part) for part in found)))


def _nature(column: Column) -> str:
    """Its type, and its formula: another formula gives other values, and is meant to."""
    return f"{column.type} {column.default}" if column.generated else column.type


def shared(one: Columns, other: Columns) -> Columns:
    """The tables of the same parts, with the columns that are the same in both."""
    return {
        name: Held(tuple(column for column in held.columns if column in other[name].columns), held.parts)
        for name, held in one.items()
        if name in other and held.parts == other[name].parts
    }


def digest(database: Database, columns: Columns) -> Rows:
    """Count and hash the rows of each table, over the columns given; a parent's rows include its children's."""
    digests: Digests = {}
    with database.connect(autocommit=True) as connection:
        for name, held in sorted(columns.items()):
            row = sql.SQL(", ").join(sql.Identifier(column) for column, _ in held.columns)
            query = sql.SQL(_QUERY).format(row, sql.Identifier(name.schema, name.name))
            count, total = connection.execute(query).fetchone() or (0, "0")
            digests[name] = (count, total)
    return Rows(columns, digests)
