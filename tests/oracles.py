"""What each CHECK of the design should say, told again in Python: an oracle for the property tests.

Most rules have a shape that is read from their text (a set, a pattern, a range). Those about several columns stand in
TOGETHER, in words of their own. An oracle answers True where a row may enter; NULL is no offence, as in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint

Row = dict[str, Any]
Oracle = Callable[[Row], bool]

_BLANKS = " \t\n\r\v\f"


def both(row: Row, one: str, other: str) -> bool:
    """Either both are said or neither."""
    return (row[one] is None) == (row[other] is None)


def after(row: Row, later: str, earlier: str, *, equal: bool = True) -> bool:
    """One time follows the other, wherever both are said."""
    if row[later] is None or row[earlier] is None:
        return True
    return bool(row[later] >= row[earlier] if equal else row[later] > row[earlier])


def place(row: Row) -> bool:
    """A campus's row names its campus and no user, a user's its user and no campus, a tenant's neither."""
    named = {"campus": row["campus_id"], "user": row["user_id"]}
    return all((value is not None) == (row["scope"] == scope) for scope, value in named.items())


def owner(row: Row) -> bool:
    """A picture belongs to exactly what its discriminator says."""
    kinds = ("blog_post", "page", "course", "campus")
    return [kind for kind in kinds if row[f"{kind}_id"] is not None] == [row["attached_to"]]


def published(row: Row) -> bool:
    """What is shown says since when."""
    return row["status"] != "published" or row["published_at"] is not None


def within_a_day(row: Row) -> bool:
    """A reset ends after it began, and within a day."""
    lasted = row["expires_at"] - row["created_at"]
    return timedelta(0) < lasted <= timedelta(days=1)


TOGETHER: dict[str, Oracle] = {
    "audit_logs_after": lambda row: (row["operation"] == "delete") == (row["after"] is None),
    "audit_logs_before": lambda row: (row["operation"] in {"insert", "erase"}) == (row["before"] is None),
    "audit_logs_changed_columns": lambda row: (row["operation"] == "update") == (row["changed_columns"] is not None),
    "blog_posts_published_at": published,
    "campaign_daily_metrics_clicks": lambda row: 0 <= row["clicks"] <= row["impressions"],
    "campaign_daily_metrics_conversions": lambda row: 0 <= row["conversions"] <= row["clicks"],
    "campaigns_dates": lambda row: row["status"] in {"draft", "cancelled"} or None not in (
        row["starts_on"], row["ends_on"]),
    "campaigns_ends_on": lambda row: after(row, "ends_on", "starts_on"),
    "campuses_closed_on": lambda row: after(row, "closed_on", "opened_on"),
    "campuses_coordinates": lambda row: both(row, "latitude", "longitude"),
    "course_prerequisites_prerequisite_id": lambda row: row["prerequisite_id"] != row["course_id"],
    "course_runs_campus_id": lambda row: row["delivery"] == "online" or row["campus_id"] is not None,
    "course_runs_ends_on": lambda row: after(row, "ends_on", "starts_on", equal=False),
    "course_runs_price": lambda row: both(row, "price_amount", "price_currency"),
    "course_runs_room_id": lambda row: row["room_id"] is None or row["campus_id"] is not None,
    "course_runs_seats": lambda row: 0 <= row["enrolled_count"] <= row["capacity"],
    "courses_price": lambda row: both(row, "price_amount", "price_currency"),
    "courses_published_at": published,
    "cycles_parent_id": lambda row: row["parent_id"] != row["id"],
    "enrollment_windows_fee": lambda row: both(row, "fee_amount", "fee_currency"),
    "enrollments_graded": lambda row: row["grade"] is None or row["status"] in {"completed", "failed"},
    "feature_flag_overrides_place": place,
    "lead_activities_done_at": lambda row: row["done_at"] is None or row["kind"] == "task",
    "lead_activities_due_at": lambda row: (row["kind"] == "task") == (row["due_at"] is not None),
    "lead_consents_withdrawn_at": lambda row: after(row, "withdrawn_at", "given_at"),
    "lead_status_changes_to_status": lambda row: row["to_status"] != row["from_status"],
    "leads_contact": lambda row: {row["email"], row["phone"], row["erased_at"]} != {None},
    "leads_lost": lambda row: row["lost_reason"] is None or row["status"] in {"lost", "unqualified"},
    "media_assets_owner": owner,
    "media_assets_pixels": lambda row: (
        both(row, "width", "height") and (row["width"] is None or min(row["width"], row["height"]) > 0)),
    "password_resets_expires_at": within_a_day,
    "settings_place": place,
    "user_identities_subject": lambda row: 1 <= len(row["subject"]) <= 255,
    "user_profiles_date_of_birth": lambda row: row["date_of_birth"] is None or row["date_of_birth"] > date(1900, 1, 1),
    "user_sessions_expires_at": lambda row: after(row, "expires_at", "created_at", equal=False),
    "users_password_hash": lambda row: row["password_hash"] is None or row["password_hash"].startswith("$"),
}  # fmt: skip


def words(rule: CheckConstraint) -> tuple[str, ...]:
    """The values of a closed set; none for another kind of rule."""
    closed = re.fullmatch(r"\w+ IN \(([^()]+)\)", str(rule.sqltext))
    return tuple(re.findall(r"'([^']*)'", closed[1])) if closed else ()


def pattern(rule: CheckConstraint) -> str | None:
    """The regular expression of a rule that is nothing else, for Python: `$` is the end, not a line's."""
    found = re.fullmatch(r"\w+ ~ '(.+)'", str(rule.sqltext))
    return found[1].removesuffix("$") + (r"\Z" if found[1].endswith("$") else "") if found else None


def oracle_of(rule: CheckConstraint, column: str) -> Oracle:
    """Whether a row may enter; `column` is what a rule of one column is about."""
    name = str(rule.name).removesuffix("_check_constraint")
    if name in TOGETHER:
        return TOGETHER[name]
    judge = _of_one(rule)
    return lambda row: row[column] is None or judge(row[column])


def _of_one(rule: CheckConstraint) -> Callable[[Any], bool]:
    text = str(rule.sqltext)
    if (closed := words(rule)) or (regex := pattern(rule)) is None:
        return closed.__contains__ if closed else _by_shape(str(rule.name), text)
    return lambda value: re.match(regex, value) is not None


def _by_shape(name: str, text: str) -> Callable[[Any], bool]:
    if bounds := re.fullmatch(r"\w+ BETWEEN (-?\d+) AND (-?\d+)", text):
        return lambda value: not Decimal(value).is_nan() and int(bounds[1]) <= value <= int(bounds[2])
    if least := re.fullmatch(r"\w+ (>=?) 0( AND \w+ <> 'NaN')?", text):
        return lambda value: not Decimal(value).is_nan() and (value >= 0 if least[1] == ">=" else value > 0)
    for mark, judge in _SHAPES.items():
        if mark in text:
            return judge
    raise AssertionError(f"{name} has no oracle: say in TOGETHER what it allows")


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "jsonb_typeof": lambda value: isinstance(value.obj, dict),
    "!~": lambda value: value != "" and value.strip(_BLANKS) == value,
    "lower(": lambda value: value == value.lower() and re.match(r"[^@\s]+@[^@\s]+\Z", value) is not None,
    "octet_length": lambda value: len(value) == 32,
}
