"""The second pass: references that could only be filled once the rows on their far side were there."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.seeding.auto.fill import Filling
from pgworkbench.seeding.auto.model import Link, Model
from pgworkbench.seeding.auto.parents import Parents, Turn, identifier, read_parents
from pgworkbench.seeding.auto.report import Refusal
from pgworkbench.seeding.auto.stage import complaint
from pgworkbench.seeding.counter import stream

_EMPTY = 0.08
_HOPELESS = 40  # rows refused one by one
_Change = tuple[str, ...]  # tableoid, ctid, new values


def complete(filling: Filling, model: Model, link: Link) -> Refusal | None:
    """Fill a reference of the rows that are there; what the server objected to, if it did."""
    random = Random(stream(filling.seed, str(model.name), link.name, "second"))  # noqa: S311
    parents = read_parents(filling.connection, model.name, link, random)
    changes = list(_changes(filling, model, parents, random))
    return _Update(filling.connection, model, link).apply(changes)


def _changes(filling: Filling, model: Model, parents: Parents, random: Random) -> Sequence[_Change]:
    link = parents.link
    kept = [column for column in parents.columns if column not in link.free]
    listed = sql.SQL(", ").join(
        [sql.SQL("tableoid::oid::text, ctid::text")] + [sql.SQL("{}::text").format(sql.Identifier(c)) for c in kept]
    )
    query = sql.SQL("SELECT {} FROM {} WHERE {} IS NULL AND {} ORDER BY tableoid, ctid")
    ours = sql.SQL("age(xmin) <= age({}::xid)").format(sql.Literal(filling.since)) if filling.since else sql.SQL("true")
    parts = (listed, identifier(model.name), sql.Identifier(link.free[0]), ours)
    rows = filling.connection.execute(query.format(*parts)).fetchall()
    changes = []
    for number, (oid, place, *values) in enumerate(rows):
        key = (
            None
            if random.random() < _EMPTY
            else parents.choose(dict(zip(kept, values, strict=True)), {}, Turn(number), random)
        )
        if key is not None:
            chosen = dict(zip(parents.columns, key, strict=True))
            changes.append((oid, place, *(chosen[column] for column in link.free)))
    return changes


class _Update:
    """Changes applied in halves where the server objects."""

    def __init__(self, connection: psycopg.Connection[Any], model: Model, link: Link) -> None:
        self.connection, self.errors = connection, 0
        self.said: Refusal | None = None
        self.model, self.link = model, link

    def apply(self, changes: Sequence[_Change]) -> Refusal | None:
        """Change the rows, those that the server allows."""
        if not changes or self.errors > _HOPELESS:
            return self.said
        try:
            with self.connection.transaction():
                self.connection.execute(_statement(self.model, self.link, changes))
                self.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
                self.connection.execute("SET CONSTRAINTS ALL DEFERRED")
        except psycopg.Error as error:
            self.said = complaint(error)
            self.errors += len(changes) == 1
            half = len(changes) // 2
            for part in (changes[:half], changes[half:]) if half else ():
                self.apply(part)
        return self.said


def _statement(model: Model, link: Link, changes: Sequence[_Change]) -> sql.Composed:
    names = [sql.Identifier(f"c{n}") for n in range(len(link.free))]
    types = [each.kind.sql for column in link.free if (each := model.field(column))]
    sets = sql.SQL(", ").join(
        sql.SQL("{} = s.{}::{}").format(sql.Identifier(column), name, sql.SQL(kind))
        for column, name, kind in zip(link.free, names, types, strict=True)
    )
    parts = [list(part) for part in zip(*changes, strict=True)]
    arrays = sql.SQL(", ").join(sql.SQL("{}::text[]").format(sql.Literal(part)) for part in parts)
    listed = sql.SQL(", ").join([sql.SQL("o"), sql.SQL("p"), *names])
    query = sql.SQL("UPDATE {} AS t SET {} FROM unnest({}) AS s ({}) WHERE t.tableoid = s.o::oid AND t.ctid = s.p::tid")
    return query.format(identifier(model.name), sets, arrays, listed)
