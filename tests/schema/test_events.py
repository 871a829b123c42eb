"""R-DEC-8: streams never skip or repeat a version, however many append at once; the outbox hears of every event."""

from __future__ import annotations

from collections import Counter

import psycopg
import pytest
from parallel import AT_ONCE, together
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege, SerializationFailure
from reference import Campus

pytestmark = pytest.mark.database

APPEND = "SELECT app.append_event(%s, %s, %s, %s, %s, NULL)"


def append(connection: psycopg.Connection, subject: object, expected: int | None, kind: str = "campaign") -> object:
    row = connection.execute(APPEND, [kind, subject, expected, "campaign.changed", '{"by": "test"}']).fetchone()
    assert row is not None
    return row[0]


def versions(connection: psycopg.Connection, table: str, subject: object) -> list[int]:
    rows = connection.execute(
        f"SELECT e.stream_version FROM {table} AS e"
        " JOIN event_streams AS s ON s.tenant_id = e.tenant_id AND s.id = e.stream_id"
        " WHERE s.subject_id = %s ORDER BY e.stream_version",
        [subject],
    )
    return [row[0] for row in rows]


def test_an_event_is_appended_where_the_stream_was_read(campus: Campus) -> None:
    subject = campus.row("campaigns")["id"]
    with campus.transaction() as connection:
        assert [append(connection, subject, expected) for expected in (0, 1, None)] == [1, 2, 3]
        for stale in (0, 1, 4):
            with pytest.raises(SerializationFailure), connection.transaction():
                append(connection, subject, stale)
        assert versions(connection, "events", subject) == [1, 2, 3]
        connection.execute("RESET ROLE")
        assert versions(connection, "event_outbox", subject) == [1, 2, 3]


@pytest.mark.parametrize("table", ["event_streams", "events", "event_outbox", "event_snapshots"])
def test_the_function_is_the_only_way(campus: Campus, table: str) -> None:
    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET tenant_id = tenant_id",
        f"INSERT INTO {table} DEFAULT VALUES",
    ):
        with campus.transaction() as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(statement)


def test_a_stream_tells_of_a_thing_of_this_tenant(campus: Campus) -> None:
    """R-INT-7, R-EDGE-1."""
    for kind, subject in (("campaign", campus.row("campaigns", "b")["id"]), ("lead", campus.row("campaigns")["id"])):
        with campus.transaction() as connection, pytest.raises(ForeignKeyViolation):
            append(connection, subject, 0, kind)
    with campus.transaction(tenant=None) as connection, pytest.raises(InsufficientPrivilege):
        append(connection, campus.row("campaigns")["id"], 0)


def test_versions_neither_skip_nor_repeat_under_many_writers(apart: Campus) -> None:
    subject = apart.row("campaigns")["id"]
    answers = together(apart, lambda connection, _: append(connection, subject, None))
    assert sorted(map(int, answers)) == list(range(1, AT_ONCE + 1))
    with apart.transaction() as connection:
        assert versions(connection, "events", subject) == list(range(1, AT_ONCE + 1))


def test_of_many_who_read_the_same_version_one_appends(apart: Campus) -> None:
    subject = apart.row("campaigns")["id"]
    answers = Counter(together(apart, lambda connection, _: append(connection, subject, 0)))
    assert answers == {1: 1, "40001": AT_ONCE - 1}


def test_two_relays_hand_no_event_on_twice(apart: Campus) -> None:
    """SKIP LOCKED: what one has taken, the other passes over."""
    take = "SELECT id FROM event_outbox WHERE published_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
    with (
        apart.database.connect(role="campus_jobs") as one,
        apart.database.connect(role="campus_jobs") as other,
    ):
        first, second = one.execute(take).fetchall(), other.execute(take).fetchall()
        one.rollback()
        other.rollback()
    assert first
    assert second
    assert first != second
