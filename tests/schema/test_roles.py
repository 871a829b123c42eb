"""R-DEC-1, R-DEC-4, R-EDGE-5: who may do what, and in which time zone."""

from __future__ import annotations

import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from reference import Campus, metadata

from pgworkbench.catalog import Catalog

pytestmark = pytest.mark.database

OTHERS = ["campus_application", "campus_readonly", "campus_jobs", "campus_auditor"]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_the_owner_truncates(campus: Campus, role: str) -> None:
    """R-EDGE-1: TRUNCATE passes policies by."""
    for table in metadata.tables:
        with campus.transaction(role=role) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))


def test_only_the_four_commands_are_granted(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        for grant in table.grants:
            if grant.grantee != "campus_owner":
                assert set(grant.privileges) <= {"SELECT", "INSERT", "UPDATE", "DELETE"}, f"{table.name} {grant}"
                assert grant.grantee in OTHERS


def test_what_is_soft_deleted_or_kept_for_ever_cannot_be_deleted(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        if any(column.name in {"deleted_at", "erased_at"} for column in table.columns):
            assert not [g for g in table.grants if "DELETE" in g.privileges and g.grantee != "campus_owner"], table.name


def test_readers_see_no_secret(campus: Campus) -> None:
    secrets = [(t.name, c.name) for t in metadata.tables.values() for c in t.columns if c.info.get("secret")]
    assert {column for _, column in secrets} >= {"password_hash", "token_hash"}
    for table, column in secrets:
        with campus.transaction(role="campus_readonly") as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table)))
    with campus.transaction(role="campus_readonly") as connection:
        assert connection.execute("SELECT email FROM users").fetchall() == [("ana@a.example.org",)]


def test_readers_write_nothing(catalog: Catalog) -> None:
    for role in ("campus_readonly", "campus_auditor"):
        given = {p for table in catalog.tables for g in table.grants if g.grantee == role for p in g.privileges}
        assert given == {"SELECT"}


def test_the_auditor_reads_every_tenants_log_and_nothing_else(campus: Campus, catalog: Catalog) -> None:
    readable = {str(t.name) for t in catalog.tables for g in t.grants if g.grantee == "campus_auditor"}
    assert readable == {"audit_logs"}
    with campus.transaction(role="campus_auditor", tenant=None) as connection:
        assert connection.execute("SELECT count(DISTINCT tenant_id) FROM audit_logs").fetchone() == (2,)


def test_jobs_pass_policies_only_where_one_argues_for_it(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        granted = {p for g in table.grants if g.grantee == "campus_jobs" for p in g.privileges}
        policies = [policy for policy in table.policies if policy.roles == ("campus_jobs",)]
        assert bool(granted) == bool(policies), table.name
        assert all(policy.comment and policy.comment.startswith("All tenants: ") for policy in policies)


def test_the_platforms_rows_are_read_by_all_and_written_by_the_owner_alone(campus: Campus) -> None:
    """R-DEC-4."""
    with campus.transaction(tenant=None) as connection:
        assert connection.execute("SELECT count(*) FROM permissions").fetchone() == (1,)
        with pytest.raises(InsufficientPrivilege):
            connection.execute("INSERT INTO permissions (code, description) VALUES ('a.b', 'No.')")
    with campus.transaction(role="campus_migrator", tenant=None) as connection:
        connection.execute("INSERT INTO permissions (code, description) VALUES ('a.b', 'Yes.')")


def test_a_tenants_people_change_how_it_presents_itself_and_no_more(campus: Campus) -> None:
    with campus.transaction() as connection:
        assert connection.execute("UPDATE tenants SET name = 'New name'").rowcount == 1
        for change in ("plan = 'premium'", "status = 'active'", "slug = 'other'"):
            with pytest.raises(InsufficientPrivilege), connection.transaction():
                connection.execute(f"UPDATE tenants SET {change}")


def test_functions_are_called_by_those_who_were_named(catalog: Catalog) -> None:
    for function in catalog.functions:
        if function.extension is None:
            callers = {grant.grantee for grant in function.grants}
            assert "PUBLIC" not in callers, function.name
            if function.security_definer:
                assert any(setting.startswith("search_path=pg_catalog") for setting in function.settings), function.name


def test_roles_speak_utc(catalog: Catalog) -> None:
    """R-EDGE-5."""
    assert {role.name for role in catalog.roles} >= set(OTHERS)
    for role in catalog.roles:
        if role.name.startswith("campus_"):
            assert any(setting.lower() == "timezone=utc" for setting in role.settings), role.name


def test_an_application_makes_nothing_of_its_own(campus: Campus) -> None:
    for statement in ("CREATE TABLE mine (id integer)", "CREATE TABLE kept.mine (id integer)", "SELECT FROM kept.x"):
        with campus.transaction() as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(statement)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/St_Johns"])
def test_a_time_is_the_same_moment_in_whatever_zone_it_is_written(campus: Campus, zone: str) -> None:
    """R-EDGE-5: what is stored is a moment; a session's zone changes how it looks, and no column holds a bare time."""
    with campus.transaction(role=None) as connection:
        campus.set(connection, "TimeZone", zone)
        connection.execute("UPDATE user_sessions SET expires_at = '2099-06-01 12:00:00+02'")
        campus.set(connection, "TimeZone", "UTC")
        stored = connection.execute("SELECT DISTINCT expires_at::text FROM user_sessions").fetchall()
        bare = connection.execute(
            "SELECT count(*) FROM pg_attribute WHERE atttypid IN ('timestamp'::regtype, 'timetz'::regtype)"
            " AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        ).fetchone()
    assert stored == [("2099-06-01 10:00:00+00",)]
    assert bare == (0,)


def test_a_role_that_is_given_too_much_is_noticed(campus: Campus) -> None:
    """R-DEC-1: with BYPASSRLS, broken on purpose, the application would see every tenant."""
    role = sql.Identifier(campus.database.roles["campus_application"])
    seen = []
    for change in (None, "ALTER ROLE {} BYPASSRLS"):
        with campus.transaction(role=None) as connection:
            if change:
                connection.execute(sql.SQL(change).format(role))
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
            seen.append(connection.execute("SELECT count(DISTINCT tenant_id) FROM leads").fetchone())
    assert seen == [(1,), (2,)]


def test_settings_of_a_transaction_end_with_it(campus: Campus) -> None:
    """R-DEC-2: who acts is said for a transaction; the next one of the same connection is nobody."""
    with campus.database.connect(role="campus_application") as connection:
        campus.enter(connection, "a")
        inside = connection.execute("SELECT app.current_tenant_id(), app.current_user_id()").fetchone()
        connection.rollback()
        outside = connection.execute("SELECT app.current_tenant_id(), app.current_user_id()").fetchone()
        unseen = connection.execute("SELECT count(*) FROM leads").fetchone()
        connection.rollback()
    assert inside == (campus.row("tenants")["id"], campus.row("users")["id"])
    assert (outside, unseen) == ((None, None), (0,))
