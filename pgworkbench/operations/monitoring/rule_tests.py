"""Tests of the alert rules for `promtool test rules`: what lasts weeks or never happens here is tested by its series.

Each rule is silent at its threshold, silent above it until its time is up, then fires, and clears.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pgworkbench.operations.monitoring.alerts import Alert
from pgworkbench.operations.monitoring.rendering import metric, said, title

_ABOVE = 1.5  # times the threshold
_BEGIN = 3  # minutes at the threshold, before it is above
_VALUE = "x"  # of every label


def rule_tests(alerts: Iterable[Alert], rules: str = "alerts.yaml") -> str:
    """`alerts.test.yaml`, beside `rules`; every text as JSON, which YAML reads as it is."""
    parts = [
        "# Tests of the alert rules: `promtool test rules alerts.test.yaml`. Each is silent at its threshold and until",
        "# its time is up, then fires, then clears.",
        f"rule_files: [{json.dumps(rules)}]",
        "evaluation_interval: 1m",
        "tests:",
    ]
    for alert in alerts:
        parts += _counter(alert) if alert.per_minutes else _gauge(alert)
    return "\n".join(parts) + "\n"


def _gauge(alert: Alert) -> Iterator[str]:
    above = alert.threshold * _ABOVE or 1.0
    steps = f"{alert.threshold:g}+0x{_BEGIN - 1} {above:g}+0x{alert.minutes + 2} 0+0x2"
    yield from _series(alert, steps)
    due = _BEGIN + alert.minutes
    yield from _expected(alert, _BEGIN - 1, None)
    yield from _expected(alert, due - 1, None)
    yield from _expected(alert, due, above)
    yield from _expected(alert, due + 3, None)


def _counter(alert: Alert) -> Iterator[str]:
    """Its increase in the window, first exactly the threshold, in a second test twice as much."""
    assert alert.per_minutes is not None  # noqa: S101  (the caller looked)
    a_minute, late = alert.threshold / alert.per_minutes, 2 * alert.per_minutes + alert.minutes
    yield from _series(alert, f"0+{a_minute:g}x{late}")
    yield from _expected(alert, late, None)
    yield from _series(alert, f"0+{2 * a_minute:g}x{late}")
    yield from _expected(alert, late, 2 * alert.threshold)


def _series(alert: Alert, values: str) -> Iterator[str]:
    labels = ", ".join(f'{label}="{_VALUE}"' for label in alert.labels)
    yield "  - interval: 1m"
    yield "    input_series:"
    yield f"      - series: {json.dumps(f'{metric(alert)}{{{labels}}}')}"
    yield f"        values: {json.dumps(values)}"
    yield "    alert_rule_test:"


def _expected(alert: Alert, minute: int, value: float | None) -> Iterator[str]:
    """What is firing in that minute; None: nothing."""
    yield f"      - eval_time: {minute}m"
    yield f"        alertname: {title(alert)}"
    if value is None:
        yield "        exp_alerts: []"
        return
    labels = {"severity": alert.severity.value, **dict.fromkeys(alert.labels, _VALUE)}
    summary = said(alert) + f" {_VALUE}" * len(alert.labels)
    annotations = {"summary": summary, "description": f"Now {value:g}. First: {alert.advice}."}
    yield "        exp_alerts:"
    yield f"          - exp_labels: {json.dumps(labels, ensure_ascii=False)}"
    yield f"            exp_annotations: {json.dumps(annotations, ensure_ascii=False)}"
