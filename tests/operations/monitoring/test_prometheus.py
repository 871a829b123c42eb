"""The real programs read what is written for them: promtool the rules, postgres_exporter the queries."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from pgworkbench.operations.monitoring import ALERTS, exporter_queries, prometheus_rules, rule_tests
from pgworkbench.operations.monitoring.rendering import metric, title
from pgworkbench.server import Database

EXPORTER = "prometheus-postgres-exporter"
LOOKS = 3000


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on PATH: on Debian and Ubuntu it is in a package of Prometheus")
    return found


def promtool(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("promtool"), *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "alerts.yaml").write_text(prometheus_rules(ALERTS), encoding="utf-8")
    (tmp_path / "alerts.test.yaml").write_text(rule_tests(ALERTS), encoding="utf-8")
    (tmp_path / "queries.yaml").write_text(exporter_queries(ALERTS), encoding="utf-8")
    return tmp_path


def test_promtool_reads_every_rule(folder: Path) -> None:
    """R-SUG-5."""
    done = promtool(folder, "check", "rules", "alerts.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(ALERTS)} rules found" in done.stdout


def test_every_rule_is_silent_then_fires_then_clears(folder: Path) -> None:
    """R-SUG-5: wraparound, and what lasts a month, by series of values."""
    done = promtool(folder, "test", "rules", "alerts.test.yaml")
    assert done.returncode == 0, (done.stdout + done.stderr)[:2000]


def test_a_rule_that_never_fires_is_noticed(folder: Path) -> None:
    """The control: a threshold that nobody meant."""
    wrong = [replace(alert, threshold=alert.threshold * 9 + 9) for alert in ALERTS[:3]]
    (folder / "alerts.yaml").write_text(prometheus_rules(wrong), encoding="utf-8")
    (folder / "alerts.test.yaml").write_text(rule_tests(ALERTS[:3]), encoding="utf-8")
    assert promtool(folder, "test", "rules", "alerts.test.yaml").returncode != 0


def test_every_rule_has_a_test_of_both_sides() -> None:
    tests = yaml.safe_load(rule_tests(ALERTS))["tests"]
    asked = [each for test in tests for each in test["alert_rule_test"]]
    for alert in ALERTS:
        mine = [bool(each["exp_alerts"]) for each in asked if each["alertname"] == title(alert)]
        assert set(mine) == {True, False}, alert.name


@contextmanager
def exported(database: Database, queries: Path) -> Iterator[str]:
    """What the real exporter shows of a database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        program(EXPORTER), "--extend.query-path", str(queries), "--web.listen-address", f"127.0.0.1:{port}",
        "--disable-default-metrics", "--disable-settings-metrics",
    ]  # fmt: skip
    with (queries.with_name("log")).open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={"DATA_SOURCE_NAME": database.server.url(database.name)}
        )
        try:
            yield scraped(port, process)
        finally:
            process.terminate()
            process.wait(30)


def scraped(port: int, process: subprocess.Popen[bytes]) -> str:
    """Its metrics, as soon as it answers."""
    for _ in range(LOOKS):
        assert process.poll() is None, "the exporter ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.URLError:
            continue
    raise AssertionError("the exporter does not answer")


def test_the_exporter_shows_every_metric_that_the_server_has(scratch: Database, folder: Path) -> None:
    """R-SUG-5: the real postgres_exporter takes every query and makes the metric that the rule names."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE public.p (a int) PARTITION BY RANGE (a)")
        connection.execute("CREATE TABLE public.rest PARTITION OF public.p DEFAULT")
        connection.execute("INSERT INTO public.p VALUES (1)")
        connection.execute("CREATE SEQUENCE public.few MAXVALUE 10; SELECT setval('public.few', 9)")
    with exported(scratch, folder / "queries.yaml") as metrics:
        found = dict(re.findall(r"^(pgworkbench_\w+?_value)(?:{.*})? (\S+)$", metrics, re.MULTILINE))
    always = ("connections", "wraparound", "archiver_failing", "pending_restart", "deadlocks", "checksum_failures")
    names = {each.name: metric(each) for each in ALERTS}
    assert {names[name] for name in (*always, "default_partition_rows", "sequences")} <= found.keys()
    assert set(found) <= set(names.values())
    assert re.findall(r"^pg_exporter_user_queries_load_error.* (\S+)$", metrics, re.MULTILINE) == ["0"]
    log = (folder / "log").read_text(encoding="utf-8")
    failed = {*re.findall(r"Error running query.*?(pgworkbench_\w+)", log)}
    assert failed == {f"pgworkbench_{each.name}" for each in ALERTS if each.needs}  # its extension is not here
    kinds = dict(re.findall(r"^# TYPE (pgworkbench_\w+) (\w+)$", metrics, re.MULTILINE))
    assert kinds[names["deadlocks"]] == "counter"
    assert kinds[names["connections"]] == "gauge"
