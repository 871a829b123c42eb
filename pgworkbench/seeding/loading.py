"""The parts that every load is made of: COPY, rows by query, sequences, and what the server says when it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from pgworkbench.errors import SeedError, UnknownNameError
from pgworkbench.seeding import aside
from pgworkbench.seeding.digests import query_digest
from pgworkbench.seeding.encode import SIGNATURE, TRAILER
from pgworkbench.seeding.manifest import TableRecord
from pgworkbench.seeding.payload import Part, chunks
from pgworkbench.seeding.rowhash import Digest
from pgworkbench.seeding.rows import World
from pgworkbench.seeding.tableplan import TablePlan
from pgworkbench.seeding.target import TargetColumn, TargetTable

Progress = Callable[[str, int, int], None]  # table, rows done, rows in all
_STAGE = sql.Identifier("pg_temp", "pgworkbench_staged")


@dataclass(frozen=True)
class Load:
    """One load while it runs."""

    connection: psycopg.Connection
    world: World
    targets: tuple[TargetTable, ...]
    progress: Progress

    def plan(self, target: TargetTable) -> TablePlan:
        """The plan of a table."""
        return self.world.plan(str(target.name))

    def volume(self, target: TargetTable) -> int:
        """The rows that a table is to have."""
        return self.world.generations[-1].volumes[str(target.name)]

    def parameters(self, target: TargetTable) -> dict[str, object]:
        """What a plan's own SQL may ask for."""
        return {"rows": self.volume(target), "as_of": self.world.generations[-1].as_of}


def unwatched(table: str, done: int, total: int) -> None:
    """Nobody looks on."""


def check_volumes(plans: Sequence[TablePlan], volumes: Mapping[str, int]) -> None:
    """Every plan has its number of rows, and every number its plan."""
    planned = {plan.table for plan in plans}
    for table in volumes:
        if table not in planned:
            raise UnknownNameError("table with a seed plan", table, planned)
    for plan in plans:
        if volumes.get(plan.table, -1) < 0:
            raise SeedError(f"{plan.table}: say how many rows, 0 or more")


@contextmanager
def naming(target: TargetTable) -> Iterator[None]:
    """What the server refuses, told with the table that it is about."""
    try:
        yield
    except psycopg.Error as error:
        diagnosis = error.diag
        parts = [diagnosis.message_primary or str(error), diagnosis.message_detail, diagnosis.context]
        told = "; ".join(part.splitlines()[0] for part in parts if part)
        raise SeedError(f"{target.name} cannot be seeded: {told}") from error


def begin(load: Load) -> bool:
    """Settings of the transaction; True if indexes may be set aside."""
    free = aside.rest_triggers(load.connection)
    load.connection.execute("SET LOCAL TimeZone = 'UTC'")
    load.connection.execute("SET LOCAL synchronous_commit = off")
    return free


def prepare(load: Load, target: TargetTable) -> None:
    """The plan's own statement before the load."""
    statement = load.plan(target).prepare
    if statement is not None:
        with naming(target):
            load.connection.execute(statement, load.parameters(target))


def copy_rows(load: Load, target: TargetTable, start: int = 0, *, frozen: bool = False) -> Digest:
    """The rows from `start` on into the table, in binary; their digest."""
    return copy_part(load, Part(load.world, target, start, load.volume(target)), frozen=frozen)


def copy_part(load: Load, part: Part, *, frozen: bool = False) -> Digest:
    """Some rows of a table into it; their digest."""
    if part.staged:
        with _stage(load, part):
            return _copied(load, part, _STAGE, frozen=False)
    return _copied(load, part, part.target.identifier, frozen=frozen)


def _copied(load: Load, part: Part, into: sql.Identifier, *, frozen: bool) -> Digest:
    table, digest, total = str(part.target.name), Digest(), part.stop - part.start

    def watched() -> Iterator[memoryview]:
        nonlocal digest
        for chunk in chunks(part):
            yield chunk.data
            digest += chunk.digest
            load.progress(table, digest.rows, total)

    load.progress(table, 0, total)
    send(load.connection, into, part.columns, watched(), frozen=frozen)
    return digest


def send(
    connection: psycopg.Connection,
    into: sql.Identifier,
    columns: Sequence[TargetColumn],
    blocks: Iterable[bytes | memoryview],
    *,
    frozen: bool = False,
) -> None:
    """Blocks of COPY's bytes (no header, no trailer) into these columns of a table."""
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    freeze = sql.SQL(", FREEZE" if frozen else "")
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary{})").format(into, names, freeze)
    with connection.cursor() as cursor, cursor.copy(copy) as stream:
        stream.write(SIGNATURE)
        for block in blocks:
            stream.write(block)
        stream.write(TRAILER)


@contextmanager
def _stage(load: Load, part: Part) -> Iterator[None]:
    """A temporary table that takes as text what has no encoder; the server casts it on the way to its own table."""
    names = [sql.Identifier(column.name) for column in part.columns]
    staged = [column in part.staged for column in part.columns]
    shown = [
        sql.SQL("NULL::text AS {}").format(name) if text else name for name, text in zip(names, staged, strict=True)
    ]
    made = sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0")
    table = part.target.identifier
    bare = sql.Identifier("pgworkbench_staged")
    load.connection.execute(made.format(bare, sql.SQL(", ").join(shown), table))
    yield
    cast = [
        sql.SQL("{}::{}").format(name, sql.SQL(column.type_text)) if text else name
        for name, column, text in zip(names, part.columns, staged, strict=True)
    ]
    insert = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}")
    load.connection.execute(insert.format(table, sql.SQL(", ").join(names), sql.SQL(", ").join(cast), _STAGE))
    load.connection.execute(sql.SQL("DROP TABLE {}").format(_STAGE))


def select_rows(load: Load, target: TargetTable, select: str) -> TableRecord:
    """Rows that the server makes from other tables' rows."""
    connection, parameters = load.connection, load.parameters(target)
    load.progress(str(target.name), 0, load.volume(target))
    analyse(load)
    asked = sql.SQL("SELECT * FROM ({}) AS made LIMIT 0").format(sql.SQL(select))
    names = [column.name for column in connection.execute(asked, parameters).description or ()]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    insert = sql.SQL("INSERT INTO {} ({}) {}").format(target.identifier, columns, sql.SQL(select))
    connection.execute(insert, parameters)
    digest = query_digest(connection, sql.SQL("SELECT {} FROM {}").format(columns, target.identifier))
    load.progress(str(target.name), digest.rows, digest.rows)
    return TableRecord(digest.rows, str(digest), tuple(names))


def analyse(load: Load) -> None:
    """Statistics for a query over what was loaded, once: without them a large join is planned as if it were small."""
    query = """
        SELECT c.oid::regclass::text FROM pg_class c
         WHERE c.oid::int8 = ANY (%s) AND pg_relation_size(c.oid) > 0 AND c.reltuples < 0
    """
    leaves = [number for target in load.targets for _, _, number in aside.leaves(load.connection, target)]
    for (name,) in load.connection.execute(query, [leaves]).fetchall():
        load.connection.execute(sql.SQL("ANALYZE {}").format(sql.SQL(name)))


def advance_sequences(load: Load, target: TargetTable) -> None:
    """Sequences go on after the keys that the plan gave."""
    if load.plan(target).select is not None:
        return
    for column in target.planned(load.plan(target)):
        if column.sequence is not None:
            query = sql.SQL("SELECT setval(%s::regclass, max({})) FROM {} HAVING max({}) IS NOT NULL")
            name = sql.Identifier(column.name)
            load.connection.execute(query.format(name, target.identifier, name), [column.sequence])


def check_references(load: Load) -> None:
    """Every foreign key of every table; the first that does not hold is a SeedError."""
    load.connection.execute("SET LOCAL enable_nestloop = off")  # nothing is analysed yet, and the tables are large
    for target in load.targets:
        aside.check_references(load.connection, target)


def refresh(load: Load) -> None:
    """Statistics and the visibility map, for the planner; outside the transaction."""
    names = sql.SQL(", ").join(target.identifier for target in load.targets)
    if load.targets:
        load.connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(names))
