"""A state of a database by the word that a user says for it: a URL, a SQL file, a folder of migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pgworkbench.catalog import Catalog
from pgworkbench.server import Database, Server
from pgworkbench.session import catalog_of

if TYPE_CHECKING:
    from pgworkbench.migrations import Source


@contextmanager
def built(server: Server, source: Source) -> Iterator[Database]:
    """A scratch database in that state; ContentError or ServerError if `source` is none or cannot be built."""
    from pgworkbench.migrations.source import end_of

    end = end_of(server, source)
    with server.scratch("state", roles=end.roles) as database:
        end.build(database)
        yield database


def catalog_in(server: Server, source: Source) -> Catalog:
    """What a database in that state contains."""
    with built(server, source) as database:
        return catalog_of(database)
