"""Fixtures for the reference design: built on a real server, with one row of every table for each of two tenants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reference import Campus, build, insert_rows, metadata

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.server import Server


@pytest.fixture(scope="session")
def campus(server: Server) -> Iterator[Campus]:
    with server.scratch("reference design", roles=list(metadata.info["roles"].values())) as database:
        build(database)
        campus = Campus(database)
        with database.connect(autocommit=True) as connection:
            for tenant in ("a", "b"):
                insert_rows(connection, tenant, campus.rows)
        yield campus


@pytest.fixture(scope="session")
def catalog(campus: Campus) -> Catalog:
    """The built design as the server describes it, with the design's own role names."""
    outward = {local: name for name, local in campus.database.roles.items()}
    with campus.database.connect() as connection:
        return read_catalog(connection, rename_roles=outward)


@pytest.fixture
def apart(campus: Campus, server: Server) -> Iterator[Campus]:
    """A copy of the design with its rows, in which transactions commit."""
    with server.clone(campus.database, "concurrency") as database:
        yield Campus(database, campus.rows)
