"""A cluster of our own, as files and processes: making it, starting its server, stopping it.

Who may do so, and when, is `sharing`'s to know; here the caller is alone with the cluster.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg.pq import Ping

from pgworkbench.errors import ServerError
from pgworkbench.server.account import Account
from pgworkbench.server.address import Address
from pgworkbench.server.home import Home, full, is_private, recorded_socket, require_room, room, socket_folder
from pgworkbench.server.maker import boot_id

SUPERUSER = "postgres"
_PORT = "5432"  # part of the socket's name only
START_SECONDS = 300.0  # a crash recovery reads up to max_wal_size of log
STOP_SECONDS = 120.0  # a shutdown writes what is left in memory
POLL = 0.01
_LOG_ROOM = 2**20  # bytes; with less, even the log stays empty
_BUILTIN_LOCALES = 17  # the first major that has them
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (only its size is looked at)
_ENOUGH_SHARED = 512 * 2**20  # bytes

# Words in the log of a server that could not start from its data directory.
_UNUSABLE = (
    "PANIC",
    "checkpoint record",
    "configuration file",
    "database files are incompatible",
    "invalid data in file",
    "not a valid data directory",
    "pg_control",
    "could not open directory",
    "could not open file",
    "could not read file",
)

_SEVERITY = re.compile(r"^.*?\b(?:LOG|ERROR|FATAL|PANIC|error):\s*")
_FATAL = re.compile(r"\b(?:ERROR|FATAL|PANIC|error):")
_CAUSES = ("unrecognized configuration parameter", "invalid value for parameter")  # logged before the end

# Servers that this process started: kept so that they are reaped, and not warned of, when they end before it.
_started: list[subprocess.Popen[bytes]] = []


class UnusableClusterError(Exception):
    """A data directory that no server starts from; it is made anew, since everything in it can be."""


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
        """Where it answers, while it runs; OSError once it was stopped in good order."""
        own = {"host": str(recorded_socket(self.home)), "port": _PORT, "user": SUPERUSER, "sslmode": "disable"}
        return Address(own, "postgres", shielded=True)


def ping(cluster: Cluster) -> Ping:
    """OK if its server takes connections (even if it has too many now), REJECT while it starts, recovers or stops."""
    with contextlib.suppress(OSError):
        if is_private(recorded_socket(cluster.home), cluster.account):
            return cluster.address.ping()
    return Ping.NO_RESPONSE


def make(cluster: Cluster) -> None:
    """Initdb into a folder beside, moved in place when it is complete."""
    require_room(cluster.home.folder)
    fresh = cluster.home.data.with_name("data.new")
    remove(fresh)
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
        remove(fresh)
    if "No space left" in output:
        raise full(cluster.home.folder)
    raise ServerError(f"initdb failed in {cluster.home.folder}: {_wrong(output)}")


def _locales(major: int) -> list[list[str]]:
    """Code point order with Unicode's letters, the same on every machine; plain C where the system has no C.UTF-8."""
    if major >= _BUILTIN_LOCALES:
        return [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
    return [["--locale=C", "--lc-ctype=C.UTF-8"], ["--locale=C"]]


def start(cluster: Cluster, alive: int) -> None:
    """Start its server and wait until it answers; its processes hold the open file `alive` as long as they live."""
    folder = socket_folder(cluster.home, cluster.account)
    # No process of a server lives: what these files say is of a dead one, and its process id may be another's by now.
    for stale in (cluster.home.data / "postmaster.pid", *folder.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)
    cluster.home.boot.write_text(boot_id(), encoding="ascii")
    log = os.open(cluster.home.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        command: list[str | Path] = [cluster.bindir / "postgres", "-D", cluster.home.data]
        command += ["-c", f"unix_socket_directories={folder}", *_shared_memory()]
        process = cluster.account.start(command, log, alive)
    finally:
        os.close(log)
    _started.append(process)
    _wait_for(cluster, process)


def _shared_memory() -> list[str]:
    """Parallel queries share memory through /dev/shm, of which many containers have too little."""
    try:
        enough = shutil.disk_usage(_SHARED_MEMORY).total >= _ENOUGH_SHARED
    except OSError:
        return []  # not Linux: initdb has found out what works
    return [] if enough else ["-c", "dynamic_shared_memory_type=mmap"]


def _wait_for(cluster: Cluster, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while ping(cluster) is not Ping.OK:
        if process.poll() is not None:
            raise _failure(cluster)
        if time.monotonic() > deadline:
            process.send_signal(signal.SIGQUIT)
            raise ServerError(f"the server did not answer within {START_SECONDS:.0f} s: see {cluster.home.log}")
        time.sleep(POLL)


def _failure(cluster: Cluster) -> Exception:
    """Why the server ended instead of starting, by its log."""
    text = cluster.home.log.read_text(encoding="utf-8", errors="replace")
    if "No space left" in text or (not text and room(cluster.home.folder) < _LOG_ROOM):
        return full(cluster.home.folder)
    if any(word in text for word in _UNUSABLE):
        return UnusableClusterError(_wrong(text))
    return ServerError(f"the server did not start: {_wrong(text)} (its log: {cluster.home.log})")


def _wrong(text: str) -> str:
    """The line of a program's output that says what went wrong."""
    said = [_SEVERITY.sub("", line).strip() for line in text.splitlines() if line.strip()]
    causes = [line for line in said if line.startswith(_CAUSES)]
    wrong = [_SEVERITY.sub("", line).strip() for line in text.splitlines() if _FATAL.search(line)]
    return "; ".join((*causes[-1:], (wrong or said or ["it said nothing"])[-1]))


def stop(cluster: Cluster, mode: str = "fast") -> None:
    """Stop its server as its own user, who cannot end anything but processes of his own."""
    cluster.account.run(
        [cluster.bindir / "pg_ctl", "stop", "-D", cluster.home.data, "-m", mode, "-t", f"{STOP_SECONDS:.0f}"],
        seconds=STOP_SECONDS + 10,
    )
    reap()


def reap() -> None:
    """Take note of servers of this process's that have ended."""
    _started[:] = [each for each in _started if each.poll() is None]


def remove_socket(cluster: Cluster) -> None:
    """Remove the socket's folder after a stop."""
    folder = recorded_socket(cluster.home)
    cluster.home.socket.unlink()
    if is_private(folder, cluster.account):
        shutil.rmtree(folder, ignore_errors=True)


def postmaster_lives(cluster: Cluster) -> bool:
    """Whether the process that the data directory names is a server's, and runs (Linux; elsewhere True)."""
    try:
        pid = int((cluster.home.data / "postmaster.pid").read_text(encoding="utf-8").split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return False
    return not Path("/proc/self").exists() or pid in processes(cluster)


def processes(cluster: Cluster) -> Iterator[int]:
    """Processes of the server's user that work in the data directory, as all of a server's do (Linux)."""
    data = cluster.home.data.resolve()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if entry.stat().st_uid == cluster.account.uid and (entry / "cwd").readlink() == data:
                yield int(entry.name)


def remove(folder: Path) -> None:
    """Remove a folder and all in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)
