"""Texts: names from pools, templates over several columns, sentences, patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pgworkbench.errors import SeedError, UnknownNameError
from pgworkbench.seeding import pools
from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.columns.numbers import random_bytes
from pgworkbench.seeding.counter import drawn, numbers, squeezed, stream
from pgworkbench.seeding.dictionaries import joined, once, places, plain
from pgworkbench.seeding.generator import Source, generator
from pgworkbench.seeding.rows import Rows, as_integers

Locales = tuple[str, ...] | Mapping[str, str]  # Faker's, or the column's label -> Faker's
_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype=np.uint8).reshape(256, 2)
_DIGIT = ord("#")


def _joined(rows: Rows, provider: str, locales: Iterable[str], size: int) -> tuple[Array, NDArray[np.int64]]:
    """The pools of several locales in one, and where each begins."""
    parts = [_noted(rows, pools.faker_pool(provider, locale, size)) for locale in locales]
    return joined(parts), np.cumsum([0, *map(len, parts)])


def _noted(rows: Rows, its: pools.Pool) -> Array:
    """The words of a pool, which the manifest will name."""
    rows.world.pools[its.name] = its.sha256
    return its.words


@generator
def pool(rows: Rows, provider: str, locales: Locales, *, by: Source | None = None, size: int = 400) -> Array:
    """A value of a Faker provider (`first_name`); `by` gives each row's locale, a label of `locales`."""
    words, which = _words(rows, provider, locales, by, size)
    return _drawn_from(words[0], words[1], which, rows)


def _drawn_from(words: Array, starts: NDArray[np.int64], which: NDArray[np.int64], rows: Rows) -> Array:
    index = starts[which] + rows.below(starts[which + 1] - starts[which], "pool")
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), words)


def _words(
    rows: Rows, provider: str, locales: Locales, by: Source | None, size: int
) -> tuple[tuple[Array, NDArray[np.int64]], NDArray[np.int64]]:
    """The words of the locales, and each row's locale by number."""
    labels = dict(locales) if isinstance(locales, Mapping) else {locale: locale for locale in locales}
    words = _joined(rows, provider, labels.values(), size)
    if by is None:
        return words, rows.below(len(labels), "locale")
    given = plain(rows.make(by, "locale"))
    which = pc.fill_null(pc.index_in(given, pa.array(list(labels), pa.string())), -1)
    numbered = which.to_numpy(zero_copy_only=False).astype(np.int64)
    if bool((numbered < 0).any()):
        unknown = given.filter(pa.array(numbered < 0))[0].as_py()
        raise SeedError(f"{rows.table}.{'/'.join(rows.path)}: no words for the locale {unknown!r}")
    return words, numbered


@generator
def prose(
    rows: Rows, locales: Locales, *, by: Source | None = None, sentences: tuple[int, int] = (1, 3), power: int = 2
) -> Array:
    """Texts of so many sentences (least, most), most of them short."""
    (words, starts), which = _words(rows, "sentence", locales, by, 400)
    least, most = sentences
    counts = least + squeezed(rows.random("length"), most - least + 1, power)
    ends = np.concatenate([[0], np.cumsum(counts)])
    owner = np.repeat(np.arange(len(rows)), counts)
    turn = np.arange(ends[-1]) - np.repeat(ends[:-1], counts)
    each = numbers(stream("sentence"), turn) ^ rows.random("words")[owner]
    random = numbers(stream("again"), each.astype(np.int64))
    size = (starts[which + 1] - starts[which])[owner].astype(np.uint64)
    index = starts[which][owner] + (((random >> np.uint64(32)) * size) >> np.uint64(32)).astype(np.int64)
    lists = pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)), words.take(pa.array(index)))
    return pc.binary_join(lists, " ")


@generator
def record(rows: Rows, path: Path, column: str, *, group: str = "") -> Array:
    """A column of a record of a file; columns of one `group` take the same record, so they agree with each other."""
    words = _noted(rows, _column(path, column))
    random = numbers(stream(rows.world.seed, rows.table, "record", path.name, group), rows.index)
    return pa.DictionaryArray.from_arrays(pa.array(drawn(random, pools.records(path).weights)), words)


def _column(path: Path, column: str) -> pools.Pool:
    columns = pools.records(path).columns
    if column not in columns:
        raise UnknownNameError(f"column of {path.name}", column, columns)
    return columns[column]


@generator
def entry(rows: Rows, path: Path, column: str, at: Source) -> Array:
    """A column of the record whose number, from 1, another column gives; for lists that are used from the top."""
    words = _noted(rows, _column(path, column))
    place = as_integers(rows.make(at, "at")) - 1
    if bool((place >= len(words)).any()):
        raise SeedError(f"{path.name} has {len(words)} records, and {int(place.max()) + 1} are asked for")
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32)), words)


@generator
def template(rows: Rows, /, text: str, **parts: Source) -> Array:
    """A text with columns and generators in the places of their names: `template("{email}-{n}", n=rank())`."""
    pieces: list[Any] = []
    rest = text
    while "{" in rest:
        before, _, tail = rest.partition("{")
        name, _, rest = tail.partition("}")
        source = parts.get(name, name)
        pieces += _led(before, rows.make(source, name))
    return pc.binary_join_element_wise(*pieces, pa.scalar(rest), pa.scalar(""))


def _led(before: str, values: Array) -> list[Any]:
    """The pieces that put a text before values; a dictionary's words get it once for all rows."""
    if not pa.types.is_dictionary(values.type):
        return [pa.scalar(before), as_text(values)]
    words = once(
        values.dictionary,
        (_led, before),
        lambda known: pc.binary_join_element_wise(pa.scalar(before), as_text(known), pa.scalar("")),
    )
    return [words.take(values.indices)]


def as_text(values: Array) -> Array:
    """Any values as strings."""
    decoded = plain(values)
    return decoded if pa.types.is_string(decoded.type) else decoded.cast(pa.string())


@generator
def latin(rows: Rows, source: Source, *, otherwise: Source | None = None) -> Array:
    """The Latin letters of a text in lower case, for addresses; `otherwise` where the script has none, or for NULL."""
    made = _mapped(rows.make(source, "source"), pools.latin)
    if otherwise is None:
        return made
    instead = _mapped(rows.make(otherwise, "otherwise"), pools.latin)
    lengths = np.append(made.dictionary.fill_null("").to_numpy(zero_copy_only=False) != "", False)
    mine, others = places(made, -1), places(instead, -1)
    picked = np.where(lengths[mine], mine, np.where(others < 0, -1, others + len(made.dictionary)))
    words = joined([made.dictionary, instead.dictionary])
    return pa.DictionaryArray.from_arrays(pa.array(picked.astype(np.int32), mask=picked < 0), words)


@generator
def slug(rows: Rows, source: Source) -> Array:
    """The Latin words of a text, joined by hyphens."""
    return _mapped(rows.make(source, "source"), pools.slug)


@generator
def lowered(rows: Rows, source: Source) -> Array:
    """The text in lower case."""
    return _mapped(rows.make(source, "source"), str.lower)


@generator
def cut(rows: Rows, source: Source, length: int) -> Array:
    """At most so many characters of a text, without a space at its end."""
    return pc.utf8_rtrim_whitespace(pc.utf8_slice_codeunits(as_text(rows.make(source, "source")), 0, length))


def _mapped(values: Array, change: Callable[[str], str]) -> Array:
    """A change of each different value; a dictionary is changed once for all of its rows."""
    if not pa.types.is_dictionary(values.type):
        coded = as_text(values).dictionary_encode()
        changed = pa.array(list(map(change, coded.dictionary.to_pylist())), pa.string())
        return pa.DictionaryArray.from_arrays(coded.indices, changed)
    words = once(values.dictionary, change, lambda known: pa.array(map(change, known.to_pylist()), pa.string()))
    return pa.DictionaryArray.from_arrays(values.indices, words)


@generator
def pattern(rows: Rows, *patterns: str, places: str = "#") -> Array:
    """One of the patterns with a random digit in the place of each `#`; for numbers that are reserved for fiction."""
    which = rows.below(len(patterns), "pattern")
    noise = random_bytes(rows, max(text.count(places) for text in patterns) or 1) % 10 + ord("0")
    shapes, lengths = _shapes(patterns)
    made = shapes[which]
    holes = shapes == ord(places)
    for turn in range(noise.shape[1]):  # the turn-th hole of each pattern, all rows at once
        place = np.where(holes.any(axis=1), holes.argmax(axis=1), -1)
        holes[np.arange(len(shapes)), place] = False
        at = place[which]
        there = np.flatnonzero(at >= 0)
        made[there, at[there]] = noise[there, turn]
    kept = np.arange(shapes.shape[1]) < lengths[:, None]
    offsets = np.concatenate([[0], np.cumsum(lengths[which])]).astype(np.int32)
    data = made if kept.all() else made[kept[which]]
    return pa.Array.from_buffers(pa.string(), len(rows), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


@lru_cache(maxsize=256)
def _shapes(patterns: tuple[str, ...]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The patterns' bytes, one a row (those after its end are 0), and their lengths."""
    encoded = [text.encode() for text in patterns]
    lengths = np.array(list(map(len, encoded)), dtype=np.int64)
    return np.array([list(text.ljust(lengths.max(), b"\0")) for text in encoded], dtype=np.uint8), lengths


def _fixed_text(matrix: NDArray[np.uint8]) -> Array:
    offsets = (np.arange(len(matrix) + 1) * matrix.shape[1]).astype(np.int32)
    data = np.ascontiguousarray(matrix)
    return pa.Array.from_buffers(pa.string(), len(matrix), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


@generator
def hexadecimal(rows: Rows, length: int = 64) -> Array:
    """So many random hexadecimal digits, like a hash."""
    data = _HEX[random_bytes(rows, -(-length // 2))].reshape(len(rows), -1)
    return _fixed_text(data[:, :length])
