"""How many connections the declared calls keep busy in the years to come: calls grow as the tables that they name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pgworkbench.brief import Brief
from pgworkbench.operations.pooling.sizing import busy_connections
from pgworkbench.workload import Query, Workload

_WORD = re.compile(r'"(?:[^"]|"")+"|\w+')


def busy_by_year(workload: Workload, brief: Brief | None, years: Sequence[int]) -> dict[int, float]:
    """Busy connections at the peak (Little's law), by year; year 1 as declared."""
    growth = {query.name: _growth(query, brief) for query in workload.queries}
    return {
        year: sum(busy_connections(query) * (1 + growth[query.name]) ** (year - 1) for query in workload.queries)
        for year in sorted({1, *years})
    }


def _growth(query: Query, brief: Brief | None) -> float:
    """The largest growth of the tables that it names; 0 where the brief says none."""
    if brief is None:
        return 0.0
    words = {word.strip('"').replace('""', '"').lower() for word in _WORD.findall(query.sql)}
    named = (table.growth or 0.0 for name, table in brief.tables.items() if name.rpartition(".")[2].lower() in words)
    return max(named, default=0.0)
