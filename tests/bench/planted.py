"""Tables with one best index that is known, of each kind, under random names: what an index lab must find."""

from __future__ import annotations

import random
from dataclasses import dataclass

_LETTERS = "abcxyzÄé日 %\"'.$;-"
ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Plant:
    """A column with its type, how its values follow from n, a query on it, and what its best index says.

    In `query`, `{t}` is the table, `{c}` the column and `{d}` a second one.
    """

    kind: str
    type: str
    values: str
    query: str
    params: str
    wanted: str
    beside: str = ""  # the values of a second column, `{d}`, of the same type


PLANTS = (
    Plant("equality", "integer", "n * 7919 % 15000", "SELECT count(*) FROM {t} WHERE {c} = :v",
          "SELECT 77 AS v", "({c}"),
    Plant("order", "timestamptz", "timestamptz '2025-01-01' + n * 7919 % 30000 * interval '1 min'",
          "SELECT {c} FROM {t} ORDER BY {c} DESC LIMIT 5", "", "USING btree ({c}"),
    Plant("partial", "text", "CASE WHEN n % 3000 = 0 THEN 'rare' ELSE 'done' || n % 3 END",
          "SELECT count(*) FROM {t} WHERE {c} = 'rare'", "", "{c}"),
    Plant("expression", "text", "md5(n::text) || 'X'", "SELECT count(*) FROM {t} WHERE upper({c}) = :v",
          "SELECT upper(md5('9') || 'X') AS v", "((upper("),
    Plant("array", "text[]", "ARRAY['t' || n % 5000, 'u' || n % 7]", "SELECT count(*) FROM {t} WHERE {c} @> :v",
          "SELECT ARRAY['t9'] AS v", "USING gin ({c})"),
    Plant("jsonb", "jsonb", "jsonb_build_object('a', n % 4000, 'b', n % 3)", "SELECT count(*) FROM {t} WHERE {c} @> :v",
          "SELECT '{{\"a\": 77}}'::jsonb AS v", "USING gin ({c}"),
    Plant("range", "int8range", "int8range(n * 10, n * 10 + 15)", "SELECT count(*) FROM {t} WHERE {c} && :v",
          "SELECT int8range(7000, 7020) AS v", "gist ({c})"),
    Plant("nearest", "point", "point(n % 173, n % 179)", "SELECT {c} FROM {t} ORDER BY {c} <-> :v LIMIT 3",
          "SELECT point(5, 5.5) AS v", "gist ({c}"),
    Plant("trigram", "text", "md5(n::text) || md5((n + 1)::text)", "SELECT count(*) FROM {t} WHERE {c} LIKE :v",
          "SELECT '%' || substr(md5('77'), 1, 12) || '%' AS v", "trgm_ops"),
    Plant("pair", "bigint", "n * 7919 % 300", "SELECT count(*) FROM {t} WHERE {c} = :v AND {d} = :w",
          "SELECT 77 AS v, 11 AS w", "({c}, {d})", "n * 104729 % 270"),
    Plant("covering", "integer", "n * 7919 % 40", "SELECT sum({d}) FROM {t} WHERE {c} = :v",
          "SELECT 7 AS v", "INCLUDE ({d})", "n % 1000"),
    Plant("caseless", "citext", "'Name' || n", "SELECT count(*) FROM {t} WHERE {c} = :v",
          "SELECT 'nAmE777' AS v", "({c})"),
    Plant("words", "tsvector", "to_tsvector('simple', 'w' || n % 3000 || ' x' || n % 7)",
          "SELECT count(*) FROM {t} WHERE {c} @@ to_tsquery('simple', :v)",
          "SELECT 'w77 & x1' AS v", "USING gin ({c})"),
    Plant("key", "jsonb", "jsonb_build_object(CASE WHEN n % 4000 = 7 THEN 'odd' ELSE 'a' END, n)",
          "SELECT count(*) FROM {t} WHERE {c} ? 'odd'", "", "{c}"),
    Plant("network", "inet", "inet '10.0.0.0' + n", "SELECT count(*) FROM {t} WHERE {c} <<= :v",
          "SELECT inet '10.0.7.0/28' AS v", "{c}"),
    Plant("prefix", "text", "md5((n * 3)::text)", "SELECT count(*) FROM {t} WHERE {c} LIKE '4ab7%'", "", "{c}"),
    Plant("missing", "date", "CASE WHEN n % 5000 > 1 THEN date '2026-01-01' END",
          "SELECT count(*) FROM {t} WHERE {c} IS NULL", "", "{c}"),
    Plant("none", "integer", "n % 2", "SELECT sum({c}) FROM {t}", "", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Garden:
    """All plants in one table: how to make it, its workload, and by query what the best index's statement holds."""

    table: str
    schema: str
    workload: str
    wanted: dict[str, str]


def garden(seed: int) -> Garden:
    """The plants in random order, under random names; the same for the same seed."""
    shuffled = random.Random(seed)  # noqa: S311 - no secret
    plants = shuffled.sample(PLANTS, len(PLANTS))
    table = f"public.{_name(shuffled)}"
    columns = {plant.kind: _name(shuffled) for plant in plants}
    second = {plant.kind: _name(shuffled) for plant in plants if plant.beside}
    listed = ", ".join(
        [f"{columns[plant.kind]} {plant.type}" for plant in plants]
        + [f"{second[plant.kind]} {plant.type}" for plant in plants if plant.beside]
    )
    values = ", ".join([plant.values for plant in plants] + [plant.beside for plant in plants if plant.beside])
    schema = f"CREATE TABLE {table} ({listed}); INSERT INTO {table} SELECT {values} FROM generate_series(1, {ROWS}) n;"
    queries, wanted = [], {}
    for plant in plants:
        names = {"c": columns[plant.kind], "d": second.get(plant.kind, "")}
        text = plant.query.format(t=table, **names)
        params = f"-- params: {plant.params.format()}\n" if plant.params else ""
        queries.append(f"-- name: {plant.kind}\n{params}{text};\n")
        wanted[plant.kind] = plant.wanted.format(**names)
    return Garden(table, schema, "\n".join(queries), wanted)


def _name(shuffled: random.Random) -> str:
    """A quoted identifier that hurts."""
    text = "".join(shuffled.choices(_LETTERS, k=shuffled.randint(3, 14))) + str(shuffled.randint(0, 99))
    return '"' + text.replace('"', '""') + '"'


def diary(seed: int) -> Garden:
    """A long, narrow table that is written in order of time and looked into by time, by a wide word, and by nothing."""
    shuffled = random.Random(seed)  # noqa: S311 - no secret
    table, at, word, number = (_name(shuffled) for _ in range(4))
    made = f"timestamptz '2026-01-01' + n * interval '1 min', repeat(md5(n::text), 4), n % {shuffled.randint(2, 4)}"
    schema = f"""
CREATE TABLE {table} ({at} timestamptz NOT NULL, {word} text NOT NULL, {number} integer NOT NULL);
INSERT INTO {table} SELECT {made} FROM generate_series(1, 120000) n;
"""
    workload = f"""
-- name: brin
SELECT sum(length({word})) FROM {table} WHERE {at} >= '2026-01-15' AND {at} < '2026-01-18';
-- name: hash
-- params: SELECT {word} AS v FROM {table} LIMIT 1
SELECT {at} FROM {table} WHERE {word} = :v;
-- name: halves
SELECT sum(length({word} || {at})) FROM {table} WHERE {number} = 1;
-- name: all
SELECT sum(length({word}) + {number}) FROM {table};
"""
    return Garden(table, schema, workload, {"brin": f"USING brin ({at}", "hash": f"USING hash ({word})"})
