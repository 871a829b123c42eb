"""Where a database stands: which files it has, which wait, which came late, and which it has without a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pgworkbench.migrations.files import File
from pgworkbench.migrations.verdicts import Verdicts, failures


class Standing(StrEnum):
    """What a database has of a file."""

    APPLIED = "applied"
    PENDING = "pending"
    LATE = "late"  # not applied, though a later one is
    UNKNOWN = "unknown"  # applied, and there is no such file


@dataclass(frozen=True, slots=True)
class Entry:
    """One version: the file's name (empty if there is none), and what the database has of it."""

    version: str
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Status:
    """All versions in order, of the database at `where` (never with its password), and what was checked."""

    where: str
    entries: tuple[Entry, ...]
    verdicts: Verdicts = ()

    @property
    def pending(self) -> tuple[str, ...]:
        """The names of the files that it has not, in order; late ones too."""
        return tuple(entry.name for entry in self.entries if entry.standing in {Standing.PENDING, Standing.LATE})

    @property
    def is_current(self) -> bool:
        """Whether it has every file and no other version, and every check came out well."""
        return all(entry.standing is Standing.APPLIED for entry in self.entries) and not failures(self.verdicts)

    def rows(self) -> list[dict[str, str]]:
        """One row for each version, for a frame or JSON: version, file, standing."""
        return [{"version": e.version, "file": e.name, "standing": e.standing.value} for e in self.entries]

    def text(self) -> str:
        """For a person."""
        lines = [f"{entry.standing.value:<8} {entry.name or entry.version}" for entry in self.entries]
        counts = ", ".join(f"{number} {standing}" for standing, number in self._counts())
        return "\n".join([f"{self.where}: {counts or 'no migrations'}", *lines, *map(str, self.verdicts)])

    def _counts(self) -> Iterator[tuple[str, int]]:
        for standing in Standing:
            if number := sum(entry.standing is standing for entry in self.entries):
                yield standing.value, number


def entries_of(files: Sequence[File], applied: Sequence[str]) -> tuple[Entry, ...]:
    """What a database that has the versions `applied` has of these files."""
    names, had = {file.version: file.name for file in files}, set(applied)
    last = max(applied, default="")
    found = [Entry(version, name, _standing(version, had, last)) for version, name in names.items()]
    found += [Entry(version, "", Standing.UNKNOWN) for version in had - names.keys()]
    return tuple(sorted(found, key=lambda entry: entry.version))


def _standing(version: str, applied: set[str], last: str) -> Standing:
    if version in applied:
        return Standing.APPLIED
    return Standing.LATE if version < last else Standing.PENDING
