"""Commands that begin a design: a domain, a whole one, or one of a database that exists; and what production needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pgworkbench.cli.base import (
    FOUND,
    Context,
    Database,
    Place,
    Profile,
    Server,
    app,
    guest_of,
    say,
    shown,
    workbench_of,
)
from pgworkbench.errors import WorkbenchError

if TYPE_CHECKING:
    from pgworkbench.brief import Brief
    from pgworkbench.workload import Workload

Folder = Annotated[Path, typer.Argument(help="A folder that is new or empty.")]


@app.command()
def init(folder: Folder) -> None:
    """A small design of one's own, with all that belongs to it; it runs at once."""
    from pgworkbench.adoption import init as begin

    say(*map(shown, begin(folder)))


@app.command()
def new(context: Context, domain: Annotated[str, typer.Argument(help="Its table's name, a plural: orders.")]) -> None:
    """A new domain of the design: module, workload, seeds and notebook, registered; it runs at once."""
    from pgworkbench.adoption import new_domain

    with workbench_of(context) as workbench:
        say(*map(shown, new_domain(workbench.root, domain)))


@app.command()
def adopt(
    context: Context,
    folder: Folder,
    database_url: Annotated[str, typer.Option("--database-url", help="The database; it is only read.")],
) -> None:
    """A design, as code, of a database that exists. Exit 1 if something of it is left over."""
    from pgworkbench.adoption import AdoptOptions
    from pgworkbench.adoption import adopt as take

    given: Place = context.obj
    made = take(database_url, folder, AdoptOptions(given.url))
    say(*made.lines())
    if made.left:
        raise typer.Exit(FOUND)


operations = typer.Typer(help="What production needs, as files; and the drills that prove it.")
app.add_typer(operations, name="operate")


@operations.callback(invoke_without_command=True)
def operate(
    context: Context,
    profile: Profile = "small",
    database_url: Database = None,
    workload: Annotated[list[Path] | None, typer.Option(help="The queries of the database at the URL.")] = None,
    brief: Annotated[Path | None, typer.Option(help="The brief of the database at the URL.")] = None,
    cores: Annotated[int, typer.Option(min=1, help="Of the machine that the database will have.")] = 8,
    memory: Annotated[str, typer.Option(help="Of that machine: 32GB.")] = "32GB",
) -> None:
    """Pooling, backup, monitoring, capacity, settings, retention in build/operations/; also of any database."""
    from pgworkbench.operations import Machine, parse_size

    if context.invoked_subcommand is not None:
        return
    machine = Machine(cores, memory=parse_size(memory))
    if database_url is not None:
        with guest_of(database_url) as guest:
            say(*map(shown, guest.operate(_asked(workload, brief), machine)))
        return
    if workload or brief:
        raise WorkbenchError("a design has its own workload and brief: give others for a database, with --database-url")
    with workbench_of(context) as workbench:
        say(*map(shown, workbench.operate(profile, machine)))


def _asked(workload: list[Path] | None, brief: Path | None) -> tuple[Workload, Brief | None]:
    from pgworkbench.brief import read_brief
    from pgworkbench.workload import Workload, read_workload

    return read_workload(*workload) if workload else Workload(), None if brief is None else read_brief(brief)


@operations.command()
def drill(
    context: Context,
    name: Annotated[str, typer.Argument(help="archive, backup, pool, load or replica.")],
    profile: Profile = "tiny",
    database_url: Server = None,
    scheduler: Annotated[str | None, typer.Option(help="Run it by a worker of the Dask cluster at ADDRESS.")] = None,
) -> None:
    """One drill on a real server, with the failures that it must notice."""
    with workbench_of(context, database_url) as workbench:
        if scheduler is None:
            say(*workbench.drill(name, profile))
            return
        from pgworkbench.errands import Errand, drill_at

        say(*drill_at(scheduler, Errand(workbench.root, name, profile, workbench.options.url)))
