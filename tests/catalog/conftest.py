"""Reads what a piece of DDL makes: inside a transaction that is rolled back, so that one database serves all cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.server import Database, Server

ROLES = ("zoo_keeper", "zoo_visitor")
Reads = Callable[[str], Catalog]


@pytest.fixture(scope="module")
def zoo(server: Server) -> Iterator[Database]:
    """A database with two roles of its own, `zoo_keeper` and `zoo_visitor`."""
    with server.scratch("catalog", roles=ROLES) as database:
        yield database


@pytest.fixture
def connection(zoo: Database) -> Iterator[psycopg.Connection]:
    with zoo.connect(autocommit=True) as opened, opened.transaction(force_rollback=True):
        yield opened


@pytest.fixture
def reads(zoo: Database, connection: psycopg.Connection) -> Reads:
    """A function that runs DDL (role names as above) and reads the catalog that results."""

    def run(ddl: str) -> Catalog:
        connection.execute(zoo.localise(ddl))
        return read_catalog(connection, rename_roles={here: name for name, here in zoo.roles.items()})

    return run
