"""The same rows by others' encoders, to compare with: pgpq, and ADBC's ingestion. Neither is needed to seed.

Both get what our own encoder gets: columns made by the plan, some chunks ahead, in the types that they know.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.errors import SeedError
from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.dictionaries import plain
from pgworkbench.seeding.payload import Part
from pgworkbench.seeding.pgtype import PgType
from pgworkbench.seeding.target import TargetColumn

_ROWS = 20_000  # in a batch
_AHEAD = 2  # threads, as many as our own way has
_TYPES: dict[str, tuple[object, ...]] = {  # pyarrow's words for them
    "bool": ("bool_",),
    "date": ("date32",),
    "float4": ("float32",),
    "float8": ("float64",),
    "int2": ("int16",),
    "int4": ("int32",),
    "int8": ("int64",),
    "timestamp": ("timestamp", "us"),
    "timestamptz": ("timestamp", "us", "UTC"),
    "uuid": ("binary", 16),
    **dict.fromkeys(("text", "varchar", "jsonb"), ("string",)),
}
_EXTENSIONS = {"uuid": "uuid", "jsonb": "json_"}
_Batch = Any  # a RecordBatch


def refusal(columns: Iterable[TargetColumn]) -> str | None:
    """Why the rows of these columns cannot be given to the others; None if they can."""
    try:
        for column in columns:
            _arrow_type(column.type)
    except SeedError as error:
        return str(error)
    return None


def pgpq_copy(connection: psycopg.Connection, table: sql.Identifier, part: Part) -> None:
    """COPY what pgpq makes of each batch."""
    pgpq: Any = import_module("pgpq")
    batches = _batches(part, _typed)
    first = next(batches)
    encoder = pgpq.ArrowToPostgresBinaryEncoder.new_with_encoders(first.schema, _pgpq_encoders(first.schema, part))
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in part.columns)
    query = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(table, names)
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        copy.write(encoder.write_header())
        copy.write(encoder.write_batch(first))
        for batch in batches:
            copy.write(encoder.write_batch(batch))
        copy.write(encoder.finish())


def _pgpq_encoders(schema: Any, part: Part) -> dict[str, Any]:
    """Its own choice, but for documents, which it cannot tell from texts."""
    encoders, types = import_module("pgpq.encoders"), import_module("pgpq.schema")
    infer = import_module("pgpq").ArrowToPostgresBinaryEncoder.infer_encoder
    return {
        column.name: encoders.StringEncoderBuilder.new_with_output(schema.field(column.name), types.Jsonb())
        if column.type.name == "jsonb"
        else infer(schema.field(column.name))
        for column in part.columns
    }


def adbc_ingest(url: str, table: tuple[str, str], part: Part, seen: Callable[[int], None]) -> None:
    """Have ADBC append the batches over a connection of its own; `seen` is told its server process at the end."""
    adbc: Any = import_module("adbc_driver_postgresql.dbapi")
    batches = _batches(part, _extended)
    first = next(batches)
    schema, name = table

    def all_of_them() -> Iterator[_Batch]:
        yield first
        yield from batches

    with adbc.connect(url) as connection, connection.cursor() as cursor:
        reader = pa.RecordBatchReader.from_batches(first.schema, all_of_them())
        cursor.adbc_ingest(name, reader, mode="append", db_schema_name=schema)
        cursor.execute("SELECT pg_backend_pid()")
        seen(int(cursor.fetchone()[0]))
        connection.commit()


def _batches(part: Part, change: Callable[[Array, PgType], Array]) -> Iterator[_Batch]:
    """The rows of a part, batch by batch; the next ones are made while this one is used."""

    def made(start: int) -> _Batch:
        rows = part.world.rows(str(part.target.name), start, min(start + _ROWS, part.stop))
        values = [change(rows.value(column.name), column.type) for column in part.columns]
        return pa.RecordBatch.from_arrays(values, names=[column.name for column in part.columns])

    starts = deque(range(part.start, part.stop, _ROWS))
    with ThreadPoolExecutor(_AHEAD, thread_name_prefix="batches") as ahead:
        waiting = deque(ahead.submit(made, starts.popleft()) for _ in range(min(_AHEAD, len(starts))))
        while waiting:
            batch = waiting.popleft().result()
            if starts:
                waiting.append(ahead.submit(made, starts.popleft()))
            yield batch


def _arrow_type(kind: PgType) -> Any:
    if kind.array and kind.part is not None:
        return pa.list_(_arrow_type(kind.part))
    if kind.enum:
        return pa.string()
    if kind.name not in _TYPES or kind.range:
        raise SeedError(f"{kind.name} is not among the types that are given to others' encoders")
    word, *details = _TYPES[kind.name]
    return getattr(pa, str(word))(*details)


def _typed(values: Array, kind: PgType) -> Array:
    return plain(values).cast(_arrow_type(kind))


def _extended(values: Array, kind: PgType) -> Array:
    """With Arrow's own types for what ADBC would take for bytes and texts otherwise."""
    made = _typed(values, kind)
    if kind.array or kind.name not in _EXTENSIONS:
        return made
    return pa.ExtensionArray.from_storage(getattr(pa, _EXTENSIONS[kind.name])(), made)
