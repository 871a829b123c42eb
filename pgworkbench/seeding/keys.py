"""Keys without a look-up: index -> UUID, and back.

The low 62 bits of a UUID (all that RFC 9562 leaves free in its second half) are a bijection of the row's index,
so keys are unique by construction and a child computes its parent's key from the parent's index alone.
The upper half holds random bits (version 4) or the time in milliseconds and random bits (version 7).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.counter import Index, Numbers, numbers, stream

_BITS = np.uint64((1 << 62) - 1)
_VARIANT = np.uint64(1 << 63)
_HALF = np.uint64(31)
_ODD = (0x1B873593CC9E2D51, 0x2545F4914F6CDD1D)
_ODD_INVERSE = tuple(pow(odd, -1, 1 << 62) for odd in _ODD)
Halves = NDArray[np.uint64]  # one row a key: its upper and its lower 64 bits


def shuffled(keyed: int, index: Index) -> Numbers:
    """A bijection of 0 … 2**62 - 1 on itself, another one for each `keyed`."""
    value = (index.astype(np.uint64) ^ np.uint64(keyed)) & _BITS
    for odd in _ODD:
        value = (value * np.uint64(odd)) & _BITS
        value ^= value >> _HALF
    return value


def unshuffled(keyed: int, value: Numbers) -> Index:
    """The inverse of `shuffled`."""
    value = value & _BITS
    for odd in reversed(_ODD_INVERSE):
        value = value ^ (value >> _HALF)
        value = (value * np.uint64(odd)) & _BITS
    return ((value ^ np.uint64(keyed)) & _BITS).astype(np.int64)


def random_keys(keyed: int, index: Index) -> Halves:
    """UUIDs of version 4."""
    high = numbers(stream(keyed, "high"), index)
    high = (high & ~np.uint64(0xF000)) | np.uint64(0x4000)
    return np.stack([high, shuffled(keyed, index) | _VARIANT], axis=1)


def ordered_keys(keyed: int, index: Index, milliseconds: Index) -> Halves:
    """UUIDs of version 7, from a time in milliseconds since 1970 for each row."""
    noise = numbers(stream(keyed, "high"), index) & np.uint64(0x0FFF)
    high = (milliseconds.astype(np.uint64) << np.uint64(16)) | np.uint64(0x7000) | noise
    return np.stack([high, shuffled(keyed, index) | _VARIANT], axis=1)


def indexes(keyed: int, keys: Halves) -> Index:
    """The indexes that these keys were made from."""
    return unshuffled(keyed, keys[:, 1])


def as_arrow(keys: Halves) -> Array:
    """Keys as Arrow's 16-byte binaries, as PostgreSQL stores them."""
    data = np.ascontiguousarray(keys.astype(">u8"))
    return pa.Array.from_buffers(pa.binary(16), len(keys), [None, pa.py_buffer(data)])


def from_arrow(keys: Array) -> Halves:
    """The inverse of `as_arrow`."""
    data = np.frombuffer(keys.buffers()[1], dtype=">u8").astype(np.uint64)
    return data.reshape(-1, 2)[keys.offset : keys.offset + len(keys)]
