"""Settings: the nearest scope wins, and a value stands once in a place."""

from __future__ import annotations

import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege, UniqueViolation
from reference import ROOT, Campus

from pgworkbench.workload import read_workload

pytestmark = pytest.mark.database

QUERY = read_workload(ROOT / "schema" / "workloads" / "settings.sql").query("setting_in_force").statement


def test_the_nearest_scope_wins(campus: Campus) -> None:
    user, place = campus.row("users")["id"], campus.row("campuses")["id"]
    insert = "INSERT INTO settings (key, scope, campus_id, user_id, value) VALUES ('mail.sender_name', %s, %s, %s, %s)"
    ask = {"key": "mail.sender_name", "user_id": user, "campus_id": place}
    seen = []
    with campus.transaction() as connection:
        connection.execute("DELETE FROM settings")
        for scope, campus_id, user_id in (("tenant", None, None), ("campus", place, None), ("user", None, user)):
            seen.append(connection.execute(QUERY, ask).fetchone())
            connection.execute(insert, [scope, campus_id, user_id, f'"{scope}"'])
        seen.append(connection.execute(QUERY, ask).fetchone())
    assert seen == [({"text": "Campus"},), ("tenant",), ("campus",), ("user",)]


def test_a_value_stands_once_in_a_place(campus: Campus) -> None:
    insert = "INSERT INTO settings (key, scope, value) VALUES ('mail.footer', 'tenant', '1')"
    with campus.transaction() as connection:
        connection.execute(insert)
        with pytest.raises(UniqueViolation):
            connection.execute(insert)


@pytest.mark.parametrize("scope", ["tenant", "campus", "platform"])
def test_a_scope_names_its_place(campus: Campus, scope: str) -> None:
    with campus.transaction() as connection, pytest.raises(CheckViolation):
        connection.execute("UPDATE settings SET scope = %s WHERE scope = 'user'", [scope])


def test_the_platforms_own_values_are_read_by_all_and_changed_by_migrations(campus: Campus) -> None:
    """R-DEC-4."""
    with campus.transaction(tenant=None) as connection:
        assert connection.execute("SELECT count(*) FROM platform_settings").fetchone() == (1,)
        with pytest.raises(InsufficientPrivilege):
            connection.execute("UPDATE platform_settings SET value = '1'")
