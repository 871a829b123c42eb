"""Statements that a driver prepares by itself, through a pool: they work since PgBouncer 1.21, and not before."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import psycopg

from pgworkbench.errors import ProofError

SINCE = (1, 21)
_CLIENTS, _TIMES, _THRESHOLD = 16, 20, 2
_BROKEN = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.DuplicatePreparedStatement)
_VERSION = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Of so many `clients` whose driver prepares, `failed` met a statement that their server connection did not know,
    or knew already; `known`: whether this PgBouncer looks after them.
    """

    clients: int
    failed: int
    known: bool

    @property
    def told(self) -> str:
        """One sentence."""
        seen = f"drivers that prepare: {self.failed} of {self.clients} clients failed"
        if self.known:
            return f"{seen} (max_prepared_statements)"
        return f"{seen}, since 1.21 is the first that knows prepared statements: switch it off in the driver"


def version_of(said: str) -> tuple[int, int]:
    """`(1, 18)` of `PgBouncer 1.18.0`."""
    found = _VERSION.search(said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def try_prepared(connect: Callable[[], psycopg.Connection], version: tuple[int, int]) -> Prepared:
    """Clients at once, each preparing the same statement; ProofError if one fails where it must not, or none does where
    some must, since then this would prove nothing.
    """
    start = Barrier(_CLIENTS)

    def run(number: int) -> bool:
        start.wait()
        with connect() as connection:
            connection.prepare_threshold = _THRESHOLD
            try:
                for _ in range(_TIMES):
                    connection.execute("SELECT %s::int + 1", [number])
            except _BROKEN:
                return False
        return True

    with ThreadPoolExecutor(_CLIENTS) as threads:
        failed = sum(not fine for fine in threads.map(run, range(_CLIENTS)))
    found = Prepared(_CLIENTS, failed, version >= SINCE)
    if found.known is bool(failed):
        raise ProofError("pool drill", found.told)
    return found
