"""The drill: a real standby answers the workload's reads, falls behind, is cut off, is made anew and promoted.

What must be noticed is done: replay is paused, and a stale read is seen; the log that the standby needs is removed, and
it is seen to stand still.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from pgworkbench.errors import ProofError
from pgworkbench.operations.distribution.reading import Answers, Pair, ask
from pgworkbench.operations.distribution.replicas import Reading
from pgworkbench.operations.distribution.standby import (
    PRIMARY,
    Standby,
    make_standby,
    position,
    received,
    replayed,
    until,
)
from pgworkbench.operations.monitoring import ALERTS, evaluate
from pgworkbench.server import Database, Server, ServerOptions, open_server
from pgworkbench.server.account import choose_account
from pgworkbench.workload import Workload

_ROUNDS = 20  # commits whose way to the standby is timed
_SEGMENTS = 4  # of log, more than max_slot_wal_keep_size will keep
_MARKS = "CREATE SCHEMA pgworkbench_drill; CREATE TABLE pgworkbench_drill.marks (n int PRIMARY KEY)"
_GONE = ("replication slot", "requested WAL segment", "could not start WAL streaming")
_READ_ONLY = "25006"
_BY_NAME = {alert.name: alert for alert in ALERTS}

Make = Callable[[Server], AbstractContextManager[Database]]


@dataclass(frozen=True, slots=True)
class ReplicaReport:
    """What a standby did: `answers` to the workload; milliseconds from a commit to its being seen there, the median and
    the worst; seconds from the order to promote to the first commit; what was `noticed`.
    """

    version: int
    answers: Answers
    lag_ms: float
    worst_lag_ms: float
    promoted_seconds: float
    noticed: tuple[str, ...]
    steps: tuple[str, ...]


def drill_replica(
    options: ServerOptions, make: Make, workload: Workload, readings: Collection[Reading]
) -> ReplicaReport:
    """Run the drill on clusters of its own, which are removed at the end. `options` say which PostgreSQL, `make` fills
    a database on the primary, `readings` are the places to be tried.

    ProofError if a query that was told to be fit for a standby is refused there, if the standby shows other rows once
    it has caught up, or if a failure goes unnoticed; ServerError without a pg_basebackup that serves this server.
    """
    with _primary(options) as (own, server), make(server) as database:
        standby = make_standby(server, own)
        try:
            with database.connect(autocommit=True) as primary:
                drill = _Drill(server, own, database, primary)
                report = drill.first(standby, workload, readings)
                standby, broken = drill.cut_off(standby)
                return drill.promote(standby, replace(report, noticed=(*report.noticed, broken)))
        finally:
            standby.remove()


@contextmanager
def _primary(options: ServerOptions) -> Iterator[tuple[ServerOptions, Server]]:
    """A server of its own that a standby may follow, in a folder of its own."""
    state = Path(tempfile.mkdtemp(prefix="pgwb-drill-"))
    state.chmod(0o711 if choose_account().switched else 0o700)
    own = replace(options, state=state, url=None, settings=(*PRIMARY, *options.settings))
    try:
        with open_server(own) as server:
            yield own, server
    finally:
        shutil.rmtree(state, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Drill:
    server: Server
    options: ServerOptions
    database: Database
    primary: psycopg.Connection

    def first(self, standby: Standby, workload: Workload, readings: Collection[Reading]) -> ReplicaReport:
        """The workload there, the lag, and replay paused."""
        self.primary.execute(_MARKS)
        with standby.connect(self.database.name) as there:
            self._catch_up(there)
            _refuses_writes(there)
            _watched_there(there)
            answers = ask(Pair(self.primary, there, self.database.roles), workload, readings)
            if answers.failed:
                raise ProofError("replica drill", f"told to be fit for a standby, refused there: {answers.failed[0]}")
            lags = [self._lag(there, number) for number in range(_ROUNDS)]
            until(self._lags, "the alert replication_lag")  # any at all, and none once nothing is written
            _must_clear(self.primary, "replication_lag")
            paused = self._pause(there)
        lag, worst = statistics.median(lags), max(lags)
        return ReplicaReport(self.server.version, answers, lag, worst, 0.0, (paused,), ())

    def _lags(self) -> bool:
        """Whether the alert fires: the lag of a write is shown for a moment after it."""
        self.primary.execute("SELECT pg_catalog.pg_logical_emit_message(true, 'pgworkbench', 'a write')")
        return _fires(self.primary, "replication_lag")

    def cut_off(self, standby: Standby) -> tuple[Standby, str]:
        """The log that a stopped standby needs is removed: it shows old rows, and is noticed; another follows."""
        standby.stop()
        for statement in ("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_catalog.pg_reload_conf()"):
            self.primary.execute(statement.encode())
        for number in range(_SEGMENTS):
            self._mark(1000 + number)
            self.primary.execute("SELECT pg_catalog.pg_switch_wal()")
        self.primary.execute("CHECKPOINT")
        standby.start()
        said = _said(standby)
        with standby.connect(self.database.name) as there:
            if _count(there) == _count(self.primary):
                raise ProofError("replica drill", "the standby has rows whose log was removed")
            _must_fire(there, "cut_off_standby")
        _must_fire(self.primary, "lost_slot")
        standby.remove()
        self.primary.execute("SELECT pg_catalog.pg_drop_replication_slot(%s)", [standby.slot])
        self.primary.execute("ALTER SYSTEM RESET max_slot_wal_keep_size")
        self.primary.execute("SELECT pg_catalog.pg_reload_conf()")
        fresh = make_standby(self.server, self.options)
        with fresh.connect(self.database.name) as there:
            self._catch_up(there)
            _must_clear(there, "cut_off_standby")
        _must_clear(self.primary, "lost_slot")
        return fresh, f"log removed before it was sent: noticed (the standby: {said}); made anew, it caught up"

    def promote(self, standby: Standby, report: ReplicaReport) -> ReplicaReport:
        """The standby becomes a primary: its rows are the ones that were there, and it takes a commit."""
        with standby.connect(self.database.name) as there:
            self._catch_up(there)
            before, begun = _count(self.primary), time.monotonic()
            there.execute("SELECT pg_catalog.pg_promote()")
            there.execute("INSERT INTO pgworkbench_drill.marks VALUES (-1)")
            seconds = time.monotonic() - begun
            if _count(there) != before + 1:
                raise ProofError("replica drill", f"{_count(there) - 1} marks after promotion instead of {before}")
            self._mark(-2)  # the old primary knows nothing of it
            if _sees(there, -2):
                raise ProofError("replica drill", "a write to the old primary reached the promoted standby")
            apart = "the old primary takes writes that nobody will see: stop it before a standby is promoted"
        report = replace(report, promoted_seconds=seconds)
        return replace(report, steps=(*_told(report), apart))

    def _mark(self, number: int) -> str:
        """A commit, and how far the log goes with it."""
        self.primary.execute("INSERT INTO pgworkbench_drill.marks VALUES (%s)", [number])
        return position(self.primary)

    def _catch_up(self, there: psycopg.Connection) -> None:
        here = position(self.primary)
        until(lambda: replayed(there, here), "the standby's catching up")

    def _lag(self, there: psycopg.Connection, number: int) -> float:
        """Milliseconds from a commit's end until a reader on the standby, who asks again and again, finds it. One who
        waits for the commit's place in the log must find it at once.
        """
        self._mark(2 * number)
        seconds = until(lambda: _sees(there, 2 * number), "replay")
        here = self._mark(2 * number + 1)
        until(lambda: replayed(there, here), "replay")
        if not _sees(there, 2 * number + 1):
            raise ProofError("replica drill", "a commit before the place that was waited for is not seen")
        return seconds * 1000

    def _pause(self, there: psycopg.Connection) -> str:
        there.execute("SELECT pg_catalog.pg_wal_replay_pause()")
        paused = b"SELECT pg_catalog.pg_get_wal_replay_pause_state() = 'paused'"
        until(lambda: there.execute(paused).fetchone() == (True,), "the pause")
        here = self._mark(2 * _ROUNDS)
        until(lambda: received(there, here), "receiving")
        if _sees(there, 2 * _ROUNDS):
            raise ProofError("replica drill", "replay was paused, and yet the standby shows the commit")
        _must_fire(self.primary, "replication_behind")
        _must_fire(there, "stale_standby")
        there.execute("SELECT pg_catalog.pg_wal_replay_resume()")
        self._catch_up(there)
        _must_clear(there, "stale_standby")
        _must_clear(self.primary, "replication_behind")
        return "replay paused: a stale read, noticed on both sides (replication_behind, stale_standby); cleared after"


def _refuses_writes(there: psycopg.Connection) -> None:
    """The control: without it, nothing that was refused would mean anything."""
    try:
        there.execute("INSERT INTO pgworkbench_drill.marks VALUES (-9)")
    except psycopg.Error as error:
        if error.sqlstate == _READ_ONLY:
            return
        raise
    raise ProofError("replica drill", "the standby took a write")


def _watched_there(there: psycopg.Connection) -> None:
    """Every query of the monitoring runs on a standby, too: an exporter that fails there sees nothing."""
    evaluate(there, ALERTS)


def _fires(connection: psycopg.Connection, name: str) -> bool:
    return bool(evaluate(connection, [_BY_NAME[name]], thresholds={name: 0}))


def _must_fire(connection: psycopg.Connection, name: str) -> None:
    until(lambda: _fires(connection, name), f"the alert {name}")


def _must_clear(connection: psycopg.Connection, name: str) -> None:
    until(lambda: not _fires(connection, name), f"the end of the alert {name}")


def _said(standby: Standby) -> str:
    until(lambda: bool(standby.said(*_GONE)), "a word of the standby's about its log")
    return standby.said(*_GONE)


def _sees(connection: psycopg.Connection, number: int) -> bool:
    return bool(connection.execute("SELECT FROM pgworkbench_drill.marks WHERE n = %s", [number]).rowcount)


def _count(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM pgworkbench_drill.marks").fetchone()
    return int(row[0]) if row else 0


def _told(report: ReplicaReport) -> Iterator[str]:
    answers = report.answers
    yield (
        f"a standby by base backup and slot, PostgreSQL {report.version // 10000}: {answers.answered} queries that may "
        f"leave the primary were answered there, {answers.same} with the primary's very rows"
    )
    taken = f"; it would have run {', '.join(answers.taken)}" if answers.taken else ""
    yield f"of those kept on the primary it refused {answers.refused}{taken}"
    if answers.not_run:
        yield f"not sent: {'; '.join(answers.not_run)}"
    yield (
        f"a commit is seen there after {report.lag_ms:.1f} ms (median of {_ROUNDS}; the worst "
        f"{report.worst_lag_ms:.1f} ms, on one machine); who waits for its place in the log sees it at once"
    )
    yield from report.noticed
    yield f"promoted: the first commit {report.promoted_seconds:.1f} s after the order, with every row"
