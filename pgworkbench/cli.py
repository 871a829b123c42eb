"""The commands: parse, one call of the workbench, print. The same words as in the notebooks.

Exit 0: done. 1: it works, and what it looked at does not (findings, rows that deviate, stale documents). 2: it could
not be done; one line on stderr says why and what to do.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from enum import StrEnum
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


class Level(StrEnum):
    """How grave a finding must be to count."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class ReviewFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


class DiagramFormat(StrEnum):
    """What a picture is written as."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    MERMAID = "mermaid"
    DBML = "dbml"
    DOT = "dot"


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


@app.command()
def doctor(context: Context, database_url: Server = None) -> None:
    """Which PostgreSQL would be used and why, what was passed over, what is missing."""
    from pgworkbench.display import examination_facts, lines
    from pgworkbench.session import examine_here

    given: Place = context.obj
    found = examine_here(given.project, database_url or given.url)
    _say(lines(examination_facts(found)))
    if found.problem:
        raise WorkbenchError(found.problem)


@app.command()
def run(
    context: Context,
    notebooks: Annotated[list[str] | None, typer.Argument(help="Parts of their names; left out: all.")] = None,
    profile: Profile = "small",
    database_url: Server = None,
) -> None:
    """The main job: every notebook, top to bottom, unattended; what it makes goes to build/."""
    from pgworkbench.display import made_text

    with _workbench(context, database_url) as workbench:
        made = workbench.run(profile, notebooks or ())
        _say(made_text(made, workbench.build))


@app.command()
def lab(context: Context) -> None:
    """JupyterLab on the notebooks."""
    with _workbench(context) as workbench:
        root = workbench.root
    allow = ["--allow-root"] if os.geteuid() == 0 else []
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", *allow, str(root / "notebooks")]
    os.execv(sys.executable, command)  # noqa: S606  (this process becomes JupyterLab)


@app.command()
def review(
    context: Context,
    domain: Domain = None,
    database_url: Database = None,
    output: Annotated[ReviewFormat, typer.Option("--format", help="How to print.")] = ReviewFormat.TEXT,
    level: Annotated[Level, typer.Option(help="The gravity from which a finding makes the exit 1.")] = Level.NOTICE,
    only: Annotated[list[str] | None, typer.Option(help="A rule or a category; may be repeated.")] = None,
) -> None:
    """What a reviewer says of the design, of one domain, or of a database. Exit 1 if something is found."""
    from pgworkbench.display import reaches, review_text

    with _session(context, database_url) as session:
        found = session.review(domain, only or ())
    _say(review_text(found, output))
    if reaches(found, level):
        raise typer.Exit(FOUND)


@app.command()
def diagram(
    context: Context,
    domain: Domain = None,
    table: Annotated[str | None, typer.Option(help="One table with its neighbours.")] = None,
    database_url: Database = None,
    output: Annotated[list[DiagramFormat] | None, typer.Option("--format", help="May be repeated.")] = None,
    out: Out = None,
) -> None:
    """ER diagrams: everything and each domain, or the one that is named; as SVG and PNG if no format is."""
    from pgworkbench.display import write_picture

    formats = [str(each) for each in output or (DiagramFormat.SVG, DiagramFormat.PNG)]
    with _session(context, database_url) as session:
        named = table or domain
        pictures = {named: session.diagram(domain, table=table)} if named else session.diagrams()
        folder = out or session.build / "diagrams"
        for name, picture in pictures.items():
            _say(*(_shown(write_picture(picture, folder / name, each)) for each in formats))


@app.command()
def seed(
    context: Context,
    profile: Profile = "small",
    verify: Annotated[bool, typer.Option("--verify", help="Compare the rows with what the seeds promise.")] = False,
    database_url: Server = None,
) -> None:
    """Synthetic rows from the brief, kept for the other commands; the same seed gives the same rows."""
    from pgworkbench.display import lines, manifest_facts

    with _workbench(context, database_url) as workbench:
        manifest = workbench.seed(profile)
        deviations = workbench.verify(profile) if verify else ()
    _say(lines(manifest_facts(manifest)), *map(str, deviations))
    if deviations:
        raise typer.Exit(FOUND)


@app.command()
def bench(
    context: Context,
    domain: Domain = None,
    profile: Profile = "small",
    query: Annotated[list[str] | None, typer.Option(help="A query of the workload; may be repeated.")] = None,
    seconds: Annotated[float, typer.Option(help="Stop after so many seconds and keep what was measured.")] = 600,
    record: Annotated[bool, typer.Option("--record", help="Keep the run in docs/benchmarks/.")] = False,
    database_url: Server = None,
) -> None:
    """Each query of the workload, with each index that claims to serve it and without: ratios and their intervals."""
    from pgworkbench.display import run_text

    with _workbench(context, database_url) as workbench:
        measured = workbench.bench(domain, profile=profile, queries=query or (), seconds=seconds)
        folder = workbench.record(measured, domain or "indexes", docs=record)
    _say(run_text(measured), _shown(folder))


@app.command()
def compare(
    context: Context,
    name: Annotated[str, typer.Argument(help="A folder of schema/variants/.")],
    record: Annotated[bool, typer.Option("--record", help="Keep the run in docs/benchmarks/.")] = False,
    database_url: Server = None,
) -> None:
    """The same rows in several variants of a schema: loads and queries, interleaved."""
    from pgworkbench.display import run_text

    with _workbench(context, database_url) as workbench:
        measured = workbench.compare(name)
        folder = workbench.record(measured, name, docs=record)
    _say(run_text(measured), _shown(folder))


@app.command()
def export(
    context: Context,
    name: Annotated[str, typer.Option(help="What it is about: add_ads_templates.")],
    purpose: Annotated[str, typer.Option(help="A sentence for the head of the file.")] = "",
    profile: Annotated[str, typer.Option(help="The rows on which it is proven.")] = "tiny",
    rebaseline: Annotated[bool, typer.Option("--rebaseline", help="All anew; only before a release.")] = False,
    allow_lossy: Annotated[bool, typer.Option("--allow-lossy", help="Let rows go for good.")] = False,
    out: Annotated[Path | None, typer.Option(help="The folder (default: schema/migrations).")] = None,
    database_url: Server = None,
) -> None:
    """The difference between the last export and the design, as new migrations, proven before they are written."""
    from pgworkbench.workbench import ExportOptions

    options = ExportOptions(out, None, purpose, profile, allow_lossy, rebaseline)
    with _workbench(context, database_url) as workbench:
        made = workbench.export(name, options)
    _say(*([str(made)] if not made.files else map(_shown, made.paths)))


@app.command()
def prove(
    context: Context,
    profile: Annotated[str, typer.Option(help="The rows that are in the tables meanwhile.")] = "tiny",
    folder: Annotated[Path | None, typer.Option(help="The files (default: schema/migrations).")] = None,
    database_url: Server = None,
) -> None:
    """Every exported file and the set, on loaded data: up, up again, down, up; on each major that is here."""
    from pgworkbench.display import lines, proof_facts

    with _workbench(context, database_url) as workbench:
        proofs = workbench.prove(profile, folder)
    _say(*(lines(proof_facts(proof)) for proof in proofs))


@app.command()
def docs(
    context: Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if docs/ is not fresh.")] = False,
    database_url: Server = None,
) -> None:
    """Diagrams, data dictionary and the page of rules, in docs/."""
    with _workbench(context, database_url) as workbench:
        if not check:
            _say(*map(_shown, workbench.docs()))
            return
        stale = workbench.stale_docs()
    _say(*(f"docs/{name} is not fresh: run pgworkbench docs" for name in stale))
    if stale:
        raise typer.Exit(FOUND)


@app.command()
def clean(context: Context, database_url: Server = None) -> None:
    """Drop every database that the workbench made on its server, and the roles that came with them."""
    with _workbench(context, database_url) as workbench:
        _say(*workbench.clean())


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
        sys.stderr.write("pgworkbench: interrupted\n")
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _terminated(*_: object) -> None:
    """Leave as after Ctrl-C, so that the server is left and scratch databases are dropped."""
    raise KeyboardInterrupt


def _workbench(context: Context, url: str | None = None) -> Workbench:
    from pgworkbench.workbench import Workbench

    given: Place = context.obj
    return Workbench(given.project, url=url or given.url, progress=Watch())


def _session(context: Context, url: str | None) -> Workbench | Guest:
    """A session on the design, or on the database that is named."""
    if url is None:
        return _workbench(context)
    from pgworkbench.guest import Guest

    return Guest(url)


def _say(*texts: str) -> None:
    for text in texts:
        print(text)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
