"""From brief, catalog and workload to files that a DBA would keep; the settings are such as a server takes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from pgworkbench.brief import Brief, TableBrief
from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.operations.backup import BackupReport
from pgworkbench.operations.capacity import capacity, rows_after, size_text
from pgworkbench.operations.concurrency import LoadOptions, drive
from pgworkbench.operations.evidence import Evidence, gather
from pgworkbench.operations.growth import busy_by_year
from pgworkbench.operations.operate import Operation, operate
from pgworkbench.operations.pages import ABOUT
from pgworkbench.operations.pooling import Machine, size
from pgworkbench.operations.settings import server_settings
from pgworkbench.project import Project
from pgworkbench.server import Database
from pgworkbench.workload import Query, Workload

_OWN = ("pg_stat_statements.", "auto_explain.")  # known once their library is loaded


def briefed(**tables: TableBrief) -> Brief:
    return Brief("shop", "A shop", 1, datetime(2026, 1, 1, tzinfo=UTC), {"tiny": 1.0}, tables)


def read(database: Database) -> Catalog:
    with database.connect() as connection:
        return read_catalog(connection)


def measured(database: Database, project: Project) -> Operation:
    catalog = read(database)
    evidence = gather(database, catalog, project.workload)
    return Operation(catalog, project.brief, project.workload, evidence=evidence, tenant="tenant_id")


def test_the_reference_design_gets_every_file(tiny_clone: Database, project: Project, tmp_path: Path) -> None:
    """R-SUG-3, R-SUG-4, R-SUG-5, R-SUG-6: archiving, backup, monitoring and pooling are suggested in writing."""
    files = operate(measured(tiny_clone, project), tmp_path)
    texts = {str(path.relative_to(tmp_path)): path.read_text(encoding="utf-8") for path in files}
    reports = {name for name in texts if name.startswith("monitoring/reports/")}
    assert set(texts) - reports == {*ABOUT, "README.md"} - {"concurrency.md", "monitoring/reports"}
    assert len(reports) == 4
    assert all(f"({name})" in texts["README.md"] for name in texts if name != "README.md")
    assert "NOT RUN" in texts["backup/pgbackrest.conf"]
    assert "NOT RUN" in texts["distribution/citus.sql"]
    assert "| 5 |" in texts["capacity.md"]
    assert "the archive, by partition" in texts["retention.md"]
    assert "measured: " in texts["settings/postgresql.conf"]
    yaml.safe_load(texts["monitoring/queries.yaml"])
    yaml.safe_load(texts["monitoring/alerts.yaml"])
    for name, text in texts.items():  # nothing of this machine, nothing secret
        assert text.endswith("\n"), name
        assert str(Path.home()) not in text, name
        assert str(tmp_path.parent) not in text, name
        assert not re.search(r"(?i)pass(word|phrase)\s*[=:]", text), name
    with tiny_clone.connect(autocommit=True) as connection:
        connection.execute(texts["settings/tables.sql"].encode())
        rows = connection.execute("SELECT array_to_string(reloptions, ',') FROM pg_class WHERE reloptions IS NOT NULL")
        options = [row[0] for row in rows.fetchall()]
    assert sum("autovacuum_vacuum_scale_factor" in each for each in options) > 5
    assert sum("fillfactor=90" in each for each in options) > 0


@pytest.mark.parametrize(
    "ddl",
    [
        "SELECT 1",
        'CREATE SCHEMA "a|b"; CREATE TABLE "a|b"."T x" (id int PRIMARY KEY); INSERT INTO "a|b"."T x" SELECT 1; ANALYZE',
        "CREATE TABLE log (at date) PARTITION BY RANGE (at); CREATE TABLE log_1 PARTITION OF log DEFAULT",
    ],
)
def test_any_database_gets_files_without_a_brief(scratch: Database, tmp_path: Path, ddl: str) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(ddl.encode())
    catalog = read(scratch)
    operate(Operation(catalog, evidence=gather(scratch, catalog, Workload())), tmp_path)
    capacity_text = (tmp_path / "capacity.md").read_text(encoding="utf-8")
    assert "There is no brief" in capacity_text
    assert ("a&#124;b.T x | 1 |" in capacity_text) is ("a|b" in ddl)
    assert "ask" in (tmp_path / "retention.md").read_text(encoding="utf-8")
    assert not (tmp_path / "distribution").exists()


def test_large_tables_are_vacuumed_sooner_also_without_a_brief(scratch: Database, tmp_path: Path) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute('CREATE TABLE "Groß" AS SELECT 1 AS a FROM generate_series(1, 3); ANALYZE')
        connection.execute("UPDATE pg_class SET reltuples = 5e6 WHERE relname = 'Groß'")  # what ANALYZE would find
    operate(Operation(read(scratch)), tmp_path)
    tables = (tmp_path / "settings/tables.sql").read_text(encoding="utf-8")
    assert '"Groß" SET (autovacuum_vacuum_scale_factor = 0.01' in tables
    assert "5,000,000 rows today" in tables
    assert "today; no brief says" in (tmp_path / "backup/runbook.md").read_text(encoding="utf-8")


def test_what_was_not_given_is_said_so(scratch: Database, tmp_path: Path) -> None:
    """An empty workload is no clean bill of health."""
    operate(Operation(read(scratch)), tmp_path)
    for name in ("pooling/hazards.md", "replicas.md"):
        assert "No workload was given, so nothing was looked at" in (tmp_path / name).read_text(encoding="utf-8")
    workload = Workload((Query("q", "LISTEN news"),))
    operate(Operation(read(scratch), workload=workload, machine=Machine(2, memory=4 << 30)), tmp_path)
    assert "- `q`: LISTEN" in (tmp_path / "pooling/hazards.md").read_text(encoding="utf-8")
    assert "shared_buffers = 1024MB" in (tmp_path / "settings/postgresql.conf").read_text(encoding="utf-8")


def test_what_was_drilled_and_driven_stands_in_the_files(scratch: Database, tmp_path: Path) -> None:
    backup = BackupReport(180006, 60, 60, 1.25, 0.5, 2.0, 30 << 20, 50 << 20, 1.5, 1.0, ("a", "b", "c"), ())
    load = drive(scratch, Workload((Query("q", "SELECT 1"),)), LoadOptions(clients=(1,), calls=2))
    operate(Operation(read(scratch), evidence=Evidence(backup=backup, load=load)), tmp_path)
    assert (
        "60 of 60 rows, base backup in 1.2 s (30 MB), recovery in 2.5 s" in (tmp_path / "backup/runbook.md").read_text()
    )
    assert "Knee: 1 clients" in (tmp_path / "concurrency.md").read_text()


def test_connections_grow_with_the_tables_that_are_asked() -> None:
    workload = Workload((
        Query("a", 'SELECT * FROM "Log"', calls_per_hour=3600, target_ms=100),
        Query("b", "SELECT 1", calls_per_hour=3600, target_ms=100),
    ))  # fmt: skip
    brief = briefed(Log=TableBrief(1, growth=0.5))
    assert busy_by_year(workload, brief, [3]) == pytest.approx({1: 0.8, 3: 0.4 * 1.5**2 + 0.4})
    assert busy_by_year(workload, None, [2]) == pytest.approx({1: 0.8, 2: 0.8})


def test_a_server_takes_every_proposed_setting(scratch: Database) -> None:
    proposals = server_settings(Machine(), size(Workload(()), Machine()))
    with scratch.connect(autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT name FROM pg_settings")}
    assert {each.name.lower() for each in proposals if not each.name.startswith(_OWN)} <= {
        name.lower() for name in known
    }
    assert all(each.why for each in proposals)


@pytest.mark.parametrize(("years", "rows"), [(0, 0), (0.5, 500), (1, 1000), (2, 1500), (3, 2250), (-1, 0)])
def test_rows_grow_as_the_brief_says(years: float, rows: float) -> None:
    assert rows_after(TableBrief(1, production=1000, growth=0.5), years) == pytest.approx(rows)


def test_bytes_are_measured_and_what_is_archived_is_not_online(scratch: Database) -> None:
    with scratch.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE public.log (at date NOT NULL, word text) PARTITION BY RANGE (at);"
            "CREATE TABLE public.log_1 PARTITION OF public.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');"
            "CREATE TABLE public.log_2 PARTITION OF public.log FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');"
            "CREATE INDEX ON public.log (at); CREATE TABLE public.empty (a int);"
            "CREATE TABLE public.unsaid AS SELECT 1 AS a;"
            "INSERT INTO public.log SELECT '2026-01-01', repeat('x', 100) FROM generate_series(1, 5000); ANALYZE"
        )
    plan = capacity(
        read(scratch),
        briefed(
            log=TableBrief(
                1, production=1_000_000, growth=0.0, retention="24 months; months older than 6 are detached"
            ),
            empty=TableBrief(1, production=5),
        ),
        3,
    )
    first, second, third = plan.sizes
    assert 100 < first.measured.row_bytes < 200
    assert 5 < first.measured.index_bytes < 50
    assert first.rows == pytest.approx(500_000)
    assert first.archived == pytest.approx(500_000)
    assert second.log == 0  # no growth: nothing new in the brief's own words
    assert third.bytes <= first.bytes
    assert len(plan.unknown) == 2


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (1536, "1.5 kB"), (5 * 2**40, "5.0 TB")])
def test_sizes_are_for_people(count: float, text: str) -> None:
    assert size_text(count) == text
