"""A section of a file read as the server would: its statements, each with its line and the parser's node.

What stands in a DO block is read too, as far as its SQL is written out; what EXECUTE makes of a text is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import postgast

from pgworkbench.errors import ContentError
from pgworkbench.migrations.files import File, Section
from pgworkbench.migrations.running import Way

_COMMENTS = (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Read:
    """One statement: its text without a semicolon, its line in the file, and the parser's node by its kind."""

    sql: str
    line: int
    kind: str
    node: Any

    @property
    def title(self) -> str:
        """Its beginning on one line, for a person."""
        inside = [sql for sql in _queries(self.sql) if not sql.upper().startswith("SELECT")] if self._is_block else []
        words = " ".join((f"in a block: {inside[0]}" if inside else self.sql).split())
        return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"

    @property
    def nodes(self) -> tuple[tuple[str, Any], ...]:
        """What it does, by kind: itself, or what is written out in its DO block."""
        return _inside(self.sql) if self._is_block else ((self.kind, self.node),)

    @property
    def _is_block(self) -> bool:
        return self.kind == "do_stmt"


def section_of(file: File, way: Way) -> Section:
    """One direction of a file."""
    return file.up if way is Way.UP else file.down


def statements(file: File, way: Way) -> tuple[Read, ...]:
    """The statements of one direction; ContentError with file and line if the server would not understand it."""
    section = section_of(file, way)
    try:
        parsed = postgast.parse(section.sql).stmts
    except postgast.PgQueryError as error:
        line = section.line + section.sql[: max(error.cursorpos - 1, 0)].count("\n")
        raise ContentError(Path(file.name), line, f"the server would not understand it: {error.message}") from None
    return tuple(_read(section, each) for each in parsed)


def pieces(file: File, way: Way) -> tuple[str, ...]:
    """The same statements as text, each with the comments before it and without its semicolon."""
    raw = section_of(file, way).sql.encode()
    found, start = [], 0
    statements(file, way)  # a mistake is told with its line
    for each in postgast.parse(raw.decode()).stmts:
        stop = each.stmt_location + each.stmt_len if each.stmt_len else len(raw)
        found.append(raw[start:stop].decode().lstrip("; \n\r\t").rstrip())
        start = stop + 1
    return tuple(found)


def _read(section: Section, parsed: Any) -> Read:
    raw = section.sql.encode()
    stop = parsed.stmt_location + parsed.stmt_len if parsed.stmt_len else len(raw)
    text = raw[parsed.stmt_location : stop]
    bare = text[_leading(text.decode()) :].decode().rstrip()
    line = section.line + raw[:stop].decode().rstrip().count("\n") - bare.count("\n")
    kind = parsed.stmt.WhichOneof("node")
    return Read(bare, line, kind, getattr(parsed.stmt, kind))


def _leading(sql: str) -> int:
    """How many bytes of blanks and comments stand before a statement."""
    return next((token.start for token in postgast.scan(sql).tokens if token.token not in _COMMENTS), 0)


@lru_cache(maxsize=256)
def _queries(block: str) -> tuple[str, ...]:
    """The SQL that is written out in a DO block."""
    try:
        return tuple(query.strip() for query in _written(postgast.parse_plpgsql(block)))
    except (postgast.PgQueryError, ValueError):
        return ()  # another language, or a newer one


@lru_cache(maxsize=256)
def _inside(block: str) -> tuple[tuple[str, Any], ...]:
    found: list[tuple[str, Any]] = []
    for query in _queries(block):
        try:
            parsed = postgast.parse(query).stmts
        except postgast.PgQueryError:
            continue  # plpgsql's own words in it (INTO a variable)
        for each in parsed:
            kind = each.stmt.WhichOneof("node")
            found.append((kind, getattr(each.stmt, kind)))
    return tuple(found)


def _written(tree: Any) -> Iterator[str]:
    """The SQL of every statement in a parsed body, in order."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "PLpgSQL_stmt_execsql":
                yield value["sqlstmt"]["PLpgSQL_expr"]["query"]
            else:
                yield from _written(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _written(value)
