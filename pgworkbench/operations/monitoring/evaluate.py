"""Alerts evaluated on a server at this moment: what Prometheus would say if the state lasted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import psycopg
from psycopg.rows import dict_row

from pgworkbench.operations.monitoring.alerts import Alert, query_of


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert whose value is above its threshold, and whose it is (labels)."""

    alert: Alert
    value: float
    labels: Mapping[str, str]


def evaluate(
    connection: psycopg.Connection,
    alerts: Collection[Alert],
    *,
    thresholds: Mapping[str, float] | None = None,
    before: Mapping[tuple[str, ...], float] | None = None,
) -> tuple[Firing, ...]:
    """What fires now. `thresholds` by name replace the alerts' own, as a drill scales them; `before` are a counter's
    earlier values by (name, labels …), for alerts that go by an increase (none: since the statistics began). An alert
    whose extension is not installed says nothing: `unmet` names these.
    """
    firing: list[Firing] = []
    missing = unmet(connection, alerts)
    for alert in (alert for alert in alerts if alert not in missing):
        limit = (thresholds or {}).get(alert.name, alert.threshold)
        for value, labels in read(connection, alert):
            grown = value - (before or {}).get((alert.name, *labels.values()), 0.0) if alert.per_minutes else value
            if grown > limit:
                firing.append(Firing(alert, grown, labels))
    return tuple(firing)


def read(connection: psycopg.Connection, alert: Alert) -> tuple[tuple[float, dict[str, str]], ...]:
    """An alert's values with their labels; none where the server has nothing to say."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query_of(alert.name).encode()).fetchall()
    return tuple(
        (float(row["value"]), {name: row[name] for name in alert.labels}) for row in rows if row["value"] is not None
    )


def unmet(connection: psycopg.Connection, alerts: Collection[Alert]) -> tuple[Alert, ...]:
    """Alerts whose extension this database does not have."""
    installed = {name for (name,) in connection.execute("SELECT extname FROM pg_catalog.pg_extension").fetchall()}
    return tuple(alert for alert in alerts if alert.needs is not None and alert.needs not in installed)
