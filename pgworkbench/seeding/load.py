"""Rows into a database: one transaction, COPY, rules checked, statistics fresh.

Killed at any moment, it leaves the database as it was: nothing is visible before everything is checked.

Workers cannot share a transaction. So a crew loads only into a database that the workbench made and has not marked
as complete: that mark comes after the last check, and a database without it is dropped by the next run
(`Server.kept`). A crew refuses any other database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from pgworkbench.errors import SeedError
from pgworkbench.seeding import aside, loading
from pgworkbench.seeding.automatic import fill_rest
from pgworkbench.seeding.loading import Load, Progress
from pgworkbench.seeding.manifest import Manifest, TableRecord
from pgworkbench.seeding.rows import Generation, World
from pgworkbench.seeding.tableplan import TablePlan
from pgworkbench.seeding.target import TargetTable, read_targets
from pgworkbench.server import Database

if TYPE_CHECKING:
    from pgworkbench.seeding.crew import Crew
    from pgworkbench.seeding.worker import Done


def seed(  # noqa: PLR0913  # a database, what to make, and how it is watched
    database: Database,
    plans: Sequence[TablePlan],
    volumes: Mapping[str, int],
    *,
    seed: int,
    as_of: datetime,
    progress: Progress | None = None,
    crew: Crew | None = None,
) -> Manifest:
    """Fill the tables of `plans`, which must be empty, with so many rows each, as of a time (aware, UTC).

    Triggers do not fire: plans give what they would have written. Every rule of the database is checked before
    the transaction ends. SeedError names the table, and the column or rule, that stands in the way.

    With a `crew`, its workers load over connections of their own, the same rows. If it fails, the tables are empty
    again; if this process dies, rows remain in a database that is not marked as complete.
    """
    if as_of.tzinfo is None:
        raise SeedError("as_of needs a time zone")
    loading.check_volumes(plans, volumes)
    world = World(seed, plans, [Generation(dict(volumes), as_of)])
    with database.connect(autocommit=True) as connection:
        load = Load(connection, world, read_targets(connection, plans), progress or loading.unwatched)
        if crew is None:
            with connection.transaction():
                tables = _fill(load)
        else:
            tables = _filled_by(crew, database, load)
        loading.refresh(load)
    return Manifest(seed, world.generations, tables, dict(sorted(world.pools.items())))


def _filled_by(crew: Crew, database: Database, load: Load) -> dict[str, TableRecord]:
    """The same by a crew, in three steps: indexes aside; rows and indexes by workers; the rest, and every check."""
    from pgworkbench.seeding.crew import load_by
    from pgworkbench.seeding.worker import Home

    ours = {each.name: each for each in database.server.databases()}
    if database.name not in ours or ours[database.name].complete:
        raise SeedError(f"{database.name} is not being made by the workbench: workers load into no other database")
    copied = [target for target in load.targets if load.plan(target).columns]
    home = Home.of(database.server.url(database.name), load.world)
    with crew.open(home) as workers:
        with load.connection.transaction():
            _prepare(load, copied)
        try:
            done = load_by(workers, crew, home, load, copied)
            with load.connection.transaction():
                return _finished(load, done)
        except BaseException:
            _emptied(load)
            raise


def _prepare(load: Load, copied: Sequence[TargetTable]) -> None:
    free = loading.begin(load)
    _require_empty(load)
    for target in load.targets:
        loading.prepare(load, target)
    for target in copied if free else ():
        aside.set_indexes_aside(load.connection, aside.leaves(load.connection, target))


def _finished(load: Load, done: Mapping[str, Done]) -> dict[str, TableRecord]:
    """What workers have loaded is counted; then the tables that follow from others, and the checks."""
    loading.begin(load)
    records: dict[str, TableRecord] = {}
    for target in (target for target in load.targets if not load.plan(target).automatic):
        its = done.get(str(target.name))
        with loading.naming(target):
            if its is None:
                records[str(target.name)] = _loaded(load, target, frozen=False)
            else:
                _require_rows(load, target, its.digest.rows)
                records[str(target.name)] = TableRecord(
                    its.digest.rows, str(its.digest), target.hashed(load.plan(target))
                )
                load.world.pools.update(its.pools)
            loading.advance_sequences(load, target)
    records |= fill_rest(load, [target for target in load.targets if load.plan(target).automatic])
    loading.check_references(load)
    return records


def _require_rows(load: Load, target: TargetTable, rows: int) -> None:
    """A worker that died after its transaction was done again by another."""
    counted = load.connection.execute(sql.SQL("SELECT count(*) FROM {}").format(target.identifier)).fetchone()
    if counted != (rows,):
        raise SeedError(f"{target.name} has other rows than its workers have reported: nothing is kept; seed again")


def _emptied(load: Load) -> None:
    """No rows, and every index back, as far as the server can still be reached."""
    with suppress(psycopg.Error), load.connection.transaction():
        names = sql.SQL(", ").join(target.identifier for target in load.targets)
        load.connection.execute(sql.SQL("TRUNCATE {}").format(names))
        for target in load.targets:
            aside.rebuild_indexes(load.connection, aside.leaves(load.connection, target))


def _fill(load: Load) -> dict[str, TableRecord]:
    """Everything in the transaction: prepare, load, check."""
    free = loading.begin(load)
    _require_empty(load)
    for target in load.targets:
        loading.prepare(load, target)
    frozen = free and _truncated(load)
    records: dict[str, TableRecord] = {}
    planned = [target for target in load.targets if not load.plan(target).automatic]
    for target in planned:
        held = aside.leaves(load.connection, target)
        with loading.naming(target):
            if free:
                aside.set_indexes_aside(load.connection, held)
            records[str(target.name)] = _loaded(load, target, frozen=frozen and not target.partitioned)
            if free:
                aside.rebuild_indexes(load.connection, held)
            loading.advance_sequences(load, target)
    records |= fill_rest(load, [target for target in load.targets if load.plan(target).automatic])
    loading.check_references(load)
    return records


def _require_empty(load: Load) -> None:
    for target in load.targets:
        query = sql.SQL("SELECT FROM {} LIMIT 1").format(target.identifier)
        if load.connection.execute(query).fetchone() is not None:
            raise SeedError(f"{target.name} has rows already: seed into a database whose tables are empty")


def _truncated(load: Load) -> bool:
    """Empty the empty tables: rows may be frozen in a table that this transaction has emptied.

    Not where a table without a plan refers to one of them.
    """
    if not load.targets:
        return False
    names = sql.SQL(", ").join(target.identifier for target in load.targets)
    try:
        with load.connection.transaction():
            load.connection.execute(sql.SQL("TRUNCATE {}").format(names))
    except psycopg.errors.FeatureNotSupported:
        return False
    return True


def _loaded(load: Load, target: TargetTable, *, frozen: bool) -> TableRecord:
    select = load.plan(target).select
    if select is not None:
        return loading.select_rows(load, target, select)
    digest = loading.copy_rows(load, target, frozen=frozen)
    return TableRecord(digest.rows, str(digest), target.hashed(load.plan(target)))
