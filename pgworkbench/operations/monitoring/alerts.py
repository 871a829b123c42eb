"""The alerts: what is measured, from which value on it is an alert, for how long, and who says so."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pgworkbench.errors import UnknownNameError

_QUERIES = Path(__file__).with_name("queries")
_REPORTS = Path(__file__).with_name("reports")


class Severity(StrEnum):
    """Whom it wakes: nobody, or somebody."""

    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Alert:
    """`value` of query `name` above `threshold` for `minutes`. `per_minutes`: a counter, its increase in that time.

    `labels` are the query's other columns; `advice` is what to do first; `source` is where the threshold comes from;
    `needs` is the extension that its query reads.
    """

    name: str
    threshold: float
    minutes: int
    severity: Severity
    advice: str
    source: str
    labels: tuple[str, ...] = ()
    per_minutes: int | None = None
    needs: str | None = None


def _read() -> tuple[Alert, ...]:
    tables = tomllib.loads(Path(__file__).with_name("alerts.toml").read_text(encoding="utf-8"))
    return tuple(
        Alert(name, **{**each, "severity": Severity(each["severity"]), "labels": tuple(each.get("labels", ()))})
        for name, each in tables.items()
    )


ALERTS: tuple[Alert, ...] = _read()


def query_of(name: str) -> str:
    """The SQL of an alert, its first line a comment that says what it measures."""
    path = _QUERIES / f"{name}.sql"
    if not path.is_file():
        raise UnknownNameError("query of monitoring", name, [each.stem for each in _QUERIES.glob("*.sql")])
    return path.read_text(encoding="utf-8")


def reports() -> dict[str, str]:
    """Queries for a person who looks, by the names of their files; each opens with what it shows."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(_REPORTS.glob("*.sql"))}
