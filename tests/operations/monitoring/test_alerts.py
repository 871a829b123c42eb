"""Every alert's query runs on every server; those that can be provoked fire, and clear again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

import psycopg
import pytest
import yaml

from pgworkbench.errors import UnknownNameError
from pgworkbench.operations.monitoring import ALERTS, Alert, evaluate, exporter_queries, prometheus_rules, query_of
from pgworkbench.server import Database

BY_NAME = {alert.name: alert for alert in ALERTS}


def fires(connection: psycopg.Connection, name: str, threshold: float, **labels: str) -> bool:
    connection.execute("SELECT pg_stat_clear_snapshot()")
    found = evaluate(connection, [BY_NAME[name]], thresholds={name: threshold})
    return any(labels.items() <= each.labels.items() for each in found)


def soon(connection: psycopg.Connection, name: str, threshold: float, **labels: str) -> bool:
    """What fires by the time a waiting statement has begun to wait, at the latest after some thousand looks."""
    return any(fires(connection, name, threshold, **labels) for _ in range(3000))


@pytest.mark.parametrize("alert", [alert for alert in ALERTS if not alert.needs], ids=lambda alert: alert.name)
def test_a_query_runs_and_has_the_columns_that_its_alert_names(scratch: Database, alert: Alert) -> None:
    with scratch.connect(autocommit=True) as connection:
        cursor = connection.execute(query_of(alert.name).encode())
        assert {column.name for column in cursor.description or ()} == {"value", *alert.labels}


def test_the_files_are_what_exporter_and_prometheus_read() -> None:
    """R-SUG-5: alerts with thresholds, each with its source."""
    queries = yaml.safe_load(exporter_queries(ALERTS))
    rules = yaml.safe_load(prometheus_rules(ALERTS))["groups"][0]["rules"]
    assert len(queries) == len(rules) == len(ALERTS)
    for alert, rule in zip(ALERTS, rules, strict=True):
        metric = queries[f"pgworkbench_{alert.name}"]
        assert f"pgworkbench_{alert.name}_value" in rule["expr"]
        assert rule["expr"].endswith(f"> {alert.threshold:g}")
        assert [next(iter(each)) for each in metric["metrics"]] == [*alert.labels, "value"]
        assert "--" not in metric["query"]
    assert prometheus_rules(ALERTS).count("      # ") == len(ALERTS)


@contextmanager
def idle(database: Database) -> Iterator[None]:
    with database.connect() as connection:
        connection.execute("SELECT 1")
        yield


@contextmanager
def blocked(database: Database) -> Iterator[None]:
    """One waits for a lock of the other's."""
    with database.connect() as first, database.connect() as second:
        first.execute("CREATE TABLE public.wanted ()")
        first.commit()
        first.execute("LOCK TABLE public.wanted")

        def want() -> None:
            with suppress(psycopg.Error):
                second.execute("LOCK TABLE public.wanted")

        thread = threading.Thread(target=want)
        thread.start()
        try:
            yield
        finally:
            first.rollback()
            thread.join()


@contextmanager
def objects(database: Database, make: str, unmake: str) -> Iterator[None]:
    with database.connect(autocommit=True) as connection:
        connection.execute(make.encode())
        connection.execute("SELECT pg_stat_force_next_flush()")
        yield
        connection.execute(unmake.encode())
        connection.execute("SELECT pg_stat_force_next_flush()")


_DEAD = "CREATE TABLE public.t AS SELECT n FROM generate_series(1, 2000) n; DELETE FROM public.t WHERE n > 10"
_FAT = (
    "CREATE TABLE public.fat WITH (autovacuum_enabled = off) AS SELECT n, repeat('x', 300) AS x"
    " FROM generate_series(1, 40000) AS n; DELETE FROM public.fat WHERE n % 10 <> 0; ANALYZE public.fat"
)
_DEFAULT = (
    "CREATE TABLE public.p (a int) PARTITION BY RANGE (a); CREATE TABLE public.rest PARTITION OF public.p DEFAULT;"
    "INSERT INTO public.p VALUES (1)"
)
_BARE = (
    "CREATE TABLE public.s (a int) PARTITION BY RANGE (a); CREATE TABLE public.leaf PARTITION OF public.s DEFAULT;"
    "ALTER TABLE public.s ENABLE ROW LEVEL SECURITY; GRANT SELECT ON public.leaf TO PUBLIC"
)
_PROVOKED = [
    ("sequences", 0.75, {"relname": "few"},
     "CREATE SEQUENCE public.few MAXVALUE 10; SELECT setval('public.few', 9)", "DROP SEQUENCE public.few"),
    ("dead_rows", 0.2, {"relname": "t"}, _DEAD, "VACUUM public.t"),
    ("never_analysed", 0.5, {"relname": "t"}, _DEAD, "ANALYZE public.t"),
    ("default_partition_rows", 0, {"relname": "rest"}, _DEFAULT, "TRUNCATE public.p"),
    ("row_security_off", 0, {"relname": "leaf"}, _BARE, "ALTER TABLE public.leaf ENABLE ROW LEVEL SECURITY"),
    ("bloat", 0.5, {"relname": "fat"}, _FAT, "VACUUM FULL public.fat"),
    ("unused_indexes", 0, {"relname": "never"}, "CREATE TABLE public.u (a int); CREATE INDEX never ON public.u (a)",
     "DROP INDEX public.never"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "limit", "labels", "make", "unmake"), _PROVOKED, ids=[each[0] for each in _PROVOKED])
def test_an_alert_about_objects_fires_and_clears(
    scratch: Database, name: str, limit: float, labels: dict[str, str], make: str, unmake: str
) -> None:
    """R-SUG-5: provoked on a real server, and gone when what caused it is mended."""
    with scratch.connect(autocommit=True) as watcher:
        assert not fires(watcher, name, limit, **labels)
        with objects(scratch, make, unmake):
            assert fires(watcher, name, limit, **labels)
        assert not fires(watcher, name, limit, **labels)


def test_an_invalid_index_fires_and_clears(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE public.t AS SELECT 1 AS a FROM generate_series(1, 2)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON public.t (a)")
        assert fires(connection, "invalid_indexes", 0, relname="broken")
        connection.execute("DROP INDEX public.broken")
        assert not fires(connection, "invalid_indexes", 0, relname="broken")


def test_waiting_and_idling_sessions_fire_and_clear(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as watcher:
        (me,) = watcher.execute("SELECT current_user").fetchone() or ("",)
        with idle(scratch):
            assert fires(watcher, "idle_in_transaction", 0, usename=me)
            assert not fires(watcher, "idle_in_transaction", 3600, usename=me)
        with blocked(scratch):
            assert soon(watcher, "blocked", 0, datname=scratch.name)
            assert fires(watcher, "long_statement", 0, usename=me)
        assert not fires(watcher, "blocked", 0, datname=scratch.name)


def test_many_connections_fire_and_clear(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as watcher:
        (now,) = watcher.execute(query_of("connections").encode()).fetchone() or (0.0,)
        with ExitStack() as stack:
            for _ in range(12):
                stack.enter_context(scratch.connect())
            assert fires(watcher, "connections", now + 0.02)


def test_a_deadlock_is_an_increase(scratch: Database) -> None:
    key = ("deadlocks", scratch.name)
    with scratch.connect(autocommit=True) as watcher, scratch.connect() as one, scratch.connect() as other:
        watcher.execute("CREATE TABLE public.a (); CREATE TABLE public.b ()")
        for connection in (one, other):
            connection.execute("SET deadlock_timeout = '20ms'")
            connection.commit()
        one.execute("LOCK TABLE public.a")
        other.execute("LOCK TABLE public.b")
        failed: list[str] = []

        def cross(connection: psycopg.Connection, table: str) -> None:
            try:
                connection.execute(f"LOCK TABLE public.{table}".encode())
            except psycopg.errors.DeadlockDetected:
                failed.append(table)
            connection.rollback()
            connection.execute("SELECT pg_stat_force_next_flush()")
            connection.rollback()

        thread = threading.Thread(target=cross, args=(one, "b"))
        thread.start()
        cross(other, "a")
        thread.join()
        assert len(failed) == 1
        alert = replace(BY_NAME["deadlocks"], threshold=0)
        assert [
            each.value for each in evaluate(watcher, [alert], before={}) if each.labels["datname"] == scratch.name
        ] == [1]
        assert not [e for e in evaluate(watcher, [alert], before={key: 1.0}) if e.labels["datname"] == scratch.name]


def test_what_takes_years_is_tested_by_its_figures(scratch: Database) -> None:
    """Wraparound cannot be waited for: its share is small and above nought, and a scaled threshold fires."""
    with scratch.connect(autocommit=True) as watcher:
        for name in ("wraparound", "multixact_wraparound"):
            assert not fires(watcher, name, BY_NAME[name].threshold)
        assert fires(watcher, "wraparound", 1e-10, datname=scratch.name)


def test_a_name_that_is_none_is_told() -> None:
    with pytest.raises(UnknownNameError, match="blocked"):
        query_of("block")
