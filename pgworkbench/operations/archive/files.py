"""Rows of a table as a Parquet file, and back. Types that Parquet has keep their meaning; all others are kept as the
text that PostgreSQL prints and reads, so any type comes back as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.errors import ProofError
from pgworkbench.operations.archive.figures import Field
from pgworkbench.operations.archive.partitions import identifier

_BATCH = 20_000  # rows: one row group
_DIGITS = 38  # of a decimal128
_DOMAINS: dict[str, LiteralString] = {  # values that Python and Parquet have no place for
    "date": "bool_and(isfinite({column}) AND {column} BETWEEN '0001-01-01' AND '9999-12-31')",
    "timestamp": "bool_and(isfinite({column}) AND {column} BETWEEN '0001-01-01' AND '9999-12-31')",
    "timestamptz": "bool_and(isfinite({column}) AND {column} BETWEEN '0001-01-02' AND '9999-12-30')",
    "numeric": "bool_and({column}::text NOT IN ('NaN', 'Infinity', '-Infinity'))",
}
_PLAIN: dict[str, tuple[pa.DataType, Callable[[str], Any]]] = {
    "int2": (pa.int16(), int),
    "int4": (pa.int32(), int),
    "int8": (pa.int64(), int),
    "float8": (pa.float64(), float),
    "bool": (pa.bool_(), lambda text: text == "t"),
    "date": (pa.date32(), date.fromisoformat),
    "timestamp": (pa.timestamp("us"), datetime.fromisoformat),
    "timestamptz": (pa.timestamp("us", "UTC"), datetime.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    type: pa.DataType
    parse: Callable[[str], Any]


def write(
    connection: psycopg.Connection, table: Name, fields: Sequence[Field], path: Path, watch: Callable[[], None]
) -> Written:
    """Write all rows of a table; the file is complete if it is there. `watch` is told of each row group."""
    columns = [_column(connection, table, field) for field in fields if not field.generated]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.part")
    schema = pa.schema([(column.name, column.type) for column in columns])
    origin = {"table": [table.schema, table.name], "types": {field.name: field.type for field in fields}}
    schema = schema.with_metadata({"pgworkbench": json.dumps(origin)})
    with pq.ParquetWriter(fresh, schema, compression="zstd") as writer:
        source = _rows(connection, table, columns)
        while rows := list(islice(source, _BATCH)):
            arrays = [_array(column, values) for column, values in zip(columns, zip(*rows, strict=True), strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            watch()
    _to_disk(fresh)
    fresh.replace(path)
    _to_disk(path.parent)
    return Written(path.stat().st_size, digest(path))


def load(connection: psycopg.Connection, path: Path, table: Name) -> None:
    """Put a file's rows into a table that has its columns."""
    with pq.ParquetFile(path) as file:
        names = sql.SQL(", ").join(sql.Identifier(name) for name in file.schema_arrow.names)
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(identifier(table), names)
        with connection.cursor().copy(statement) as copy:
            for batch in file.iter_batches(_BATCH):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)


def columns_of(path: Path) -> tuple[str, ...]:
    """The columns that a file holds."""
    return tuple(pq.read_schema(path).names)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require(path: Path, sha256: str | None) -> None:
    """ProofError unless the file is there and is the one that the ledger knows."""
    if not path.is_file():
        raise ProofError("read the archive", f"{path} is missing: bring it back from a backup of the archive's folder")
    if digest(path) != sha256:
        raise ProofError("read the archive", f"{path} is not as it was written: bring it back from a backup")


def _column(connection: psycopg.Connection, table: Name, field: Field) -> _Column:
    """How a column is kept: its own type where every value fits, else text."""
    if (domain := _DOMAINS.get(field.type)) is not None:
        test = sql.SQL(domain).format(column=sql.Identifier(field.name))
        found = connection.execute(sql.SQL("SELECT {} FROM {}").format(test, identifier(table))).fetchone()
        if found is None or found[0] is False:
            return _Column(field.name, pa.string(), str)
    if field.type == "numeric" and field.modifier > 0:
        digits, scale = (field.modifier - 4) >> 16 & 0xFFFF, (field.modifier - 4) & 0x7FF
        if digits <= _DIGITS and scale <= digits:  # a negative scale has its sign bit in 0x400, and is above
            return _Column(field.name, pa.decimal128(digits, scale), Decimal)
    kind, parse = _PLAIN.get(field.type, (pa.string(), str))
    return _Column(field.name, kind, parse)


def _rows(connection: psycopg.Connection, table: Name, columns: Sequence[_Column]) -> Iterator[tuple[str | None, ...]]:
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(names, identifier(table))
    with connection.cursor().copy(statement) as copy:
        yield from copy.rows()


def _array(column: _Column, values: Sequence[str | None]) -> pa.Array[Any]:
    return pa.array([None if value is None else column.parse(value) for value in values], column.type)


def _to_disk(path: Path) -> None:
    """A file that is listed must outlive a power cut."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
