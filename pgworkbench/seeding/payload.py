"""Rows of a plan as the bytes that COPY takes, chunk by chunk; and what a chunk's bytes amount to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pgworkbench.errors import SeedError, WorkbenchError
from pgworkbench.seeding.arrow import Array
from pgworkbench.seeding.columns.texts import as_text
from pgworkbench.seeding.dictionaries import FEW, combined
from pgworkbench.seeding.encode import Blocks, data_of, field, joined_blocks, row_payload
from pgworkbench.seeding.pgtype import PgType
from pgworkbench.seeding.rowhash import Digest, digest_of
from pgworkbench.seeding.rows import Rows, World
from pgworkbench.seeding.target import TargetColumn, TargetTable

_FIRST_ROWS = 2_000
_MOST_ROWS = 100_000
_CHUNK_BYTES = 8_000_000
_AHEAD = 2  # threads that make chunks: numpy and Arrow let others run
_TEXT = PgType("text", 25)


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

    @property
    def staged(self) -> tuple[TargetColumn, ...]:
        """The columns that have no encoder, and travel as text."""
        return tuple(column for column in self.columns if not column.encodable)


def chunk_of(part: Part) -> Chunk:
    """All rows of a part at once."""
    rows = part.world.rows(str(part.target.name), part.start, part.stop)
    if not part.staged:
        joined = row_payload([_together(rows, group) for group in _neighbours(rows, part.columns)], len(part.columns))
        return Chunk(len(rows), data_of(joined), _digest(joined))
    blocks = {column: encoded(rows, column) for column in part.columns}
    hashed = row_payload([its for column, its in blocks.items() if column.encodable])
    return Chunk(len(rows), data_of(row_payload(list(blocks.values()))), _digest(hashed))


def _neighbours(rows: Rows, columns: Sequence[TargetColumn]) -> Iterator[tuple[TargetColumn, ...]]:
    """The columns in their order, those in groups that have few combinations of values."""
    group: list[TargetColumn] = []
    many = 1
    for column in columns:
        values = rows.value(column.name)
        size = len(values.dictionary) + 1 if pa.types.is_dictionary(values.type) else FEW
        if group and many * size > FEW:
            yield tuple(group)
            group, many = [], 1
        group.append(column)
        many *= size
    yield tuple(group)


def _together(rows: Rows, group: Sequence[TargetColumn]) -> Blocks:
    """The blocks of neighbours, encoded once for each combination of their values that occurs."""
    if len(group) == 1:
        return encoded(rows, group[0])

    def side_by_side(words: Sequence[Array]) -> Array:
        blocks = [_field(rows, column, values) for column, values in zip(group, words, strict=True)]
        return joined_blocks([block for its in blocks for block in its])

    its = combined([_value(rows, column) for column in group], side_by_side)
    return [its.dictionary.take(its.indices)]


def _digest(joined: Array) -> Digest:
    ends = np.frombuffer(joined.buffers()[1], dtype=np.int32)[joined.offset :][: len(joined) + 1]
    return digest_of(data_of(joined), ends - ends[0])


def encoded(rows: Rows, column: TargetColumn) -> Blocks:
    """The blocks of one column, checked against what the table wants."""
    return _field(rows, column, _value(rows, column))


def _value(rows: Rows, column: TargetColumn) -> Array:
    values = rows.value(column.name)
    if column.not_null and values.null_count:
        raise SeedError(f"{rows.table}.{column.name} is NOT NULL, and its generator makes NULL")
    return values


def _field(rows: Rows, column: TargetColumn, values: Array) -> Blocks:
    try:
        return field(values, column.type) if column.encodable else field(as_text(values), _TEXT)
    except WorkbenchError as error:
        raise SeedError(f"{rows.table}.{column.name}: {error}") from None
    except (ValueError, pa.ArrowException) as error:
        raise SeedError(f"{rows.table}.{column.name} cannot be encoded as {column.type.name}: {error}") from error


def chunks(part: Part, rows: int | None = None) -> Iterator[Chunk]:
    """A part in chunks of so many rows, or of at most 8 MB; the next ones are made while this one is used.

    How the rows are cut, and how many threads make them, changes neither them nor the sum of the digests. The first
    chunk is small and made alone: it tells how long rows are, and fills the summaries that all others share.
    """
    if part.start >= part.stop:
        return
    with ThreadPoolExecutor(_AHEAD, thread_name_prefix="rows") as ahead:
        start = part.start + (rows or _FIRST_ROWS)
        waiting = deque([ahead.submit(chunk_of, _cut(part, part.start, start - part.start))])
        while waiting:
            chunk = waiting.popleft().result()
            while start < part.stop and len(waiting) < _AHEAD:
                size = rows or _fitting(chunk, part.stop - start)
                waiting.append(ahead.submit(chunk_of, _cut(part, start, size)))
                start += size
            yield chunk
            del chunk  # before the next one is awaited


def _cut(part: Part, start: int, size: int) -> Part:
    return Part(part.world, part.target, start, min(start + size, part.stop))


def _fitting(chunk: Chunk, left: int) -> int:
    """How many rows to make next after such a chunk, of so many that are left: equal parts."""
    most = max(1, min(_MOST_ROWS, _CHUNK_BYTES * chunk.rows // max(len(chunk.data), 1)))
    return -(-left // -(-left // most))
