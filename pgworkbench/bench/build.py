"""Candidates built for real: their sizes and build times are facts, and the planner knows all about them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.candidates import Candidate
from pgworkbench.bench.modelline import model_line
from pgworkbench.bench.run import Built
from pgworkbench.bench.subjects import sizes
from pgworkbench.bench.trial import reason
from pgworkbench.catalog import Name


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was built, by the index's name, and what could not be and why."""

    built: Mapping[Name, Built]
    notes: tuple[str, ...]


def build(
    connection: psycopg.Connection[Any],
    wanted: Mapping[Candidate, tuple[str, ...]],
    tell: Callable[[str], None],
    deadline: float = float("inf"),
) -> Attempt:
    """Every candidate (with the queries that it is for), in autocommit; then fresh statistics.

    After `deadline` (time.monotonic) no other is begun.

    An index on an expression brings statistics of its own, and has none before.
    """
    took: dict[Name, tuple[Candidate, float]] = {}
    notes = []
    for number, candidate in enumerate(wanted):
        if time.monotonic() > deadline:
            notes.append(f"{len(wanted) - number} of {len(wanted)} candidates were not built: the time was up")
            break
        tell(candidate.name)
        start = time.perf_counter()
        try:
            connection.execute(candidate.create())
        except psycopg.errors.InvalidObjectDefinition:
            continue  # what is not IMMUTABLE was never a candidate
        except psycopg.Error as error:
            notes.append(f"{candidate.name} cannot be built: {reason(error)}")
        else:
            took[candidate.index] = candidate, (time.perf_counter() - start) * 1000
    for table in sorted({candidate.table for candidate, _ in took.values()}):
        connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table.schema, table.name)))
    weights = sizes(connection)
    built = {
        name: Built(
            str(name), candidate.kind, candidate.create().as_string(connection), weights.get(name, 0), round(ms, 1),
            wanted[candidate], model_line(candidate, wanted[candidate]),
        )
        for name, (candidate, ms) in took.items()
    }  # fmt: skip
    return Attempt(built, tuple(notes))
