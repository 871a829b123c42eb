"""Work on a dictionary's words done once, not once a chunk: results remembered by the words' place in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from pgworkbench.seeding.arrow import Array, pa

_KEPT = 256
_Key = tuple[Any, ...]
_results: OrderedDict[_Key, tuple[Sequence[Array], Array]] = OrderedDict()


def once(words: Array, purpose: object, change: Callable[[Array], Array]) -> Array:
    """`change(words)`, remembered for these very words."""
    return _remembered([words], purpose, lambda: change(words))


def joined(parts: Sequence[Array]) -> Array:
    """Several dictionaries' words one after another: the same array for the same parts."""
    return parts[0] if len(parts) == 1 else _remembered(parts, joined, lambda: pa.concat_arrays(parts))


def _remembered(parts: Sequence[Array], purpose: object, make: Callable[[], Array]) -> Array:
    """The parts are kept with what was made of them, so that their place in memory cannot become another's."""
    key = (purpose, *map(_place, parts))
    if key not in _results:
        _results[key] = (parts, make())
        if len(_results) > _KEPT:
            _results.popitem(last=False)
    _results.move_to_end(key)
    return _results[key][1]


def _place(words: Array) -> _Key:
    return (words.offset, len(words), *(0 if buffer is None else buffer.address for buffer in words.buffers()))
