"""Extended statistics: what the planner would know of columns that go together, made and measured on a copy.

A query that limits two columns of a table by their values is planned as if the one said nothing of the other. On one
copy, statistics on such columns are made; where plans become others, both copies run the query in turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.access import Access, accesses
from pgworkbench.bench.clone import cloned
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.indexes import BenchOptions, Progress, sets_of
from pgworkbench.bench.interleave import collect
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Session
from pgworkbench.bench.statistics import Ratio
from pgworkbench.bench.subjects import Indexes
from pgworkbench.bench.trial import Subject, plans, ratio, signature, visit, warm_up
from pgworkbench.catalog import Name, read_catalog
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values

_BEFORE, _AFTER = "as it is", "with statistics"
_MOST_COLUMNS, _BYTES = 4, 63


@dataclass(frozen=True, slots=True)
class Known:
    """Statistics that a query gains by: how they are made, and how many times longer it takes without them."""

    query: str
    ddl: tuple[str, ...]
    ratio: Ratio


def extended_statistics(database: Database, workload: Workload, options: BenchOptions | None = None) -> Iterator[Known]:
    """Every read that statistics on the columns it limits together make faster beyond doubt, measured on copies.

    One after the other, as they are measured.
    """
    given = options or BenchOptions()
    reads = [query for query in workload.queries if query.kind is QueryKind.READ]
    with cloned(database, "plain") as plain, plain.connect(autocommit=True) as before:
        accept_values(before)
        freshen(before)
        session = Session(before, plain.roles, given.limits)
        if not (wanted := _wanted(session, reads)):
            return
        with cloned(database, "informed") as informed, informed.connect(autocommit=True) as after:
            accept_values(after)
            freshen(after)
            made = _made(after, wanted)
            sessions = (session, Session(after, informed.roles, given.limits))
            for number, query in enumerate(query for query in reads if query.name in made):
                if given.progress is not None:
                    given.progress(Progress(number, len(made), f"statistics for {query.name}", None))
                if (known := _compared(query, made, sessions, given)) is not None:
                    yield known


def _wanted(session: Session, queries: Sequence[Query]) -> dict[tuple[Name, tuple[str, ...]], list[str]]:
    """Columns of a table that are limited together, with the queries that do so."""
    indexes = Indexes(read_catalog(session.connection))
    found: dict[tuple[Name, tuple[str, ...]], list[str]] = {}
    for query in queries:
        try:
            seen = accesses(session, query, indexes)
        except (psycopg.Error, BenchError):
            continue  # whoever measures the workload says what is wrong with it
        for access in seen:
            if len(columns := _limited(access)) > 1:
                found.setdefault((access.table, columns), []).append(query.name)
    return found


def _limited(access: Access) -> tuple[str, ...]:
    """Plain columns that are compared with values, or grouped by; not with columns of other tables."""
    compared = (
        term.left.column
        for term in access.conditions
        if term.left.column is not None and term.operator and (term.right is None or not term.right.references)
    )
    return tuple(sorted({*compared, *access.grouped}))[:_MOST_COLUMNS]


def _made(
    connection: psycopg.Connection[Any], wanted: dict[tuple[Name, tuple[str, ...]], list[str]]
) -> dict[str, list[str]]:
    """The statements that were run, by the queries that they are for; what cannot be made is left out."""
    made: dict[str, list[str]] = {}
    for (table, columns), queries in wanted.items():
        statement = _create(table, columns)
        try:
            connection.execute(statement)
        except psycopg.Error:
            continue  # a type without an order, or they are there already
        for query in queries:
            made.setdefault(query, []).append(statement.as_string(connection))
    for table in sorted({table for table, _ in wanted}):
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.schema, table.name)))
    return made


def _create(table: Name, columns: tuple[str, ...]) -> sql.Composed:
    name = "_".join([table.name, *columns]).encode()[: _BYTES - len("_statistics")].decode(errors="ignore")
    return sql.SQL("CREATE STATISTICS {} ON {} FROM {}").format(
        sql.Identifier(table.schema, f"{name}_statistics"),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(table.schema, table.name),
    )


def _compared(
    query: Query, made: dict[str, list[str]], sessions: tuple[Session, Session], given: BenchOptions
) -> Known | None:
    """The query on both copies, if its plans differ."""
    try:
        sets = sets_of(sessions[0].connection, query, given)
        subjects = dict(zip((_BEFORE, _AFTER), (Subject(session, query, sets) for session in sessions), strict=True))
        if signature(plans(subjects[_BEFORE])) == signature(plans(subjects[_AFTER])):
            return None
        visits = {arm: visit(one.patient(), (), warm_up(one).repeats) for arm, one in subjects.items()}
    except (psycopg.Error, BenchError):
        return None
    collected = collect(visits, given.effort, execution_ms, given.seed)
    if collected.interrupted:
        raise KeyboardInterrupt
    gain = ratio(collected.blocks, _BEFORE, _AFTER, execution_ms, given.seed)
    return Known(query.name, tuple(made[query.name]), gain) if gain.low > 1 and gain.decided else None
