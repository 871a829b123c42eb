"""The machine goes, and its disk with it: what was in the archive comes back, and the rest is how much one may lose."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import psycopg

from pgworkbench.errors import ProofError, ServerError
from pgworkbench.operations.backup.site import Site
from pgworkbench.server import cluster as clusters

_TIMEOUT = 1  # seconds, the least that archive_timeout takes
_SEGMENTS = 2  # that must reach the archive while commits go on
_AFTER = 5  # commits of which nothing has reached the archive when the machine goes
_PATIENCE = 60.0
_PAUSE = 0.02  # seconds between two commits
_TICKS = "CREATE TABLE public.ticks (n int PRIMARY KEY)"
_HERE = "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn())"


@dataclass(frozen=True, slots=True)
class Loss:
    """`recovered` of so many `commits`; the worst of them was `seconds` old when the archive had it, or never did, with
    archive_timeout = `timeout` seconds.
    """

    commits: int
    recovered: int
    seconds: float
    timeout: float = float(_TIMEOUT)


@dataclass(slots=True)
class _Log:
    """When each commit was made and in which segment its record lies; when each segment was in the archive."""

    commits: list[tuple[float, str]] = field(default_factory=list)
    arrived: dict[str, float] = field(default_factory=dict)

    @property
    def safe(self) -> int:
        """Commits whose segment has arrived: the first so many."""
        return sum(segment in self.arrived for _, segment in self.commits)

    def worst(self, end: float) -> float:
        """The longest that a commit was in no archive."""
        return max(self.arrived.get(segment, end) - made for made, segment in self.commits)


def lose_machine(site: Site) -> Loss:
    """Commit without pause while segments are switched by archive_timeout; end the primary at once, and recover from
    base backup and archive alone. ProofError if a commit is gone whose segment was in the archive.
    """
    with site.connect() as connection:
        connection.execute(f"ALTER SYSTEM SET archive_timeout = {_TIMEOUT}".encode())
        connection.execute("SELECT pg_catalog.pg_reload_conf()")
        connection.execute(_TICKS)
        log = _commit(connection, site)
    clusters.stop(site.primary, "immediate")
    end = time.monotonic()
    _look(site, log)
    with site.recovered(None) as recovered:
        (found,) = recovered.connection.execute("SELECT count(*) FROM public.ticks").fetchone() or (0,)
    if found < log.safe:
        raise ProofError("backup drill", f"{found} commits came back of {log.safe} that were in the archive")
    return Loss(len(log.commits), found, log.worst(end))


def _commit(connection: psycopg.Connection, site: Site) -> _Log:
    """One row after the other, until segments were archived and some commits came after the last."""
    log, deadline = _Log(), time.monotonic() + _PATIENCE
    while len(log.arrived) < _SEGMENTS or len(log.commits) - log.safe < _AFTER:
        if time.monotonic() > deadline:
            raise ServerError(f"archive_timeout = {_TIMEOUT} s brought nothing into the archive in {_PATIENCE:.0f} s")
        connection.execute("INSERT INTO public.ticks VALUES (%s)", [len(log.commits)])
        (segment,) = connection.execute(_HERE).fetchone() or ("",)
        log.commits.append((time.monotonic(), segment))
        _look(site, log)
        time.sleep(_PAUSE)
    return log


def _look(site: Site, log: _Log) -> None:
    for segment in {segment for _, segment in log.commits} - log.arrived.keys():
        if (site.archive / segment).exists():
            log.arrived[segment] = time.monotonic()
