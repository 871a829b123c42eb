"""Texts that an unreadable rule may have been written for: its own constants, turned and joined, and usual forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, product
from random import Random

from pgworkbench.seeding.auto.facts import Shape
from pgworkbench.seeding.auto.literals import Cell, literal
from pgworkbench.seeding.auto.model import Field
from pgworkbench.seeding.counter import stream

_SAMPLES = 40  # values as they are made for a column of such a name and type
_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r"(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])")
_TEXTS = frozenset({"text", "varchar", "bpchar", "citext", "name"})
_WHOLE = frozenset({"int2", "int4", "int8"})
_BROKEN = frozenset({"numeric", "float4", "float8", "money"})
_WORDS = ("a", "ab", "abc", "ABC", "Abc", "abc def", "Abc Def", "abc-123", "a_b", "a.b", "abc1", "A1")
_FORMS = (
    *("0", "1", "42", "100", "0.5", "00000", "12345", "12345678", "2025-01-31", "12:30", "2025-01-31T12:30:00Z"),
    *("ada@mail.example", "https://www.example.com/a", "www.example.com", "/a/b", "a/b", "+12025550100", "#a1b2c3"),
    *("DE", "de", "de-DE", "en_US", "EUR", "Europe/Berlin", "127.0.0.1", "10.0.0.0/8", "1.2.3", "application/json"),
    *("{}", "[]", '{"a": 1}', "<a/>", "YWJj", "0x1f", "8f14e45fceea167a5a36dedd4bea2543", "(a)", "* * * * *", "P1D"),
    *("4539578763621486", "978-0-306-40615-7", "DE89370400440532013000", "9f1c0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0e"),
)
_LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 16, 20, 24, 26, 32, 36, 40, 44, 60, 64, 128)


def guesses(field: Field, expression: str, seed: int) -> tuple[str, ...]:
    """Texts for a column, those first that the expression itself suggests; each but once, not all of its type."""
    quoted = [text.replace("''", "'") for text in _QUOTED.findall(expression)]
    numbers = list(dict.fromkeys(_NUMBER.findall(_QUOTED.sub("", expression))))
    root = field.kind.root
    if root.shape is Shape.ARRAY and root.part is not None:
        made: Iterator[str] = _listed(quoted, numbers)
    elif root.name in _TEXTS:
        made = _worded(quoted)
    elif root.name in {"json", "jsonb"}:
        made = _documents(quoted, numbers)
    elif root.name in _WHOLE or root.name in _BROKEN:
        made = _counted(numbers, whole=root.name in _WHOLE)
    elif root.name in {"date", "timestamp", "timestamptz"}:
        made = (f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 2, 5, 11, 15, 20, 24, 28))
    else:
        made = iter(quoted)
    return tuple(dict.fromkeys(chain(made, _samples(field, seed))))


def _samples(field: Field, seed: int) -> tuple[str, ...]:
    """Values as they are made when nothing is known of a rule."""
    random = Random(stream(seed, field.name, "guess"))  # noqa: S311  # the same for the same seed
    made = (literal(Cell(field.name, field.kind, field.fixed, count), {}, random) for count in range(_SAMPLES))
    return tuple(dict.fromkeys(text for text in made if text is not None))


def _worded(quoted: list[str]) -> Iterator[str]:
    for text in quoted:
        bare = text.strip("%^$")
        yield from (text, bare, bare.lower(), bare.upper())
        for word in ("a", "abc", "1", "123", "A1", " ", "-", "x-1", "Long enough to be a text"):
            yield from (bare + word, word + bare, word + bare + word)
    for one, other in product(quoted, quoted):
        bare = one.strip("%^$")
        yield from (one + other, f"{one}a{other}", f"{one}1{other}", f"{bare}a{other}1", f"{bare}1{other}a")
    yield from (*_WORDS, *_FORMS)
    for length in _LENGTHS:
        yield from (letter * length for letter in ("a", "A", "7"))


def _documents(quoted: list[str], numbers: list[str]) -> Iterator[str]:
    """Objects with the constants as keys, one or all of them, and values of every kind."""
    plain = ["text", 1, 0.5, True, [], ["a"], [1], {}, {"a": 1}, *quoted, *map(float, numbers)]
    yield from (json.dumps(value) for value in plain)
    for value in plain:
        yield json.dumps(dict.fromkeys(quoted, value))
        yield json.dumps([dict.fromkeys(quoted, value)])
        for key in quoted:
            yield from (json.dumps({key: value}), json.dumps({key: {each: value for each in quoted if each != key}}))
    for one, other in product(plain[:6], plain[:6]):
        yield json.dumps({key: one if place % 2 else other for place, key in enumerate(quoted)})


def _counted(numbers: list[str], *, whole: bool) -> Iterator[str]:
    known = [float(number) for number in numbers]
    near = [number * factor + step for number in known for factor in (1, 2, 3, 10) for step in (0, 1, -1)]
    steps = range(-3, 130) if whole else [step / 4 for step in range(-8, 81)]
    for value in chain(near, steps, (10**power for power in range(3, 8)), (2**power for power in range(8, 24))):
        yield str(int(value)) if whole or float(value).is_integer() else str(value)


def _listed(quoted: list[str], numbers: list[str]) -> Iterator[str]:
    singles = [*quoted, *numbers, "a", "b", "1", "2", "3"]
    yield "{}"
    for text in singles:
        escaped = json.dumps(text, ensure_ascii=False)
        yield from (f"{{{escaped}}}", f"{{{escaped},{escaped}}}")
    for one, other in product(singles[:8], singles[:8]):
        yield f"{{{json.dumps(one, ensure_ascii=False)},{json.dumps(other, ensure_ascii=False)}}}"
    yield "{" + ",".join(json.dumps(text, ensure_ascii=False) for text in quoted) + "}"
    yield from ("{1,2,3}", "{1,2,3,4,5,6,7}", "{a,b,c}")
