"""A pool's size follows from its formulas, its files fit its version, and what it breaks is found in a workload."""

from __future__ import annotations

from configparser import ConfigParser

import psycopg
import pytest

from pgworkbench.catalog import read_catalog
from pgworkbench.errors import RefusedError
from pgworkbench.operations.pooling import Machine, configuration, hazards, parse_size, size, user_lookup
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload


def of(sql: str) -> Workload:
    return Workload((Query("q", sql, line=3),))


def test_the_size_is_what_the_formulas_say() -> None:
    """R-SUG-6: cores, Little's law, and what the server keeps for others."""
    pool = size(Workload((Query("q", "SELECT 1", calls_per_hour=3600 * 50, target_ms=20),)), Machine(cores=4))
    assert pool.busy == pytest.approx(4.0)  # 50 a second * 0.020 s * a peak of 4
    assert (pool.active, pool.default_pool_size, pool.reserve_pool_size) == (9, 9, 3)
    assert pool.max_connections >= 9 + 3 + 3
    slow = size(Workload((Query("q", "SELECT 1", calls_per_hour=3600 * 500, target_ms=200),)), Machine(cores=4))
    assert any("faster" in note for note in slow.notes)


def test_the_configuration_can_be_read_and_fits_its_version() -> None:
    pool = size(Workload(()), Machine())
    parsed = ConfigParser(interpolation=None, comment_prefixes=(";",))
    parsed.read_string(configuration("shop", pool))
    settings = parsed["pgbouncer"]
    assert (settings["pool_mode"], settings["max_prepared_statements"]) == ("transaction", "200")
    assert settings["auth_query"].endswith("pgbouncer.user_lookup($1)")
    assert int(settings["max_db_connections"]) < pool.max_connections
    parsed.clear()
    parsed.read_string(configuration('odd "name"', pool, (1, 18)))
    assert "max_prepared_statements" not in parsed["pgbouncer"]


def test_the_lookup_gives_no_superuser_and_answers_its_role_alone(scratch: Database) -> None:
    with scratch.server.scratch("lookup", roles=["pooler", "person", "late"]) as database:
        role, person, late = (database.roles[name] for name in ("pooler", "person", "late"))
        with database.connect(autocommit=True) as connection:
            for _ in range(2):  # it may be run again
                connection.execute(user_lookup(role).encode())
            connection.execute(
                f"ALTER ROLE {person} LOGIN PASSWORD 'x'; ALTER ROLE {late} LOGIN VALID UNTIL '2001-01-01'"
            )
            (me,) = connection.execute("SELECT current_user").fetchone() or ("",)
        asked = "SELECT username FROM pgbouncer.user_lookup(%s)"
        with database.connect(role="pooler", autocommit=True) as connection:
            assert connection.execute(asked, [person]).fetchall() == [(person,)]
            assert connection.execute(asked, [me]).fetchall() == []
            assert connection.execute(asked, [late]).fetchall() == []
        with database.connect(role="person") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(asked, [person])


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("LISTEN news", "LISTEN"),
        ("SELECT pg_advisory_lock(1)", "pg_advisory_lock()"),
        ("SELECT pg_catalog.pg_try_advisory_lock(1)", "pg_try_advisory_lock()"),
        ("CREATE TEMP TABLE t (a int)", "CREATE TEMPORARY TABLE"),
        ("DECLARE c CURSOR WITH HOLD FOR SELECT 1", "WITH HOLD"),
        ("SET app.tenant = '1'", "SET"),
        ("SELECT set_config('app.tenant', '1', false)", "set_config(…, false)"),
        ("PREPARE p AS SELECT 1", "PREPARE"),
    ],
)
def test_what_needs_a_session_is_found(sql: str, what: str) -> None:
    """R-SUG-6: what transaction pooling breaks silently."""
    found = hazards(of(sql))
    assert [(each.query, each.line, each.what) for each in found] == [("q", 3, what)]
    assert found[0].instead


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT pg_advisory_xact_lock(1)",
        "CREATE TEMPORARY TABLE t (a int) ON COMMIT DROP",
        "DECLARE c CURSOR FOR SELECT 1",
        "SET LOCAL app.tenant = '1'",
        "SELECT set_config('app.tenant', '1', true)",
        "SELECT 'LISTEN, pg_advisory_lock(1)' -- LISTEN",
        "UPDATE t SET listen = 1",
    ],
)
def test_what_ends_with_its_transaction_is_let_be(sql: str) -> None:
    assert hazards(of(sql)) == ()


FUNCTIONS = """
CREATE TABLE public."Akte" (a int); CREATE TABLE public.quiet (a int);
CREATE FUNCTION public.pile() RETURNS void LANGUAGE plpgsql AS $$
BEGIN IF true THEN CREATE TEMP TABLE heap (a int); END IF; END$$;
CREATE FUNCTION public.outer_one() RETURNS void LANGUAGE sql AS $$SELECT public.pile()$$;
CREATE FUNCTION public.remember() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $body$
BEGIN PERFORM pg_catalog.set_config('a.b', 'c', false); RETURN NEW; END$body$;
CREATE TRIGGER t BEFORE INSERT ON public."Akte" FOR EACH ROW EXECUTE FUNCTION public.remember();
CREATE FUNCTION public.fine() RETURNS void LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN CREATE TEMP TABLE heap (a int) ON COMMIT DROP; PERFORM 'LISTEN x'; END$$;
"""


def test_what_needs_a_session_is_found_in_functions_and_triggers(scratch: Database) -> None:
    """R-SUG-6: through another function, and in a trigger of the table that is written."""
    workload = Workload((
        Query("direct", "SELECT pile()"), Query("deep", "SELECT * FROM outer_one()"),
        Query("fired", 'INSERT INTO "Akte" VALUES (1)'), Query("fine", "SELECT fine() FROM quiet"),
    ))  # fmt: skip
    with scratch.connect(autocommit=True) as connection:
        connection.execute(FUNCTIONS)
        found = hazards(workload, read_catalog(connection))
    assert [(each.query, each.what) for each in found] == [
        ("direct", "CREATE TEMPORARY TABLE in pile()"),
        ("deep", "CREATE TEMPORARY TABLE in pile()"),
        ("fired", "set_config(…, false) in remember()"),
    ]


@pytest.mark.parametrize(
    ("text", "size_of_it"),
    [("32GB", 32 << 30), ("512 MB", 512 << 20), ("1.5T", 3 << 39), ("8g", 8 << 30), ("64GiB", 64 << 30)],
)
def test_memory_is_read_as_people_write_it(text: str, size_of_it: int) -> None:
    assert parse_size(text) == size_of_it


@pytest.mark.parametrize("text", ["", "32", "much", "0GB", "-1GB", "1PB"])
def test_what_is_no_memory_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="32GB"):
        parse_size(text)
