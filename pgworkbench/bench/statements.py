"""A workload from pg_stat_statements: what a database was asked, how often, with values from the columns compared.

The view keeps no constants: each stands as `$n`. What a `$n` is compared with is read from the server's own plan, and
its values are drawn from that column; those of one table from one row, so that they belong together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from pgworkbench.bench.access import Access, accesses
from pgworkbench.bench.measure import Session
from pgworkbench.bench.normalised import readable, spans
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import reason
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.workload import Query, Workload
from pgworkbench.workload.sql import rewritten

_SCHEMA = """
SELECT n.nspname FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
 WHERE e.extname = 'pg_stat_statements'
"""
_ASKED = """
SELECT s.queryid, s.query, sum(s.calls)::float8
  FROM {}.pg_stat_statements AS s JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
 WHERE d.datname = current_database() AND s.query ~* '^\\s*(select|with|insert|update|delete|merge)\\M'
   AND s.query !~* '\\mpg_(catalog|stat_)'
 GROUP BY 1, 2 ORDER BY sum(s.total_exec_time) DESC, 1
 LIMIT %s
"""
_NUMBER = re.compile(r"\$(\d+)")
_LIMIT = re.compile(r"\b(?:LIMIT|FIRST)\s+:(\w+)", re.IGNORECASE)
_ROWS = 50  # to draw parameter sets from
_SPAN, _FEW = "'1 month'::pg_catalog.interval", "10::pg_catalog.int8"  # what an interval and a LIMIT may be


@dataclass(frozen=True, slots=True)
class Asked:
    """What the view told: a workload without values yet, and what of it could not be read."""

    workload: Workload
    notes: tuple[str, ...] = ()


def read_statements(connection: psycopg.Connection[Any], *, most: int = 50) -> Asked:
    """The statements that took most time in all, `$n` as `:p<n>`; BenchError if the extension is not there.

    Their calls are counted since the view began, whenever that was: as weights they are right, as calls an hour not.
    """
    found = connection.execute(_SCHEMA).fetchone()
    if found is None:
        raise BenchError("pg_stat_statements is not installed in this database: CREATE EXTENSION pg_stat_statements")
    queries, notes = [], []
    for number, text, calls in connection.execute(sql.SQL(_ASKED).format(sql.Identifier(found[0])), [most]):
        sound = readable(text.rstrip().rstrip(";"))
        if sound is None:
            notes.append(f"statement {number} cannot be read: {' '.join(text.split())[:80]}")
        else:
            queries.append(Query(f"statement_{number}", _NUMBER.sub(r":p\1", sound), calls_per_hour=calls))
    return Asked(Workload(tuple(queries)), tuple(notes))


def with_values(connection: psycopg.Connection[Any], asked: Asked) -> Asked:
    """The same with `params` for every query that lacks them, from the rows of the database (ours) behind `connection`.

    A query for which nothing says what its values may be stays without: measuring it will say so.
    """
    session, indexes = Session(connection), Indexes(read_catalog(connection))
    queries, notes = [], list(asked.notes)
    for query in asked.workload.queries:
        if query.params is not None or not query.parameters:
            queries.append(query)
            continue
        try:
            params = _params(query, accesses(session, query, indexes))
        except (psycopg.Error, BenchError) as error:
            why = reason(error) if isinstance(error, psycopg.Error) else str(error)
            notes.append(f"{query.name} has no values: {why}")
            queries.append(query)
        else:
            queries.append(replace(query, params=params.as_string(connection) if params else None))
    return Asked(Workload(tuple(queries)), tuple(notes))


def _params(query: Query, seen: Sequence[Access]) -> sql.Composable | None:
    """SELECT … of all parameters: numbered rows of each table side by side; None for a query without parameters."""
    if not query.parameters:
        return None
    # Nobody's rows say what these are: a guess has to do.
    guessed = dict.fromkeys(set(_LIMIT.findall(query.sql)) & set(query.parameters), _FEW)
    guessed |= dict.fromkeys(_spans(query), _SPAN)
    by_table: dict[Name, dict[str, sql.Composable]] = {}
    for name, table, value in _compared(query, seen):
        if name not in {known for columns in by_table.values() for known in columns}:
            by_table.setdefault(table, {})[name] = value
    known = {name for columns in by_table.values() for name in columns}
    if missing := [name for name in query.parameters if name not in {*known, *guessed}]:
        raise BenchError(f"nothing says what {', '.join(missing)} may be: it is compared with no column")
    given = [_as_guessed(name, guessed[name]) for name in sorted(guessed.keys() - known)]
    shown = [sql.Identifier(name) for name in query.parameters if name in known]
    tables = [_rows(table, columns) for table, columns in by_table.items()]
    listed = sql.SQL(", ").join([*shown, *given])
    if not tables:
        return sql.SQL("SELECT {}").format(listed)
    joined = sql.SQL(" JOIN ").join(
        sql.SQL("{} AS {}{}").format(rows, sql.Identifier(f"t{at}"), sql.SQL(" USING (row)" if at else ""))
        for at, rows in enumerate(tables)
    )
    return sql.SQL("SELECT {} FROM {}").format(listed, joined)


def _rows(table: Name, columns: Mapping[str, sql.Composable]) -> sql.Composed:
    """Some rows from all over a table, the same for the same rows, numbered."""
    values = [sql.SQL("{} AS {}").format(value, sql.Identifier(name)) for name, value in columns.items()]
    return sql.SQL(
        "(SELECT row_number() OVER () AS row, drawn.*"
        " FROM (SELECT {} FROM {} ORDER BY md5(ctid::text) LIMIT {}) AS drawn)"
    ).format(sql.SQL(", ").join(values), sql.Identifier(table.schema, table.name), sql.Literal(_ROWS))


def _as_guessed(name: str, value: LiteralString) -> sql.Composed:
    return sql.SQL(value) + sql.SQL(" AS {}").format(sql.Identifier(name))


def _spans(query: Query) -> frozenset[str]:
    """The parameters that are written as intervals."""
    position = {name: number for number, name in enumerate(query.parameters, start=1)}
    found = spans(rewritten(query.sql, lambda name: f"${position[name]}", "%"))
    return frozenset(query.parameters[number - 1] for number in found)


def _compared(query: Query, seen: Sequence[Access]) -> Iterator[tuple[str, Name, sql.Composable]]:
    """Each parameter that stands alone on one side of a condition (a span of time may be added to it), with the table
    and what yields its values.
    """
    added = _spans(query)
    for access in seen:
        for term in access.conditions:
            if term.right is None or term.left.column is None or not term.right.parameter:
                continue
            names = {query.parameters[int(number) - 1] for number in _NUMBER.findall(term.sql)} - added
            if len(names) != 1:
                continue
            column = sql.Identifier(term.left.column)
            value = sql.SQL("ARRAY[{}]").format(column) if term.operator.endswith(" ANY") else column
            yield names.pop(), access.table, value
