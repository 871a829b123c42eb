"""Roles by number, and other names for some of them wherever a role's name stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pgworkbench.catalog.reading.snapshot import Fetch

PUBLIC = "PUBLIC"
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class RoleNames:
    """The names by oid; `stand_ins` are those that were renamed."""

    names: Mapping[int, str]
    stand_ins: frozenset[str] = frozenset()

    def name(self, oid: int) -> str:
        """The role of that oid (0 is PUBLIC); its number where the role was dropped."""
        return self.names.get(oid, str(oid)) if oid else PUBLIC


def renaming(fetch: Fetch, renamed: Mapping[str, str]) -> Fetch:
    """A `fetch` whose rows have the new names wherever an old one stands as a whole word.

    Whatever put the old names into the database did so in all of its SQL text, comments and literals included: so
    does the way back.
    """
    names = _Renaming(renamed)
    return lambda query: [row._make(map(names.value, row)) for row in fetch(query)]


@dataclass(frozen=True)
class _Renaming:
    renamed: Mapping[str, str]

    def value(self, value: Any) -> Any:
        """A field of a row: text, or a list or dictionary of texts."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        return value

    def text(self, text: str) -> str:
        """A name as it is; SQL text with the names in it quoted where they need it."""
        return self.renamed.get(text) or self._words.sub(self._written, text)

    def _written(self, found: re.Match[str]) -> str:
        name = self._spelled[found[0]]
        before, after = found.string[found.start() - 1 : found.start()], found.string[found.end() : found.end() + 1]
        if before == after == '"':
            return name.replace('"', '""')
        if before == after == "'":
            return name.replace("'", "''")
        return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'

    @cached_property
    def _spelled(self) -> dict[str, str]:
        """The names to look for: as they are, and as they stand between double or single quotes."""
        doubled = {old.replace(quote, 2 * quote): new for old, new in self.renamed.items() for quote in "\"'"}
        return {**doubled, **self.renamed}

    @cached_property
    def _words(self) -> re.Pattern[str]:
        longest_first = sorted(self._spelled, key=len, reverse=True)
        return re.compile(rf"(?<![\w$])(?:{'|'.join(map(re.escape, longest_first))})(?![\w$])")
