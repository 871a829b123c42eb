"""`advise`: which indexes should somebody's database have? Asked of a copy; the database itself is only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import psycopg

from pgworkbench.bench.choice import Choice
from pgworkbench.bench.choose import choose
from pgworkbench.bench.environment import Beginning
from pgworkbench.bench.indexes import Progress
from pgworkbench.bench.laboratory import ChooseOptions
from pgworkbench.bench.planner import adopt, planning
from pgworkbench.bench.statements import Asked, read_statements, with_values
from pgworkbench.errors import ServerError
from pgworkbench.server import Server
from pgworkbench.server.address import parse
from pgworkbench.server.copy import copied
from pgworkbench.workload import Workload
from pgworkbench.workload.parameters import accept_values


@dataclass(frozen=True, slots=True)
class _Source:
    """What is asked of the user's server, once, in a transaction that only reads."""

    planning: Mapping[str, str]
    asked: Asked | None
    roles: frozenset[str]


def advise(server: Server, url: str, workload: Workload | None = None, options: ChooseOptions | None = None) -> Choice:
    """`choose` on a copy of the database at `url`, made on `server`; in what the copy differs is in the notes.

    Without a workload, what pg_stat_statements tells there; BenchError if it tells nothing. The copy plans as the
    original does: settings of its planner are taken over. `options.measure.seconds` are for the copying, too.
    """
    began, given = Beginning.now(), options or ChooseOptions()
    source = _ask(url, wanted=workload is None)
    asked = source.asked if workload is None and source.asked is not None else Asked(workload or Workload())
    wanted = sorted({query.role for query in asked.workload.queries if query.role is not None} & source.roles)
    _tell(given, "copying the database")
    with copied(server, url, "advise", roles=wanted) as copy:
        changed = adopt(copy, source.planning)
        with copy.connect(autocommit=True) as connection:
            accept_values(connection)
            asked = with_values(connection, asked)
        left = replace(given.measure, seconds=given.measure.seconds - began.seconds)
        choice = choose(copy, asked.workload, replace(given, measure=left))
        notes = (*copy.notes, *_planned(changed), *asked.notes, *choice.notes)
        return replace(choice, notes=notes)


def _planned(changed: tuple[str, ...]) -> tuple[str, ...]:
    return (f"planned as on the original server: {', '.join(changed)} as there",) if changed else ()


def _tell(options: ChooseOptions, what: str) -> None:
    if options.measure.progress is not None:
        options.measure.progress(Progress(0, 0, what, None))


def _ask(url: str, *, wanted: bool) -> _Source:
    source = parse(url)
    try:
        with source.connect(autocommit=False) as connection:
            connection.read_only = True
            roles = connection.execute("SELECT rolname FROM pg_catalog.pg_roles").fetchall()
            told = read_statements(connection) if wanted else None
            return _Source(planning(connection), told, frozenset(name for (name,) in roles))
    except psycopg.Error as error:
        raise ServerError(f"{source} cannot be asked: {source.scrubbed(str(error))}") from None
