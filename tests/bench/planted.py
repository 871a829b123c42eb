"""Tables with one best index that is known, of each kind, under random names: what an index lab must find."""

from __future__ import annotations

import random
from dataclasses import dataclass

_LETTERS = "abcxyzÄé日 %\"'.$;-"
ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Plant:
    """A column with its type, how its values follow from n, a query on it, and what its best index says.

    In `query`, `{t}` is the table and `{c}` the column.
    """

    kind: str
    type: str
    values: str
    query: str
    params: str
    wanted: str


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
    listed = ", ".join(f"{columns[plant.kind]} {plant.type}" for plant in plants)
    values = ", ".join(plant.values for plant in plants)
    schema = f"CREATE TABLE {table} ({listed}); INSERT INTO {table} SELECT {values} FROM generate_series(1, {ROWS}) n;"
    queries, wanted = [], {}
    for plant in plants:
        text = plant.query.format(t=table, c=columns[plant.kind])
        params = f"-- params: {plant.params.format()}\n" if plant.params else ""
        queries.append(f"-- name: {plant.kind}\n{params}{text};\n")
        wanted[plant.kind] = plant.wanted.format(c=columns[plant.kind])
    return Garden(table, schema, "\n".join(queries), wanted)


def _name(shuffled: random.Random) -> str:
    """A quoted identifier that hurts."""
    text = "".join(shuffled.choices(_LETTERS, k=shuffled.randint(3, 14))) + str(shuffled.randint(0, 99))
    return '"' + text.replace('"', '""') + '"'
