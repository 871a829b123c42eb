"""One view of a database: a read-only transaction with pinned settings that leaves no trace in the connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import namedtuple_row

from pgworkbench.errors import ServerError

_ATTEMPTS = 10
Value = TypeVar("Value")
Row = Any  # a named tuple: its fields are the columns of the query
Fetch = Callable[[str], list[Row]]

# What PostgreSQL prints depends on these; pinned, so that every reader gets the same text.
_SETTINGS = {
    "search_path": "",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "lc_monetary": "C",
    "quote_all_identifiers": "off",
    "standard_conforming_strings": "on",
    "client_encoding": "UTF8",
    "jit": "off",  # compiling such a query takes longer than running it
    "max_parallel_workers_per_gather": "0",
    "lock_timeout": "500ms",  # before the server looks for deadlocks: never may somebody's migration fail for a reader
}
_PIN = "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS settings (name, value)"


class Gone(Exception):  # noqa: N818 - not an error to a user: the read begins anew
    """Something changed while it was read."""


_PASSING = (
    Gone,
    psycopg.errors.InternalError_,  # `cache lookup failed`
    psycopg.errors.UndefinedTable,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
)


def consistent(connection: psycopg.Connection[Any], read: Callable[[Fetch], Value]) -> Value:
    """What `read` makes of one snapshot; anew where something was dropped since it was taken, or is locked for long."""
    name = connection.info.dbname
    for _ in range(_ATTEMPTS):
        try:
            with snapshot(connection) as fetch:
                return read(fetch)
        except UnicodeDecodeError as error:
            raise ServerError(f"{name!r} has a text that is not in its own encoding: {error.object!r}") from error
        except _PASSING:
            continue
    raise ServerError(f"the structure of {name!r} changes while it is read; read it again when that has ended")


@cache
def query(name: str) -> LiteralString:
    """The text of `queries/<name>.sql`."""
    return files(__package__).joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def snapshot(connection: psycopg.Connection[Any]) -> Iterator[Fetch]:
    """Hand out a function that runs a query by its name; all of them see the same moment.

    An idle connection gets a transaction of its own (REPEATABLE READ, READ ONLY). Inside an open transaction a
    savepoint is used, and the caller's isolation level decides what is seen. Either way it is rolled back.
    """
    idle = connection.info.transaction_status is TransactionStatus.IDLE
    with connection.transaction(force_rollback=True), psycopg.Cursor(connection, row_factory=namedtuple_row) as cursor:
        if idle:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(_PIN, [list(_SETTINGS), list(_SETTINGS.values())], prepare=False)

        def fetch(name: str) -> list[Row]:
            return cursor.execute(query(name), prepare=False).fetchall()

        yield fetch
