"""How many connections: what the machine can work on at once, what the workload asks for, what the server allows.

Sources: PostgreSQL wiki, Number_Of_Database_Connections (active connections = cores * 2 + effective spindles; also
HikariCP's About Pool Sizing); Little's law (busy connections = transactions a second * seconds of each); PgBouncer,
config.md (file descriptors = max_client_conn + pool size * databases * users).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pgworkbench.errors import RefusedError
from pgworkbench.workload import Query, Workload

_SECONDS = 3600  # an hour's calls are declared
_PEAK = 4.0  # the busiest minute of a day over its mean: an assumption, to be replaced by one's own figure
_UNDECLARED_MS = 20.0  # for a query without a target
_SUPERUSER, _REPLICATION, _ADMIN = 3, 4, 10  # connections that no pool may take
_SPARE_FILES = 100


_BYTES = re.compile(r"(\d+(?:\.\d+)?)\s*([kMGT])i?B?", re.IGNORECASE)


def parse_size(text: str) -> int:
    """Bytes of `32GB`, `512 MB`, `1.5T` (powers of 1024); RefusedError for anything else."""
    found = _BYTES.fullmatch(text.strip())
    if found is None or float(found[1]) == 0:
        raise RefusedError([f"{text!r} is no size of memory: write it as in 32GB or 512MB"])
    return int(float(found[1]) * 2 ** (10 * (1 + "kmgt".index(found[2].lower()))))


@dataclass(frozen=True, slots=True)
class Machine:
    """The database's machine; `spindles` that seek at once (1 for a solid-state disk), `memory` in bytes."""

    cores: int = 8
    spindles: int = 1
    memory: int = 32 * 2**30


@dataclass(frozen=True, slots=True)
class PoolSize:
    """`busy` connections at the peak by Little's law; `active` that the machine can work on; the rest are settings."""

    busy: float
    active: int
    default_pool_size: int
    reserve_pool_size: int
    max_connections: int
    max_client_conn: int
    files: int
    notes: tuple[str, ...]


def size(workload: Workload, machine: Machine, *, clients: int = 1000) -> PoolSize:
    """The pool for one database and one user, with so many `clients` of the application."""
    busy = sum(map(busy_connections, workload.queries))
    active = machine.cores * 2 + machine.spindles
    notes = [f"cores * 2 + spindles = {machine.cores} * 2 + {machine.spindles} = {active} connections work at once"]
    notes.append(f"the declared calls keep {busy:.1f} connections busy at {_PEAK:g} times their mean, at their targets")
    if busy > active:
        notes.append("that is more than the machine can work on: queries wait in the pool, so a faster one is needed")
    reserve = max(2, math.ceil(active / 4))
    total = active + reserve + _SUPERUSER + _REPLICATION + _ADMIN
    files = clients + active + reserve + _SPARE_FILES
    return PoolSize(busy, active, active, reserve, math.ceil(total / 10) * 10, clients, files, tuple(notes))


def busy_connections(query: Query) -> float:
    """Connections that a query keeps busy at the peak: calls a second * seconds of each, at its target."""
    return _PEAK * (query.calls_per_hour or 0.0) / _SECONDS * (query.target_ms or _UNDECLARED_MS) / 1000
