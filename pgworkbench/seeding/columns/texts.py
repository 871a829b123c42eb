"""Texts: names from pools, templates over several columns, sentences, patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
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
from pgworkbench.seeding.nulls import coded
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
    return coded(index.astype(np.int32), words)


def _words(
    rows: Rows, provider: str, locales: Locales, by: Source | None, size: int
) -> tuple[tuple[Array, NDArray[np.int64]], NDArray[np.int64]]:
    """The words of the locales, and each row's locale by number."""
    labels = dict(locales) if isinstance(locales, Mapping) else {locale: locale for locale in locales}
    words = _joined(rows, provider, labels.values(), size)
    if by is None:
        return words, rows.below(len(labels), "locale")
    given = rows.make(by, "locale")
    numbered = _places_in(given, tuple(labels))
    if bool((numbered < 0).any()):
        unknown = plain(given).filter(pa.array(numbered < 0))[0].as_py()
        raise SeedError(f"{rows.table}.{'/'.join(rows.path)}: no words for the locale {unknown!r}")
    return words, numbered


def _places_in(given: Array, labels: tuple[str, ...]) -> NDArray[np.int64]:
    """Where each text stands among the labels; -1 if nowhere, and for NULL."""
    if pa.types.is_dictionary(given.type):
        known = once(given.dictionary, ("labels", labels), lambda words: np.append(_places_in(words, labels), -1))
        found: NDArray[np.int64] = known[places(given, -1)]
        return found
    which = pc.fill_null(pc.index_in(given, pa.array(labels, pa.string())), -1)
    return np.asarray(which.to_numpy(zero_copy_only=False), dtype=np.int64)


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
    return coded(drawn(random, pools.records(path).weights), words)


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
    spelt = once(made.dictionary, "spelt", _spelt)
    mine, others = places(made, -1), places(instead, -1)
    picked = np.where(spelt[mine], mine, np.where(others < 0, np.int32(-1), others + np.int32(len(made.dictionary))))
    missing = picked < 0
    words = joined([made.dictionary, instead.dictionary])
    return coded(picked.astype(np.int32, copy=False), words, missing if missing.any() else None)


def _spelt(words: Array) -> NDArray[np.bool_]:
    """Which words are not empty, with NULL after the last one."""
    return np.append(words.fill_null("").to_numpy(zero_copy_only=False) != "", False)


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
    shapes = _shapes(patterns, places)
    noise = random_bytes(rows, shapes.most or 1) % 10 + ord("0")
    made = np.empty((len(rows), shapes.letters.shape[1]), dtype=np.uint8)
    for column, hole in enumerate(shapes.same):
        if hole >= 0:  # the hole of all patterns
            made[:, column] = noise[:, hole]
            continue
        made[:, column] = shapes.letters[:, column].take(which)
        for shape in np.flatnonzero(shapes.holes[:, column] >= 0):
            there = which == shape
            made[there, column] = noise[there, shapes.holes[shape, column]]
    offsets = np.concatenate([[0], np.cumsum(shapes.lengths[which])]).astype(np.int32)
    kept = np.arange(made.shape[1]) < shapes.lengths[:, None]
    data = made if kept.all() else made[kept[which]]
    return pa.Array.from_buffers(pa.string(), len(rows), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


@dataclass(frozen=True, slots=True)
class _Shapes:
    """Patterns, one a row: their bytes (0 after the end), lengths, and where each hole stands among its holes or -1."""

    letters: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    holes: NDArray[np.int64]
    same: tuple[int, ...]  # by column, the hole that all patterns have there; else -1
    most: int


@lru_cache(maxsize=256)
def _shapes(patterns: tuple[str, ...], places: str) -> _Shapes:
    encoded = [text.encode() for text in patterns]
    lengths = np.array(list(map(len, encoded)), dtype=np.int64)
    letters = np.array([list(text.ljust(lengths.max(), b"\0")) for text in encoded], dtype=np.uint8)
    there = letters == ord(places)
    holes = np.where(there, np.cumsum(there, axis=1) - 1, -1)
    same = tuple(int(column[0]) if (column == column[0]).all() else -1 for column in holes.T)
    return _Shapes(letters, lengths, holes, same, int(there.sum(axis=1).max(initial=0)))


def _fixed_text(matrix: NDArray[np.uint8]) -> Array:
    offsets = (np.arange(len(matrix) + 1) * matrix.shape[1]).astype(np.int32)
    data = np.ascontiguousarray(matrix)
    return pa.Array.from_buffers(pa.string(), len(matrix), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


@generator
def hexadecimal(rows: Rows, length: int = 64) -> Array:
    """So many random hexadecimal digits, like a hash."""
    data = _HEX[random_bytes(rows, -(-length // 2))].reshape(len(rows), -1)
    return _fixed_text(data[:, :length])
