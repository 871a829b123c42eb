"""Commands that make migrations: from the design, or between any two states; and their proof."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pgworkbench.cli.base import FOUND, Context, Server, app, say, shown, workbench_of
from pgworkbench.errors import RefusedError, WorkbenchError


class Runner(StrEnum):
    """Whose form of files to write beside our own."""

    GOLANG_MIGRATE = "golang-migrate"
    FLYWAY = "flyway"
    ALEMBIC = "alembic"


class Machines(StrEnum):
    """What the design is exported for."""

    POSTGRESQL = "postgresql"
    CITUS = "citus"


class DiffFormat(StrEnum):
    """How a difference is printed."""

    SQL = "sql"
    JSON = "json"


_RENAME = "app.orders.total=amount: the same thing under a new name; again for each. Odd names in double quotes."
Renames = Annotated[list[str] | None, typer.Option("--rename", metavar="OLD=NEW", help=_RENAME)]
_REBUILD = "Make tables anew whose columns stand in another order: all rows are copied under a lock."
Rebuild = Annotated[bool, typer.Option("--rebuild", help=_REBUILD)]
End = Annotated[str, typer.Argument(help="A database URL, a SQL file, a folder of migrations, or `design`.")]


@app.command()
def export(
    context: Context,
    name: Annotated[str | None, typer.Option(help="What it is about: add_ads_templates.")] = None,
    purpose: Annotated[str, typer.Option(help="A sentence for the head of the file.")] = "",
    profile: Annotated[str, typer.Option(help="The rows on which it is proven.")] = "tiny",
    rebaseline: Annotated[bool, typer.Option("--rebaseline", help="All anew; only before a release.")] = False,
    allow_lossy: Annotated[bool, typer.Option("--allow-lossy", help="Let rows go for good.")] = False,
    out: Annotated[Path | None, typer.Option(help="The folder (default: schema/migrations).")] = None,
    form: Annotated[Runner | None, typer.Option("--as", help="All files for this runner, in build/.")] = None,
    target: Annotated[Machines, typer.Option(help="For Citus: by rules, not run.")] = Machines.POSTGRESQL,
    rename: Renames = None,
    rebuild: Rebuild = False,
    database_url: Server = None,
) -> None:
    """The difference between the last export and the design, as new migrations, proven before they are written."""
    from pgworkbench.migrating import ExportOptions

    if target is Machines.CITUS:
        _distribute(context, database_url)
        return
    if name is None and form is None:
        raise WorkbenchError("say what it is about: --name add_ads_templates")
    options = ExportOptions(out, None, purpose, profile, allow_lossy, rebaseline, tuple(rename or ()), rebuild)
    with workbench_of(context, database_url) as workbench:
        if name is not None:
            made = workbench.export(name, options)
            say(*([str(made)] if not made.files else map(shown, made.paths)), *made.hints)
        if form is not None:
            say(*map(shown, workbench.convert(form.value, out)))


def _distribute(context: Context, database_url: str | None) -> None:
    with workbench_of(context, database_url) as workbench:
        made, refused = workbench.distribute()
    say(*map(shown, made), *refused)
    if refused:
        raise typer.Exit(FOUND)


@app.command()
def diff(
    context: Context,
    before: End,
    after: End,
    output: Annotated[DiffFormat, typer.Option("--format", help="How to print.")] = DiffFormat.SQL,
    allow_lossy: Annotated[bool, typer.Option("--allow-lossy", help="Let rows go for good.")] = False,
    rename: Renames = None,
    rebuild: Rebuild = False,
) -> None:
    """What leads from one state of a database to another, and back; executed on scratch copies before it is told."""
    from pgworkbench.guest import differing
    from pgworkbench.migrating import DESIGN
    from pgworkbench.migrations import Wanted, to_json, to_sql

    wanted = Wanted(allow_lossy=allow_lossy, renames=tuple(rename or ()), rebuild=rebuild)
    if DESIGN in {before, after}:
        with workbench_of(context) as workbench:
            found = workbench.diff(before, after, wanted)
    else:
        found = differing(before, after, wanted)
    if output is DiffFormat.JSON:
        sys.stderr.writelines(f"{words}\n" for words in found.orders)  # a program reads the other stream
    say(to_json(found).rstrip() if output is DiffFormat.JSON else to_sql(found).rstrip())
    if found.refused:
        raise RefusedError(map(str, found.refused))


@app.command()
def prove(
    context: Context,
    profile: Annotated[str, typer.Option(help="The rows that are in the tables meanwhile.")] = "tiny",
    folder: Annotated[Path | None, typer.Option(help="The files (default: schema/migrations).")] = None,
    database_url: Server = None,
) -> None:
    """Every exported file and the set, on loaded data: up, up again, down, up; on each major that is here."""
    from pgworkbench.display import lines, proof_facts

    with workbench_of(context, database_url) as workbench:
        proofs = workbench.prove(profile, folder)
    say(*(lines(proof_facts(proof)) for proof in proofs))
