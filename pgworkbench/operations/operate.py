"""Everything that a design needs in production, as files that a DBA may put into a repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pgworkbench.brief import Brief
from pgworkbench.catalog import Catalog
from pgworkbench.operations import backup, monitoring, pooling
from pgworkbench.operations.archive.retention import parse_retention
from pgworkbench.operations.capacity import Capacity, capacity, size_text
from pgworkbench.operations.settings import server_settings, table_settings
from pgworkbench.workload import Workload

_YEARS = 5


@dataclass(frozen=True, slots=True)
class Operation:
    """What the files follow from; `catalog` was read from an analysed database with rows."""

    catalog: Catalog
    brief: Brief
    workload: Workload
    machine: pooling.Machine = field(default_factory=pooling.Machine)


def operate(operation: Operation, folder: Path) -> tuple[Path, ...]:
    """Write pooling, backup, monitoring, capacity, settings and retention to `folder`; returns the files."""
    written = []
    for name, text in sorted(_texts(operation).items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return tuple(written)


def _texts(operation: Operation) -> dict[str, str]:
    brief = operation.brief
    plan = capacity(operation.catalog, brief, _YEARS)
    pool = pooling.size(operation.workload, operation.machine)
    kept = [
        f"{name}: {table.retention}" for name, table in brief.tables.items() if parse_retention(table.retention).keep
    ]
    size = size_text(plan.total(1)) if plan.sizes else "unknown: measure it on a database with rows"
    documents = backup.documents(brief.name, size=size, retention=_longest(kept, brief))
    settings = server_settings(operation.machine, pool)
    return {
        "pooling/pgbouncer.ini": pooling.configuration(brief.name, pool),
        "pooling/user_lookup.sql": pooling.user_lookup(),
        "pooling/hazards.md": _hazards(operation.workload),
        **{f"backup/{name}": text for name, text in documents.items()},
        "monitoring/queries.yaml": monitoring.exporter_queries(monitoring.ALERTS),
        "monitoring/alerts.yaml": monitoring.prometheus_rules(monitoring.ALERTS),
        "capacity.md": "\n".join(_capacity(plan)) + "\n",
        "retention.md": "\n".join(_retention(brief)) + "\n",
        "settings/postgresql.conf": "# Proposed by rule, not measured: starting points.\n"
        + "".join(f"{each.name} = {each.value}  # {each.why}\n" for each in settings),
        "settings/tables.sql": "-- Proposed by rule, not measured: large tables are vacuumed after so many dead rows.\n"
        + "".join(f"{line}\n" for line in table_settings(operation.catalog, plan)),
    }


def _longest(kept: list[str], brief: Brief) -> str:
    def length(line: str) -> float:
        period = parse_retention(brief.tables[line.partition(": ")[0]].retention).keep
        return 0.0 if period is None else period.months * 30.44 + period.days

    return max(kept, key=length, default="none is given")


def _hazards(workload: Workload) -> str:
    found = pooling.hazards(workload)
    lines = ["# What transaction pooling breaks in this workload", ""]
    lines += [f"- `{each.query}`: {each.what}: {each.instead}." for each in found]
    return "\n".join(lines + ([] if found else [f"Nothing in {len(workload.queries)} queries."])) + "\n"


def _capacity(plan: Capacity) -> Iterator[str]:
    yield "# Capacity\n"
    yield "Bytes of a row and of its index entries are measured; rows are the brief's. Log is twice the bytes: an"
    yield "assumption, which `pg_stat_wal` replaces by your own figure. Rows marked * were measured on fewer than a"
    yield "thousand: an upper bound.\n"
    yield "| year | online | log written |\n|---|---|---|"
    for year in plan.years:
        yield f"| {year} | {size_text(plan.total(year))} | {size_text(plan.log(year))} |"
    years = plan.years
    yield "\n| table | bytes a row | indexes a row |" + "".join(f" year {year} |" for year in years)
    yield "|---|---|---|" + "---|" * len(years)
    for each in plan.sizes:
        if each.year == 1:
            name = f"{each.measured.table}{'' if each.measured.reliable else ' *'}"
            line = f"| {name} | {each.measured.row_bytes:.0f} | {each.measured.index_bytes:.0f} |"
            same = (other for other in plan.sizes if other.measured.table == each.measured.table)
            yield line + "".join(f" {size_text(other.bytes)} |" for other in same)
    yield from (f"\nNot known: {line}." for line in plan.unknown)


def _retention(brief: Brief) -> Iterator[str]:
    yield "# Retention\n"
    yield "| table | as the brief says | kept | online | whole partitions may expire |\n|---|---|---|---|---|"
    for name, table in brief.tables.items():
        found = parse_retention(table.retention)
        words = (found.words or "not said: ask").replace("|", "\\|")
        yield f"| {name} | {words} | {found.keep or ''} | {found.online or ''} | {'yes' if found.by_age else 'no'} |"
