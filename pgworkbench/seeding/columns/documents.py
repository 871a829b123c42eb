"""Values with parts: JSON documents, arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.columns.texts import as_text
from pgworkbench.seeding.counter import below, drawn, mixed, squeezed
from pgworkbench.seeding.dictionaries import combined, once, plain
from pgworkbench.seeding.generator import Generator, Source, generator
from pgworkbench.seeding.rows import Rows

Shape = Mapping[str, "Source | Shape"]
# What JSON escapes, the backslash first; other control characters do not occur in seeds.
_NEAR = 256
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


@generator
def document(rows: Rows, shape: Shape) -> Array:
    """A JSON object as jsonb prints it; a key whose value is NULL is left out, so shapes vary."""
    return _object(rows, shape, "")


def _object(rows: Rows, shape: Shape, path: str) -> Array:
    """The order of keys is jsonb's own: shorter ones first, then by their bytes."""
    names = sorted(shape, key=lambda key: (len(key.encode()), key.encode()))
    if not names:
        return pa.array(["{}"]).take(pa.array(np.zeros(len(rows), dtype=np.int64)))
    return combined([_member(rows, shape[name], f"{path}.{name}") for name in names], _Printed(tuple(names)))


class _Printed:
    """Objects of these keys, printed from the columns of their values."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def __call__(self, values: Sequence[Array]) -> Array:
        members = [pa.scalar("")]
        for name, its in zip(self._names, values, strict=True):
            labelled = pc.binary_join_element_wise(pa.scalar(f", {quoted(name)}: "), its, "")
            members.append(pc.fill_null(labelled, ""))
        inside = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*members, ""), 2)
        return pc.binary_join_element_wise(pa.scalar("{"), inside, pa.scalar("}"), "")


def _member(rows: Rows, source: Source | Shape, path: str) -> Array:
    if isinstance(source, Generator | str):
        return as_json(rows.make(source, path))
    return _object(rows, source, path)


def quoted(text: str) -> str:
    """A text as a JSON string, as jsonb prints it."""
    for raw, escaped in _ESCAPES:
        text = text.replace(raw, escaped)
    return f'"{text}"'


def as_json(values: Array) -> Array:
    """Values as JSON; null stays null."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return pa.DictionaryArray.from_arrays(values.indices, once(values.dictionary, as_json, as_json))
    if pa.types.is_list(kind):
        return _array(values)
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return _counted(values)
    if pa.types.is_decimal(kind):
        return values.cast(pa.string())
    text = as_text(values)
    for raw, escaped in _ESCAPES:
        text = pc.replace_substring(text, raw, escaped)
    return pc.binary_join_element_wise(pa.scalar('"'), text, pa.scalar('"'), "")


def _counted(values: Array) -> Array:
    """Whole numbers, or true and false; each is printed once where they lie close together."""
    whole = values.cast(pa.int64()) if pa.types.is_integer(values.type) else values.cast(pa.int8()).cast(pa.int64())
    least, most = (bound.as_py() for bound in pc.min_max(whole).values())
    if least is None or most - least >= min(_NEAR, len(values)):
        return values.cast(pa.string())
    places = pc.subtract(whole, least).cast(pa.int32())
    return pa.DictionaryArray.from_arrays(places, pa.array(range(least, most + 1)).cast(values.type).cast(pa.string()))


def _array(values: Array) -> Array:
    inside = plain(as_json(values.flatten()))
    offsets = np.asarray(values.offsets)
    missing = values.is_null() if values.null_count else None
    lists = pa.ListArray.from_arrays(pa.array(offsets - offsets[0]), inside, mask=missing)
    return pc.binary_join_element_wise(pa.scalar("["), pc.binary_join(lists, ", "), pa.scalar("]"), "")


@generator
def several(rows: Rows, labels: Mapping[str, float], *, least: int = 0, most: int = 3, power: int = 1) -> Array:
    """An array of different labels, the frequent ones first."""
    steps = _coprime_steps(len(labels))
    counts = np.minimum(least + squeezed(rows.random("count"), most - least + 1, power), len(labels))
    first = drawn(rows.random("first"), tuple(labels.values())).astype(np.int64)
    step = below(mixed(rows.random("step")), steps)
    place = ((counts * len(labels)) + first) * steps + step
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32)), _handfuls(tuple(labels), most))


@lru_cache(maxsize=256)
def _handfuls(labels: tuple[str, ...], most: int) -> Array:
    """All that `several` may give: by how many labels, from which on, in which steps."""
    size, steps = len(labels), _coprime_steps(len(labels))
    each = [
        [labels[(first + turn * step) % size] for turn in range(count)]
        for count in range(min(most, size) + 1)
        for first in range(size)
        for step in range(1, steps + 1)
    ]
    return pa.array(each, pa.list_(pa.string()))


def _coprime_steps(size: int) -> int:
    """How many steps from 1 on visit every place of so many."""
    from math import gcd

    steps = 1
    while steps + 1 < size and gcd(steps + 1, size) == 1:
        steps += 1
    return steps
