"""What every format is made of: a file's head, the body of each direction, and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

import postgast

from pgworkbench.errors import ContentError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.reading import pieces, section_of
from pgworkbench.migrations.running import Way

_FIRST_MARK = re.compile(r"^--[ \t]*migrate:", re.MULTILINE)
_COMMENTS = (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)


@dataclass(frozen=True, slots=True)
class Written:
    """A file to be written."""

    name: str
    text: str


def title(file: File) -> str:
    """Its name without time and ending: `create_users`."""
    return file.name[len(file.version) + 1 :].removesuffix(".sql")


def head(file: File) -> str:
    """What is said before the first mark, without its first line if that is only the file's name."""
    mark = _FIRST_MARK.search(file.text)
    text = file.text[: mark.start()] if mark else ""
    return text.removeprefix(f"-- {file.name}\n--\n").strip()


def ways(file: File) -> tuple[Way, ...]:
    """The directions that it has; a file of somebody's own may have no way back."""
    try:
        section_of(file, Way.DOWN)
    except ContentError:
        return (Way.UP,)
    return (Way.UP, Way.DOWN)


def body(file: File, way: Way) -> str:
    """The SQL of a direction as it stands, closed by a semicolon; ContentError with its line if it is none."""
    pieces(file, way)
    text = section_of(file, way).sql.strip()
    tokens = [token for token in postgast.scan(text).tokens if token.token not in _COMMENTS]
    closed = not tokens or text.encode()[tokens[-1].start : tokens[-1].end] == b";"
    return text if closed else f"{text}\n;"
