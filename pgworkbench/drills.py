"""The drills of production on a design, each by its name: what must hold is tried, and what must be noticed is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pgworkbench import operations as ops
from pgworkbench.errors import ServerError, UnknownNameError
from pgworkbench.operations import story
from pgworkbench.operations.concurrency import load_report
from pgworkbench.server import Database, Server
from pgworkbench.session import build

if TYPE_CHECKING:
    from pgworkbench.session import Session

_CLIENTS = (1, 2, 4, 8, 16)


def drill(session: Session, name: str, profile: str) -> tuple[str, ...]:
    """One drill, in sentences; UnknownNameError for another name, ProofError if it shows what must not be."""
    if name not in DRILLS:
        raise UnknownNameError("drill", name, DRILLS)
    return DRILLS[name](session, profile)


def evidence_of(session: Session, profile: str) -> ops.Evidence:
    """What was measured before anything is proposed: on copies of a profile's rows, by the backup's drill (none where
    its programs are missing), and by the load test that docs/ records, if there is one.
    """
    found = ops.gather(session.volumes(profile), session.catalog(profile), session.project.workload)
    with suppress(ServerError):
        found = replace(found, backup=ops.drill_backup(session.options))
    recorded = session.root / "docs" / "operations" / "concurrency.json"
    return replace(found, load=ops.read_load(recorded)) if recorded.exists() else found


def _archive(session: Session, profile: str) -> tuple[str, ...]:
    """History leaves and comes back (R-SUG-3)."""
    as_of = session.project.brief.as_of
    return tuple(story.archive_copy(session.volumes(profile), session.catalog(profile), as_of).steps)


def _backup(session: Session, _: str) -> tuple[str, ...]:
    """Recovery to a point in time, and of a lost machine, beside what the brief asks (R-SUG-4)."""
    return tuple(ops.drill_backup(session.options, asked=session.project.brief.recovery).steps)


def _pool(session: Session, _: str) -> tuple[str, ...]:
    """Many clients on few connections, no tenant with another's rows (R-SUG-6)."""
    return tuple(ops.drill_pool(session.server).steps)


def _load(session: Session, profile: str) -> tuple[str, ...]:
    """The workload from a growing number of connections: which queries are slow then, who waits (R-SUG-5, R-SUG-6)."""
    options = ops.LoadOptions(clients=_CLIENTS)
    return (load_report(ops.drive(session.volumes(profile), session.project.workload, options)),)


def _replica(session: Session, profile: str) -> tuple[str, ...]:
    """A standby that answers reads, and whose alerts fire and clear (R-SUG-4, R-SUG-5)."""
    project = session.project
    readings = ops.replicas(project.workload, session.catalog(profile), project.brief)

    @contextmanager
    def filled(primary: Server) -> Iterator[Database]:
        with primary.scratch("replica", roles=project.roles) as database:
            build(project, database)
            session.fill(database, profile)
            yield database

    return ops.drill_replica(session.options, filled, project.workload, readings).steps


DRILLS: dict[str, Callable[[Session, str], tuple[str, ...]]] = {
    "archive": _archive,
    "backup": _backup,
    "pool": _pool,
    "load": _load,
    "replica": _replica,
}
