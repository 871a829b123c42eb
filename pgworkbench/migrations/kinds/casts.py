"""How values get from one type to another, and whether they come back unchanged."""

from __future__ import annotations

import re

_INTEGERS = ("smallint", "integer", "bigint")
_NUMBERS = (*_INTEGERS, "numeric", "real", "double precision")
_TEXTS = ("text", "character varying", "character", "name", "citext")
_TIMES = ("date", "timestamp without time zone", "timestamp with time zone")
_FAMILIES = (_NUMBERS, _TEXTS, _TIMES, ("json", "jsonb"), ("inet", "cidr"), ("bit", "bit varying"))
_MODIFIER = re.compile(r"\((\d+)(?:,(-?\d+))?\)")


def base(type_: str) -> str:
    """The type without its modifier: `character varying(80)` is `character varying`."""
    return _MODIFIER.sub("", type_)


def family(type_: str) -> str:
    """The type, or one that stands for all whose values compare with each other: of integers, of texts."""
    plain = base(type_)
    if plain in _INTEGERS:
        return "bigint"
    return "text" if plain == "character varying" else plain


def using(column: str, before: str, after: str) -> str:
    """The USING clause, empty where PostgreSQL casts by assignment (which never cuts a text short)."""
    was, now = base(before), base(after)
    if was == now:
        return ""
    if was.endswith("[]") != now.endswith("[]"):
        return f" USING {_listed(column, now, after)}"
    was, now = was.removesuffix("[]"), now.removesuffix("[]")
    if {was, now} <= {"boolean", *_INTEGERS}:
        return f" USING {column}::{after}"
    if now in _TEXTS or any(was in family and now in family for family in _FAMILIES):
        return ""
    if was in _TEXTS:
        return f" USING {column}::{after}"
    return f" USING {column}::{'text[]' if before.endswith('[]') else 'text'}::{after}"


def _listed(column: str, now: str, after: str) -> str:
    """One value becomes an array of it; of an array a text says all, and any other type holds the first."""
    if after.endswith("[]"):
        element = after.removesuffix("[]")
        return f"CASE WHEN {column} IS NOT NULL THEN ARRAY[{column}::text::{element}] END"
    return f"{column}::text::{after}" if now in _TEXTS else f"({column})[1]::text::{after}"


def comes_back(before: str, after: str) -> bool:
    """Whether every value survives `before` → `after` → `before` (or the change stops with an error)."""
    was, now = base(before), base(after)
    if now in {"text", "text[]", "character varying"} and before.endswith("[]") == after.endswith("[]"):
        return True
    if was == now:
        return _widens(before, after) or was in {"character varying", "bit varying"}
    if was in _INTEGERS and now in _INTEGERS:
        return True
    return was in _INTEGERS and now == "numeric" and _MODIFIER.search(after) is None


def _widens(before: str, after: str) -> bool:
    was, now = (_MODIFIER.search(type_) for type_ in (before, after))
    if now is None:
        return True
    if was is None or was.group(2) != now.group(2):
        return False
    return int(was.group(1)) <= int(now.group(1))


def converted(value: str, before: str, after: str) -> str:
    """An expression of type `before`, SQL text, as an expression of type `after`."""
    clause = using(value, before, after)
    return clause.removeprefix(" USING ") if clause else f"{value}::{after}"
