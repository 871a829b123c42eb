"""A migration file as statements: both directions, each statement with its line, also those inside DO blocks.

dbmate's marks (`-- migrate:up`, `-- migrate:down`) part a file; without them the whole file is the way up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import postgast

from pgworkbench.errors import ContentError

_MARK = re.compile(r"^--[ \t]*migrate:(up|down)\b[ \t]*(.*)$", re.MULTILINE)
_QUOTE = re.compile(r"\$(\w*)\$|[eE]?'")


class Way(StrEnum):
    """The direction that a statement belongs to."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its text, its first line in the file, the parser's node and that node's kind (`drop_stmt`).

    `guarded` says that it stands in a DO block, where a condition may keep it from running.
    """

    sql: str
    line: int
    kind: str
    node: Any
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A lock, by its mode in pg_locks, that a statement was seen to take on a table that was there before its file."""

    table: tuple[str, str]
    mode: str

    @property
    def is_whole(self) -> bool:
        """Whether nobody can even read the table."""
        return self.mode == "AccessExclusiveLock"

    @property
    def is_felt(self) -> bool:
        """Whether somebody who reads or writes the table waits."""
        return self.mode in _FELT


_FELT = {"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}


@dataclass(frozen=True, slots=True)
class Script:
    """A migration file: `down` is None if it has none; `transaction` if its way up runs in one, as far as is known.

    `marked` says that it is of dbmate's form. `locks` has what each statement of the way up was seen to take, by its
    line; None if the file was not run, and only reading tells.
    """

    name: str
    text: str
    up: tuple[Statement, ...]
    down: tuple[Statement, ...] | None
    transaction: bool = True
    marked: bool = True
    locks: Mapping[int, tuple[Taken, ...]] | None = None

    def way(self, way: Way) -> tuple[Statement, ...]:
        """The statements of one direction."""
        return self.up if way is Way.UP else self.down or ()


def read_script(name: str, text: str) -> Script:
    """Read a file's text; ContentError with file and line if the server's parser does not understand it."""
    marks = list(_MARK.finditer(text))
    if not marks:
        return Script(name, text, tuple(_statements(name, text, 0, len(text))), None, marked=False)
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    ways = {mark[1]: tuple(_statements(name, text, mark.end(), end)) for mark, end in zip(marks, ends, strict=True)}
    outside = any(mark[1] == "up" and "transaction:false" in mark[2] for mark in marks)
    return Script(name, text, ways.get("up", ()), ways.get("down"), not outside)


def _statements(name: str, text: str, start: int, end: int) -> Iterator[Statement]:
    part = text[start:end]
    first = text.count("\n", 0, start) + 1
    try:
        parsed = postgast.parse(part).stmts
    except postgast.PgQueryError as error:
        line = first + part[: max(error.cursorpos - 1, 0)].count("\n")
        raise ContentError(Path(name), line, f"the server would not understand it: {error.message}") from None
    raw = part.encode()
    for each in parsed:
        stop = each.stmt_location + each.stmt_len if each.stmt_len else len(raw)
        sql = raw[each.stmt_location : stop].decode()
        bare = sql[_leading(sql) :]
        line = first + raw[:stop].decode().count("\n") - bare.count("\n")
        yield _statement(bare, line, each.stmt)
        if each.stmt.WhichOneof("node") == "do_stmt":
            yield from _inside(bare, line)


def _leading(sql: str) -> int:
    """How many characters of blanks and comments stand before a statement."""
    tokens = postgast.scan(sql).tokens
    kinds = (postgast.pg_query_pb2.SQL_COMMENT, postgast.pg_query_pb2.C_COMMENT)
    at = next((token.start for token in tokens if token.token not in kinds), 0)
    return len(sql.encode()[:at].decode())


def _statement(sql: str, line: int, node: Any, *, guarded: bool = False) -> Statement:
    kind = node.WhichOneof("node")
    return Statement(sql.strip(), line, kind, getattr(node, kind), guarded)


def _inside(block: str, line: int) -> Iterator[Statement]:
    """The statements that stand in a DO block (what EXECUTE makes of a text is not known before it runs)."""
    try:
        body = postgast.parse_plpgsql(block)
    except (postgast.PgQueryError, ValueError):
        return  # another language, or a newer one
    opening = _QUOTE.search(block)
    before = block.count("\n", 0, opening.start()) if opening else 0
    for written in _written(body):
        at = written["lineno"] - 1
        try:
            parsed = postgast.parse(written["sqlstmt"]["PLpgSQL_expr"]["query"]).stmts
        except postgast.PgQueryError:
            continue  # plpgsql's own words in it (INTO a variable)
        sql = written["sqlstmt"]["PLpgSQL_expr"]["query"]
        yield from (_statement(sql, line + before + at, each.stmt, guarded=True) for each in parsed)


def _written(tree: Any) -> Iterator[dict[str, Any]]:
    """Every statement of SQL in a parsed body, in order."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "PLpgSQL_stmt_execsql":
                yield value
            else:
                yield from _written(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _written(value)
