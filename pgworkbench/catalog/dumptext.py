r"""The text of a schema dump as statements that can be compared: what differs between two of them is structure.

Left out is what differs between equal structures: comments and blank lines (but not those inside strings and function
bodies), psql's commands (`\restrict`), settings of the session, version lines, the names of NOT NULL constraints
(PostgreSQL 18 has them, 16 has not), the order of a policy's roles (that of the server's own rows), and the order of
the statements. `SET default_tablespace` and its like are told
with the statements that they are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
      (?P<quoted>  \b[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
                 | (?P<tag>(?<![\w$])\$(?:[^\W\d]\w*)?\$).*?(?P=tag) )
    | (?P<left_out> --[^\n]* | /\*.*?\*/ | ^\\[^\n]* )
    | (?P<word>    \w+ )
    | (?P<space>   \s+ )
    | (?P<sign>    . )
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ROUTINE = re.compile(r"CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE) ")
_SETTING = re.compile(r"SET (?P<name>\w+) = (?P<value>.*)", re.DOTALL)
_SEARCH_PATH = "SELECT pg_catalog.set_config('search_path'"
_USUAL = {"default_tablespace": "''", "default_table_access_method": "heap"}  # what holds where nothing is said
_NOT_NULL = re.compile(r'\bCONSTRAINT (?:"(?:[^"]|"")*"|[\w$]+) NOT NULL\b')
_ROLE = r'(?:"(?:[^"]|"")*"|[\w$]+)'
_ROLES = re.compile(rf"(?<= TO ){_ROLE}(?:, {_ROLE})+(?= USING | WITH CHECK |$)")
_TABLE = re.compile(r"(?:\[[^\n]*\] )?CREATE (?:UNLOGGED |FOREIGN )?TABLE [^\n]*? ?\(\n")


def statements(dump: str, *, column_order: bool = True) -> tuple[str, ...]:
    """The statements of a dump by pg_dump, normalised and sorted; without `column_order`, columns sorted too."""
    found = (_roles_sorted(_without_not_null_names(text)) for text in _with_settings(split(dump)))
    return tuple(sorted(found if column_order else map(_columns_sorted, found)))


def split(dump: str) -> Iterator[str]:
    """Each statement without its semicolon; a semicolon in quotes, parentheses or a function's body ends none."""
    pieces: list[str] = []
    depth = 0
    for token in _TOKEN.finditer(dump):
        if token["sign"] == ";" and depth == 0:
            yield "".join(pieces).strip()
            pieces = []
        elif token["space"] is not None:
            pieces.append("\n" + token[0].rpartition("\n")[2] if "\n" in token[0] else token[0])
        elif token["left_out"] is None:
            depth += _deeper(token, pieces)
            pieces.append(token[0])
    if rest := "".join(pieces).strip():
        yield rest


def _deeper(token: re.Match[str], before: list[str]) -> int:
    """1 where parentheses or a body (BEGIN ATOMIC … END, with CASE … END in it) open, -1 where they close.

    Keywords come in capitals, and a name in capitals comes in quotes.
    """
    if token["sign"] is not None:
        return {"(": 1, ")": -1}.get(token["sign"], 0)
    word = token["word"]
    if word in {"BEGIN", "CASE", "END"} and _ROUTINE.match("".join(before[:12]).lstrip()):
        return -1 if word == "END" else 1
    return 0


def _with_settings(found: Iterator[str]) -> Iterator[str]:
    """Without SET; where a table would land elsewhere than usual by one, its statement begins with `[name = value]`."""
    unusual: dict[str, str] = {}
    for text in found:
        if setting := _SETTING.fullmatch(text):
            name, value = setting["name"], setting["value"]
            unusual.pop(name, None)
            if name in _USUAL and value != _USUAL[name]:
                unusual[name] = value
        elif text and not text.startswith(_SEARCH_PATH):
            lands = unusual if text.startswith("CREATE ") else {}
            yield "".join(f"[{name} = {value}] " for name, value in sorted(lands.items())) + text


def _without_not_null_names(text: str) -> str:
    return _NOT_NULL.sub("NOT NULL", text) if " TABLE " in text[:80] else text


def _roles_sorted(text: str) -> str:
    if not text.startswith("CREATE POLICY "):
        return text
    return _ROLES.sub(lambda found: ", ".join(sorted(re.findall(_ROLE, found[0]))), text)


def _columns_sorted(text: str) -> str:
    opening = _TABLE.match(text)
    if opening is None:
        return text
    items, rest = _items(text[opening.end() :])
    return opening[0] + ",\n".join(sorted(items)) + rest


def _items(text: str) -> tuple[list[str], str]:
    """What stands between the parentheses that have been opened, by comma; and what follows from the closing one."""
    items, start, depth = [], 0, 0
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if depth == 0 and sign in {",", ")"}:
            item = text[start : token.start()].strip("\n")
            items += [item] if item else []
            start = token.end()
            if sign == ")":
                return items, "\n" * bool(items) + text[token.start() :]
        depth += {"(": 1, ")": -1}.get(sign or "", 0)
    return items, ""
