"""Many writers at once: no seat is given twice, no update is lost, nobody waits for somebody who waits for him."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from parallel import AT_ONCE, together
from psycopg.errors import DeadlockDetected
from psycopg.types.json import Jsonb
from reference import Campus

pytestmark = pytest.mark.database


def students(campus: Campus) -> list[object]:
    with campus.database.connect(role="campus_owner", autocommit=True) as connection:
        return [
            row[0]
            for row in connection.execute(
                "INSERT INTO users (tenant_id, email, status) SELECT %s, 'student-' || n || '@a.example.org', 'active'"
                " FROM generate_series(1, %s) AS n RETURNING id",
                [campus.row("tenants")["id"], AT_ONCE],
            )
        ]


def seats(campus: Campus) -> tuple[int, int, int]:
    """Capacity, seats counted, seats given."""
    with campus.transaction() as connection:
        row = connection.execute(
            "SELECT capacity, enrolled_count, (SELECT count(*) FROM enrollments e WHERE e.course_run_id = r.id"
            " AND e.status = 'enrolled') FROM course_runs r WHERE id = %s",
            [campus.row("course_runs")["id"]],
        ).fetchone()
    assert row is not None
    return row


def test_the_last_seat_is_given_once(apart: Campus) -> None:
    """Of those who ask at once one gets it; the others wait in line."""
    run, everybody = apart.row("course_runs")["id"], students(apart)

    def ask(connection: psycopg.Connection, number: int) -> object:
        return connection.execute("SELECT app.take_seat(%s, %s)", [run, everybody[number]]).fetchone()

    answers = Counter(together(apart, ask))
    assert answers == {("enrolled",): 1, ("waiting",): AT_ONCE - 1}
    assert seats(apart) == (2, 2, 2)


def test_whoever_passes_the_function_by_is_refused_by_the_rule(apart: Campus) -> None:
    run, everybody = apart.row("course_runs")["id"], students(apart)

    def push(connection: psycopg.Connection, number: int) -> object:
        connection.execute(
            "INSERT INTO enrollments (course_run_id, user_id, status) VALUES (%s, %s, 'enrolled')",
            [run, everybody[number]],
        )
        return "in"

    answers = Counter(together(apart, push))
    assert answers == {"in": 1, "23514": AT_ONCE - 1}
    assert seats(apart) == (2, 2, 2)


def test_free_seats_go_down_the_line_in_order(apart: Campus) -> None:
    run, everybody = apart.row("course_runs")["id"], students(apart)
    with apart.database.connect(role="campus_application") as connection:
        apart.enter(connection, "a")
        for student in everybody:
            connection.execute("SELECT app.take_seat(%s, %s)", [run, student])
        connection.execute("UPDATE course_runs SET capacity = 5 WHERE id = %s", [run])
        given = connection.execute("SELECT app.promote_waiting(%s)", [run]).fetchone()
        seated = connection.execute("SELECT user_id FROM enrollments WHERE status = 'enrolled'").fetchall()
        counts = connection.execute(
            "SELECT enrolled_count, waiting_count FROM course_runs WHERE id = %s", [run]
        ).fetchone()
    assert given == (3,)
    assert {row[0] for row in seated} == {apart.row("users")["id"], *everybody[:4]}
    assert counts == (5, AT_ONCE - 4)


def test_one_of_many_writers_of_a_version_wins(apart: Campus) -> None:
    """R-EDGE-6: the others learn that they were too late."""

    def raise_budget(connection: psycopg.Connection, _: int) -> object:
        return connection.execute("UPDATE campaigns SET budget_amount = budget_amount + 1 WHERE version = 1").rowcount

    assert Counter(together(apart, raise_budget)) == {1: 1, 0: AT_ONCE - 1}


def test_reports_of_many_campaigns_at_once_lose_no_cent(apart: Campus) -> None:
    """The sums are kept under concurrent writers, in whatever order they come; none waits in a circle."""
    ad = apart.row("campaign_ads")

    def report(connection: psycopg.Connection, number: int) -> object:
        connection.execute(
            "INSERT INTO campaign_daily_metrics (campaign_id, campaign_ad_id, metric_date, spend_amount)"
            " SELECT %s, %s, date '2026-01-01' + day + %s * 10, 1.10 FROM generate_series(0, 9) AS day",
            [ad["campaign_id"], ad["id"], number],
        )
        return "in"

    assert Counter(together(apart, report)) == {"in": AT_ONCE}
    with apart.database.connect(role="campus_jobs") as connection:
        assert connection.execute("SELECT app.refresh_campaign_spend()").fetchone() == (0,)


def test_two_moves_cannot_close_a_circle_together(apart: Campus) -> None:
    """Each alone is right; both together would hang two branches below each other."""
    with apart.database.connect(role="campus_application") as connection:
        apart.enter(connection, "a")
        connection.execute("INSERT INTO course_categories (name, slug) VALUES ('Arts', 'arts'), ('Law', 'law')")
        connection.commit()
    moves = [("arts", "law"), ("law", "arts")]

    def move(connection: psycopg.Connection, number: int) -> object:
        below, above = moves[number % 2]
        return connection.execute(
            "UPDATE course_categories SET parent_id = (SELECT id FROM course_categories WHERE slug = %s)"
            " WHERE slug = %s",
            [above, below],
        ).rowcount

    answers = Counter(together(apart, move))
    assert answers == {1: AT_ONCE // 2, "23514": AT_ONCE // 2}


def test_a_setting_that_many_set_at_once_stands_once_and_every_change_is_recorded(apart: Campus) -> None:
    """No writer fails, none is lost: each upsert finds the row of the one before it."""
    upsert = (
        "INSERT INTO settings (key, scope, value) VALUES ('mail.footer', 'tenant', %s)"
        " ON CONFLICT (tenant_id, key, scope, campus_id, user_id) DO UPDATE SET value = excluded.value"
    )

    def put(connection: psycopg.Connection, number: int) -> object:
        return connection.execute(upsert, [Jsonb(number)]).rowcount

    assert Counter(together(apart, put)) == {1: AT_ONCE}
    with apart.transaction(role=None) as connection:
        rows = connection.execute("SELECT version FROM settings WHERE key = 'mail.footer'").fetchall()
        records = connection.execute(
            "SELECT operation FROM audit_logs WHERE table_name = 'settings'"
            " AND record_id = (SELECT id FROM settings WHERE key = 'mail.footer') ORDER BY id"
        ).fetchall()
    assert rows == [(AT_ONCE,)]
    assert [record[0] for record in records] == ["insert", *["update"] * (AT_ONCE - 1)]


def test_whoever_is_in_a_deadlock_learns_it_and_gets_through_again(apart: Campus) -> None:
    """Two orders of locks: one side is told 40P01, tries again, and both changes stand."""
    with apart.database.connect(role="campus_application") as connection:
        apart.enter(connection, "a")
        connection.execute("INSERT INTO campaigns (name, code, objective) VALUES ('Other', 'other', 'enquiries')")
        connection.commit()
    change = "UPDATE campaigns SET budget_amount = budget_amount + 1 WHERE code = %s"
    first_taken, told = Barrier(2), []

    def raise_both(order: tuple[str, str]) -> None:
        for attempt in range(5):
            with apart.database.connect(role="campus_application") as connection:
                apart.enter(connection, "a")
                try:
                    connection.execute(change, [order[0]])
                    if attempt == 0:
                        first_taken.wait()
                    connection.execute(change, [order[1]])
                    connection.commit()
                except DeadlockDetected as error:
                    told.append(error.sqlstate)
                else:
                    return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(raise_both, [("autumn", "other"), ("other", "autumn")]))
    with apart.transaction() as connection:
        budgets = connection.execute("SELECT code, budget_amount FROM campaigns ORDER BY code").fetchall()
    assert told == ["40P01"]
    assert budgets == [("autumn", 1002), ("other", 2)]
