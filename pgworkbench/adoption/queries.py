"""The workload of an adopted design: what pg_stat_statements tells, as files a domain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
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


_READ = re.compile(
    r"""\b(from|join|into|update|using)\s+(?:only\s+|lateral\s+)*((?:"[^"]+"|\w)[\w."]*)\s*(\()?""", re.IGNORECASE
)
_SYSTEM = re.compile(r"(?:pg_catalog\.|information_schema\.)?\"?pg_|information_schema\.", re.IGNORECASE)
_NAMED_HERE = re.compile(r"(?:\bwith\s+(?:recursive\s+)?|\)\s*,\s*)(\w+)(?:\s*\([^()]*\))?\s+as\s", re.IGNORECASE)
_MANY = re.compile(r"((?:\bp\d+, ){3})((?:p\d+, )*p\d+)")


def read_queries(connection: psycopg.Connection[Any]) -> Asked:
    """What the database was asked; nothing, with a note, where the extension is not there or may not be read."""
    try:
        return read_statements(connection)
    except (BenchError, psycopg.Error) as error:
        return Asked(Workload(()), (f"no workload: {str(error).splitlines()[0]}",))


def workload_files(asked: Asked, domains: Sequence[DomainPlan], database: Database) -> tuple[dict[str, str], list[str]]:
    """`schema/workloads/<domain>.sql`; a query that the design's server does not understand is left out, by name."""
    asked = replace(asked, workload=Workload(tuple(q for q in asked.workload.queries if not _is_about_the_server(q))))
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
    left = {note.partition(" ")[0] for note in notes}
    told = [note for note in asked.notes if note.partition(" ")[0] not in left]  # why it is left out says as much
    return files, [_MANY.sub(_shortened, note) for note in [*told, *notes]]


def _is_about_the_server(query: Query) -> bool:
    """Whether it reads nothing but the system's catalogs, as tools do: the adoption, too."""
    here = {name.lower() for name in _NAMED_HERE.findall(query.sql)}
    found = [(word.lower(), name, paren) for word, name, paren in _READ.findall(query.sql)]
    tables = [name for word, name, paren in found if not paren or word == "into"]  # from f(…) reads no table
    read = [name for name in tables if name.lower() not in here]
    return all(_SYSTEM.match(name) for name in read)


def _shortened(names: re.Match[str]) -> str:
    return f"{names[1].rstrip(', ')} and {names[2].count(',') + 1} more"


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
