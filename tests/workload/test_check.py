"""A workload before the server: what is missing is named with file and line; nothing stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from pgworkbench.errors import ContentError
from pgworkbench.workload import check_workload, parse_workload
from pgworkbench.workload.parameters import Value, accept_values, draw

if TYPE_CHECKING:
    from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TYPE state AS ENUM ('new', 'paid');
CREATE TABLE orders (id bigint PRIMARY KEY, customer uuid, state state, tags text[], span tstzrange, note jsonb);
"""
ROW = """
INSERT INTO orders VALUES (1, gen_random_uuid(), 'paid', '{a,"b,c"}', '[2026-01-01 00:00+00,2026-02-01 00:00+00)',
                           '{"a": "%s"}')
"""


@pytest.fixture
def connection(scratch: Database) -> Iterator[psycopg.Connection]:
    with scratch.connect(autocommit=True) as made:
        made.execute(SCHEMA)
        yield made


def problems(connection: psycopg.Connection, text: str) -> list[tuple[int | None, str]]:
    return [(p.line, p.problem) for p in check_workload(connection, parse_workload(text, Path("w.sql")))]


@pytest.mark.parametrize("rows", [False, True], ids=["empty", "filled"])
@pytest.mark.parametrize(
    "text",
    [
        "-- name: a\n-- params: SELECT id FROM orders\nSELECT * FROM orders WHERE id = :id",
        (
            "-- name: a\n-- params: SELECT customer, state FROM orders\n"
            "SELECT 1 FROM orders WHERE customer = :customer AND state = :state AND note->>'a' LIKE '%s'"
        ),
        (
            "-- name: a\n-- params: SELECT tags, span FROM orders\n"
            "SELECT 1 FROM orders WHERE tags && :tags AND span @> lower(:span)"
        ),
        (
            "-- name: a\n-- params: SELECT note || '{\"b\": {}}' AS note, 10 AS n FROM orders\n"
            "UPDATE orders SET note = :note WHERE id < :n % 3"
        ),
        "-- name: a\n-- params: SELECT interval '7 days' AS back\nSELECT now() - :back",
        "-- name: a\n-- set: app.customer = :customer\n-- params: SELECT customer FROM orders\nSELECT 1",
    ],
)
def test_what_the_server_accepts_has_no_problem(connection: psycopg.Connection, text: str, *, rows: bool) -> None:
    if rows:
        connection.execute(ROW.encode())
    assert problems(connection, text) == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("-- name: a\nSELECT 1,\n  nonsense FROM orders", 3, 'column "nonsense" does not exist'),
        ("-- name: a\nSELECT 1 FROM nowhere", 2, 'relation "nowhere" does not exist'),
        ("-- name: a\nSELECT 1 WHERE 1 = :x", 1, "no `-- params:` that yields x"),
        ("-- name: a\n-- params: SELECT 1 AS y\nSELECT 1 WHERE 1 = :x", 1, "params does not yield x"),
        ("-- name: a\n-- set: app.x = :t\n-- params: SELECT 1 AS y\nSELECT 1", 1, "params does not yield t"),
        ("-- name: a\n-- params: SELECT 1 AS x FROM nowhere\nSELECT :x", 1, 'params: relation "nowhere"'),
        ("-- name: a\n-- role: nobody_at_all\nSELECT 1", 3, 'role "nobody_at_all" does not exist'),
        ("-- name: a\n-- params: SELECT true AS x\nSELECT 1 FROM orders WHERE id = :x", 3, "operator does not exist"),
    ],
)
def test_what_is_missing_is_named_with_its_line(
    connection: psycopg.Connection, text: str, line: int, says: str
) -> None:
    ((found_line, problem),) = problems(connection, text)
    assert found_line == line
    assert problem.startswith("query a: ")
    assert says in problem


def test_one_bad_query_does_not_hide_the_next(connection: psycopg.Connection) -> None:
    text = "-- name: a\nSELECT x;\n-- name: b\nSELECT 1;\n-- name: c\nSELECT y"
    assert [line for line, _ in problems(connection, text)] == [2, 6]
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_the_roles_privileges_count(server: Server) -> None:
    with server.scratch("roles", roles=["reader_of_orders"]) as database, database.connect(autocommit=True) as made:
        made.execute(SCHEMA)
        workload = parse_workload("-- name: a\n-- role: reader_of_orders\nSELECT id FROM orders", Path("w.sql"))
        (problem,) = check_workload(made, workload, database.roles)
        assert isinstance(problem, ContentError)
        assert "permission denied" in problem.problem


def test_values_survive_the_way_there_and_back(connection: psycopg.Connection) -> None:
    connection.execute(ROW.encode())
    query = parse_workload("-- name: a\n-- params: TABLE orders\nSELECT 1").query("a")
    (values,) = draw(connection, query, 5)
    assert values["state"] == Value("paid")
    accept_values(connection)
    same = "SELECT count(*) FROM orders WHERE " + " AND ".join(f"{name} = %({name})s" for name in values)
    assert connection.execute(same, dict(values)).fetchone() == (1,)
