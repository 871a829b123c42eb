"""How a review is asked for, of whatever subject: a team's conventions, an old database's baseline, migration files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from pgworkbench.errors import WorkbenchError
from pgworkbench.review import (
    Config,
    Conventions,
    Review,
    Subject,
    accustomed,
    find_config,
    read_baseline,
    read_config,
    review,
    since,
    told_habits,
)
from pgworkbench.review.migrations import Migrations, MigrationText, Taken, review_migrations
from pgworkbench.server import Server
from pgworkbench.session import own_server
from pgworkbench.states import catalog_in


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """Which rules or categories (none: all), and a team's files.

    `config` is a review.toml or pyproject.toml (None: the one of the subject's folder, if there is one). Findings of
    the `baseline` do not count. With `rows`, the rules that ask the rows are asked too; of a design, on that profile's.
    """

    only: Collection[str] = ()
    config: Path | None = None
    baseline: Path | None = None
    rows: str | None = None


def judged(subject: Subject, options: ReviewOptions, folder: Path, *, foreign: bool = False) -> Review:
    """What a reviewer says of a subject, by the conventions of its folder.

    Where none are configured, a `foreign` subject's own habits stand for the defaults.
    """
    config = _config(options, folder)
    unsaid = foreign and config.conventions == Conventions()
    conventions = accustomed(config.conventions, subject.catalog) if unsaid else config.conventions
    subject = replace(subject, conventions=conventions)
    found = review(subject, options.only, suppressions=config.suppressions)
    return _counted(replace(found, habits=told_habits(conventions) if unsaid else ()), options)


def state_reviewed(source: str, options: ReviewOptions, folder: Path) -> Review:
    """What a reviewer says of a SQL file or a folder of migrations, run in a scratch database of our own server."""
    with own_server() as server:
        return judged(Subject(catalog_in(server, source)), options, folder, foreign=True)


def migrations_judged(
    paths: Sequence[Path], options: ReviewOptions, folder: Path, server: Server | None = None
) -> Review:
    """What a reviewer says of migration files, or of all `*.sql` of folders.

    They are read, and run on an empty scratch database (of `server`, or of our own) after those that come before them
    in their folder, to see their locks. Where that cannot be done, the review says why.
    """
    config = _config(options, folder)
    files = _files(paths)
    texts = tuple(MigrationText.of(path) for path in files)
    known = Migrations(texts, config.conventions)
    try:
        with nullcontext(server) if server is not None else own_server() as used:
            known = replace(known, locks=_locks(used, files))
    except WorkbenchError as problem:
        known = replace(known, unseen=str(problem).splitlines()[0])
    found = review_migrations(known, options.only, suppressions=config.suppressions)
    return _counted(found, options)


def _locks(server: Server, paths: Sequence[Path]) -> dict[str, dict[int, tuple[Taken, ...]]]:
    """What each statement of the files was seen to take, by file and line."""
    from pgworkbench.migrations.files import File
    from pgworkbench.migrations.locks import traced_locks

    first = [path for path in sorted(paths[0].parent.glob("*.sql")) if path.name < paths[0].name and path not in paths]
    run = [File(path.name, path.read_text(encoding="utf-8-sig")) for path in (*first, *paths)]
    found: dict[str, dict[int, tuple[Taken, ...]]] = {path.name: {} for path in paths}
    for (name, line), locks in traced_locks(server, run).items():
        if name in found:
            taken = (Taken((held.relation.schema, held.relation.name), held.mode) for held in locks if held.is_table)
            found[name][line] = tuple(taken)
    return found


def _config(options: ReviewOptions, folder: Path) -> Config:
    path = options.config or find_config(folder)
    return Config() if path is None else read_config(path)


def _counted(found: Review, options: ReviewOptions) -> Review:
    return found if options.baseline is None else since(found, read_baseline(options.baseline))


def _files(paths: Sequence[Path]) -> list[Path]:
    files = []
    for path in paths:
        inside = sorted(path.glob("*.sql")) if path.is_dir() else [path]
        if not inside:
            raise WorkbenchError(f"{path} holds no *.sql: name migration files, or a folder of them")
        files += inside
    return files
