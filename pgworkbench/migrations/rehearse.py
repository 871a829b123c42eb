"""A rehearsal: files that wait, on a copy with rows, first alone and then while the workload runs; and the way back.

Alone it is seen what each statement locks, reads, writes anew and logs; in traffic, who has to wait for it. Nothing but
copies is touched.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg

from pgworkbench.catalog import read_catalog
from pgworkbench.errors import ProofError, RefusedError
from pgworkbench.migrations.before import unfit
from pgworkbench.migrations.digest import columns_of, digest
from pgworkbench.migrations.files import File
from pgworkbench.migrations.hurts import Hurt, hurts
from pgworkbench.migrations.parts import KEPT
from pgworkbench.migrations.reading import section_of, statements
from pgworkbench.migrations.rehearsal import Rehearsal, Wait, row_of
from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.structure import shown, structure
from pgworkbench.migrations.trace import Traced, trace
from pgworkbench.migrations.traffic import Load, Sample, Traffic, afterwards, prepare, running
from pgworkbench.server import Database, Server
from pgworkbench.workload import Query, QueryKind, Workload

_RETRIED = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """How: which traffic, how long a lock may be held (`held_ms`) or waited for (`wait_ms`) without a word.

    `lock_timeout` is what the files run with in traffic, and `attempts` how often one that got no lock is tried.
    """

    load: Load = field(default_factory=Load)
    held_ms: float = 200.0
    wait_ms: float = 200.0
    lock_timeout: str = "5s"
    attempts: int = 5


@dataclass(frozen=True, slots=True)
class _Timed:
    """A statement in traffic; for a file in a transaction, the last one lasts until its COMMIT."""

    file: str
    way: Way
    line: int
    began: float
    ended: float

    @property
    def ms(self) -> float:
        return (self.ended - self.began) * 1000


@dataclass(frozen=True, slots=True)
class _Busy:
    """What was seen in traffic; nothing, if no query could run."""

    timed: Sequence[_Timed] = ()
    waits: tuple[Wait, ...] = ()
    broken: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)
    executed: int = 0


def rehearse(
    server: Server,
    database: Database,
    files: Sequence[File],
    workload: Workload,
    how: Rehearsing = Rehearsing(),
) -> Rehearsal:
    """Run `files` on copies of `database` (which is as they expect it, with rows), there and back.

    RefusedError if a statement cannot be sent where it stands, ProofError if one fails; both with file and line. A
    query of the workload that fails is told in what comes back.
    """
    reasons = [f"{file.name}:{line}: {what}" for file in files for way in Way for line, what in unfit(file, way)]
    if reasons:
        raise RefusedError(reasons)
    with server.clone(database, "rehearsal") as alone:
        rows, traced, back = _alone(alone, files)
    busy = _busy(server, database, files, workload, how)
    ms = {(each.file, each.way, each.line): each.ms for each in busy.timed}
    return Rehearsal(
        server.version,
        tuple(file.name for file in files),
        rows,
        tuple(row_of(each, ms.get((each.file, each.way, each.read.line))) for each in traced),
        busy.waits,
        (*hurts(traced, how.held_ms), *_felt(busy.waits, how.wait_ms)),
        busy.broken,
        busy.aside,
        back,
        busy.executed,
    )


@contextmanager
def taken_back(server: Server, database: Database, files: Sequence[File]) -> Iterator[Database]:
    """A copy of a database that already has `files`, as it was before them: with all rows that were there then.

    What the way back keeps for the next way up is dropped, so that they begin as they will in production.
    """
    with server.clone(database, "before") as copy:
        for file in reversed(files):
            try:
                run(copy, file, Way.DOWN)
            except FailedError as failed:
                raise ProofError("the state before the files", str(failed)) from None
        with copy.connect(autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE".encode())
        yield copy


def _busy(server: Server, database: Database, files: Sequence[File], workload: Workload, how: Rehearsing) -> _Busy:
    if not workload.queries:
        return _Busy()
    with server.clone(database, "traffic") as busy:
        ready, aside = prepare(busy, workload)
        if not ready:
            return _Busy(aside=aside)
        with running(busy, ready, how.load) as traffic:
            began = time.perf_counter()
            others = [query for query in workload.queries if query.name in aside]
            timed, failing, served = _in_traffic(traffic, files, others, how)
        waits = tuple(_waits(traffic, timed, began, workload))
        aside |= {name: f"works only after the files ({aside[name]})" for name in aside if name in served}
        return _Busy(timed, waits, failing, aside, len(traffic.samples))


def _alone(database: Database, files: Sequence[File]) -> tuple[int, list[Traced], str]:
    """Rows, what each statement did there and back, and what the way back did not restore."""
    with database.connect(autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        columns = columns_of(read_catalog(connection))
    before, rows = structure(database), digest(database, columns)
    traced: list[Traced] = []
    for way, order in ((Way.UP, files), (Way.DOWN, tuple(reversed(files)))):
        for file in order:
            try:
                traced += trace(database, file, way)
            except FailedError as failed:
                raise ProofError(f"rehearsal, {way.value}", str(failed)) from None
    after = structure(database)
    differs = shown(before, after)
    if not differs:
        differs = "; ".join(rows.differences(digest(database, columns)))
    return sum(count for count, _ in rows.digests.values()), traced, differs


def _in_traffic(
    traffic: Traffic, files: Sequence[File], others: Sequence[Query], how: Rehearsing
) -> tuple[list[_Timed], Mapping[str, str], set[str]]:
    """When each statement ran, which queries the files broke, and which of the `others` they brought to work."""
    timed: list[_Timed] = []
    with closing(traffic.database.connect(autocommit=True)) as connection:
        connection.execute("SET client_min_messages = warning")
        traffic.watched = connection.info.backend_pid
        for file in files:
            timed += _patient(traffic.database, connection, file, Way.UP, how)
        failing, served = afterwards(traffic.database, traffic.ready, others)
        for file in reversed(files):
            timed += _patient(traffic.database, connection, file, Way.DOWN, how)
    return timed, failing, served


def _patient(
    database: Database, connection: psycopg.Connection[Any], file: File, way: Way, how: Rehearsing
) -> list[_Timed]:
    """A file in traffic, tried again if it got no lock."""
    local = replace(file, text=database.localise(file.text))
    for attempt in range(1, how.attempts + 1):
        timed: list[_Timed] = []
        connection.execute("RESET ALL")
        connection.execute("SELECT set_config('lock_timeout', %s, false)", [how.lock_timeout])
        try:
            _timed(connection, local, way, timed)
        except psycopg.Error as error:
            line = timed[-1].line if timed else 1
            if isinstance(error, _RETRIED) and attempt < how.attempts:
                continue
            said = error.diag.message_primary or str(error)
            raise ProofError(f"rehearsal in traffic, {way.value}", f"{file.name}, after line {line}: {said}") from None
        return timed
    return []


def _timed(connection: psycopg.Connection[Any], file: File, way: Way, timed: list[_Timed]) -> None:
    section = section_of(file, way)
    if section.transaction:
        with connection.transaction():
            _each(connection, file, way, timed)
        if timed:
            timed[-1] = replace(timed[-1], ended=time.perf_counter())
    else:
        _each(connection, file, way, timed)


def _each(connection: psycopg.Connection[Any], file: File, way: Way, timed: list[_Timed]) -> None:
    for read in statements(file, way):
        began = time.perf_counter()
        connection.execute(read.sql.encode())
        timed.append(_Timed(file.name, way, read.line, began, time.perf_counter()))


def _waits(traffic: Traffic, timed: Sequence[_Timed], began: float, workload: Workload) -> Iterator[Wait]:
    """Each query's longest execution beside a statement; the longest first."""
    usual = traffic.usual(began)
    longest: dict[tuple[str, Way], tuple[Sample, _Timed]] = {}
    for sample in traffic.samples:
        beside = [each for each in timed if each.began < sample.ended and sample.began < each.ended]
        if not beside or sample.query not in usual:
            continue
        most = max(beside, key=lambda each: min(each.ended, sample.ended) - max(each.began, sample.began))
        known = longest.get((sample.query, most.way))
        if known is None or sample.ms > known[0].ms:
            longest[sample.query, most.way] = sample, most
    kinds = {query.name: query.kind for query in workload.queries}
    for (query, way), (sample, most) in sorted(longest.items(), key=lambda pair: -pair[1][0].ms):
        kind = kinds.get(query, QueryKind.READ).value
        blocked = traffic.was_blocked(sample)
        yield Wait(query, kind, way.value, f"{most.file}:{most.line}", usual[query], sample.ms, blocked)


def _felt(waits: Sequence[Wait], wait_ms: float) -> Iterator[Hurt]:
    """The longest wait for a lock at each place, where it is long."""
    seen: set[str] = set()
    for wait in waits:
        if wait.blocked and wait.longest_ms >= wait_ms and wait.place not in seen:
            seen.add(wait.place)
            what = f"{wait.query} waited {wait.longest_ms:.0f} ms for its lock (usually {wait.usual_ms:.1f} ms)"
            yield Hurt(
                wait.way, wait.place, what, "shorten what the file does under that lock, or run it in a quiet hour"
            )
