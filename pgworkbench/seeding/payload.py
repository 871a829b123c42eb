"""Rows of a plan as the bytes that COPY takes, chunk by chunk; and what a chunk's bytes amount to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pgworkbench.errors import SeedError, WorkbenchError
from pgworkbench.seeding.encode import Blocks, data_of, encodable, field, row_payload
from pgworkbench.seeding.rowhash import Digest, digest_of
from pgworkbench.seeding.rows import Rows, World
from pgworkbench.seeding.target import TargetColumn, TargetTable

_FIRST_ROWS = 2_000
_MOST_ROWS = 100_000
_CHUNK_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """So many rows as COPY's bytes (no header), with their digest."""

    rows: int
    data: memoryview
    digest: Digest


@dataclass(frozen=True, slots=True)
class Part:
    """The rows `start` … `stop` - 1 of one table."""

    world: World
    target: TargetTable
    start: int
    stop: int

    @property
    def columns(self) -> tuple[TargetColumn, ...]:
        """The columns that its plan fills."""
        return self.target.planned(self.world.plan(str(self.target.name)))


def chunk_of(part: Part) -> Chunk:
    """All rows of a part at once."""
    table = str(part.target.name)
    for column in part.columns:
        if not encodable(column.type):
            raise SeedError(
                f"{table}.{column.name}: seeds have no encoder for the type {column.type.name or 'of a row'}"
            )
    rows = part.world.rows(table, part.start, part.stop)
    joined = row_payload([_encoded(rows, column) for column in part.columns])
    data = data_of(joined)
    ends = np.frombuffer(joined.buffers()[1], dtype=np.int32)[joined.offset :][: len(joined) + 1]
    return Chunk(len(rows), data, digest_of(data, ends - ends[0]))


def _encoded(rows: Rows, column: TargetColumn) -> Blocks:
    values = rows.value(column.name)
    if column.not_null and values.null_count:
        raise SeedError(f"{rows.table}.{column.name} is NOT NULL, and its generator makes NULL")
    try:
        return field(values, column.type)
    except WorkbenchError as error:
        raise SeedError(f"{rows.table}.{column.name}: {error}") from None
    except (ValueError, pa.ArrowException) as error:
        raise SeedError(f"{rows.table}.{column.name} cannot be encoded as {column.type.name}: {error}") from error


def chunks(part: Part, rows: int | None = None) -> Iterator[Chunk]:
    """A part in chunks of so many rows, or of about 8 MB; the next is made while this one is used.

    How the rows are cut changes neither them nor the sum of the digests.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="rows") as ahead:
        size = rows or _FIRST_ROWS
        start = part.start
        waiting = ahead.submit(chunk_of, _cut(part, start, size)) if start < part.stop else None
        while waiting is not None:
            chunk = waiting.result()
            start += chunk.rows
            size = rows or _fitting(chunk)
            waiting = ahead.submit(chunk_of, _cut(part, start, size)) if start < part.stop else None
            yield chunk


def _cut(part: Part, start: int, size: int) -> Part:
    return Part(part.world, part.target, start, min(start + size, part.stop))


def _fitting(chunk: Chunk) -> int:
    return max(1, min(_MOST_ROWS, _CHUNK_BYTES * chunk.rows // max(len(chunk.data), 1)))
