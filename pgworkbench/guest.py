"""A database of somebody else's, by URL: looked at, never written to. The verbs that need no design work on it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psycopg

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.errors import UnknownNameError
from pgworkbench.server import Server, ServerOptions, open_server

if TYPE_CHECKING:  # a verb is loaded when it is called
    from pgworkbench.diagram import Diagram
    from pgworkbench.review import Review


class Guest:
    """A session on the database that `url` names; read only. Use it in a `with`."""

    def __init__(self, url: str) -> None:
        self.build = Path("build")
        self._options = ServerOptions(Path(".pgworkbench"), url)  # a state folder that nothing is written to
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def server(self) -> Server:
        """Where the database is."""
        return self._stack.enter_context(open_server(self._options))

    def connect(self) -> psycopg.Connection[Any]:
        """A connection that refuses to write."""
        connection = self.server.connect()
        connection.execute("SET default_transaction_read_only = on")
        return connection

    @cached_property
    def catalog(self) -> Catalog:
        """What the database contains."""
        with self.connect() as connection:
            return read_catalog(connection)

    def review(self, domain: str | None = None, only: Collection[str] = ()) -> Review:
        """What a reviewer says of the database, or of one of its PostgreSQL schemas."""
        from pgworkbench.review import Subject, review

        found = review(Subject(self.catalog), only)
        return found if domain is None else found.within(self._tables_of(domain))

    def diagram(self, domain: str | None = None, *, table: str | None = None) -> Diagram:
        """The picture of everything, of a group that the foreign keys suggest, or of one table."""
        from pgworkbench.diagram import domain_diagram, overview, table_diagram

        if table is not None:
            return table_diagram(self.catalog, table)
        if domain is not None:
            return domain_diagram(self.catalog, None, domain)
        return overview(self.catalog)

    def diagrams(self) -> dict[str, Diagram]:
        """Everything, and each group that the foreign keys suggest, by the name of its file."""
        from pgworkbench.diagram import domain_diagram, groups_of_catalog, overview

        groups = groups_of_catalog(self.catalog)
        names = sorted(set(groups.values())) if len(set(groups.values())) > 1 else ()
        pictures = {name: domain_diagram(self.catalog, groups, name) for name in names}
        return {"overview": overview(self.catalog, groups), **pictures}

    def _tables_of(self, schema: str) -> frozenset[str]:
        names = {table.name for table in self.catalog.tables}
        if schema not in {name.schema for name in names}:
            raise UnknownNameError("schema", schema, {name.schema for name in names})
        return frozenset(str(name) for name in names if name.schema == schema)
