"""A seeded database grows: more rows, a later day; what was there stays as it was.

Rows are numbered, and a generation's rows depend on it and on earlier ones only, so that growth adds rows at the end.
What triggers keep in older rows (counters marked `kept`) is brought up to date, and is all that changes in them;
this is checked, not believed: every older row is made again and compared by its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from psycopg import sql

from pgworkbench.errors import SeedError
from pgworkbench.seeding import aside, loading
from pgworkbench.seeding.arrow import pc
from pgworkbench.seeding.encode import data_of, row_payload
from pgworkbench.seeding.generator import Generator
from pgworkbench.seeding.loading import Load, Progress
from pgworkbench.seeding.manifest import Manifest, TableRecord
from pgworkbench.seeding.payload import Part, chunks, encoded
from pgworkbench.seeding.rowhash import Digest
from pgworkbench.seeding.rows import Generation, Rows, World
from pgworkbench.seeding.tableplan import TablePlan
from pgworkbench.seeding.target import TargetColumn, TargetTable, read_targets
from pgworkbench.server import Database

_CHUNK = 50_000
_MANY = 4  # indexes are rebuilt where a table grows by more than one in so many
_STAGE = sql.Identifier("pgworkbench_changed")


def top_up(
    database: Database,
    plans: Sequence[TablePlan],
    manifest: Manifest,
    grown: Generation,
    progress: Progress | None = None,
) -> Manifest:
    """Grow a database from what its manifest says to larger volumes or a later `as_of`; its new manifest.

    One transaction, as with `seed`. SeedError if the database is not the manifest's, if a volume would shrink,
    or if a plan makes older rows differ in more than what triggers keep.
    """
    former = manifest.generations[-1]
    loading.check_volumes(plans, grown.volumes)
    if grown.as_of < former.as_of:
        raise SeedError(f"volumes grow towards later days: this database is as of {former.as_of:%Y-%m-%d}")
    generation = Generation(dict(grown.volumes), grown.as_of)
    world = World(manifest.seed, plans, (*manifest.generations, generation))
    with database.connect(autocommit=True) as connection:
        load = Load(connection, world, read_targets(connection, plans), progress or loading.unwatched)
        with connection.transaction():
            tables = _grow(load, manifest)
        loading.refresh(load)
    pools = dict(sorted({**manifest.pools, **world.pools}.items()))
    return Manifest(manifest.seed, world.generations, tables, pools)


def _grow(load: Load, manifest: Manifest) -> dict[str, TableRecord]:
    free = loading.begin(load)
    records: dict[str, TableRecord] = {}
    for target in load.targets:
        loading.prepare(load, target)
        with loading.naming(target):
            records[str(target.name)] = _grown(load, target, manifest, free=free)
            loading.advance_sequences(load, target)
    loading.check_references(load)
    return records


def _grown(load: Load, target: TargetTable, manifest: Manifest, *, free: bool) -> TableRecord:
    plan, record = load.plan(target), manifest.tables.get(str(target.name), TableRecord(0, str(Digest()), ()))
    if plan.automatic:
        raise SeedError(f"{target.name} has an automatic plan, whose rows cannot grow: seed anew")
    if plan.select is not None:
        load.connection.execute(sql.SQL("DELETE FROM {}").format(target.identifier))
        return loading.select_rows(load, target, plan.select)
    _require(load, target, record)
    before = _former(load, target, manifest, record)
    held = aside.leaves(load.connection, target)
    many = free and (load.volume(target) - record.rows) * _MANY > record.rows
    if many:
        aside.set_indexes_aside(load.connection, held)
    digest = before + loading.copy_rows(load, target, record.rows)
    if many:
        aside.rebuild_indexes(load.connection, held)
    return TableRecord(digest.rows, str(digest), target.hashed(plan))


def _require(load: Load, target: TargetTable, record: TableRecord) -> None:
    """The database has the rows that its manifest says: counted here, compared in full by `verify`."""
    counted = load.connection.execute(sql.SQL("SELECT count(*) FROM {}").format(target.identifier)).fetchone()
    if counted != (record.rows,):
        raise SeedError(f"{target.name} has not the {record.rows} rows of the manifest: this is another database")


def _former(load: Load, target: TargetTable, manifest: Manifest, record: TableRecord) -> Digest:
    """The digest of the older rows, made again; where they differ, by kept columns only, they are updated."""
    made = _digest(load.world, target, record.rows)
    if (made.rows, str(made)) == (record.rows, record.digest):
        return made
    earlier = manifest.world(list(load.world.plans.values()))
    again = _digest(earlier, target, record.rows)
    if str(again) != record.digest:
        raise SeedError(f"{target.name}: its plan has changed since it was seeded: seed anew")
    for change in _changes(load.world, earlier, target, record.rows):
        _update(load, target, change)
    return made


def _digest(world: World, target: TargetTable, rows: int) -> Digest:
    return sum((chunk.digest for chunk in chunks(Part(world, target, 0, rows))), Digest())


@dataclass(frozen=True, slots=True)
class _Change:
    """Rows whose kept columns have other values now."""

    rows: Rows
    columns: tuple[TargetColumn, ...]


def _changes(now: World, earlier: World, target: TargetTable, rows: int) -> Iterator[_Change]:
    table = str(target.name)
    columns = target.planned(now.plan(table))
    for start in range(0, rows, _CHUNK):
        stop = min(start + _CHUNK, rows)
        new, old = now.rows(table, start, stop), earlier.rows(table, start, stop)
        differing = {column: _differing(new, old, column) for column in columns}
        changed = tuple(column for column, places in differing.items() if places.any())
        for column in changed:
            if not _is_kept(now.plan(table).generators, column.name, ()):
                raise SeedError(
                    f"{table}.{column.name} would change in older rows: it depends on later ones; mark a counter that "
                    f"a trigger keeps with kept=True, and let nothing else follow from it"
                )
        if changed:
            places = np.logical_or.reduce([differing[column] for column in changed])
            yield _Change(now.rows(table, start, stop).some(np.flatnonzero(places)), changed)


def _differing(new: Rows, old: Rows, column: TargetColumn) -> NDArray[np.bool_]:
    """Where a column's bytes differ."""
    one, other = (row_payload([encoded(rows, column)]) for rows in (new, old))
    return np.asarray(pc.not_equal(one, other).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _is_kept(generators: Mapping[str, Generator], name: str, seen: tuple[str, ...]) -> bool:
    """Whether a column is what a trigger keeps, or is made from such a column."""
    if name in seen or name not in generators:
        return False
    return _follows(generators[name], generators, (*seen, name))


def kept_columns(plans: Sequence[TablePlan]) -> dict[str, tuple[str, ...]]:
    """By table, the columns that triggers keep: the only ones that growth may change in rows that were there."""
    found = {plan.table: [name for name in plan.columns if _is_kept(plan.generators, name, ())] for plan in plans}
    return {table: tuple(names) for table, names in found.items() if names}


def _follows(part: object, generators: Mapping[str, Generator], seen: tuple[str, ...]) -> bool:
    match part:
        case Generator(arguments=arguments, options=options):
            parts = (*arguments, *options.values())
            return options.get("kept") is True or any(_follows(each, generators, seen) for each in parts)
        case str():
            return _is_kept(generators, part, seen)
        case Mapping():
            return any(_follows(each, generators, seen) for each in part.values())
        case _:
            return False


def _update(load: Load, target: TargetTable, change: _Change) -> None:
    """The changed columns of some rows, found by the table's primary key."""
    keys = target.key(load.plan(target))
    if not keys:
        raise SeedError(f"{target.name} has no primary key that its plan fills: its kept columns cannot be updated")
    columns = (*keys, *change.columns)
    names = [sql.Identifier(column.name) for column in columns]
    made = sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0")
    load.connection.execute(made.format(_STAGE, sql.SQL(", ").join(names), target.identifier))
    payload = row_payload([encoded(change.rows, column) for column in columns])
    loading.send(load.connection, _STAGE, columns, [data_of(payload)])
    load.connection.execute(_update_statement(target, keys, change.columns))
    load.connection.execute(sql.SQL("DROP TABLE {}").format(_STAGE))


def _update_statement(
    target: TargetTable, keys: Sequence[TargetColumn], changed: Sequence[TargetColumn]
) -> sql.Composed:
    setting = [sql.SQL("{0} = changed.{0}").format(sql.Identifier(column.name)) for column in changed]
    same = [sql.SQL("grown.{0} = changed.{0}").format(sql.Identifier(column.name)) for column in keys]
    update = sql.SQL("UPDATE {} AS grown SET {} FROM {} AS changed WHERE {}")
    return update.format(target.identifier, sql.SQL(", ").join(setting), _STAGE, sql.SQL(" AND ").join(same))
