"""What each read of a workload wants of sums, and what it takes as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import postgast
import psycopg

from pgworkbench.bench.indexes import BenchOptions, sets_of
from pgworkbench.bench.kept.expressions import Expressions
from pgworkbench.bench.kept.reading import Scope
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
    """By query: what its SELECTs want, how its names are to be read, ms an hour that it takes."""

    by_query: Mapping[str, list[Wanted]]
    scopes: Mapping[str, Scope]
    hourly_ms: Mapping[str, float]

    def worth(self, queries: Iterable[str]) -> float:
        """Ms an hour that could be saved at most."""
        return sum(self.hourly_ms[query] for query in queries)


def wanting(session: Session, workload: Workload, catalog: Catalog, options: BenchOptions) -> Wanting:
    """What the reads want; one that cannot be run or parsed is left out: whoever measures the workload says so."""
    connection = session.connection
    aggregates = frozenset(name for (name,) in connection.execute("SELECT proname FROM pg_proc WHERE prokind = 'a'"))
    few: dict[Name, set[str]] = {}
    for schema, table, column in connection.execute(_FEW):
        few.setdefault(Name(schema, table), set()).add(column)
    known = {name: frozenset(columns) for name, columns in few.items()}
    expressions = Expressions(connection)
    wants, scopes, hourly = dict[str, list[Wanted]](), dict[str, Scope](), dict[str, float]()
    for query in workload.queries:
        if query.kind is not QueryKind.READ:
            continue
        try:
            subject = Subject(session, query, sets_of(connection, query, options))
            scopes[query.name] = Scope(catalog, _schemas(subject), aggregates, known)
            _, mine = wanted(query, scopes[query.name], expressions)
            if mine:
                hourly[query.name] = _hourly_ms(subject, query)
                wants[query.name] = mine
        except (psycopg.Error, postgast.PgQueryError, BenchError):
            continue
    return Wanting(wants, scopes, hourly)


def _schemas(subject: Subject) -> list[str]:
    """In which schemas the query looks for tables, as its role and with its settings."""
    asked = replace(subject.query, sql="SELECT pg_catalog.current_schemas(false)")
    row = run_row(subject.session, asked, subject.sets[0])
    return list(row[0]) if row else []


def _hourly_ms(subject: Subject, query: Query) -> float:
    took = sum(sample.execution_ms for sample in first_visit(subject).samples) / len(subject.sets)
    return took * (1.0 if query.calls_per_hour is None else query.calls_per_hour)
