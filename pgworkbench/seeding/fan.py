"""Children dealt out to their parents in turn: the parent and the ordinal of each child, by division.

Of an owner's P parents and C children, child k belongs to the parent in whose share of the weights it falls.
Weights repeat a short pattern, so some parents have many children, some few, some none. A parent's children
follow one another, and (parent, ordinal) is unique by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pgworkbench.seeding.counter import Index
from pgworkbench.seeding.reach import Reach, reach
from pgworkbench.seeding.rows import Rows


@dataclass(frozen=True, slots=True)
class Fan:
    """The parent's rank within reach (-1: there is none) and how many children of that parent come before."""

    parent: Index
    ordinal: Index


class Weights:
    """The repeated pattern of the parents' weights."""

    def __init__(self, weights: tuple[int, ...]) -> None:
        self._sums = np.concatenate([[0], np.cumsum(weights)]).astype(np.int64)
        self._length = len(weights)
        self._whole = int(self._sums[-1])

    def before(self, parents: Index) -> Index:
        """The weight of the first so many parents."""
        whole, part = np.divmod(parents, self._length)
        return whole * self._whole + self._sums[part]

    def at(self, weight: Index) -> Index:
        """The parent in whose share this weight falls."""
        whole, part = np.divmod(weight, self._whole)
        return whole * self._length + np.searchsorted(self._sums, part, side="right") - 1


def fan(rows: Rows, table: str, weights: tuple[int, ...]) -> Fan:
    """Deal these rows out to the rows of `table` that they can reach."""
    its, mine = Weights(weights), rows.world.layout(rows.table)
    there = reach(rows, table)
    children = Reach(mine, rows.owner)
    generation = rows.generation
    earlier = children.total(generation - 1)
    local, own = rows.rank - earlier, children.total(generation) - earlier
    total = its.before(there.total(generation))
    any_parent = total > 0
    parent = np.where(any_parent, its.at(local * total // np.maximum(own, 1)), -1)
    first = -(-its.before(np.maximum(parent, 0)) * own // np.maximum(total, 1))
    before = _earlier_children(its, there, children, (generation, parent))
    return Fan(parent, np.where(any_parent, local - first + before, 0))


def _earlier_children(its: Weights, there: Reach, children: Reach, of: tuple[Index, Index]) -> Index:
    """How many children each parent got in generations before."""
    generation, parent = of
    count = np.zeros(len(parent), dtype=np.int64)
    for number in range(int(generation.max(initial=0))):
        at = np.full(len(parent), number, dtype=np.int64)
        total = its.before(there.total(at))
        own = children.total(at) - children.total(at - 1)
        edges = [np.minimum(its.before(np.maximum(parent + step, 0)), total) for step in (0, 1)]
        start, stop = (-(-edge * own // np.maximum(total, 1)) for edge in edges)
        count += np.where((generation > number) & (total > 0), stop - start, 0)
    return count
