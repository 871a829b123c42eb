"""R-AUD-4: a change of a sensitive row leaves one truthful record, whichever way it was made."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import CheckViolation, InsufficientPrivilege
from psycopg.rows import dict_row
from reference import CHANGES, Campus, Row, insert_row, metadata, sample
from sqlalchemy import Table

pytestmark = pytest.mark.database

AUDITED = [table for table in metadata.sorted_tables if "audit" in table.info]
CHANGED = [table for table in AUDITED if table.name in CHANGES and table.name not in {"users", "user_identities"}]


def records(connection: psycopg.Connection, table: str) -> list[Row]:
    """This transaction's records of a table, in order."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT * FROM audit_logs WHERE table_name = %s AND occurred_at = now() ORDER BY id", [table]
        ).fetchall()


@pytest.mark.parametrize("table", [pytest.param(table, id=table.name) for table in CHANGED])
def test_an_update_is_recorded_with_what_changed(campus: Campus, table: Table) -> None:
    column, value = CHANGES[table.name]
    own = "id" if table.name == "tenants" else "tenant_id"
    before = campus.row(table.name)
    with campus.transaction(role=None) as connection:
        campus.set(connection, "app.request_id", "request-7")
        connection.execute(
            sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(*map(sql.Identifier, (table.name, column, own))),
            [value, before[own]],
        )
        (record,) = records(connection, table.name)
        json = connection.execute("SELECT to_jsonb(%s::text), to_jsonb(now())", [before[column]]).fetchone()
    assert record["operation"] == "update"
    assert record["changed_columns"] == [column]
    assert set(record["before"]) == set(record["after"]) == {column}
    assert record["before"] != record["after"]
    assert json is not None
    assert record["before"][column] in {before[column], json[0]} or before[column] is not None
    assert record["record_id"] == before[table.info["audit"][1]]
    assert record["tenant_id"] == before[own]
    assert (record["actor_id"], record["request_id"]) == (campus.row("users")["id"], "request-7")


@pytest.mark.parametrize("table", [pytest.param(t, id=t.name) for t in AUDITED if t.name in {"leads", "campaigns"}])
def test_an_insert_and_a_delete_are_recorded_whole(campus: Campus, table: Table) -> None:
    with campus.transaction(role=None) as connection:
        values = sample(table, "a", campus.rows)
        values |= {"email": "else@a.example.net"} if table.name == "leads" else {"code": "else"}
        row = insert_row(connection, table, values)
        connection.execute(sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(table.name)), [row["id"]])
        made, gone = records(connection, table.name)
    assert (made["operation"], made["before"], made["changed_columns"]) == ("insert", None, None)
    assert (gone["operation"], gone["after"], gone["changed_columns"]) == ("delete", None, None)
    assert made["after"] == gone["before"]
    assert made["after"]["id"] == str(row["id"])


def test_every_row_of_a_bulk_change_is_recorded(campus: Campus) -> None:
    with campus.transaction(role=None, tenant=None) as connection:
        connection.execute("UPDATE leads SET score = score + 1")
        assert {record["tenant_id"] for record in records(connection, "leads")} == {
            campus.row("tenants", tenant)["id"] for tenant in ("a", "b")
        }


def test_a_change_of_nothing_and_a_derived_change_leave_no_record(campus: Campus) -> None:
    with campus.transaction() as connection:
        connection.execute("UPDATE leads SET score = score")
        connection.execute("INSERT INTO lead_activities (lead_id, kind) SELECT id, 'note' FROM leads")
        connection.execute("UPDATE users SET last_sign_in_at = now(), failed_sign_ins = 2")
        assert records(connection, "leads") == []
        assert records(connection, "users") == []


def test_a_secret_is_never_recorded_yet_its_change_is(campus: Campus) -> None:
    with campus.transaction() as connection:
        connection.execute("UPDATE users SET password_hash = '$argon2id$other', status = 'suspended'")
        (record,) = records(connection, "users")
    assert record["changed_columns"] == ["password_hash", "status"]
    assert "argon2" not in str(record)
    assert record["before"]["status"], record["after"]["status"] == ("active", "suspended")


@pytest.mark.parametrize("role", ["campus_application", "campus_jobs", "campus_auditor", "campus_readonly"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_logs SET actor_id = NULL",
        "DELETE FROM audit_logs",
        "INSERT INTO audit_logs (table_name, record_id, operation) VALUES ('leads', gen_random_uuid(), 'erase')",
        "ALTER TABLE leads DISABLE TRIGGER leads_audit_trigger",
        "SET LOCAL session_replication_role = replica",
    ],
)
def test_nobody_but_the_owner_alters_a_record_or_stops_one(campus: Campus, role: str, statement: str) -> None:
    with campus.transaction(role=role) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


def test_a_record_that_contradicts_itself_does_not_enter(campus: Campus) -> None:
    statement = (
        "INSERT INTO audit_logs (tenant_id, table_name, record_id, operation, before, after)"
        " VALUES (%s, 'leads', gen_random_uuid(), 'insert', '{}', '{}')"
    )
    with campus.transaction(role=None) as connection, pytest.raises(CheckViolation):
        connection.execute(statement, [campus.row("tenants")["id"]])


def test_a_change_that_is_rolled_back_leaves_no_record(campus: Campus) -> None:
    with campus.transaction() as connection:
        connection.execute("SAVEPOINT before_it")
        connection.execute("UPDATE leads SET score = 99")
        assert len(records(connection, "leads")) == 1
        connection.execute("ROLLBACK TO before_it")
        assert records(connection, "leads") == []
