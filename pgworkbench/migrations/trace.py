"""What a migration does to those who use the database meanwhile, seen on the server and not read from the text.

After each statement inside a transaction the transaction itself is asked: which locks it now holds on relations that
were there before the file, how many of their rows it has read, and which have new storage. A statement outside of a
transaction lets go of its locks at its end, so another connection watches it, and holds an old snapshot until it was
seen. WAL is that of the whole server: nothing else should write there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any, LiteralString

import psycopg

from pgworkbench.catalog.model import Name
from pgworkbench.migrations.files import File
from pgworkbench.migrations.reading import Read, section_of, statements
from pgworkbench.migrations.running import FailedError, Way
from pgworkbench.server import Database

MODES = (  # the weakest first, as pg_locks names them
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
_STOPS_WRITES = MODES.index("ShareLock")
STRONG = MODES[_STOPS_WRITES:]
_RELATIONS: LiteralString = """
SELECT c.oid, n.nspname, c.relname, c.relkind::text, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0),
       CASE WHEN c.relkind = 'p'
            THEN (SELECT coalesce(sum(pg_catalog.pg_relation_size(t.relid)), 0)
                    FROM pg_catalog.pg_partition_tree(c.oid) AS t WHERE t.isleaf)
            ELSE coalesce(pg_catalog.pg_relation_size(c.oid), 0) END::bigint
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND c.relkind IN ('r', 'p', 'm', 'i', 'I', 'S', 'v')
"""
_LOCKS: LiteralString = """
SELECT relation, mode FROM pg_catalog.pg_locks
 WHERE pid = %s AND locktype = 'relation' AND granted AND relation = ANY (%s)
"""
_STORAGE: LiteralString = """
SELECT oid, pg_catalog.pg_relation_filenode(oid), pg_catalog.pg_relation_size(oid)
  FROM pg_catalog.pg_class WHERE oid = ANY (%s) AND relkind IN ('r', 'm', 'i')
"""
_READ: LiteralString = """
SELECT oid, pg_catalog.pg_stat_get_xact_tuples_returned(oid)
  FROM pg_catalog.pg_class WHERE oid = ANY (%s) AND relkind IN ('r', 'm')
"""
_WAL: LiteralString = "SELECT pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
_POLL = 0.001


@dataclass(frozen=True, slots=True)
class Relation:
    """One that was there before the file; `kind` as in pg_class, `size` in bytes (of a partitioned table: of all)."""

    oid: int
    name: Name
    kind: str
    storage: int
    size: int

    @property
    def is_table(self) -> bool:
        """Whether it holds rows for queries."""
        return self.kind in {"r", "p", "m"}


@dataclass(frozen=True, slots=True)
class Held:
    """A lock on a relation that was there before."""

    relation: Name
    mode: str
    size: int
    is_table: bool = True

    @property
    def strength(self) -> int:
        """To compare two."""
        return MODES.index(self.mode)

    @property
    def stops(self) -> str:
        """Whom it stops: `reads and writes`, `writes`, or nobody (empty)."""
        if self.mode == MODES[-1]:
            return "reads and writes"
        return "writes" if self.strength >= _STOPS_WRITES else ""

    @property
    def matters(self) -> bool:
        """Whether somebody who uses rows that are there would wait."""
        return bool(self.stops) and self.is_table and self.size > 0

    def __str__(self) -> str:
        return f"{self.mode} on {self.relation}"


@dataclass(frozen=True, slots=True)
class Traced:
    """A statement that ran alone, and what it did.

    `locks`: those that it took; `under`: all that its transaction then held, the strongest of each relation. `reads`:
    how many rows of relations that were there before it read (None outside a transaction); `rewrites`: which of them
    were written anew, and their bytes now. `seen` is False if it ended before its locks could be looked at.
    """

    file: str
    way: Way
    read: Read
    ms: float
    locks: tuple[Held, ...] = ()
    under: tuple[Held, ...] = ()
    reads: Mapping[Name, int] | None = None
    rewrites: Mapping[Name, int] = field(default_factory=dict)
    wal_bytes: int = 0
    transaction: bool = True
    seen: bool = True

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.read.line}"


def trace(database: Database, file: File, way: Way) -> tuple[Traced, ...]:
    """Run one direction of a file on a database of ours, for good; FailedError if the server refuses a statement."""
    local = replace(file, text=database.localise(file.text))
    read = statements(local, way)
    with closing(database.connect(autocommit=True)) as connection:
        connection.execute("SET client_min_messages = warning")
        work = _Work(connection, local, way, _relations(connection))
        if not section_of(local, way).transaction:
            with closing(database.connect(autocommit=True)) as witness:
                return tuple(_alone(work, each, witness) for each in read)
        with connection.transaction():
            return tuple(_inside(work, read))


@dataclass(frozen=True, slots=True)
class _Work:
    connection: psycopg.Connection[Any]
    file: File
    way: Way
    old: Mapping[int, Relation]

    @property
    def oids(self) -> list[int]:
        return list(self.old)

    def locks(self, rows: Sequence[tuple[int, str]]) -> frozenset[Held]:
        """The locks that matter to others, from oids and modes."""
        return frozenset(
            Held(self.old[oid].name, mode, self.old[oid].size, self.old[oid].is_table) for oid, mode in rows
        )

    def wal(self) -> int:
        row = self.connection.execute(_WAL).fetchone()
        return int(row[0]) if row else 0

    def execute(self, read: Read) -> float:
        """Milliseconds."""
        began = time.perf_counter()
        try:
            self.connection.execute(read.sql.encode())
        except psycopg.Error as error:
            said = error.diag.message_primary or str(error)
            raise FailedError(self.file, read.line, said) from None
        return (time.perf_counter() - began) * 1000

    def storage(self) -> dict[int, tuple[int, int]]:
        return {oid: (node or 0, size or 0) for oid, node, size in self.connection.execute(_STORAGE, [self.oids])}


def _relations(connection: psycopg.Connection[Any]) -> dict[int, Relation]:
    rows = connection.execute(_RELATIONS).fetchall()
    return {oid: Relation(oid, Name(schema, name), kind, node, size) for oid, schema, name, kind, node, size in rows}


def _inside(work: _Work, read: Sequence[Read]) -> Iterator[Traced]:
    """Each statement of a transaction, with what it added."""
    held: frozenset[Held] = frozenset()
    counted: dict[int, int] = {}
    nodes = {oid: relation.storage for oid, relation in work.old.items()}
    for each in read:
        before = work.wal()
        ms = work.execute(each)
        wal = work.wal() - before
        now = work.locks(work.connection.execute(_LOCKS, [work.connection.info.backend_pid, work.oids]).fetchall())
        count = dict(work.connection.execute(_READ, [work.oids]).fetchall())
        stored = work.storage()
        rows = {work.old[o].name: n - counted.get(o, 0) for o, n in count.items() if n > counted.get(o, 0)}
        rewrites = {work.old[o].name: size for o, (node, size) in stored.items() if node != nodes[o]}
        taken = tuple(sorted(now - held, key=_order))
        yield Traced(work.file.name, work.way, each, ms, taken, _strongest(now), rows, rewrites, wal)
        held, counted = now, count
        nodes |= {oid: node for oid, (node, _) in stored.items()}


def _alone(work: _Work, read: Read, witness: psycopg.Connection[Any]) -> Traced:
    """A statement outside a transaction, watched from another connection."""
    begun = _relations(work.connection)
    work = replace(work, old=begun)
    before = work.wal()
    found: set[tuple[int, str]] = set()
    with _watched(work, witness, found):
        ms = work.execute(read)
    wal = work.wal() - before
    stored = work.storage()
    rewrites = {begun[o].name: size for o, (node, size) in stored.items() if node != begun[o].storage}
    locks = tuple(sorted(work.locks(sorted(found)), key=_order))
    return Traced(
        work.file.name,
        work.way,
        read,
        ms,
        locks,
        _strongest(locks),
        None,
        rewrites,
        wal,
        transaction=False,
        seen=bool(locks),
    )


@contextmanager
def _watched(work: _Work, witness: psycopg.Connection[Any], found: set[tuple[int, str]]) -> Iterator[None]:
    """Look at its locks again and again; what it waits for at its end is let go once they were seen."""
    done, ready = Event(), Event()
    pid, oids = work.connection.info.backend_pid, work.oids

    def look() -> None:
        with witness.transaction():
            witness.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            witness.execute("SELECT FROM pg_catalog.pg_class LIMIT 1")
            ready.set()
            while not done.is_set() and not found:
                found.update(witness.execute(_LOCKS, [pid, oids]).fetchall())
        while not done.wait(_POLL):
            found.update(witness.execute(_LOCKS, [pid, oids]).fetchall())

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        ready.wait()
        try:
            yield
        finally:
            done.set()
            looking.result()


def _strongest(held: Sequence[Held] | frozenset[Held]) -> tuple[Held, ...]:
    """One lock for each relation."""
    found: dict[Name, Held] = {}
    for each in sorted(held, key=_order):
        found.setdefault(each.relation, each)
    return tuple(found.values())


def _order(held: Held) -> tuple[int, Name]:
    return -held.strength, held.relation
