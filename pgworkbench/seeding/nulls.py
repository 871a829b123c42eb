"""Nulls put into Arrow arrays, and values spread over more rows, without copying what the values are made of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.counter import Index

Flags = NDArray[np.bool_]
_BYTE = 8  # bits


def valid(values: Array) -> Flags:
    """Where an array has a value."""
    return np.asarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


def coded(indices: NDArray[np.int32], words: Array, missing: Flags | None = None) -> Array:
    """A dictionary array of places among `words`, which are known to be there; null where `missing`."""
    bits = None if missing is None else _bits(~missing)
    places = pa.Array.from_buffers(pa.int32(), len(indices), [bits, pa.py_buffer(np.ascontiguousarray(indices))])
    return pa.DictionaryArray.from_arrays(places, words, safe=False)


def masked(values: Array, missing: Flags) -> Array:
    """The same values, null where `missing`."""
    if not missing.any():
        return values
    if pa.types.is_dictionary(values.type):
        return pa.DictionaryArray.from_arrays(masked(values.indices, missing), values.dictionary, safe=False)
    if values.offset or not _plain(values):
        return values.take(pa.array(np.arange(len(values)), mask=missing))
    there = ~missing
    if values.null_count:
        there &= valid(values)
    return pa.Array.from_buffers(values.type, len(values), [_bits(there), *values.buffers()[1:]])


def stretched(values: Array, there: Flags) -> Array:
    """Values for the rows where `there`, one after another, as values for all rows: null elsewhere."""
    if len(values) == len(there):
        return values
    if pa.types.is_dictionary(values.type):
        return pa.DictionaryArray.from_arrays(stretched(values.indices, there), values.dictionary, safe=False)
    if values.offset or not _plain(values) or pa.types.is_boolean(values.type):
        return values.take(pa.array(np.cumsum(there) - 1, mask=~there))
    full = there.copy()
    if values.null_count:
        full[there] = valid(values)
    buffers = values.buffers()
    if _fixed(values.type):
        held = fixed_items(values)
        body = np.zeros(len(there), dtype=held.dtype)
        body[there] = held
        return pa.Array.from_buffers(values.type, len(there), [_bits(full), pa.py_buffer(body)])
    ends = np.frombuffer(buffers[1], dtype=np.int32)
    offsets = ends[np.concatenate([[0], np.cumsum(there)])]
    return pa.Array.from_buffers(values.type, len(there), [_bits(full), pa.py_buffer(offsets), buffers[2]])


def scattered(rows: int, made: list[tuple[Index, Array]]) -> Array | None:
    """Arrays of one type of fixed width, each for the rows at its positions, as one; None if it is no such type."""
    kind = made[0][1].type
    if not _fixed(kind) or any(values.type != kind for _, values in made):
        return None
    there = np.zeros(rows, dtype=np.bool_)
    body = np.zeros(rows, dtype=fixed_items(made[0][1]).dtype)
    for at, values in made:
        body[at] = fixed_items(values)
        there[at] = valid(values) if values.null_count else True
    bits = None if bool(there.all()) else _bits(there)
    return pa.Array.from_buffers(kind, rows, [bits, pa.py_buffer(body)])


def fixed_items(values: Array) -> NDArray[Any]:
    """The values of a type of fixed width as they lie in memory, nulls as whatever lies there."""
    width = values.type.bit_width // _BYTE
    layout = np.dtype(f"i{width}") if width in {1, 2, 4, 8} else np.dtype(f"V{width}")
    held = np.frombuffer(values.buffers()[1], dtype=layout)
    return held[values.offset : values.offset + len(values)]


def _bits(there: Flags) -> Array:
    return pa.py_buffer(np.packbits(there, bitorder="little"))


def _plain(values: Array) -> bool:
    kind = values.type
    return _fixed(kind) or pa.types.is_boolean(kind) or pa.types.is_string(kind) or pa.types.is_binary(kind)


def _fixed(kind: Any) -> bool:
    """Whether every value takes the same whole number of bytes, in one buffer."""
    types = pa.types
    if types.is_boolean(kind) or types.is_dictionary(kind) or types.is_nested(kind) or types.is_null(kind):
        return False
    return bool(types.is_primitive(kind) or types.is_decimal(kind) or types.is_fixed_size_binary(kind))
