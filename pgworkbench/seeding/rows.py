"""Rows that are asked for: what a column generator sees. Nothing is stored; every value is computed when asked.

A `World` is a seed, the plans, and the generations of volumes. `Rows` are some rows of one table in it,
given by their indexes. A value depends on (seed, table, column, index) and on the volumes of the row's generation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pgworkbench.errors import SeedError, UnknownNameError, WorkbenchError
from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.counter import Index, Numbers, below, happens, numbers, stream
from pgworkbench.seeding.generator import Generator, Link, Picked, Source
from pgworkbench.seeding.nulls import stretched
from pgworkbench.seeding.spread import Layout, Segment
from pgworkbench.seeding.tableplan import Mirror, Spread, TablePlan

_BLOCKS = 1 << 14  # into how many blocks a table's times are summed up
_SMALL = 1 << 15  # rows of a table whose columns are kept whole
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = 1_000_000
_WORD = 64  # bits


@dataclass(frozen=True, slots=True)
class Generation:
    """The volumes as they were, or are to be, at a time: rows by table, earlier generations' included."""

    volumes: Mapping[str, int]
    as_of: datetime


class World:
    """A seed, plans and generations; it remembers layouts and summaries, never rows."""

    def __init__(self, seed: int, plans: Sequence[TablePlan], generations: Sequence[Generation]) -> None:
        self.seed = seed
        self.plans = {plan.table: plan for plan in plans}
        self.generations = tuple(generations)
        self.remembered: dict[tuple[str, ...], NDArray[np.int64]] = {}
        self.pools: dict[str, str] = {}  # the pools that were drawn from, and their hashes
        self._layouts: dict[str, Layout] = {}
        self._wholes: dict[tuple[str, str], Array | None] = {}

    def plan(self, table: str) -> TablePlan:
        """The plan of a table; UnknownNameError if there is none."""
        try:
            return self.plans[table]
        except KeyError:
            raise UnknownNameError("table with a plan", table, self.plans) from None

    def owner(self, table: str) -> str | None:
        """The table whose rows own this one's rows."""
        match self.plan(table).spread:
            case Spread(owner=owner):
                return owner
            case Mirror(table=other):
                return self.owner(other)
            case None:
                return None

    def layout(self, table: str) -> Layout:
        """How a table's rows spread over their owners."""
        if table not in self._layouts:
            self._layouts[table] = self._laid_out(table)
        return self._layouts[table]

    def _laid_out(self, table: str) -> Layout:
        counts = self._counts(table)
        match self.plan(table).spread:
            case Spread(exponent=exponent):
                owners = self._owners(table)
            case Mirror(table=other):
                return self._mirrored(table, other, counts)
            case None:
                exponent, owners = 0.0, self._owners(table)
        starts = [0, *counts[:-1]]
        segments = [Segment(*each) for each in zip(starts, counts, owners, strict=True)]
        if any(segment.start < segment.stop and not segment.owners for segment in segments):
            raise SeedError(f"{table}: its rows need owners, and {self.owner(table)} has none")
        return Layout(segments, exponent)

    def _owners(self, table: str) -> list[int]:
        """How many owners have rows, in each generation: the first so many."""
        match self.plan(table).spread:
            case Spread(owner=owner, having=having):
                limits = [[self.layout(name).present(g) for g in range(len(self.generations))] for name in having]
                return [min(each) for each in zip(self._counts(owner), *limits, strict=True)]
            case Mirror(table=other):
                return self._owners(other)
            case None:
                return [1] * len(self.generations)

    def _mirrored(self, table: str, other: str, counts: list[int]) -> Layout:
        """The other table's layout, cut off at this one's rows."""
        if any(mine > its for mine, its in zip(counts, self._counts(other), strict=True)):
            raise SeedError(f"{table}: one row for each of {other} at most; give it fewer rows")
        return self.layout(other).limited(counts[-1])

    def _counts(self, table: str) -> list[int]:
        counts = [generation.volumes.get(self.plan(table).table, 0) for generation in self.generations]
        if any(later < earlier for earlier, later in pairwise(counts)):
            raise SeedError(f"{table}: volumes only grow; {counts[-1]} rows are fewer than there are")
        return counts

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """Each generation's `as_of` in microseconds since 1970."""
        return tuple(microseconds(generation.as_of) for generation in self.generations)

    def rows(self, table: str, start: int = 0, stop: int | None = None) -> Rows:
        """The rows `start` … `stop` - 1 of a table."""
        last = self.layout(table).rows if stop is None else stop
        return Rows(self, table, np.arange(start, last, dtype=np.int64))

    def whole(self, table: str, column: str) -> Array | None:
        """A column of all rows of a small table (made once); None for a large one, or while it is being made."""
        key = (table, column)
        if key not in self._wholes:
            self._wholes[key] = None
            if self.layout(table).rows <= _SMALL:
                self._wholes[key] = self.rows(table).value(column)
        return self._wholes[key]

    def known_by(self, table: str, column: str, moments: Index) -> Index:
        """How many leading rows of a table are certainly not later, by this time column, than each moment."""
        total = self.layout(table).rows
        size = max(1, -(-total // _BLOCKS))
        key = ("known_by", table, column)
        if key not in self.remembered:
            blocks = range(0, total, size * 64)
            latest = [_latest(self.rows(table, at, min(at + size * 64, total)), column, size) for at in blocks]
            self.remembered[key] = np.maximum.accumulate(np.concatenate([np.empty(0, dtype=np.int64), *latest]))
        return np.minimum(np.searchsorted(self.remembered[key], moments, side="right") * size, total)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970, in integers."""
    past = moment - _EPOCH
    return (past.days * 86_400 + past.seconds) * _MICROSECOND + past.microseconds


def _latest(rows: Rows, column: str, size: int) -> Index:
    values = as_integers(rows.value(column))
    return np.maximum.reduceat(values, np.arange(0, len(values), size)).astype(np.int64)


def as_integers(values: Array) -> Index:
    """Integers, times and dates as int64; null is the least integer."""
    kind = values.type
    if pa.types.is_date32(kind):
        whole = values.view(pa.int32()).cast(pa.int64())
    else:
        whole = (
            values.view(pa.int64())
            if pa.types.is_temporal(kind) and kind.bit_width == _WORD
            else values.cast(pa.int64())
        )
    whole = whole.fill_null(np.iinfo(np.int64).min) if whole.null_count else whole
    return np.asarray(whole.to_numpy(zero_copy_only=False))


class Known:
    """What was already made of some rows, so that columns which build on one another make it once."""

    def __init__(self) -> None:
        self.values: dict[str, Array | None] = {}  # None: it is being made
        self.picks: dict[str, Picked] = {}
        self.far: dict[int, tuple[Picked, Rows]] = {}  # by the identity of the picked rows


class Rows:
    """Some rows of a table, while one of its columns is made; `path` names the stream of random numbers."""

    def __init__(self, world: World, table: str, index: Index, path: tuple[str, ...] = ()) -> None:
        self.world = world
        self.table = table
        self.index = index
        self.path = path
        self.known = Known()
        self._whole: tuple[Rows, Index] | None = None

    def __len__(self) -> int:
        return len(self.index)

    @property
    def plan(self) -> TablePlan:
        """The table's plan."""
        return self.world.plan(self.table)

    @cached_property
    def owner(self) -> Index:
        """The number of each row's owner (0 where the table has none)."""
        return self.world.layout(self.table).owner(self.index)

    @cached_property
    def rank(self) -> Index:
        """How many rows of the same owner come before each."""
        return self.world.layout(self.table).rank(self.index)

    @cached_property
    def generation(self) -> Index:
        """The number of each row's generation."""
        return self.world.layout(self.table).generation(self.index)

    @cached_property
    def as_of(self) -> Index:
        """When each row's generation ends, in microseconds since 1970."""
        return np.array(self.world.moments, dtype=np.int64)[self.generation]

    def random(self, salt: str = "") -> Numbers:
        """64 random bits a row; another salt gives others."""
        return numbers(stream(self.world.seed, self.table, *self.path, salt), self.index)

    def below(self, limit: int | Index, salt: str = "") -> Index:
        """A random integer from 0 to limit - 1 a row."""
        return below(self.random(salt), limit)

    def happens(self, rate: float, salt: str = "") -> NDArray[np.bool_]:
        """True at this rate."""
        return happens(self.random(salt), rate)

    def value(self, column: str) -> Array:
        """Another column of the same rows (made once)."""
        if column not in self.known.values:
            self.known.values[column] = None
            self.known.values[column] = self._made(column)
        values = self.known.values[column]
        if values is None:
            raise SeedError(f"{self.table}.{column} depends on itself")
        return values

    def _made(self, column: str) -> Array:
        if self._whole is not None and self._whole[0].known.values.get(column) is not None:
            return self._whole[0].value(column).take(pa.array(self._whole[1]))
        its = self._generator(column)
        try:
            values = self._linked(column) if isinstance(its, Link) else its(self.at(column))
        except WorkbenchError:
            self.known.values.pop(column, None)
            raise
        except Exception as error:
            raise SeedError(f"{self.table}.{column} cannot be made: {type(error).__name__}: {error}") from error
        return _checked(f"{self.table}.{column}", values, len(self))

    def _linked(self, column: str) -> Array:
        picked = self.pick(column)
        return self.of(picked, picked.column)

    def _generator(self, column: str) -> Generator:
        try:
            return self.plan.generators[column]
        except KeyError:
            raise UnknownNameError(f"column in the plan of {self.table}", column, self.plan.generators) from None

    def at(self, *path: str) -> Rows:
        """The same rows with their own stream, sharing what was made so far."""
        other = Rows(self.world, self.table, self.index, path)
        other.known, other._whole = self.known, self._whole
        for known in ("owner", "rank", "generation"):
            if known in self.__dict__:
                other.__dict__[known] = self.__dict__[known]
        return other

    def make(self, source: Source, salt: str) -> Array:
        """What a part of a generator gives: another column, or a generator with a stream of its own."""
        if isinstance(source, str):
            return self.value(source)
        return _checked(f"{self.table}.{'/'.join((*self.path, salt))}", source(self.at(*self.path, salt)), len(self))

    def some(self, positions: Index) -> Rows:
        """Only the rows at these positions, with the same stream."""
        part = Rows(self.world, self.table, self.index[positions], self.path)
        part._whole = (self, positions)
        return part

    def pick(self, column: str) -> Picked:
        """The rows that a link column of these rows points to (picked once)."""
        if column not in self.known.picks:
            its = self._generator(column)
            if not isinstance(its, Link):
                raise SeedError(f"{self.table}.{column} is no link to a table, so nothing of its rows can be told")
            self.known.picks[column] = its.pick(self.at(column))
        return self.known.picks[column]

    def of(self, picked: Picked, column: str) -> Array:
        """A column of picked rows; null where none was picked."""
        there = picked.index >= 0
        missing = None if bool(there.all()) else ~there
        whole = self.world.whole(picked.table, column)
        if whole is not None:
            return whole.take(pa.array(picked.index, mask=missing))
        values = self._far(picked, there).value(column)
        return values if missing is None else stretched(values, there)

    def _far(self, picked: Picked, there: NDArray[np.bool_]) -> Rows:
        """The picked rows themselves."""
        if id(picked) not in self.known.far:
            self.known.far[id(picked)] = (picked, Rows(self.world, picked.table, picked.index[there]))
        return self.known.far[id(picked)][1]


def _checked(place: str, values: object, rows: int) -> Array:
    if isinstance(values, np.ndarray):
        values = pa.array(values)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not isinstance(values, pa.Array):
        raise SeedError(f"{place}: a generator gives an Arrow or numpy array, not {type(values).__name__}")
    if len(values) != rows:
        raise SeedError(f"{place}: {len(values)} values for {rows} rows")
    return values
