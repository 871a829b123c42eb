"""A finding is suppressed with a reason, until a day; a suppression that does nothing is reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pgworkbench.catalog import Catalog
from pgworkbench.review import Review, Subject, Suppression, review

pytestmark = pytest.mark.database

TODAY = date(2026, 6, 1)
RULE = "status-without-values"
ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, status text, kind text);"


@pytest.fixture
def reviewed(read: Callable[[str], Catalog]) -> Callable[..., Review]:
    def run(sql: str, *suppressions: Suppression) -> Review:
        return review(Subject(read(ORDERS + sql)), [RULE], suppressions=suppressions, today=TODAY)

    return run


def left(found: Review) -> list[str]:
    return [one.object.name for one in found.findings]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("COLUMN orders.status IS 'pgworkbench:ignore status-without-values words of a partner'", ["orders.kind"]),
        (
            "COLUMN orders.status IS 'What.\npgworkbench:ignore status-without-values theirs until 2026-06-01'",
            ["orders.kind"],
        ),
        ("TABLE orders IS 'All. pgworkbench:ignore status-without-values words of a partner'", []),
        ("COLUMN orders.status IS 'pgworkbench:ignore another-rule theirs'", ["orders.kind", "orders.status"]),
    ],
    ids=["on the object", "to its last day", "on the table, for all of it", "another rule"],
)
def test_a_comment_suppresses(reviewed: Callable[..., Review], comment: str, expected: list[str]) -> None:
    assert left(reviewed(f"COMMENT ON {comment}")) == expected


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("pgworkbench:ignore status-without-values", "gives no reason"),
        ("pgworkbench:ignore status-without-values until 2027-01-01", "gives no reason"),
        ("pgworkbench:ignore status-without-values theirs until 2026-05-31", "held until 2026-05-31"),
        ("pgworkbench:ignore status-without-values theirs until 2026-13-45", "held until"),
    ],
    ids=["no reason", "a date and no reason", "over", "no such day"],
)
def test_one_that_does_not_hold_is_reported(reviewed: Callable[..., Review], comment: str, problem: str) -> None:
    found = reviewed(f"COMMENT ON COLUMN orders.status IS '{comment}'")
    assert left(found) == ["orders.kind", "orders.status"]
    assert [(one.object, problem in one.problem) for one in found.idle] == [("orders.status", True)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("orders.status", ["orders.kind"]),
        ("orders", []),
        ("orders.*", []),
        ("*.kind", ["orders.status"]),
        ("bills", None),
    ],
)
def test_the_configuration_suppresses(reviewed: Callable[..., Review], name: str, expected: list[str] | None) -> None:
    found = reviewed("", Suppression(RULE, name, "theirs"))
    assert left(found) == (["orders.kind", "orders.status"] if expected is None else expected)
    assert bool(found.idle) is (expected is None)
    assert all(one.reason == "theirs" for one in found.suppressed)


def test_one_of_a_rule_that_was_not_asked_is_not_judged(reviewed: Callable[..., Review]) -> None:
    assert reviewed("", Suppression("no-primary-key", "orders", "none needed")).idle == ()


def test_a_hostile_name_is_suppressed_by_its_own_comment(read: Callable[[str], Catalog]) -> None:
    sql = """CREATE TABLE "a.b ""[c]*" (id bigint PRIMARY KEY, "my statuses" text, status text);
        COMMENT ON COLUMN "a.b ""[c]*".status IS 'pgworkbench:ignore status-without-values theirs'"""
    found = review(Subject(read(sql)), [RULE], today=TODAY)
    assert len(found.suppressed) == 1
    assert found.findings == ()
