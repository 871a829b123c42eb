"""Making databases of ours on a server: empty ones, copies, and kept ones that are found again by fingerprint."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.errors import DiskFull, InsufficientPrivilege, ObjectInUse

from pgworkbench.errors import ServerError
from pgworkbench.server.database import Database
from pgworkbench.server.home import full
from pgworkbench.server.inventory import MAKING, drop, drop_roles, make_room, marked, marked_roles, sweep
from pgworkbench.server.marks import PREFIX, Kind, Mark
from pgworkbench.server.roles import local_names

if TYPE_CHECKING:
    from pgworkbench.server.server import Server

_TEMPLATE_SECONDS = 30.0  # for others to leave a database that is to be copied


@dataclass(frozen=True, slots=True)
class Order:
    """A database to be made: its mark, its name, the roles to make with it, and what it is a copy of."""

    mark: Mark
    name: str
    new_roles: Sequence[str] = ()  # the design's names
    template: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)  # the new ones, and those of the template


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
    with server.connect() as connection:
        database = _make(connection, server, order)
    try:
        yield database
    finally:
        _discard(server, order.name)


def _discard(server: Server, name: str) -> None:
    """Drop, whatever happened before; what a server that is gone keeps, the next opening clears."""
    with suppress(psycopg.Error, ServerError), server.connect() as connection:
        drop(connection, name)


def kept_order(label: str, fingerprint: str, roles: Sequence[str], template: Database | None) -> Order:
    """How a kept database is made; its name follows from label and fingerprint, so that it is found again."""
    token = hashlib.sha256(f"{label}\0{fingerprint}".encode()).hexdigest()[:12]
    inherited = dict(template.roles) if template else {}
    new = [role for role in roles if role not in inherited]
    names = {**inherited, **local_names(new, token)}
    mark = Mark(Kind.KEPT, label, fingerprint)
    return Order(mark, database_name(label, token), new, template.name if template else None, names)


def kept(server: Server, order: Order, build: Callable[[Database], None]) -> Database:
    """The complete database of this order; built now if there is none, by one process at a time."""
    with server.connect() as connection:
        # The lock goes with the connection, so a builder that dies lets the next one build.
        connection.execute("SELECT pg_advisory_lock(%s)", [_lock_key(order.name)])
        if (found := _found(connection, server, order)) is not None:
            return found
        sweep(connection, own=server.source != "url")
        make_room(connection, order.mark.label)
        return _built(connection, server, order, build)


def _found(connection: psycopg.Connection, server: Server, order: Order) -> Database | None:
    """The database if it is complete; what is not complete is dropped."""
    for each in marked(connection, order.name):
        roles = dict(each.mark.roles)
        if each.complete and set(roles.values()) <= marked_roles(connection).keys():
            if each.owned:
                _comment(connection, order.name, replace(each.mark, used=datetime.now(UTC)))
            return Database(server, order.name, roles)
        drop(connection, order.name)
    return None


def _built(connection: psycopg.Connection, server: Server, order: Order, build: Callable[[Database], None]) -> Database:
    database = _make(connection, server, order)
    try:
        build(database)
        done = replace(order.mark, complete=True, roles=order.roles, database=order.name, used=datetime.now(UTC))
        _comment(connection, order.name, done)
    except BaseException:
        _discard(server, order.name)
        raise
    return database


def _make(connection: psycopg.Connection, server: Server, order: Order) -> Database:
    """Roles, then the database, then its mark; on failure nothing remains."""
    if server.source == "url":
        sweep(connection, own=False)  # a server of our own was swept when it was opened
    mark = replace(order.mark, roles=order.roles, database=order.name)
    roles = [order.roles[role] for role in order.new_roles]
    try:
        _make_roles(connection, roles, mark)
        _create(connection, server, order, mark)
    except BaseException as error:
        with suppress(psycopg.Error, ServerError):
            drop_roles(connection, roles)
        if isinstance(error, psycopg.Error):
            raise _refused(server, order, error) from None
        raise
    return Database(server, order.name, order.roles)


def _make_roles(connection: psycopg.Connection, roles: Sequence[str], mark: Mark) -> None:
    superuser = connection.info.parameter_status("is_superuser") == "on"
    with connection.transaction():
        for role in roles:
            name = sql.Identifier(role)
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
            connection.execute(sql.SQL("COMMENT ON ROLE {} IS {}").format(name, mark.text()))
            if not superuser:
                # Since 16, who creates a role may grant it but not take it on, unless he says so.
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE").format(name))


def _create(connection: psycopg.Connection, server: Server, order: Order, mark: Mark) -> None:
    """CREATE DATABASE and its mark; the lock tells a sweep that what is not marked yet will be."""
    connection.execute("SELECT pg_advisory_lock_shared(%s)", [MAKING])
    try:
        _copy(connection, server, order)
        try:
            _comment(connection, order.name, mark)
        except BaseException:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(order.name)))
            raise
    finally:
        with suppress(psycopg.Error):
            connection.execute("SELECT pg_advisory_unlock_shared(%s)", [MAKING])


def _copy(connection: psycopg.Connection, server: Server, order: Order) -> None:
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
            if order.template is None or time.monotonic() > deadline:
                raise
        else:
            return


def _comment(connection: psycopg.Connection, name: str, mark: Mark) -> None:
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), mark.text()))


def _refused(server: Server, order: Order, error: psycopg.Error) -> ServerError:
    reason = error.diag.message_primary or str(error)
    if isinstance(error, InsufficientPrivilege):
        return ServerError(
            f"{server.where} does not let its user make scratch databases ({reason}): "
            "grant it CREATEDB and CREATEROLE, or leave --database-url out to use the workbench's own server"
        )
    if isinstance(error, DiskFull) and server.folder:
        return full(server.folder)
    if isinstance(error, ObjectInUse) and order.template:
        return ServerError(f"{order.template} cannot be copied while others are connected to it: close them first")
    return ServerError(f"{server.where} cannot make a scratch database: {reason}")


def _lock_key(name: str) -> int:
    """A 64-bit key for an advisory lock that stands for a name."""
    return int.from_bytes(hashlib.sha256(f"pgworkbench {name}".encode()).digest()[:8], signed=True)
