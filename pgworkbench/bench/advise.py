"""`advise`: which indexes should somebody's database have? Asked of a copy; the database itself is only read."""

from __future__ import annotations

from dataclasses import replace

import psycopg

from pgworkbench.bench.choice import Choice
from pgworkbench.bench.choose import ChooseOptions, choose
from pgworkbench.bench.statements import Asked, read_statements, with_values
from pgworkbench.errors import ServerError
from pgworkbench.server import Server
from pgworkbench.server.address import parse
from pgworkbench.server.copy import copied
from pgworkbench.workload import Workload
from pgworkbench.workload.parameters import accept_values


def advise(server: Server, url: str, workload: Workload | None = None, options: ChooseOptions | None = None) -> Choice:
    """`choose` on a copy of the database at `url`, made on `server`; in what the copy differs is in the notes.

    Without a workload, what pg_stat_statements tells there; BenchError if it tells nothing.
    """
    asked = Asked(workload) if workload is not None else _asked(url)
    roles = sorted({query.role for query in asked.workload.queries if query.role is not None})
    with copied(server, url, "advise", roles=roles) as copy:
        if workload is None:
            with copy.connect(autocommit=True) as connection:
                accept_values(connection)
                asked = with_values(connection, asked)
        choice = choose(copy, asked.workload, options)
        return replace(choice, notes=(*copy.notes, *asked.notes, *choice.notes))


def _asked(url: str) -> Asked:
    source = parse(url)
    try:
        with source.connect(autocommit=False) as connection:
            connection.read_only = True
            return read_statements(connection)
    except psycopg.Error as error:
        raise ServerError(f"{source} cannot be asked: {source.scrubbed(str(error))}") from None
