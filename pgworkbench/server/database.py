"""A database that the workbench made: how to connect to it, and what the design's roles are called in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy
from psycopg import sql
from sqlalchemy import event

from pgworkbench.errors import UnknownNameError
from pgworkbench.server.roles import RoleNames

if TYPE_CHECKING:
    from pgworkbench.server.server import Server


@dataclass(frozen=True)
class Database:
    """One that the workbench made and marked.

    `roles` maps the design's role names to those that stand for them here: roles belong to a cluster, so a database
    of ours brings its own.
    """

    server: Server
    name: str
    roles: Mapping[str, str]

    def connect(self, *, role: str | None = None, autocommit: bool = False) -> psycopg.Connection:
        """A connection, as `role` (the design's name) if one is given, otherwise as the server's own user."""
        if role is not None and role not in self.roles:
            raise UnknownNameError("role", role, self.roles)
        connection = self.server.connect(self.name)
        try:
            if role is not None:
                # Before any transaction begins, so that no rollback takes it back.
                connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(self.roles[role])))
            connection.autocommit = autocommit
        except BaseException:
            connection.close()
            raise
        return connection

    def engine(self) -> sqlalchemy.Engine:
        """An SQLAlchemy engine without a pool, through which a design's DDL runs with this database's role names."""
        engine = sqlalchemy.create_engine(
            sqlalchemy.URL.create("postgresql+psycopg", database=self.name),
            creator=self.connect,
            poolclass=sqlalchemy.NullPool,
        )
        event.listen(engine, "before_cursor_execute", self._rewrite, retval=True)
        return engine

    def localise(self, text: str) -> str:
        """SQL of the design with the role names of this database."""
        return self._names.localise(text)

    def globalise(self, text: str) -> str:
        """Text from this database (a dump, a catalog's column) with the design's role names."""
        return self._names.globalise(text)

    @cached_property
    def _names(self) -> RoleNames:
        return RoleNames(self.roles)

    def _rewrite(self, *call: Any) -> tuple[str, Any]:
        _connection, _cursor, statement, parameters, _context, _executemany = call
        return self.localise(statement), parameters
