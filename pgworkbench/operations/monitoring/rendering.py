"""Files for postgres_exporter and Prometheus. Every text in them is written as JSON, which YAML reads as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pgworkbench.operations.monitoring.alerts import Alert, query_of

_PREFIX = "pgworkbench"


def exporter_queries(alerts: Iterable[Alert]) -> str:
    """`queries.yaml` for postgres_exporter's --extend.query-path: a metric `pgworkbench_<name>_value` for each."""
    parts = ["# Queries for postgres_exporter (--extend.query-path); they run on PostgreSQL 16 and newer."]
    parts.append("# The role that runs them: a member of pg_monitor, nothing more.")
    for alert in alerts:
        query = query_of(alert.name).partition("\n")[2]
        kind = "COUNTER" if alert.per_minutes else "GAUGE"
        if alert.needs is not None:
            parts.append(f"# needs the extension {alert.needs} in the database, in a schema of the role's search_path")
        parts += [f"{_PREFIX}_{alert.name}:", f"  query: {_text(' '.join(query.split()))}", "  metrics:"]
        for label in alert.labels:
            parts += [f"    - {label}:", '        usage: "LABEL"', f"        description: {_text(label)}"]
        parts += ["    - value:", f'        usage: "{kind}"', f"        description: {_text(said(alert))}"]
    return "\n".join(parts) + "\n"


def prometheus_rules(alerts: Iterable[Alert]) -> str:
    """`alerts.yaml`: one group of rules; each says above it where its threshold comes from."""
    parts = [
        "# Alert rules for Prometheus over the metrics of queries.yaml (`promtool check rules` reads this file).",
        "# Above each stands its threshold and where that comes from.",
    ]
    parts += ["groups:", f"  - name: {_PREFIX}", "    rules:"]
    for alert in alerts:
        expression = metric(alert) if alert.per_minutes is None else f"increase({metric(alert)}[{alert.per_minutes}m])"
        labels = "".join(f" {{{{ $labels.{label} }}}}" for label in alert.labels)
        parts += [
            f"      # {alert.threshold:g}: {alert.source}",
            f"      - alert: {title(alert)}",
            f"        expr: {_text(f'{expression} > {alert.threshold:g}')}",
            f"        for: {alert.minutes}m",
            "        labels:",
            f"          severity: {alert.severity.value}",
            "        annotations:",
            f"          summary: {_text(said(alert) + labels)}",
            f"          description: {_text('Now {{ $value }}. First: ' + alert.advice + '.')}",
        ]
    return "\n".join(parts) + "\n"


def metric(alert: Alert) -> str:
    """What the exporter calls it."""
    return f"{_PREFIX}_{alert.name}_value"


def title(alert: Alert) -> str:
    """What Prometheus calls it."""
    return "Postgres" + "".join(word.capitalize() for word in alert.name.split("_"))


def said(alert: Alert) -> str:
    """What its query measures, as its first line says."""
    return query_of(alert.name).partition("\n")[0].removeprefix("-- ")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
