"""One cluster for all processes of a project: started by the first that needs it, stopped by the last.

Three file locks carry it, and the kernel releases each when its holder dies, whatever it died of. The *gate* is held
while anybody makes, starts or stops the cluster. *Users* is shared by all processes that use it, and is the count of
them. *Alive* is inherited by the server's own processes, so it tells whether any of them still lives, whatever stands
in postmaster.pid, and whoever has the process id now that stands there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from enum import Enum, auto

from psycopg.pq import Ping

from pgworkbench.errors import ServerError
from pgworkbench.server import cluster as clusters
from pgworkbench.server.cluster import Cluster, UnusableClusterError
from pgworkbench.server.home import FULL, Home, full
from pgworkbench.server.locks import exclusive, hold_shared, is_free, locked, open_lock
from pgworkbench.server.maker import boot_id

_GATE_SECONDS = 180.0  # initdb on a busy machine, or a shutdown after a large load
_ORPHAN_SECONDS = 3.0  # backends notice the death of their postmaster at their next wait
_FORGOTTEN_SECONDS = 14 * 86400.0  # a cluster of other binaries or settings that nobody started in this time


class _Found(Enum):
    """What became of a cluster's server."""

    ALONE = auto()  # no process of it is left
    ANSWERS = auto()
    NEITHER = auto()


@contextlib.contextmanager
def joined(cluster: Cluster) -> Iterator[tuple[str, ...]]:
    """Use the cluster's server: started if need be, stopped if nobody else uses it at the end; yields notes."""
    with contextlib.ExitStack() as stack:
        stack.callback(_leave, cluster)  # also after a start that was interrupted
        with exclusive(cluster.home.gate, _GATE_SECONDS):
            notes = _ensure(cluster)
            stack.callback(os.close, hold_shared(cluster.home.users))
        yield notes


def revive(cluster: Cluster) -> None:
    """Start the server again if it died while somebody used it."""
    with exclusive(cluster.home.gate, _GATE_SECONDS):
        if is_free(cluster.home.users):
            raise ServerError("the server was closed: open it again")
        _ensure(cluster)


def _leave(cluster: Cluster) -> None:
    # Whatever goes wrong here, whoever comes next finds it and copes.
    with (
        contextlib.suppress(ServerError, OSError, subprocess.TimeoutExpired),
        exclusive(cluster.home.gate, _GATE_SECONDS),
    ):
        if is_free(cluster.home.users):
            clusters.stop(cluster)
            if is_free(cluster.home.alive):
                clusters.remove_socket(cluster)
    clusters.reap()


def _ensure(cluster: Cluster) -> tuple[str, ...]:
    """See to it that a server answers; the gate is held."""
    try:
        alive = _alone(cluster)
        if alive is None:
            return ()
        try:
            return _start(cluster, alive)
        finally:
            os.close(alive)  # the server's processes hold it from now on
    except UnusableClusterError as error:
        raise ServerError(f"the server does not start: {error} (its log: {cluster.home.log})") from None
    except subprocess.TimeoutExpired as error:
        raise ServerError(f"{error.cmd[0]} did not end within {error.timeout:.0f} s") from None
    except OSError as error:
        if error.errno in FULL:
            raise full(cluster.home.folder) from None
        raise ServerError(f"the server cannot be started in {cluster.home.folder}: {error}") from None


def _alone(cluster: Cluster) -> int | None:
    """The *alive* lock, held, once no process of a server is left; None if a server lives and answers."""
    with contextlib.ExitStack() as stack:
        fd = open_lock(cluster.home.alive)
        stack.callback(os.close, fd)
        found = _settled(cluster, fd, _ORPHAN_SECONDS)
        if found is _Found.NEITHER:
            _end_remains(cluster)
            found = _settled(cluster, fd, clusters.STOP_SECONDS)
        if found is _Found.NEITHER:
            raise ServerError(f"processes of an earlier server hold {cluster.home.data}: end them first")
        if found is _Found.ALONE:
            stack.pop_all()
            return fd
    return None


def _settled(cluster: Cluster, fd: int, patience: float) -> _Found:
    """Wait until all of a server's processes are gone or it answers; one that recovers is given its time."""
    begun = time.monotonic()
    while not locked(fd):
        answer = clusters.ping(cluster)
        if answer is Ping.OK:
            return _Found.ANSWERS
        if time.monotonic() - begun > (clusters.START_SECONDS if answer is Ping.REJECT else patience):
            return _Found.NEITHER
        time.sleep(clusters.POLL)
    return _Found.ALONE


def _end_remains(cluster: Cluster) -> None:
    """End backends that outlived their postmaster, and a server that does not answer unless somebody uses it."""
    if clusters.postmaster_lives(cluster):
        if not is_free(cluster.home.users):
            raise ServerError(f"a server runs on {cluster.home.data} for another process, but does not answer here")
        clusters.stop(cluster, "immediate")
    for pid in clusters.processes(cluster):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _start(cluster: Cluster, alive: int) -> tuple[str, ...]:
    """Start the server, on a cluster made now if there is none, or none that can be trusted; notes on that."""
    notes: tuple[str, ...] = ()
    if cluster.home.data.exists() and _power_was_cut(cluster.home):
        clusters.remove(cluster.home.data)
        notes = ("the machine went down while the server ran: the cluster was made anew",)
    if not cluster.home.data.exists():
        _forget_others(cluster)
        clusters.make(cluster)
    try:
        clusters.start(cluster, alive)
    except UnusableClusterError as error:
        clusters.remove(cluster.home.data)
        clusters.make(cluster)
        clusters.start(cluster, alive)
        notes = (f"the cluster could not be started from and was made anew ({error})",)
    return notes


def _power_was_cut(home: Home) -> bool:
    """Without fsync, a cluster that was running when the machine went down cannot be trusted."""
    if not (home.data / "postmaster.pid").exists():
        return False
    try:
        return home.boot.read_text(encoding="ascii") != boot_id()
    except OSError:
        return False


def _forget_others(cluster: Cluster) -> None:
    """Remove clusters of other binaries or settings that nobody has started in a long time."""
    before = time.time() - _FORGOTTEN_SECONDS
    for folder in cluster.home.folder.parent.iterdir():
        other = Home(folder)
        with contextlib.suppress(OSError, ServerError):
            if folder != cluster.home.folder and other.boot.stat().st_mtime < before:
                _forget(other)


def _forget(home: Home) -> None:
    with exclusive(home.gate, 0.0):
        if is_free(home.users) and is_free(home.alive):
            shutil.rmtree(home.folder)
