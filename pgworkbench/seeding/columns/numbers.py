"""Keys, counters, quantities, choices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from pgworkbench.seeding import keys
from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.counter import Index, drawn, numbers, squeezed, stream
from pgworkbench.seeding.generator import Source, generator
from pgworkbench.seeding.nulls import coded
from pgworkbench.seeding.rows import Rows, as_integers

_MILLISECOND = 1000


@generator
def key(rows: Rows, *, time: Source | None = None) -> Array:
    """A UUID, unique by construction: of version 4, or of version 7 by the time that `time` gives."""
    keyed = stream(rows.world.seed, rows.table, *rows.path, "key")
    if time is None:
        return keys.as_arrow(keys.random_keys(keyed, rows.index))
    moments = as_integers(rows.make(time, "time")) // _MILLISECOND
    return keys.as_arrow(keys.ordered_keys(keyed, rows.index, moments))


@generator
def number(rows: Rows, *, start: int = 1) -> Array:
    """The row's number in its table: an identity column."""
    return pa.array(rows.index + start)


@generator
def rank(rows: Rows, *, start: int = 1) -> Array:
    """The row's number among its owner's rows."""
    return pa.array(rows.rank + start)


@generator
def integers(rows: Rows, low: int, high: int, *, power: int = 1, step: int = 1) -> Array:
    """Whole numbers from low to high, both included; `power` above 1 crowds towards low."""
    steps = (high - low) // step + 1
    return pa.array(low + squeezed(rows.random(), steps, power) * step)


@generator
def money(rows: Rows, low: int, high: int, *, step: int = 1, power: int = 2) -> Array:
    """Amounts from low to high with two decimal places, in steps of so many hundredths; `power` crowds towards low."""
    places, unit = 2, 100
    steps = (high - low) * unit // step + 1
    return decimals(low * unit + squeezed(rows.random(), steps, power) * step, places)


def decimals(units: Index, places: int) -> Array:
    """Whole smallest units as Arrow decimals."""
    words = np.empty((len(units), 2), dtype="<i8")
    words[:, 0] = units
    words[:, 1] = units >> 63
    return pa.Array.from_buffers(pa.decimal128(18, places), len(units), [None, pa.py_buffer(words)])


def smallest_units(values: Array) -> Index:
    """The inverse of `decimals`, for values that fit 18 digits; null is 0."""
    words = np.frombuffer(values.buffers()[1], dtype="<i8").reshape(-1, 2)[:, 0]
    units = words[values.offset : values.offset + len(values)]
    return np.where(values.is_null().to_numpy(zero_copy_only=False), 0, units)


@generator
def share(rows: Rows, whole: Source, low: float, high: float, *, power: int = 1) -> Array:
    """A part of another number of the row, between the rates low and high of it, with as many decimal places."""
    values = rows.make(whole, "whole")
    decimal = pa.types.is_decimal(values.type)
    units = smallest_units(values) if decimal else as_integers(values)
    rate = round(low * 10_000) + squeezed(rows.random("share"), round((high - low) * 10_000) + 1, power)
    part = units * rate // 10_000
    mask = values.is_null().to_numpy(zero_copy_only=False)
    made = decimals(part, values.type.scale) if decimal else pa.array(part)
    return made.take(pa.array(np.arange(len(made)), mask=mask)) if mask.any() else made


@generator
def plus(rows: Rows, *terms: Source) -> Array:
    """The sum of whole numbers; what is true counts 1, NULL counts nothing."""
    made = [rows.make(term, str(place)).cast(pa.int64()).fill_null(0) for place, term in enumerate(terms)]
    return pa.array(np.add.reduce([values.to_numpy(zero_copy_only=False) for values in made]))


@generator
def flag(rows: Rows, rate: float) -> Array:
    """True at this rate."""
    return pa.array(rows.happens(rate))


@generator
def choice(rows: Rows, weights: Mapping[str, float]) -> Array:
    """One of the labels, by weight."""
    picked = drawn(rows.random(), tuple(weights.values()))
    return coded(picked, _labels(tuple(weights)))


@generator
def labelled(rows: Rows, source: Source, labels: tuple[str, ...]) -> Array:
    """The label whose place, from 0, a whole number gives."""
    places = rows.make(source, "place").cast(pa.int32())
    return pa.DictionaryArray.from_arrays(places, _labels(labels))


@generator
def place_of(rows: Rows, source: Source, labels: tuple[str, ...]) -> Array:
    """The place, from 0, of a text among the labels; NULL if it is none of them."""
    made = rows.make(source, "label")
    if not pa.types.is_dictionary(made.type):
        return pc.index_in(made, _labels(labels))
    return pc.index_in(made.dictionary, _labels(labels)).take(made.indices)


@lru_cache(maxsize=256)
def _labels(labels: tuple[str, ...]) -> Array:
    return pa.array(labels, pa.string())


@generator
def digest(rows: Rows, *, size: int = 32) -> Array:
    """So many random bytes (like a SHA-256), for bytea."""
    return pa.Array.from_buffers(pa.binary(size), len(rows), [None, pa.py_buffer(random_bytes(rows, size))])


def random_bytes(rows: Rows, size: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """A matrix of random bytes, `size` a row."""
    words = -(-size // 8)
    salted = [
        numbers(stream(rows.world.seed, rows.table, *rows.path, "byte", word), rows.index) for word in range(words)
    ]
    data = np.stack(salted, axis=1).astype("<u8").view(np.uint8)
    return np.ascontiguousarray(data[:, :size])


@generator
def address(rows: Rows, *, version_6: float = 0.2) -> Array:
    """Network addresses of the ranges for documentation (RFC 5737, RFC 3849), for inet: 4 or 16 bytes."""
    noise = random_bytes(rows, 10)
    nets = np.array([[192, 0, 2], [198, 51, 100], [203, 0, 113]], dtype=np.uint8)
    four = np.concatenate([nets[rows.below(3, "net")], noise[:, :1]], axis=1)
    prefix = np.broadcast_to(np.array([0x20, 0x01, 0x0D, 0xB8, 0, 0], dtype=np.uint8), (len(rows), 6))
    both = np.concatenate([four, prefix, noise], axis=1)
    six = rows.happens(version_6, "six")
    kept = six[:, None] == np.repeat([False, True], [4, 16])
    offsets = np.concatenate([[0], np.cumsum(np.where(six, 16, 4))]).astype(np.int32)
    return pa.Array.from_buffers(
        pa.binary(), len(rows), [None, pa.py_buffer(offsets), pa.py_buffer(both[kept].tobytes())]
    )
