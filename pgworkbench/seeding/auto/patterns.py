"""Texts that match a regular expression: PostgreSQL's syntax put into Python's, and its parse walked at random."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from random import Random
from re import _constants as op  # type: ignore[attr-defined]  # Python's own parser of patterns, not yet public
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": r"\s",
    "xdigit": "0-9a-fA-F",
    "punct": r"!-/:-@\[-`{-~",
    "word": r"\w",
}
_SHOWN = [ord(letter) for letter in string.ascii_letters + string.digits + string.punctuation + " "]
_PLAIN = [ord(letter) for letter in string.ascii_lowercase + string.digits]
_CATEGORIES = {
    op.CATEGORY_DIGIT: [ord(letter) for letter in string.digits],
    op.CATEGORY_WORD: _PLAIN,
    op.CATEGORY_SPACE: [ord(" ")],
    op.CATEGORY_NOT_SPACE: _PLAIN,
    op.CATEGORY_NOT_DIGIT: [ord(letter) for letter in string.ascii_lowercase],
    op.CATEGORY_NOT_WORD: [ord("-")],
}
_MORE = 6  # how far an open repeat goes beyond its least


@lru_cache(maxsize=1024)
def translated(pattern: str) -> str:
    """A POSIX advanced regular expression as Python reads it, as far as the two differ in common use."""
    text = pattern.removeprefix("***:")
    for name, letters in _CLASSES.items():
        text = text.replace(f"[:{name}:]", letters)
    for ours, theirs in ((r"\m", r"\b"), (r"\M", r"\b"), (r"\y", r"\b"), (r"\A", "^"), (r"\Z", "$")):
        text = text.replace(ours, theirs)
    return text


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern ready to search with; None if Python cannot read it."""
    try:
        return re.compile(translated(pattern))
    except re.error:
        return None


def text_like(pattern: str, random: Random, lengths: tuple[int, int] = (0, 1 << 30)) -> str | None:
    """A text in which the pattern is found, of a length between these if its repeats allow it; None if unreadable."""
    parsed = _parsed(pattern)
    if parsed is None:
        return None
    made = _sequence(parsed, random, {})
    if lengths[0] <= len(made) <= lengths[1]:
        return made
    least, next_ = (_sequence(_stretched(parsed, more), random, {}) for more in (0, 1))
    step = max(1, len(next_) - len(least))
    wanted = random.randint(lengths[0], min(lengths[1], lengths[0] + _MORE))
    return _sequence(_stretched(parsed, max(0, (wanted - len(least)) // step)), random, {})


def _stretched(parts: Any, more: int) -> Any:
    """The same with every repeat that leaves a choice made to go so far beyond its least."""
    found = []
    for kind, value in parts:
        if kind in {op.MAX_REPEAT, op.MIN_REPEAT} and value[0] != value[1]:
            times = min(value[0] + more, value[1])
            found.append((kind, (times, times, value[2])))
        elif kind is op.SUBPATTERN:
            found.append((kind, (*value[:3], _stretched(value[3], more))))
        else:
            found.append((kind, value))
    return found


@lru_cache(maxsize=1024)
def _parsed(pattern: str) -> Any:
    try:
        return parser.parse(translated(pattern))
    except re.error:
        return None


def _sequence(parts: Any, random: Random, groups: dict[int, str]) -> str:
    return "".join(_part(kind, value, random, groups) for kind, value in parts)


def _part(kind: Any, value: Any, random: Random, groups: dict[int, str]) -> str:  # noqa: PLR0911  # one return a kind
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return chr(random.choice([code for code in _PLAIN if code != value]))
    if kind is op.ANY:
        return chr(random.choice(_PLAIN))
    if kind is op.IN:
        return chr(random.choice(_letters(value)))
    if kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}:
        least, most, inner = value
        times = random.randint(least, min(most, max(least + _MORE, 1)))
        return "".join(_sequence(inner, random, groups) for _ in range(times))
    if kind is op.BRANCH:
        return _sequence(random.choice(value[1]), random, groups)
    if kind is op.SUBPATTERN:
        made = _sequence(value[3], random, groups)
        groups[value[0] or 0] = made
        return made
    return groups.get(value, "") if kind is op.GROUPREF else ""


def _letters(members: Any) -> list[int]:
    negated = members[0][0] is op.NEGATE
    found: list[int] = []
    for kind, value in members[1:] if negated else members:
        if kind is op.LITERAL:
            found.append(value)
        elif kind is op.RANGE:
            found.extend(range(value[0], min(value[1], value[0] + 255) + 1))
        elif kind is op.CATEGORY:
            found.extend(_CATEGORIES[value])
    if not negated:
        return found
    return [code for code in _PLAIN if code not in found] or [code for code in _SHOWN if code not in found]
