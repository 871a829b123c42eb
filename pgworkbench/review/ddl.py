"""SQL that mends: composed with psycopg.sql, and quoted only where SQL needs it, so that a person likes to read it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from psycopg import sql

from pgworkbench.catalog import Name

type_of_part = Name | str | tuple[str, ...] | sql.Composable

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


@cache
def keywords() -> dict[str, str]:
    """PostgreSQL's key words that cannot stand everywhere as a name, with their class (pg_get_keywords: R, T, C)."""
    text = files("pgworkbench.review").joinpath("keywords.txt").read_text("utf-8")
    return dict(line.split() for line in text.splitlines() if line and not line.startswith("#"))


def identifier(name: str) -> sql.Composable:
    """A name as SQL: bare where that is safe, quoted otherwise (as quote_ident does)."""
    if _PLAIN.fullmatch(name) and name not in keywords():
        return sql.SQL(name)
    return sql.Identifier(name)


def quoted(name: str) -> str:
    """The same as text."""
    return identifier(name).as_string(None)


def qualified(name: Name) -> sql.Composed:
    """A name with its schema."""
    return sql.SQL("{}.{}").format(identifier(name.schema), identifier(name.name))


def ddl(template: str, **parts: type_of_part) -> str:
    """A statement: `{part}` becomes a qualified Name, an identifier (str), a list of them (tuple), or SQL as given.

    The template is the rule's own text; whatever comes from a database goes through `parts`.
    """
    return sql.SQL(template).format(**{key: _part(value) for key, value in parts.items()}).as_string(None)


def text(value: str) -> sql.Composable:
    """A string literal."""
    return sql.Literal(value)


def printed(expression: str) -> sql.Composable:
    """An expression or type that PostgreSQL itself printed, as it is."""
    return sql.SQL(expression.replace("{", "{{").replace("}", "}}")).format()


def _part(value: type_of_part) -> sql.Composable:
    if isinstance(value, Name):
        return qualified(value)
    if isinstance(value, str):
        return identifier(value)
    if isinstance(value, tuple):
        return sql.SQL(", ").join(identifier(name) for name in value)
    return value


def grantees(roles: tuple[str, ...]) -> sql.Composable:
    """Roles as GRANT and REVOKE take them: PUBLIC is a key word there, and not a name."""
    return sql.SQL(", ").join(sql.SQL("PUBLIC") if role == "PUBLIC" else identifier(role) for role in roles)
