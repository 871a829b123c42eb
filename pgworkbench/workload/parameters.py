"""Values for a query's parameters, drawn from the rows that its `params` query yields.

A value is kept as PostgreSQL printed it, with its type, and is sent back as both: no Python type stands between, so
ranges, enums, arrays and composites survive. Strings and enums are sent without a type, as drivers do, and take the
type of what they are compared with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.adapt import Dumper

from pgworkbench.workload.query import Query

_UNTYPED = """
SELECT t.oid
  FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
 WHERE t.oid = ANY (%s) AND coalesce(e.typcategory, t.typcategory) IN ('S', 'E', 'X')
"""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as text (None: NULL) and its type's oid (0: whatever the context says)."""

    text: str | None
    oid: int = 0


Parameters = Mapping[str, Value]


class _ValueDumper(Dumper):
    """Sends a Value as it is; one dumper for each type."""

    def dump(self, obj: Value) -> Buffer | None:
        return None if obj.text is None else obj.text.encode()

    def get_key(self, obj: Value, format: Any) -> Any:  # noqa: A002, ARG002 - psycopg's signature
        return (self.cls, obj.oid)

    def upgrade(self, obj: Value, format: Any) -> Dumper:  # noqa: A002, ARG002 - psycopg's signature
        dumper = type(self)(self.cls, self.connection)
        dumper.oid = obj.oid
        return dumper


def accept_values(connection: psycopg.Connection[Any]) -> None:
    """Let a connection send Value as a parameter."""
    connection.adapters.register_dumper(Value, _ValueDumper)


def draw(connection: psycopg.Connection[Any], query: Query, limit: int) -> tuple[Parameters, ...]:
    """At most `limit` rows of the query's `params`, in its own order; one empty set for a query without parameters.

    If `params` yields fewer rows, there are fewer sets; psycopg.Error if it cannot be run.
    """
    if query.params is None:
        return ({},)
    ask = sql.SQL("SELECT * FROM (\n{}\n) AS parameter_sets LIMIT {}").format(_as_written(query.params), limit)
    with connection.cursor() as cursor:
        result = cursor.execute(ask).pgresult
        if result is None:
            return ()
        columns = [(result.fname(i) or b"").decode() for i in range(result.nfields)]
        oids = _sent_oids(connection, [result.ftype(i) for i in range(result.nfields)])
        rows = [[result.get_value(row, i) for i in range(result.nfields)] for row in range(result.ntuples)]
    return tuple(
        {
            name: Value(None if raw is None else raw.decode(), oid)
            for name, raw, oid in zip(columns, row, oids, strict=True)
        }
        for row in rows
    )


def yielded(connection: psycopg.Connection[Any], query: Query) -> Parameters:
    """NULL of each parameter's type: what `params` yields, without a row of it."""
    if query.params is None:
        return {}
    ask = sql.SQL("SELECT * FROM (\n{}\n) AS parameter_sets LIMIT 0").format(_as_written(query.params))
    columns = connection.execute(ask).description or []
    oids = _sent_oids(connection, [column.type_code for column in columns])
    return {column.name: Value(None, oid) for column, oid in zip(columns, oids, strict=True)}


def _as_written(text: str) -> sql.SQL:
    """The user's own SQL, which is theirs to choose."""
    return sql.SQL(text)


def _sent_oids(connection: psycopg.Connection[Any], oids: Sequence[int]) -> list[int]:
    untyped = {oid for (oid,) in connection.execute(_UNTYPED, [list(oids)])}
    return [0 if oid in untyped else oid for oid in oids]


def draw_spread(
    connection: psycopg.Connection[Any], query: Query, count: int, among: int = 200
) -> tuple[Parameters, ...]:
    """`count` different sets, evenly spaced over the first `among` rows of `params`: its first, its last, some between.

    A `params` that is ordered from heavy to light so yields both. Fewer, if there are fewer different ones.
    """
    rows = draw(connection, query, among)
    different = list({tuple(row.items()): row for row in rows}.values())
    if len(different) <= count:
        return tuple(different)
    step = (len(different) - 1) / max(count - 1, 1)
    return tuple(different[round(position * step)] for position in range(count))
