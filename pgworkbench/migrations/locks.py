"""The locks of every statement of a folder, traced on a scratch database: facts for a reviewer, who only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pgworkbench.errors import ProofError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.prove import roles_made
from pgworkbench.migrations.running import FailedError, Way
from pgworkbench.migrations.trace import Held, trace
from pgworkbench.server import Server

Place = tuple[str, int]  # file and line, as a reviewer's findings name them


def traced_locks(server: Server, files: Sequence[File]) -> Mapping[Place, tuple[Held, ...]]:
    """What each statement of the way up takes on relations that were there before its file, the strongest first.

    The files are run in order from an empty database, so whether a table has rows is not known (`Held.size` is 0).
    ProofError with file and line if one cannot be run there.
    """
    found: dict[Place, tuple[Held, ...]] = {}
    with server.scratch("locks", roles=roles_made(files)) as database:
        for file in files:
            try:
                traced = trace(database, file, Way.UP)
            except FailedError as failed:
                raise ProofError("the locks of the files", str(failed)) from None
            found |= {(each.file, each.read.line): each.locks for each in traced if each.locks}
    return found
