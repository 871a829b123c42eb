"""golang-migrate: `VERSION_title.up.sql` and `.down.sql`; psql reads them as well.

The runner sends a file whole. So a file is a transaction of its own (BEGIN … COMMIT), or a single statement outside of
one: two of those would be taken for a transaction by the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgworkbench.errors import RefusedError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.formats.written import Written, body, head, title, ways
from pgworkbench.migrations.reading import section_of, statements
from pgworkbench.migrations.running import Way


def render(files: Sequence[File]) -> Iterator[Written]:
    """A pair for each file; RefusedError for several statements outside a transaction."""
    refused = [words for file in files for way in ways(file) for words in _impossible(file, way)]
    if refused:
        raise RefusedError(refused)
    for file in files:
        for way in ways(file):
            text = body(file, way)
            if section_of(file, way).transaction:
                text = f"BEGIN;\n\n{text}\n\nCOMMIT;"
            said = head(file) if way is Way.UP else ""
            yield Written(f"{file.version}_{title(file)}.{way.value}.sql", f"{said}\n\n{text}\n".lstrip())


def _impossible(file: File, way: Way) -> Iterator[str]:
    if not section_of(file, way).transaction and len(statements(file, way)) > 1:
        yield f"{file.name}, {way.value}: several statements outside a transaction; give each a file of its own"
