"""Before anything is written: is there a connection, may it write, and is the database one that may be filled?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, Name
from pgworkbench.errors import SeedError, ServerError
from pgworkbench.seeding.auto.parents import identifier
from pgworkbench.seeding.auto.sizes import kept_by_a_tool
from pgworkbench.server.marks import Kind, Mark

_SHOWN = 3  # tables named in a refusal
_MOST = 100_000_000  # rows of a table: one transaction, and keys of what is referred to are held in memory
_MAY = """
SELECT current_user::text, current_setting('transaction_read_only')::bool,
       has_database_privilege(current_database(), 'TEMPORARY'), current_database()::text
"""
_MAY_INSERT = """
SELECT EXISTS (SELECT FROM unnest(%s::text[], %s::text[]) AS t (s, n)
                 JOIN pg_catalog.pg_namespace p ON p.nspname = t.s
                 JOIN pg_catalog.pg_class c ON c.relnamespace = p.oid AND c.relname = t.n
                WHERE has_schema_privilege(p.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'INSERT'))
"""


@contextmanager
def connected(given: psycopg.Connection[Any] | str) -> Iterator[psycopg.Connection[Any]]:
    """The connection that was handed over, or one of our own to the URL."""
    if isinstance(given, psycopg.Connection):
        yield given
        return
    try:
        connection: psycopg.Connection[Any] = psycopg.connect(given, autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        raise ServerError(f"no connection to the database: {' '.join(str(error).split())}") from None
    with connection:
        yield connection


@contextmanager
def all_or_nothing(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """One transaction: killed in the middle, it leaves nothing. ServerError where the connection is lost."""
    try:
        with connection.transaction():
            yield
    except psycopg.OperationalError as error:
        if not connection.closed:
            raise
        said = " ".join(str(error).split())
        raise ServerError(f"the connection was lost in the middle, and nothing was written: {said}") from None


def check_rows(rows: int, tables: Mapping[str, int]) -> None:
    """SeedError where a number of rows is none that a table can be filled with."""
    if not 1 <= rows <= _MOST:
        raise SeedError(f"a table cannot be filled with {rows} rows; ask for 1 or more, and {_MOST:,} at most")
    for table, number in tables.items():
        if not 0 <= number <= _MOST:
            raise SeedError(f"{table} cannot be filled with {number} rows; ask for {_MOST:,} at most")


def check_rights(connection: psycopg.Connection[Any], catalog: Catalog) -> None:
    """SeedError where this session can write nothing at all; tables that it may not write to are told one by one."""
    role, only_reads, temporary, database = connection.execute(_MAY).fetchone() or ("", False, True, "")
    if only_reads:
        raise SeedError(f"{database} is read-only in this session; connect where rows can be written")
    if not temporary:
        raise SeedError(f"{role} may make no temporary tables, where rows are tried; GRANT TEMPORARY ON DATABASE")
    names = [table.name for table in catalog.base_tables]
    parts = [name.schema for name in names], [name.name for name in names]
    (some,) = connection.execute(_MAY_INSERT, parts).fetchone() or (False,)
    if names and not some:
        raise SeedError(f"{role} may insert into no table of {database}; connect as a role that may")


def refuse_rows(connection: psycopg.Connection[Any], catalog: Catalog) -> None:
    """SeedError where a database that the workbench did not make for trying things has rows."""
    comment = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    mark = Mark.read(comment[0] if comment else None)
    if mark is not None and mark.kind is not Kind.KEPT:
        return
    names = (table.name for table in catalog.base_tables if not kept_by_a_tool(table.name))
    filled = [name for name in names if _has_rows(connection, name)]
    if filled:
        more = ", …" if len(filled) > _SHOWN else ""
        named = ", ".join(map(str, filled[:_SHOWN]))
        raise SeedError(f"the database has rows ({named}{more}); give an empty one, or ask to append")


def counted(connection: psycopg.Connection[Any], catalog: Catalog) -> dict[Name, int]:
    """The rows that tables have already."""
    found = {}
    for name in (table.name for table in catalog.base_tables if _has_rows(connection, table.name)):
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(identifier(name))).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def _has_rows(connection: psycopg.Connection[Any], name: Name) -> bool:
    query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(identifier(name))
    try:
        with connection.transaction():
            row = connection.execute(query).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return False  # it is not ours to read: filling it says so
    return bool(row and row[0])
