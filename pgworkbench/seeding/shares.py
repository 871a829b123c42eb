"""A way to load a table that is measured: workers, each of which makes a share of the rows and sends it itself.

So `seed --workers` loads; here all go to a copy of the table, and tell the CPU seconds that they and their server
processes took.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from pgworkbench.seeding.loading import send
from pgworkbench.seeding.payload import Part, chunks
from pgworkbench.seeding.target import TargetTable
from pgworkbench.seeding.worker import Home, connected, world_of


@dataclass(frozen=True, slots=True)
class Share:
    """The rows `start` … `stop` - 1 of a table, and the copy of it that they go to."""

    home: Home
    target: TargetTable
    into: sql.Identifier
    start: int
    stop: int

    def load(self) -> tuple[float | None, float]:
        """Load them; CPU seconds of the server's process (None: not known here) and of this one."""
        own = time.process_time()

        def copied(connection: psycopg.Connection) -> float | None:
            part = Part(world_of(self.home), self.target, self.start, self.stop)
            send(connection, self.into, part.columns, (chunk.data for chunk in chunks(part)))
            return cpu_of(connection.info.backend_pid)

        return connected(self.home, copied), time.process_time() - own


def by_workers(
    executor: Executor, home: Home, part: Part, into: sql.Identifier, workers: int
) -> tuple[float | None, float]:
    """A part in as many shares as there are workers; CPU seconds of the server and of the workers."""
    size = -(-(part.stop - part.start) // workers)
    starts = range(part.start, part.stop, size)
    shares = [Share(home, part.target, into, start, min(start + size, part.stop)) for start in starts]
    done = list(executor.map(Share.load, shares))
    server = [its for its, _ in done if its is not None]
    return (sum(server) if len(server) == len(done) else None), sum(own for _, own in done)


def cpu_of(process: int) -> float | None:
    """CPU seconds that a process of this machine has used so far: in nanoseconds, or else in the kernel's ticks."""
    with suppress(OSError, ValueError):
        if nanoseconds := int(Path(f"/proc/{process}/schedstat").read_text().split()[0]):
            return nanoseconds / 1e9
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
