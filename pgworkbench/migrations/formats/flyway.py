"""Flyway: `V{version}__title.sql`, `U…` for the way back (which its Teams edition runs), and `.conf` beside a file.

A `.conf` says what differs from the usual: outside a transaction, or with `${` in it that is not a placeholder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgworkbench.migrations.files import File
from pgworkbench.migrations.formats.written import Written, body, head, title, ways
from pgworkbench.migrations.reading import section_of
from pgworkbench.migrations.running import Way

_LETTERS = {Way.UP: "V", Way.DOWN: "U"}
_PLACEHOLDER = "${"


def render(files: Sequence[File]) -> Iterator[Written]:
    """V and U of each file, with their configuration where they need one."""
    for file in files:
        for way in ways(file):
            name = f"{_LETTERS[way]}{file.version}__{title(file)}.sql"
            said = head(file) if way is Way.UP else ""
            text = f"{said}\n\n{body(file, way)}\n".lstrip()
            yield Written(name, text)
            if settings := list(_settings(text, transaction=section_of(file, way).transaction)):
                yield Written(f"{name}.conf", "\n".join(settings) + "\n")


def _settings(text: str, *, transaction: bool) -> Iterator[str]:
    if not transaction:
        yield "executeInTransaction=false"
    if _PLACEHOLDER in text:
        yield "placeholderReplacement=false"
