"""The reference design's seeds: a plan for every table, and rows that look as the application would have made them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from psycopg import sql

from pgworkbench.project import Project
from pgworkbench.seeding import Generation, seed, top_up, verify
from pgworkbench.server import Database, Server
from pgworkbench.workbench import Workbench

AGREEMENTS = [
    """SELECT count(*) FROM campaigns c WHERE spent_amount <> (SELECT coalesce(sum(spend_amount), 0)
             FROM campaign_daily_metrics m WHERE (m.tenant_id, m.campaign_id) = (c.tenant_id, c.id))""",
    """SELECT count(*) FROM leads l WHERE last_activity_at <> greatest(created_at, (SELECT max(occurred_at)
             FROM lead_activities a WHERE (a.tenant_id, a.lead_id) = (l.tenant_id, l.id)))""",
    """SELECT count(*) FROM leads l WHERE status <> coalesce((SELECT to_status FROM lead_status_changes s
            WHERE (s.tenant_id, s.lead_id) = (l.tenant_id, l.id) ORDER BY created_at DESC, id DESC LIMIT 1), 'new')""",
    """SELECT count(*) FROM leads l WHERE version <> 1 + (deleted_at IS NOT NULL)::int + (SELECT count(*)
             FROM lead_status_changes s WHERE (s.tenant_id, s.lead_id) = (l.tenant_id, l.id))""",
    """SELECT count(*) FROM leads l WHERE converted_at IS DISTINCT FROM (SELECT max(created_at) FROM
             lead_status_changes s WHERE (s.tenant_id, s.lead_id) = (l.tenant_id, l.id) AND to_status = 'enrolled')""",
    """SELECT count(*) FROM (SELECT from_status, lag(to_status, 1, 'new') OVER (PARTITION BY lead_id
             ORDER BY created_at, id) AS before FROM lead_status_changes) AS step WHERE from_status <> before""",
    """SELECT count(*) FROM leads l JOIN campaign_ads a ON a.id = l.campaign_ad_id
            WHERE a.campaign_id <> l.campaign_id""",
    "SELECT count(*) FROM campaigns WHERE (version = 1) <> (updated_at = created_at)",
    "SELECT count(*) FROM users WHERE (version = 1) <> (updated_at = created_at)",
    """SELECT count(*) FROM users u
            WHERE last_sign_in_at < (SELECT max(created_at) FROM user_sessions WHERE user_id = u.id)""",
    """SELECT count(*) FROM campaign_daily_metrics m JOIN campaigns c ON c.id = m.campaign_id
            WHERE metric_date NOT BETWEEN starts_on AND ends_on""",
]


def query(database: Database, text: str) -> list[tuple[Any, ...]]:
    with database.connect(autocommit=True) as connection:
        return connection.execute(text).fetchall()


def test_every_table_has_a_plan_and_every_plan_a_table(project: Project) -> None:
    assert sorted(plan.table for plan in project.plans) == sorted(project.groups)


def test_tiny_is_as_its_manifest_promises(workbench: Workbench) -> None:
    """Rows, digests and foreign keys, made and read again."""
    database, manifest = workbench.seeded("tiny")
    assert verify(database, workbench.project.plans, manifest) == ()
    assert all(record.rows for record in manifest.tables.values()), "no table is empty"


def test_another_server_database_gets_the_same_bytes(server: Server, workbench: Workbench) -> None:
    project, manifest = workbench.project, workbench.seeded("tiny")[1]
    with server.scratch("seeds", roles=project.roles) as database:
        with database.engine().begin() as connection:
            project.metadata.create_all(connection)
        again = seed(
            database, project.plans, manifest.generations[-1].volumes, seed=manifest.seed, as_of=project.brief.as_of
        )
    assert again.text() == manifest.text()


def test_the_design_grows(workbench: Workbench, tiny_clone: Database) -> None:
    """Twice the rows two months later: older rows stay, what triggers keep is right, every promise holds again."""
    project, manifest = workbench.project, workbench.seeded("tiny")[1]
    volumes = manifest.generations[-1].volumes
    twice = {table: rows * (1 if project.brief.tables[table].fixed else 2) for table, rows in volumes.items()}
    later = Generation(twice, project.brief.as_of + timedelta(days=60))
    grown = top_up(tiny_clone, project.plans, manifest, later)
    assert verify(tiny_clone, project.plans, grown) == ()
    assert grown.tables["leads"].rows == 2 * manifest.tables["leads"].rows
    for wrong in AGREEMENTS:
        if "last_sign_in_at" not in wrong:  # the application's own column: older users keep the one they had
            assert query(tiny_clone, wrong) == [(0,)], wrong


def test_every_rule_of_the_tables_holds(tiny: Database) -> None:
    """R-INT: constraints are asked again, not believed."""
    checks = """
        SELECT conrelid::regclass::text, pg_get_expr(conbin, conrelid) FROM pg_constraint
         WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conparentid = 0
    """
    found = query(tiny, checks)
    assert len(found) > 50
    for table, rule in found:
        assert query(tiny, f"SELECT count(*) FROM {table} WHERE NOT ({rule})") == [(0,)], (table, rule)
    assert query(tiny, "SELECT count(*) FROM pg_index WHERE NOT (indisvalid AND indisready)") == [(0,)]
    assert query(tiny, "SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == [(0,)]


@pytest.mark.parametrize("wrong", AGREEMENTS)
def test_what_triggers_keep_is_what_they_would_have_kept(tiny: Database, wrong: str) -> None:
    """R-INT-8: denormalised values agree with the rows that they follow from."""
    assert query(tiny, wrong) == [(0,)]


def test_every_step_of_a_lead_is_one_that_may_follow(project: Project, tiny: Database) -> None:
    from schema.leads import STEPS

    taken = query(tiny, "SELECT DISTINCT from_status, to_status FROM lead_status_changes")
    assert len(taken) > 5
    assert all(there in STEPS[here] for here, there in taken)
    assert "leads" in project.groups


def test_nothing_happened_after_the_day_of_the_volumes(project: Project, tiny: Database) -> None:
    """Times of the past lie in the past; only what is planned lies ahead."""
    planned = {"opens_at", "closes_at", "expires_at", "due_at", "starts_on", "ends_on", "locked_until"}
    ahead = planned | {"done_at", "reported_at", "updated_at"}
    columns = query(
        tiny,
        """SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND a.atttypid = 'timestamptz'::regtype""",
    )
    for table, column in columns:
        if column not in ahead:
            latest = query(tiny, f"SELECT max({column}) FROM {table}")[0][0]
            assert latest is None or latest <= project.brief.as_of, (table, column)


@pytest.mark.parametrize(
    ("table", "column", "reserved"),
    [
        ("leads", "email", "~ '@example\\.(org|com|net)$'"),
        ("users", "email", "~ '@example\\.(org|com|net)$'"),
        ("leads", "phone", "~ '^\\+(1[2-9]..55501|447700900|442079460|3532091|3363998|3319900|493023125|498999998)'"),
        ("user_profiles", "phone", "~ '^\\+(1[2-9]..55501|44|353|33|49)'"),
        (
            "user_sessions",
            "ip_address",
            "<<= ANY ('{192.0.2.0/24,198.51.100.0/24,203.0.113.0/24,2001:db8::/32}'::inet[])",
        ),
        ("ads_templates", "media_url", "~ '^https://media\\.example\\.org/'"),
    ],
)
def test_no_datum_can_be_anybodys(tiny: Database, table: str, column: str, reserved: str) -> None:
    assert query(tiny, f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL")[0][0] > 2
    assert query(tiny, f"SELECT count(*) FROM {table} WHERE NOT ({column} {reserved})") == [(0,)]


def test_tenants_are_heavy_and_light_and_people_write_in_many_scripts(tiny: Database) -> None:
    counts = [n for (n,) in query(tiny, "SELECT count(*) FROM leads GROUP BY tenant_id ORDER BY 1 DESC")]
    assert counts[0] > sum(counts[1:]) * 0.8
    assert len(counts) == 12
    for script in ("\\u0370-\\u03ff", "\\u0400-\\u04ff", "\\u0900-\\u097f", "\\u4e00-\\u9fff"):
        assert query(tiny, f"SELECT count(*) FROM leads WHERE given_name ~ '[{script}]'")[0][0] > 5


MADE_AGAIN = """
    CREATE TEMP TABLE chosen AS SELECT * FROM {table} WHERE {key} IN (
      SELECT record_id FROM audit_logs WHERE table_name = {name} AND operation = 'insert');
    SET LOCAL session_replication_role = replica;
    DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM chosen);
    SET LOCAL session_replication_role = origin;
    INSERT INTO {table} ({columns}) SELECT {columns} FROM chosen
"""
BOTH_RECORDS = """
    SELECT seeded.after - changed.columns, traced.after - changed.columns
      FROM audit_logs AS seeded JOIN audit_logs AS traced USING (table_name, record_id, operation)
     CROSS JOIN LATERAL (
             SELECT array_agg(name) FILTER (WHERE name IS NOT NULL) || '{}'::text[] AS columns FROM audit_logs AS later
               LEFT JOIN LATERAL unnest(later.changed_columns) AS name ON true
              WHERE later.table_name = seeded.table_name AND later.record_id = seeded.record_id) AS changed
     WHERE table_name = %s AND seeded.occurred_at < now() AND traced.occurred_at = now()
"""


@pytest.mark.parametrize("table", ["users", "user_profiles", "user_roles", "campaigns", "leads", "lead_consents"])
def test_the_trigger_itself_would_have_left_the_same_record(tiny_clone: Database, table: str) -> None:
    """R-AUD-4: rows are made again, with triggers on; what no later record changes is the same in both records."""
    with tiny_clone.connect(autocommit=True) as connection, connection.transaction():
        columns = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = ''",
            [table],
        ).fetchall()
        again = sql.SQL(MADE_AGAIN).format(
            table=sql.Identifier(table),
            key=sql.Identifier("user_id" if table == "user_profiles" else "id"),
            name=sql.Literal(table),
            columns=sql.SQL(", ").join(sql.Identifier(name) for (name,) in columns),
        )
        connection.execute(again)
        records = connection.execute(BOTH_RECORDS, [table]).fetchall()
    assert records
    for seeded, traced in records:
        assert seeded == traced
