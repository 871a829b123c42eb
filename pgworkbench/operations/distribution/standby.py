"""A standby of a server of ours: made by a base backup with a slot, started, stopped, promoted; all gone at the end."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import psycopg
from psycopg import conninfo

from pgworkbench.errors import ServerError
from pgworkbench.operations.backup.site import literal, remove, start, with_basebackup
from pgworkbench.server import Server, ServerOptions
from pgworkbench.server import cluster as clusters
from pgworkbench.server.account import choose_account
from pgworkbench.server.binaries import reachable
from pgworkbench.server.cluster import Cluster
from pgworkbench.server.find import choose
from pgworkbench.server.home import find_home
from pgworkbench.server.settings import effective

PATIENCE = 60.0  # seconds for a process of the server's
PRIMARY = (("wal_level", "replica"), ("max_wal_senders", "4"), ("max_replication_slots", "4"), ("wal_keep_size", "0"))

_QUICK = {"wal_retrieve_retry_interval": "200ms", "wal_receiver_status_interval": "1s"}  # nobody waits 5 and 10 s


@dataclass(frozen=True, slots=True)
class Standby:
    """A running standby, and the slot on its primary that keeps the log for it."""

    cluster: Cluster
    slot: str

    def connect(self, database: str) -> psycopg.Connection:
        """To one of its databases, which are its primary's."""
        return self.cluster.address.connect(database)

    def start(self) -> None:
        """Start it again."""
        start(self.cluster)

    def stop(self) -> None:
        """Stop it in good order."""
        clusters.stop(self.cluster)

    def remove(self) -> None:
        """Stop it and remove its files; its slot stays with the primary."""
        remove(self.cluster)

    def said(self, *words: str) -> str:
        """The last line of its log that has one of these words; nothing if none has."""
        lines = self.cluster.home.log.read_text(encoding="utf-8", errors="replace").splitlines()
        found = [line.partition("FATAL:")[2].strip() for line in lines if any(word in line for word in words)]
        return next((line for line in reversed(found) if line), "")


def make_standby(primary: Server, options: ServerOptions) -> Standby:
    """A standby that streams from `primary`, which was opened with PRIMARY; `options` as it was opened with.

    ServerError without a pg_basebackup that serves it.
    """
    chosen, _ = choose(options.bindir)
    account = choose_account()
    program = reachable(with_basebackup(chosen), account)[0] / "pg_basebackup"
    slot = f"pgwb_{secrets.token_hex(4)}"
    home = find_home(options.state, slot, account)
    where = {key: each[0] for key, each in parse_qs(urlsplit(primary.url()).query).items()}
    done = account.run([
        program, "--host", where["host"], "--port", where["port"], "--username", clusters.SUPERUSER, "--no-password",
        "--pgdata", home.data, "--wal-method", "stream", "--create-slot", "--slot", slot, "--checkpoint", "fast",
        "--no-sync",
    ])  # fmt: skip
    if done.returncode:
        raise ServerError(f"pg_basebackup failed: {done.stderr.decode(errors='replace').strip()}")
    # Not --write-recovery-conf: a newer pg_basebackup writes words that an older server's libpq does not know.
    login = conninfo.make_conninfo(
        host=where["host"], port=where["port"], user=clusters.SUPERUSER, sslmode="disable", application_name=slot
    )
    given = {"primary_conninfo": login, "primary_slot_name": slot, "hot_standby": "on", **_QUICK}
    with (home.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = {literal(value)}\n" for name, value in given.items())
    signal = home.data / "standby.signal"
    signal.touch()
    account.own(signal)
    standby = Standby(
        Cluster(reachable(chosen, account)[0], chosen.major, home, account, effective(options.settings)), slot
    )
    standby.start()
    return standby


def until(holds: Callable[[], bool], what: str) -> float:
    """Wait for it; seconds that it took. ServerError if it does not come."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > PATIENCE:
            raise ServerError(f"{what} did not happen within {PATIENCE:.0f} s")
        time.sleep(clusters.POLL / 10)
    return time.monotonic() - begun


def position(primary: psycopg.Connection) -> str:
    """How far the primary's log is on its disk: every commit that was answered, and no record that is still awaited."""
    row = primary.execute("SELECT pg_catalog.pg_current_wal_flush_lsn()::text").fetchone()
    return str(row[0]) if row else "0/0"


def replayed(standby: psycopg.Connection, lsn: str) -> bool:
    """Whether a standby has come so far: then every commit before it is seen there."""
    row = standby.execute("SELECT pg_catalog.pg_last_wal_replay_lsn() >= %s::pg_lsn", [lsn]).fetchone()
    return bool(row and row[0])


def received(standby: psycopg.Connection, lsn: str) -> bool:
    """Whether the log lies on the standby's own disk so far, replayed or not."""
    row = standby.execute("SELECT pg_catalog.pg_last_wal_receive_lsn() >= %s::pg_lsn", [lsn]).fetchone()
    return bool(row and row[0])
