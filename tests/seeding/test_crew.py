"""Workers load the same rows as one process does: as processes here, and as a Dask cluster by address."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import distributed
import psycopg
import pytest
from seeding.library import AS_OF, DDL, PLANS, VOLUMES

from pgworkbench.errors import SeedError
from pgworkbench.seeding import Manifest, seed, verify
from pgworkbench.seeding.crew import Crew, Watch
from pgworkbench.seeding.plan import TablePlan, automatic, const, number
from pgworkbench.seeding.worker import Home
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database


def load(database: Database, crew: Crew | None = None) -> Manifest:
    return seed(database, PLANS, VOLUMES, seed=7, as_of=AS_OF, crew=crew)


def nothing(database: Database) -> Manifest:
    """A load without plans."""
    return seed(database, (), {}, seed=7, as_of=AS_OF, crew=Crew())


def state(database: Database) -> list[Any]:
    """How many rows there are, and whether every index is in force."""
    indexes = """
        SELECT indexrelid::regclass::text, indisready AND indisvalid
          FROM pg_index WHERE indrelid >= 16384 AND indexrelid::regclass::text NOT LIKE 'pg_toast%' ORDER BY 1"""
    with database.connect(autocommit=True) as connection:
        loans = connection.execute("SELECT count(*), sum(nth) FROM loans").fetchall()
        return loans + connection.execute(indexes).fetchall()


@pytest.fixture
def alone(server: Server) -> Iterator[tuple[Manifest, list[Any]]]:
    """What one process makes of the library."""
    with server.scratch("alone") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(DDL)
        yield load(database), state(database)


def test_processes_make_the_rows_that_one_makes(library: Database, alone: tuple[Manifest, list[Any]]) -> None:
    manifest = load(library, Crew(processes=2, task_rows=700))
    assert manifest.text() == alone[0].text()
    assert state(library) == alone[1]
    assert verify(library, PLANS, manifest) == ()


def test_a_cluster_makes_them_too_by_its_address(library: Database, alone: tuple[Manifest, list[Any]]) -> None:
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options, silence_logs=50) as cluster:
        manifest = load(library, Crew(scheduler=cluster.scheduler_address, task_rows=1100))
    assert manifest.text() == alone[0].text()
    assert state(library) == alone[1]


def test_no_scheduler_is_one_line(library: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgworkbench.seeding.scheduler._PATIENCE", 1)
    with pytest.raises(SeedError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        load(library, Crew(scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(SeedError, match="no Dask scheduler answers at nowhere: missing port number"):
        load(library, Crew(scheduler="nowhere"))
    assert state(library)[0] == (0, None)


def test_without_dask_it_is_one_line_too(library: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SeedError, match="pip install distributed, or use --workers"):
        load(library, Crew(scheduler="tcp://127.0.0.1:9"))


class Dying(Crew):
    """Workers of which one is killed when it comes to the loans."""

    @contextmanager
    def open(self, home: Home) -> Iterator[Executor]:
        with super().open(home) as executor:
            assert isinstance(executor, ProcessPoolExecutor)
            os.kill(next(iter(executor._processes)), signal.SIGKILL)  # noqa: SLF001  # a worker's number
            yield executor


def test_a_worker_that_dies_ends_the_load_and_nothing_is_kept(library: Database) -> None:
    before = state(library)
    with pytest.raises(SeedError, match="a worker died"):
        load(library, Dying())
    assert state(library) == before
    assert load(library).rows == sum(VOLUMES.values())  # as if nothing had been


class Torn(Crew):
    """The pool's pipe is gone in the moment that a task is given, as may be after a worker has died."""

    @contextmanager
    def open(self, home: Home) -> Iterator[Executor]:
        with super().open(home) as executor:
            assert isinstance(executor, ProcessPoolExecutor)
            os.kill(next(iter(executor._processes)), signal.SIGKILL)  # noqa: SLF001  # a worker's number
            executor._executor_manager_thread.join()  # type: ignore[attr-defined]  # noqa: SLF001  # it has noticed
            raise OSError("handle is closed")


def test_a_pool_that_breaks_in_a_bad_moment_is_a_dead_worker_too(library: Database) -> None:
    with pytest.raises(SeedError, match="a worker died"):
        load(library, Torn())


class Deserted(Crew):
    """A cluster whose workers are gone when there is something to load."""

    @contextmanager
    def open(self, home: Home) -> Iterator[Executor]:
        with super().open(home) as executor:
            client = executor._client  # type: ignore[attr-defined]  # noqa: SLF001  # Dask's own
            client.retire_workers(list(client.scheduler_info(n_workers=-1)["workers"]), remove=True, close_workers=True)
            yield executor


def test_a_cluster_without_workers_is_not_waited_for(library: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pgworkbench.seeding.crew._LOOK", 0.05)
    monkeypatch.setattr("pgworkbench.seeding.crew.ALONE", 0.2)
    before = state(library)
    options = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "dashboard_address": None}
    with (
        distributed.LocalCluster(**options, silence_logs=50) as cluster,
        pytest.raises(SeedError, match="the cluster has had no worker for"),
    ):
        load(library, Deserted(scheduler=cluster.scheduler_address))
    assert state(library) == before


class Flapping:
    """What a scheduler tells of workers that live for a moment each."""

    def __init__(self) -> None:
        self.born = 0

    def scheduler_info(self, n_workers: int) -> dict[str, dict[str, None]]:
        assert n_workers == -1  # all of them
        self.born += 1
        return {"workers": {f"tcp://worker-{self.born}": None}}


def test_workers_that_come_and_go_are_not_waited_for_either() -> None:
    executor = ThreadPoolExecutor(1)
    executor._client = Flapping()  # type: ignore[attr-defined]  # noqa: SLF001  # where Dask's has it
    watch = Watch(executor)
    for _ in range(8):
        watch.look(progress=False)
    watch.look(progress=True)
    for _ in range(8):
        watch.look(progress=False)
    with pytest.raises(SeedError, match="die before they have loaded anything"):
        watch.look(progress=False)


def deaf(started: str) -> None:
    """A worker that cannot be asked to end, as one that waits for a lock of the dead."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path(started).touch()
    while True:
        signal.pause()


class Deaf(Crew):
    """A load that fails while such a one is at work."""

    @contextmanager
    def open(self, home: Home) -> Iterator[Executor]:
        with TemporaryDirectory() as folder, super().open(home) as executor:
            started = Path(folder, "started")
            executor.submit(deaf, str(started))
            while not started.exists():
                os.sched_yield()
            raise KeyError
            yield executor


def test_a_load_that_fails_waits_for_no_worker(library: Database) -> None:
    before = state(library)
    with pytest.raises(KeyError):
        load(library, Deaf())
    assert state(library) == before


def test_a_rule_that_does_not_hold_is_named_and_nothing_is_kept(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE items (id bigint PRIMARY KEY, kind int UNIQUE)")
    plans = (TablePlan("items", {"id": number(), "kind": const(3)}),)
    with pytest.raises(SeedError, match="items cannot be seeded: could not create unique index"):
        seed(scratch, plans, {"items": 20}, seed=1, as_of=AS_OF, crew=Crew(processes=1))
    with scratch.connect(autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM items").fetchone() == (0,)
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO items VALUES (1, 1), (2, 1)")


def test_tables_that_fill_themselves_come_after_the_workers(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE a (id bigint PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a bigint REFERENCES a)"
        )
    plans = (TablePlan("a", {"id": number()}), *automatic("b"))
    made = seed(scratch, plans, {"a": 30, "b": 10}, seed=1, as_of=AS_OF, crew=Crew(processes=1))
    assert {name: its.rows for name, its in made.tables.items()} == {"a": 30, "b": 10}


def test_only_a_database_of_ours_that_is_not_whole_yet(server: Server) -> None:
    with pytest.raises(SeedError, match="workers load into no other database"):
        nothing(Database(server, "postgres", {}))
    kept = server.kept("finished", "test-crew", lambda _: None)
    try:
        with pytest.raises(SeedError, match="workers load into no other database"):
            nothing(kept)
    finally:
        server.drop(kept.name)
