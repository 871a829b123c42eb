"""The files of backup and recovery for one design: settings, pgBackRest (not run), and the runbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from pgworkbench.brief import Recovery
from pgworkbench.operations.backup.bounds import Bound, Size, archive_timeout, bounds
from pgworkbench.operations.backup.drill import BackupReport

_FOLDER = Path(__file__).parent
_NAMES = ("postgresql.conf", "pgbackrest.conf", "runbook.md")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the runbook says of this database: `size` and `retention` are sentences, `report` is the last drill's,
    `recovery` what the brief asks, `production` what recovery must handle.
    """

    size: str
    retention: str
    report: BackupReport | None = None
    recovery: Recovery = field(default_factory=Recovery)
    production: Size = field(default_factory=Size)


def documents(database: str, facts: Facts, *, archive: str = "/backup/wal") -> dict[str, str]:
    """Texts by file name."""
    loss, duration = bounds(facts.recovery, facts.report, facts.production)
    values = {
        "loss": _row(loss),
        "duration": _row(duration),
        "asked": "" if facts.recovery.why is None else f"\n| Why so | {_cell(facts.recovery.why)} |",
        "timeout": f"{archive_timeout(facts.recovery).total_seconds():.0f}",
        "database": " ".join(database.split()),
        "stanza": re.sub(r"[^a-z0-9-]+", "-", database.lower()).strip("-") or "main",
        "size": facts.size,
        "retention": _cell(facts.retention),
        "drilled": _drilled(facts.report),
        "archive": archive,
    }
    return {name: Template((_FOLDER / name).read_text(encoding="utf-8")).substitute(values) for name in _NAMES}


def _row(bound: Bound) -> str:
    return f"| {bound.what} | {_cell(bound.verdict)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "&#124;")


def _drilled(report: BackupReport | None) -> str:
    if report is None:
        return "not measured for this file: run `pgworkbench operate drill backup`, then on your own hardware and size"
    return (
        f"{report.recovered} of {report.rows} rows, base backup in {report.backup_seconds:.1f} s "
        f"({report.backup_bytes // 2**20} MB), recovery in {report.recovery_seconds:.1f} s "
        f"({report.wal_bytes // 2**20} MB of log), PostgreSQL {report.version // 10000}; "
        f"{len(report.noticed)} failures noticed"
    )
