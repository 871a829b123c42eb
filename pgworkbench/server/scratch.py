"""Making, finding and dropping databases of ours on a server; every one is marked, and nothing unmarked is touched."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.errors import DependentObjectsStillExist, InsufficientPrivilege, ObjectInUse

from pgworkbench.errors import ServerError
from pgworkbench.server.database import Database
from pgworkbench.server.marks import PREFIX, Kind, Mark, Marked
from pgworkbench.server.roles import local_names

if TYPE_CHECKING:
    from pgworkbench.server.server import Server

_ABANDONED = timedelta(days=1)  # of a maker on another host, whom we cannot ask, and with nobody connected
_TEMPLATE_SECONDS = 60.0  # for others to leave a database that is to be copied

_DATABASES = """
SELECT d.datname,
       shobj_description(d.oid, 'pg_database'),
       CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END,
       EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datid = d.oid),
       pg_has_role(d.datdba, 'USAGE')
  FROM pg_database AS d
 WHERE starts_with(d.datname, %(prefix)s) AND (d.datname = %(name)s OR %(name)s IS NULL)
 ORDER BY d.datname
"""
_ROLES = """
SELECT rolname, shobj_description(oid, 'pg_authid')
  FROM pg_roles
 WHERE starts_with(rolname, %(prefix)s)
"""


@dataclass(frozen=True, slots=True)
class Order:
    """A database to be made: its mark, its name, the roles to make with it, and what it is a copy of."""

    mark: Mark
    name: str
    new_roles: Sequence[str] = ()
    template: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)


def marked(connection: psycopg.Connection, name: str | None = None) -> tuple[Marked, ...]:
    """The databases of ours, or the one of that name if it is ours."""
    rows = connection.execute(_DATABASES, {"prefix": PREFIX, "name": name}).fetchall()
    found = [(row, Mark.read(row[1])) for row in rows]
    return tuple(Marked(row[0], mark, row[2], row[3], row[4]) for row, mark in found if mark)


def database_name(label: str, token: str) -> str:
    """`pgwb_<label>_<token>`: plain characters, at most 63 bytes, whatever the label."""
    slug = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:36] or "unnamed"
    return f"{PREFIX}{slug}_{token}"


@contextmanager
def scratch(server: Server, label: str, roles: Sequence[str]) -> Iterator[Database]:
    """An empty database with roles of its own; both are gone at the end."""
    token = secrets.token_hex(6)
    order = Order(Mark(Kind.SCRATCH, label), database_name(label, token), roles, roles=local_names(roles, token))
    with _temporary(server, order) as database:
        yield database


@contextmanager
def clone(server: Server, source: Database, label: str) -> Iterator[Database]:
    """A copy of a database of ours, with the same roles; gone at the end."""
    name = database_name(label, secrets.token_hex(6))
    order = Order(Mark(Kind.CLONE, label), name, template=source.name, roles=source.roles)
    with _temporary(server, order) as database:
        yield database


@contextmanager
def _temporary(server: Server, order: Order) -> Iterator[Database]:
    database = make(server, order)
    try:
        yield database
    finally:
        # A server that is gone keeps the leftover; the next opening drops it.
        with suppress(psycopg.OperationalError, ServerError), server.connect() as connection:
            drop(connection, order.name)


def kept(server: Server, label: str, fingerprint: str, build: Callable[[Database], None], made_of: Order) -> Database:
    """The complete database of this label and fingerprint; built now if there is none, by one process at a time."""
    name, mark = made_of.name, made_of.mark
    with server.connect() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_lock_key(name)])  # released when the connection closes
        if found := marked(connection, name):
            if found[0].complete and _roles_exist(connection, found[0].mark.roles.values()):
                return Database(server, name, found[0].mark.roles)
            drop(connection, name)
        database = make(server, made_of)
        try:
            build(database)
            _comment(connection, name, replace(mark, complete=True, roles=made_of.roles, database=name))
        except BaseException:
            with suppress(psycopg.OperationalError, ServerError), server.connect() as other:
                drop(other, name)
            raise
    return database


def kept_order(label: str, fingerprint: str, roles: Sequence[str], template: Database | None) -> Order:
    """How a kept database is made; its name follows from label and fingerprint, so that it is found again."""
    token = hashlib.sha256(f"{label}\0{fingerprint}".encode()).hexdigest()[:12]
    inherited = dict(template.roles) if template else {}
    new = [role for role in roles if role not in inherited]
    names = {**inherited, **local_names(new, token)}
    mark = Mark(Kind.KEPT, label, fingerprint)
    return Order(mark, database_name(label, token), new, template.name if template else None, names)


def make(server: Server, order: Order) -> Database:
    """Roles, then the database, then its mark."""
    mark = replace(order.mark, roles=order.roles, database=order.name)
    with server.connect() as connection:
        try:
            _make_roles(connection, [order.roles[role] for role in order.new_roles], mark)
            _create(connection, server, order)
            _comment(connection, order.name, mark)
        except InsufficientPrivilege as error:
            raise ServerError(_missing_privilege(server, error)) from None
    return Database(server, order.name, order.roles)


def _make_roles(connection: psycopg.Connection, roles: Sequence[str], mark: Mark) -> None:
    if not roles:
        return
    superuser = connection.info.parameter_status("is_superuser") == "on"
    with connection.transaction():
        for role in roles:
            name = sql.Identifier(role)
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
            connection.execute(sql.SQL("COMMENT ON ROLE {} IS {}").format(name, mark.text()))
            if not superuser:
                # Since 16, who creates a role may grant it but not take it on, unless he says so.
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE").format(name))


def _create(connection: psycopg.Connection, server: Server, order: Order) -> None:
    # Copying files needs a checkpoint: fine on a server of ours, an intrusion on a user's.
    strategy = "wal_log" if server.source == "url" else "file_copy"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
        sql.Identifier(order.name), sql.Identifier(order.template or "template0"), sql.SQL(strategy)
    )
    deadline = time.monotonic() + _TEMPLATE_SECONDS
    while True:
        try:
            connection.execute(statement)
        except ObjectInUse:  # the server itself has waited five seconds
            if time.monotonic() > deadline:
                raise ServerError(f"{order.template} cannot be copied: close the connections to it first") from None
        else:
            return


def _comment(connection: psycopg.Connection, name: str, mark: Mark) -> None:
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), mark.text()))


def _missing_privilege(server: Server, error: psycopg.Error) -> str:
    reason = error.diag.message_primary or str(error)
    return (
        f"{server.where} does not let its user make scratch databases ({reason}): "
        "grant it CREATEDB and CREATEROLE, or leave --database-url out to use the workbench's own server"
    )


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database of ours, and those of its roles that no other database of ours uses."""
    found = marked(connection, name)
    if not found:
        raise ServerError(f"{name!r} is not a database of the workbench's: nothing dropped")
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    _drop_roles(connection, found[0].mark.roles.values())


def _drop_roles(connection: psycopg.Connection, roles: Iterable[str]) -> None:
    used = {role for each in marked(connection) for role in each.mark.roles.values()}
    ours = _marked_roles(connection)
    unused = [sql.Identifier(role) for role in roles if role in ours and role not in used]
    if unused:
        with suppress(DependentObjectsStillExist):  # it was given something in a database that is not ours
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.SQL(", ").join(unused)))


def _marked_roles(connection: psycopg.Connection) -> dict[str, Mark]:
    rows = connection.execute(_ROLES, {"prefix": PREFIX}).fetchall()
    return {name: mark for name, comment in rows if (mark := Mark.read(comment))}


def _roles_exist(connection: psycopg.Connection, roles: Iterable[str]) -> bool:
    return set(roles) <= _marked_roles(connection).keys()


def sweep(connection: psycopg.Connection) -> tuple[str, ...]:
    """Drop what dead processes left: scratch databases, half-built kept ones, roles without a database."""
    gone: list[str] = []
    for each in marked(connection):
        if each.owned and not _belongs_to_living(each):
            with suppress(psycopg.Error, ServerError):  # another process sweeps too
                drop(connection, each.name)
                gone.append(each.name)
    _sweep_roles(connection)
    return tuple(gone)


def _belongs_to_living(each: Marked) -> bool:
    if each.kind is Kind.KEPT and each.complete:
        return True
    if each.mark.maker.is_local:
        return not each.mark.maker.is_gone
    return each.in_use or datetime.now(UTC) - each.made < _ABANDONED


def _sweep_roles(connection: psycopg.Connection) -> None:
    names = {each.name for each in marked(connection)}
    lost = [
        role
        for role, mark in _marked_roles(connection).items()
        if mark.database not in names and (mark.maker.is_gone or datetime.now(UTC) - mark.made > _ABANDONED)
    ]
    with suppress(psycopg.Error):
        _drop_roles(connection, lost)


def _lock_key(name: str) -> int:
    """A 64-bit key for an advisory lock that stands for a name."""
    return int.from_bytes(hashlib.sha256(f"pgworkbench {name}".encode()).digest()[:8], signed=True)
