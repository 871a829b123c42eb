"""The workload of an adopted design: what pg_stat_statements tells, as files a domain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg

from pgworkbench.adoption.domains import DomainPlan
from pgworkbench.bench.statements import Asked, read_statements, with_values
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload, check_workload

__all__ = ["Asked", "read_queries", "workload_files"]

_HEAD = """\
-- {title}: what the database was asked when it was adopted, from pg_stat_statements. Calls are counted since the view
-- began, so as weights they are right, as calls an hour not. Name the queries, and say what each is for.
"""


def read_queries(connection: psycopg.Connection[Any]) -> Asked:
    """What the database was asked; nothing, with a note, where the extension is not there or may not be read."""
    try:
        return read_statements(connection)
    except (BenchError, psycopg.Error) as error:
        return Asked(Workload(()), (f"no workload: {str(error).splitlines()[0]}",))


def workload_files(asked: Asked, domains: Sequence[DomainPlan], database: Database) -> tuple[dict[str, str], list[str]]:
    """`schema/workloads/<domain>.sql`; a query that the design's server does not understand is left out, by name."""
    with database.connect(autocommit=True) as connection:
        asked = with_values(connection, asked)
    good, notes = _understood(asked, database)
    homes: dict[str, list[Query]] = defaultdict(list)
    for query in good:
        homes[_home(query, domains)].append(query)
    files = {
        f"schema/workloads/{domain.module}.sql": _file(domain, homes[domain.module])
        for domain in domains
        if domain.module in homes
    }
    return files, [*asked.notes, *notes]


def _understood(asked: Asked, database: Database) -> tuple[list[Query], list[str]]:
    good, notes = [], []
    with database.connect(autocommit=True) as connection:
        for query in asked.workload.queries:
            mistakes = check_workload(connection, Workload((query,)), database.roles)
            if mistakes:
                notes.append(f"{query.name} is left out of the workload: {mistakes[0].problem}")
            else:
                good.append(query)
    return good, notes


def _home(query: Query, domains: Sequence[DomainPlan]) -> str:
    """The domain of the table that the query names first."""
    places = [
        (found.start(), domain.module)
        for domain in domains
        for table in domain.tables
        if (found := re.search(rf"(?<!\w){re.escape(table.name.name)}(?!\w)", query.sql))
    ]
    return min(places)[1] if places else domains[0].module if domains else ""


def _file(domain: DomainPlan, queries: Iterable[Query]) -> str:
    title = domain.module.replace("_", " ").strip().capitalize()
    return "\n".join([_HEAD.format(title=title), *map(_query, queries)])


def _query(query: Query) -> str:
    calls = "" if query.calls_per_hour is None else f"-- calls per hour: {query.calls_per_hour:g}\n"
    params = f"-- params: {query.params}\n" if query.params else ""
    return f"-- name: {query.name}\n-- As it was asked.\n{calls}{params}{query.sql.strip().rstrip(';')};\n"
