"""R-INT-4: every rule refuses what it forbids and is named by the message; a rule that refuses nothing is none."""

from __future__ import annotations

import pytest
from psycopg import Error, sql
from psycopg.errors import CheckViolation
from reference import Campus, metadata
from sqlalchemy import CheckConstraint, Table

pytestmark = pytest.mark.database

# Values that some rule should dislike, by the beginning of a column's type.
DISLIKED: dict[str, tuple[str | None, ...]] = {
    "VARCHAR": ("", " x ", "no such word", "UPPER@EXAMPLE.ORG", "ftp://example.org", "..", None),
    "TEXT": ("", "plain", "x" * 300, None),
    "INTEGER": ("-1", "0", "1000000", None),
    "SMALLINT": ("-1", "0", "32000", None),
    "BIGINT": ("-1", "0", None),
    "NUMERIC": ("-1", "99.9", "-99.9", None),
    "DATE": ("1800-01-01", "2099-01-01", None),
    "TIMESTAMP": ("1990-01-01", "2099-01-01", None),
    "BLOB": ("\\x00",),
    "JSONB": ("[]", "{}", None),
    "ARRAY": ("{a}", None),
    "TEXT[]": ("{a}", None),
    "UUID": ("00000000-0000-0000-0000-00000000000f", None),
    "BOOLEAN": ("true",),
}
# Rules about several columns, of which one alone is not wrong.
TOGETHER = {
    "campaigns_ends_on_check_constraint": "starts_on = '2026-02-01', ends_on = '2026-01-01'",
    "campaigns_dates_check_constraint": "status = 'active'",
    "campuses_closed_on_check_constraint": "opened_on = '2026-02-01', closed_on = '2026-01-01'",
    "course_runs_campus_id_check_constraint": "delivery = 'on_campus', campus_id = NULL, room_id = NULL",
    "course_runs_room_id_check_constraint": "delivery = 'online', campus_id = NULL",
    "course_prerequisites_prerequisite_id_check_constraint": "prerequisite_id = course_id",
    "cycles_parent_id_check_constraint": "parent_id = id",
    "lead_activities_due_at_check_constraint": "kind = 'call', due_at = now()",
    "lead_activities_done_at_check_constraint": "kind = 'call', done_at = now()",
    "lead_status_changes_to_status_check_constraint": "to_status = from_status",
    "leads_contact_check_constraint": "email = NULL, phone = NULL, erased_at = NULL",
    "leads_lost_check_constraint": "lost_reason = 'price', status = 'new'",
    "enrollments_graded_check_constraint": "grade = 50, status = 'enrolled'",
    "audit_logs_before_check_constraint": "before = '{}'",
    "audit_logs_after_check_constraint": "after = NULL",
    "audit_logs_changed_columns_check_constraint": "changed_columns = '{a}'",
    "platform_settings_key_check_constraint": "key = 'word'",
    "campuses_coordinates_check_constraint": "latitude = 1",
    "courses_price_check_constraint": "price_amount = 1",
    "courses_published_at_check_constraint": "status = 'published', published_at = NULL",
    "blog_posts_published_at_check_constraint": "status = 'published', published_at = NULL",
    "enrollment_windows_fee_check_constraint": "fee_amount = 1",
    "course_runs_price_check_constraint": "price_amount = 1",
    "media_assets_pixels_check_constraint": "width = 1",
    "media_assets_owner_check_constraint": "attached_to = 'page'",
    "campuses_longitude_check_constraint": "longitude = 181, latitude = 1",
    "campaign_daily_metrics_impressions_check_constraint": "impressions = -1",
}


def rules() -> list[object]:
    return [
        pytest.param(table, rule, id=str(rule.name))
        for table in metadata.sorted_tables
        for rule in sorted(table.constraints, key=lambda each: str(each.name))
        if isinstance(rule, CheckConstraint)
    ]


def attempts(table: Table, rule: CheckConstraint) -> list[sql.Composable]:
    """What to write so that the rule speaks: the named combination, or each disliked value of its columns."""
    if str(rule.name) in TOGETHER:
        return [sql.SQL(TOGETHER[str(rule.name)])]
    named = [column for column in table.columns if column.name in str(rule.sqltext)]
    return [
        sql.SQL("{} = {}").format(sql.Identifier(column.name), sql.Literal(value))
        for column in named
        for value in next((v for k, v in DISLIKED.items() if str(column.type).startswith(k)), ())
    ]


@pytest.mark.parametrize(("table", "rule"), rules())
def test_a_rule_refuses_what_it_forbids_and_is_named(campus: Campus, table: Table, rule: CheckConstraint) -> None:
    name = sql.Identifier(table.name)
    place = "tenant_id" if "tenant_id" in table.columns else "id"
    own = sql.SQL("{} = {}").format(sql.Identifier(place), sql.Literal(campus.row(table.name)[place]))
    refused = set()
    with campus.transaction(role=None) as connection:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
        for other in table.constraints:  # this rule alone: another one may dislike the same value
            if isinstance(other, CheckConstraint) and other is not rule:
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
                connection.execute(drop.format(name, sql.Identifier(str(other.name))))
        for change in attempts(table, rule):
            try:
                with connection.transaction():
                    connection.execute(sql.SQL("UPDATE {} SET {} WHERE {}").format(name, change, own))
            except CheckViolation as error:
                refused.add(str(error.diag.constraint_name).replace("_p2026_10", ""))
            except Error:
                continue
    assert rule.name in refused, f"nothing that was tried offends {rule.name}: {rule.sqltext}"
