"""The driver: the same calls with 1, 2, 4 … clients, each time on a fresh copy, so that only the number differs.

Closed loop: a client sends its next call when it has the answer to the last, so throughput is what the server can do
with so many at once. Driver and server share a machine here; figures compare steps of one run, not machines.
"""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from threading import Barrier, BrokenBarrierError, Lock

import psycopg

from pgworkbench.errors import RefusedError
from pgworkbench.operations.concurrency.client import Answer, Limits, connected, perform
from pgworkbench.operations.concurrency.load import Latency, Load, Step
from pgworkbench.operations.concurrency.mixture import Call, Sendable, declared_rate, mixture, sendable
from pgworkbench.operations.concurrency.waits import watched
from pgworkbench.operations.session import settings_of
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload

_FREE = """
SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
       - (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend')
"""
_SHOWN = ("max_connections", "shared_buffers", "work_mem", "fsync", "synchronous_commit", "wal_level")
_WATCHER = 2  # connections beside the clients': the watcher's, and one to spare


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """So many `calls` with each number of `clients`; a step begins nothing new after `seconds`.

    `sets` of values are drawn for each query.
    """

    clients: Sequence[int] = (1, 2, 4, 8, 16, 32)
    calls: int = 2000
    seconds: float = 60.0
    sets: int = 200
    seed: int = 1
    limits: Limits = field(default_factory=Limits)


def drive(database: Database, workload: Workload, options: LoadOptions = LoadOptions()) -> Load:
    """Run the workload on copies of `database`, which stays as it is.

    RefusedError if no query can be called or the server has not as many connections; ContentError for a query that
    cannot run at all.
    """
    settings = settings_of(database)
    with database.connect(autocommit=True) as connection:
        found = sendable(connection, workload, options.sets)
        facts = _facts(connection)
        _require(connection, options, found)
    calls = mixture(found, options.calls, options.seed)
    steps = []
    for clients in sorted(set(options.clients)):
        with database.server.clone(database, "load") as copy:
            steps.append(_Round(copy, settings, options, clients).run(calls))
    return Load(tuple(steps), declared_rate(workload), found.left_out, facts)


def _require(connection: psycopg.Connection, options: LoadOptions, found: Sendable) -> None:
    if not found.values:
        raise RefusedError(["no query of the workload can be called", *found.left_out])
    if not options.clients or min(options.clients) < 1:
        raise RefusedError(["a load needs at least one client"])
    (free,) = connection.execute(_FREE).fetchone() or (0,)
    if max(options.clients) + _WATCHER > free:
        raise RefusedError([f"{max(options.clients)} clients need more connections than the server has left ({free})"])


def _facts(connection: psycopg.Connection) -> dict[str, str]:
    shown = connection.execute(
        "SELECT name, current_setting(name) FROM pg_catalog.pg_settings WHERE name = ANY (%s) ORDER BY 1", [[*_SHOWN]]
    ).fetchall()
    machine = {"cores": str(os.cpu_count()), "load before": f"{os.getloadavg()[0]:.1f}"}
    return {"postgresql": str(connection.info.server_version), **machine, **dict(shown)}


@dataclass(frozen=True, slots=True)
class _Round:
    """One step: so many clients on one copy."""

    copy: Database
    settings: dict[str, str]
    options: LoadOptions
    clients: int

    def run(self, calls: Sequence[Call]) -> Step:
        with ExitStack() as stack:
            opened = [stack.enter_context(self._connect()) for _ in range(self.clients)]
            doing: dict[int, str] = {}
            with watched(self.copy, doing) as watch, ThreadPoolExecutor(self.clients) as threads:
                waiting = _Queue(calls, self.options.seconds)
                start = Barrier(self.clients + 1, action=waiting.begin)
                running = [threads.submit(self._work, each, waiting, doing, start) for each in opened]
                with suppress(BrokenBarrierError):  # a client that failed says so by its result
                    start.wait()
                begun, busy = time.monotonic(), time.process_time()
                answers = [answer for each in running for answer in each.result()]
                seconds, busy = time.monotonic() - begun, time.process_time() - busy
            for connection in opened:
                connection.execute("SELECT pg_catalog.pg_stat_force_next_flush()")
            deadlocks = _deadlocks(opened[0])
        return Step(self.clients, seconds, latencies(answers), watch.waits, watch.looks, deadlocks, busy / seconds)

    def _connect(self) -> psycopg.Connection:
        return connected(self.copy, self.settings, self.options.limits)

    def _work(
        self, connection: psycopg.Connection, waiting: _Queue, doing: dict[int, str], start: Barrier
    ) -> list[Answer]:
        pid, answers = connection.info.backend_pid, []
        try:
            self._warm(connection, waiting.reads)
            start.wait()
            for call in waiting:
                doing[pid] = call.query.name
                answers.append(perform(connection, self.copy.roles, call))
        except BrokenBarrierError:  # another client failed, and its error is the one to tell
            return []
        except BaseException:
            waiting.end()
            start.abort()
            raise
        finally:
            doing.pop(pid, None)
        return answers

    def _warm(self, connection: psycopg.Connection, reads: Sequence[Call]) -> None:
        """Each read once, as a connection of a pool has long done: pages in memory, the catalog in its caches. What
        turns out to write (inside a function) is refused, so that every step begins with the same rows.
        """
        connection.execute("SET default_transaction_read_only = on")
        for call in reads:
            perform(connection, self.copy.roles, call)
        connection.execute("RESET default_transaction_read_only")


class _Queue:
    """Calls for several threads, each handed out once, until all are or the time is up."""

    def __init__(self, calls: Sequence[Call], seconds: float) -> None:
        self._calls, self._lock = iter(calls), Lock()
        self._seconds, self._deadline, self._ended = seconds, float("inf"), False
        self.reads = tuple({call.query: call for call in calls if call.query.kind is QueryKind.READ}.values())

    def begin(self) -> None:
        """From now on the time runs."""
        self._deadline = time.monotonic() + self._seconds

    def __iter__(self) -> Iterator[Call]:
        while time.monotonic() < self._deadline and not self._ended:
            with self._lock:
                call = next(self._calls, None)
            if call is None:
                return
            yield call

    def end(self) -> None:
        """Hand out no more."""
        self._ended = True


def latencies(answers: Sequence[Answer]) -> tuple[Latency, ...]:
    """By query, in order of their names; percentiles by the nearest rank."""
    times: dict[Query, list[float]] = defaultdict(list)
    failed: dict[Query, Counter[str]] = defaultdict(Counter)
    for answer in answers:
        times[answer.query].append(answer.ms)
        if answer.state is not None:
            failed[answer.query][answer.state] += 1
    return tuple(
        Latency(
            query.name, len(each), rank(each, 50), rank(each, 95), rank(each, 99), max(each),
            query.target_ms, dict(failed[query]),
        )
        for query, each in sorted(times.items(), key=lambda item: item[0].name)
    )  # fmt: skip


def rank(values: Sequence[float], percent: int) -> float:
    """The smallest value that `percent` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]


def _deadlocks(connection: psycopg.Connection) -> int:
    found = connection.execute(
        "SELECT deadlocks FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()"
    ).fetchone()
    return int(found[0]) if found else 0
