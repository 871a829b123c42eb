"""A digest of a table's rows that does not ask for their order, made from the bytes of COPY.

A row counts with the CRC-32 of its bytes and with their number, mixed to 64 bits; a table's digest is the sum of its
rows'. It finds accidents (one changed row in four thousand million would pass), and is no seal against forgery.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.counter import mixed

_ALL = (1 << 64) - 1
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Digest:
    """The number of rows and the sum of their hashes; digests of parts add up to the whole's."""

    rows: int = 0
    total: int = 0

    def __add__(self, other: Digest) -> Digest:
        return Digest(self.rows + other.rows, (self.total + other.total) & _ALL)

    def __str__(self) -> str:
        return f"{self.total:016x}"


def digest_of(data: bytes | memoryview, ends: NDArray[np.int64]) -> Digest:
    """The digest of rows that lie one after another in `data`, row i from `ends[i]` to `ends[i + 1]`."""
    rows = len(ends) - 1
    view, places = memoryview(data), ends.tolist()
    sums = (crc32(view[place : places[row + 1]]) for row, place in enumerate(places[:-1]))
    hashes = np.fromiter(sums, dtype=np.uint64, count=rows) | (np.diff(ends).astype(np.uint64) << _HALF)
    return Digest(rows, int(mixed(hashes).sum(dtype=np.uint64)))
