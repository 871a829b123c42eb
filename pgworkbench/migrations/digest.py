"""The rows of a database as digests: one for each table, whatever the order of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from pgworkbench.catalog.model import Catalog, Name
from pgworkbench.migrations.parts import KEPT
from pgworkbench.server import Database

_QUERY: LiteralString = "SELECT count(*), coalesce(sum(hashtextextended(ROW({})::text, 0)::numeric), 0)::text FROM {}"
Columns = Mapping[Name, tuple[tuple[str, str], ...]]  # of each table: (name, type), by name
Digests = dict[Name, tuple[int, str]]  # of each table: how many rows, and a sum over their hashes


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
    return {
        table.name: tuple(sorted((column.name, column.type) for column in table.columns))
        for table in catalog.base_tables
        if table.name.schema != KEPT
    }


def shared(one: Columns, other: Columns) -> Columns:
    """The tables and columns that are the same in both."""
    return {
        name: tuple(column for column in columns if column in other[name])
        for name, columns in one.items()
        if name in other
    }


def digest(database: Database, columns: Columns) -> Rows:
    """Count and hash the rows of each table, over the columns given; a parent's rows include its children's."""
    digests: Digests = {}
    with database.connect(autocommit=True) as connection:
        for name, names in sorted(columns.items()):
            row = sql.SQL(", ").join(sql.Identifier(column) for column, _ in names)
            query = sql.SQL(_QUERY).format(row, sql.Identifier(name.schema, name.name))
            count, total = connection.execute(query).fetchone() or (0, "0")
            digests[name] = (count, total)
    return Rows(columns, digests)
