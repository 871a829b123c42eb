"""What to watch in production: queries for PostgreSQL 16 and newer, exporter and alert files, and their evaluation."""

from pgworkbench.operations.monitoring.alerts import ALERTS, Alert, Severity, query_of, reports
from pgworkbench.operations.monitoring.evaluate import Firing, evaluate, unmet
from pgworkbench.operations.monitoring.rendering import exporter_queries, prometheus_rules
from pgworkbench.operations.monitoring.rule_tests import rule_tests

__all__ = [
    "ALERTS",
    "Alert",
    "Firing",
    "Severity",
    "evaluate",
    "exporter_queries",
    "prometheus_rules",
    "query_of",
    "reports",
    "rule_tests",
    "unmet",
]
