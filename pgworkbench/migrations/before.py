"""What is looked at before files run on somebody's database: only reading, and nothing that waits for a lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from postgast import pg_query_pb2 as tree

from pgworkbench.errors import ContentError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.ledger import Ledger
from pgworkbench.migrations.reading import Read, section_of, statements
from pgworkbench.migrations.rights import missing_rights
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.status import Entry, Standing
from pgworkbench.migrations.verdicts import Outcome, Verdict, failed, passed, warned

OLDEST = 160000
_SHOWN = 5
_NEVER_INSIDE = {
    "createdb_stmt",
    "dropdb_stmt",
    "alter_system_stmt",
    "create_table_space_stmt",
    "drop_table_space_stmt",
}
_INVALID: LiteralString = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT i.indisvalid AND n.nspname !~ '^pg_' ORDER BY 1, 2
"""
_LONG: LiteralString = """
SELECT pid, coalesce(nullif(application_name, ''), 'no name'), (extract(epoch FROM now() - xact_start))::int
  FROM pg_catalog.pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now() - interval '1 minute'
 UNION ALL
SELECT 0, 'prepared as ' || gid, (extract(epoch FROM now() - prepared))::int
  FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()
 ORDER BY 3 DESC
"""
_MODE: LiteralString = """
SELECT pg_catalog.pg_is_in_recovery(), current_setting('transaction_read_only') = 'on',
       (SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'),
       (SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'statement_timeout')
"""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be done: these files, in this order and direction, on what stands like this."""

    ledger: Ledger
    files: Sequence[File]
    way: Way
    entries: Sequence[Entry]
    late: bool = False  # files older than what was applied last are taken
    unknown: bool = False  # versions that have no file here are let be


def look(connection: psycopg.Connection[Any], intent: Intent) -> Iterator[Verdict]:
    """Every check that needs nothing but a connection; the session's timeouts are already set on it."""
    yield server_version(connection)
    yield from modes(connection, intent)
    yield order(intent)
    readable = sent(intent)
    yield readable
    if readable.outcome is Outcome.PASSED:
        yield missing_rights(connection, intent.ledger, _every(intent))
    yield invalid_indexes(connection, before=True)
    yield long_transactions(connection)


def server_version(connection: psycopg.Connection[Any]) -> Verdict:
    """PostgreSQL 16 or newer."""
    version = connection.info.server_version
    said = f"PostgreSQL {version // 10000}.{version % 10000}"
    return (
        passed("server", said)
        if version >= OLDEST
        else failed("server", f"{said}: {OLDEST // 10000} or newer is needed")
    )


def modes(connection: psycopg.Connection[Any], intent: Intent) -> Iterator[Verdict]:
    """It may be written to, and nobody waits for ever."""
    row = connection.execute(_MODE).fetchone()
    standby, read_only, lock_ms, statement_ms = row or (False, False, 0, 0)
    if standby or read_only:
        what = "a standby" if standby else "read only (default_transaction_read_only)"
        yield failed("writable", f"the database is {what}: name the primary, as a role that may write")
    yield timeouts(lock_ms, statement_ms, intent)


def timeouts(lock_ms: int, statement_ms: int, intent: Intent) -> Verdict:
    """How long a statement waits for a lock, and whether an index build has the time that it needs."""
    said = f"lock_timeout {lock_ms} ms, statement_timeout {f'{statement_ms} ms' if statement_ms else 'off'}"
    if not lock_ms:
        return failed("timeouts", "lock_timeout is off: one long query, and everybody queues behind a waiting change")
    if statement_ms and any(not section_of(file, intent.way).transaction for file in intent.files):
        return warned("timeouts", f"{said}: it also ends an index build; give the role more for these files")
    return passed("timeouts", said)


def order(intent: Intent) -> Verdict:
    """No version came late, and none is unknown, unless that is meant."""
    late = [entry.name for entry in intent.entries if entry.standing is Standing.LATE]
    unknown = [entry.version for entry in intent.entries if entry.standing is Standing.UNKNOWN]
    if unknown and not intent.unknown:
        return failed("order", f"the database has {_some(unknown)}, and there is no such file: fetch it, or allow it")
    if late and intent.way is Way.UP and not intent.late:
        return failed(
            "order", f"{_some(late)} older than what was applied last: give it a new time, or allow late files"
        )
    if late or unknown:
        return warned("order", f"let pass: {_some([*late, *unknown])}")
    return passed("order", f"{len(intent.files)} to run {intent.way.value}, in the order of their times")


def sent(intent: Intent) -> Verdict:
    """The files can be read and sent: no COPY from a client, and no COMMIT inside a transaction of ours."""
    problems = []
    for file in intent.files:
        try:
            problems += [f"{file.name}:{line}: {what}" for line, what in unfit(file, intent.way)]
        except ContentError as problem:
            problems.append(str(problem))
    return failed("files", _some(problems)) if problems else passed("files", f"{len(intent.files)} can be read")


def unfit(file: File, way: Way) -> Iterator[tuple[int, str]]:
    """Each statement that cannot be sent where it stands: its line, and what is wrong with it."""
    for read in statements(file, way):
        if read.kind == "transaction_stmt" and section_of(file, way).transaction:
            yield read.line, "it ends the transaction that the file runs in: take it out, or say transaction:false"
        elif read.kind == "copy_stmt" and not read.node.filename and not read.node.is_program:
            yield read.line, "COPY from or to a client: write INSERT, or load the rows apart"
        elif section_of(file, way).transaction and is_alone(read):
            yield read.line, "it cannot run in a transaction: give it a file of its own that says transaction:false"


def is_alone(read: Read) -> bool:
    """Whether PostgreSQL refuses a statement inside a transaction."""
    node = read.node
    if read.kind in {"index_stmt", "drop_stmt"}:
        return bool(node.concurrent)
    if read.kind == "reindex_stmt":
        return any(each.def_elem.defname == "concurrently" for each in node.params)
    if read.kind == "alter_table_stmt":
        return any(_is_concurrent(each.alter_table_cmd) for each in node.cmds)
    return read.kind in _NEVER_INSIDE or (read.kind == "vacuum_stmt" and bool(node.is_vacuumcmd))


def _is_concurrent(command: Any) -> bool:
    return command.subtype == tree.AT_DetachPartition and bool(getattr(command, "def").partition_cmd.concurrent)


def _every(intent: Intent) -> tuple[Read, ...]:
    return tuple(read for file in intent.files for read in statements(file, intent.way))


def invalid_indexes(connection: psycopg.Connection[Any], *, before: bool = False) -> Verdict:
    """None was left by a build that failed: it is maintained, and never used."""
    found = [f"{schema}.{name}" for schema, name in connection.execute(_INVALID)]
    if not found:
        return passed("invalid indexes", "none")
    said = f"{_some(found)}: left by a build that failed; drop it and build it again"
    return (warned if before else failed)("invalid indexes", said)


def long_transactions(connection: psycopg.Connection[Any]) -> Verdict:
    """Who has been in a transaction for a minute may hold what a file waits for, and everybody then waits behind it."""
    rows = connection.execute(_LONG).fetchall()
    found = [f"{name}{f' (process {pid})' if pid else ''} for {seconds} s" for pid, name, seconds in rows]
    if found:
        return warned("long transactions", f"{_some(found)}: files may wait for it, and others behind them")
    return passed("long transactions", "none open for a minute")


def _some(found: Sequence[str]) -> str:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more
