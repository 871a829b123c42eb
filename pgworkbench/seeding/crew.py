"""Workers for a load: processes of this machine, or those of a Dask cluster whose scheduler is named.

Both are executors of `concurrent.futures`, so that what uses them does not know which they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from pgworkbench.errors import SeedError
from pgworkbench.seeding.loading import Load
from pgworkbench.seeding.rowhash import Digest
from pgworkbench.seeding.scheduler import client_of
from pgworkbench.seeding.target import TargetTable
from pgworkbench.seeding.worker import Done, Home, copy_task, cut, greet, rebuild_task

_TASK_ROWS = 200_000  # at most: a task is made again from its beginning if its worker of a cluster dies
_TASKS_EACH = 4  # of a table, for each worker
_LEAST_ROWS = 5_000
_LOOK = 5  # seconds after which a load looks whether a cluster has workers at all
_LIVES = 8  # times that all workers of a cluster may be new ones without having done anything
ALONE = 60  # seconds that a load waits for a cluster without workers


@dataclass(frozen=True, slots=True)
class Crew:
    """Who loads: so many processes of this machine, or the workers of the scheduler at an address."""

    processes: int = 2
    scheduler: str | None = None
    task_rows: int | None = None  # how many rows a worker makes at a time; None: by the volume

    @contextmanager
    def open(self, home: Home) -> Iterator[Executor]:
        """The workers, each of which has been asked whether it can work for this load; SeedError if one fails."""
        its = _processes(self.processes, home) if self.scheduler is None else _cluster(self.scheduler, home)
        with _failing(), its as executor:
            yield executor

    def cut(self, rows: int) -> int:
        """Into how large tasks a load of so many rows is cut."""
        return self.task_rows or max(_LEAST_ROWS, min(_TASK_ROWS, rows // (self.processes * _TASKS_EACH) + 1))


@contextmanager
def _processes(number: int, home: Home) -> Iterator[Executor]:
    """Not by fork: this process has connections, and threads that make rows."""
    pool = ProcessPoolExecutor(number, mp_context=get_context("spawn"))
    try:
        with pool as executor:
            try:
                executor.submit(greet, home).result()
                yield executor
            except BaseException:
                # One that was killed may have held a lock for which the others wait, and the pool would wait for them.
                for process in list((executor._processes or {}).values()):  # noqa: SLF001  (3.14 has kill_workers)
                    process.kill()
                raise
    except OSError as error:  # a task was given, or the pool left, while it closed its pipe because a worker had died
        if not pool._broken:  # noqa: SLF001  (it has no public word for that)
            raise
        raise BrokenProcessPool(str(error)) from error


@contextmanager
def _cluster(address: str, home: Home) -> Iterator[Executor]:
    with client_of(address, SeedError, ", or use --workers") as client:
        client.run(greet, home)
        with client.get_executor(pure=False, retries=0) as executor:
            yield executor


def load_by(executor: Executor, crew: Crew, home: Home, load: Load, targets: Sequence[TargetTable]) -> dict[str, Done]:
    """Load all rows of these tables, then rebuild each table's indexes; what was loaded, by table.

    Any task that fails ends the load with SeedError, a worker that dies too.
    """
    volumes = [(target, load.volume(target)) for target in targets]
    tasks = cut(home, volumes, crew.cut(sum(rows for _, rows in volumes)))
    found = {str(target.name): Done(str(target.name), Digest(), {}) for target in targets}
    rows = {str(target.name): (target, total) for target, total in volumes}
    waiting: set[Future[Any]] = {executor.submit(copy_task, task) for task in tasks}
    waiting |= {executor.submit(rebuild_task, home, target) for target, total in volumes if total == 0}
    watch = Watch(executor)
    try:
        while waiting:
            done, waiting = wait(waiting, timeout=_LOOK, return_when=FIRST_COMPLETED)
            watch.look(progress=bool(done))
            for made in (future.result() for future in done):
                if not isinstance(made, Done):
                    continue
                before, (target, total) = found[made.table], rows[made.table]
                digest = before.digest + made.digest
                found[made.table] = Done(made.table, digest, {**before.pools, **made.pools})
                load.progress(made.table, digest.rows, total)
                if digest.rows == total:
                    waiting.add(executor.submit(rebuild_task, home, target))
    finally:
        for future in waiting:
            future.cancel()
    return found


class Watch:
    """Sees to it that a load does not wait for the workers of a cluster when there are none, or none that lives."""

    def __init__(self, executor: Executor) -> None:
        self._client: Any = getattr(executor, "_client", None)  # processes of this machine have none, and tell
        self._last = time.monotonic()
        self._seen: set[str] = set()
        self._most = 0

    def look(self, *, progress: bool) -> None:
        """After each wait: SeedError if nothing was done and nobody is there who might do it."""
        if progress:
            self._last, self._seen = time.monotonic(), set()
        if progress or self._client is None:
            return
        try:
            there = set(self._client.scheduler_info(n_workers=-1)["workers"])
        except OSError as error:
            raise SeedError(f"the scheduler answers no more ({error}): nothing is kept") from None
        if there:
            self._last = time.monotonic()
        self._seen |= there
        self._most = max(self._most, len(there))
        if time.monotonic() - self._last > ALONE:
            raise SeedError(f"the cluster has had no worker for {ALONE} seconds: nothing is kept; start some first")
        if len(self._seen) > _LIVES * max(self._most, 1):
            raise SeedError("the cluster's workers die before they have loaded anything: nothing is kept")


@contextmanager
def _failing() -> Iterator[None]:
    """What goes wrong in a worker, as SeedError."""
    try:
        yield
    except SeedError:
        raise
    except BrokenProcessPool:
        raise SeedError("a worker died while it loaded rows: nothing is kept; seed again") from None
    except CancelledError:
        raise SeedError("the cluster has dropped the load, as when its scheduler ends: nothing is kept") from None
    except Exception as error:  # a scheduler's own
        if type(error).__module__.partition(".")[0] != "distributed":
            raise
        raise SeedError(f"the cluster could not load all rows ({type(error).__name__}): nothing is kept") from error
