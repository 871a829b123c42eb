"""The locks of every statement of a folder, traced on a scratch database: facts for a reviewer, who only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pgworkbench.catalog.model import Name
from pgworkbench.errors import ProofError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.prove import roles_made
from pgworkbench.migrations.running import FailedError, Way
from pgworkbench.migrations.statement import Lock
from pgworkbench.migrations.trace import Held, Traced, trace
from pgworkbench.server import Server

_MODES = {
    "AccessExclusiveLock": Lock.ACCESS_EXCLUSIVE,
    "ExclusiveLock": Lock.SHARE_ROW_EXCLUSIVE,  # it stops the same people
    "ShareRowExclusiveLock": Lock.SHARE_ROW_EXCLUSIVE,
    "ShareLock": Lock.SHARE,
    "ShareUpdateExclusiveLock": Lock.SHARE_UPDATE_EXCLUSIVE,
}
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


def strongest(traced: Sequence[Traced]) -> tuple[str, ...]:
    """The strongest lock on each table that was there before the file, in words; the strongest first."""
    found: dict[Name, Lock] = {}
    for held in (held for each in traced for held in each.locks):
        if held.is_table and held.mode in _MODES:
            found[held.relation] = max(_MODES[held.mode], found.get(held.relation, Lock.NONE))
    return tuple(
        f"{lock.words} on {', '.join(str(name) for name in sorted(found) if found[name] is lock)}"
        for lock in sorted(set(found.values()), reverse=True)
    )
