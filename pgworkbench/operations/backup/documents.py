"""The files of backup and recovery for one design: settings, pgBackRest (not run), and the runbook."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
_NAMES = ("postgresql.conf", "pgbackrest.conf", "runbook.md")


def documents(database: str, *, size: str, retention: str, archive: str = "/backup/wal") -> dict[str, str]:
    """Texts by file name; `size` and `retention` are sentences from the capacity plan and the brief."""
    values = {
        "database": database,
        "stanza": re.sub(r"[^a-z0-9-]+", "-", database.lower()).strip("-") or "main",
        "size": size,
        "retention": retention,
        "archive": archive,
    }
    return {name: Template((_FOLDER / name).read_text(encoding="utf-8")).substitute(values) for name in _NAMES}
