"""What triggers and policies do: soft delete, versions, states, derived values."""

from __future__ import annotations

import uuid
from decimal import Decimal

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import CheckViolation, ExclusionViolation
from reference import CHANGES, Campus, metadata

from pgworkbench.catalog import Catalog

pytestmark = pytest.mark.database

SOFT = [table.name for table in metadata.sorted_tables if "deleted_at" in table.columns]


def count(connection: psycopg.Connection, table: str) -> int:
    (number,) = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone() or (-1,)
    return number


def one(connection: psycopg.Connection, query: str, *values: object) -> object:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("table", SOFT)
def test_soft_deleted_rows_do_not_show_unless_asked_for(campus: Campus, table: str) -> None:
    """R-EDGE-2, R-AUD-3: the policy hides them from any query, whatever it says."""
    name, application = sql.Identifier(table), sql.Identifier(campus.database.roles["campus_application"])
    with campus.database.connect() as connection:
        campus.enter(connection, "a")
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(application))
        living = count(connection, table)
        connection.execute(sql.SQL("UPDATE {} SET deleted_at = now() - interval '1 year'").format(name))
        assert count(connection, table) == living, "the transaction that deletes still sees it"
        connection.execute("RESET ROLE")
        connection.execute(sql.SQL("UPDATE {} SET deleted_at = deleted_at - interval '1 hour'").format(name))
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(application))
        assert count(connection, table) == 0
        campus.set(connection, "app.show_deleted", "on")
        assert count(connection, table) == living
        assert connection.execute(sql.SQL("UPDATE {} SET deleted_at = NULL").format(name)).rowcount == living
        campus.set(connection, "app.show_deleted", "off")
        assert count(connection, table) == living > 0
        connection.rollback()


def test_one_mechanism_hides_soft_deleted_rows(catalog: Catalog) -> None:
    """R-EDGE-2."""
    for table in catalog.base_tables:
        hiding = [policy for policy in table.policies if policy.name.endswith("_living_policy")]
        assert bool(hiding) == any(column.name == "deleted_at" for column in table.columns), table.name
        assert all(not policy.permissive and policy.command == "SELECT" for policy in hiding)


@pytest.mark.parametrize("table", [t.name for t in metadata.sorted_tables if "updated_at" in t.columns])
def test_a_change_moves_updated_at_and_a_rewrite_of_the_same_does_not(campus: Campus, table: str) -> None:
    """R-AUD-1, R-AUD-2, R-EDGE-6."""
    columns = metadata.tables[table].columns
    column, value = CHANGES[table]
    shown = sql.SQL("updated_at = now(), {}, {}").format(
        sql.SQL("version" if "version" in columns else "NULL"),
        sql.SQL("updated_by" if "updated_by" in columns else "NULL"),
    )
    place = "tenant_id" if "tenant_id" in columns else "id"
    own = sql.SQL("{} = {}").format(sql.Identifier(place), sql.Literal(campus.row(table)[place]))
    change = sql.SQL("UPDATE {} SET {} = {} WHERE {} RETURNING {}")
    name, target = sql.Identifier(table), sql.Identifier(column)
    with campus.transaction(role=None) as connection:
        same = connection.execute(change.format(name, target, target, own, shown)).fetchone()
        moved = connection.execute(change.format(name, target, sql.Literal(value), own, shown)).fetchone()
    versions = (1, 2) if "version" in columns else (None, None)
    assert same is not None
    assert moved is not None
    assert (same[:2], moved[:2]) == ((False, versions[0]), (True, versions[1]))
    assert moved[2] == (campus.row("users")["id"] if "updated_by" in columns else None)


def test_an_update_of_a_past_version_changes_nothing(campus: Campus) -> None:
    """R-EDGE-6."""
    with campus.transaction() as connection:
        change = "UPDATE campaigns SET notes = %s WHERE version = 1"
        assert connection.execute(change, ["first"]).rowcount == 1
        assert connection.execute(change, ["second"]).rowcount == 0


@pytest.mark.parametrize(
    ("table", "steps", "forbidden"),
    [
        ("campaigns", ["scheduled", "active", "paused", "active", "completed"], "active"),
        ("leads", ["contacted", "qualified", "applied", "enrolled"], "new"),
        ("ads_templates", ["approved", "retired", "draft"], "retired-twice"),
    ],
)
def test_states_follow_their_machine(campus: Campus, table: str, steps: list[str], forbidden: str) -> None:
    """R-INT-4: from each state only to the next ones; the message names the rule."""
    step = sql.SQL("UPDATE {} SET status = %s").format(sql.Identifier(table))
    with campus.transaction() as connection:
        if table == "campaigns":
            connection.execute("UPDATE campaigns SET starts_on = '2026-01-01', ends_on = '2026-12-31'")
        for status in steps:
            assert connection.execute(step, [status]).rowcount == 1
        with pytest.raises(CheckViolation) as refused:
            connection.execute(step, [forbidden])
        assert refused.value.diag.constraint_name in {
            f"{table}_status_step_check_constraint",
            f"{table}_status_check_constraint",
        }


def test_a_leads_steps_are_written_down(campus: Campus) -> None:
    with campus.transaction() as connection:
        connection.execute("UPDATE leads SET status = 'contacted'")
        connection.execute("UPDATE leads SET status = 'lost', lost_reason = 'price'")
        connection.execute("UPDATE leads SET score = 1")
        steps = connection.execute(
            "SELECT from_status, to_status, reason, created_by FROM lead_status_changes ORDER BY id OFFSET 1"
        ).fetchall()
        actor = campus.row("users")["id"]
        assert steps == [("new", "contacted", None, actor), ("contacted", "lost", "price", actor)]


def test_spending_is_the_sum_of_its_days_whatever_happens_to_them(campus: Campus) -> None:
    """R-INT-8: insert, correction, upsert and removal; and counting anew finds nothing to mend."""
    ad = campus.row("campaign_ads")
    insert = (
        "INSERT INTO campaign_daily_metrics"
        " (tenant_id, campaign_id, campaign_ad_id, metric_date, impressions, spend_amount)"
        " SELECT %s, %s, %s, date '2026-09-01' + day, 10, day FROM generate_series(1, 4) AS day"
        " ON CONFLICT (tenant_id, campaign_id, campaign_ad_id, metric_date) DO UPDATE SET spend_amount = 100"
    )
    with campus.transaction(role=None) as connection:

        def spent() -> object:
            return one(connection, "SELECT spent_amount FROM campaigns WHERE id = %s", ad["campaign_id"])

        assert spent() == Decimal("5.00")
        connection.execute(insert, [ad["tenant_id"], ad["campaign_id"], ad["id"]])
        assert spent() == Decimal("15.00")
        connection.execute(insert, [ad["tenant_id"], ad["campaign_id"], ad["id"]])
        assert spent() == Decimal("405.00")
        connection.execute("DELETE FROM campaign_daily_metrics WHERE metric_date < '2026-09-04'")
        assert spent() == Decimal("205.00")
        connection.execute("SELECT set_config('app.tenant_id', '', true)")
        assert one(connection, "SELECT app.refresh_campaign_spend()") == 0
        assert one(connection, "SELECT version FROM campaigns WHERE id = %s", ad["campaign_id"]) == 1


def test_an_activity_moves_its_leads_latest_and_never_back(campus: Campus) -> None:
    with campus.transaction() as connection:
        lead = campus.row("leads")["id"]
        insert = "INSERT INTO lead_activities (lead_id, kind, occurred_at) VALUES (%s, 'note', %s)"
        connection.execute(insert, [lead, "2031-01-01"])
        connection.execute(insert, [lead, "2030-01-01"])
        latest = one(
            connection, "SELECT last_activity_at = '2031-01-01' AND version = 1 FROM leads WHERE id = %s", lead
        )
        assert latest is True


def test_keys_are_in_the_order_of_time(campus: Campus) -> None:
    """R-INT-1: version 7 of RFC 9562."""
    with campus.transaction() as connection:
        made = [one(connection, "SELECT app.make_uuid()") for _ in range(50)]
    assert made == sorted(made, key=str)
    assert {(key.version, key.variant) for key in made} == {(7, uuid.RFC_4122)}


def test_a_tree_keeps_its_paths_and_takes_no_circle(campus: Campus) -> None:
    """The path follows from the slugs above, and moves with them."""
    insert = "INSERT INTO course_categories (name, slug, parent_id) VALUES (%s, %s, %s) RETURNING id"
    with campus.transaction() as connection:
        root = campus.row("course_categories")["id"]
        physics = one(connection, insert, "Physics", "physics", root)
        optics = one(connection, insert, "Optics", "optics", physics)
        assert one(connection, "SELECT path FROM course_categories WHERE id = %s", optics) == "sciences/physics/optics"
        connection.execute("UPDATE course_categories SET slug = 'science' WHERE id = %s", [root])
        assert one(connection, "SELECT path FROM course_categories WHERE id = %s", optics) == "science/physics/optics"
        for above in (optics, root):
            with pytest.raises(CheckViolation), connection.transaction():
                connection.execute("UPDATE course_categories SET parent_id = %s WHERE id = %s", [above, root])
        connection.execute("UPDATE course_categories SET parent_id = NULL WHERE id = %s", [physics])
        assert one(connection, "SELECT path FROM course_categories WHERE id = %s", optics) == "physics/optics"


def test_no_course_waits_for_itself_over_however_many_steps(campus: Campus) -> None:
    courses = (
        "INSERT INTO courses (category_id, code, slug, title, level) SELECT %s, %s, %s, 'More', 'bachelor' RETURNING id"
    )
    link = "INSERT INTO course_prerequisites (course_id, prerequisite_id) VALUES (%s, %s)"
    with campus.transaction() as connection:
        category, first = campus.row("course_categories")["id"], campus.row("courses")["id"]
        second, third = (one(connection, courses, category, f"AB-{n}00", f"ab-{n}") for n in (2, 3))
        connection.execute(link, [second, first])
        connection.execute(link, [third, second])
        with pytest.raises(CheckViolation):
            connection.execute(link, [first, third])


def test_periods_of_one_kind_never_overlap(campus: Campus) -> None:
    """R-INT-4, R-PERF-2: an exclusion over ranges; another tenant, another kind and a cancelled cycle may."""
    insert = "INSERT INTO cycles (kind, code, name, period, status) VALUES (%s, %s, 'More', %s, %s)"
    with campus.transaction() as connection:
        connection.execute(insert, ["intake", "2026-I", "[2026-09-01,2026-12-01)", "planned"])
        connection.execute(insert, ["semester", "2027-S1", "[2027-02-01,2027-07-01)", "planned"])
        connection.execute(insert, ["semester", "2026-X", "[2026-10-01,2026-12-01)", "cancelled"])
        with pytest.raises(ExclusionViolation) as refused:
            connection.execute(insert, ["semester", "2026-S9", "[2027-01-31,2027-03-01)", "planned"])
    assert refused.value.diag.constraint_name == "cycles_kind_period_exclude_constraint"
