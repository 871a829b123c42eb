"""From brief, catalog and workload to files that a DBA would keep; the settings are such as a server takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from pgworkbench.brief import Brief, TableBrief
from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.operations.capacity import capacity, rows_after, size_text
from pgworkbench.operations.operate import Operation, operate
from pgworkbench.operations.pooling import Machine, size
from pgworkbench.operations.settings import server_settings
from pgworkbench.project import Project
from pgworkbench.server import Database
from pgworkbench.workload import Workload

_OWN = ("pg_stat_statements.", "auto_explain.")  # known once their library is loaded


def briefed(**tables: TableBrief) -> Brief:
    return Brief("shop", "A shop", 1, datetime(2026, 1, 1, tzinfo=UTC), {"tiny": 1.0}, tables)


def read(database: Database) -> Catalog:
    with database.connect() as connection:
        return read_catalog(connection)


def test_the_reference_design_gets_every_file(tiny: Database, project: Project, tmp_path: Path) -> None:
    """R-SUG-3, R-SUG-4, R-SUG-5, R-SUG-6: archiving, backup, monitoring and pooling are suggested in writing."""
    files = operate(Operation(read(tiny), project.brief, project.workload), tmp_path)
    names = {str(path.relative_to(tmp_path)) for path in files}
    assert {"pooling/pgbouncer.ini", "backup/runbook.md", "monitoring/alerts.yaml", "retention.md"} <= names
    assert all(path.read_text(encoding="utf-8").strip() for path in files)
    assert "NOT RUN" in (tmp_path / "backup/pgbackrest.conf").read_text(encoding="utf-8")
    assert "| 5 |" in (tmp_path / "capacity.md").read_text(encoding="utf-8")
    yaml.safe_load((tmp_path / "monitoring/queries.yaml").read_text(encoding="utf-8"))


def test_tables_settings_run_on_the_design(tiny_clone: Database, project: Project, tmp_path: Path) -> None:
    operate(Operation(read(tiny_clone), project.brief, project.workload), tmp_path)
    with tiny_clone.connect(autocommit=True) as connection:
        connection.execute((tmp_path / "settings/tables.sql").read_bytes())
        set_now = connection.execute(
            "SELECT count(*) FROM pg_class WHERE reloptions::text LIKE '%autovacuum%'"
        ).fetchone()
    assert set_now
    assert set_now[0] > 5


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
