"""R-PERF-5, R-SUG-3: months are made ahead, archived and dropped by the design's own functions; no row is lost."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, UndefinedTable
from reference import Campus

pytestmark = pytest.mark.database

INSERT = (
    "INSERT INTO audit_logs (tenant_id, table_name, record_id, operation, after, occurred_at)"
    " VALUES (%s, 'roles', gen_random_uuid(), 'insert', '{}', %s) RETURNING tableoid::regclass::text"
)


def place(campus: Campus, connection: psycopg.Connection, occurred_at: str, tenant: str = "a") -> str:
    row = connection.execute(INSERT, [campus.row("tenants", tenant)["id"], occurred_at]).fetchone()
    assert row is not None
    return row[0]


def test_a_row_goes_to_its_month_in_utc_and_one_of_no_month_is_kept(campus: Campus) -> None:
    with campus.transaction(role=None, tenant=None) as connection:
        assert place(campus, connection, "2026-10-31 23:59:59+00") == "audit_logs_p2026_10"
        assert place(campus, connection, "2026-11-01 00:00:00+02") == "audit_logs_p2026_10"
        assert place(campus, connection, "2031-05-05") == "audit_logs_default"


def test_a_month_that_comes_late_takes_its_rows_of_every_tenant_along(campus: Campus) -> None:
    with campus.transaction(role=None, tenant="a") as connection:
        for tenant in ("a", "b"):
            place(campus, connection, "2031-05-05", tenant)
        place(campus, connection, "2031-06-01")
        made = connection.execute("SELECT app.make_partition('audit_logs', '2031-05-17')").fetchone()
        again = connection.execute("SELECT app.make_partition('audit_logs', '2031-05-01')").fetchone()
        moved = connection.execute("SELECT count(DISTINCT tenant_id) FROM audit_logs_p2031_05").fetchone()
        left = connection.execute("SELECT count(*) FROM audit_logs_default").fetchone()
        tenant_kept = connection.execute("SELECT app.current_tenant_id()").fetchone()
    assert (made, again) == (("audit_logs_p2031_05",), (None,))
    assert (moved, left) == ((2,), (1,))
    assert tenant_kept == (campus.row("tenants")["id"],)


def test_the_nightly_job_makes_months_ahead_and_a_second_run_none(campus: Campus) -> None:
    with campus.transaction(role="campus_jobs", tenant=None) as connection:
        first = connection.execute("SELECT app.make_partitions('audit_logs', 30)").fetchone()
        second = connection.execute("SELECT app.make_partitions('audit_logs', 30)").fetchone()
    assert first is not None
    assert first[0] > 0
    assert second == (0,)


def test_a_month_goes_to_the_archive_and_then_away(campus: Campus) -> None:
    with campus.transaction(role="campus_jobs", tenant=None) as connection:
        connection.execute("SELECT app.archive_partition('audit_logs', '2026-10-15')")
        with pytest.raises(InsufficientPrivilege), connection.transaction():
            connection.execute("SELECT FROM archive.audit_logs_p2026_10")
        connection.execute("RESET ROLE")
        assert connection.execute("SELECT count(*) FROM archive.audit_logs_p2026_10").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM audit_logs WHERE occurred_at < '2026-11-01'").fetchone() == (0,)
        connection.execute("SELECT app.drop_archived('audit_logs', '2026-10-15')")
        with pytest.raises(UndefinedTable), connection.transaction():
            connection.execute("SELECT FROM archive.audit_logs_p2026_10")


@pytest.mark.parametrize("call", ["make_partitions('audit_logs', 1)", "archive_partition('audit_logs', '2026-10-01')"])
def test_the_application_moves_no_partition(campus: Campus, call: str) -> None:
    with campus.transaction() as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(f"SELECT app.{call}")
