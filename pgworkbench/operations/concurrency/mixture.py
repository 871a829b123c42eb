"""Which query is called when: in proportion to the declared frequencies, each at least once, shuffled by a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from pgworkbench.workload import Query, Workload
from pgworkbench.workload.parameters import Parameters, draw

_UNDECLARED = 1.0  # calls an hour of a query without a frequency
_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Call:
    """One query with one set of values."""

    query: Query
    values: Parameters


@dataclass(frozen=True, slots=True)
class Sendable:
    """Queries with the values that they may be called with; `left_out` are those without, and why."""

    values: Mapping[Query, Sequence[Parameters]]
    left_out: tuple[str, ...]


def sendable(connection: psycopg.Connection, workload: Workload, sets: int) -> Sendable:
    """At most `sets` sets of values of each query, drawn from the rows that `connection` leads to."""
    values: dict[Query, Sequence[Parameters]] = {}
    left_out = []
    for query in workload.queries:
        try:
            drawn = draw(connection, query, sets)
        except psycopg.Error as error:
            left_out.append(f"{query.name}: its params fail: {error.diag.message_primary or error}")
            continue
        if any(name not in given for given in drawn[:1] for name in query.parameters):
            left_out.append(f"{query.name}: its params do not yield all its parameters")
        elif drawn:
            values[query] = drawn
        else:
            left_out.append(f"{query.name}: its params yield no row here")
    return Sendable(values, tuple(left_out))


def counts(queries: Sequence[Query], calls: int) -> dict[Query, int]:
    """How often each is called in `calls` calls: by its share of the hour, but at least once."""
    weights = {query: query.calls_per_hour or _UNDECLARED for query in queries}
    spare, total = max(calls - len(queries), 0), sum(weights.values())
    exact = {query: spare * weight / total for query, weight in weights.items()}
    given = {query: 1 + int(share) for query, share in exact.items()}
    rest = max(calls, len(queries)) - sum(given.values())
    for query in sorted(exact, key=lambda query: int(exact[query]) - exact[query])[:rest]:
        given[query] += 1
    return given


def mixture(found: Sendable, calls: int, seed: int) -> tuple[Call, ...]:
    """The calls in their order, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  (a shuffle, not a secret)
    made = [
        Call(query, found.values[query][(start + at) % len(found.values[query])])
        for query, count in counts(list(found.values), calls).items()
        for start in [chance.randrange(len(found.values[query]))]
        for at in range(count)
    ]
    chance.shuffle(made)
    return tuple(made)


def declared_rate(workload: Workload) -> float:
    """Calls a second that the workload declares, over an hour."""
    return sum(query.calls_per_hour or 0.0 for query in workload.queries) / _SECONDS
