"""Other words for a query: what each weakness becomes, and what is left alone since it would not mean the same."""

from __future__ import annotations

import pytest

from pgworkbench.bench.wordings import Columns, weaknesses, wordings
from pgworkbench.workload import Query

COLUMNS = Columns(
    {
        "p": {"id": "int4", "name": "text", "ts": "timestamptz", "day": "date"},
        "c": {"pid": "int4", "amount": "int4", "at": "timestamp", "tags": "text[]"},
    }
)
# Each case: the weakness, then the query with and without it.
CASES = """
correlated
    SELECT p.id, (SELECT count(*) FROM c WHERE c.pid = p.id AND amount > :a) FROM p
    =>  SELECT p.id, COALESCE(grouped_1.sum_1, 0) AS count FROM p LEFT JOIN (SELECT c.pid AS key_1, count(*) AS sum_1
    FROM c WHERE amount > :a GROUP BY c.pid) grouped_1 ON grouped_1.key_1 = p.id

correlated
    SELECT 1 FROM p, c WHERE amount < (SELECT 0.2 * avg(x.amount) FROM c x WHERE x.pid = id)
    =>  SELECT 1 FROM p CROSS JOIN c LEFT JOIN (SELECT x.pid AS key_1, avg(x.amount) AS sum_1 FROM c x GROUP BY x.pid)
    grouped_1 ON grouped_1.key_1 = id WHERE amount < (0.2 * grouped_1.sum_1)

either
    SELECT p.name, c.amount x FROM p JOIN c ON c.pid = p.id WHERE (p.id = :a OR c.amount = :b) ORDER BY x LIMIT 4
    =>  SELECT either_of.column_1 AS name, either_of.column_2 AS x FROM (SELECT p.name AS column_1, c.amount AS column_2
    FROM p JOIN c ON c.pid = p.id WHERE p.id = :a UNION ALL SELECT p.name AS column_1, c.amount AS column_2 FROM p
    JOIN c ON c.pid = p.id WHERE c.amount = :b AND p.id = :a IS NOT TRUE) either_of ORDER BY x LIMIT 4

either
    SELECT count(*) FROM p, c WHERE pid = id AND (p.id = 1 OR c.amount = 2)
    =>  SELECT count(*) FROM (SELECT 1 AS column_1 FROM p, c WHERE pid = id AND p.id = 1 UNION ALL SELECT 1 AS column_1
    FROM p, c WHERE pid = id AND c.amount = 2 AND p.id = 1 IS NOT TRUE) either_of

either
    SELECT p.* FROM p, c WHERE p.id = 1 OR c.amount = 2
    =>  SELECT either_of.column_1 AS id, either_of.column_2 AS name, either_of.column_3 AS ts, either_of.column_4 AS day
    FROM (SELECT p.id AS column_1, p.name AS column_2, p.ts AS column_3, p.day AS column_4 FROM p, c WHERE p.id = 1
    UNION ALL SELECT p.id AS column_1, p.name AS column_2, p.ts AS column_3, p.day AS column_4 FROM p, c WHERE
    c.amount = 2 AND p.id = 1 IS NOT TRUE) either_of

membership
    SELECT 1 FROM c WHERE :v = ANY (tags) AND pid = ANY (:w)
    =>  SELECT 1 FROM c WHERE tags @> ARRAY[:v]::text[] AND pid = ANY(:w)

counted
    SELECT 1 FROM p WHERE 0 < id AND (SELECT count(*) FROM c WHERE pid = id) > 0
    =>  SELECT 1 FROM p WHERE 0 < id AND EXISTS (SELECT FROM c WHERE pid = id)

counted
    SELECT 1 FROM p WHERE (SELECT count(*) FROM c WHERE pid = id) = 0
    =>  SELECT 1 FROM p WHERE NOT EXISTS (SELECT FROM c WHERE pid = id)

fenced
    WITH a AS (SELECT * FROM p) SELECT 1 FROM a x JOIN a y USING (id)
    =>  WITH a AS NOT MATERIALIZED (SELECT * FROM p) SELECT 1 FROM a x JOIN a y USING (id)

sargable
    SELECT 1 FROM p WHERE date(ts) = :d
    =>  SELECT 1 FROM p WHERE ts >= :d::date AND ts < (:d::date + 1)

sargable
    SELECT 1 FROM p WHERE :d > p.ts::date
    =>  SELECT 1 FROM p WHERE p.ts < :d::date

sargable
    SELECT 1 FROM c WHERE at::date BETWEEN :a AND :b
    =>  SELECT 1 FROM c WHERE at >= :a::date AND at < (:b::date + 1)

sargable
    SELECT 1 FROM c WHERE date_trunc('quarter', at) = :m
    =>  SELECT 1 FROM c WHERE at >= :m::timestamp AND at < (:m::timestamp + '3 months'::interval) AND
    date_trunc('quarter', :m::timestamp) = :m::timestamp

sargable
    SELECT 1 FROM c WHERE extract(year FROM at) = :y
    =>  SELECT 1 FROM c WHERE at >= make_date(:y::int, 1, 1) AND at < make_date(:y::int + 1, 1, 1)

sargable
    SELECT 1 FROM c WHERE amount + 5 > :x
    =>  SELECT 1 FROM c WHERE amount > (:x - 5)

sargable
    SELECT 1 FROM p WHERE now() - ts < interval '7 days'
    =>  SELECT 1 FROM p WHERE ts > (now() - '7 days'::interval)
"""


def _cases() -> list[tuple[str, str, str]]:
    blocks = [block.split(None, 1) for block in CASES.strip().split("\n\n")]
    pairs = [(weakness, " ".join(text.split()).split(" => ")) for weakness, text in blocks]
    return [(weakness, before, after) for weakness, (before, after) in pairs]


CHANGED = _cases()

LEFT_ALONE = [
    "SELECT (SELECT max(amount) FROM c) FROM p",  # asked once
    "SELECT (SELECT max(amount) + p.id FROM c WHERE c.pid = p.id) FROM p",  # what moves would mention the outside
    "SELECT (SELECT amount FROM c WHERE c.pid = p.id LIMIT 1) FROM p",
    "SELECT (SELECT max(amount) FROM c WHERE c.pid < p.id) FROM p",
    "SELECT (SELECT max(amount) FROM unknown u WHERE u.pid = p.id) FROM p",
    "SELECT 1 FROM p WHERE id = 1 OR id = 2",
    "SELECT name FROM p, c WHERE p.id = 1 OR c.amount = 2 FOR UPDATE",
    "SELECT * FROM p JOIN c USING (id) WHERE p.id = 1 OR c.amount = 2",
    "SELECT 1 FROM p WHERE (SELECT count(name) FROM c) > 0",
    "SELECT 1 FROM p WHERE (SELECT count(*) FROM c) > 1",
    "WITH a AS (SELECT * FROM p) SELECT 1 FROM a",
    "WITH RECURSIVE a AS (SELECT 1 UNION SELECT 2 FROM a) SELECT 1 FROM a x, a y",
    "SELECT 1 FROM p WHERE day::date = :d",
    "SELECT 1 FROM p WHERE date_trunc('century', ts) = :m",
    "SELECT 1 FROM p WHERE date_trunc('day', ts) > :m",
    "SELECT 1 FROM p WHERE now() - ts < interval '1 month'",
    "SELECT 1 FROM p WHERE ts::date = day",
    "SELECT 1 FROM p WHERE extract(month FROM ts) = 3",
    "SELECT this is no SQL",
]


@pytest.mark.parametrize(("weakness", "before", "after"), CHANGED, ids=[f"{w}: {b[:50]}" for w, b, _ in CHANGED])
def test_other_words(weakness: str, before: str, after: str) -> None:
    found = {each.weakness: each for each in wordings(Query("q", before), COLUMNS)}
    assert found[weakness].sql == after


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_left_alone(text: str) -> None:
    assert list(wordings(Query("q", text), COLUMNS)) == []


def test_every_weakness_says_what_is_wrong_and_has_a_case_here_or_with_the_rewrites() -> None:
    assert {case[0] for case in CHANGED} | {"offset", "not_in"} == set(weaknesses())
    assert all(len(weakness.SAID) > 20 for weakness in weaknesses().values())


def test_ten_parameters_keep_their_names() -> None:
    names = [f"v{number}" for number in range(1, 12)]
    listed = ", ".join(f":{name}" for name in names)
    told = next(iter(wordings(Query("q", f"SELECT {listed} FROM p LIMIT 1 OFFSET 2"))))
    assert told.sql == f"SELECT {listed} FROM p LIMIT 1"
