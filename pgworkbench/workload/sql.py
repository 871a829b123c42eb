"""SQL as PostgreSQL's own lexer and parser see it: tokens, named parameters, whether it writes.

A name after a colon is a parameter unless the colon touches what stands before it (`a[lo:hi]`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import postgast
from postgast import pg_query_pb2 as tree

COMMENTS = (tree.SQL_COMMENT, tree.C_COMMENT)
LINE_COMMENT = tree.SQL_COMMENT
SEMICOLON = ord(";")
_COLON = ord(":")
_BEFORE_A_VALUE = "(,[=<>+-*/|&!~^%@#?"
_WRITES = (tree.InsertStmt, tree.UpdateStmt, tree.DeleteStmt, tree.MergeStmt)


class Span(NamedTuple):
    """A token of the lexer: characters `start` to `end`, and which one it is."""

    start: int
    end: int
    token: int


@lru_cache(maxsize=1024)
def spans(sql: str) -> tuple[Span, ...]:
    """The tokens of a text, in characters (the lexer counts bytes)."""
    found = postgast.scan(sql).tokens
    if sql.isascii():
        return tuple(Span(t.start, t.end, t.token) for t in found)
    raw = sql.encode()
    return tuple(Span(len(raw[: t.start].decode()), len(raw[: t.end].decode()), t.token) for t in found)


def named_parameters(sql: str) -> Iterator[Span]:
    """Where `:name` stands: a colon that touches a name after it and nothing that ends a value before it."""
    found = spans(sql)
    for index, (colon, name) in enumerate(pairwise(found)):
        before = found[index - 1] if index else None
        glued = before is not None and before.end == colon.start and sql[before.end - 1] not in _BEFORE_A_VALUE
        named = sql[name.start].isalpha() or sql[name.start] == "_"
        if colon.token == _COLON and name.start == colon.end and named and not glued:
            yield Span(colon.start, name.end, name.token)


def rewritten(sql: str, placeholder: Callable[[str], str], percent: str) -> str:
    """The SQL with each parameter replaced, and percent signs written as `percent`."""
    parts, at = [], 0
    for start, end, _ in named_parameters(sql):
        parts += [sql[at:start].replace("%", percent), placeholder(sql[start + 1 : end])]
        at = end
    return "".join([*parts, sql[at:].replace("%", percent)])


@lru_cache(maxsize=1024)
def is_write(sql: str) -> bool:
    """Whether an INSERT, UPDATE, DELETE or MERGE stands anywhere in it; postgast.PgQueryError if it does not parse."""
    parsed = postgast.parse(rewritten(sql, lambda _: "$1", "%"))
    return any(next(iter(postgast.find_nodes(parsed, node)), None) is not None for node in _WRITES)


@lru_cache(maxsize=1024)
def locks_rows(sql: str) -> bool:
    """Whether it has a FOR UPDATE, FOR SHARE or the like, which a read-only transaction refuses."""
    parsed = postgast.parse(rewritten(sql, lambda _: "$1", "%"))
    return next(iter(postgast.find_nodes(parsed, tree.LockingClause)), None) is not None
