"""What reads become that are answered from kept sums: the same rows, names and types, in every form they may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from pgworkbench.bench.kept.ddl import script
from pgworkbench.bench.kept.expressions import Expressions
from pgworkbench.bench.kept.gather import Gathering
from pgworkbench.bench.kept.scope import Scope
from pgworkbench.bench.kept.wanted import reworded, wanted
from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.server import Server
from pgworkbench.workload import Query

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TABLE o (id integer PRIMARY KEY, name text NOT NULL, kind integer, rows integer);
CREATE TABLE c (
    id integer PRIMARY KEY, o_id integer, kind integer, x integer, price numeric(8, 2), big bigint NOT NULL,
    gone timestamptz, at timestamp NOT NULL, "Tag" varchar(9) COLLATE "C", tags text[], shown boolean,
    twice integer GENERATED ALWAYS AS (x * 2) STORED);
INSERT INTO o SELECT n, 'o' || n, NULLIF(n % 4, 0), n FROM generate_series(1, 40) n;
INSERT INTO c SELECT n, NULLIF(1 + n % 31, 7), NULLIF(n % 5, 2), CASE WHEN n % 31 > 3 THEN NULLIF(n % 17, 3) END,
       NULLIF(n % 23, 4) / 4.0, n, CASE WHEN n % 6 = 0 THEN now() + n * interval '1 s' END,
       timestamp '2026-01-01' + n * interval '1 h', (ARRAY['a', 'b''', NULL])[1 + n % 3],
       ARRAY['p', 'q' || n % 2], NULLIF(n % 3, 0) = 1
  FROM generate_series(1, 2400) n;
"""


def queries(text: str) -> list[str]:
    """One begins where a line is not indented."""
    return re.split(r"\n(?=\S)", text.strip())


SERVED = queries("""
SELECT count(*) FROM c
SELECT count(1), sum(x), avg(x) c FROM c WHERE kind = 77
SELECT kind, count(*), count(x), count(big), sum(x), sum(big), sum(price), avg(x), avg(big), avg(price) FROM c
 GROUP BY kind
SELECT kind AS x, sum(x) AS kind FROM c GROUP BY c.kind ORDER BY x DESC, kind LIMIT 3
SELECT sum(x)::integer, count(*)::text, round(avg(price), 3), coalesce(sum(x), 0) FROM public.c WHERE
 public.c.kind > 1
SELECT sum(price * x + 1) FILTER (WHERE kind = 1), count(*) FILTER (WHERE kind IS NULL), avg(x) FILTER (WHERE
 shown) FROM c
SELECT sum(CASE WHEN shown THEN price WHEN x > 3 THEN 1.00 END), count(coalesce(x, 0)), count(NULLIF(x, 4)) FROM
 c GROUP BY o_id
SELECT kind, count(*) FROM c WHERE gone IS NULL AND (shown OR x > 2) GROUP BY kind HAVING sum(price) > 3 ORDER
 BY count(*)
SELECT date_trunc('month', at), count(*), sum(twice) FROM c GROUP BY 1 ORDER BY 1
SELECT date_trunc('month', c.at) AS at, count(*) FROM c GROUP BY date_trunc('month', c.at) ORDER BY at
SELECT at::date, sum(x) FROM c WHERE date_trunc('month', at) >= '2026-02-01' GROUP BY at::date
SELECT o.id, count(*), count(c.id), count(c.x), sum(c.x), avg(c.x), sum(c.x * 2) FROM o LEFT JOIN c ON c.o_id =
 o.id GROUP BY o.id
SELECT o.name, count(c.id) FROM c RIGHT JOIN o ON c.o_id = o.id AND c.kind = 3 GROUP BY o.name
SELECT o.kind, count(*), sum(x) FROM c FULL JOIN o ON o.id = o_id GROUP BY o.kind
SELECT c.kind, max(o.name), min(c."Tag"), count(DISTINCT o_id), sum(x), bool_or(shown) FROM c JOIN o ON o.id =
 o_id GROUP BY 1
SELECT o.id, (SELECT count(*) FROM c WHERE o_id = o.id AND gone IS NULL) n, (SELECT sum(x) FROM c y WHERE y.o_id
 = o.id) FROM o
SELECT name FROM o WHERE (SELECT sum(price) FROM c WHERE o_id = o.id) > 40 AND EXISTS (SELECT count(*) FROM c
 GROUP BY kind)
SELECT o.id, t.n, t.s FROM o, LATERAL (SELECT count(*) n, sum(x) s FROM c WHERE c.o_id = o.id AND c.kind = o.kind) t
WITH t AS (SELECT o_id, sum(x) s FROM c GROUP BY o_id), c2 AS (TABLE o) SELECT c2.name, s FROM t JOIN c2 ON
 c2.id = t.o_id
SELECT kind, count(*) FROM c GROUP BY kind UNION ALL SELECT NULL, count(*) FROM c WHERE kind = 3
SELECT kind, "Tag", count(*), GROUPING(kind), sum(x) FROM c GROUP BY ROLLUP (kind, "Tag")
SELECT kind, shown, sum(big) FROM c GROUP BY GROUPING SETS ((kind), (shown), ())
SELECT DISTINCT kind, "Tag" FROM c WHERE kind IN (1, 3)
SELECT DISTINCT count(*) FROM c GROUP BY kind, "Tag"
SELECT a.kind, count(*), sum(a.x) FROM c a JOIN c b ON a.kind = b.id GROUP BY a.kind
SELECT kind, count(*) FROM c WHERE EXISTS (SELECT FROM o WHERE o.id = o_id AND o.name LIKE 'o1%') GROUP BY kind
SELECT kind, count(*) FROM c WHERE o_id IN (SELECT id FROM o WHERE kind = 1) GROUP BY kind
SELECT c.kind, count(*) FROM c JOIN o USING (kind) GROUP BY kind, c.kind
SELECT t, count(*) FROM o, c CROSS JOIN unnest(ARRAY[c.kind, c.o_id]) t GROUP BY t
SELECT CASE WHEN kind > 2 THEN 'many' ELSE 'few' END, count(*) FROM c GROUP BY CASE WHEN kind > 2 THEN 'many'
 ELSE 'few' END
SELECT extract(year FROM at) AS y, extract(month FROM at), sum(x) FROM c GROUP BY 1, 2
SELECT "Tag" COLLATE "C" AS t, count(*) FROM c WHERE "Tag" > 'a' GROUP BY 1
SELECT x IS NULL, count(*) FROM c GROUP BY x IS NULL
SELECT coalesce(kind, -1), count(*) FROM c WHERE kind = 3 GROUP BY ROLLUP (coalesce(kind, -1))
SELECT (sum(x) + 1)::text, sum(x)::numeric, kind::text, (kind + 1)::text FROM c GROUP BY kind
SELECT sum(c.x), o.rows FROM c, o WHERE c.o_id = o.id AND rows > 3 GROUP BY o.rows
SELECT x.k, x.n FROM (SELECT kind AS k, count(*) AS n FROM c GROUP BY kind) x WHERE x.n > 3
SELECT count(*) > 5, 100.0 * count(x) / count(*), - sum(x), sum(x) IS NULL FROM c GROUP BY kind
""")
DECLINED = queries("""
SELECT count(*) FROM c WHERE at > now()
SELECT id, sum(x) FROM c GROUP BY id
SELECT sum(c.x * o.kind) FROM c JOIN o ON o.id = c.o_id
SELECT sum(o.kind), c.kind FROM c JOIN o ON o.id = c.o_id GROUP BY c.kind
SELECT kind, string_agg("Tag", ',') FROM c GROUP BY kind
SELECT kind, sum(x) OVER () FROM c GROUP BY kind, x
SELECT count(*) FROM c TABLESAMPLE SYSTEM (50)
SELECT count(*) FROM ONLY c
SELECT count(*) FROM c NATURAL JOIN o
SELECT c FROM c GROUP BY c
SELECT kind FROM c FOR UPDATE
SELECT count(tableoid), kind FROM c GROUP BY kind
SELECT kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM c GROUP BY kind
SELECT tags, count(*) FROM c GROUP BY tags
SELECT o.id, sum(coalesce(c.x, 5)) FROM o LEFT JOIN c ON c.o_id = o.id GROUP BY o.id
SELECT k, (SELECT sum(y.k) FROM o) FROM (SELECT 1 AS k) y
SELECT kind, (SELECT sum(c.x) FROM o) FROM c GROUP BY kind
""")


@dataclass(frozen=True)
class Place:
    """Where queries are reworded."""

    connection: psycopg.Connection
    catalog: Catalog
    scope: Scope


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Place]:
    with server.scratch("words") as database, database.connect(autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
        connection.execute("VACUUM ANALYZE")
        catalog = read_catalog(connection)
        names = connection.execute("SELECT proname FROM pg_proc WHERE prokind = 'a'").fetchall()
        yield Place(connection, catalog, Scope(catalog, ["public"], frozenset(name for (name,) in names)))


def answer(connection: psycopg.Connection, sql: str) -> tuple[list[tuple[str, int]], list[str]]:
    cursor = connection.execute(sql.encode())
    return [(c.name, c.type_code) for c in cursor.description or ()], sorted(map(repr, cursor.fetchall()))


@pytest.mark.parametrize("sql", SERVED)
def test_it_gives_the_same_from_sums_before_and_after_writes(place: Place, sql: str) -> None:
    query, connection = Query("q", sql), place.connection
    expressions = Expressions(connection)
    wants = {"q": [each for each in wanted(query, place.scope, expressions)[1] if each.reading.table.name.name == "c"]}
    proposed = list(Gathering(connection, place.catalog, 10_000).proposed(wants))
    assert proposed
    with connection.transaction(force_rollback=True):
        for each in proposed:
            for statement in script(each.summary).make:
                connection.execute(statement.encode())
            other = reworded(query, each.summary, place.scope, expressions)
            assert each.summary.name.name in other
            assert answer(connection, other) == answer(connection, sql)
            connection.execute("UPDATE c SET x = 9, kind = 3, price = NULL WHERE id % 3 = 1")
            connection.execute("DELETE FROM c WHERE o_id < 4 OR kind = 4")
            connection.execute("INSERT INTO c (id, big, at) VALUES (-1, 5, '2027-01-01')")
            assert answer(connection, other) == answer(connection, sql)
            connection.execute("TRUNCATE c")
            assert answer(connection, other) == answer(connection, sql)


@pytest.mark.parametrize("sql", DECLINED)
def test_what_sums_would_not_do_for_is_left_alone(place: Place, sql: str) -> None:
    _, wants = wanted(Query("q", sql), place.scope, Expressions(place.connection))
    wants = [each for each in wants if each.reading.table.name.name == "c"]
    assert list(Gathering(place.connection, place.catalog, 10_000).proposed({"q": wants})) == []
