"""A rehearsal for somebody's database: what waits there is run on a copy of it, with its own rows. It is only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import LiteralString

from pgworkbench.errors import RefusedError
from pgworkbench.migrations.apply import Target, status
from pgworkbench.migrations.files import read_files
from pgworkbench.migrations.prove import roles_made
from pgworkbench.migrations.rehearsal import Rehearsal
from pgworkbench.migrations.rehearse import Rehearsing, rehearse
from pgworkbench.server import Database, Server
from pgworkbench.server.address import parse
from pgworkbench.server.copy import copied
from pgworkbench.workload import Workload

_ROLES: LiteralString = "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY (%s) ORDER BY rolname"


def rehearse_copy(server: Server, target: Target, workload: Workload, how: Rehearsing | None = None) -> Rehearsal:
    """Run the files that `target` has not on a copy of it, on `server`, and give them back; errors as for `rehearse`.

    RefusedError if nothing waits there.
    """
    stands = status(target)
    files = read_files(target.folder)
    waiting = [file for file in files if file.name in set(stands.pending)]
    if not waiting:
        raise RefusedError([f"{target.where}: it has every file, so there is nothing to rehearse"])
    roles = dict.fromkeys([*roles_made(files), *(query.role for query in workload.queries if query.role)])
    with _copy(server, target, tuple(roles)) as database:
        return rehearse(server, database, waiting, workload, how or Rehearsing())


@contextmanager
def _copy(server: Server, target: Target, roles: Sequence[str]) -> Iterator[Database]:
    """A copy with stand-ins for its roles, and for those that the files have yet to make."""
    there = _existing(target, roles)
    with ExitStack() as stack:
        absent = [name for name in roles if name not in there]
        more = stack.enter_context(server.scratch("roles", roles=absent)).roles
        copy = stack.enter_context(copied(server, target.url, "rehearsal of a copy", roles=there))
        yield Database(server, copy.name, {**copy.roles, **more})


def _existing(target: Target, roles: Sequence[str]) -> list[str]:
    with parse(target.url).connect() as connection:
        return [name for (name,) in connection.execute(_ROLES, [list(roles)])]
