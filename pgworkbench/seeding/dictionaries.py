"""Work on a dictionary's words done once, not once a row: results remembered by the words' place in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from math import prod
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.nulls import coded, valid

_KEPT = 256
_COMBINATIONS = 1 << 15  # that are looked for among the rows
FEW = 1 << 10  # that are made
_Key = tuple[Any, ...]
_lock = Lock()  # several threads make rows
_results: OrderedDict[_Key, tuple[Sequence[Array], Any]] = OrderedDict()


def plain(values: Array) -> Array:
    """Values without a dictionary."""
    return values.dictionary.take(values.indices) if pa.types.is_dictionary(values.type) else values


def places(values: Array, absent: int) -> NDArray[np.int32]:
    """Where each value stands in its dictionary; `absent` for null."""
    indices = values.indices if values.indices.type == pa.int32() else values.indices.cast(pa.int32())
    numbered: NDArray[np.int32] = np.frombuffer(indices.buffers()[1], dtype=np.int32)[indices.offset :][: len(indices)]
    return np.where(valid(indices), numbered, np.int32(absent)) if indices.null_count else numbered


def combined(columns: Sequence[Array], change: Callable[[Sequence[Array]], Array]) -> Array:
    """`change` of the columns' values side by side; made once a combination where few occur, with a dictionary then."""
    few = all(pa.types.is_dictionary(values.type) for values in columns)
    sizes = [len(values.dictionary) + 1 for values in columns] if few else []
    if not few or prod(sizes) > _COMBINATIONS:
        return change([plain(values) for values in columns])
    codes = np.zeros(len(columns[0]), dtype=np.int32)
    for values, size in zip(columns, sizes, strict=True):
        codes = codes * np.int32(size) + places(values, size - 1)
    found = np.flatnonzero(np.bincount(codes, minlength=prod(sizes)))
    if len(found) > FEW:
        return change([plain(values) for values in columns])
    turns = np.zeros(prod(sizes), dtype=np.int32)
    turns[found] = np.arange(len(found))
    digits = zip(columns, np.unravel_index(found, sizes), strict=True)
    words = [its.dictionary.take(pa.array(digit, mask=digit == len(its.dictionary))) for its, digit in digits]
    return coded(turns[codes], change(words))


def once(words: Array, purpose: object, change: Callable[[Array], Any]) -> Any:
    """`change(words)`, remembered for these very words."""
    return _remembered([words], purpose, lambda: change(words))


def joined(parts: Sequence[Array]) -> Array:
    """Several dictionaries' words one after another: the same array for the same parts."""
    return parts[0] if len(parts) == 1 else _remembered(parts, joined, lambda: pa.concat_arrays(parts))


def _remembered(parts: Sequence[Array], purpose: object, make: Callable[[], Any]) -> Any:
    """The parts are kept with what was made of them, so that their place in memory cannot become another's."""
    key = (purpose, *map(_place, parts))
    with _lock:
        known = _results.get(key)
        if known is not None:
            _results.move_to_end(key)
            return known[1]
    made = make()
    with _lock:
        _results[key] = (parts, made)
        if len(_results) > _KEPT:
            _results.popitem(last=False)
    return made


def _place(words: Array) -> _Key:
    return (words.offset, len(words), *(0 if buffer is None else buffer.address for buffer in words.buffers()))
