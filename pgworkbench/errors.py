"""Every error that a user may meet; each says in one line what is wrong and what to do.

The tree:

    WorkbenchError              the base: the CLI prints it as one line and exits with 2
    ├── ContentError            a mistake in schema/, seeds/, the brief or a workload (file, line)
    ├── UnknownNameError        a domain, table, profile, rule or query that does not exist (nearest names)
    ├── ServerError             no server, a server too old, one that does not answer or may not be written to
    ├── SeedError               rows that cannot be made or loaded
    ├── BenchError              a query that cannot be measured, a run that cannot be read
    ├── DiagramError            a picture that cannot be drawn
    ├── RefusedError            a change that cannot be turned into a migration (reasons)
    ├── ProofError              a migration that does not do what it says (step, difference)
    └── ApplyError              a statement of a migration that a database refused (file, line, what it said)
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

_SHOWN = 12  # names that one line can carry


class WorkbenchError(Exception):
    """The base of all; its text is one line for a person."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())


class ContentError(WorkbenchError):
    """A mistake in the design's own files: `path`, `line` (None if unknown), and what was expected."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {problem}")


class UnknownNameError(WorkbenchError):
    """`name` is no `what`; `known` are the ones that exist."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what, self.name, self.known = what, name, tuple(known)
        near = get_close_matches(name, self.known, n=3)
        shown = near or sorted(self.known)[:_SHOWN]
        more = "" if near or len(self.known) <= _SHOWN else ", …"
        hint = f"try {', '.join(shown)}{more}" if shown else f"there is no {what} yet"
        super().__init__(f"unknown {what} {name!r}: {hint}")


class ServerError(WorkbenchError):
    """No server to work on, or one that must not be used."""


class SeedError(WorkbenchError):
    """Rows that cannot be made or loaded."""


class BenchError(WorkbenchError):
    """A query that cannot be measured, or a recorded run that cannot be read."""


class DiagramError(WorkbenchError):
    """A picture that cannot be drawn."""


class RefusedError(WorkbenchError):
    """A change that cannot be done; `reasons` name each object and what stands in the way."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("refused, nothing written: " + "; ".join(self.reasons))


class ProofError(WorkbenchError):
    """A migration that failed its proof at `step`; `difference` shows what was not as promised."""

    def __init__(self, step: str, difference: str) -> None:
        self.step, self.difference = step, difference
        super().__init__(f"{step}: {difference}")


class ApplyError(WorkbenchError):
    """A statement of a migration that the database refused: `file`, `line`, what it `said`, and what is `left`."""

    def __init__(self, file: str, line: int, said: str, left: str) -> None:
        self.file, self.line, self.said, self.left = file, line, said, left
        super().__init__(f"{file}:{line}: {said}; {left}")
