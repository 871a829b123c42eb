"""A digest of a table's rows that does not ask for their order, made from the bytes of COPY.

Each row's bytes are read as little-endian words; each word is mixed and multiplied by an odd number of its own place,
and their sum is mixed with the row's length (a multilinear hash: Lemire and Kaser, "Strongly universal string hashing
is fast", 2014). The table's digest is the sum of its rows' hashes: it finds accidents, it is no seal against forgery.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.counter import Index, Numbers, mixed, numbers, stream

_WORD = 8
_ALL = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Digest:
    """The number of rows and the sum of their hashes; digests of parts add up to the whole's."""

    rows: int = 0
    total: int = 0

    def __add__(self, other: Digest) -> Digest:
        return Digest(self.rows + other.rows, (self.total + other.total) & _ALL)

    def __str__(self) -> str:
        return f"{self.total:016x}"


@lru_cache(maxsize=4)
def _factors(places: int) -> Numbers:
    return numbers(stream("row hash"), np.arange(places, dtype=np.int64)) | np.uint64(1)


def digest_of(data: bytes | memoryview, ends: NDArray[np.int64]) -> Digest:
    """The digest of rows that lie one after another in `data`, row i from `ends[i]` to `ends[i + 1]`."""
    rows = len(ends) - 1
    if not rows:
        return Digest()
    hashes = mixed(_sums(data, ends.astype(np.int64)) + np.diff(ends).astype(np.uint64))
    return Digest(rows, int(hashes.sum(dtype=np.uint64)))


def _sums(data: bytes | memoryview, ends: Index) -> Numbers:
    lengths = np.diff(ends)
    padded = np.concatenate([np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]], np.zeros(_WORD, dtype=np.uint8)])
    overlapping = np.ndarray(shape=len(padded) - _WORD + 1, dtype="<u8", buffer=padded, strides=(1,))
    counts = -(-lengths // _WORD)
    firsts = np.cumsum(counts) - counts
    place = np.arange(int(counts.sum())) - np.repeat(firsts, counts)
    words = overlapping[np.repeat(ends[:-1] - ends[0], counts) + place * _WORD]
    last = firsts + counts - 1
    words[last] &= np.uint64(_ALL) >> ((-lengths % _WORD) * 8).astype(np.uint64)
    longest = 1 << int(counts.max()).bit_length()
    return np.add.reduceat(mixed(words) * _factors(longest)[place], firsts)
