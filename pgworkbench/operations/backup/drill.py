"""The drill: a base backup, writes, a disaster, recovery to the moment before it; then what must fail, and be said."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pgworkbench.errors import ProofError, ServerError
from pgworkbench.operations.backup.site import Site, opened
from pgworkbench.operations.backup.verify import damages
from pgworkbench.server import ServerOptions

_TABLE = "CREATE TABLE public.ledger (id bigint PRIMARY KEY, word text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
_FILL = "INSERT INTO public.ledger (id, word) SELECT n, md5(n::text) FROM generate_series(%s::int, %s::int) AS n"
_FIGURES = """
SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(ROW(id, word, at)::text, 'UTF8')), 'hex'), 15)
       )::bit(60)::bigint), 0)::text FROM public.ledger
"""
_UNREACHED = "recovery ended before configured recovery target was reached"


@dataclass(frozen=True, slots=True)
class BackupOrder:
    """So many rows before the base backup, and as many after it in each of two batches."""

    rows: int = 20_000


@dataclass(frozen=True, slots=True)
class BackupReport:
    """`rows` that were there before the disaster, `recovered` of them; seconds of each part; what was `noticed`."""

    version: int
    rows: int
    recovered: int
    backup_seconds: float
    recovery_seconds: float
    backup_bytes: int
    wal_bytes: int
    noticed: tuple[str, ...]
    steps: tuple[str, ...]


def drill_backup(options: ServerOptions, order: BackupOrder = BackupOrder()) -> BackupReport:
    """Run the drill on clusters of its own, which are removed at the end; `options` say which PostgreSQL.

    ProofError if a row is lost, if one of after the target comes back, or if a failure goes unnoticed; ServerError
    without a pg_basebackup that serves this server.
    """
    with opened(options) as site:
        with site.connect() as connection:
            version = connection.info.server_version
            connection.execute(_TABLE)
            connection.execute(_FILL, [1, order.rows])
        begun = time.monotonic()
        site.take_backup()
        backup_seconds = time.monotonic() - begun
        if wrong := damages(site.backup):
            raise ProofError("backup drill", f"the fresh backup is damaged: {wrong[0]}")
        target, before, missing = _live(site, order)
        begun = time.monotonic()
        after = _recover(site, target)
        recovery_seconds = time.monotonic() - begun
        if after != before:
            raise ProofError("backup drill", f"{after[0]} rows recovered instead of {before[0]}, or other ones")
        noticed = (
            _missing_log(site, target, missing),
            _past_the_end(site),
            _damaged(site),
        )
        return BackupReport(
            version, before[0], after[0], backup_seconds, recovery_seconds, _bytes(site.backup), _bytes(site.archive),
            noticed,
            (f"base backup of {_bytes(site.backup) // 2**20} MB in {backup_seconds:.1f} s, every SHA-256 verified",
             f"{before[0]} rows, then every row deleted and the table dropped",
             f"recovered to {target} in {recovery_seconds:.1f} s: {after[0]} rows, the same ones",
             *noticed),
        )  # fmt: skip


def _live(site: Site, order: BackupOrder) -> tuple[str, tuple[int, str], Path]:
    """Writes, then a disaster: the moment between, what was there, and a segment that recovery needs."""
    with site.connect() as connection:
        connection.execute(_FILL, [order.rows + 1, 2 * order.rows])
        segment = connection.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").fetchone() or ("",)
    site.archived()
    with site.connect() as connection:
        connection.execute(_FILL, [2 * order.rows + 1, 3 * order.rows])
        before = _figures(connection)
        target = str((connection.execute("SELECT clock_timestamp()::text").fetchone() or ("",))[0])
        connection.execute("DELETE FROM public.ledger")
        connection.execute("DROP TABLE public.ledger")
    site.archived()
    return target, before, site.archive / segment[0]


def _figures(connection: psycopg.Connection) -> tuple[int, str]:
    connection.execute("SET timezone = 'UTC'")
    found = connection.execute(_FIGURES).fetchone() or (0, "")
    return int(found[0]), str(found[1])


def _recover(site: Site, target: str) -> tuple[int, str]:
    with site.recovered(target) as connection:
        return _figures(connection)


def _fails(step: str, recover: Callable[[], object]) -> str:
    """What the server says when it must not start."""
    try:
        recover()
    except ServerError as error:
        if _UNREACHED in str(error):
            return f"{step}: noticed ({_UNREACHED})"
        raise ProofError("backup drill", f"{step}: the server said something else: {error}") from None
    raise ProofError("backup drill", f"{step}: the server started, as if nothing were missing")


def _missing_log(site: Site, target: str, segment: Path) -> str:
    hidden = segment.with_name(f"hidden-{segment.name}")
    segment.rename(hidden)
    try:
        return _fails(f"segment {segment.name} of the log missing", lambda: _recover(site, target))
    finally:
        hidden.rename(segment)


def _past_the_end(site: Site) -> str:
    return _fails("target past the end of the log", lambda: _recover(site, "2100-01-01 00:00:00+00"))


def _damaged(site: Site) -> str:
    """One bit of one file; the size stays."""
    path = max((site.backup / "base").rglob("[0-9]*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    found = damages(site.backup)
    if found != (f"{path.relative_to(site.backup)} has other content",):
        raise ProofError("backup drill", f"a flipped bit in {path.name} was not noticed: {found}")
    return "one bit of the backup flipped: noticed by its manifest"


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
