"""Commands that measure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pgworkbench.cli.base import (
    Context,
    Domain,
    Place,
    Profile,
    Server,
    app,
    guest_of,
    say,
    shown,
    workbench_of,
    write,
)
from pgworkbench.errors import WorkbenchError

if TYPE_CHECKING:
    from pgworkbench.bench import Choice, Wider
    from pgworkbench.workload import Workload

STATEMENTS = "pg_stat_statements"
_MB = 2**20


@app.command()
def bench(
    context: Context,
    domain: Domain = None,
    profile: Profile = "small",
    query: Annotated[list[str] | None, typer.Option(help="A query of the workload; may be repeated.")] = None,
    choose: Annotated[bool, typer.Option("--choose", help="Search the best set of indexes instead.")] = False,
    workload: Annotated[
        list[str] | None, typer.Option(help=f"Choose for these queries, at the URL: files, or {STATEMENTS}.")
    ] = None,
    budget_mb: Annotated[float | None, typer.Option(help="The most that chosen indexes may take.")] = None,
    seconds: Annotated[float, typer.Option(help="Stop after so many seconds and keep what was measured.")] = 600,
    indexes_only: Annotated[
        bool, typer.Option("--indexes-only", help="When choosing: nothing about other words, statistics, kept sums.")
    ] = False,
    grow_to: Annotated[
        str | None, typer.Option(help="When choosing: growth up to so many rows of the largest table, or 'brief'.")
    ] = None,
    record: Annotated[bool, typer.Option("--record", help="Keep the run in docs/benchmarks/.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write a choice to this file, too.")] = None,
    again: Annotated[Path | None, typer.Option(help="Ask a recorded question again; say what changed.")] = None,
    between: Annotated[
        tuple[Path, Path] | None, typer.Option("--compare", help="What differs between two recorded folders.")
    ] = None,
    database_url: Server = None,
) -> None:
    """Each query with each index that claims to serve it and without; or the best set of indexes, for any database."""
    from pgworkbench.display import run_text

    given: Place = context.obj
    budget = None if budget_mb is None else int(budget_mb * _MB)
    if between is not None:
        _compared(*between)
        return
    if workload or again:
        with guest_of(_named(database_url or given.url)) as guest:
            if again is not None:
                say(*guest.choose_again(again))
            else:
                wider = _wider(grow_to, indexes_only=indexes_only)
                _told(guest.choose(_asked(workload or []), budget, seconds, wider), json)
        return
    with workbench_of(context, database_url) as workbench:
        if choose:
            wider = _wider(grow_to, indexes_only=indexes_only)
            chosen = workbench.choose(domain, profile=profile, budget=budget, seconds=seconds, wider=wider)
            _told(chosen, json)
            say(shown(workbench.record_choice(chosen, domain or workbench.project.brief.name, docs=record)))
            return
        measured = workbench.bench(domain, profile=profile, queries=query or (), seconds=seconds)
        folder = workbench.record(measured, domain or "indexes", docs=record)
    say(run_text(measured), shown(folder))


def _compared(before: Path, after: Path) -> None:
    from pgworkbench.bench import compare_recorded

    say(*compare_recorded(before, after))


def _named(url: str | None) -> str:
    if url is None:
        raise WorkbenchError("this is about a database of yours: name it with --database-url")
    return url


def _asked(files: list[str]) -> Workload | None:
    from pgworkbench.workload import read_workload

    return None if files == [STATEMENTS] else read_workload(*map(Path, files))


def _wider(grow_to: str | None, *, indexes_only: bool) -> Wider:
    """What to advise beside indexes."""
    from pgworkbench.bench import Growing, Wider

    growth = None
    if grow_to is not None:
        rows = grow_to.replace(",", "").replace("_", "")
        if grow_to != "brief" and not (rows.isdecimal() and int(rows) > 0):
            raise WorkbenchError(f"--grow-to takes a number of rows, or 'brief' for a design's, not {grow_to!r}")
        told = "" if grow_to == "brief" else f"when the largest table has {int(rows):,} rows"
        growth = Growing(largest=None if grow_to == "brief" else float(rows), told=told)
    return Wider(words=not indexes_only, statistics=not indexes_only, growth=growth, kept=not indexes_only)


def _told(choice: Choice, json: Path | None) -> None:
    say(str(choice))
    if json is not None:
        write(json, choice.json() + "\n")


@app.command()
def compare(
    context: Context,
    name: Annotated[str, typer.Argument(help="A folder of schema/variants/.")],
    record: Annotated[bool, typer.Option("--record", help="Keep the run in docs/benchmarks/.")] = False,
    database_url: Server = None,
) -> None:
    """The same rows in several variants of a schema: loads and queries, interleaved."""
    from pgworkbench.display import run_text

    with workbench_of(context, database_url) as workbench:
        measured = workbench.compare(name)
        folder = workbench.record(measured, name, docs=record)
    say(run_text(measured), shown(folder))
