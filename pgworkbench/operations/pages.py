"""Pages for people: capacity by year, retention by table, what a pool breaks, and what lies in the folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pgworkbench.brief import Brief
from pgworkbench.catalog import Catalog
from pgworkbench.operations import pooling
from pgworkbench.operations.archive.retention import Retention, parse_retention
from pgworkbench.operations.capacity import Capacity, Measured, size_text
from pgworkbench.operations.growth import busy_by_year
from pgworkbench.operations.tuning import LogMeasure
from pgworkbench.workload import Workload

_ROUGH = "Others may have written to the same server meanwhile: an upper bound."
NO_WORKLOAD = "No workload was given, so nothing was looked at: `pgworkbench operate --workload FILE …` reads one."
_LARGEST = 5  # indexes that are listed by name

ABOUT: Mapping[str, tuple[str, str]] = {
    "backup/pgbackrest.conf": ("pgBackRest, the same by another way", "not run"),
    "backup/postgresql.conf": ("settings for base backup and log archive", "drilled"),
    "backup/runbook.md": ("what to do, every day and in the worst hour", "drilled"),
    "capacity.md": ("rows, bytes, log and connections for each year", "measured, then arithmetic"),
    "concurrency.md": ("the workload from many connections, its knee", "measured"),
    "distribution/citus.md": ("more than one machine: what goes where", "checked by rules, not run"),
    "distribution/citus.sql": ("the same as a script", "checked by rules, not run"),
    "monitoring/alerts.test.yaml": ("tests of these rules", "run by `promtool test rules`"),
    "monitoring/alerts.yaml": ("rules for Prometheus", "thresholds with their sources; provoked in tests"),
    "monitoring/queries.yaml": ("queries for postgres_exporter", "run on 16 and 18"),
    "monitoring/reports": ("a query for a person who looks", "run in tests"),
    "pooling/hazards.md": ("statements that a pool breaks", "by rule"),
    "pooling/pgbouncer.ini": ("PgBouncer in transaction mode", "by formulas; drilled"),
    "pooling/user_lookup.sql": ("the function that it asks for users", "run in tests"),
    "replicas.md": (
        "which queries may go to a read replica, and how one is kept",
        "by rule; drilled by `operate drill replica`",
    ),
    "retention.md": ("how long rows stay, and who sees to it", "from the brief"),
    "settings/postgresql.conf": ("memory, planner, what becomes visible", "each line says whether it was measured"),
    "settings/tables.sql": ("autovacuum, fillfactor, compression by table", "each line says what was measured"),
}


def contents(name: str, files: Sequence[str]) -> Iterator[str]:
    """README.md: every file, and how far it may be trusted."""
    yield f"# Operating {name}\n"
    yield "Written by `pgworkbench operate`, which writes it anew when the design, the brief or the workload change:"
    yield "put it into your repository and look at the difference. Nothing in it is secret, nothing was applied.\n"
    yield "| file | what | how it came about |\n|---|---|---|"
    for file in files:
        what, how = ABOUT.get(file, ABOUT.get(file.rpartition("/")[0], ("", "")))
        yield f"| [{file}]({file}) | {what} | {how} |"
    yield "\n## In this order\n"
    yield "1. `settings/postgresql.conf` and `backup/postgresql.conf` into the server's folder, included; one restart."
    yield "2. `backup/runbook.md`: the first base backup, and the first recovery of it on another machine."
    yield "3. `CREATE EXTENSION pg_stat_statements;` in the database, then `monitoring/`, so that the rest is seen:"
    yield "   `promtool check rules alerts.yaml`, `promtool test rules alerts.test.yaml`, and the exporter as a member"
    yield "   of `pg_monitor` with `--extend.query-path=queries.yaml`."
    yield "4. `settings/tables.sql` in the database, `pooling/user_lookup.sql` in each pooled one, then the pool."


def hazards_page(workload: Workload, catalog: Catalog) -> Iterator[str]:
    """What transaction pooling breaks."""
    found = pooling.hazards(workload, catalog)
    yield "# What transaction pooling breaks in this workload\n"
    if not workload.queries:
        yield NO_WORKLOAD
        return
    yield from (f"- `{each.query}`: {each.what}: {each.instead}." for each in found)
    if not found:
        yield f"Nothing in {len(workload.queries)} queries and the functions and triggers that they reach."


def capacity_page(plan: Capacity, workload: Workload, brief: Brief | None, log: LogMeasure | None) -> Iterator[str]:
    """Years, tables, the largest indexes."""
    yield "# Capacity\n"
    yield "Bytes of a row and of its index entries are measured, rows are the brief's. Free space, dead rows and"
    yield "temporary files come on top: plan half as much again. Tables marked * had fewer than thirty rows.\n"
    yield from _by_year(plan, workload, brief, log)
    years = plan.years
    yield "\n| table | bytes a row | indexes a row |" + "".join(f" year {year} |" for year in years)
    yield "|---|---|---|" + "---|" * len(years)
    for each in plan.sizes:
        if each.year == 1:
            name = f"{each.measured.table}{'' if each.measured.reliable else ' *'}".replace("|", "&#124;")
            line = f"| {name} | {each.measured.row_bytes:.0f} | {each.measured.index_bytes:.0f} |"
            same = (other for other in plan.sizes if other.measured.table == each.measured.table)
            yield line + "".join(f" {size_text(other.bytes)} |" for other in same)
    yield from _largest(plan)
    yield from (f"\nNot known: {line}." for line in plan.unknown)


def _by_year(plan: Capacity, workload: Workload, brief: Brief | None, log: LogMeasure | None) -> Iterator[str]:
    busy = busy_by_year(workload, brief, plan.years or (1,))
    measured = None if log is None else log.a_year(workload)
    exact = log is not None and log.exact
    if measured is None:
        yield "Log is taken as twice the new bytes, which is an assumption: `pg_stat_wal` has your own figure.\n"
    else:
        yield "Log: each write of the workload was run and its log counted, times its declared calls; it grows as these"
        yield f"do. {'Full-page images after checkpoints come on top: allow for twice as much.' if exact else _ROUGH}\n"
    yield "| year | rows | online | log written | connections busy at the peak |\n|---|---|---|---|---|"
    for year in plan.years:
        rows = sum(each.rows for each in plan.sizes if each.year == year)
        written = plan.log(year) if measured is None else measured * busy[year] / max(busy[1], 1e-9)
        yield f"| {year} | {rows:,.0f} | {size_text(plan.total(year))} | {size_text(written)} | {busy[year]:.1f} |"


def today_page(tables: Sequence[Measured]) -> Iterator[str]:
    """What there is, where no brief says what there will be."""
    yield "# Capacity\n"
    yield "There is no brief, so nothing is said of the years to come: these are today's tables, the largest first.\n"
    yield "| table | rows | bytes a row | indexes a row | all |\n|---|---|---|---|---|"
    for each in tables:
        name, whole = str(each.table).replace("|", "&#124;"), each.rows * (each.row_bytes + each.index_bytes)
        yield f"| {name} | {each.rows:,.0f} | {each.row_bytes:.0f} | {each.index_bytes:.0f} | {size_text(whole)} |"
    if not tables:
        yield "| no table has rows, or none was analysed | | | | |"


def _largest(plan: Capacity) -> Iterator[str]:
    first = [each for each in plan.sizes if each.year == 1]
    entries = [(each.rows * entry.bytes, entry, each) for each in first for entry in each.measured.entries]
    if entries:
        yield "\nThe largest indexes after the first year:\n"
    for size, entry, each in sorted(entries, key=lambda found: -found[0])[:_LARGEST]:
        yield f"- `{entry.index}` of {each.measured.table}: {size_text(size)}, {entry.bytes:.0f} bytes a row."


def retention_page(brief: Brief | None) -> Iterator[str]:
    """How long rows stay, and who sees to it."""
    yield "# Retention\n"
    if brief is None:
        yield "There is no brief: ask, for each table, how long its rows are needed and how long the law wants them."
        return
    yield "| table | as the brief says | kept | online | who sees to it |\n|---|---|---|---|---|"
    for name, table in brief.tables.items():
        found = parse_retention(table.retention)
        words = (found.words or "not said: ask").replace("|", "&#124;")
        yield f"| {name} | {words} | {found.keep or ''} | {found.online or ''} | {_keeper(found)} |"
    yield "\nErasing a person: the application erases what is online; `erase(connection, table, Erasure(column, value),"
    yield "folder)` writes every archived file that holds the person anew, without the rows or with columns blanked,"
    yield "and the manifest with it. Copies in base backups go when these do: keep none longer than the law allows."


def _keeper(found: Retention) -> str:
    if found.online is not None:
        return "the archive, by partition: `keep()`, once a day"
    if found.by_age:
        return "a job that deletes by age, in batches"
    if found.keep is not None:
        return "the application, which knows when the period begins"
    return "the application" if found.words else "nobody yet"
