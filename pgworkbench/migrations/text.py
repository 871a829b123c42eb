"""SQL text put together from names and from what PostgreSQL printed: quoted only where it must be."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import LiteralString

from psycopg import sql
from psycopg.abc import AdaptContext

from pgworkbench.catalog.model import Name

_WORD = re.compile(r"\{(\w+)\}")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_TOKENS = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|(\$(?:[^\W\d]\w*)?\$).*?\2)|\n(?=[^\n])""", re.DOTALL)


@cache
def _keywords() -> frozenset[str]:
    """Words that PostgreSQL 18 does not take as a name everywhere (pg_get_keywords)."""
    return frozenset(files(__package__).joinpath("keywords.txt").read_text(encoding="utf-8").split())


class Identifier(sql.Identifier):
    """A name, or names joined by dots, in quotes only where PostgreSQL needs them."""

    def _escape_identifier(self, s: bytes) -> bytes:
        name = s.decode()
        if _PLAIN.fullmatch(name) and name not in _keywords():
            return s
        return super()._escape_identifier(s)

    def as_bytes(self, context: AdaptContext | None = None) -> bytes:  # noqa: ARG002 - the text must not depend on it
        """The name as SQL."""
        return b".".join(self._escape_identifier(part.encode()) for part in self._obj)


class Text(sql.Composable):
    """SQL that PostgreSQL printed itself, or that was composed before."""

    def as_bytes(self, context: AdaptContext | None = None) -> bytes:  # noqa: ARG002 - as it is
        """The text as it is."""
        return str(self._obj).encode()


_QUOTED = r"""'(?:[^']|'')*'|"(?:[^"]|"")*\""""
_SIGNS = re.compile(f"{_QUOTED}|[(),]", re.DOTALL)
Piece = str | Name | sql.Composable


def compose(template: LiteralString, *pieces: Piece) -> str:
    """Fill `{}`: a Name becomes a qualified identifier, a str an identifier, anything composed stays as it is."""
    return sql.SQL(template).format(*(_composable(piece) for piece in pieces)).as_string()


def quoted(*names: str) -> str:
    """Names joined by dots, as SQL."""
    return Identifier(*names).as_string()


def full(name: Name) -> str:
    """A qualified name, as SQL."""
    return quoted(name.schema, name.name)


def filled(template: str, words: Mapping[str, str]) -> str:
    """Each `{word}` replaced, all in one go: what is put in may hold braces itself."""
    return _WORD.sub(lambda found: words[found[1]], template)


def literal(text: str) -> str:
    """A string constant, as SQL."""
    return sql.Literal(text).as_string().strip()


def columns(names: tuple[str, ...]) -> Text:
    """Names joined by commas."""
    return Text(", ".join(quoted(name) for name in names))


def dollars(body: str, word: str) -> str:
    """`body` between dollar quotes of a word that does not occur in it."""
    tag = word
    while f"${tag}$" in body:
        tag += "_"
    return f"${tag}${body}${tag}$"


def wrapped(words: tuple[str, ...], indent: str, width: int = 112) -> str:
    """Words joined by commas, broken into lines of at most `width` characters where that is possible."""
    lines: list[str] = [""]
    for number, word in enumerate(words):
        piece = word + ("," if number < len(words) - 1 else "")
        if lines[-1] and len(indent) + len(lines[-1]) + 1 + len(piece) > width:
            lines.append(piece)
        else:
            lines[-1] = f"{lines[-1]} {piece}".strip()
    return f"\n{indent}".join(lines)


def commented(text: str, width: int = 112, indent: str = "") -> str:
    """Prose as `--` lines; its own line breaks are kept, and nothing in it can end the comment."""
    lines = [
        piece
        for line in re.split(r"[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+", text.strip())
        for piece in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    ]
    return "\n".join(f"{indent}-- {line}".rstrip() for line in lines)


def _composable(piece: Piece) -> sql.Composable:
    if isinstance(piece, Name):
        return Identifier(piece.schema, piece.name)
    return Identifier(piece) if isinstance(piece, str) else piece


def items(text: str) -> list[str]:
    """What stands between commas, but not inside quotes or parentheses."""
    found, depth, start = [], 0, 0
    for token in _SIGNS.finditer(text):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if token[0] == "," and depth == 0:
            found.append(text[start : token.start()].strip())
            start = token.end()
    return [*found, text[start:].strip()]


def broken(text: str, breaks: tuple[str, ...], indent: str = "    ", width: int = 108) -> str:
    """A long line with a new one before each of these words, but not inside quotes or parentheses."""
    if len(text) <= width:
        return text
    signs = re.compile(f"{_QUOTED}|[()]|{'|'.join(re.escape(f' {word} ') for word in breaks)}", re.DOTALL)
    depth, end, made = 0, 0, ""
    for token in signs.finditer(text):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0].startswith(" "):
            made += f"{text[end : token.start()]}\n{indent}"
            end = token.start() + 1
    return made + text[end:]


def indented(text: str, spaces: int) -> str:
    """Every line further in, but for lines inside constants, quoted names and dollar quotes."""
    gap = " " * spaces
    return gap + _TOKENS.sub(lambda token: token[1] or f"\n{gap}", text)
