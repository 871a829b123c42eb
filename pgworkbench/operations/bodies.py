"""What a statement reaches: the words of the functions and views that it names, however deep."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pgworkbench.catalog import Catalog

NOISE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_DOLLARS = re.compile(r"\$\w*\$")
_WORD = re.compile(r'"(?:[^"]|"")+"|\w+')

Bodies = Mapping[str, frozenset[str]]


def words_of(text: str) -> list[str]:
    """Names and key words without comments and strings; quoted names without their quotes, others in lower case."""
    found = _WORD.findall(NOISE.sub(" ", text))
    return [word[1:-1].replace('""', '"') if word.startswith('"') else word.lower() for word in found]


def opened(definition: str) -> str:
    """A function's definition with its body as SQL, not as a string in dollar quotes."""
    return _DOLLARS.sub(" ", definition)


def bodies_of(catalog: Catalog) -> Bodies:
    """The words of every function and view of the design, by its name."""
    texts = [(each.name.name, each.definition) for each in catalog.functions if each.extension is None]
    texts += [(each.name.name, each.definition) for each in catalog.tables]
    bodies: dict[str, frozenset[str]] = {}
    for name, text in texts:
        if text:
            bodies[name] = bodies.get(name, frozenset()) | set(words_of(opened(text)))
    return bodies


def reached(words: set[str], bodies: Bodies) -> set[str]:
    """Words, and those of every function and view that they name."""
    while more := {word for name in words & bodies.keys() for word in bodies[name]} - words:
        words = words | more
    return words
