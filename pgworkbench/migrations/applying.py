"""One direction of one file, sent to somebody's database statement by statement, and written down in the ledger.

Inside a transaction the ledger's row comes first: it falls with the rest if a statement fails, and another runner that
takes the same file waits for it. Outside of one it comes last, so that a run that was cut off is simply run again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from pgworkbench.errors import ApplyError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.ledger import Ledger
from pgworkbench.migrations.reading import Read, section_of, statements
from pgworkbench.migrations.running import Way

_AGAIN = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
_LEFT_OVER: LiteralString = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE NOT i.indisvalid AND i.indrelid = to_regclass(%s) AND c.relname = %s
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run behaves among others.

    `lock_timeout` (as PostgreSQL writes it: `5s`) holds where neither the role nor the URL says one. A file, or outside
    a transaction a statement, that got no lock is tried `attempts` times, `pause` seconds apart, then twice that, …
    `wait` is how many seconds another run's end is awaited.
    """

    lock_timeout: str = "5s"
    attempts: int = 4
    pause: float = 1.0
    wait: float = 60.0


@dataclass(frozen=True, slots=True)
class Moment:
    """Just before a statement is sent: number `number` of `total` of a file, on this line."""

    file: str
    way: Way
    number: int
    total: int
    line: int


Watcher = Callable[[Moment], object]


@dataclass(frozen=True, slots=True)
class Ran:
    """A file that ran: so many statements, in so many seconds and attempts (of the one that needed most)."""

    file: str
    way: Way
    statements: int
    seconds: float
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Runner:
    """A connection (autocommit) to run on, where it is written down, and who watches."""

    connection: psycopg.Connection[Any]
    ledger: Ledger
    pace: Pace
    watch: Watcher

    def settle(self) -> None:
        """The session as it began, whatever a file set; and nobody waits for ever, or works for one who is gone."""
        connection = self.connection
        connection.execute("RESET ROLE")
        connection.execute("RESET ALL")
        connection.execute("SET client_min_messages = warning")
        connection.execute(
            "SELECT set_config('lock_timeout', %s, false) WHERE current_setting('lock_timeout') = '0'",
            [self.pace.lock_timeout],
        )
        with suppress(psycopg.Error):  # not on every system
            connection.execute("SET client_connection_check_interval = '500ms'")

    def run(self, file: File, way: Way) -> Ran:
        """Run it, and write it down; ApplyError with file and line if the server refuses a statement."""
        read = statements(file, way)
        began = time.perf_counter()
        self.settle()
        if section_of(file, way).transaction:
            attempts = self._again(partial(self._whole, file, way, read))
        else:
            attempts = self._one_by_one(file, way, read)
        return Ran(file.name, way, len(read), time.perf_counter() - began, attempts)

    def _again(self, work: Callable[[], None]) -> int:
        """Do it until it gets its locks; how often that took."""
        attempt, pause = 1, self.pace.pause
        while True:
            try:
                work()
            except _RefusedError as refused:
                if attempt >= self.pace.attempts or not isinstance(refused.error, _AGAIN):
                    raise refused.told() from None
            else:
                return attempt
            time.sleep(pause)
            attempt, pause = attempt + 1, pause * 2

    def _whole(self, file: File, way: Way, read: tuple[Read, ...]) -> None:
        left = f"nothing of this file was kept, the ones before it are {'applied' if way is Way.UP else 'taken back'}"
        first = read[0].line if read else section_of(file, way).line
        with _telling(file, first, left), self.connection.transaction():
            self._write_down(file, way)
            for number, each in enumerate(read, 1):
                self.watch(Moment(file.name, way, number, len(read), each.line))
                with _telling(file, each.line, left, each.sql):
                    self.connection.execute(each.sql.encode())

    def _one_by_one(self, file: File, way: Way, read: tuple[Read, ...]) -> int:
        attempts = 1
        for number, each in enumerate(read, 1):
            left = (
                f"it is outside a transaction, so the {number - 1} statements before it are kept; mend it, run again"
                if number > 1
                else "nothing of this file was kept"
            )
            self.watch(Moment(file.name, way, number, len(read), each.line))
            attempts = max(attempts, self._again(partial(self._alone, file, each, left)))
        with _telling(file, section_of(file, way).line, "all its statements ran; run again"):
            self._write_down(file, way)
        return attempts

    def _alone(self, file: File, each: Read, left: str) -> None:
        with _telling(file, each.line, left, each.sql):
            self._clear(each)
            self.connection.execute(each.sql.encode())

    def _clear(self, each: Read) -> None:
        """An index of this name that an interrupted build left invalid would be passed by with IF NOT EXISTS."""
        if each.kind != "index_stmt" or not each.node.concurrent or not each.node.idxname:
            return
        relation = each.node.relation
        table = sql.Identifier(*(part for part in (relation.schemaname, relation.relname) if part))
        rows = self.connection.execute(_LEFT_OVER, [table.as_string(self.connection), each.node.idxname]).fetchall()
        for schema, name in rows:
            drop = sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(schema, name))
            self.connection.execute(drop)

    def _write_down(self, file: File, way: Way) -> None:
        if way is Way.UP:
            self.ledger.add(self.connection, file.version)
        else:
            self.ledger.remove(self.connection, file.version)


class _RefusedError(Exception):
    """What the server said of a statement, on its way to who decides whether it is tried again."""

    def __init__(self, error: psycopg.Error, where: tuple[str, int], left: str) -> None:
        super().__init__(str(error))
        self.error, self.where, self.left = error, where, left

    def told(self) -> ApplyError:
        """For a person."""
        said = self.error.diag
        parts = [said.message_primary, said.message_detail, said.message_hint]
        words = "; ".join(part for part in parts if part) or str(self.error).strip()
        return ApplyError(*self.where, words, self.left)


@contextmanager
def _telling(file: File, line: int, left: str, text: str = "") -> Iterator[None]:
    """Turn what the server says into something that names the file and the line."""
    try:
        yield
    except psycopg.Error as error:
        position = error.diag.statement_position
        further = text.count("\n", 0, int(position) - 1) if position and text else 0
        raise _RefusedError(error, (file.name, line + further), left) from None
