"""What all commands share: the program, its options, how it ends and how it prints."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import psycopg
import typer
from typer.exceptions import TyperException

from pgworkbench.errors import WorkbenchError
from pgworkbench.progress import Watch

if TYPE_CHECKING:  # what a command needs is loaded when it runs, so that help is quick
    from pgworkbench.guest import Guest
    from pgworkbench.workbench import Workbench

FOUND, FAILED, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="pgworkbench",
    help="A design workbench for PostgreSQL: every claim is run on a real server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the design is, and which server to work on."""

    project: Path | None
    url: str | None


Context = typer.Context
Server = Annotated[str | None, typer.Option("--database-url", help="The server to work on, as a libpq URL.")]
Database = Annotated[str | None, typer.Option("--database-url", help="A database to look at instead of the design.")]
Profile = Annotated[str, typer.Option(help="A profile of the brief (tiny, small, …), or a factor such as 0.5.")]
Domain = Annotated[str | None, typer.Argument(help="One domain; left out: all.", show_default=False)]
Out = Annotated[Path | None, typer.Option(help="The folder to write to (default: below build/).")]


@app.callback()
def place(
    context: Context,
    project: Annotated[Path | None, typer.Option(help="The design's folder (default: here or above).")] = None,
    database_url: Server = None,
) -> None:
    """Take what holds for every command."""
    context.obj = Place(project, database_url)


def main() -> None:
    """Run a command; any mistake of the user's becomes one line on stderr."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        code = app(standalone_mode=False)
    except (TyperException, WorkbenchError, psycopg.Error) as error:
        told = error.format_message() if isinstance(error, TyperException) else str(error)
        sys.stderr.write(f"pgworkbench: {' '.join(told.split())}\n")
        sys.exit(FAILED)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:  # of itself Typer says nothing
        sys.stderr.write("pgworkbench: interrupted\n")
    sys.exit(code if isinstance(code, int) else 0)


def _terminated(*_: object) -> None:
    """Leave as after Ctrl-C, so that the server is left and scratch databases are dropped."""
    raise KeyboardInterrupt


def workbench_of(context: Context, url: str | None = None) -> Workbench:
    """The workbench on the design that the command names."""
    from pgworkbench.workbench import Workbench

    given: Place = context.obj
    return Workbench(given.project, url=url or given.url, progress=Watch())


def guest_of(url: str) -> Guest:
    """A session on somebody's database."""
    from pgworkbench.guest import Guest

    return Guest(url, progress=Watch())


def session_of(context: Context, url: str | None) -> Workbench | Guest:
    """A session on the design, or on the database that is named."""
    return workbench_of(context) if url is None else guest_of(url)


def say(*texts: str) -> None:
    """Print."""
    for text in texts:
        print(text)


def shown(path: Path) -> str:
    """A path as seen from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def write(path: Path, text: str) -> None:
    """Write a file that the user named, and say so; WorkbenchError if it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be written: {error.strerror}") from None
    sys.stderr.write(f"{shown(path)}\n")
