"""References: to the owner, a parent, an earlier row of the same table; and what follows from the children."""

from __future__ import annotations

import numpy as np

from pgworkbench.errors import SeedError
from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.counter import Index, numbers, squeezed, stream
from pgworkbench.seeding.fan import Deal, fan, shares
from pgworkbench.seeding.generator import Picked, generator, link
from pgworkbench.seeding.reach import Reach, reach
from pgworkbench.seeding.rows import Rows, as_integers
from pgworkbench.seeding.tableplan import Mirror

# Primes above 2**31: a step of one of them visits each of up to 2**31 places before it repeats one.
_STEPS = np.array([2147483659, 2147483693, 2147483713, 2147483743, 2147483777, 2147483783, 2147483813, 2147483857])


@link
def owner(rows: Rows, *, column: str = "id") -> Picked:
    """The row's owner (its tenant), as the plan's spread deals it."""
    table = rows.world.owner(rows.table)
    if table is None:
        raise SeedError(f"{rows.table} has no owner: give its plan a spread")
    return Picked(table, rows.owner, column)


@link
def beside(rows: Rows, *, column: str = "id") -> Picked:
    """The row that this one stands beside, in the table that the plan mirrors."""
    spread = rows.plan.spread
    if not isinstance(spread, Mirror):
        raise SeedError(f"{rows.table} stands beside no table: give its plan spread=Mirror(…)")
    return Picked(spread.table, rows.index, column)


@link
def parent(
    rows: Rows, table: str, *, column: str = "id", before: str | tuple[str, str] | None = None, power: int = 1
) -> Picked:
    """Any row of the same owner (of all, where the table has no owners); none where there is none.

    `before` names a time: only rows are picked whose time is not after this row's (a pair: this row's column,
    theirs). `power` above 1 crowds towards the earliest rows: they have more children; below -1 towards the latest.
    """
    there = reach(rows, table)
    total = there.total(rows.generation)
    among = total if before is None else _known(rows, table, there, before)
    rank = squeezed(rows.random("parent"), np.maximum(np.minimum(among, total), 1), abs(power))
    rank = rank if power > 0 else np.maximum(np.minimum(among, total) - 1 - rank, 0)
    return Picked(table, there.index(np.where(total > 0, rank, -1)), column)


def _known(rows: Rows, table: str, there: Reach, before: str | tuple[str, str]) -> Index:
    mine, theirs = (before, before) if isinstance(before, str) else before
    return there.counted(rows.world.known_by(table, theirs, as_integers(rows.value(mine))))


@link
def per(rows: Rows, table: str, *, column: str = "id", weights: tuple[int, ...] = (1,), first: float = 1.0) -> Picked:
    """Each parent in turn gets its share of the rows, one after another: `ordinal` counts them.

    `weights` is a repeated pattern: (1, 0, 4, 1) gives every third parent four times what the first one gets.
    `first` leaves out the latest parents: 0.9 deals to the first nine of ten.
    """
    dealt = fan(rows, Deal(table, weights, first))
    return Picked(table, reach(rows, table).index(dealt.parent), column, dealt.ordinal)


@link
def distinct(rows: Rows, table: str, *, beside: str, power: int = 1, laps: int = 1) -> Picked:
    """A row that was not yet combined with the row picked by `beside` (a `per` link): no pair occurs twice.

    `power` above 1 crowds towards the earliest rows. With `laps`, a pair may occur so often, each time with another
    `lap` (0 and up), which belongs to the combination that is unique then.
    """
    major = rows.pick(beside)
    if major.ordinal is None:
        raise SeedError(f"{rows.table}.{beside} must be a per(…) link, for {table} to be distinct beside it")
    there = reach(rows, table)
    total = there.total(rows.world.layout(major.table).generation(np.maximum(major.index, 0)))
    if bool((major.ordinal >= total * laps).any()):
        raise SeedError(
            f"{rows.table}: more rows for one of {major.table} than it can be combined with {table}; "
            f"give {rows.table} fewer rows or {table} more"
        )
    hashed = numbers(stream(rows.world.seed, rows.table, *rows.path), major.index)
    step = _STEPS[(hashed & np.uint64(7)).astype(np.int64)]
    places = np.maximum(total * laps, 1).astype(np.int64)
    start = squeezed(numbers(stream(*rows.path, "start"), hashed.astype(np.int64)), total, power)
    taken: Index = (start + step % places * major.ordinal) % places
    once = np.maximum(total, 1).astype(np.int64)
    return Picked(table, there.index(taken % once), "id", lap=taken // once)


@link
def earlier(rows: Rows, *, column: str = "id", roots: float = 0.1, power: int = 1) -> Picked:
    """A row of the same table and owner that comes before (a tree); none at the rate of `roots`, and for the first."""
    rank = np.where(rows.happens(roots, "root"), 0, rows.rank)
    picked = np.where(rank > 0, squeezed(rows.random("earlier"), np.maximum(rank, 1), power), -1)
    return Picked(rows.table, Reach(rows.world.layout(rows.table), rows.owner).index(picked), column)


@link
def through(rows: Rows, via: str, column: str) -> Picked:
    """The row that the link `column` of the row that `via` picked points to: a parent's parent."""
    picked = rows.pick(via)
    there = picked.index >= 0
    far = Rows(rows.world, picked.table, picked.index[there]).pick(column)
    index = np.full(len(rows), -1, dtype=np.int64)
    index[there] = far.index
    return Picked(far.table, index, far.column)


@link
def child(rows: Rows, table: str, via: str, *, parent: str, column: str = "id") -> Picked:
    """Any row of `table` that its `per` link `via` gave to the row that this row's `parent` picked; none if none."""
    dealt = rows.world.plan(table).generators[via]
    picked = rows.pick(parent)
    layout, theirs = rows.world.layout(table), rows.world.layout(picked.table)
    known = np.maximum(picked.index, 0)
    generation, rank = theirs.generation(known), np.where(picked.index >= 0, theirs.rank(known), -1)
    owner = theirs.owner(known)
    deal = Deal(picked.table, dealt.options.get("weights", (1,)), dealt.options.get("first", 1.0))
    children = Reach(layout, owner)
    start, stop = shares(deal, Reach(theirs, owner), children, (generation, rank))
    which = children.total(generation - 1) + start + rows.below(np.maximum(stop - start, 1), "child")
    return Picked(table, children.index(np.where(stop > start, which, -1)), column)


@generator
def lap(rows: Rows, via: str) -> Array:
    """How often the same row was picked before beside the same other one (by `distinct` with laps)."""
    counted = rows.pick(via).lap
    if counted is None:
        raise SeedError(f"{rows.table}.{via} must be a distinct(…) link to have laps")
    return pa.array(counted)


@generator
def of(rows: Rows, via: str, column: str) -> Array:
    """A column of the row that the link column `via` picked."""
    return rows.of(rows.pick(via), column)


@generator
def ordinal(rows: Rows, via: str, *, start: int = 1) -> Array:
    """The row's number among the rows of its parent, which `via` (a `per` link) picked."""
    counted = rows.pick(via).ordinal
    if counted is None:
        raise SeedError(f"{rows.table}.{via} must be a per(…) link to be counted by")
    return pa.array(counted + start)
