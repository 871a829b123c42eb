"""Migration files in dbmate's form: a name that begins with a time, a part for the way up and one for the way down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pgworkbench.errors import ContentError

_NAME = re.compile(r"(\d{14})_([a-z0-9_]+)\.sql")
_MARK = re.compile(r"^--[ \t]*migrate:(up|down)[ \t]*(.*)$", re.MULTILINE)
_OPTION = re.compile(r"\btransaction:false\b")


@dataclass(frozen=True, slots=True)
class Section:
    """One direction: its SQL, the line that it begins on, and whether it runs inside a transaction."""

    sql: str
    line: int = 1
    transaction: bool = True


@dataclass(frozen=True)
class File:
    """A migration file; `name` with its time and `.sql`."""

    name: str
    text: str

    @property
    def version(self) -> str:
        """The fourteen digits that it begins with."""
        return self.name[:14]

    @property
    def digest(self) -> str:
        """SHA-256 of its text."""
        return sha256(self.text.encode()).hexdigest()

    @cached_property
    def _sections(self) -> dict[str, Section]:
        marks = list(_MARK.finditer(self.text))
        ends = [mark.start() for mark in marks[1:]] + [len(self.text)] * bool(marks)
        found: dict[str, Section] = {}
        for mark, end in zip(marks, ends, strict=True):
            line = self.text.count("\n", 0, mark.end()) + 1
            if mark[1] in found:
                raise ContentError(Path(self.name), line, f"a second `-- migrate:{mark[1]}`: one of each is expected")
            found[mark[1]] = Section(self.text[mark.end() : end], line, _OPTION.search(mark[2]) is None)
        return found

    @property
    def up(self) -> Section:
        """The way up."""
        return self._section("up")

    @property
    def down(self) -> Section:
        """The way down."""
        return self._section("down")

    def _section(self, way: str) -> Section:
        try:
            return self._sections[way]
        except KeyError:
            raise ContentError(Path(self.name), None, f"no line `-- migrate:{way}`: dbmate needs both") from None


def read_files(folder: Path) -> tuple[File, ...]:
    """All migration files of a folder, by time; a file with another name is an error."""
    files = []
    for path in sorted(folder.glob("*.sql")) if folder.is_dir() else ():
        if _NAME.fullmatch(path.name) is None:
            raise ContentError(path, None, "expected a name like 20260106093000_create_users.sql")
        files.append(File(path.name, path.read_text(encoding="utf-8")))
    return tuple(files)


def slug(words: str) -> str:
    """What a file may be called: lower-case words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:120]
