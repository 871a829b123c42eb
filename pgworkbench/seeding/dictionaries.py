"""Work on a dictionary's words done once, not once a chunk: results remembered by the words' place in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from pgworkbench.seeding.arrow import Array

_KEPT = 256
_Key = tuple[Any, ...]
_results: OrderedDict[_Key, tuple[Array, Array]] = OrderedDict()


def once(words: Array, purpose: object, change: Callable[[Array], Array]) -> Array:
    """`change(words)`, remembered for these very words; they are kept, so that their place cannot be reused."""
    places = tuple(0 if buffer is None else buffer.address for buffer in words.buffers())
    key = (purpose, words.offset, len(words), *places)
    if key not in _results:
        _results[key] = (words, change(words))
        if len(_results) > _KEPT:
            _results.popitem(last=False)
    _results.move_to_end(key)
    return _results[key][1]
