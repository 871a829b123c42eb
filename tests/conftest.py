"""Fixtures for all tests: one real server for the session, databases on it, and the reference design."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pgworkbench.project import Project
from pgworkbench.server import Database, Server, ServerOptions, open_server
from pgworkbench.workbench import Workbench

_STATE = Path(__file__).parents[1] / ".pgworkbench"  # shared by all workers and sessions: the cluster is made once


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server that the environment's variables or this machine lead to."""
    with open_server(ServerOptions.from_environment(_STATE)) as opened:
        yield opened


@pytest.fixture
def scratch(server: Server) -> Iterator[Database]:
    """An empty database, dropped after the test."""
    with server.scratch("test") as database:
        yield database


@pytest.fixture(scope="session")
def workbench() -> Iterator[Workbench]:
    """A session on the reference design, on the same server."""
    with Workbench(_STATE.parent) as opened:
        yield opened


@pytest.fixture(scope="session")
def project(workbench: Workbench) -> Project:
    """The reference design."""
    return workbench.project


@pytest.fixture(scope="session")
def design_db(workbench: Workbench) -> Database:
    """The reference design without rows; to be read only."""
    return workbench.design()


@pytest.fixture(scope="session")
def tiny(workbench: Workbench) -> Database:
    """The reference design with the rows of profile tiny; to be read only."""
    return workbench.volumes("tiny")


@pytest.fixture
def tiny_clone(server: Server, tiny: Database) -> Iterator[Database]:
    """A copy of those rows, for a test that writes."""
    with server.clone(tiny, "test") as database:
        yield database


_NEED_A_SERVER = {"server", "scratch", "design_db", "tiny", "tiny_clone"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses a server is marked `database`: these run on every major."""
    for item in items:
        if _NEED_A_SERVER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)
