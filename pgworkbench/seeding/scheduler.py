"""The Dask cluster whose scheduler is at an address, for whoever has work for it. Dask is needed only then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from pgworkbench.errors import WorkbenchError

_WITH_PORT = {"tcp", "tls", "ws", "wss"}
_PATIENCE = 10  # seconds for a scheduler to answer


@contextmanager
def client_of(address: str, failure: type[WorkbenchError], instead: str = "") -> Iterator[Any]:
    """A client of a scheduler that has workers; else, and without Dask, `failure`, which says what to use `instead`."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise failure(f"--scheduler needs Dask, which is not installed: pip install distributed{instead}") from None
    try:
        _check(address)
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise failure(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise failure(f"the Dask scheduler at {address} has no workers: start some with `dask worker {address}`")
        yield client


def _check(address: str) -> None:
    """ValueError for an address without a port: a client that was given one fails, and again when it is forgotten."""
    comm: Any = import_module("distributed.comm")
    scheme, place = comm.parse_address(address)
    if scheme in _WITH_PORT:
        comm.parse_host_port(place)
