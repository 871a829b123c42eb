"""Are a database's rows the ones that its manifest promises? Made again from the plans, read again, compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from pgworkbench.errors import SeedError
from pgworkbench.seeding import aside
from pgworkbench.seeding.digests import query_digest
from pgworkbench.seeding.manifest import Manifest, TableRecord
from pgworkbench.seeding.payload import Part, chunks
from pgworkbench.seeding.rowhash import Digest
from pgworkbench.seeding.rows import World
from pgworkbench.seeding.tableplan import TablePlan
from pgworkbench.seeding.target import TargetTable, read_targets
from pgworkbench.server import Database


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something that is not as the manifest says: a table, or what made it."""

    what: str
    problem: str

    def __str__(self) -> str:
        return f"{self.what}: {self.problem}"


def verify(database: Database, plans: Sequence[TablePlan], manifest: Manifest) -> tuple[Deviation, ...]:
    """Everything in which a database deviates from its manifest, or the manifest from what its plans make now.

    Empty if every table has the promised rows (in the columns that the plan fills) and no foreign key dangles.
    """
    world = manifest.world(plans)
    known = [plan for plan in plans if plan.table in manifest.tables]
    missing = [Deviation(plan.table, "has a plan and is not in the manifest") for plan in plans if plan not in known]
    with database.connect(autocommit=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        targets = read_targets(connection, known)
        found = [each for target in targets for each in _deviations(connection, world, target, manifest)]
    return (*missing, *found, *_pool_deviations(manifest, world))


def _deviations(
    connection: psycopg.Connection, world: World, target: TargetTable, manifest: Manifest
) -> Iterator[Deviation]:
    table = str(target.name)
    record = manifest.tables[table]
    there = _of_database(connection, target, record)
    if (there.rows, str(there)) != (record.rows, record.digest):
        yield Deviation(table, f"holds {there.rows} rows that are not the {record.rows} promised ones")
    if not world.plan(table).automatic:  # such rows depend on what the database held, and are made in it alone
        made = _made_again(connection, world, target, record)
        if (made.rows, str(made)) != (record.rows, record.digest):
            yield Deviation(table, f"its plan makes {made.rows} rows now that are not the {record.rows} promised ones")
    try:
        aside.check_references(connection, target)
    except SeedError as error:
        yield Deviation(table, str(error))


def _of_database(connection: psycopg.Connection, target: TargetTable, record: TableRecord) -> Digest:
    columns = sql.SQL(", ").join(map(sql.Identifier, record.columns))
    return query_digest(connection, sql.SQL("SELECT {} FROM {}").format(columns, target.identifier))


def _made_again(connection: psycopg.Connection, world: World, target: TargetTable, record: TableRecord) -> Digest:
    plan = world.plan(str(target.name))
    if plan.select is None:
        return sum((chunk.digest for chunk in chunks(Part(world, target, 0, record.rows))), Digest())
    last = world.generations[-1]
    return query_digest(connection, sql.SQL(plan.select), {"rows": last.volumes[plan.table], "as_of": last.as_of})


def _pool_deviations(manifest: Manifest, world: World) -> Iterator[Deviation]:
    """Pools that came out differently; those that were not needed again say nothing."""
    for name, promised in manifest.pools.items():
        if world.pools.get(name, promised) != promised:
            yield Deviation(f"pool {name}", "holds other words than when this was seeded")
