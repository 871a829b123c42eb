"""The rows that others refer to, and the choice among them: a few are referred to often, and paths agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.seeding.auto.atoms import Atom
from pgworkbench.seeding.auto.limits import limits_of
from pgworkbench.seeding.auto.model import Link

Key = tuple[str, ...]
_SKEW = 2.0
_TRIES = 25
_PATIENT = 2  # attempts with favourites; then all keys are equal, since the favourites may be used up


@dataclass(frozen=True, slots=True)
class Turn:
    """Which row it is, counted over all attempts, and how many batches gave too few rows before it."""

    count: int
    attempt: int = 0


@dataclass(frozen=True)
class Parents:
    """The keys that a link may take, in an order of the seed's own, and where each partial key stands."""

    link: Link
    keys: tuple[Key, ...]
    _places: dict[tuple[int, ...], dict[Key, list[Key]]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the referring row that a key fills, those that must agree at its end."""
        return (*self.link.columns, *(own for own, _ in self.link.agreeing))

    def fitting(self, row: Mapping[str, str | None]) -> list[Key] | tuple[Key, ...]:
        """The keys that agree with what the row has already."""
        known = tuple(n for n, column in enumerate(self.columns) if row.get(column) is not None)
        if not known:
            return self.keys
        if known not in self._places:
            places: dict[Key, list[Key]] = {}
            for key in self.keys:
                places.setdefault(tuple(key[n] for n in known), []).append(key)
            self._places[known] = places
        return self._places[known].get(tuple(str(row[self.columns[n]]) for n in known), ())

    def relaxed(self) -> Parents:
        """The same without the columns that need not agree by any rule, as a tenant's mostly do."""
        size = len(self.link.columns)
        return Parents(replace(self.link, agreeing=()), tuple(dict.fromkeys(key[:size] for key in self.keys)))

    def choose(
        self, row: Mapping[str, str | None], held: Mapping[str, list[Atom]], turn: Turn, random: Random
    ) -> Key | None:
        """A key that fits the row and the atoms; None if there is none."""
        skew = _SKEW if turn.attempt < _PATIENT else 1.0
        limits = {n: limits_of(held[column]) for n, column in enumerate(self.columns) if held.get(column)}
        only = {n: each.allowed for n, each in limits.items() if each.allowed and len(each.allowed) == 1}
        fitting = self.fitting({**{self.columns[n]: value[0] for n, value in only.items()}, **row})
        for attempt in range(_TRIES if fitting else 0):
            even = self.link.distinct
            place = (turn.count + attempt) % len(fitting) if even else int(len(fitting) * random.random() ** skew)
            if all(limits[n].accepts(fitting[place][n]) for n in limits):
                return fitting[place]
        return next((key for key in fitting if all(limits[n].accepts(key[n]) for n in limits)), None)


def read_parents(connection: psycopg.Connection[Any], name: Name, link: Link, random: Random) -> Parents:
    """The keys that the target has now, shuffled by the seed; those not taken yet where each serves once."""
    wanted = [*link.target_columns, *(theirs for _, theirs in link.agreeing)]
    columns = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in wanted)
    places = sql.SQL(", ").join(sql.SQL('{} COLLATE "C"').format(sql.SQL(f"k.c{n}")) for n in range(len(wanted)))
    aliases = sql.SQL(", ").join(sql.SQL(f"c{n}") for n in range(len(wanted)))
    query = sql.SQL("SELECT * FROM (SELECT {} FROM {} {} AS t WHERE {}) AS k ({}) ORDER BY {}")
    free = _untaken(name, link) if link.distinct else sql.SQL("true")
    only = sql.SQL("ONLY" if link.only else "")
    rows = connection.execute(query.format(columns, only, identifier(link.target), free, aliases, places)).fetchall()
    return shuffled(link, (tuple(row) for row in rows if None not in row), random)


def _untaken(name: Name, link: Link) -> sql.Composed:
    """That no row refers to it yet."""
    pairs = sql.SQL(" AND ").join(
        sql.SQL("o.{} = t.{}").format(sql.Identifier(own), sql.Identifier(theirs))
        for own, theirs in zip(link.columns, link.target_columns, strict=True)
    )
    return sql.SQL("NOT EXISTS (SELECT FROM {} AS o WHERE {})").format(identifier(name), pairs)


def shuffled(link: Link, keys: Iterable[Key], random: Random) -> Parents:
    """Keys in an order of the seed's own."""
    mixed = list(keys)
    random.shuffle(mixed)
    return Parents(link, tuple(mixed))


def identifier(name: Name) -> sql.Identifier:
    """A table's qualified name as SQL."""
    return sql.Identifier(name.schema, name.name)
