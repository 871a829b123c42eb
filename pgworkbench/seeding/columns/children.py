"""What follows from a row's children, such as counters that triggers keep: computed from the children's own plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.columns.links import per
from pgworkbench.seeding.columns.numbers import decimals, smallest_units
from pgworkbench.seeding.columns.times import as_moments
from pgworkbench.seeding.counter import Index
from pgworkbench.seeding.dictionaries import plain
from pgworkbench.seeding.fan import Deal, shares
from pgworkbench.seeding.generator import generator
from pgworkbench.seeding.reach import Reach
from pgworkbench.seeding.rows import Rows, as_integers

_CHUNK = 1 << 17
MANY = 1 << 20  # parents from which on nothing is remembered of them: each asks for its own children
_NONE = np.iinfo(np.int64).min
Where = Mapping[str, tuple[object, ...] | None]  # column -> its allowed values, None for NULL
_ANY: Where = {}


@generator
def count_of(rows: Rows, table: str, via: str, where: Where = _ANY, *, kept: bool = False) -> Array:
    """How many rows of `table` have this row as `via`, of those whose columns are as `where` says.

    Only children of the row's own generation and earlier count, so that growth changes no row; with `kept`, all do:
    for what a trigger keeps in the database. The same holds for the words below.
    """
    if (own := _own_children(rows, (table, via), where, kept=kept)) is not None:
        return pa.array(np.bincount(own.parent, minlength=len(rows)))
    key = ("count_of", rows.table, table, via, repr(where), str(kept))
    if key not in rows.world.remembered:
        counts = _all(rows, 0)
        for _, parents in _children(rows, (table, via), where, kept=kept):
            np.add.at(counts, parents[parents >= 0], 1)
        rows.world.remembered[key] = counts
    return pa.array(rows.world.remembered[key][rows.index])


@generator
def sum_of(rows: Rows, table: str, via: str, column: str, *, kept: bool = False) -> Array:
    """The sum of a money column of the rows of `table` that have this row as `via`; 0 where there are none."""
    if (own := _own_children(rows, (table, via), _ANY, kept=kept)) is not None:
        total = np.zeros(len(rows), dtype=np.int64)
        np.add.at(total, own.parent, smallest_units(own.children.value(column)))
        return decimals(total, 2)
    key = ("sum_of", rows.table, table, via, column, str(kept))
    if key not in rows.world.remembered:
        sums = _all(rows, 0)
        for children, parents in _children(rows, (table, via), _ANY, kept=kept):
            np.add.at(sums, parents[parents >= 0], smallest_units(children.value(column))[parents >= 0])
        rows.world.remembered[key] = sums
    return decimals(rows.world.remembered[key][rows.index], 2)


@generator
def latest_of(rows: Rows, table: str, via: str, column: str, *, kept: bool = False) -> Array:
    """The latest of a time column of the rows of `table` that have this row as `via`; NULL where there are none."""
    if (own := _own_children(rows, (table, via), _ANY, kept=kept)) is not None:
        last = np.full(len(rows), _NONE)
        np.maximum.at(last, own.parent, as_integers(own.children.value(column)))
        return as_moments(last, last == _NONE)
    key = ("latest_of", rows.table, table, via, column, str(kept))
    if key not in rows.world.remembered:
        times = _all(rows, _NONE)
        for children, parents in _children(rows, (table, via), _ANY, kept=kept):
            np.maximum.at(times, parents[parents >= 0], as_integers(children.value(column))[parents >= 0])
        rows.world.remembered[key] = times
    latest = rows.world.remembered[key][rows.index]
    return as_moments(latest, latest == _NONE)


@dataclass(frozen=True, slots=True)
class _Own:
    """Children of some rows, and for each the place of its parent among them."""

    children: Rows
    parent: Index


def _own_children(rows: Rows, of: tuple[str, str], where: Where, *, kept: bool) -> _Own | None:
    """The children of these rows that count; None where all rows' are better counted at once, or must be.

    A deal tells a parent's children by their ordinals, so that what is needed for some rows of a large table takes
    no memory for the others.
    """
    table, via = of
    world, dealt = rows.world, rows.world.plan(table).generators.get(via)
    theirs, layout = world.layout(table), world.layout(rows.table)
    if layout.rows < MANY or dealt is None or dealt.factory is not per or world.owner(table) != world.owner(rows.table):
        return None
    deal = Deal(rows.table, dealt.options.get("weights", (1,)), dealt.options.get("first", 1.0))
    mine, children = Reach(layout, rows.owner), Reach(theirs, rows.owner)
    ranges = []
    for number in range(len(world.generations)):
        start, stop = _dealt(deal, (mine, children), rows, number)
        here = np.flatnonzero(rows.generation <= number if kept else rows.generation == number)
        ranges.append((start[here], stop[here], here))
    ranks, parents = _listed(ranges)
    index = theirs.index(rows.owner[parents], ranks)
    made = Rows(world, table, index)
    counted = np.ones(len(made), dtype=bool)
    for name, allowed in where.items():
        counted &= _matches(made.value(name), allowed)
    return _Own(made if counted.all() else made.some(np.flatnonzero(counted)), parents[counted])


def _dealt(deal: Deal, reaches: tuple[Reach, Reach], rows: Rows, number: int) -> tuple[Index, Index]:
    """The ranks among their owner's of the children that each row gets in a generation: the first, and one behind."""
    mine, children = reaches
    at = np.full(len(rows), number, dtype=np.int64)
    start, stop = shares(deal, mine, children, (at, rows.rank))
    before = children.total(at - 1)
    return before + start, before + stop


def _listed(ranges: list[tuple[Index, Index, Index]]) -> tuple[Index, Index]:
    """Ranks from start to stop one by one, and whose they are."""
    starts, stops, whose = (np.concatenate(each) for each in zip(*ranges, strict=True))
    counts = stops - starts
    first = np.cumsum(counts) - counts
    ranks = np.arange(counts.sum()) - np.repeat(first - starts, counts)
    return ranks, np.repeat(whose, counts)


def _all(rows: Rows, value: int) -> Index:
    return np.full(rows.world.layout(rows.table).rows, value, dtype=np.int64)


def _children(rows: Rows, of: tuple[str, str], where: Where, *, kept: bool) -> Iterator[tuple[Rows, Index]]:
    """All rows of a table, some at a time, with their parents' indexes by a link; -1 for those that do not count."""
    table, via = of
    world, layout = rows.world, rows.world.layout(rows.table)
    total = world.layout(table).rows
    for start in range(0, total, _CHUNK):
        children = world.rows(table, start, min(start + _CHUNK, total))
        parents = children.pick(via).index
        counted = np.ones(len(children), dtype=bool)
        for name, allowed in where.items():
            counted &= _matches(children.value(name), allowed)
        if not kept:
            counted &= children.generation <= layout.generation(np.maximum(parents, 0))
        yield children, np.where(counted, parents, -1)


def _matches(values: Array, allowed: tuple[object, ...] | None) -> NDArray[np.bool_]:
    found = values.is_null() if allowed is None else pc.is_in(plain(values), pa.array(allowed, plain(values).type))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)
