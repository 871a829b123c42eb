"""Everything that a design needs in production, as files that a DBA may put into a repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pgworkbench.brief import Brief, Recovery
from pgworkbench.catalog import Catalog
from pgworkbench.operations import backup, monitoring, pages, pooling
from pgworkbench.operations.archive.retention import parse_retention
from pgworkbench.operations.capacity import Capacity, capacity, current, size_text, today
from pgworkbench.operations.concurrency import load_report
from pgworkbench.operations.distribution import citus_page, citus_script, distribute, replicas, replicas_page
from pgworkbench.operations.evidence import Evidence
from pgworkbench.operations.settings import server_settings, settings_file, table_settings
from pgworkbench.workload import Workload

_YEARS = 5
_DAYS_A_YEAR = 365.25
_TABLES_HEAD = """\
-- Run in the database as the tables' owner. Partitions that are made later need the same: write this file anew.
-- Nothing here rewrites a table. Autovacuum's settings and fillfactor keep no reader and no writer waiting; SET
-- COMPRESSION takes ACCESS EXCLUSIVE for a moment.
SET lock_timeout = '3s';
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """What the files follow from. `catalog` was read from an analysed database with rows; without a brief there are no
    years and no retention. `tenant`: the column by which tables can be spread over machines, if there is one.
    """

    catalog: Catalog
    brief: Brief | None = None
    workload: Workload = field(default_factory=Workload)
    machine: pooling.Machine = field(default_factory=pooling.Machine)
    evidence: Evidence = field(default_factory=Evidence)
    tenant: str | None = None

    @property
    def name(self) -> str:
        """What the database is called in the files."""
        return self.catalog.database if self.brief is None else self.brief.name


def operate(operation: Operation, folder: Path) -> tuple[Path, ...]:
    """Write README.md and what it lists to `folder`; returns the files. Others in the folder stay as they are."""
    texts = _texts(operation)
    texts["README.md"] = _joined(pages.contents(operation.name, sorted(texts)))
    written = []
    for name, text in sorted(texts.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return tuple(written)


def _texts(operation: Operation) -> dict[str, str]:
    brief, workload, evidence = operation.brief, operation.workload, operation.evidence
    plan = _plan(operation)
    pool = pooling.size(workload, operation.machine)
    settings = server_settings(operation.machine, pool, evidence.tried, evidence.compressed)
    tables = table_settings(operation.catalog, plan, evidence.hot, evidence.compressed or ())
    texts = {
        "pooling/pgbouncer.ini": pooling.configuration(operation.name, pool),
        "pooling/user_lookup.sql": pooling.user_lookup(),
        "pooling/hazards.md": _joined(pages.hazards_page(workload, operation.catalog)),
        "monitoring/queries.yaml": monitoring.exporter_queries(monitoring.ALERTS),
        "monitoring/alerts.yaml": monitoring.prometheus_rules(monitoring.ALERTS),
        "monitoring/alerts.test.yaml": monitoring.rule_tests(monitoring.ALERTS),
        "capacity.md": _joined(_capacity(operation, plan)),
        "replicas.md": replicas_page(replicas(workload, operation.catalog, brief)),
        "retention.md": _joined(pages.retention_page(brief)),
        "settings/postgresql.conf": settings_file(operation.machine, settings),
        "settings/tables.sql": _TABLES_HEAD + _joined(tables),
        **{f"monitoring/reports/{name}": text for name, text in monitoring.reports().items()},
        **_backup(operation, plan),
    }
    if evidence.load is not None:
        texts["concurrency.md"] = load_report(evidence.load)
    if operation.tenant is not None:
        spread = distribute(operation.catalog, operation.tenant)
        texts |= {"distribution/citus.sql": citus_script(spread), "distribution/citus.md": citus_page(spread)}
    return texts


def _capacity(operation: Operation, plan: Capacity) -> Iterable[str]:
    if operation.brief is None:
        return pages.today_page(current(operation.catalog, operation.evidence.sizes))
    return pages.capacity_page(plan, operation.workload, operation.brief, operation.evidence.log)


def _plan(operation: Operation) -> Capacity:
    if operation.brief is None:
        return today(current(operation.catalog, operation.evidence.sizes))
    return capacity(operation.catalog, operation.brief, _YEARS, operation.evidence.sizes)


def _backup(operation: Operation, plan: Capacity) -> dict[str, str]:
    tables = {} if operation.brief is None else operation.brief.tables
    periods = {name: parse_retention(table.retention).keep for name, table in tables.items()}
    longest = max(
        ((period.months * 30.44 + period.days, name) for name, period in periods.items() if period is not None),
        default=None,
    )
    retention = "none is given" if longest is None else f"{longest[1]}: {tables[longest[1]].retention}"
    size = _size(plan)
    recovery = Recovery() if operation.brief is None else operation.brief.recovery
    facts = backup.Facts(size, retention, operation.evidence.backup, recovery, _production(operation, plan))
    documents = backup.documents(operation.name, facts)
    return {f"backup/{name}": text for name, text in documents.items()}


def _size(plan: Capacity) -> str:
    if not plan.sizes:
        return "unknown: no table has rows, or none was analysed"
    first = plan.years[0]
    return size_text(plan.total(first)) if first else f"{size_text(plan.total(0))} today; no brief says what is to come"


def _production(operation: Operation, plan: Capacity) -> backup.Size:
    """Bytes after the first year, and of its log in a day: measured on the workload if it was, else by assumption."""
    if operation.brief is None or not plan.sizes:
        return backup.Size()
    log = operation.evidence.log
    year = plan.log(1) if log is None else log.a_year(operation.workload)
    return backup.Size(plan.total(1), year / _DAYS_A_YEAR)


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
