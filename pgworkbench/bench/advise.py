"""`advise`: which indexes should somebody's database have? Asked of a copy; the database itself is only read."""

from __future__ import annotations

from dataclasses import replace

from pgworkbench.bench.choice import Choice
from pgworkbench.bench.choose import ChooseOptions, choose
from pgworkbench.server import Server
from pgworkbench.server.copy import copied
from pgworkbench.workload import Workload


def advise(server: Server, url: str, workload: Workload, options: ChooseOptions | None = None) -> Choice:
    """`choose` on a copy of the database at `url`, made on `server`; in what the copy differs is in the notes."""
    roles = sorted({query.role for query in workload.queries if query.role is not None})
    with copied(server, url, "advise", roles=roles) as copy:
        choice = choose(copy, workload, options)
        return replace(choice, notes=(*copy.notes, *choice.notes))
