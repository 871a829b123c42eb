"""What the workbench has on a server, by its marks; dropping it, and clearing what dead processes left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql
from psycopg.errors import DependentObjectsStillExist

from pgworkbench.errors import ServerError
from pgworkbench.server.marks import PREFIX, Kind, Mark, Marked

_ABANDONED = timedelta(days=1)  # of a maker on another host, whom we cannot ask, and with nobody connected
_FORGOTTEN = timedelta(days=14)  # a kept database that nobody asked for in this time makes room
_KEPT_BESIDE = 4  # older versions of one label that are kept: designs are often put back
_JUST_USED = timedelta(hours=2)

# A key for an advisory lock: shared by whoever makes a database, between its CREATE and its mark.
MAKING = 0x7067_7762_6D61_6B65

_DATABASES = """
SELECT d.datname,
       shobj_description(d.oid, 'pg_database'),
       CASE WHEN %(sizes)s AND has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END,
       d.datconnlimit <> -2,
       EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datid = d.oid),
       pg_has_role(d.datdba, 'USAGE')
  FROM pg_database AS d
 WHERE starts_with(d.datname, %(prefix)s) AND (d.datname = %(name)s::text OR %(name)s::text IS NULL)
 ORDER BY d.datname
"""
_ROLES = """
SELECT rolname, shobj_description(oid, 'pg_authid')
  FROM pg_roles
 WHERE starts_with(rolname, %(prefix)s)
"""
_UNMARKED = """
SELECT d.datname
  FROM pg_database AS d
 WHERE d.datname ~ %(pattern)s AND shobj_description(d.oid, 'pg_database') IS NULL
"""
_NAME = re.compile(rf"^{PREFIX}[a-z0-9_]+_[0-9a-f]{{12}}$")


def marked(connection: psycopg.Connection, name: str | None = None, *, sizes: bool = False) -> tuple[Marked, ...]:
    """The databases of ours, or the one of that name if it is ours; sizes take a look at every file."""
    wanted = {"prefix": PREFIX, "name": name, "sizes": sizes}
    rows = [(row, Mark.read(row[1])) for row in connection.execute(_DATABASES, wanted).fetchall()]
    return tuple(Marked(row[0], mark, *row[2:]) for row, mark in rows if mark)


def marked_roles(connection: psycopg.Connection) -> dict[str, Mark]:
    """The roles of ours."""
    rows = connection.execute(_ROLES, {"prefix": PREFIX}).fetchall()
    return {name: mark for name, comment in rows if (mark := Mark.read(comment))}


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database of ours, whoever is connected to it, and those of its roles that no other of ours uses."""
    found = marked(connection, name)
    if not found:
        raise ServerError(f"{name!r} is not a database of the workbench's: nothing dropped")
    _drop_database(connection, name)
    drop_roles(connection, found[0].mark.roles.values())


def _drop_database(connection: psycopg.Connection, name: str) -> None:
    try:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    except psycopg.OperationalError:
        raise  # the server is gone: the caller knows whether that matters
    except psycopg.Error as error:
        raise ServerError(f"{name} cannot be dropped: {error.diag.message_primary or error}") from None


def drop_roles(connection: psycopg.Connection, roles: Iterable[str]) -> None:
    """Drop those of the roles that are ours, and that no database of ours names."""
    used = {role for each in marked(connection) for role in each.mark.roles.values()}
    ours = marked_roles(connection)
    unused = [sql.Identifier(role) for role in roles if role in ours and role not in used]
    if unused:
        with suppress(DependentObjectsStillExist):  # it was given something in a database that is not ours
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.SQL(", ").join(unused)))


def sweep(connection: psycopg.Connection, *, own: bool) -> None:
    """Drop what dead processes left: scratch databases, half-built kept ones, roles without a database.

    On a server of our `own` also databases that were made and not yet marked when their maker died.
    """
    for each in marked(connection):
        if each.owned and not _belongs_to_living(each, own=own):
            with suppress(psycopg.Error, ServerError):  # another process sweeps too
                drop(connection, each.name)
    _sweep_roles(connection)
    if own:
        _sweep_unmarked(connection)


def _belongs_to_living(each: Marked, *, own: bool) -> bool:
    if each.kind is Kind.KEPT and each.complete:
        return True
    if each.mark.maker.is_local:
        return not each.mark.maker.is_gone
    if own and not each.mark.maker.is_of_this_boot:
        return False  # whoever uses a server of ours runs on its machine
    return each.in_use or datetime.now(UTC) - each.made < _ABANDONED


def _sweep_roles(connection: psycopg.Connection) -> None:
    names = {each.name for each in marked(connection)}
    old = datetime.now(UTC) - _ABANDONED
    ours = marked_roles(connection).items()
    lost = [role for role, mark in ours if mark.database not in names and (mark.maker.is_gone or mark.made < old)]
    with suppress(psycopg.Error):
        drop_roles(connection, lost)


def _sweep_unmarked(connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [MAKING]).fetchone()
    if not row or not row[0]:
        return  # somebody is making one right now
    try:
        for (name,) in connection.execute(_UNMARKED, {"pattern": _NAME.pattern}).fetchall():
            with suppress(psycopg.Error, ServerError):
                _drop_database(connection, name)
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [MAKING])


def make_room(connection: psycopg.Connection, label: str) -> None:
    """Drop kept databases that nobody has asked for in a long time, and all but the latest few of one label."""
    now = datetime.now(UTC)
    kept = [each for each in marked(connection) if each.kind is Kind.KEPT and each.complete and each.owned]
    same = sorted((each for each in kept if each.label == label), key=lambda each: each.mark.used, reverse=True)
    surplus = {each.name for each in same[_KEPT_BESIDE:]}
    for each in kept:
        idle = now - each.mark.used
        if not each.in_use and (idle > _FORGOTTEN or (each.name in surplus and idle > _JUST_USED)):
            with suppress(psycopg.Error, ServerError):
                drop(connection, each.name)
