"""Alerts about the whole cluster, provoked on one of its own: archiver, slot, prepared transaction, setting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from pgworkbench.operations.backup.site import Site, opened, start
from pgworkbench.operations.monitoring import ALERTS, evaluate, reports, unmet
from pgworkbench.operations.monitoring.evaluate import read
from pgworkbench.server import Server, ServerOptions
from pgworkbench.server import cluster as clusters

BY_NAME = {alert.name: alert for alert in ALERTS}
PATIENCE = 60.0  # seconds, for a process of the server's; none of it is spent where all is well


@pytest.fixture(scope="module")
def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: ARG001  (marks `database`)
    state = tmp_path_factory.mktemp("state")
    options = ServerOptions.from_environment(state)
    extra = (("max_prepared_transactions", "5"), ("shared_preload_libraries", "pg_stat_statements"))
    with opened(ServerOptions(state, bindir=options.bindir, settings=extra)) as site:
        yield site


def fires(connection: psycopg.Connection, name: str) -> bool:
    return bool(evaluate(connection, [BY_NAME[name]], thresholds={name: 0}))


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            return False
    return True


def test_a_failing_archiver_fires_and_clears(site: Site) -> None:
    """R-SUG-4, R-SUG-5: the log that cannot be archived is an alert before the disk is full."""
    with site.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.any AS SELECT 1")
        assert not fires(connection, "archiver_failing")
        aside = site.archive.rename(site.archive.with_name("aside"))
        connection.execute("SELECT pg_switch_wal()")
        assert until(lambda: fires(connection, "archiver_failing"))
        Path(aside).rename(site.archive)
        assert until(lambda: not fires(connection, "archiver_failing"))


def test_a_slot_without_a_client_fires_and_clears(site: Site) -> None:
    with site.connect() as connection:
        connection.execute("SELECT pg_create_physical_replication_slot('left', true)")
        connection.execute("CREATE TABLE public.grown AS SELECT n FROM generate_series(1, 1000) AS n")
        assert fires(connection, "inactive_slot")
        connection.execute("SELECT pg_drop_replication_slot('left')")
        assert not fires(connection, "inactive_slot")


def test_a_prepared_transaction_fires_and_clears(site: Site) -> None:
    with site.connect() as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE public.prepared ()")
        connection.execute("PREPARE TRANSACTION 'left'")
        assert fires(connection, "prepared_transaction")
        connection.execute("ROLLBACK PREPARED 'left'")
        assert not fires(connection, "prepared_transaction")


def test_a_setting_that_waits_for_a_restart_fires_and_clears(site: Site) -> None:
    def changed(setting: str) -> Callable[[], bool]:
        def look() -> bool:
            with site.connect() as connection:  # a session sees the reload when it begins
                return fires(connection, "pending_restart") is (setting == "SET")

        return look

    with site.connect() as connection:
        for action, statement in (
            ("SET", "ALTER SYSTEM SET max_connections = 77"),
            ("RESET", "ALTER SYSTEM RESET max_connections"),
        ):
            connection.execute(statement.encode())
            connection.execute("SELECT pg_reload_conf()")
            assert until(changed(action)), action


def test_an_interrupted_detach_fires(site: Site) -> None:
    with site.connect() as connection, site.connect() as reader:
        connection.execute("CREATE TABLE public.p (a int) PARTITION BY RANGE (a)")
        connection.execute("CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM (1) TO (2)")
        reader.execute("BEGIN")
        reader.execute("SELECT FROM public.p")
        connection.execute("SET statement_timeout = '200ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY")
        assert fires(connection, "pending_detach")
        reader.execute("ROLLBACK")
        connection.execute("ALTER TABLE public.p DETACH PARTITION public.p1 FINALIZE")
        assert not fires(connection, "pending_detach")


def test_a_slow_statement_fires_and_clears(site: Site) -> None:
    """R-SUG-5: the statements that took most time are named, and an alert says which are slow on average."""
    with site.connect() as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        assert not unmet(connection, ALERTS)
        for _ in range(101):
            connection.execute("SELECT count(*) FROM generate_series(1, 100)")
        assert fires(connection, "slow_statements")
        rows = connection.execute(reports()["slow_statements.sql"].encode()).fetchall()
        assert 101 in [row[1] for row in rows if row[-1].startswith("SELECT count(*) FROM generate_series")]
        connection.execute("SELECT pg_stat_statements_reset()")
        assert not fires(connection, "slow_statements")
        connection.execute("DROP EXTENSION pg_stat_statements")


def counted(connection: psycopg.Connection, name: str) -> float:
    """An alert's value for this database; its own counts are handed in first."""
    connection.execute("SELECT pg_stat_force_next_flush()")
    (value,) = (value for value, labels in read(connection, BY_NAME[name]) if labels["datname"] == "postgres")
    return value


_WIDE = """
CREATE TABLE public.wide (n int, x text STORAGE PLAIN) WITH (fillfactor = 10, autovacuum_enabled = off);
INSERT INTO public.wide SELECT n, repeat('x', 500) FROM generate_series(1, 8000) AS n;
"""  # a row a page, so that a scan reads 8000


def test_sorts_on_disk_fire_and_are_an_increase(site: Site) -> None:
    """R-SUG-5."""
    with site.connect() as connection:
        before = {("temporary_files", "postgres"): counted(connection, "temporary_files")}
        assert not evaluate(connection, [BY_NAME["temporary_files"]], thresholds={"temporary_files": 0}, before=before)
        connection.execute("SET work_mem = '64kB'")
        connection.execute("SELECT n FROM generate_series(1, 50000) AS n ORDER BY -n").fetchall()
        connection.execute("SELECT pg_stat_force_next_flush()")
        found = evaluate(connection, [BY_NAME["temporary_files"]], thresholds={"temporary_files": 0}, before=before)
        assert [each.labels for each in found] == [{"datname": "postgres"}]
        now = {("temporary_files", "postgres"): counted(connection, "temporary_files")}
        assert not evaluate(connection, [BY_NAME["temporary_files"]], thresholds={"temporary_files": 0}, before=now)


def test_a_damaged_page_and_cold_reads_fire_and_clear(site: Site) -> None:
    """R-SUG-5: one byte of a table changed on the disk is noticed by its checksum when the page is read."""
    with site.connect() as connection:
        connection.execute(_WIDE)
        connection.execute("CREATE TABLE public.bad AS SELECT n FROM generate_series(1, 1000) AS n")
        (place,) = connection.execute("SELECT pg_relation_filepath('public.bad')").fetchone() or ("",)
        assert not fires(connection, "checksum_failures")
    clusters.stop(site.primary)
    path = site.primary.home.data / place
    content = bytearray(path.read_bytes())
    content[4000] ^= 1
    path.write_bytes(content)
    start(site.primary)
    with site.connect() as connection:
        connection.execute("SELECT pg_stat_reset()")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        for scans, fire in ((14, True), (30, False)):  # one from the disk, the others from memory
            for _ in range(scans):
                connection.execute("SELECT count(*) FROM public.wide")
            connection.execute("SELECT pg_stat_force_next_flush()")
            assert bool(evaluate(connection, [BY_NAME["cache_misses"]])) is fire
        with pytest.raises(psycopg.errors.DataCorrupted):
            connection.execute("SELECT count(*) FROM public.bad")
        connection.execute("SELECT pg_stat_force_next_flush()")
        assert until(lambda: fires(connection, "checksum_failures"))
        connection.execute("DROP TABLE public.bad")
        connection.execute("SELECT pg_stat_reset()")
        assert until(lambda: not fires(connection, "checksum_failures"))
