"""pg_dump to pg_restore: structure by way of a list that leaves things out, rows as a stream that touches no disk."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING

from pgworkbench.errors import ServerError
from pgworkbench.server.address import Address
from pgworkbench.server.tools import find_tool

if TYPE_CHECKING:
    from pgworkbench.server.server import Server

_DUMP = (
    "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions",
    "--no-security-labels", "--no-tablespaces", "--no-large-objects", "--no-password", "--encoding=UTF8",
    "--no-comments", "--lock-wait-timeout=30s",
)  # fmt: skip
_ENTRY = re.compile(r"^\d+; \d+ \d+ ")
# Policies need roles, event triggers would fire on what is tried, user mappings hold passwords.
_LEFT_OUT = ("POLICY ", "EVENT TRIGGER ", "USER MAPPING ")
# A newer pg_restore sets this for itself on servers that do not know it yet.
_HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'
_LONGEST = 300  # characters of a program's complaint


@dataclass(frozen=True, slots=True)
class Passage:
    """From a snapshot of a database of PostgreSQL `major` into an empty one of ours, without some extensions."""

    server: Server
    database: str
    source: Address
    major: int
    snapshot: str
    missing: Sequence[str] = ()

    def tool(self, name: str) -> Path:
        """A program that speaks to both servers."""
        ours = self.server.major
        return self.server.tool(name) if self.major <= ours else find_tool(name, self.major, None)

    def dump(self, *sections: str) -> list[str | Path]:
        """The command that reads; it holds no password and no name."""
        only = [f"--section={section}" for section in sections]
        return [self.tool("pg_dump"), *_DUMP, f"--snapshot={self.snapshot}", *only]

    def load(self, section: str) -> list[str | Path]:
        """The command that writes."""
        quiet = ("--no-password", "--no-owner", "--no-privileges")
        return [self.tool("pg_restore"), f"--dbname={self.database}", f"--section={section}", *quiet]

    @property
    def reading(self) -> Mapping[str, str]:
        """The environment in which the original is read."""
        return {**os.environ, **self.source.environment()}

    @property
    def writing(self) -> Mapping[str, str]:
        """The environment in which the copy is written."""
        return {**os.environ, **self.server.environment(self.database)}


def restore(passage: Passage) -> None:
    """Everything but policies, event triggers and user mappings; ServerError with the program's first complaint."""
    with TemporaryDirectory(prefix="pgworkbench-") as folder:
        structure, listed = Path(folder, "structure"), Path(folder, "list")
        dump: list[str | Path] = [*passage.dump("pre-data", "post-data"), f"--file={structure}"]
        _run(dump, passage.reading, passage.source)
        asked: list[str | Path] = [passage.tool("pg_restore"), "--list", structure]
        contents = _run(asked, passage.writing, passage.source)
        kept = "\n".join(line for line in contents.splitlines() if wanted(line, passage.missing))
        listed.write_text(kept, encoding="utf-8")
        chosen: list[str | Path] = [f"--use-list={listed}", structure]
        _run([*passage.load("pre-data"), *chosen], passage.writing, passage.source)
        _stream(passage)
        _run([*passage.load("post-data"), *chosen], passage.writing, passage.source)


def wanted(line: str, missing: Sequence[str]) -> bool:
    """Whether an entry of the list is to be restored; names that hold line breaks are shown without them."""
    entry = _ENTRY.sub("", line)
    if entry == line:
        return True
    missed = entry.startswith("EXTENSION ") and entry.split()[2] in missing  # `EXTENSION - pg_trgm`
    return not missed and not entry.startswith(_LEFT_OUT)


def _stream(passage: Passage) -> None:
    """The rows, from one program to the other; what either has to say goes to files, which never fill up."""
    with TemporaryFile() as out_said, TemporaryFile() as in_said:
        source = subprocess.Popen(
            passage.dump("data"), env=passage.reading, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=out_said
        )
        try:
            target = subprocess.Popen(
                passage.load("data"),
                env=passage.writing,
                stdin=source.stdout,
                stdout=subprocess.DEVNULL,
                stderr=in_said,
            )
            if source.stdout is not None:
                source.stdout.close()  # it is the other's now: if that one ends, this one hears of it
            try:
                loaded = target.wait()
            finally:
                _end(target)
            # Whoever restores may be done before whoever dumps; cut off early, the dump complains of its pipe alone.
            read = source.wait()
        finally:
            _end(source)
        if read > 0 and "Broken pipe" not in _text(out_said):
            raise _complaint(passage.source, _text(out_said))
        if (loaded and _grave(_text(in_said))) or read:
            raise _complaint(passage.source, _text(in_said if loaded else out_said))


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()


def _text(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read(100_000).decode(errors="replace")


def _run(command: Sequence[str | Path], environment: Mapping[str, str], source: Address) -> str:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, encoding="utf-8",
        errors="replace",
    )  # fmt: skip
    if done.returncode and _grave(done.stderr):
        raise _complaint(source, done.stderr)
    return done.stdout


def _grave(said: str) -> list[str]:
    """The errors among what a program said; all that it said, if it failed without one."""
    errors = [line for line in said.splitlines() if "error: " in line]
    return [line for line in errors if _HARMLESS not in line] if errors else (said.splitlines() or ["it says nothing"])


def _complaint(source: Address, said: str) -> ServerError:
    """The first error that a program told, without its command."""
    return ServerError(f"{source} cannot be copied: {source.scrubbed((_grave(said) or [said])[0])[:_LONGEST]}")
