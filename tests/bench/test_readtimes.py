"""Times of plans: what was given up early is no gain, and what ran away is tried in less and less time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgworkbench.bench.case import Case
from pgworkbench.bench.measure import Limits, Session
from pgworkbench.bench.readtimes import ReadTimes
from pgworkbench.bench.trial import Subject
from pgworkbench.catalog import Name
from pgworkbench.server import Database, Server
from pgworkbench.workload import Query

pytestmark = pytest.mark.database

INDEX = Name("public", "long_k")
QUERY = Query("q", "SELECT count(*) FROM long AS f WHERE n = (SELECT max(n) FROM long AS g WHERE g.k = f.k)")


@pytest.fixture(scope="module")
def long(server: Server) -> Iterator[Database]:
    with server.scratch("long") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE long AS SELECT n, n * 7919 % 30011 AS k FROM generate_series(1, 20000) n")
            connection.execute("CREATE INDEX long_k ON long (k, n)")
            connection.execute("VACUUM ANALYZE")
        yield database


def test_what_is_given_up_early_is_no_better_than_what_was_there(long: Database) -> None:
    with long.connect(autocommit=True) as connection:
        session = Session(connection, limits=Limits(statement_ms=4000))
        case = Case(Subject(session, QUERY, ({},)), 1.0, frozenset({INDEX}), frozenset({INDEX}), ran_away=True)
        times = ReadTimes(session)
        times.ran_away(case, ("as it is",))
        assert times.ms(case, ("with", "index"), ()) < 1000
        assert times.ms(case, ("another", "without"), (INDEX,)) == 4000
        assert times.known(case, ("as it is",)) == 4000
        assert times.runs == 2
