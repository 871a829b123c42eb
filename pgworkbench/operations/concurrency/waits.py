"""Who waits for whose lock: pg_locks looked at many times a second while clients work.

PostgreSQL counts no lock waits (log_lock_waits writes only those longer than deadlock_timeout), so they are sampled:
a wait of ten milliseconds may be missed, one of a second is seen fifty times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import psycopg

from pgworkbench.operations.concurrency.load import Wait
from pgworkbench.server import Database

_EVERY = 0.02  # seconds
_LOOK = """
SELECT w.pid, b.pid, w.locktype || coalesce(' of ' || w.relation::regclass::text, '')
  FROM pg_catalog.pg_locks AS w, pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) AS b (pid)
 WHERE NOT w.granted AND w.pid = ANY (%s)
"""


@dataclass
class Watch:
    """What was seen so far: how often was looked, and how often each pair was seen waiting."""

    looks: int = 0
    seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def waits(self) -> tuple[Wait, ...]:
        """The most frequent first."""
        return tuple(
            Wait(*key, count) for key, count in sorted(self.seen.items(), key=lambda item: (-item[1], item[0]))
        )


@contextmanager
def watched(database: Database, doing: Mapping[int, str]) -> Iterator[Watch]:
    """Look until the end of the block; `doing` maps a server process to the query that its client sends at present."""
    watch, end = Watch(), Event()
    with database.connect(autocommit=True) as connection:
        thread = Thread(target=_until, args=(end, lambda: _look(connection, watch, doing)), daemon=True)
        thread.start()
        try:
            yield watch
        finally:
            end.set()
            thread.join()


def _until(end: Event, look: Callable[[], None]) -> None:
    while not end.wait(_EVERY):
        look()


def _look(connection: psycopg.Connection, watch: Watch, doing: Mapping[int, str]) -> None:
    names = dict(doing)
    watch.looks += 1
    seen = connection.execute(_LOOK, [list(names)]).fetchall()
    for waiting, holder, lock in seen:
        if doing.get(waiting) == names[waiting] and doing.get(holder) == names.get(holder):  # nobody has moved on
            watch.seen[names[waiting], names.get(holder, "another session"), lock] += 1
