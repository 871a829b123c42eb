"""R-DEC-7: a person's data goes from rows, audit records, the archive and what a rollback kept; the figures stay."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import CheckViolation, InsufficientPrivilege
from reference import Campus, metadata

pytestmark = pytest.mark.database

WORDS = {
    "lead": [
        "Rui",
        "Costa",
        "rui@a.example.net",
        "+351210000002",
        "Tell me more",
        "First call",
        "at home",
        "kept words",
        "event of Rui",
        "outbox of Rui",
        "snapshot of Rui",
    ],
    "user": ["ana@a.example.org", "Ana a", '"Ana"', "+351210000001", "argon2", "subject-a", "203.0.113.1"],
}


def everything(connection: psycopg.Connection, tenant: object) -> str:
    """All rows of a tenant in every table, archive and kept rows included, as text."""
    tables = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname IN ('public', 'archive', 'kept') AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        "   AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')"
    ).fetchall()
    texts = []
    for schema, table in tables:
        query = sql.SQL("SELECT t::text FROM {}.{} AS t WHERE tenant_id = %s")
        rows = connection.execute(query.format(sql.Identifier(schema), sql.Identifier(table)), [tenant])
        texts += [f"{table} {row[0]}" for row in rows]
    return "\n".join(texts)


@pytest.mark.parametrize("subject", ["lead", "user"])
def test_nothing_of_a_person_remains(campus: Campus, subject: str) -> None:
    tenant, person = campus.row("tenants")["id"], campus.row(f"{subject}s")["id"]
    with campus.database.connect() as connection:
        campus.enter(connection, "a")
        own = "WHERE tenant_id = app.current_tenant_id()"
        connection.execute(f"UPDATE leads SET given_name = 'Rui Manuel', message = 'Tell me more, please.' {own}")
        connection.execute(f"UPDATE user_profiles SET biography = 'Ana a teaches.' {own}")
        connection.execute(f"DELETE FROM lead_consents {own}")  # its record names the lead
        connection.execute("SET LOCAL ROLE {}".format(campus.database.roles["campus_owner"]))
        connection.execute(
            "CREATE TABLE kept.leads_message AS SELECT tenant_id, id, 'kept words' AS message FROM leads"
        )
        connection.execute("SELECT app.archive_partition('events', '2026-10-01')")
        connection.execute("SELECT app.archive_partition('audit_logs', date_trunc('month', now())::date)")
        connection.execute("SELECT app.make_partition('audit_logs', date_trunc('month', now())::date)")
        connection.execute("RESET ROLE")
        before = everything(connection, tenant)
        connection.execute("SET LOCAL ROLE {}".format(campus.database.roles["campus_application"]))
        touched = connection.execute("SELECT app.erase_person(%s, %s, 'request')", [subject, person]).fetchone()
        connection.execute("RESET ROLE")
        after = everything(connection, tenant)
        other = everything(connection, campus.row("tenants", "b")["id"])
        connection.rollback()
    assert touched is not None
    assert touched[0] > 0
    assert [word for word in WORDS[subject] if word in before] == WORDS[subject]
    assert [word for word in WORDS[subject] if word in after] == []
    assert "Rui" in other


def test_what_was_done_is_recorded_and_the_figures_stay(campus: Campus) -> None:
    lead = campus.row("leads")
    with campus.transaction() as connection:
        connection.execute("UPDATE leads SET status = 'contacted', score = 40")
        connection.execute("SELECT app.erase_person('lead', %s, 'retention')", [lead["id"]])
        row = connection.execute("SELECT status, score, campaign_id, erased_at = now() FROM leads").fetchone()
        steps = connection.execute("SELECT count(*) FROM lead_status_changes").fetchone()
        record = connection.execute(
            "SELECT actor_id, after ->> 'reason' FROM audit_logs WHERE operation = 'erase' AND record_id = %s",
            [lead["id"]],
        ).fetchall()
        change = connection.execute(
            "SELECT before, after, redacted_at IS NOT NULL FROM audit_logs"
            " WHERE record_id = %s AND 'score' = ANY (changed_columns)",
            [lead["id"]],
        ).fetchone()
    assert row == ("contacted", 40, lead["campaign_id"], True)
    assert steps == (2,)
    assert record == [(campus.row("users")["id"], "retention")]
    assert change == ({"score": 0, "status": "new"}, {"score": 40, "status": "contacted"}, True)


def test_an_erased_user_cannot_sign_in_and_is_still_the_maker_of_rows(campus: Campus) -> None:
    user = campus.row("users")["id"]
    with campus.transaction() as connection:
        connection.execute("SELECT app.erase_person('user', %s, 'request')", [user])
        row = connection.execute("SELECT status, password_hash, email FROM users").fetchone()
        ways_in = connection.execute(
            "SELECT (SELECT count(*) FROM user_sessions) + (SELECT count(*) FROM user_identities)"
        )
        assert row == ("erased", None, f"erased-{user}@erased.invalid")
        assert ways_in.fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM campaigns WHERE created_by = %s", [user]).fetchone() == (1,)


def test_erasure_works_within_one_tenant_and_gives_a_reason(campus: Campus) -> None:
    stranger = campus.row("leads", "b")["id"]
    call = "SELECT app.erase_person(%s, %s, %s)"
    with campus.transaction() as connection:
        assert connection.execute(call, ["lead", stranger, "request"]).fetchone() == (0,)
        with pytest.raises(CheckViolation), connection.transaction():
            connection.execute(call, ["lead", stranger, "because"])
        with pytest.raises(psycopg.errors.InvalidParameterValue), connection.transaction():
            connection.execute(call, ["dog", stranger, "request"])
    with campus.transaction(tenant=None) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(call, ["lead", stranger, "request"])
    with campus.transaction(role="campus_readonly") as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(call, ["lead", stranger, "request"])


def test_whatever_holds_a_name_or_an_address_says_that_it_is_personal() -> None:
    """A column that looks personal and does not say so would survive erasure."""
    words = ("given_name", "family_name", "phone", "ip_address", "user_agent", "date_of_birth", "biography", "message")
    for table in metadata.tables.values():
        if table.name == "campuses":
            continue  # a front desk is nobody
        if "about" not in table.info:
            assert not {column.name for column in table.columns} & {*words, "password_hash"}, table.name
        else:
            silent = [c.name for c in table.columns if c.name in {*words, "email"} and not c.info.get("personal")]
            assert silent == [], table.name
