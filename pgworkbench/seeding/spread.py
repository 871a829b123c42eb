"""Which row belongs to which owner (tenant), and which are an owner's rows: both ways, without a list of rows.

A pattern of a few thousand slots holds each owner as often as Zipf's law gives it (weight 1 / rank**exponent), smoothly
interleaved. Rows repeat the pattern. So row i belongs to `slots[i % length]`, and an owner's k-th row is found by a
division: a child names its parent's key knowing only the owner and k. Of few rows, the first owners have some.

A table grows by segments (one for each generation of the volumes). Each has its own pattern, since the number of
owners may have grown too, and none moves a row of an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.counter import Index, divided, quotas

_SLOTS = 1 << 15  # a pattern's least length
_EACH = 8  # slots that an owner has at least on average
_ARITHMETIC = Context(prec=30)  # decimal: the same digits on every machine


@dataclass(frozen=True, slots=True)
class Pattern:
    """`slots`: the owner of each slot. `rank`: how many slots of that owner come before. `places`: slots by owner."""

    slots: NDArray[np.int64]
    rank: NDArray[np.int64]
    counts: NDArray[np.int64]
    places: NDArray[np.int64]
    starts: NDArray[np.int64]  # where an owner's places begin
    sorted_places: NDArray[np.int64]  # owner * length + place, ascending

    def counted(self, owner: Index, rows: Index | int) -> Index:
        """How many of the first `rows` rows belong to `owner`."""
        length = len(self.slots)
        whole, part = divided(np.asarray(rows, dtype=np.int64), length)
        inside = np.searchsorted(self.sorted_places, owner * length + part, side="left") - self.starts[owner]
        return whole * self.counts[owner] + inside


@lru_cache(maxsize=256)
def zipf(owners: int, exponent: float) -> tuple[float, ...]:
    """Weights 1 / rank**exponent, computed in decimal arithmetic."""
    power = Decimal(str(exponent))
    return tuple(float(_ARITHMETIC.divide(1, _ARITHMETIC.power(Decimal(rank), power))) for rank in range(1, owners + 1))


@lru_cache(maxsize=256)
def pattern(owners: int, exponent: float) -> Pattern:
    """The pattern of so many owners, the heaviest first; exponent 0 gives each the same."""
    length = owners if exponent == 0 else max(_SLOTS, _EACH * owners)
    counts = np.array(quotas(zipf(owners, exponent), length), dtype=np.int64)
    slots = _interleaved(counts)
    places = np.argsort(slots, kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rank = np.empty(length, dtype=np.int64)
    rank[places] = np.arange(length) - np.repeat(starts, counts)
    return Pattern(slots, rank, counts, places, starts, slots[places] * length + places)


def _interleaved(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Slots as Sainte-Laguë seats parties: of any number of first rows each owner has its share, rounded."""
    owner = np.repeat(np.arange(len(counts)), counts)
    turn = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    due = ((2 * turn + 1) << 40) // counts[owner]
    return owner[np.argsort(due, kind="stable")].astype(np.int64)


_OfPattern = Callable[[Pattern, Index, Index], Index]  # of rows counted within one segment


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows `start` … `stop` - 1 of a table, made at one time for so many owners."""

    start: int
    stop: int
    owners: int


class Layout:
    """A table's rows among their owners; a table that has no owners is one owner's."""

    def __init__(self, segments: Sequence[Segment], exponent: float) -> None:
        self.segments = tuple(segments)
        self._exponent = exponent
        self.rows = self.segments[-1].stop
        self.starts = np.array([segment.start for segment in self.segments], dtype=np.int64)
        self._patterns = [pattern(max(segment.owners, 1), exponent) for segment in self.segments]
        most = max(max(segment.owners, 1) for segment in self.segments)
        self._before = [np.zeros(most, dtype=np.int64)]  # an owner's rows before each segment
        for segment, its in zip(self.segments, self._patterns, strict=True):
            added = np.zeros(most, dtype=np.int64)
            known = np.arange(len(its.counts))
            added[known] = its.counted(known, segment.stop - segment.start)
            self._before.append(self._before[-1] + added)

    def limited(self, rows: int) -> Layout:
        """The first so many rows only."""
        cut = [Segment(min(its.start, rows), min(its.stop, rows), its.owners) for its in self.segments]
        return Layout(cut, self._exponent)

    def generation(self, index: Index) -> Index:
        """The number of the segment that each row is in."""
        return np.searchsorted(self.starts, index, side="right").astype(np.int64) - 1

    def owner(self, index: Index) -> Index:
        """The owner's number of each row."""

        def owned(its: Pattern, local: Index, _: Index) -> Index:
            return its.slots[divided(local, len(its.slots))[1]]

        return self._of_each(index, owned)

    def rank(self, index: Index) -> Index:
        """How many rows of the same owner come before each row."""

        def ranked(its: Pattern, local: Index, before: Index) -> Index:
            lap, slot = divided(local, len(its.slots))
            owner = its.slots[slot]
            return before[owner] + lap * its.counts[owner] + its.rank[slot]

        return self._of_each(index, ranked)

    def present(self, generation: int) -> int:
        """How many owners get rows in a generation (or, where nobody does, have some): the first so many."""
        fresh = int(np.count_nonzero(self._before[generation + 1] - self._before[generation]))
        return fresh or int(np.count_nonzero(self._before[generation + 1]))

    def total(self, owner: Index, generation: int | None = None) -> Index:
        """An owner's rows, of all generations or up to one (that one included)."""
        totals = self._before[-1 if generation is None else generation + 1]
        return np.where(owner < len(totals), totals[np.minimum(owner, len(totals) - 1)], 0)

    def index(self, owner: Index, rank: Index) -> Index:
        """The inverse of `owner` and `rank`; the rank must be below the owner's total."""
        found = np.empty(len(rank), dtype=np.int64)
        for number, (segment, its) in enumerate(zip(self.segments, self._patterns, strict=True)):
            here = (rank >= self._before[number][owner]) & (rank < self._before[number + 1][owner])
            own = owner[here]
            whole, turn = np.divmod(rank[here] - self._before[number][own], np.maximum(its.counts[own], 1))
            found[here] = segment.start + whole * len(its.slots) + its.places[its.starts[own] + turn]
        return found

    def counted(self, owner: Index, rows: Index) -> Index:
        """How many of the table's first `rows` rows belong to `owner`."""
        count = np.zeros(len(owner), dtype=np.int64)
        for segment, its in zip(self.segments, self._patterns, strict=True):
            inside = np.clip(rows - segment.start, 0, segment.stop - segment.start)
            known = owner < len(its.counts)
            count[known] += its.counted(owner[known], inside[known])
        return count

    def _of_each(self, index: Index, function: _OfPattern) -> Index:
        if len(self.segments) == 1:
            return function(self._patterns[0], index, self._before[0])
        generation = self.generation(index)
        result = np.empty(len(index), dtype=np.int64)
        for number, its in enumerate(self._patterns):
            here = generation == number
            result[here] = function(its, index[here] - self.segments[number].start, self._before[number])
        return result
