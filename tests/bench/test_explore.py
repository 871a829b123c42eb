"""`explore` on planted cases, each with a best kind that is known: found, priced, confirmed; nothing changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgworkbench.bench import (
    BenchOptions,
    Effort,
    Outcome,
    Proposal,
    Relation,
    Run,
    RunKind,
    explore,
    plot,
    proposals,
    read_run,
    record,
    report,
)
from pgworkbench.catalog import read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database, Server
from pgworkbench.workload import Workload, parse_workload

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TABLE things (
    tenant integer NOT NULL, id integer NOT NULL, grp integer NOT NULL, at timestamptz NOT NULL, state varchar(20),
    mail text, body text, tags text[], doc jsonb, gone_at timestamptz, span int4range, PRIMARY KEY (tenant, id));
INSERT INTO things
SELECT n % 10, n, n * 7919 % 200, timestamptz '2025-01-01' + n * interval '2 minutes',
       CASE WHEN n % 50 = 0 THEN 'open' ELSE 'done' END, md5(n::text) || '@X.org', repeat(md5(n::text), 2),
       ARRAY['t' || n % 1000], jsonb_build_object('a', n % 2000), CASE WHEN n % 10 = 0 THEN now() END,
       int4range(n, n + 2)
  FROM generate_series(1, 40000) n;
CREATE INDEX things_grp ON things (grp);
CREATE UNIQUE INDEX things_rule ON things (id, at);
"""

WORKLOAD = """
-- name: search
-- params: SELECT 3 AS t, 13 AS g, timestamptz '2025-01-10' AS since, timestamptz '2025-02-20' AS until
SELECT id, mail FROM things
 WHERE tenant = :t AND grp = :g AND at >= :since AND at < :until AND gone_at IS NULL ORDER BY at DESC LIMIT 50;
-- name: tagged
-- params: SELECT '{t7}'::text[] AS tags
SELECT count(*) FROM things WHERE tags @> :tags;
-- name: documents
-- params: SELECT '{"a": 77}'::jsonb AS d
SELECT count(*) FROM things WHERE doc @> :d;
-- name: by_mail
-- params: SELECT lower(mail) AS m FROM things WHERE id = 5
SELECT id FROM things WHERE lower(mail) = :m;
-- name: overlapping
-- params: SELECT int4range(100, 120) AS r
SELECT count(*) FROM things WHERE span && :r;
-- name: everything
SELECT count(body) FROM things;
-- name: broken
SELECT nothing FROM things;
-- name: move
-- params: SELECT tenant AS t, id FROM things WHERE id % 9999 = 0
UPDATE things SET state = 'x' WHERE tenant = :t AND id = :id;
"""

FIVE = Effort(fewest=5, most=5, seconds=600)


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    with server.scratch("things") as made:
        with made.connect(autocommit=True) as connection:
            connection.execute(SCHEMA)
            connection.execute("VACUUM ANALYZE things")
        yield made


@pytest.fixture(scope="module")
def run(database: Database) -> Run:
    return explore(
        database, parse_workload(WORKLOAD), BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600))
    )


@pytest.fixture(scope="module")
def found(run: Run) -> dict[str, Proposal]:
    return {proposal.query: proposal for proposal in proposals(run)}


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("search", '("tenant", "grp"'),
        ("tagged", 'USING gin ("tags")'),
        ("documents", 'USING gin ("doc"'),
        ("by_mail", "USING btree ((lower(mail)))"),
        ("overlapping", '("span")'),
    ],
)
def test_the_kind_that_fits_is_proposed_and_confirmed(found: dict[str, Proposal], query: str, part: str) -> None:
    proposal = found[query]
    assert proposal.best is not None
    assert proposal.index is not None
    assert part in proposal.index.ddl
    assert proposal.index.bytes > 0
    assert query in proposal.index.queries
    assert proposal.confirmed is not None
    assert proposal.confirmed.low > 1
    assert proposal.best.pages is not None
    assert proposal.best.pages[0] > 5 * proposal.best.pages[1]


def test_where_nothing_pays_none_is_proposed(found: dict[str, Proposal]) -> None:
    assert found["everything"].best is None
    assert found["everything"].index is None


def test_every_proposal_has_its_price(found: dict[str, Proposal]) -> None:
    assert [price.query for price in found["tagged"].prices] == ["move"]
    assert all(price.relation is Relation.COSTS for price in found["tagged"].prices)


def test_what_is_there_competes_too(run: Run) -> None:
    assert run.comparison("search", "things_grp").relation is Relation.SERVES
    assert run.comparison("search", "as designed").relation is Relation.DESIGNED


def test_rules_are_never_left_out(run: Run) -> None:
    subjects = {name for c in run.comparisons for name in c.subject}
    assert "things_rule" not in subjects
    assert "things_pkey" not in subjects


def test_a_query_that_cannot_be_planned_is_reported_and_the_rest_goes_on(run: Run) -> None:
    assert [(f.query, f.reason) for f in run.failures] == [("broken", 'column "nothing" does not exist')]
    assert run.kind is RunKind.CANDIDATES
    assert run.complete


def test_the_database_is_as_before(run: Run, database: Database) -> None:
    assert run.built
    with database.connect() as connection:
        (table,) = read_catalog(connection).base_tables
    assert sorted(index.name for index in table.indexes) == ["things_grp", "things_pkey", "things_rule"]


def test_no_candidate_is_what_exists_already(run: Run) -> None:
    assert not [built for built in run.built if built.ddl.endswith('USING btree ("grp")')]
    assert len({built.name for built in run.built}) == len(run.built)


def test_it_is_recorded_drawn_and_reported(run: Run, tmp_path) -> None:  # noqa: ANN001 - pytest's
    assert read_run(record(run, tmp_path)) == run
    assert plot(run).startswith("<svg ")
    text = report(run)
    assert text.index("## What to build") < text.index("## What is gained")
    assert "Index('things_tags_gin_idx', 'tags', postgresql_using='gin', info={'serves': ['tagged'" in text
    assert "No index pays." in text


def test_interrupted_it_keeps_what_it_measured(database: Database) -> None:
    def interrupt(progress: object) -> None:
        if getattr(progress, "query", "") == "measuring documents":
            raise KeyboardInterrupt

    options = BenchOptions(sets=1, effort=FIVE, progress=interrupt)
    two = Workload(tuple(parse_workload(WORKLOAD).query(name) for name in ("tagged", "documents")))
    found = explore(database, two, options)
    assert not found.complete
    assert found.comparison("tagged", "things_tags_gin_idx").outcome is Outcome.MEASURED
    assert {c.query for c in found.comparisons} == {"tagged"}


def test_an_empty_workload_is_an_error(database: Database) -> None:
    with pytest.raises(BenchError, match="workload is empty"):
        explore(database, Workload())
