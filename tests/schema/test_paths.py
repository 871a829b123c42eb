"""R-AUD-4: by whichever path a change comes (ORM, SQL, COPY, upsert, MERGE, cascade), it leaves one truthful record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from reference import Campus, Row
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from schema.leads import Lead

pytestmark = pytest.mark.database

UPSERT = (
    "INSERT INTO settings (key, scope, value) VALUES ('mail.footer', 'tenant', '2')"
    " ON CONFLICT (tenant_id, key, scope, campus_id, user_id) DO UPDATE SET value = excluded.value"
)


def records(connection: psycopg.Connection, table: str) -> list[Row]:
    """This transaction's records of a table, in order."""
    with connection.cursor(row_factory=dict_row) as cursor:
        query = "SELECT * FROM audit_logs WHERE table_name = %s AND occurred_at = now() ORDER BY id"
        return cursor.execute(query, [table]).fetchall()


def by_sql(connection: psycopg.Connection) -> None:
    connection.execute("UPDATE leads SET score = 61")


def by_merge(connection: psycopg.Connection) -> None:
    connection.execute(
        "MERGE INTO leads AS l USING (SELECT 61 AS score) AS s ON l.tenant_id = app.current_tenant_id()"
        " WHEN MATCHED THEN UPDATE SET score = s.score"
    )


def by_cte(connection: psycopg.Connection) -> None:
    connection.execute("WITH changed AS (UPDATE leads SET score = 61 RETURNING id) SELECT count(*) FROM changed")


def by_prepared(connection: psycopg.Connection) -> None:
    connection.execute("PREPARE change (integer) AS UPDATE leads SET score = $1")
    connection.execute("EXECUTE change (61)")


def by_block(connection: psycopg.Connection) -> None:
    connection.execute("DO $$ BEGIN UPDATE leads SET score = 61; END $$")


def by_many(connection: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE leads SET score = %s", [[61]])


PATHS = [by_sql, by_merge, by_cte, by_prepared, by_block, by_many]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_an_update_leaves_one_record(campus: Campus, path: Callable[[psycopg.Connection], None]) -> None:
    before = campus.row("leads")["score"]
    with campus.transaction() as connection:
        path(connection)
        (record,) = records(connection, "leads")
    assert (record["before"], record["after"]) == ({"score": before}, {"score": 61})
    assert record["actor_id"] == campus.row("users")["id"]


def test_the_orm_leaves_one_record(campus: Campus) -> None:
    with campus.database.engine().connect() as connection, Session(connection) as session:
        for name, value in (("tenant_id", campus.row("tenants")["id"]), ("user_id", campus.row("users")["id"])):
            session.execute(
                text("SELECT set_config(:name, :value, true)"), {"name": f"app.{name}", "value": str(value)}
            )
        session.execute(text("SET LOCAL ROLE campus_application"))
        lead = session.scalars(select(Lead)).one()
        lead.score = 61
        session.flush()
        query = "SELECT changed_columns, after FROM audit_logs WHERE table_name = 'leads' AND occurred_at = now()"
        found = session.execute(text(query)).all()
        session.rollback()
    assert [tuple(row) for row in found] == [(["score"], {"score": 61})]


def test_copy_leaves_a_record_for_each_row(campus: Campus) -> None:
    """Of a superuser: COPY into a table with policies is refused to everybody else."""
    tenant = campus.row("tenants")["id"]
    with campus.transaction(role=None) as connection:
        with connection.cursor().copy("COPY leads (tenant_id, email, source) FROM STDIN") as copy:
            for number in range(3):
                copy.write_row([tenant, f"copy-{number}@a.example.org", "import"])
        found = records(connection, "leads")
    assert [record["after"]["email"] for record in found] == [f"copy-{n}@a.example.org" for n in range(3)]
    assert {record["operation"] for record in found} == {"insert"}


def test_an_upsert_is_recorded_as_what_it_did(campus: Campus) -> None:
    with campus.transaction() as connection:
        connection.execute(UPSERT)
        connection.execute(UPSERT)
        connection.execute(UPSERT.replace("'2'", "'3'"))
        found = records(connection, "settings")
    assert [record["operation"] for record in found] == ["insert", "update"]
    assert (found[1]["before"], found[1]["after"]) == ({"value": 2}, {"value": 3})


@pytest.fixture
def cascading(campus: Campus) -> Iterator[psycopg.Connection]:
    """A table below leads, audited like them, whose rows go with theirs."""
    with campus.transaction(role=None) as connection:
        connection.execute(
            "CREATE TABLE lead_notes (tenant_id uuid NOT NULL, id uuid NOT NULL DEFAULT app.make_uuid(),"
            " lead_id uuid NOT NULL, PRIMARY KEY (tenant_id, id),"
            " FOREIGN KEY (tenant_id, lead_id) REFERENCES leads (tenant_id, id) ON DELETE CASCADE)"
        )
        connection.execute(
            "CREATE TRIGGER lead_notes_audit_trigger AFTER INSERT OR UPDATE OR DELETE ON lead_notes"
            " FOR EACH ROW EXECUTE FUNCTION app.record_change('lead_notes', 'id', '{}', '{}')"
        )
        yield connection


def test_a_cascade_leaves_a_record_for_each_row_that_goes(campus: Campus, cascading: psycopg.Connection) -> None:
    tenant = campus.row("tenants")["id"]
    lead = cascading.execute(
        "INSERT INTO leads (email, source) VALUES ('cascade@a.example.org', 'import') RETURNING id"
    ).fetchone()
    assert lead is not None
    for _ in range(2):
        cascading.execute("INSERT INTO lead_notes (tenant_id, lead_id) VALUES (%s, %s)", [tenant, lead[0]])
    cascading.execute("DELETE FROM lead_status_changes WHERE lead_id = %s", [lead[0]])
    cascading.execute("DELETE FROM leads WHERE id = %s", [lead[0]])
    gone = [record for record in records(cascading, "lead_notes") if record["operation"] == "delete"]
    assert len(gone) == 2
    assert {record["before"]["lead_id"] for record in gone} == {str(lead[0])}


@pytest.mark.parametrize("table", ["leads", "campaigns", "users", "settings"])
def test_without_its_trigger_a_change_leaves_nothing(campus: Campus, table: str) -> None:
    """The tests above are no accident: broken on purpose, the trail is empty."""
    name = sql.Identifier(table)
    with campus.transaction(role=None) as connection:
        drop = sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(f"{table}_audit_trigger"), name)
        connection.execute(drop)
        own = sql.Literal(campus.row("tenants")["id"])
        column = {"leads": "score = 61", "campaigns": "notes = 'x'", "users": "status = 'suspended'"}.get(
            table, "value = '9'"
        )
        change = sql.SQL("UPDATE {} SET {} WHERE tenant_id = {}").format(name, sql.SQL(column), own)
        assert connection.execute(change).rowcount == 1
        assert records(connection, table) == []
