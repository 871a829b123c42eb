"""How many sets of indexes can be planned with: a few round trips for each, whatever the number of queries."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest

from pgworkbench.bench.case import Bounds, Case
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.measure import Session
from pgworkbench.bench.single import Field
from pgworkbench.bench.subjects import Indexes, sizes
from pgworkbench.bench.trial import Subject, plans
from pgworkbench.catalog import read_catalog
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload
from pgworkbench.workload.parameters import accept_values, draw_spread

pytestmark = pytest.mark.database

QUERIES, INDEXES = 20, 50
COLUMNS = ", ".join(f'"c %{number}" integer' for number in range(INDEXES))
VALUES = ", ".join(f"n * {2 * number + 1} % 97" for number in range(INDEXES))
SCHEMA = f"""
CREATE TABLE wide (id integer PRIMARY KEY, {COLUMNS});
INSERT INTO wide SELECT n, {VALUES} FROM generate_series(1, 3000) n;
"""
WORKLOAD = "\n".join(
    f'-- name: q{n}\n-- role: reader_of_wide\n-- params: SELECT {n} AS v\n'
    f'SELECT count(*) FROM wide WHERE "c %{n}" = :v AND "c %{n + 20}" < 50;'
    for n in range(QUERIES)
)  # fmt: skip


@pytest.fixture(scope="module")
def wide(server: Server) -> Iterator[Database]:
    with server.scratch("wide", roles=["reader_of_wide"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA)
            connection.execute(database.localise("GRANT SELECT ON wide TO reader_of_wide").encode())
            for number in range(INDEXES):
                connection.execute(f'CREATE INDEX "i %{number}" ON wide ("c %{number}")'.encode())
            connection.execute("VACUUM ANALYZE")
        yield database


def judge_of(session: Session) -> Bench:
    connection = session.connection
    accept_values(connection)
    indexes = Indexes(read_catalog(connection))
    cases = []
    for query in parse_workload(WORKLOAD).queries:
        subject = Subject(session, query, draw_spread(connection, query, 1))
        touched = frozenset(indexes.touched_by(plans(subject)))
        cases.append(Case(subject, 1.0, touched, touched))
    pool = Field(indexes, sizes(connection), indexes.optional)
    return Bench(session, cases, pool, frozenset(), Bounds(10**9), exact=True)


def test_a_set_takes_a_few_round_trips_for_all_queries_together(wide: Database) -> None:
    with wide.connect(autocommit=True) as connection, tempfile.TemporaryFile() as log:
        judge = judge_of(Session(connection, wide.roles))
        names = judge.competitors
        judge.used(judge.cases[0], frozenset(names[:25]))
        before = judge.asked
        connection.pgconn.trace(log.fileno())
        judge.used(judge.cases[0], frozenset(names[25:]))
        connection.pgconn.untrace()
        os.lseek(log.fileno(), 0, os.SEEK_SET)
        sent = [line.split(b"\t") for line in os.read(log.fileno(), 10**7).splitlines()]
    waited = [message for _, side, _, message, *_ in sent if side == b"F" and message in {b"Sync", b"Query"}]
    assert judge.asked == before + 1
    assert sum(message == b"Execute" for _, side, _, message, *_ in sent if side == b"F") >= QUERIES
    assert len(waited) <= 6


def test_each_query_sees_the_set_and_nothing_of_the_others(wide: Database) -> None:
    with wide.connect(autocommit=True) as connection:
        judge = judge_of(Session(connection, wide.roles))
        chosen = frozenset(name for name in judge.competitors if name.name in {"i %3", "i %4"})
        used = {case.name: {name.name for name in judge.used(case, chosen)} for case in judge.cases}
        role = connection.execute("SELECT current_user = session_user").fetchone()
    assert {name: found for name, found in used.items() if found} == {"q3": {"i %3"}, "q4": {"i %4"}}
    assert role == (True,)
    assert len(read_names(wide)) == INDEXES


def read_names(database: Database) -> set[str]:
    with database.connect() as connection:
        return {name.name for name in Indexes(read_catalog(connection)).optional}
