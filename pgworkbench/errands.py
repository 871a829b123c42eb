"""A drill on another machine: a worker of the Dask cluster at an address runs it, on a server of its own or at a URL.

The worker needs this package, the design at the same path, and the programs that the drill uses.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from pathlib import Path

from pgworkbench.drills import drill
from pgworkbench.errors import WorkbenchError
from pgworkbench.seeding.scheduler import client_of
from pgworkbench.session import Session


@dataclass(frozen=True, slots=True)
class Errand:
    """Which drill, of which design, with which profile; `url` of the server to work on, if not the worker's own."""

    root: Path
    name: str
    profile: str
    url: str | None = field(default=None, repr=False)  # it may hold a password


@dataclass(frozen=True, slots=True)
class Told:
    """What the drill said on the worker, in sentences, or why it failed there."""

    worker: str
    steps: tuple[str, ...]
    failed: str | None = None


def drill_at(address: str, errand: Errand) -> tuple[str, ...]:
    """Have it run by one worker of the scheduler at `address`; WorkbenchError if there is none, or the drill fails."""
    with client_of(address, WorkbenchError) as client:
        try:
            told: Told = client.submit(run, errand, pure=False, retries=0).result()
        except Exception as error:  # a scheduler's own, or a worker without this package
            raise WorkbenchError(f"no worker could run the drill ({type(error).__name__}: {error})") from error
    if told.failed is not None:
        raise WorkbenchError(f"on {told.worker}: {told.failed}")
    return (f"run by a Dask worker: {told.worker}", *told.steps)


def run(errand: Errand) -> Told:
    """On the worker. Errors travel as text, which needs nothing to be read."""
    here = f"{socket.gethostname()}, process {os.getpid()}"
    try:
        with Session(errand.root, url=errand.url) as session:
            return Told(here, drill(session, errand.name, errand.profile))
    except WorkbenchError as error:
        return Told(here, (), str(error))
