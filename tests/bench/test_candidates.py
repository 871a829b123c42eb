"""What is thought of: by query, the statement of a candidate that must be among them; and how many at most."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgworkbench.bench.access import accesses, expressions, operators
from pgworkbench.bench.candidates import fairest, in_turns, propose
from pgworkbench.bench.candidates.vocabulary import Candidate, Key, read_facts
from pgworkbench.bench.measure import Session
from pgworkbench.bench.subjects import Indexes
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload
from pgworkbench.workload.parameters import accept_values

pytestmark = pytest.mark.database

SCHEMA = """
CREATE EXTENSION btree_gin; CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm;
CREATE TABLE t (
    id integer PRIMARY KEY, tenant integer, tags text[], span int4range, place point, word text, at integer, doc jsonb,
    state text, n integer, member integer);
INSERT INTO t (id, tenant, tags, span, place, word, at, state, n, member)
SELECT n, n % 9, ARRAY['a' || n], int4range(n, n + 2), point(n, n), md5(n::text),
       CASE WHEN n % 8 = 0 THEN -n ELSE n END, 's' || n % 4, n, n % 700
  FROM generate_series(1, 21000) n;
"""


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    with server.scratch("candidates") as made:
        with made.connect(autocommit=True) as connection:
            connection.execute(SCHEMA)
            connection.execute("VACUUM ANALYZE")
        yield made


def proposed(database: Database, query: str, params: str = "") -> list[str]:
    with database.connect(autocommit=True) as connection:
        accept_values(connection)
        catalog = read_catalog(connection)
        asked = parse_workload(f"-- name: q\n{f'-- params: {params}' if params else ''}\n{query};\n").query("q")
        seen = accesses(Session(connection), asked, Indexes(catalog))
        found = propose(seen, read_facts(connection, catalog, operators(seen)))
        return [candidate.create().as_string(connection) for candidate in found]


@pytest.mark.parametrize(
    ("query", "params", "wanted"),
    [
        ("SELECT id FROM t WHERE tenant = :t AND tags @> :v", "SELECT 1 AS t, '{a1}'::text[] AS v",
         'USING gin ("tenant", "tags")'),
        ("SELECT id FROM t WHERE tenant = :t AND span && :v", "SELECT 1 AS t, int4range(1, 2) AS v",
         'USING gist ("tenant", "span")'),
        ("SELECT id FROM t ORDER BY place <-> :v LIMIT 3", "SELECT point(1, 1) AS v", 'USING gist ("place")'),
        ("SELECT id FROM t WHERE word LIKE '%abc%'", "", '"gin_trgm_ops")'),
        ("SELECT id FROM t WHERE word ILIKE '%abc%'", "", '"gist_trgm_ops")'),
        ("SELECT id FROM t WHERE word ~ 'ab.*c'", "", '"gin_trgm_ops")'),
        ("SELECT id FROM t WHERE tenant = :t AND word LIKE '%abc%'", "SELECT 1 AS t",
         'USING gin ("tenant", "word" "public"."gin_trgm_ops")'),
        ("SELECT count(*) FROM t WHERE at > :v", "SELECT 20000 AS v", "int4_minmax_multi_ops)"),
        ("SELECT count(*) FROM t WHERE id > :v AND n > :v", "SELECT 20000 AS v", 'USING brin ("n")'),
        ("SELECT state FROM t WHERE tenant = :t", "SELECT 1 AS t", '("tenant") INCLUDE ("state")'),
        ("SELECT count(*) FROM t WHERE state = 's1'", "", """("state") WHERE state = 's1'"""),
        ("SELECT id FROM t WHERE state = 's1' AND tenant = :t", "SELECT 1 AS t", """("tenant") WHERE state = 's1'"""),
        ("SELECT id FROM t WHERE doc @> :v", "SELECT '{}'::jsonb AS v", '("doc" jsonb_path_ops)'),
        ("SELECT id FROM t WHERE doc ? :v", "SELECT 'a' AS v", 'USING gin ("doc")'),
        ("SELECT id FROM t WHERE doc ->> 'a' = :v", "SELECT 'a' AS v", "((doc ->> 'a'"),
        ("SELECT id FROM t WHERE tenant = :t ORDER BY at DESC, n", "SELECT 1 AS t", '("tenant", "at" DESC, "n")'),
        ("SELECT id FROM t WHERE member = 77 ORDER BY n LIMIT 3", "", '("member", "n")'),
        ("SELECT id FROM t WHERE tenant IN (1, 2) AND at < 7", "", '("tenant", "at")'),
    ],
)  # fmt: skip
def test_the_candidate_is_thought_of(database: Database, query: str, params: str, wanted: str) -> None:
    found = proposed(database, query, params)
    assert any(wanted in statement for statement in found), found


@pytest.mark.parametrize(
    ("query", "never"),
    [
        ("SELECT tenant, count(*) FROM t GROUP BY 1 ORDER BY count(*) DESC", "count"),  # the order of a sum
        ("SELECT id FROM t WHERE word LIKE 'abc%'", "varchar_ops"),  # the same class under another name
        ("SELECT id FROM t WHERE tenant = 3", "USING gin"),  # a B-tree's work
        ("SELECT id FROM t WHERE id = 3", 'btree ("id")'),  # the key's
        ("SELECT id FROM t WHERE member = 77 ORDER BY n LIMIT 3", "WHERE member"),  # one of many
    ],
)
def test_what_cannot_help_is_not_thought_of(database: Database, query: str, never: str) -> None:
    assert not [statement for statement in proposed(database, query) if never in statement]


def test_what_is_left_out_is_left_out_evenly() -> None:
    some = {name: [Candidate(name, Name("s", name), "btree", (Key(str(n)),)) for n in range(9)] for name in "abc"}
    found = {candidate: (name,) for name, candidates in some.items() for candidate in candidates}
    kept = fairest(found, 7)
    assert [len([c for c in kept if c.kind == name]) for name in "abc"] == [3, 2, 2]
    assert list(in_turns([some["a"][:2], some["b"][:1]])) == [some["a"][0], some["b"][0], some["a"][1]]


TAKEN = """
CREATE TABLE a_b (id integer PRIMARY KEY, c integer, at timestamptz);
CREATE TABLE a (id integer PRIMARY KEY, b_c integer);
CREATE TABLE a_b_at_btree_idx (id integer);
INSERT INTO a_b SELECT n, n, timestamptz '2026-01-01' + n * interval '1 hour' FROM generate_series(1, 3000) n;
INSERT INTO a SELECT n, n FROM generate_series(1, 3000) n;
"""


def test_no_candidate_bears_a_name_that_is_taken_and_none_is_on_what_changes(server: Server) -> None:
    """Another table's candidate, a table, and an index that is there may have it."""
    queries = [
        "SELECT 1 FROM a_b WHERE c = 1", "SELECT 1 FROM a WHERE b_c = 1", "SELECT 1 FROM a_b WHERE at < now()",
        "SELECT 1 FROM a_b WHERE date_trunc('day', at) = '2026-01-02'", "SELECT 1 FROM a_b WHERE abs(c) = 1",
    ]  # fmt: skip
    with server.scratch("taken") as database, database.connect(autocommit=True) as connection:
        accept_values(connection)
        connection.execute(TAKEN.encode())
        catalog = read_catalog(connection)
        workload = parse_workload("".join(f"-- name: q{n}\n{query};\n" for n, query in enumerate(queries)))
        seen = [each for query in workload.queries for each in accesses(Session(connection), query, Indexes(catalog))]
        found = propose(seen, read_facts(connection, catalog, operators(seen), expressions(seen)))
        for candidate in found:
            connection.execute(candidate.create())
        catalog = read_catalog(connection)
    keys = [key.text for candidate in found for key in candidate.keys]
    assert "abs(c)" in keys
    assert not any("date_trunc" in key for key in keys)
    assert {"c", "b_c", "at"} <= set(keys)
    assert {candidate.index.name for candidate in found} <= {i.name for t in catalog.tables for i in t.indexes}
