"""What a server is opened with: the project's state folder, and which PostgreSQL its user asked for."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

URL_VARIABLE = "PGWORKBENCH_DATABASE_URL"
BINDIR_VARIABLE = "PGWORKBENCH_BINDIR"


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """`state` is the project's `.pgworkbench/`; a `url` wins over a `bindir`, which wins over what is found.

    `settings` are (name, value) pairs on top of the workbench's own; a cluster is keyed by them, so that a drill
    that needs, say, `wal_level=replica` has a cluster to itself. They mean nothing with a `url`.
    """

    state: Path
    url: str | None = field(default=None, repr=False)  # it may hold a password
    bindir: Path | None = None
    settings: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_environment(cls, state: Path, url: str | None = None) -> ServerOptions:
        """The options of a command: `url` if given, else what the environment's two variables say."""
        bindir = os.environ.get(BINDIR_VARIABLE)
        return cls(state, url or os.environ.get(URL_VARIABLE) or None, Path(bindir) if bindir else None)
