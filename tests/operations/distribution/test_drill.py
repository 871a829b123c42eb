"""A real standby answers what it is told to, refuses the rest, and is noticed when it stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pgworkbench.catalog import read_catalog
from pgworkbench.errors import ProofError
from pgworkbench.operations.distribution import Reading, Where, drill_replica, replicas
from pgworkbench.server import Database, Server, ServerOptions
from pgworkbench.workload import Query, Workload

DESIGN = """
CREATE SCHEMA "Büro %";
CREATE TABLE "Büro %"."Akte ""x" (mandant text, n int, PRIMARY KEY (mandant, n));
INSERT INTO "Büro %"."Akte ""x" SELECT CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END, n FROM generate_series(1, 10) AS n;
ALTER TABLE "Büro %"."Akte ""x" ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON "Büro %"."Akte ""x" USING (mandant = current_setting('büro.mandant', true));
CREATE SEQUENCE "Büro %".zahl;
CREATE FUNCTION "Büro %".sly() RETURNS void LANGUAGE plpgsql AS $$BEGIN EXECUTE 'CREATE TABLE public.x ()'; END$$;
"""
AKTE = '"Büro %"."Akte ""x"'


def query(name: str, sql: str, **more: object) -> Query:
    return Query(name, sql, **more)  # type: ignore[arg-type]


WORKLOAD = Workload((
    query("all_of_one", f"SELECT * FROM {AKTE} WHERE n > :n", params="SELECT 2 AS n, 'a' AS m", role="clerk",
          settings=(("büro.mandant", ":m"),)),
    query("at_random", "SELECT random()"),
    query("empty", "SELECT :a::int", params="SELECT 1 AS a WHERE false"),
    query("change", f"UPDATE {AKTE} SET n = 11 WHERE n = 1"),
    query("lock", f"SELECT * FROM {AKTE} FOR UPDATE"),
    query("number", """SELECT nextval('"Büro %".zahl')"""),
    query("temporary", "CREATE TEMP TABLE t (a int)"),
    query("into", f"SELECT * INTO TEMP t FROM {AKTE}"),
    query("notify", "SELECT pg_notify('a', 'b')"),
    query("truncate", f"TRUNCATE {AKTE}"),
    query("advisory", "SELECT pg_try_advisory_xact_lock(1)"),
))  # fmt: skip


@contextmanager
def filled(primary: Server) -> Iterator[Database]:
    with primary.scratch("replica", roles=["clerk"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(DESIGN.encode())
            grant = f'GRANT USAGE ON SCHEMA "Büro %" TO clerk; GRANT SELECT ON {AKTE} TO clerk'
            connection.execute(database.localise(grant).encode())
        yield database


def options(state: Path) -> ServerOptions:
    return ServerOptions(state, bindir=ServerOptions.from_environment(state).bindir)


def readings(server: Server, workload: Workload) -> tuple[Reading, ...]:
    with filled(server) as database, database.connect() as connection:
        return replicas(workload, read_catalog(connection))


def test_a_standby_answers_lags_is_cut_off_and_is_promoted(
    server: Server, tmp_path: Path, own_folder: Callable[[], list[Path]]
) -> None:
    """R-SUG-4, R-SUG-5: reads by role and tenant, a stale read noticed, a removed log noticed, promotion."""
    found = drill_replica(options(tmp_path), filled, WORKLOAD, readings(server, WORKLOAD))
    assert (found.answers.answered, found.answers.same, found.answers.failed) == (2, 1, ())
    assert (found.answers.refused, found.answers.taken) == (7, ("advisory",))
    assert found.answers.not_run == ("empty: its params yield no row",)
    assert 0 < found.lag_ms <= found.worst_lag_ms
    assert found.promoted_seconds > 0
    assert ["noticed" in each for each in found.noticed] == [True, True]
    assert own_folder() == []  # nothing stays behind


def test_a_query_that_was_told_to_be_fit_and_is_not_fails_the_drill(server: Server, tmp_path: Path) -> None:
    """What no rule sees (dynamic SQL in a function) the standby refuses, and the drill says which query it was."""
    sly = Workload((query("sly", 'SELECT "Büro %".sly()'),))
    assert [each.where for each in readings(server, sly)] == [Where.REPLICA]
    with pytest.raises(ProofError, match="sly: cannot execute CREATE TABLE in a read-only transaction"):
        drill_replica(options(tmp_path), filled, sly, readings(server, sly))
