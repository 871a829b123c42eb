"""The library's tables, empty, in a database of their own."""

from __future__ import annotations

import pytest
from seeding.library import DDL

from pgworkbench.server import Database


@pytest.fixture
def library(scratch: Database) -> Database:
    """The tables, without rows."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute(DDL)
    return scratch
