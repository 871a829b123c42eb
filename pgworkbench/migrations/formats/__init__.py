"""Migration files for other runners than dbmate: the same SQL, in the files that each of them reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from pgworkbench.errors import ContentError
from pgworkbench.migrations.files import File
from pgworkbench.migrations.formats import alembic, flyway, golang_migrate
from pgworkbench.migrations.formats.written import Written

__all__ = ["Format", "Written", "rendered", "write"]


class Format(StrEnum):
    """Who reads the files."""

    GOLANG_MIGRATE = "golang-migrate"
    FLYWAY = "flyway"
    ALEMBIC = "alembic"


_RENDERERS: dict[Format, Callable[[Sequence[File]], Iterator[Written]]] = {
    Format.GOLANG_MIGRATE: golang_migrate.render,
    Format.FLYWAY: flyway.render,
    Format.ALEMBIC: alembic.render,
}


def rendered(files: Sequence[File], form: Format) -> tuple[Written, ...]:
    """The files as that runner reads them; RefusedError names what it cannot run."""
    return tuple(_RENDERERS[form](files))


def write(files: Sequence[File], form: Format, folder: Path) -> tuple[Path, ...]:
    """Write them; what is there under the same name must be the same, for a runner may have run it (ContentError)."""
    made = rendered(files, form)
    for each in made:
        path = folder / each.name
        if path.exists() and path.read_text(encoding="utf-8") != each.text:
            raise ContentError(path, None, "it is there with another text: remove it, or write to an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for each in made:
        (folder / each.name).write_text(each.text, encoding="utf-8")
    return tuple(folder / each.name for each in made)
