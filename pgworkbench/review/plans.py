"""Which indexes the planner chooses for a query of the workload, with parameters drawn from the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.review.subject import Subject
from pgworkbench.workload import Query
from pgworkbench.workload.parameters import Parameters, accept_values, draw_spread

_SETS = 5  # of parameters: heavy, light, some between
_EXPLAIN = "EXPLAIN (VERBOSE, FORMAT JSON) "


def indexes_chosen(subject: Subject, query: Query) -> frozenset[str] | None:
    """Names of the indexes in its plans, also in those without sequential scans; None if it cannot be explained.

    An index of a partition goes by the name of the whole table's.
    """
    connection = subject.rows
    if connection is None:
        return None
    accept_values(connection)
    try:
        with connection.transaction(force_rollback=True):
            sets = draw_spread(connection, query, _SETS)
            plans = [plan for values in sets for plan in _plans(subject, query, values)]
    except psycopg.Error:
        return None
    names = {name for plan in plans for name in _named(plan)}
    return frozenset(subject.parent_indexes.get(name, name) for name in names) if plans else None


def _plans(subject: Subject, query: Query, values: Parameters) -> Iterator[Any]:
    """As it is, and with sequential scans made dear: what is never chosen then is never chosen."""
    connection = subject.rows
    if connection is None:
        return
    for scans in ("on", "off"):
        with connection.transaction(force_rollback=True):
            if query.role is not None:
                role = subject.roles.get(query.role, query.role)
                connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
            settings = query.settings_for({key: value.text for key, value in values.items()})
            for name, value in (*settings, ("enable_seqscan", scans)):
                connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", [name, value])
            found = connection.execute((_EXPLAIN + query.statement).encode(), dict(values)).fetchone()
            if found is not None:
                yield found[0][0]["Plan"]


def _named(plan: Any) -> Iterator[str]:
    if "Index Name" in plan:
        yield str(plan["Index Name"])
    yield from plan.get("Conflict Arbiter Indexes", ())
    for child in plan.get("Plans", ()):
        yield from _named(child)
