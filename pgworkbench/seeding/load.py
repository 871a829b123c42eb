"""Rows into a database: one transaction, COPY, rules checked, statistics fresh.

Killed at any moment, it leaves the database as it was: nothing is visible before everything is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from pgworkbench.errors import SeedError, UnknownNameError
from pgworkbench.seeding import aside
from pgworkbench.seeding.digests import query_digest
from pgworkbench.seeding.encode import SIGNATURE, TRAILER
from pgworkbench.seeding.manifest import Manifest, TableRecord
from pgworkbench.seeding.payload import Part, chunks
from pgworkbench.seeding.rowhash import Digest
from pgworkbench.seeding.rows import Generation, World
from pgworkbench.seeding.tableplan import TablePlan
from pgworkbench.seeding.target import TargetTable, read_targets
from pgworkbench.server import Database

Progress = Callable[[str, int, int], None]  # table, rows done, rows in all


@dataclass(frozen=True)
class _Load:
    """One load while it runs."""

    connection: psycopg.Connection
    world: World
    targets: tuple[TargetTable, ...]
    progress: Progress

    def plan(self, target: TargetTable) -> TablePlan:
        return self.world.plan(str(target.name))

    def parameters(self, target: TargetTable) -> dict[str, object]:
        last = self.world.generations[-1]
        return {"rows": last.volumes[str(target.name)], "as_of": last.as_of}


def seed(  # noqa: PLR0913  # a database, what to make, and how it is watched
    database: Database,
    plans: Sequence[TablePlan],
    volumes: Mapping[str, int],
    *,
    seed: int,
    as_of: datetime,
    progress: Progress | None = None,
) -> Manifest:
    """Fill the tables of `plans`, which must be empty, with so many rows each, as of a time (aware, UTC).

    Triggers do not fire: plans give what they would have written. Every rule of the database is checked before
    the transaction ends. SeedError names the table, and the column or rule, that stands in the way.
    """
    if as_of.tzinfo is None:
        raise SeedError("as_of needs a time zone")
    _check_volumes(plans, volumes)
    world = World(seed, plans, [Generation(dict(volumes), as_of)])
    with database.connect(autocommit=True) as connection:
        load = _Load(connection, world, read_targets(connection, plans), progress or _unwatched)
        with connection.transaction():
            tables = _fill(load)
        _refresh(load)
    return Manifest(seed, world.generations, tables, dict(sorted(world.pools.items())))


def _unwatched(table: str, done: int, total: int) -> None:
    """Nobody looks on."""


def _check_volumes(plans: Sequence[TablePlan], volumes: Mapping[str, int]) -> None:
    planned = {plan.table for plan in plans}
    for table in volumes:
        if table not in planned:
            raise UnknownNameError("table with a seed plan", table, planned)
    for plan in plans:
        if volumes.get(plan.table, -1) < 0:
            raise SeedError(f"{plan.table}: say how many rows, 0 or more")


def _fill(load: _Load) -> dict[str, TableRecord]:
    """Everything in the transaction: prepare, load, check."""
    connection = load.connection
    free = aside.rest_triggers(connection)
    connection.execute("SET LOCAL TimeZone = 'UTC'")
    connection.execute("SET LOCAL synchronous_commit = off")
    _require_empty(load)
    for target in load.targets:
        _prepare(load, target)
    frozen = free and _truncated(load)
    records: dict[str, TableRecord] = {}
    for target in load.targets:
        held = aside.leaves(connection, target)
        with _naming(target):
            if free:
                aside.set_indexes_aside(connection, held)
            records[str(target.name)] = _loaded(load, target, frozen=frozen and not target.partitioned)
            if free:
                aside.rebuild_indexes(connection, held)
            _advance_sequences(load, target)
    connection.execute("SET LOCAL enable_nestloop = off")  # nothing is analysed yet, and the tables are large
    for target in load.targets:
        aside.check_references(connection, target)
    return records


@contextmanager
def _naming(target: TargetTable) -> Iterator[None]:
    """What the server refuses, told with the table that it is about."""
    try:
        yield
    except psycopg.Error as error:
        diagnosis = error.diag
        parts = [diagnosis.message_primary or str(error), diagnosis.message_detail, diagnosis.context]
        told = "; ".join(part.splitlines()[0] for part in parts if part)
        raise SeedError(f"{target.name} cannot be seeded: {told}") from error


def _require_empty(load: _Load) -> None:
    for target in load.targets:
        query = sql.SQL("SELECT FROM {} LIMIT 1").format(target.identifier)
        if load.connection.execute(query).fetchone() is not None:
            raise SeedError(f"{target.name} has rows already: seed into a database whose tables are empty")


def _prepare(load: _Load, target: TargetTable) -> None:
    statement = load.plan(target).prepare
    if statement is not None:
        with _naming(target):
            load.connection.execute(statement, load.parameters(target))


def _truncated(load: _Load) -> bool:
    """Empty the empty tables: rows may be frozen in a table that this transaction has emptied.

    Not where a table without a plan refers to one of them.
    """
    names = sql.SQL(", ").join(target.identifier for target in load.targets)
    try:
        with load.connection.transaction():
            load.connection.execute(sql.SQL("TRUNCATE {}").format(names))
    except psycopg.errors.FeatureNotSupported:
        return False
    return True


def _loaded(load: _Load, target: TargetTable, *, frozen: bool) -> TableRecord:
    plan = load.plan(target)
    if plan.select is not None:
        return _selected(load, target, plan.select)
    total = load.world.generations[-1].volumes[plan.table]
    columns = sql.SQL(", ").join(map(sql.Identifier, plan.columns))
    freeze = sql.SQL(", FREEZE") if frozen else sql.SQL("")
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary{})").format(target.identifier, columns, freeze)
    digest = Digest()
    load.progress(plan.table, 0, total)
    with load.connection.cursor() as cursor, cursor.copy(copy) as stream:
        stream.write(SIGNATURE)
        for chunk in chunks(Part(load.world, target, 0, total)):
            stream.write(chunk.data)
            digest += chunk.digest
            load.progress(plan.table, digest.rows, total)
        stream.write(TRAILER)
    return TableRecord(digest.rows, str(digest), tuple(plan.columns))


def _selected(load: _Load, target: TargetTable, select: str) -> TableRecord:
    """Rows that the server makes from other tables' rows."""
    connection, parameters = load.connection, load.parameters(target)
    load.progress(str(target.name), 0, int(str(parameters["rows"])))
    asked = sql.SQL("SELECT * FROM ({}) AS made LIMIT 0").format(sql.SQL(select))
    names = [column.name for column in connection.execute(asked, parameters).description or ()]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    insert = sql.SQL("INSERT INTO {} ({}) {}").format(target.identifier, columns, sql.SQL(select))
    connection.execute(insert, parameters)
    digest = query_digest(connection, sql.SQL("SELECT {} FROM {}").format(columns, target.identifier))
    load.progress(str(target.name), digest.rows, digest.rows)
    return TableRecord(digest.rows, str(digest), tuple(names))


def _advance_sequences(load: _Load, target: TargetTable) -> None:
    """Sequences go on after the keys that the plan gave."""
    if load.plan(target).select is not None:
        return
    for column in target.planned(load.plan(target)):
        if column.sequence is not None:
            query = sql.SQL("SELECT setval(%s::regclass, max({})) FROM {} HAVING max({}) IS NOT NULL")
            name = sql.Identifier(column.name)
            load.connection.execute(query.format(name, target.identifier, name), [column.sequence])


def _refresh(load: _Load) -> None:
    names = sql.SQL(", ").join(target.identifier for target in load.targets)
    if load.targets:
        load.connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(names))
