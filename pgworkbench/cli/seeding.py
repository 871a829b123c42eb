"""The command that makes rows: from the brief, grown, by workers; measured; or for any database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pgworkbench.cli.base import FOUND, Context, Place, Profile, Server, app, guest_of, say, shown, workbench_of
from pgworkbench.errors import WorkbenchError

if TYPE_CHECKING:
    from pgworkbench.seeding.crew import Crew
    from pgworkbench.workbench import Workbench

_ROWS = 1000  # of each table, with --auto
_DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


@app.command()
def seed(  # one option each
    context: Context,
    profile: Profile = "small",
    verify: Annotated[bool, typer.Option("--verify", help="Compare the rows with what the seeds promise.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Load by so many processes; the same rows.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Load by the workers of the Dask cluster at ADDRESS.")] = None,
    grow: Annotated[float | None, typer.Option(help="Top a copy up to so many times the profile's rows.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(help="Top a copy up to this later day (UTC).", formats=_DAYS)
    ] = None,
    database_url: Server = None,
    auto: Annotated[bool, typer.Option("--auto", help="Fill the database at the URL, from its catalog alone.")] = False,
    rows: Annotated[
        list[str] | None,
        typer.Option(help="With --auto: rows of an ordinary table (1000): lists get fewer, links more; or TABLE=N."),
    ] = None,
    number: Annotated[
        int | None, typer.Option("--seed", help="With --auto: the same seed gives the same rows (1).")
    ] = None,
    append: Annotated[bool, typer.Option("--append", help="With --auto: also if there are rows.")] = False,
    measure: Annotated[str | None, typer.Option(help="Measure how fast this table loads, beside other ways.")] = None,
    record: Annotated[bool, typer.Option("--record", help="With --measure: keep it in docs/benchmarks/.")] = False,
) -> None:
    """Synthetic rows from the brief, kept for the other commands; or, with --auto, rows for any database."""
    if auto:
        _fill(context, database_url, rows or [], 1 if number is None else number, append=append)
        return
    if rows:
        raise WorkbenchError("--rows is for --auto: a design's rows are in its brief; use --profile")
    if number is not None or append:
        raise WorkbenchError("--seed and --append are for --auto: a design's seed is in its brief, its database is new")
    if record and measure is None:
        raise WorkbenchError("--record keeps what --measure finds: name a table with --measure")
    if grow is not None and not 1 <= grow < float("inf"):
        raise WorkbenchError(f"--grow takes how many times as many rows as there are, 1 or more, not {grow:g}")
    with workbench_of(context, database_url) as workbench:
        if measure is not None:
            _measure(workbench, measure, profile, record=record)
            return
        _seed(workbench, profile, _Asked(_crew(workers, scheduler), grow, as_of, verify))


@dataclass(frozen=True, slots=True)
class _Asked:
    """By whom rows are made, how they grow, whether they are verified."""

    crew: Crew | None
    grow: float | None
    as_of: datetime | None
    verify: bool


def _seed(workbench: Workbench, profile: str, asked: _Asked) -> None:
    from pgworkbench.display import lines, manifest_facts
    from pgworkbench.seeding import kept_columns

    database, manifest = workbench.seeded(profile, asked.crew)
    growing = asked.grow is not None or asked.as_of is not None
    if growing:
        ends = None if asked.as_of is None else asked.as_of.replace(tzinfo=asked.as_of.tzinfo or UTC)
        database, manifest = workbench.grown(profile, 1.0 if asked.grow is None else asked.grow, ends)
    say(lines(manifest_facts(manifest)))
    if growing:
        for table, columns in kept_columns(workbench.project.plans).items():
            say(f"{table}: triggers keep {', '.join(columns)}; nothing else changed in rows that were there")
    deviations = workbench.deviations(database, manifest) if asked.verify else ()
    say(*map(str, deviations))
    if deviations:
        raise typer.Exit(FOUND)


def _crew(workers: int | None, scheduler: str | None) -> Crew | None:
    from pgworkbench.seeding.crew import Crew

    if workers is not None and scheduler is not None:
        raise WorkbenchError("--workers are processes here, --scheduler leads to others: give one of them")
    if workers is None and scheduler is None:
        return None
    return Crew(scheduler=scheduler) if workers is None else Crew(workers)


def _measure(workbench: Workbench, table: str, profile: str, *, record: bool) -> None:
    measured = workbench.measure_loads(table, profile)
    folder = (workbench.root / "docs" if record else workbench.build) / "benchmarks" / "seeding"
    measured.record(folder)
    say(measured.markdown().rstrip(), shown(folder))


def _fill(context: Context, database_url: str | None, rows: Sequence[str], number: int, *, append: bool) -> None:
    given: Place = context.obj
    url = database_url or given.url
    if url is None:
        raise WorkbenchError("--auto fills a database of yours: name it with --database-url")
    every, tables = _numbers(rows)
    with guest_of(url) as guest:
        made = guest.seed(every, number, tables=tables, append=append)
    say(*made.lines())
    if made.refused:
        raise typer.Exit(FOUND)


def _numbers(given: Sequence[str]) -> tuple[int, dict[str, int]]:
    """How many rows each table gets, and those that get another number."""
    every, tables = _ROWS, {}
    for each in given:
        table, equals, rows = each.rpartition("=")
        if not rows.isdecimal() or (equals and not table):
            raise WorkbenchError(f"--rows takes a number, or TABLE=number, not {each!r}")
        if equals:
            tables[table] = int(rows)
        else:
            every = int(rows)
    return every, tables
