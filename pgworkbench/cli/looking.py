"""Commands that look: at the server, the design, or any database; and what they write for people to look at."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pgworkbench.cli.base import (
    FOUND,
    Context,
    Database,
    Domain,
    Out,
    Place,
    Server,
    app,
    guest_of,
    say,
    session_of,
    shown,
    workbench_of,
    write,
)
from pgworkbench.errors import WorkbenchError

if TYPE_CHECKING:
    from pgworkbench.review import Review
    from pgworkbench.reviews import ReviewOptions


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


class Detail(StrEnum):
    """How much of each table is drawn."""

    NAMES = "names"
    KEYS = "keys"
    ALL = "all"


@app.command()
def doctor(context: Context, database_url: Server = None) -> None:
    """Which PostgreSQL would be used and why, what was passed over, what is missing."""
    from pgworkbench.display import examination_facts, lines
    from pgworkbench.session import examine_here

    given: Place = context.obj
    found = examine_here(given.project, database_url or given.url)
    say(lines(examination_facts(found)))
    if found.problem:
        raise WorkbenchError(found.problem)


@app.command()
def review(
    context: Context,
    what: Annotated[
        list[str] | None, typer.Argument(help="A domain (a schema of a database); a SQL file or folder.")
    ] = None,
    database_url: Database = None,
    migrations: Annotated[bool, typer.Option("--migrations", help="Review migration files (default: ours).")] = False,
    rows: Annotated[str | None, typer.Option(help="Ask the rows too: a profile; of a database, any word.")] = None,
    output: Annotated[ReviewFormat, typer.Option("--format", help="How to print.")] = ReviewFormat.TEXT,
    level: Annotated[Level, typer.Option(help="The gravity from which a finding makes the exit 1.")] = Level.NOTICE,
    only: Annotated[list[str] | None, typer.Option(help="A rule or a category; may be repeated.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="A review.toml (default: the one here, or pyproject.toml).")
    ] = None,
    baseline: Annotated[Path | None, typer.Option(help="Only findings that are not in this file count.")] = None,
    write_baseline: Annotated[Path | None, typer.Option(help="Write all findings to this file, as known.")] = None,
    fix: Annotated[Path | None, typer.Option(help="Write the SQL that mends to this file.")] = None,
) -> None:
    """What a reviewer says of the design, a domain, a database, or migration files. Exit 1 if something is found."""
    from pgworkbench.display import reaches, review_text
    from pgworkbench.review import baseline_of
    from pgworkbench.review.render import as_sql
    from pgworkbench.reviews import ReviewOptions

    options = ReviewOptions(only or (), config, baseline, rows)
    found = _reviewed(context, database_url, what or [], options, migrations=migrations)
    say(review_text(found, output))
    if write_baseline is not None:
        write(write_baseline, baseline_of(found).text())
        return
    if fix is not None:
        write(fix, as_sql(found))
    if reaches(found, level):
        raise typer.Exit(FOUND)


def _reviewed(
    context: Context, url: str | None, what: list[str], options: ReviewOptions, *, migrations: bool
) -> Review:
    from pgworkbench.reviews import migrations_judged, state_reviewed

    if migrations and what:
        return migrations_judged([Path(name) for name in what], options, Path.cwd())
    if len(what) > 1:
        raise WorkbenchError(f"one domain at a time, not {len(what)}; files are reviewed with --migrations")
    if what and url is None and (what[0].endswith(".sql") or "/" in what[0]):
        return state_reviewed(what[0], options, Path.cwd())
    with session_of(context, url) as session:
        if not migrations:
            return session.review(what[0] if what else None, options=options)
    with workbench_of(context) as workbench:
        return workbench.review_migrations((), options)


@app.command()
def diagram(
    context: Context,
    domain: Domain = None,
    table: Annotated[str | None, typer.Option(help="One table with its neighbours.")] = None,
    database_url: Database = None,
    detail: Annotated[Detail | None, typer.Option(help="How much of each table.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Colour what changed since: a URL, a SQL file, a folder of migrations.")
    ] = None,
    output: Annotated[list[DiagramFormat] | None, typer.Option("--format", help="May be repeated.")] = None,
    out: Out = None,
) -> None:
    """ER diagrams: everything and each domain, or the one that is named; as SVG and PNG if no format is."""
    from pgworkbench.display import write_picture
    from pgworkbench.pictures import Look

    look = Look(detail and str(detail), since)
    formats = [str(each) for each in output or (DiagramFormat.SVG, DiagramFormat.PNG)]
    with session_of(context, database_url) as session:
        named = table or domain
        pictures = {named: session.diagram(domain, table=table, look=look)} if named else session.diagrams(look)
        folder = out or session.build / "diagrams"
        for name, picture in pictures.items():
            say(*(shown(write_picture(picture, folder / name, each)) for each in formats))


@app.command()
def docs(
    context: Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if docs/ is not fresh.")] = False,
    database_url: Database = None,
    out: Annotated[Path | None, typer.Option(help="The site's folder (default: build/site).")] = None,
) -> None:
    """Diagrams, data dictionary and the page of rules in docs/, and the site; of a database, its site alone."""
    if database_url is not None:
        with guest_of(database_url) as guest:
            say(shown(_front(guest.site(out))))
        return
    with workbench_of(context) as workbench:
        if not check:
            say(*map(shown, workbench.docs()), shown(_front(workbench.site(out))))
            return
        stale = workbench.stale_docs()
    say(*(f"docs/{name} is not fresh: run pgworkbench docs" for name in stale))
    if stale:
        raise typer.Exit(FOUND)


def _front(pages: tuple[Path, ...]) -> Path:
    """The page to open first."""
    return next(page for page in sorted(pages, key=lambda page: len(page.parts)) if page.name == "index.html")
