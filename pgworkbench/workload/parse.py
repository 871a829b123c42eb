"""Read workload files: SQL with comments in a fixed form (see the package's docstring)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import postgast

from pgworkbench.errors import ContentError
from pgworkbench.workload.query import Query, QueryKind, Workload
from pgworkbench.workload.sql import COMMENTS, LINE_COMMENT, SEMICOLON, spans

_NAME = re.compile(r"--\s*name\s*:\s*(.*)")
_HEADER = re.compile(r"--\s?([A-Za-z][A-Za-z _/-]*?)\s*:(?:\s+(.*)|$)")
_CONTINUED = re.compile(r"--(?: {2,}|\s*\t)\s*(.*)")
_SETTING = re.compile(r"([^\W\d][\w$]*(?:\.[^\W\d][\w$]*)*)\s*=\s*(\S.*)")
_TARGET = re.compile(r"([\d_.]+)\s*(ms|s)")
_IDENTIFIER = re.compile(r"[^\W\d][\w.-]*")
_FILE_KEYS = ("role", "set")
_QUERY_KEYS = (*_FILE_KEYS, "calls per hour", "target", "params", "kind")
_NEAR = 0.8  # similarity from which an unknown header is taken for a misspelt one, not for prose
_STATEMENTS = ("select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt")


def read_workload(*paths: Path) -> Workload:
    """The queries of several files; each belongs to the domain that its file is named after."""
    queries: list[Query] = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(path, None, f"cannot be read as UTF-8 text: {error}") from error
        queries += parse_workload(text, path, path.stem).queries
    _check_names(queries)
    return Workload(tuple(queries))


def parse_workload(text: str, path: Path = Path("workload.sql"), domain: str | None = None) -> Workload:
    """The queries of one file's text; ContentError with file and line for whatever cannot be understood."""
    lines = text.split("\n")
    starts = _name_lines(path, text)
    head = _Header(path, 1, tuple(lines[: starts[0] - 1] if starts else lines))
    if stray := next((n for n, line in head.numbered() if not line.startswith("--")), None):
        raise ContentError(path, stray, "SQL without a name: a query begins with `-- name: its_name`")
    if not starts:
        raise ContentError(path, None, "no query: a query begins with `-- name: its_name`")
    common = _read_header(head, Query("", "", path=path, domain=domain), _FILE_KEYS)
    ends = [*(s - 1 for s in starts[1:]), len(lines)]
    queries = [
        _read_query(_Header(path, s, tuple(lines[s - 1 : e])), common) for s, e in zip(starts, ends, strict=True)
    ]
    _check_names(queries)
    return Workload(tuple(queries))


class _Header(NamedTuple):
    """Lines of a file that belong together; the first one is line `first`."""

    path: Path
    first: int
    lines: tuple[str, ...]

    def numbered(self) -> Iterator[tuple[int, str]]:
        """Its lines that are not blank, stripped, with their numbers."""
        return ((n, line.strip()) for n, line in enumerate(self.lines, start=self.first) if line.strip())


def _name_lines(path: Path, text: str) -> list[int]:
    """Numbers of the lines with a `-- name:` comment; inside a string or a block comment it is none."""
    try:
        comments = [s for s in spans(text) if s.token == LINE_COMMENT]
    except postgast.PgQueryError as error:
        raise ContentError(path, _line_of(text, error), error.message.split(" at or near ")[0]) from error
    breaks = [match.start() for match in re.finditer(r"\n", text)]
    return [1 + bisect_right(breaks, s.start) for s in comments if _NAME.match(text[s.start : s.end])]


def _line_of(text: str, error: postgast.PgQueryError) -> int:
    """The line, from 1, that the parser points at."""
    return 1 + text[: max(error.cursorpos - 1, 0)].count("\n")


def _read_query(block: _Header, common: Query) -> Query:
    """One query from its lines, the first of which is its `-- name:`."""
    named = _NAME.fullmatch(block.lines[0].strip())
    name = named.group(1).strip() if named else ""
    if not _IDENTIFIER.fullmatch(name):
        raise ContentError(block.path, block.first, f"{name!r} is no name for a query: letters, digits, _, - and dots")
    rest = block.lines[1:]
    length = next((n for n, line in enumerate(rest) if line.strip() and not line.strip().startswith("--")), len(rest))
    header = _Header(block.path, block.first + 1, rest[:length])
    query = _read_header(header, replace(common, name=name, line=block.first), _QUERY_KEYS)
    query = replace(query, sql=_trimmed("\n".join(rest[length:])), sql_line=block.first + 1 + length)
    _check_sql(query, block.path)
    return query


def _trimmed(sql: str) -> str:
    """Without the comments, blank lines and semicolons at its end."""
    kept = [s for s in spans(sql) if s.token not in COMMENTS]
    while kept and kept[-1].token == SEMICOLON:
        kept.pop()
    return sql[: kept[-1].end] if kept else ""


def _check_sql(query: Query, path: Path) -> None:
    """One statement that the parser accepts and that EXPLAIN could explain, or ContentError."""
    if not query.sql.strip():
        raise ContentError(path, query.line, f"query {query.name} is empty: its SQL stands below its comments")
    try:
        statements = postgast.parse(query.numbered).stmts
    except postgast.PgQueryError as error:
        line = query.sql_line - 1 + _line_of(query.numbered, error)
        raise ContentError(path, line, f"query {query.name} does not parse: {error.message}") from error
    if len(statements) != 1:
        raise ContentError(path, query.line, f"query {query.name} holds {len(statements)} statements: give each a name")
    if (which := statements[0].stmt.WhichOneof("node")) not in _STATEMENTS:
        raise ContentError(
            path,
            query.sql_line,
            f"query {query.name} is no SELECT, INSERT, UPDATE, DELETE or MERGE "
            f"({which.removesuffix('_stmt').replace('_', ' ')})",
        )


def _read_header(header: _Header, query: Query, keys: tuple[str, ...]) -> Query:
    """The query with what its comment lines say; prose becomes its purpose."""
    prose: list[str] = []
    last: tuple[str, str, int] | None = None  # a header that the next, indented line may continue
    for number, line in header.numbered():
        more = _CONTINUED.fullmatch(line)
        if last is not None and more:
            last = (last[0], f"{last[1]}\n{more.group(1)}".strip(), last[2])
            continue
        if last is not None:
            query = _with_header(query, header.path, last)
        last = _header_line(header.path, number, line, keys)
        if last is None:
            prose.append(line.removeprefix("--").strip())
    if last is not None:
        query = _with_header(query, header.path, last)
    purpose = " ".join(" ".join(prose).split()) if query.name else ""
    return replace(query, purpose=purpose)


def _header_line(path: Path, number: int, line: str, keys: tuple[str, ...]) -> tuple[str, str, int] | None:
    """(key, value, line) of a header; None for prose; ContentError for one that is misspelt or misplaced."""
    found = _HEADER.fullmatch(line)
    if found is None:
        return None
    key, value = " ".join(found.group(1).lower().split()), (found.group(2) or "").strip()
    if key in keys:
        return key, value, number
    if key in _QUERY_KEYS:
        raise ContentError(path, number, f"`-- {key}:` belongs to one query: write it below its `-- name:`")
    if near := get_close_matches(key, ("name", *_QUERY_KEYS), n=1, cutoff=_NEAR):
        raise ContentError(path, number, f"unknown header `-- {key}:`; is it `-- {near[0]}:`?")
    return None


def _with_header(query: Query, path: Path, header: tuple[str, str, int]) -> Query:
    """The query with one header's value."""
    key, value, line = header
    if not value:
        raise ContentError(path, line, f"`-- {key}:` has no value")
    try:
        return replace(query, **_HEADERS[key](query, value))
    except ValueError as error:
        raise ContentError(path, line, f"`-- {key}: {value}`: {error}") from error


def _setting(query: Query, value: str) -> dict[str, Any]:
    found = _SETTING.fullmatch(value.rstrip(";"))
    if found is None:
        raise ValueError("expected `name = :parameter` or `name = literal`")
    name, literal = found.groups()
    if literal.startswith(":") and not _IDENTIFIER.fullmatch(literal[1:].rstrip()):
        raise ValueError("a parameter is a colon and a name")
    others = tuple(pair for pair in query.settings if pair[0] != name)
    return {"settings": (*others, (name, literal.strip()))}


def _calls(_: Query, value: str) -> dict[str, Any]:
    try:
        calls = float(value.replace(",", ""))
    except ValueError:
        calls = -1.0
    if not 0 <= calls < float("inf"):
        raise ValueError("expected a number of calls, such as 1200 or 0.5")
    return {"calls_per_hour": calls}


def _target(_: Query, value: str) -> dict[str, Any]:
    found = _TARGET.fullmatch(value)
    if found is None or float(found.group(1)) <= 0:
        raise ValueError("expected a time such as `20 ms` or `1.5 s`")
    return {"target_ms": float(found.group(1)) * (1000 if found.group(2) == "s" else 1)}


def _declared_kind(_: Query, value: str) -> dict[str, Any]:
    if value.lower() not in set(QueryKind):
        raise ValueError("expected read or write")
    return {"declared_kind": QueryKind(value.lower())}


def _params(query: Query, value: str) -> dict[str, Any]:
    """The query that yields parameters; it may have none itself."""
    try:
        statements = postgast.parse(value).stmts
    except postgast.PgQueryError as error:
        raise ValueError(f"does not parse: {error.message}") from error
    if len(statements) != 1 or statements[0].stmt.WhichOneof("node") != "select_stmt":
        raise ValueError(f"expected one SELECT that yields the parameters of {query.name}")
    return {"params": value.rstrip().removesuffix(";")}


_HEADERS: dict[str, Callable[[Query, str], dict[str, Any]]] = {
    "role": lambda _, value: {"role": value},
    "set": _setting,
    "calls per hour": _calls,
    "target": _target,
    "kind": _declared_kind,
    "params": _params,
}


def _check_names(queries: Iterable[Query]) -> None:
    seen: dict[str, Query] = {}
    for query in queries:
        first = seen.setdefault(query.name, query)
        if first is not query:
            raise ContentError(
                query.path or Path("workload.sql"), query.line, f"query {query.name} exists: {first.path}:{first.line}"
            )
