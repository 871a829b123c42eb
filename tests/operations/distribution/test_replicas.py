"""Which queries may leave the primary: by their text, by what they call, and as the server itself says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pgworkbench.brief import Brief, TableBrief
from pgworkbench.catalog import read_catalog
from pgworkbench.operations.distribution import Reading, Where, disproved, replicas, replicas_page
from pgworkbench.project import Project
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload

DESIGN = """
CREATE TABLE public."Log $1" (a int); CREATE TABLE public.money (a int); CREATE SEQUENCE public.s;
CREATE VIEW public.purse AS SELECT a FROM money;
CREATE FUNCTION public.count_all() RETURNS bigint LANGUAGE sql AS $$SELECT count(*) FROM money$$;
CREATE FUNCTION public.spend() RETURNS int LANGUAGE sql AS $body$INSERT INTO money VALUES (1) RETURNING a$body$;
CREATE FUNCTION public.shop() RETURNS int LANGUAGE sql AS $$SELECT public.spend()$$;
"""
BRIEF = Brief(
    "x", "x", 1, datetime(2026, 1, 1, tzinfo=UTC), {"tiny": 1.0},
    {"Log $1": TableBrief(1, consistency="eventual"), "money": TableBrief(1, consistency="strong")},
)  # fmt: skip


def place(database: Database, *queries: Query) -> tuple[Reading, ...]:
    with database.connect(autocommit=True) as connection:
        connection.execute(DESIGN)
        return replicas(Workload(queries), read_catalog(connection), BRIEF)


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ('SELECT * FROM "Log $1"', Where.REPLICA),
        ("SELECT 'money' -- money", Where.REPLICA),
        ("SELECT * FROM money", Where.PATIENT),
        ("SELECT * FROM MONEY", Where.PATIENT),
        ("SELECT * FROM purse", Where.PATIENT),
        ("SELECT count_all()", Where.PATIENT),
        ("SELECT * FROM money FOR UPDATE", Where.PRIMARY),
        ("WITH x AS (DELETE FROM money RETURNING a) SELECT * FROM x", Where.PRIMARY),
        ("SELECT nextval('s')", Where.PRIMARY),
        ("SELECT pg_notify('a', 'b')", Where.PRIMARY),
        ("SELECT spend()", Where.PRIMARY),
        ("SELECT public.shop()", Where.PRIMARY),
        ("LISTEN news", Where.PRIMARY),
        ("CREATE TEMP TABLE x (a int)", Where.PRIMARY),
    ],
)
def test_a_query_goes_where_it_can_be_answered(scratch: Database, sql: str, where: Where) -> None:
    (found,) = place(scratch, Query("q", sql))
    assert found.where is where
    assert found.why


def test_the_server_disproves_what_was_taken_for_a_read(scratch: Database) -> None:
    place(scratch)
    with scratch.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION sly() RETURNS void LANGUAGE plpgsql AS $$BEGIN EXECUTE 'CREATE TABLE x ()'; END$$"
        )
    workload = Workload(
        (Query("sly", "SELECT sly()"), Query("fine", "SELECT * FROM money"), Query("w", "SELECT spend()"))
    )
    readings = [Reading("sly", Where.REPLICA, ""), Reading("fine", Where.PATIENT, ""), Reading("w", Where.PRIMARY, "")]
    assert disproved(scratch, workload, readings) == ("sly: cannot execute CREATE TABLE in a read-only transaction",)


def test_no_query_of_the_design_is_disproved(tiny: Database, project: Project) -> None:
    """Every query that may go to a replica runs read only, with its role and tenant."""
    with tiny.connect(autocommit=True) as connection:
        found = replicas(project.workload, read_catalog(connection), project.brief)
    assert {each.where for each in found} == set(Where)
    assert disproved(tiny, project.workload, found) == ()
    page = replicas_page(found)
    assert all(f"`{query.name}`" in page for query in project.workload.queries)
