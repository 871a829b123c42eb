"""Alerts about the whole cluster, provoked on one of its own: archiver, slot, prepared transaction, setting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from pgworkbench.operations.backup.site import Site, opened
from pgworkbench.operations.monitoring import ALERTS, evaluate, reports, unmet
from pgworkbench.server import Server, ServerOptions

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
