"""The drill: a base backup, writes, a disaster, recovery to the moment before it; then what must fail, and be said."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from pgworkbench.brief import Recovery
from pgworkbench.errors import ProofError, ServerError
from pgworkbench.operations.backup.bounds import Bound, bounds
from pgworkbench.operations.backup.loss import Loss, lose_machine
from pgworkbench.operations.backup.site import Recovered, Site, opened
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
    """`rows` that were there before the disaster, `recovered` of them; seconds of each part; what was `noticed`.

    `lost_seconds` before the end were in no archive when the machine went with its disk, the worst of many commits;
    archive_timeout was `switched_seconds`.
    """

    version: int
    rows: int
    recovered: int
    backup_seconds: float
    copied_seconds: float
    replayed_seconds: float
    backup_bytes: int
    wal_bytes: int
    lost_seconds: float
    switched_seconds: float
    noticed: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def recovery_seconds(self) -> float:
        """From the order to recover to the first answer."""
        return self.copied_seconds + self.replayed_seconds


def drill_backup(
    options: ServerOptions, order: BackupOrder = BackupOrder(), asked: Recovery | None = None
) -> BackupReport:
    """Run the drill on clusters of its own, which are removed at the end; `options` say which PostgreSQL, `asked` is
    what the brief wants of recovery (None: nothing).

    ProofError if a row is lost, if one of after the target comes back, if a failure goes unnoticed, or if what was
    measured is more than what is asked; ServerError without a pg_basebackup that serves this server.
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
        disaster = _live(site, order)
        size, before = _bytes(site.backup), disaster.figures
        after, took = _recover(site, disaster.target)
        if after != before:
            raise ProofError("backup drill", f"{after[0]} rows recovered instead of {before[0]}, or other ones")
        loss = lose_machine(site)
        noticed = (
            _missing_log(site, disaster.target, disaster.segment),
            _past_the_end(site),
            _damaged(site),
        )
    report = BackupReport(
        version, before[0], after[0], backup_seconds, took.copied_seconds, took.replayed_seconds, size,
        disaster.wal_bytes, loss.seconds, loss.timeout, noticed, (),
    )  # fmt: skip
    found = bounds(asked or Recovery(), report)
    _judge(found)
    return replace(
        report, steps=(*_told(report, disaster.target, loss), *(f"{each.what}: {each.verdict}" for each in found))
    )


def _told(report: BackupReport, target: str, loss: Loss) -> tuple[str, ...]:
    return (
        f"base backup of {report.backup_bytes // 2**20} MB in {report.backup_seconds:.1f} s, every SHA-256 verified",
        f"{report.rows} rows, then every row deleted and the table dropped",
        f"recovered to {target} in {report.recovery_seconds:.1f} s: {report.recovered} rows, the same ones",
        f"machine and disk gone: {loss.recovered} of {loss.commits} commits came back, all that were in the archive",
        *report.noticed,
    )


def _judge(found: tuple[Bound, ...]) -> None:
    for bound in found:
        if bound.met is False:
            raise ProofError("backup drill", f"{bound.what}: {bound.verdict}")


@dataclass(frozen=True, slots=True)
class _Disaster:
    """The moment before it, what was there, a segment that recovery needs, and how much log was written until then."""

    target: str
    figures: tuple[int, str]
    segment: Path
    wal_bytes: int


def _live(site: Site, order: BackupOrder) -> _Disaster:
    """Writes, then a disaster."""
    with site.connect() as connection:
        begun = _position(connection)
        connection.execute(_FILL, [order.rows + 1, 2 * order.rows])
        segment = connection.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").fetchone() or ("",)
        written = _position(connection) - begun
    site.archived()  # its padding is no log that anybody wrote
    with site.connect() as connection:
        begun = _position(connection)
        connection.execute(_FILL, [2 * order.rows + 1, 3 * order.rows])
        before = _figures(connection)
        target = str((connection.execute("SELECT clock_timestamp()::text").fetchone() or ("",))[0])
        written += _position(connection) - begun
        connection.execute("DELETE FROM public.ledger")
        connection.execute("DROP TABLE public.ledger")
    site.archived()
    return _Disaster(target, before, site.archive / segment[0], written)


def _position(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").fetchone()
    return int(row[0]) if row else 0


def _figures(connection: psycopg.Connection) -> tuple[int, str]:
    connection.execute("SET timezone = 'UTC'")
    found = connection.execute(_FIGURES).fetchone() or (0, "")
    return int(found[0]), str(found[1])


def _recover(site: Site, target: str) -> tuple[tuple[int, str], Recovered]:
    with site.recovered(target) as recovered:
        return _figures(recovered.connection), recovered


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
