"""A cluster of our own: made once, started by the first process that needs it, stopped by the last.

Three locks carry it. The *gate* is held while anybody makes, starts or stops the cluster. *Users* is shared by all
processes that use it, so the kernel keeps the count, also after a `kill -9`. *Alive* is inherited by the server's own
processes, so it tells whether any of them still lives, whatever stands in postmaster.pid.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pgworkbench.errors import ServerError
from pgworkbench.server.account import Account
from pgworkbench.server.address import Address
from pgworkbench.server.home import Home, full, require_room, socket_folder
from pgworkbench.server.locks import exclusive, hold_shared, is_free, locked, open_lock

SUPERUSER = "postgres"
_PORT = "5432"  # part of the socket's name only
_GATE_SECONDS = 180.0  # initdb on a busy machine, or a shutdown after a large load
_START_SECONDS = 300.0  # a crash recovery reads up to max_wal_size of log
_STOP_SECONDS = 120.0
_ORPHAN_SECONDS = 10.0  # backends notice the death of their postmaster at their next wait
_POLL = 0.01
_UNUSABLE = ("incompatible", "not a valid data directory", "valid checkpoint", "PANIC", "pg_control", "corrupt", "invalid")

# Servers that this process started: kept so that they are reaped, and not warned of, when they end before it.
_started: list[subprocess.Popen[bytes]] = []


class _UnusableClusterError(Exception):
    """The data directory cannot be started from; made anew, since everything in it can be."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is needed to make and run one cluster."""

    bindir: Path  # as the server's user reaches it
    major: int
    home: Home
    account: Account
    settings: tuple[tuple[str, str], ...]

    @property
    def address(self) -> Address:
        """Where it answers, while it runs."""
        folder = os.fsdecode(self.home.socket.read_bytes())
        own = {"host": folder, "port": _PORT, "user": SUPERUSER, "sslmode": "disable"}
        return Address(own, "postgres", shielded=True)


@contextlib.contextmanager
def joined(cluster: Cluster) -> Iterator[tuple[str, ...]]:
    """Use the cluster's server: started if need be, stopped if nobody else uses it at the end; yields notes."""
    with exclusive(cluster.home.gate, _GATE_SECONDS):
        notes = ensure(cluster)
        users = hold_shared(cluster.home.users)
    try:
        yield notes
    finally:
        os.close(users)
        _leave(cluster)


def revive(cluster: Cluster) -> None:
    """Start the server again if it died while we were using it."""
    with exclusive(cluster.home.gate, _GATE_SECONDS):
        ensure(cluster)


def _leave(cluster: Cluster) -> None:
    with contextlib.suppress(ServerError, OSError):  # whoever comes next finds it and copes
        with exclusive(cluster.home.gate, _GATE_SECONDS):
            if is_free(cluster.home.users):
                _stop(cluster)
    _started[:] = [each for each in _started if each.poll() is None]


def ensure(cluster: Cluster) -> tuple[str, ...]:
    """A server that answers; the gate is held."""
    alive = _alone(cluster)
    if alive is None:
        return ()
    try:
        return _start_or_remake(cluster, alive)
    finally:
        os.close(alive)  # the server's processes hold it from now on


def _alone(cluster: Cluster) -> int | None:
    """The *alive* lock, held, once no process of a server is left; None if a server lives and answers."""
    fd = open_lock(cluster.home.alive)
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while not locked(fd):
        if _answers(cluster):
            os.close(fd)
            return None
        if time.monotonic() > deadline:
            _end_remains(cluster)
            deadline = time.monotonic() + _STOP_SECONDS
        time.sleep(_POLL)
    return fd


def _answers(cluster: Cluster) -> bool:
    """Whether it takes connections (also when it has too many of them at the moment)."""
    try:
        return cluster.address.answers()
    except OSError:  # no socket is recorded
        return False


def _start_or_remake(cluster: Cluster, alive: int) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if cluster.home.data.exists() and _power_was_cut(cluster.home):
        _remove(cluster.home.data)
        notes = ("the machine went down while the server ran: the cluster was made anew",)
    if not cluster.home.data.exists():
        _make(cluster)
    try:
        _start(cluster, alive)
    except _UnusableClusterError as error:
        _remove(cluster.home.data)
        _make(cluster)
        notes = (f"the cluster could not be started and was made anew ({error})",)
        _start(cluster, alive)
    return notes


def _power_was_cut(home: Home) -> bool:
    """Without fsync, a cluster that was running when the machine went down cannot be trusted."""
    if not (home.data / "postmaster.pid").exists():
        return False
    try:
        return home.boot.read_text() != boot_id()
    except OSError:
        return False


def boot_id() -> str:
    """Tells one boot of this machine from another; empty where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _make(cluster: Cluster) -> None:
    """Initdb into a folder beside, moved in place when it is complete."""
    require_room(cluster.home.folder)
    fresh = cluster.home.data.with_name("data.new")
    _remove(fresh)
    output = ""
    for locale in _locales(cluster.major):
        settings = [part for name, value in cluster.settings for part in ("-c", f"{name}={value}")]
        done = cluster.account.run([
            cluster.bindir / "initdb", "--pgdata", fresh, "--username", SUPERUSER, "--auth", "trust",
            "--encoding", "UTF8", "--no-sync", "--no-instructions", "--data-checksums", *locale, *settings,
        ])  # fmt: skip
        if done.returncode == 0:
            fresh.rename(cluster.home.data)
            return
        output = done.stderr.decode(errors="replace")
        _remove(fresh)
    if "No space left" in output:
        raise full(cluster.home.folder)
    raise ServerError(f"initdb failed in {cluster.home.folder}: {_last(output)}")


def _locales(major: int) -> list[list[str]]:
    """Code point order with Unicode's letters, the same on every machine; plain C where the system has no C.UTF-8."""
    if major >= 17:  # noqa: PLR2004  (the first with the built-in provider)
        return [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
    return [["--locale=C", "--lc-ctype=C.UTF-8"], ["--locale=C"]]


def _start(cluster: Cluster, alive: int) -> None:
    folder = socket_folder(cluster.home, cluster.account)
    # No process of a server lives: what these files say is of a dead one, and their process id may be another's by now.
    for stale in (cluster.home.data / "postmaster.pid", *folder.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)
    cluster.home.boot.write_text(boot_id())
    log = os.open(cluster.home.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        command = [cluster.bindir / "postgres", "-D", cluster.home.data, "-c", f"unix_socket_directories={folder}"]
        process = cluster.account.start(command, log, alive)
    finally:
        os.close(log)
    _started.append(process)
    _wait_for(cluster, process)


def _wait_for(cluster: Cluster, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not _answers(cluster):
        if process.poll() is not None:
            raise _failure(cluster)
        if time.monotonic() > deadline:
            process.send_signal(signal.SIGQUIT)
            raise ServerError(f"the server did not answer within {_START_SECONDS:.0f} s: see {cluster.home.log}")
        time.sleep(_POLL)


def _failure(cluster: Cluster) -> Exception:
    """Why the server ended instead of starting, by its log."""
    text = cluster.home.log.read_text(errors="replace")
    if "No space left" in text:
        return full(cluster.home.folder)
    if any(word in text for word in _UNUSABLE):
        return _UnusableClusterError(_last(text))
    return ServerError(f"the server did not start: {_last(text)} (its log: {cluster.home.log})")


def _last(text: str) -> str:
    """The line of a server's output that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "ERROR"))]
    return (wrong or lines or ["it said nothing"])[-1]


def _stop(cluster: Cluster) -> None:
    _pg_ctl(cluster, "fast")
    if is_free(cluster.home.alive):
        folder = Path(os.fsdecode(cluster.home.socket.read_bytes()))
        cluster.home.socket.unlink()
        shutil.rmtree(folder, ignore_errors=True)


def _pg_ctl(cluster: Cluster, mode: str) -> None:
    """Stop the server as its own user, who cannot end anything but its own processes."""
    cluster.account.run(
        [cluster.bindir / "pg_ctl", "stop", "-D", cluster.home.data, "-m", mode, "-t", f"{_STOP_SECONDS:.0f}"],
        seconds=_STOP_SECONDS + 10,
    )


def _end_remains(cluster: Cluster) -> None:
    """End backends that outlived their postmaster, and a server that does not answer unless somebody uses it."""
    if _postmaster_lives(cluster):
        if not is_free(cluster.home.users):
            raise ServerError(f"a server runs on {cluster.home.data} for another process, but does not answer here")
        _pg_ctl(cluster, "immediate")
    for pid in _processes_in(cluster.home.data, cluster.account.uid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _postmaster_lives(cluster: Cluster) -> bool:
    try:
        pid = int((cluster.home.data / "postmaster.pid").read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return False
    return pid in _processes_in(cluster.home.data, cluster.account.uid)


def _processes_in(data: Path, uid: int) -> Iterator[int]:
    """Processes of the server's user that work in the data directory, as every process of a server does (Linux)."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if entry.stat().st_uid == uid and (entry / "cwd").readlink() == data.resolve():
                yield int(entry.name)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
