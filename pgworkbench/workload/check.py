"""The server's word on a workload: each query is explained as its role, with the types that its `params` yield."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.errors import ContentError
from pgworkbench.workload.parameters import Parameters, accept_values, draw, yielded
from pgworkbench.workload.query import Query, Workload

_EXPLAIN = "EXPLAIN "


def check_workload(
    connection: psycopg.Connection[Any], workload: Workload, roles: Mapping[str, str] | None = None
) -> tuple[ContentError, ...]:
    """What a server finds wrong with each query: file, line, what is missing. Nothing is run but `params`.

    `roles` maps a role's name in the workload to the one that stands for it on this server. The connection must be
    allowed to SET ROLE; whatever it was doing, nothing of this stays.
    """
    found = (_problem(connection, query, roles or {}) for query in workload.queries)
    return tuple(problem for problem in found if problem is not None)


def _problem(connection: psycopg.Connection[Any], query: Query, roles: Mapping[str, str]) -> ContentError | None:
    accept_values(connection)
    try:
        with connection.transaction(force_rollback=True):
            types = yielded(connection, query)
            rows = draw(connection, query, 1)
    except psycopg.Error as error:
        return _located(query, query.line, f"params: {_message(error)}")
    if missing := [name for name in query.parameters if name not in types]:
        needs = "its params does not yield" if query.params else "there is no `-- params:` that yields"
        return _located(query, query.line, f"{needs} {', '.join(missing)}")
    try:
        with connection.transaction(force_rollback=True):
            _explain(connection, query, rows[0] if rows else types, roles)
    except psycopg.Error as error:
        return _located(query, _line(query, error), _message(error))
    return None


def _explain(connection: psycopg.Connection[Any], query: Query, values: Parameters, roles: Mapping[str, str]) -> None:
    if query.role is not None:
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(roles.get(query.role, query.role))))
    for name, value in query.settings_for({key: given.text for key, given in values.items()}):
        if value:  # no row, no value: the setting stays as it is
            connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", [name, value])
    connection.execute((_EXPLAIN + query.statement).encode(), dict(values))


def _located(query: Query, line: int, problem: str) -> ContentError:
    return ContentError(query.path or Path("workload"), line or None, f"query {query.name}: {problem}")


def _line(query: Query, error: psycopg.Error) -> int:
    """The line of the file that the server points at, or the query's first."""
    position = int(error.diag.statement_position or 0) - len(_EXPLAIN)
    return query.sql_line + query.numbered[: max(position - 1, 0)].count("\n")


def _message(error: psycopg.Error) -> str:
    primary = error.diag.message_primary or str(error)
    return f"{primary} ({error.diag.message_hint})" if error.diag.message_hint else primary
