"""What each read of a workload wants of sums, and about how long it takes as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import postgast
import psycopg

from pgworkbench.bench.indexes import BenchOptions, sets_of
from pgworkbench.bench.kept.expressions import Expressions
from pgworkbench.bench.kept.scope import Scope
from pgworkbench.bench.kept.wanted import Wanted, wanted
from pgworkbench.bench.measure import Session, run_row
from pgworkbench.bench.trial import Subject, first_visit
from pgworkbench.catalog import Catalog, Name
from pgworkbench.errors import BenchError
from pgworkbench.workload import Query, QueryKind, Workload

_FEW = """
SELECT schemaname, tablename, attname FROM pg_catalog.pg_stats WHERE n_distinct BETWEEN 1 AND 64
"""


@dataclass(frozen=True, slots=True)
class Wanting:
    """By query: what its SELECTs want, and how its names are to be read."""

    by_query: Mapping[str, list[Wanted]]
    scopes: Mapping[str, Scope]


def wanting(session: Session, workload: Workload, catalog: Catalog, options: BenchOptions) -> Wanting:
    """What the reads want; one that cannot be run or parsed is left out: whoever measures the workload says so."""
    connection = session.connection
    aggregates = frozenset(name for (name,) in connection.execute("SELECT proname FROM pg_proc WHERE prokind = 'a'"))
    few: dict[Name, set[str]] = {}
    for schema, table, column in connection.execute(_FEW):
        few.setdefault(Name(schema, table), set()).add(column)
    known = {name: frozenset(columns) for name, columns in few.items()}
    expressions = Expressions(connection)
    wants, scopes = dict[str, list[Wanted]](), dict[str, Scope]()
    for query in workload.queries:
        if query.kind is not QueryKind.READ:
            continue
        try:
            subject = Subject(session, query, sets_of(connection, query, options))
            scopes[query.name] = Scope(catalog, _schemas(subject), aggregates, known)
            _, mine = wanted(query, scopes[query.name], expressions)
            if mine:
                wants[query.name] = mine
        except (psycopg.Error, postgast.PgQueryError, BenchError):
            continue
    return Wanting(wants, scopes)


def _schemas(subject: Subject) -> list[str]:
    """In which schemas the query looks for tables, as its role and with its settings."""
    asked = replace(subject.query, sql="SELECT pg_catalog.current_schemas(false)")
    row = run_row(subject.session, asked, subject.sets[0])
    return list(row[0]) if row else []


def hourly_ms(session: Session, query: Query, options: BenchOptions) -> float:
    """About how many ms an hour a read takes, by one run; 0 if it cannot be run."""
    try:
        subject = Subject(session, query, sets_of(session.connection, query, options)[:1])
        took = sum(sample.execution_ms for sample in first_visit(subject).samples)
    except (psycopg.Error, BenchError):
        return 0.0
    return took * (1.0 if query.calls_per_hour is None else query.calls_per_hour)
