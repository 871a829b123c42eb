"""Rows into a database: one transaction, COPY, rules checked, statistics fresh.

Killed at any moment, it leaves the database as it was: nothing is visible before everything is checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

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
    loading.check_volumes(plans, volumes)
    world = World(seed, plans, [Generation(dict(volumes), as_of)])
    with database.connect(autocommit=True) as connection:
        load = Load(connection, world, read_targets(connection, plans), progress or loading.unwatched)
        with connection.transaction():
            tables = _fill(load)
        loading.refresh(load)
    return Manifest(seed, world.generations, tables, dict(sorted(world.pools.items())))


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
