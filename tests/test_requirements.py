"""Lines of the requirements that belong to no single room: each is named by the test that shows it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from reference import Campus

from pgworkbench.bench import BenchOptions, explore, proposals
from pgworkbench.catalog.dump import dump_structure
from pgworkbench.review import Review, Subject, review
from pgworkbench.server import Database, Server, ServerOptions, open_server
from pgworkbench.session import catalog_of
from pgworkbench.workbench import Workbench
from pgworkbench.workload import Workload

ROOT = Path(__file__).resolve().parents[1]
MIGRATIONS = ROOT / "schema" / "migrations"

# R-DOM: what each numbered domain must hold.
DOMAINS = {
    "R-DOM-1": "users user_profiles roles permissions role_permissions user_roles user_identities user_sessions",
    "R-DOM-2": "campuses campus_rooms campus_staff",
    "R-DOM-3": "course_categories courses course_prerequisites course_instructors course_runs enrollments",
    "R-DOM-4": "cycles enrollment_windows",
    "R-DOM-5": "campaigns ads_templates campaign_ads campaign_daily_metrics",
    "R-DOM-6": "leads lead_status_changes lead_activities lead_consents",
    "R-DOM-7": "blog_posts pages page_revisions tags blog_post_tags media_assets",
    "R-DOM-8": "settings platform_settings feature_flags feature_flag_overrides",
    "R-DOM-9": "event_streams events event_outbox event_snapshots",
    "R-DOM-10": "tenants audit_logs",
}


@pytest.mark.parametrize("line", DOMAINS)
def test_a_domain_has_its_tables_and_each_its_key_and_purpose(line: str, workbench: Workbench) -> None:
    """R-DOM-1 to R-DOM-10, R-INT-1."""
    catalog = workbench.catalog()
    for name in DOMAINS[line].split():
        table = catalog.table(name)
        assert table.primary_key is not None
        assert table.comment


def test_what_is_required_cannot_be_left_out(workbench: Workbench) -> None:
    """R-INT-3: keys, references to a parent that a row is a part of, and times are NOT NULL."""
    for table in workbench.catalog().base_tables:
        key = table.primary_key
        assert key is not None
        assert all(table.column(column).not_null for column in key.columns)
        for name in ("tenant_id", "created_at"):
            columns = [column for column in table.columns if column.name == name]
            assert all(column.not_null for column in columns), table.name


def test_whoever_works_for_two_institutions_has_two_users(campus: Campus) -> None:
    """R-DEC-3: the same address signs in one account of each tenant, and one tenant's are not the other's."""
    users = [campus.row("users", tenant) for tenant in "ab"]
    assert users[0]["tenant_id"] != users[1]["tenant_id"]
    with campus.transaction(tenant="a") as connection:
        seen = connection.execute("SELECT count(*) FROM users WHERE tenant_id = %s", [users[1]["tenant_id"]])
        assert seen.fetchone() == (0,)


@pytest.fixture(scope="module")
def campus(server: Server, design_db: Database) -> Iterator[Campus]:
    from reference import insert_rows  # beside its value, for this fixture alone

    with server.clone(design_db, "requirements") as database:
        rows: dict[tuple[str, str], dict[str, object]] = {}
        with database.connect() as connection:
            for tenant in "ab":
                insert_rows(connection, tenant, rows)
        yield Campus(database, rows)


def reviewed(workbench: Workbench, database: Database) -> Review:
    project = workbench.project
    return review(Subject(catalog_of(database), project.brief, project.workload, claims=project.claims))


def test_from_the_request_to_a_reviewed_schema(workbench: Workbench) -> None:
    """R-USE-1: users, campuses and courses with their relationships, built from the models and found clean."""
    tables = {str(table.name) for table in catalog_of(workbench.design()).base_tables}
    assert {"users", "campuses", "courses", "course_instructors"} <= tables
    assert [workbench.review(domain).findings for domain in ("users", "campuses", "courses")] == [(), (), ()]


def test_a_review_says_what_is_missing_and_its_fix_mends_it(workbench: Workbench, tiny_clone: Database) -> None:
    """R-USE-3: course runs and cycles, with an index and a trigger forgotten."""
    with tiny_clone.connect(autocommit=True) as connection:
        connection.execute("DROP INDEX enrollment_windows_cycle_id_opens_at_btree_idx")
        connection.execute("DROP TRIGGER course_runs_touch_trigger ON course_runs")
    found = {finding.rule: finding for finding in reviewed(workbench, tiny_clone).findings}
    assert {"foreign-key-without-index", "audit-trigger-missing"} <= set(found)
    fix = found["foreign-key-without-index"].fix
    with tiny_clone.connect(autocommit=True) as connection:
        connection.execute(fix.encode())
    assert "foreign-key-without-index" not in {f.rule for f in reviewed(workbench, tiny_clone).findings}


def test_a_missing_index_is_suggested_from_the_query(workbench: Workbench, tiny_clone: Database) -> None:
    """R-SUG-1, R-PERF-4: its candidate is built, chosen by the planner and measured before it is proposed."""
    with tiny_clone.connect(autocommit=True) as connection:
        connection.execute("DROP INDEX lead_activities_lead_id_occurred_at_id_btree_idx")
    query = workbench.project.workload.query("timeline_of_lead")
    run = explore(tiny_clone, Workload((query,)), BenchOptions(sets=2, write_costs=False))
    assert any("lead_id" in str(proposal) and "lead_activities" in str(proposal) for proposal in proposals(run))


def dbmate(url: str, command: str) -> None:
    program = Path(sys.executable).with_name("dbmate")
    arguments = [str(program), "--no-dump-schema", "--migrations-dir", str(MIGRATIONS), command]
    done = subprocess.run(
        arguments, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.database
def test_dbmate_applies_the_released_files_takes_them_back_and_applies_them_again(tmp_path: Path) -> None:
    """R-MIG-1, R-MIG-2, R-MIG-4, R-CHK-6: as they are, on an empty server of this major."""
    options = replace(ServerOptions.from_environment(tmp_path / "state"), url=None)
    with open_server(options) as empty:
        with empty.connect() as connection:
            connection.execute("CREATE DATABASE campus")
        url = empty.url("campus")
        dbmate(url, "up")
        whole = dump_structure(empty, "campus")
        for _ in MIGRATIONS.glob("*.sql"):
            dbmate(url, "rollback")
        with psycopg.connect(url) as connection:
            left = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            assert {name for (name,) in left} == {"schema_migrations", "schema_migrations_pkey"}
        dbmate(url, "up")
        assert not whole.difference(dump_structure(empty, "campus"))


def test_every_line_of_the_requirements_is_named() -> None:
    """By a test, by a notebook, or by a rule."""
    counts = {"DOM": 10, "INT": 9, "PERF": 5, "AUD": 4, "MIG": 8, "CHK": 6, "EDGE": 6, "DEC": 9, "SUG": 2, "USE": 4}
    folders = (ROOT / "tests", ROOT / "notebooks", ROOT / "pgworkbench" / "review" / "rules")
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".ipynb"}]
    named = set(re.findall(r"R-[A-Z]+(?:-\d+)?", "\n".join(path.read_text(encoding="utf-8") for path in files)))
    wanted = {f"R-{name}-{number}" for name, last in counts.items() for number in range(1, last + 1)}
    assert wanted | {"R-NAME", "R-TYPE", "R-ASK"} <= named
