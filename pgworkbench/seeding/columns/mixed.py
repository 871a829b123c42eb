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
from pgworkbench.seeding.dictionaries import joined, once, places, plain
from pgworkbench.seeding.generator import Generator, Link, Picked, Source, generator, link
from pgworkbench.seeding.nulls import coded, masked, scattered, stretched, valid
from pgworkbench.seeding.rows import Rows

_FEW = 3  # cases that are looked for one by one
_BYTE = 127  # numbers that fit one
_NOWHERE = np.empty(0, dtype=np.int64)
_MOSTLY = 0.5  # from this rate of NULL on, only what is not NULL is made


@generator
def const(rows: Rows, value: object) -> Array:
    """The same value in every row; None is NULL."""
    if isinstance(value, str | list):
        words = _word(value) if isinstance(value, str) else pa.array([value])
        return coded(np.zeros(len(rows), dtype=np.int32), words)
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
        return masked(rows.make(source, "value"), missing)
    there = ~missing
    return stretched(rows.some(np.flatnonzero(there)).make(source, "value"), there)


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
    sources = [*cases.values(), otherwise or const(None)]
    words = [_constant(source) for source in sources]
    if all(word is not None for word in words):
        return _chosen(number, [word for word in words if word is not None])
    places = [*range(len(cases)), -1]
    at = _grouped(number, len(cases), [case for case, word in zip(places, words, strict=True) if word != ()])
    return merged(rows, [(at.get(case, _NOWHERE), source) for case, source in zip(places, sources, strict=True)])


def _grouped(number: Index, cases: int, wanted: list[int]) -> dict[int, Index]:
    """Where each wanted case, of so many, stands; ascending."""
    if len(wanted) <= _FEW:
        return {case: np.flatnonzero(number == case) for case in wanted}
    order = np.argsort(number.astype(np.int8 if cases <= _BYTE else np.int64), kind="stable")
    ends = np.cumsum(np.bincount(number + 1, minlength=cases + 1))
    return {case: order[ends[case] if case >= 0 else 0 : ends[case + 1]] for case in wanted}


def _constant(source: Source) -> tuple[str, ...] | None:
    """The text that a source gives to every row, in a tuple (an empty one for NULL); None if it is another source."""
    if isinstance(source, str) or source.factory is not const:
        return None
    (value,) = (*source.arguments, *source.options.values())
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else None


def _chosen(number: Index, words: list[tuple[str, ...]]) -> Array:
    """Texts by the number of their case, the last one's where it is -1."""
    known = tuple(dict.fromkeys(text for word in words for text in word))
    if not known:
        return pa.nulls(len(number))
    places = np.array([known.index(word[0]) if word else -1 for word in words], dtype=np.int32)[number]
    missing = places < 0
    return coded(places, _texts(known), missing if missing.any() else None)


@lru_cache(maxsize=1024)
def _texts(words: tuple[str, ...]) -> Array:
    return pa.array(words, pa.string())


def _numbered(labels: Array, cases: tuple[object, ...]) -> Index:
    """The number of each label's case, -1 where it has none; a dictionary's words are looked up once each."""
    if pa.types.is_dictionary(labels.type):
        words: Index = once(labels.dictionary, ("cases", repr(cases)), lambda known: _of_words(known, cases))
        return words[places(labels, len(labels.dictionary))]
    absent = cases.index(None) if None in cases else -1
    if pa.types.is_null(labels.type):
        return np.full(len(labels), absent, dtype=np.int64)
    known = [place for place, case in enumerate(cases) if case is not None]
    found = pc.index_in(labels, pa.array([cases[place] for place in known], labels.type)).fill_null(len(known))
    number = np.append(known, -1).astype(np.int64)[found.to_numpy(zero_copy_only=False)]
    return np.where(labels.is_null().to_numpy(zero_copy_only=False), absent, number) if labels.null_count else number


def _of_words(words: Array, cases: tuple[object, ...]) -> Index:
    """The case of each word, and of NULL after the last one."""
    return np.append(_numbered(words, cases), _numbered(pa.nulls(1), cases))


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
    return masked(rows.make(source, "value"), ~valid(rows.make(other, "other")))


def merged(rows: Rows, parts: list[tuple[Index, Source]]) -> Array:
    """Values of several sources, each for the rows at its positions; NULL elsewhere."""
    named = {source if isinstance(source, str) else None for at, source in parts if len(at)}
    if len(named) == 1 and isinstance(column := next(iter(named)), str):
        return _only(rows.value(column), np.concatenate([at for at, _ in parts]))
    made = [(at, _part(rows, at, source, str(place))) for place, (at, source) in enumerate(parts) if len(at)]
    made = [(at, values) for at, values in made if not pa.types.is_null(values.type)]
    if not made:
        return pa.nulls(len(rows))
    if len(made) == 1:
        return _alone(len(rows), *made[0])
    if all(pa.types.is_dictionary(values.type) for _, values in made):
        return _merged_words(len(rows), made)
    made = [(at, plain(values)) for at, values in made]
    kinds = {str(values.type): values.type for _, values in made}
    if len(kinds) > 1:
        raise SeedError(f"{rows.table}.{'/'.join(rows.path)}: its cases give different types: {', '.join(kinds)}")
    fixed = scattered(len(rows), made)
    if fixed is not None:
        return fixed
    order = np.full(len(rows), -1, dtype=np.int64)
    order[np.concatenate([at for at, _ in made])] = np.arange(sum(len(at) for at, _ in made))
    whole = pa.concat_arrays([values for _, values in made])
    return whole.take(pa.array(order, mask=order < 0))


def _only(values: Array, at: Index) -> Array:
    """The values at these positions; NULL elsewhere."""
    missing = np.ones(len(values), dtype=bool)
    missing[at] = False
    return masked(values, missing)


def _alone(rows: int, at: Index, values: Array) -> Array:
    """Values of one source for the rows at its positions; NULL elsewhere."""
    there = np.zeros(rows, dtype=bool)
    there[at] = True
    return stretched(values, there)


def _merged_words(rows: int, made: list[tuple[Index, Array]]) -> Array:
    """The same for words out of dictionaries: only their places move."""
    which = np.full(rows, -1, dtype=np.int32)
    before = 0
    for at, values in made:
        which[at] = places(values, -1 - before) + before
        before += len(values.dictionary)
    words = joined([values.dictionary for _, values in made])
    missing = which < 0
    return coded(which, words, missing if missing.any() else None)


def _part(rows: Rows, at: Index, source: Source, salt: str) -> Array:
    if isinstance(source, str):
        return rows.value(source).take(pa.array(at))
    return rows.some(at).make(source, salt)
