"""Rows loaded into several variants in turns, batch by batch, each batch measured; and what they take up afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import psycopg

from pgworkbench.bench.interleave import Block
from pgworkbench.bench.measure import Sample, Session, run_kept
from pgworkbench.bench.trial import reason
from pgworkbench.errors import BenchError
from pgworkbench.workload import Query
from pgworkbench.workload.parameters import Parameters, draw

_MOST_BATCHES = 10_000
_SIZES = """
SELECT coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::bigint,
       coalesce(sum(pg_catalog.pg_indexes_size(c.oid)), 0)::bigint
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""


def settle(connection: psycopg.Connection[Any]) -> None:
    """Write out what is dirty, so that no variant pays for what another left; nothing if we may not."""
    with suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute("CHECKPOINT")


def load_in_turns(sessions: Mapping[str, Session], queries: Mapping[str, Query], seed: int) -> tuple[Block, ...]:
    """Every batch of one load query into every variant, committed; a block holds the same batch of all variants.

    The order of the variants is shuffled, and mirrored in every other block.
    """
    batches = {name: _batches(session, queries[name], name) for name, session in sessions.items()}
    counts = {name: len(rows) for name, rows in batches.items()}
    if len(set(counts.values())) != 1:
        raise BenchError(f"the variants would be loaded in different numbers of batches: {counts}")
    shuffled, order, blocks = np.random.default_rng(seed), list(sessions), []
    for number in range(next(iter(counts.values()))):
        order = order[::-1] if number % 2 else [str(name) for name in shuffled.permutation(order)]
        blocks.append({name: (_kept(sessions[name], queries[name], batches[name][number], name),) for name in order})
    return tuple(blocks)


def bytes_of(connection: psycopg.Connection[Any]) -> tuple[int, int]:
    """Bytes of all tables (with TOAST) and of all their indexes."""
    row = connection.execute(_SIZES).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def _batches(session: Session, query: Query, variant: str) -> tuple[Parameters, ...]:
    try:
        return draw(session.connection, query, _MOST_BATCHES)
    except psycopg.Error as error:
        raise BenchError(f"load {query.name} of {variant}: {reason(error)}") from error


def _kept(session: Session, query: Query, values: Parameters, variant: str) -> Sample:
    try:
        return run_kept(session, query, values)
    except psycopg.Error as error:
        raise BenchError(f"load {query.name} of {variant}: {reason(error)}") from error
