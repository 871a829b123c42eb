"""Generators made of generators: constants, nulls, cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from pgworkbench.errors import SeedError
from pgworkbench.seeding.arrow import Array, pa, pc
from pgworkbench.seeding.columns.times import after
from pgworkbench.seeding.counter import Index
from pgworkbench.seeding.generator import Generator, Link, Picked, Source, generator, link
from pgworkbench.seeding.rows import Rows


@generator
def const(rows: Rows, value: object) -> Array:
    """The same value in every row; None is NULL."""
    values = pa.array([value])
    return values.take(pa.array(np.zeros(len(rows), dtype=np.int64)))


@generator
def same(rows: Rows, column: str) -> Array:
    """What another column of the row has."""
    return rows.value(column)


def nullable(source: Generator, rate: float) -> Generator:
    """NULL at this rate; a link stays one."""
    return _perhaps_linked(source, rate) if isinstance(source, Link) else _perhaps(source, rate)


@generator
def _perhaps(rows: Rows, source: Generator, rate: float) -> Array:
    kept = np.arange(len(rows))
    return rows.make(source, "value").take(pa.array(kept, mask=rows.happens(rate, "null")))


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
    labels = plain(rows.make(column, "given"))
    taken = np.zeros(len(rows), dtype=bool)
    parts: list[tuple[Index, Source]] = []
    for value, source in cases.items():
        found = (
            labels.is_null() if value is None else pc.fill_null(pc.equal(labels, pa.scalar(value, labels.type)), False)
        )
        here = found.to_numpy(zero_copy_only=False)
        taken |= here
        parts.append((np.flatnonzero(here), source))
    if otherwise is not None:
        parts.append((np.flatnonzero(~taken), otherwise))
    return merged(rows, parts)


@generator
def first_of(rows: Rows, *sources: Source) -> Array:
    """The first of several values that is not NULL."""
    return pc.coalesce(*[plain(rows.make(source, str(number))) for number, source in enumerate(sources)])


@generator
def absent_if_null(rows: Rows, source: Source, other: Source) -> Array:
    """The value, or NULL where the other one is NULL."""
    missing = rows.make(other, "other").is_null().to_numpy(zero_copy_only=False)
    return rows.make(source, "value").take(pa.array(np.arange(len(rows)), mask=missing))


def plain(values: Array) -> Array:
    """Values without a dictionary."""
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def merged(rows: Rows, parts: list[tuple[Index, Source]]) -> Array:
    """Values of several sources, each for the rows at its positions; NULL elsewhere."""
    made = [(at, plain(_part(rows, at, source, str(place)))) for place, (at, source) in enumerate(parts) if len(at)]
    made = [(at, values) for at, values in made if not pa.types.is_null(values.type)]
    if not made:
        return pa.nulls(len(rows))
    kinds = {str(values.type): values.type for _, values in made}
    if len(kinds) > 1:
        raise SeedError(f"{rows.table}.{'/'.join(rows.path)}: its cases give different types: {', '.join(kinds)}")
    order = np.full(len(rows), -1, dtype=np.int64)
    order[np.concatenate([at for at, _ in made])] = np.arange(sum(len(at) for at, _ in made))
    whole = pa.concat_arrays([values for _, values in made])
    return whole.take(pa.array(order, mask=order < 0))


def _part(rows: Rows, at: Index, source: Source, salt: str) -> Array:
    if isinstance(source, str):
        return rows.value(source).take(pa.array(at))
    return rows.some(at).make(source, salt)
