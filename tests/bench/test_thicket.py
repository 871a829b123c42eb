"""Harder plants than the garden's: orders with NULLs, expressions, booleans, either of two columns, keys nobody reads.

Each has a table of its own under a name that hurts. What the kinds propose is built, and the planner must take it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pgworkbench.bench import BenchOptions, ChooseOptions, Effort, Wider, choose
from pgworkbench.bench.access import accesses, expressions, operators
from pgworkbench.bench.build import build
from pgworkbench.bench.candidates import propose
from pgworkbench.bench.candidates.vocabulary import read_facts
from pgworkbench.bench.indexes import sets_of
from pgworkbench.bench.measure import Session
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, plans
from pgworkbench.catalog import read_catalog
from pgworkbench.server import Database, Server
from pgworkbench.workload import Workload, parse_workload
from pgworkbench.workload.parameters import accept_values

pytestmark = pytest.mark.database

ROWS = 8000


@dataclass(frozen=True, slots=True)
class Tree:
    """A table's columns and how their values follow from n; a query on it; what the index that it uses must say."""

    name: str
    columns: str
    values: str
    query: str
    wanted: str
    params: str = ""


TREES = (
    Tree("descending_NULLs_last", "a integer, b integer", "CASE WHEN n % 3 > 0 THEN n * 7919 % 50000 END, n",
         "SELECT b FROM {t} ORDER BY a DESC NULLS LAST LIMIT 5", '("a" NULLS FIRST)'),
    Tree("both_directions", "a integer, b integer, c text", "n % 50, n * 7919 % 20000, 'x'",
         "SELECT c FROM {t} ORDER BY a, b DESC LIMIT 20", '("a", "b" DESC)'),
    Tree("open_ones", "done timestamptz, due integer, c text",
         "CASE WHEN n % 200 > 0 THEN now() END, n * 7919 % 20000, md5(n::text)",
         "SELECT c FROM {t} WHERE done IS NULL ORDER BY due LIMIT 10", "WHERE done IS NULL"),
    Tree("some_states", "s text, at integer, c text",
         "CASE WHEN n % 300 < 2 THEN 'odd' || n % 300 ELSE 'done' || n % 3 END, n * 7919 % 20000, md5(n::text)",
         "SELECT c FROM {t} WHERE s IN ('odd0', 'odd1') ORDER BY at DESC LIMIT 10", '("at") WHERE s = ANY'),
    Tree("by_the_day", "ts timestamp, c text",
         "timestamp '2025-01-01' + n * 7919 % 20000 * interval '1 h', md5(n::text)",
         "SELECT count(c) FROM {t} WHERE date_trunc('day', ts) = :v", "((date_trunc('day'::text, ts)))",
         "SELECT timestamp '2025-03-01' AS v"),
    Tree("or_else", "a integer, c text", "CASE WHEN n % 4 > 0 THEN n * 7919 % 4000 END, md5(n::text)",
         "SELECT count(c) FROM {t} WHERE coalesce(a, -1) = :v", "((COALESCE(a", "SELECT 77 AS v"),
    Tree("a_path", "doc jsonb", "jsonb_build_object('k', n * 7919 % 4000, 'pad', repeat('y', 50))",
         "SELECT count(*) FROM {t} WHERE (doc ->> 'k')::int = :v", "(((doc ->> 'k'::text)::int))", "SELECT 77 AS v"),
    Tree("either_array", "tags int[]", "ARRAY[n * 7919 % 4000, n % 7]", "SELECT count(*) FROM {t} WHERE tags && :v",
         'gin ("tags")', "SELECT ARRAY[77, 78] AS v"),
    Tree("words_as_they_are", "body text", "'w' || n * 7919 % 3000 || ' x' || n % 9",
         "SELECT count(*) FROM {t} WHERE to_tsvector('english', body) @@ to_tsquery('english', :v)",
         "((to_tsvector('english'::regconfig, body)))", "SELECT 'w77 & x1' AS v"),
    Tree("without_case", "c text", "'Na' || md5(n::text)", "SELECT count(*) FROM {t} WHERE lower(c) LIKE '%abc7%'",
         '((lower(c)) "public"."'),
    Tree("when_it_was", "during int4range", "int4range(n * 10, n * 10 + 15)",
         "SELECT count(*) FROM {t} WHERE during @> :v", 'gist ("during")', "SELECT 5005 AS v"),
    Tree("whose_net", "net inet", "set_masklen(inet '10.0.0.0' + n * 256, 24)",
         "SELECT count(*) FROM {t} WHERE :v <<= net", 'gist ("net"', "SELECT inet '10.0.77.5' AS v"),
    Tree("the_latest", "a integer, b integer, c text", "n % 400, n * 7919 % 20011, repeat('z', 40)",
         "SELECT max(b) FROM {t} WHERE a = :v", '("a", "b")', "SELECT 7 AS v"),
    Tree("not_done", "done boolean, at integer, c text", "n % 400 > 0, n * 7919 % 20011, repeat('z', 40)",
         "SELECT c FROM {t} WHERE NOT done ORDER BY at LIMIT 9", "WHERE NOT done"),
    Tree("one_or_the_other", "a integer, b integer, c text",
         "n * 7919 % 4000, n * 104729 % 4001, repeat('z', 40)", "SELECT count(c) FROM {t} WHERE a = :v OR b = :w",
         '("b")', "SELECT 77 AS v, 99 AS w"),
    Tree("a_domain", "c wordy", "md5(n::text)", "SELECT count(*) FROM {t} WHERE c LIKE '%abc7%'", "_trgm_ops"),
    Tree("sorted_by_what_it_says", "c text, e integer", "md5(n::text), n",
         "SELECT e FROM {t} ORDER BY lower(c) LIMIT 5", "((lower(c)))"),
    Tree("the_first_of_each", "a integer, b integer, c text", "n % 5, n * 7919 % 20011, repeat('z', 40)",
         "SELECT x.b FROM generate_series(1, 4) g, LATERAL (SELECT b FROM {t} WHERE a = g ORDER BY b DESC LIMIT 2) x",
         '("a", "b")'),
)  # fmt: skip


def table(tree: Tree) -> str:
    return f'"thick.%""{tree.name}"'


def workload() -> Workload:
    return parse_workload("\n".join(map(_query, TREES)))


def _query(tree: Tree) -> str:
    params = f"-- params: {tree.params}\n" if tree.params else ""
    return f"-- name: {tree.name}\n{params}{tree.query.replace('{t}', table(tree))};\n"


@pytest.fixture(scope="module")
def thicket(server: Server) -> Iterator[Database]:
    with server.scratch("thicket") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE DOMAIN wordy AS text")
            for tree in TREES:
                made = f"CREATE TABLE {table(tree)} ({tree.columns}); INSERT INTO {table(tree)} SELECT {tree.values}"
                connection.execute(f"{made} FROM generate_series(1, {ROWS}) n".encode())
            connection.execute("VACUUM ANALYZE")
        yield database


def test_what_the_planner_takes_is_among_what_is_proposed(thicket: Database) -> None:
    queries = workload().queries
    with thicket.connect(autocommit=True) as connection:
        accept_values(connection)
        session, catalog = Session(connection, thicket.roles), read_catalog(connection)
        seen = [access for query in queries for access in accesses(session, query, Indexes(catalog))]
        facts = read_facts(connection, catalog, operators(seen), expressions(seen))
        attempt = build(connection, propose(seen, facts, ("btree", "lookup", "partial")), lambda _: None)
        indexes = Indexes(read_catalog(connection))
        used = {}
        for query in queries:
            subject = Subject(session, query, sets_of(connection, query, BenchOptions(sets=1)))
            used[query.name] = [attempt.built[name].ddl for plan in plans(subject) for name in indexes.used_by(plan)]
    missed = {t.name: used[t.name] for t in TREES if not any(t.wanted in statement for statement in used[t.name])}
    assert missed == {}


FAMILY = """
CREATE TABLE parent (id integer PRIMARY KEY);
CREATE TABLE child (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES parent ON DELETE CASCADE, x text);
CREATE TABLE grandchild (id integer PRIMARY KEY, child_id integer REFERENCES child ON DELETE CASCADE, y integer);
INSERT INTO parent SELECT generate_series(1, 300);
INSERT INTO child SELECT n, 1 + n % 300, repeat('x', 60) FROM generate_series(1, 6000) n;
INSERT INTO grandchild SELECT n, 1 + n * 7 % 6000, n % 2 FROM generate_series(1, 9000) n;
"""
LIVES = """
-- name: drop_parent
-- calls per hour: 60
-- params: SELECT 77 AS id
DELETE FROM parent WHERE id = :id;
-- name: halves
SELECT sum(length(x)) FROM child WHERE id % 2 = 1;
"""


def test_a_delete_gets_the_indexes_by_which_its_children_are_found_and_halves_get_none(server: Server) -> None:
    quick = BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600))
    with server.scratch("family") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(FAMILY)
            connection.execute("VACUUM ANALYZE")
        options = ChooseOptions(10**8, measure=quick, wider=Wider(words=False, statistics=False, kept=False))
        choice = choose(database, parse_workload(LIVES), options)
    assert {member.name for member in choice.build} == {"child_parent_id_btree_idx", "grandchild_child_id_btree_idx"}
    assert all(member.gains[0].query == "drop_parent" for member in choice.build)
