"""Commands that take migrations to a database, or rehearse that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pgworkbench.cli.base import FOUND, Context, Profile, app, say, workbench_of

if TYPE_CHECKING:
    from pgworkbench.migrations import Target as Aim

Target = Annotated[str, typer.Option("--database-url", help="The database to migrate, as a libpq URL.")]
Folder = Annotated[Path | None, typer.Option(help="The files (default: schema/migrations).")]
Table = Annotated[str, typer.Option(help="The table that says what is applied; dbmate's, unless said.")]
Late = Annotated[bool, typer.Option("--late", help="Also files older than what was applied last.")]
Unknown = Annotated[bool, typer.Option("--unknown", help="Let versions be that have no file.")]


@contextmanager
def _aim(context: Context, url: str, folder: Path | None, table: str) -> Iterator[Aim]:
    """The design's files, or those of a folder that is named, for which no design is needed."""
    from pgworkbench.guest import targeted

    if folder is not None:
        with targeted(url, folder, table) as target:
            yield target
        return
    with workbench_of(context) as workbench:
        yield workbench.target(url, None, table)


@app.command()
def status(context: Context, database_url: Target, folder: Folder = None, table: Table = "schema_migrations") -> None:
    """Which files a database has, which wait, and whether it has what they promise. Exit 1 if it is not current."""
    from pgworkbench.migrations import status as stands

    with _aim(context, database_url, folder, table) as target:
        found = stands(target)
    say(found.text())
    if not found.is_current:
        raise typer.Exit(FOUND)


@app.command()
def apply(
    context: Context,
    database_url: Target,
    folder: Folder = None,
    to: Annotated[str | None, typer.Option(help="The last version to apply.")] = None,
    late: Late = False,
    unknown: Unknown = False,
    table: Table = "schema_migrations",
) -> None:
    """The files that a database has not, in order, with checks before and after; in turns with dbmate, if you like."""
    from pgworkbench.migrations import How
    from pgworkbench.migrations import apply as run

    with _aim(context, database_url, folder, table) as target:
        done = run(target, How(late, unknown, to=to))
    say(done.text())
    if not done.is_good:
        raise typer.Exit(FOUND)


@app.command()
def rollback(
    context: Context,
    database_url: Target,
    folder: Folder = None,
    steps: Annotated[int, typer.Option(help="How many files to take back.")] = 1,
    allow_lossy: Annotated[bool, typer.Option("--allow-lossy", help="Let rows go for good.")] = False,
    unknown: Unknown = False,
    table: Table = "schema_migrations",
) -> None:
    """Take back the files that were applied last; refused where rows would go."""
    from pgworkbench.migrations import How
    from pgworkbench.migrations import rollback as run

    how = How(unknown=unknown, allow_lossy=allow_lossy)
    with _aim(context, database_url, folder, table) as target:
        done = run(target, how, steps)
    say(done.text())
    if not done.is_good:
        raise typer.Exit(FOUND)


@app.command()
def rehearse(
    context: Context,
    database_url: Annotated[str | None, typer.Option("--database-url", help="Rehearse on a copy of this one.")] = None,
    profile: Profile = "small",
    last: Annotated[int, typer.Option(help="Without a database: the last so many files.")] = 1,
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it, as JSON.")] = False,
) -> None:
    """Files that wait, on a copy with rows, while the workload runs. Exit 1 if something would hurt."""
    with workbench_of(context) as workbench:
        found = (
            workbench.rehearse(profile, last, folder)
            if database_url is None
            else workbench.rehearse_copy(database_url, folder)
        )
    say(found.json() if as_json else found.text())
    if not found.is_good:
        raise typer.Exit(FOUND)
