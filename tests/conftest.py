"""Fixtures for all tests: one real server for the session, and an empty database for each test that asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pgworkbench.server import Database, Server, ServerOptions, open_server

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
