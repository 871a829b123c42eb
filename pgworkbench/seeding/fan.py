"""Children dealt out to their parents in turn: the parent and the ordinal of each child, by division.

Of an owner's P parents and C children, child k belongs to the parent in whose share of the weights it falls.
Weights repeat a short pattern, so some parents have many children, some few, some none. A parent's children
follow one another, and (parent, ordinal) is unique by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pgworkbench.seeding.counter import Index, divided
from pgworkbench.seeding.reach import Reach, reach
from pgworkbench.seeding.rows import Rows

_FINE = 1 << 16  # how finely a part of the parents is heard


@dataclass(frozen=True, slots=True)
class Fan:
    """The parent's rank within reach (-1: there is none) and how many children of that parent come before."""

    parent: Index
    ordinal: Index


@dataclass(frozen=True, slots=True)
class Deal:
    """How children are dealt out: to which table, by which repeated weights, to which first part of the parents."""

    table: str
    weights: tuple[int, ...]
    first: float = 1.0

    def parents(self, there: Reach, generation: Index) -> tuple[Index, Index]:
        """Which parents get children in a generation: the first one's rank, and how many follow.

        They are the generation's own; where it made none, all. Of those the first part, at least one.
        """
        total = there.total(generation)
        before = there.total(generation - 1)
        fresh = total > before
        count = np.where(fresh, total - before, total)
        part = np.maximum(1, count * round(self.first * _FINE) // _FINE)
        return np.where(fresh, before, 0), np.minimum(count, part)


class Weights:
    """The repeated pattern of the parents' weights."""

    def __init__(self, weights: tuple[int, ...]) -> None:
        self._sums = np.concatenate([[0], np.cumsum(weights)]).astype(np.int64)
        self._length = len(weights)
        self._whole = int(self._sums[-1])

    def before(self, parents: Index) -> Index:
        """The weight of the first so many parents."""
        whole, part = divided(parents, self._length)
        return whole * self._whole + self._sums[part]

    def at(self, weight: Index) -> Index:
        """The parent in whose share this weight falls."""
        whole, part = divided(weight, self._whole)
        return whole * self._length + np.searchsorted(self._sums, part, side="right") - 1


def fan(rows: Rows, deal: Deal) -> Fan:
    """Deal these rows out to the rows that they can reach."""
    its, mine = Weights(deal.weights), rows.world.layout(rows.table)
    there = reach(rows, deal.table)
    children = Reach(mine, rows.owner)
    generation = rows.generation
    earlier = children.total(generation - 1)
    local, own = rows.rank - earlier, children.total(generation) - earlier
    offset, count = deal.parents(there, generation)
    total = its.before(count)
    turn = its.at(local * total // np.maximum(own, 1))
    first = -(-its.before(turn) * own // np.maximum(total, 1))
    parent = np.where(total > 0, offset + turn, -1)
    before = _earlier_children(deal, there, children, (generation, parent))
    return Fan(parent, np.where(total > 0, local - first + before, 0))


def _earlier_children(deal: Deal, there: Reach, children: Reach, of: tuple[Index, Index]) -> Index:
    """How many children each parent got in generations before."""
    generation, parent = of
    count = np.zeros(len(parent), dtype=np.int64)
    for number in range(int(generation.max(initial=0))):
        at = np.full(len(parent), number, dtype=np.int64)
        start, stop = shares(deal, there, children, (at, parent))
        count += np.where(generation > number, stop - start, 0)
    return count


def shares(deal: Deal, there: Reach, children: Reach, of: tuple[Index, Index]) -> tuple[Index, Index]:
    """Where the children that a parent gets in a generation begin and end, among its owner's of that generation."""
    generation, parent = of
    its = Weights(deal.weights)
    offset, count = deal.parents(there, generation)
    total = its.before(count)
    own = children.total(generation) - children.total(generation - 1)
    edges = [its.before(np.clip(parent - offset + step, 0, count)) for step in (0, 1)]
    start, stop = (-(-edge * own // np.maximum(total, 1)) for edge in edges)
    return start, np.where((total > 0) & (parent >= offset), stop, start)
