"""Values with parts: JSON documents, arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.columns.texts import as_text
from pgworkbench.seeding.counter import below, drawn, mixed, squeezed
from pgworkbench.seeding.generator import Generator, Source, generator
from pgworkbench.seeding.rows import Rows

Shape = Mapping[str, "Source | Shape"]
# What JSON escapes, the backslash first; other control characters do not occur in seeds.
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


@generator
def document(rows: Rows, shape: Shape) -> Array:
    """A JSON object as jsonb prints it; a key whose value is NULL is left out, so shapes vary."""
    return _object(rows, shape, "")


def _object(rows: Rows, shape: Shape, path: str) -> Array:
    """The order of keys is jsonb's own: shorter ones first, then by their bytes."""
    members = [pa.scalar("")]
    for name in sorted(shape, key=lambda key: (len(key.encode()), key.encode())):
        values = _member(rows, shape[name], f"{path}.{name}")
        labelled = pc.binary_join_element_wise(pa.scalar(f", {quoted(name)}: "), values, "")
        members.append(pc.fill_null(labelled, ""))
    if len(members) == 1:
        return pa.array(["{}"]).take(pa.array(np.zeros(len(rows), dtype=np.int64)))
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
        return as_json(values.dictionary).take(values.indices)
    if pa.types.is_list(kind):
        return _array(values)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_decimal(kind):
        return values.cast(pa.string())
    text = as_text(values)
    for raw, escaped in _ESCAPES:
        text = pc.replace_substring(text, raw, escaped)
    return pc.binary_join_element_wise(pa.scalar('"'), text, pa.scalar('"'), "")


def _array(values: Array) -> Array:
    inside = as_json(values.flatten())
    offsets = np.asarray(values.offsets)
    missing = values.is_null() if values.null_count else None
    lists = pa.ListArray.from_arrays(pa.array(offsets - offsets[0]), inside, mask=missing)
    return pc.binary_join_element_wise(pa.scalar("["), pc.binary_join(lists, ", "), pa.scalar("]"), "")


@generator
def several(rows: Rows, labels: Mapping[str, float], *, least: int = 0, most: int = 3, power: int = 1) -> Array:
    """An array of different labels, the frequent ones first."""
    words = pa.array(list(labels), pa.string())
    counts = np.minimum(least + squeezed(rows.random("count"), most - least + 1, power), len(labels))
    first = drawn(rows.random("first"), tuple(labels.values())).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(counts)])
    turn = np.arange(ends[-1]) - np.repeat(ends[:-1], counts)
    step = 1 + below(mixed(rows.random("step")), _coprime_steps(len(labels)))
    index = (np.repeat(first, counts) + turn * np.repeat(step, counts)) % len(labels)
    return pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)), words.take(pa.array(index)))


def _coprime_steps(size: int) -> int:
    """How many steps from 1 on visit every place of so many."""
    from math import gcd

    steps = 1
    while steps + 1 < size and gcd(steps + 1, size) == 1:
        steps += 1
    return steps
