"""Which rows of a table a row may refer to: those of its own owner, or all, and none of a later generation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pgworkbench.seeding.counter import Index
from pgworkbench.seeding.rows import Rows
from pgworkbench.seeding.spread import Layout


@dataclass(frozen=True, slots=True)
class Reach:
    """A table as some rows see it; `owner` is each asking row's, or None where all rows are within reach."""

    layout: Layout
    owner: Index | None

    def total(self, generation: Index) -> Index:
        """How many rows each asking row can reach, if it is of this generation (-1: none)."""
        result = np.zeros(len(generation), dtype=np.int64)
        for number, segment in enumerate(self.layout.segments):
            here = generation == number
            result[here] = segment.stop if self.owner is None else self.layout.total(self.owner[here], number)
        return result

    def index(self, rank: Index) -> Index:
        """The rows at these ranks within reach; -1 stays -1."""
        if self.owner is None:
            return rank
        found = np.full(len(rank), -1, dtype=np.int64)
        there = rank >= 0
        found[there] = self.layout.index(self.owner[there], rank[there])
        return found

    def counted(self, rows: Index) -> Index:
        """How many of the table's first `rows` rows are within reach."""
        return rows if self.owner is None else self.layout.counted(self.owner, rows)


def reach(rows: Rows, table: str) -> Reach:
    """What these rows can reach of a table."""
    theirs = rows.world.owner(table)
    layout = rows.world.layout(table)
    if theirs is None:
        return Reach(layout, None)
    if theirs == rows.table:
        return Reach(layout, rows.index)
    return Reach(layout, rows.owner if theirs == rows.world.owner(rows.table) else None)
