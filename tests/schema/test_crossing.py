"""R-EDGE-1: functions, messages and grants tell nothing of another tenant; each grant, broken on purpose, would."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from reference import Campus, insert_row, metadata, sample
from sqlalchemy import Table

from pgworkbench.catalog import Catalog, TableKind

pytestmark = pytest.mark.database

TABLES = [pytest.param(table, id=table.name) for table in metadata.sorted_tables if "tenant_id" in table.columns]

# Every function that the application may call, with another tenant's ids: what it may answer. `refuses` is an error.
REFUSES = "refuses"
CALLS: dict[str, tuple[str, object]] = {
    "append_event": ("'lead', {leads}, NULL, 'lead.moved', '{{}}', NULL", REFUSES),
    "current_request_id": ("", None),
    "current_tenant_id": ("", "own"),
    "current_user_id": ("", "own"),
    "erase_person": ("'lead', {leads}, 'request'", 0),
    "find_tenant": ("'institution-b'", "any"),
    "make_uuid": ("", "any"),
    "promote_waiting": ("{course_runs}", 0),
    "publish_revision": ("{pages}, 1", False),
    "search_content": ("'studies', 10", None),
    "shows_deleted": ("", False),
    "take_seat": ("{course_runs}, {users}", REFUSES),
}


def callable_by_application(catalog: Catalog) -> set[str]:
    return {
        function.name.name
        for function in catalog.functions
        if function.extension is None
        and any(grant.grantee == "campus_application" for grant in function.grants)
        and function.result != "trigger"
    }


def test_every_function_of_the_application_is_tried(catalog: Catalog) -> None:
    assert callable_by_application(catalog) == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_a_function_reaches_no_other_tenants_row(campus: Campus, name: str) -> None:
    arguments, answer = CALLS[name]
    strangers = {table: f"'{campus.row(table, 'b')['id']}'" for table in ("leads", "course_runs", "pages", "users")}
    before = whole(campus, "b")
    with campus.transaction(tenant="a") as connection:
        call = f"SELECT app.{name}({arguments.format(**strangers)})"
        if answer == REFUSES:
            with pytest.raises(psycopg.Error) as refused, connection.transaction():
                connection.execute(call)
            assert "institution" not in str(refused.value)
        else:
            row = connection.execute(call).fetchone()
            said = row[0] if row else None
            own = {campus.row("tenants")["id"], campus.row("users")["id"]}
            assert answer in {"any", said} or (answer == "own" and said in own)
        connection.execute("RESET ROLE")
        assert whole(campus, "b", connection) == before


def whole(campus: Campus, tenant: str, connection: psycopg.Connection | None = None) -> list[tuple[str, int, str]]:
    """A fingerprint of all rows of a tenant."""
    if connection is None:
        with campus.database.connect() as opened:
            return whole(campus, tenant, opened)
    found = []
    for table in metadata.sorted_tables:
        if "tenant_id" in table.columns:
            query = "SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} AS t WHERE tenant_id = %s"
            row = connection.execute(
                sql.SQL(query).format(sql.Identifier(table.name)), [campus.row("tenants", tenant)["id"]]
            ).fetchone()
            assert row is not None
            found.append((table.name, *row))
    return found


def test_a_merge_that_would_reach_further_is_refused(campus: Campus) -> None:
    """One that reads no column of its target is held by UPDATE's policies alone, and fails instead of filtering."""
    merge = "MERGE INTO tags USING (SELECT 1) AS s ON true WHEN MATCHED THEN UPDATE SET name = 'Taken'"
    with campus.transaction(tenant="a") as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(merge)


@pytest.mark.parametrize("table", TABLES)
def test_no_message_tells_of_another_tenants_row(campus: Campus, table: Table) -> None:
    """A row with all keys of B's, entered as A: whatever the server says does not depend on B's row being there."""
    values = sample(table, "b", campus.rows) | {"tenant_id": campus.row("tenants", "a")["id"]}
    said = []
    for there in (True, False):
        with campus.transaction(role=None, tenant="a") as connection:
            if not there:
                connection.execute("SET LOCAL session_replication_role = replica")
                for each in metadata.tables.values():
                    if "tenant_id" in each.columns:
                        gone = sql.SQL("DELETE FROM {} WHERE tenant_id = %s").format(sql.Identifier(each.name))
                        connection.execute(gone, [campus.row("tenants", "b")["id"]])
                connection.execute("SET LOCAL session_replication_role = origin")
            connection.execute(
                sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(campus.database.roles["campus_application"]))
            )
            try:
                with connection.transaction():
                    insert_row(connection, table, values)
                said.append("entered")
            except psycopg.Error as error:
                said.append(f"{error.sqlstate} {error.diag.message_primary} {error.diag.constraint_name}")
    assert said[0] == said[1]


def test_there_are_no_views_to_pass_policies_by(catalog: Catalog) -> None:
    """A view reads as its owner unless it says otherwise; the first one must come with a test of its own."""
    kinds = {table.kind for table in catalog.tables}
    assert kinds == {TableKind.TABLE, TableKind.PARTITIONED}


@pytest.mark.parametrize("table", TABLES)
def test_a_grant_too_many_would_show(campus: Campus, table: Table) -> None:
    """TRUNCATE passes policies by: granted on purpose, it takes the other tenant's rows along."""
    name, application = sql.Identifier(table.name), sql.Identifier(campus.database.roles["campus_application"])
    stranger = campus.row("tenants", "b")["id"]
    with campus.transaction(role=None, tenant="a") as connection:
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(application))
        with pytest.raises(InsufficientPrivilege), connection.transaction():
            connection.execute(sql.SQL("TRUNCATE {}").format(name))
        connection.execute("RESET ROLE")
        connection.execute("SET LOCAL session_replication_role = replica")
        for (key,) in connection.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = %s::regclass AND conparentid = 0",
            [table.name],
        ).fetchall():
            connection.execute(key)
        connection.execute(sql.SQL("GRANT TRUNCATE ON {} TO {}").format(name, application))
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(application))
        connection.execute(sql.SQL("TRUNCATE {}").format(name))
        connection.execute("RESET ROLE")
        left = connection.execute(sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = %s").format(name), [stranger])
        assert left.fetchone() == (0,)
