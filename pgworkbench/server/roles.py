"""A design's role names, and the names that stand for them on a server where roles are shared by all databases."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pgworkbench.server.marks import PREFIX

_LONGEST = 63  # bytes of an identifier
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def local_names(names: Iterable[str], token: str) -> dict[str, str]:
    """`{"reader": "pgwb_<token>_reader"}`; always plain lower-case identifiers that fit, and never two alike."""
    return {name: _local_name(name, f"{PREFIX}{token}_") for name in names}


def _local_name(name: str, start: str) -> str:
    slug = re.sub(r"[^a-z0-9_]", "_", name.lower())
    if slug == name and len(start) + len(name) <= _LONGEST:
        return start + name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{start}{slug[: _LONGEST - len(start) - 9]}_{digest}"


@dataclass(frozen=True)
class RoleNames:
    """Both directions of the renaming in text; a name is replaced where it stands as a whole word."""

    local: Mapping[str, str]

    def localise(self, sql: str) -> str:
        """The design's names become this database's."""
        return self._inward.sub(lambda found: self._inward_names[found[0]], sql) if self.local else sql

    def globalise(self, text: str) -> str:
        """This database's names become the design's; quoted where they stand bare and need it."""
        if text in self._outward_names:
            return self._outward_names[text]
        return self._outward.sub(self._written, text) if self.local else text

    def _written(self, found: re.Match[str]) -> str:
        name, text = self._outward_names[found[0]], found.string
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if before == after == '"':
            return name.replace('"', '""')
        if _PLAIN.fullmatch(name) or before == after == "'":
            return name
        return '"' + name.replace('"', '""') + '"'

    @cached_property
    def _inward_names(self) -> dict[str, str]:
        quoted = {name.replace('"', '""'): local for name, local in self.local.items()}
        return {**quoted, **self.local}

    @cached_property
    def _outward_names(self) -> dict[str, str]:
        return {local: name for name, local in self.local.items()}

    @cached_property
    def _inward(self) -> re.Pattern[str]:
        return _words(self._inward_names)

    @cached_property
    def _outward(self) -> re.Pattern[str]:
        return _words(self._outward_names)


def _words(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w$])(?:{'|'.join(map(re.escape, longest_first))})(?![\w$])")
