"""The ways to load a table that are measured against one another, and one turn of each.

Every way fills a copy of the table that is made for it. With its rules, the copy has the table's keys, indexes and
foreign keys, and copies of the parents stand beside it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Self

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.errors import SeedError
from pgworkbench.seeding import aside, ingest, rivals
from pgworkbench.seeding.crew import Crew
from pgworkbench.seeding.loading import send
from pgworkbench.seeding.payload import Part, chunks
from pgworkbench.seeding.shares import by_workers, cpu_of
from pgworkbench.seeding.target import TargetColumn, TargetReference, TargetTable
from pgworkbench.seeding.worker import Home
from pgworkbench.server import Database

BASE = "pre-rendered binary COPY"
MADE = "generated binary COPY (this)"
WORKERS = os.cpu_count() or 1
SHARED = f"the same by {WORKERS} processes (seed --workers {WORKERS})"
KEPT = "pre-rendered, keys and indexes kept"
ASIDE = "pre-rendered, keys and indexes set aside and rebuilt"
_SLOW = 20  # the ways of one value at a time get such a part of the rows
_OURS, _PARENTS = "pgworkbench_measured", "pgworkbench_parents"
_BARE = Name(_OURS, "bare")
_COPIED = "INCLUDING GENERATED INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES"
Turn = tuple[float, float | None, float]  # rows a second; CPU seconds a million rows of server and client


@dataclass(frozen=True, slots=True)
class _Load:
    """A way: what it does, how many rows it loads, whether into a table with rules, and the package that it needs."""

    run: Callable[[], object]
    rows: int
    ruled: bool = False
    package: str | None = None
    project: str | None = None  # as `pip install` names it, if not as the package
    arrow: bool = False  # takes columns as Arrow arrays


class Bench:
    """A table to fill, its rows rendered once, and copies of its parents; nothing of it stays."""

    def __init__(
        self, database: Database, connection: psycopg.Connection, part: Part, targets: Sequence[TargetTable]
    ) -> None:
        self.database, self.connection, self.part = database, connection, part
        self.parents = {its.name: its for its in targets if part.world.plan(str(its.name)).columns}
        self.absent: tuple[str, ...] = ()
        self._other: float | None = None  # CPU seconds of server processes that are not this connection's
        self._own = 0.0  # and of processes that are not this one
        self._stack = ExitStack()
        self.home = Home.of(database.server.url(database.name), part.world)
        self.rendered = [bytes(chunk.data) for chunk in chunks(part)]  # this also fills the pools and summaries
        self.references: tuple[TargetReference, ...] = ()

    def __enter__(self) -> Self:
        self.crew = self._stack.enter_context(Crew(WORKERS).open(self.home))
        # Parallel workers would use CPU that the connection's own process does not show.
        self.connection.execute("SET max_parallel_maintenance_workers = 0")
        self.connection.execute("SET max_parallel_workers_per_gather = 0")
        self._drop()
        self.connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_PARENTS)))
        copies = {self.part.target.name: _BARE}
        for place, name in enumerate(dict.fromkeys(its.parent for its in self.part.target.references)):
            if name != self.part.target.name and name in self.parents:
                copies[name] = Name(_PARENTS, str(place))
                self._copy_of(self.parents[name], copies[name])
        known = [its for its in self.part.target.references if its.parent in copies]
        self.references = tuple(replace(its, parent=copies[its.parent]) for its in known)
        return self

    def __exit__(self, *_: object) -> None:
        with self._stack, suppress(psycopg.Error):
            self._drop()

    def _drop(self) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, (_OURS, _PARENTS)))
        with self.connection.transaction():
            self.connection.execute("SET LOCAL client_min_messages = warning")
            self.connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(names))

    def _copy_of(self, parent: TargetTable, place: Name) -> None:
        """A table that rows refer to, with its rows."""
        its = Part(self.part.world, parent, 0, self.part.world.layout(str(parent.name)).rows)
        if its.staged:
            raise SeedError(f"{parent.name}.{its.staged[0].name} has no binary form: nothing to refer to")
        query = sql.SQL(f"CREATE UNLOGGED TABLE {{}} (LIKE {{}} {_COPIED})")  # a constant
        self.connection.execute(query.format(_named(place), parent.identifier))
        send(self.connection, _named(place), its.columns, (chunk.data for chunk in chunks(its)))
        self.connection.execute(sql.SQL("ANALYZE {}").format(_named(place)))

    def rounds(self, number: int) -> dict[str, list[Turn]]:
        """Every way in every round; what is not installed is told in `absent`."""
        ways = {name: (load, self._hindrance(load)) for name, load in self._ways().items()}
        known = {name: load for name, (load, hindrance) in ways.items() if hindrance is None}
        self.absent = tuple(f"{name}: {why}" for name, (_, why) in ways.items() if why is not None)
        found: dict[str, list[Turn]] = {name: [] for name in known}
        self._timed(known[SHARED])  # its processes fill their pools and summaries, as this one has
        for _ in range(number):
            for name, load in known.items():
                found[name].append(self._timed(load))
        return found

    def _ways(self) -> dict[str, _Load]:
        rows, slow = self.part.stop, max(1, self.part.stop // _SLOW)
        connection, table, columns = self.connection, _named(_BARE), self.part.columns
        query = rivals.insert_select(table, columns, rows)
        url = self.database.server.url(self.database.name)
        return {
            BASE: _Load(self._prerendered, rows),
            MADE: _Load(
                lambda: send(connection, table, columns, (chunk.data for chunk in chunks(self.part))),
                rows,
            ),
            SHARED: _Load(self._shared, rows),
            "INSERT … SELECT by the server": _Load(lambda: connection.execute(query), rows),
            "Faker row by row, COPY": _Load(lambda: rivals.faker_copy(connection, table, columns, slow), slow),
            "mimesis row by row, COPY": _Load(
                lambda: rivals.mimesis_copy(connection, table, columns, slow), slow, package="mimesis"
            ),
            "the same rows by pgpq": _Load(
                lambda: ingest.pgpq_copy(connection, table, self.part), rows, package="pgpq", arrow=True
            ),
            "the same rows by ADBC's ingestion": _Load(
                lambda: ingest.adbc_ingest(url, (_BARE.schema, _BARE.name), self.part, self._seen),
                rows,
                package="adbc_driver_postgresql",
                project="adbc-driver-postgresql adbc-driver-manager",
                arrow=True,
            ),
            KEPT: _Load(self._prerendered, rows, ruled=True),
            ASIDE: _Load(self._aside, rows, ruled=True),
        }

    def _hindrance(self, load: _Load) -> str | None:
        """Why a way cannot be taken here."""
        if load.package is not None and find_spec(load.package) is None:
            return f"not installed: pip install {load.project or load.package}"
        return ingest.refusal(self.part.columns) if load.arrow else None

    def _timed(self, load: _Load) -> Turn:
        self._bare(ruled=load.ruled)
        self._other, self._own = None, 0.0
        before, start, own = self._cpu(), time.perf_counter(), time.process_time()
        load.run()
        seconds, after, client = time.perf_counter() - start, self._cpu(), time.process_time() - own + self._own
        cpu = None if before is None or after is None else after - before + (self._other or 0.0)
        return load.rows / seconds, None if cpu is None else cpu / load.rows * 1e6, client / load.rows * 1e6

    def _bare(self, *, ruled: bool) -> None:
        """An empty copy of the table: the planned columns alone, or all with keys and indexes."""
        ours = sql.Identifier(_OURS)
        with self.connection.transaction():
            self.connection.execute("SET LOCAL client_min_messages = warning")
            self.connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(ours))
            self.connection.execute(sql.SQL("CREATE SCHEMA {}").format(ours))
            for statement in self._ruled() if ruled else self._unruled():
                self.connection.execute(statement)

    def _unruled(self) -> Iterator[sql.Composed]:
        query = sql.SQL("CREATE UNLOGGED TABLE {} AS SELECT {} FROM {} LIMIT 0")
        yield query.format(_named(_BARE), _columns(self.part.columns), self.part.target.identifier)

    def _ruled(self) -> Iterator[sql.Composed]:
        query = sql.SQL(f"CREATE UNLOGGED TABLE {{}} (LIKE {{}} {_COPIED})")  # a constant
        yield query.format(_named(_BARE), self.part.target.identifier)
        for its in self.references:
            key = sql.SQL("ALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({}) {}")
            sides = [sql.SQL(", ").join(map(sql.Identifier, names)) for names in (its.columns, its.parent_columns)]
            whole = sql.SQL("MATCH FULL" if its.whole else "")
            yield key.format(_named(_BARE), sides[0], _named(its.parent), sides[1], whole)

    def _prerendered(self) -> None:
        send(self.connection, _named(_BARE), self.part.columns, self.rendered)

    def _shared(self) -> None:
        self._other, self._own = by_workers(self.crew, self.home, self.part, _named(_BARE), WORKERS)

    def _aside(self) -> None:
        """As `seed` loads: indexes set aside and rebuilt, foreign keys checked by a query each."""
        found = self.connection.execute("SELECT %s::regclass::oid::int8", [f"{_BARE.schema}.{_BARE.name}"]).fetchone()
        held = [(_BARE.schema, _BARE.name, int((found or (0,))[0]))]
        with self.connection.transaction():
            aside.rest_triggers(self.connection)
            self.connection.execute(sql.SQL("TRUNCATE {}").format(_named(_BARE)))  # so that rows may be frozen
            aside.set_indexes_aside(self.connection, held)
            send(self.connection, _named(_BARE), self.part.columns, self.rendered, frozen=True)
            aside.rebuild_indexes(self.connection, held)
            self.connection.execute("SET LOCAL enable_nestloop = off")
            ours = replace(self.part.target, name=_BARE, references=self.references)
            aside.check_references(self.connection, ours)

    def _seen(self, process: int) -> None:
        self._other = cpu_of(process)

    def _cpu(self) -> float | None:
        return cpu_of(self.connection.info.backend_pid)


def _named(name: Name) -> sql.Identifier:
    return sql.Identifier(name.schema, name.name)


def _columns(columns: Iterable[TargetColumn]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
