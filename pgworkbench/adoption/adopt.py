"""A database that exists as a design in code: read, written down, built again, and compared.

Nothing is believed: the folder is kept only after `metadata.create_all()` has built it on a server of the workbench,
and everything in which that is not the database is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg

from pgworkbench.adoption.folder import refuse_full, staged
from pgworkbench.adoption.queries import read_queries
from pgworkbench.adoption.reading import read_source
from pgworkbench.adoption.writing import Order, Written, write_design
from pgworkbench.server import ServerOptions, open_server


@dataclass(frozen=True, slots=True)
class AdoptOptions:
    """How to adopt: the server to try it on (default: the workbench's own), the moment, who watches."""

    server_url: str | None = None
    as_of: datetime | None = None
    progress: Callable[[str], object] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of it: the folder, its domains, and by name what the design does not have of the database.

    `left` is what differs between the two; `notes` is what else should be known (a baseline that could not be made).
    """

    folder: Path
    domains: tuple[str, ...]
    tables: int
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For a person."""
        what = f"{self.tables} tables in {len(self.domains)} domains"
        same = "the design and the database are the same" if not self.left else f"{len(self.left)} things are left over"
        return [f"{self.folder}: {what}; {same}", *(f"left over: {each}" for each in self.left), *self.notes]


def adopt(url: str, folder: Path, options: AdoptOptions = AdoptOptions()) -> Adoption:
    """Write a design of the database at `url` to `folder`, which must be new or empty. The database is only read.

    WorkbenchError if the folder is not empty, the database cannot be read, or nothing that builds can be written;
    then nothing is left behind.
    """
    refuse_full(folder)
    options.progress("reading the database")
    with (
        open_server(ServerOptions(folder / ".pgworkbench", url)) as server,
        server.connect() as connection,
    ):
        connection.execute("SET default_transaction_read_only = on")
        name = _database_name(connection)
        source = read_source(server, name)
        asked = read_queries(connection)
    with staged(folder) as root:
        scratch = ServerOptions.from_environment(root.parent / "state", options.server_url)
        with open_server(scratch) as server:
            made = write_design(Order(root, server, source, name, options.as_of, options.progress), asked)
    return _told(folder, made)


def _told(folder: Path, made: Written) -> Adoption:
    return Adoption(folder, tuple(plan.module for plan in made.domains), made.tables, made.left, made.notes)


def _database_name(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT current_database()").fetchone()
    return str(row[0]) if row else "database"
