"""A drill on another machine: a worker of the Dask cluster at an address runs it, on a server of its own or at a URL.

The worker needs this package, the design at the same path, and the programs that the drill uses.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from pgworkbench.drills import drill
from pgworkbench.errors import WorkbenchError
from pgworkbench.session import Session

_PATIENCE = 10  # seconds for a scheduler to answer


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
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise WorkbenchError("--scheduler needs Dask, which is not installed: pip install distributed") from None
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkbenchError(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise WorkbenchError(
                f"the Dask scheduler at {address} has no workers: start some with `dask worker {address}`"
            )
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
