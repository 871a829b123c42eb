"""Generators made of generators: constants, nulls, cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

import numpy as np

from pgworkbench.errors import SeedError
from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.columns.times import after
from pgworkbench.seeding.counter import Index
from pgworkbench.seeding.dictionaries import joined, places, plain
from pgworkbench.seeding.generator import Generator, Link, Picked, Source, generator, link
from pgworkbench.seeding.rows import Rows

_MOSTLY = 0.5  # from this rate of NULL on, only what is not NULL is made


@generator
def const(rows: Rows, value: object) -> Array:
    """The same value in every row; None is NULL."""
    if isinstance(value, str | list):
        words = _word(value) if isinstance(value, str) else pa.array([value])
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(rows), dtype=np.int32)), words)
    return pa.array([value]).take(pa.array(np.zeros(len(rows), dtype=np.int64)))


@lru_cache(maxsize=1024)
def _word(value: str) -> Array:
    return pa.array([value], pa.string())


@generator
def same(rows: Rows, column: str) -> Array:
    """What another column of the row has."""
    return rows.value(column)


def nullable(source: Generator, rate: float) -> Generator:
    """NULL at this rate; a link stays one."""
    return _perhaps_linked(source, rate) if isinstance(source, Link) else _perhaps(source, rate)


@generator
def _perhaps(rows: Rows, source: Generator, rate: float) -> Array:
    missing = rows.happens(rate, "null")
    if rate < _MOSTLY:
        return rows.make(source, "value").take(pa.array(np.arange(len(rows)), mask=missing))
    there = ~missing
    return rows.some(np.flatnonzero(there)).make(source, "value").take(pa.array(np.cumsum(there) - 1, mask=missing))


@link
def _perhaps_linked(rows: Rows, source: Link, rate: float) -> Picked:
    picked = source.pick(rows.at(*rows.path, "value"))
    kept = np.where(rows.happens(rate, "null"), -1, picked.index)
    return Picked(picked.table, kept, picked.column, picked.ordinal)


def soft_deleted(rate: float, since: Source = "created_at", within: timedelta = timedelta(days=400)) -> Generator:
    """When a row was deleted softly: at this rate, some time after `since`."""
    return nullable(after(since, within), 1 - rate)


@generator
def given(rows: Rows, column: Source, cases: Mapping[object, Source], otherwise: Source | None = None) -> Array:
    """The generator of the case that another column's value names (None: NULL); `otherwise` for all others.

    Cases may share a generator; where there is neither a case nor `otherwise`, the value is NULL.
    """
    number = _numbered(rows.make(column, "given"), tuple(cases))
    parts = [(np.flatnonzero(number == case), source) for case, source in enumerate(cases.values())]
    if otherwise is not None:
        parts.append((np.flatnonzero(number < 0), otherwise))
    return merged(rows, parts)


def _numbered(labels: Array, cases: tuple[object, ...]) -> Index:
    """The number of each label's case, -1 where it has none; a dictionary's words are looked up once each."""
    if pa.types.is_dictionary(labels.type):
        words = np.append(_numbered(labels.dictionary, cases), _numbered(pa.nulls(1), cases))
        return words[places(labels, len(labels.dictionary))]
    absent = cases.index(None) if None in cases else -1
    if pa.types.is_null(labels.type):
        return np.full(len(labels), absent, dtype=np.int64)
    known = [place for place, case in enumerate(cases) if case is not None]
    found = pc.index_in(labels, pa.array([cases[place] for place in known], labels.type)).fill_null(len(known))
    number = np.append(known, -1).astype(np.int64)[found.to_numpy(zero_copy_only=False)]
    return np.where(labels.is_null().to_numpy(zero_copy_only=False), absent, number) if labels.null_count else number


@generator
def first_of(rows: Rows, *sources: Source) -> Array:
    """The first of several values that is not NULL."""
    return pc.coalesce(*[plain(rows.make(source, str(number))) for number, source in enumerate(sources)])


@generator
def present(rows: Rows, source: Source) -> Array:
    """Whether a value is not NULL."""
    return rows.make(source, "value").is_valid()


@generator
def differ(rows: Rows, one: Source, other: Source) -> Array:
    """Whether two values are not the same, NULL being the same as NULL."""
    left, right = plain(rows.make(one, "one")), plain(rows.make(other, "other"))
    unequal = pc.fill_null(pc.not_equal(left, right), False)
    return pc.or_(unequal, pc.xor(left.is_null(), right.is_null()))


@generator
def absent_if_null(rows: Rows, source: Source, other: Source) -> Array:
    """The value, or NULL where the other one is NULL."""
    missing = rows.make(other, "other").is_null().to_numpy(zero_copy_only=False)
    return rows.make(source, "value").take(pa.array(np.arange(len(rows)), mask=missing))


def merged(rows: Rows, parts: list[tuple[Index, Source]]) -> Array:
    """Values of several sources, each for the rows at its positions; NULL elsewhere."""
    named = {source if isinstance(source, str) else None for at, source in parts if len(at)}
    if len(named) == 1 and isinstance(column := next(iter(named)), str):
        return _only(rows.value(column), np.concatenate([at for at, _ in parts]))
    made = [(at, _part(rows, at, source, str(place))) for place, (at, source) in enumerate(parts) if len(at)]
    made = [(at, values) for at, values in made if not pa.types.is_null(values.type)]
    if not made:
        return pa.nulls(len(rows))
    if all(pa.types.is_dictionary(values.type) for _, values in made):
        return _merged_words(len(rows), made)
    made = [(at, plain(values)) for at, values in made]
    kinds = {str(values.type): values.type for _, values in made}
    if len(kinds) > 1:
        raise SeedError(f"{rows.table}.{'/'.join(rows.path)}: its cases give different types: {', '.join(kinds)}")
    order = np.full(len(rows), -1, dtype=np.int64)
    order[np.concatenate([at for at, _ in made])] = np.arange(sum(len(at) for at, _ in made))
    whole = pa.concat_arrays([values for _, values in made])
    return whole.take(pa.array(order, mask=order < 0))


def _only(values: Array, at: Index) -> Array:
    """The values at these positions; NULL elsewhere."""
    missing = np.ones(len(values), dtype=bool)
    missing[at] = False
    return values.take(pa.array(np.arange(len(values)), mask=missing)) if missing.any() else values


def _merged_words(rows: int, made: list[tuple[Index, Array]]) -> Array:
    """The same for words out of dictionaries: only their places move."""
    which = np.full(rows, -1, dtype=np.int32)
    before = 0
    for at, values in made:
        which[at] = places(values, -1 - before) + before
        before += len(values.dictionary)
    words = joined([values.dictionary for _, values in made])
    return pa.DictionaryArray.from_arrays(pa.array(which, mask=which < 0), words)


def _part(rows: Rows, at: Index, source: Source, salt: str) -> Array:
    if isinstance(source, str):
        return rows.value(source).take(pa.array(at))
    return rows.some(at).make(source, salt)
