"""R-EDGE-1, R-DEC-2: not one row crosses from tenant to tenant, whichever way it is tried, for every table."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import (
    CheckViolation,
    ForeignKeyViolation,
    InsufficientPrivilege,
    InvalidTextRepresentation,
    UniqueViolation,
)
from reference import SAMPLES, SECONDS, WITH_REFERENCE, Campus, insert_row, metadata, sample
from sqlalchemy import ForeignKeyConstraint, Table

from pgworkbench.catalog import Catalog

pytestmark = pytest.mark.database

TABLES = [table for table in metadata.sorted_tables if "tenant_id" in table.columns or table.name == "tenants"]
CROSSING = [
    pytest.param(table, key, id=str(key.name))
    for table in TABLES
    for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
    if "tenant_id" in key.column_keys and key.referred_table.name != "tenants"
]


def owner_of(table: Table) -> str:
    return "id" if table.name == "tenants" else "tenant_id"


def may(catalog: Catalog, table: Table, command: str) -> bool:
    grants = catalog.table(table.name).grants
    return any(g.grantee == "campus_application" and command in g.privileges for g in grants)


def tenants_seen(connection: psycopg.Connection, table: Table) -> set[object]:
    query = sql.SQL("SELECT DISTINCT {} FROM {}").format(sql.Identifier(owner_of(table)), sql.Identifier(table.name))
    return {row[0] for row in connection.execute(query)}


def each(tables: list[Table]) -> list[object]:
    return [pytest.param(table, id=table.name) for table in tables]


@pytest.mark.parametrize("table", each(TABLES))
def test_a_tenant_sees_its_rows_and_no_other(campus: Campus, table: Table) -> None:
    for tenant in ("a", "b"):
        with campus.transaction(tenant=tenant) as connection:
            assert tenants_seen(connection, table) == {campus.row("tenants", tenant)["id"]}


@pytest.mark.parametrize("table", each(TABLES))
@pytest.mark.parametrize("role", ["campus_application", "campus_readonly"])
def test_without_a_tenant_nothing_is_seen(campus: Campus, table: Table, role: str) -> None:
    with campus.transaction(role=role, tenant=None) as connection:
        assert tenants_seen(connection, table) == set()
        campus.set(connection, "app.tenant_id", "")
        assert tenants_seen(connection, table) == set()


def test_a_tenant_that_is_no_uuid_fails_closed(campus: Campus) -> None:
    with campus.transaction(tenant=None) as connection:
        campus.set(connection, "app.tenant_id", "x")
        with pytest.raises(InvalidTextRepresentation):
            connection.execute("SELECT FROM leads")


@pytest.mark.parametrize("table", each(TABLES))
def test_no_row_enters_another_tenant(campus: Campus, catalog: Catalog, table: Table) -> None:
    values = sample(table, "b", campus.rows)
    if table.name in SECONDS:
        values[SECONDS[table.name][0]] = campus.row(table.name, "b")[SECONDS[table.name][0]]
    if table.name == "tenants":
        values = {**SAMPLES["tenants"], "slug": "another"}
    with campus.transaction(tenant="a") as connection, pytest.raises(InsufficientPrivilege) as refused:
        insert_row(connection, table, values)
    if may(catalog, table, "INSERT"):
        assert "row-level security" in str(refused.value)


@pytest.mark.parametrize("table", each(TABLES))
def test_no_row_moves_to_another_tenant(campus: Campus, table: Table) -> None:
    change = sql.SQL("UPDATE {} SET {} = %s").format(sql.Identifier(table.name), sql.Identifier(owner_of(table)))
    with campus.transaction(tenant="a") as connection, pytest.raises((InsufficientPrivilege, CheckViolation)):
        connection.execute(change, [campus.row("tenants", "b")["id"]])


@pytest.mark.parametrize("table", each(TABLES))
def test_updates_and_deletes_reach_only_the_tenants_rows(campus: Campus, catalog: Catalog, table: Table) -> None:
    stranger = campus.row("tenants", "b")["id"]
    where = sql.SQL("WHERE {} = %s").format(sql.Identifier(owner_of(table)))
    name = sql.Identifier(table.name)
    granted = [g.column for g in catalog.table(table.name).grants if g.column and "UPDATE" in g.privileges]
    usual = [name for name in ("name", "created_at", "id") if name in table.columns]
    column = sql.Identifier([*granted, *usual][0])
    statements = {
        "UPDATE": sql.SQL("UPDATE {} SET {} = {} {}").format(name, column, column, where),
        "DELETE": sql.SQL("DELETE FROM {} {}").format(name, where),
    }
    for command, statement in statements.items():
        with campus.transaction(tenant="a") as connection:
            if may(catalog, table, command):
                assert connection.execute(statement, [stranger]).rowcount == 0
            else:
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(statement, [stranger])


@pytest.mark.parametrize("table", each(TABLES))
def test_the_same_natural_keys_live_in_both_tenants(campus: Campus, table: Table) -> None:
    """No conflict tells of another tenant's row: all keys of A's row enter B, for B's samples are made like A's."""
    a, b = campus.row(table.name, "a"), campus.row(table.name, "b")
    assert a[owner_of(table)] != b[owner_of(table)]
    alike = {c: a[c] for c in ("token_hash", "code", "external_ref", "name", "channel") if c in a}
    if table.name not in {"tenants", "users"}:
        assert alike == {c: b[c] for c in alike}


@pytest.mark.parametrize(("table", "key"), CROSSING)
def test_no_foreign_key_leads_to_another_tenant(campus: Campus, table: Table, key: ForeignKeyConstraint) -> None:
    """As the superuser, whom no policy holds: the key itself refuses."""
    far = campus.row(key.referred_table.name, "b")
    leading = {e.parent.name: far[e.column.name] for e in key.elements if e.parent.name != "tenant_id"}
    leading |= WITH_REFERENCE.get((table.name, key.column_keys[-1]), {})
    change = sql.SQL("UPDATE {} SET {} WHERE tenant_id = {}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(n), sql.Literal(v)) for n, v in leading.items()),
        sql.Literal(campus.row("tenants", "a")["id"]),
    )
    quiet = sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table.name))
    with campus.transaction(role=None, tenant=None) as connection:
        connection.execute(quiet)  # the foreign key alone, without the trigger that sets updated_by
        connection.execute("DELETE FROM campaign_daily_metrics WHERE %s", [table.name == "campaign_ads"])
        with pytest.raises(ForeignKeyViolation) as refused:
            connection.execute(change)
    assert refused.value.diag.constraint_name == key.name


@pytest.mark.parametrize(("table", "key"), CROSSING)
def test_without_its_key_a_reference_would_cross(campus: Campus, table: Table, key: ForeignKeyConstraint) -> None:
    """The check above is no accident: with the key broken on purpose, the same change goes through."""
    far = campus.row(key.referred_table.name, "b")
    leading = {e.parent.name: far[e.column.name] for e in key.elements if e.parent.name != "tenant_id"}
    leading |= WITH_REFERENCE.get((table.name, key.column_keys[-1]), {})
    name = sql.Identifier(table.name)
    with campus.transaction(role=None, tenant=None) as connection:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
        connection.execute("DELETE FROM campaign_daily_metrics WHERE %s", [table.name == "campaign_ads"])
        for each in table.foreign_key_constraints:
            if set(each.column_keys) & set(leading):
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
                connection.execute(drop.format(name, sql.Identifier(str(each.name))))
        change = sql.SQL("UPDATE {} SET {} WHERE tenant_id = {}").format(
            name,
            sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(n), sql.Literal(v)) for n, v in leading.items()
            ),
            sql.Literal(campus.row("tenants", "a")["id"]),
        )
        assert connection.execute(change).rowcount > 0


@pytest.mark.parametrize("table", each(TABLES))
def test_without_its_policy_a_tenant_would_see_others(campus: Campus, table: Table) -> None:
    """The policy, broken on purpose, is what keeps tenants apart."""
    policy = sql.Identifier(f"{table.name}_tenant_policy")
    broken = sql.SQL("ALTER POLICY {} ON {} USING (true)").format(policy, sql.Identifier(table.name))
    with campus.transaction(role=None, tenant="a") as connection:
        connection.execute(broken)
        connection.execute(
            sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(campus.database.roles["campus_application"]))
        )
        assert tenants_seen(connection, table) == {campus.row("tenants", tenant)["id"] for tenant in ("a", "b")}


def test_an_upsert_does_not_find_another_tenants_row(campus: Campus) -> None:
    row = campus.row("campaigns", "b")
    with campus.transaction(tenant="a") as connection:
        connection.execute("UPDATE campaigns SET code = 'else'")
        done = connection.execute(
            "INSERT INTO campaigns (name, code, objective) VALUES ('Mine', %s, 'enquiries')"
            " ON CONFLICT (tenant_id, code) WHERE deleted_at IS NULL DO UPDATE SET name = 'Taken' RETURNING tenant_id",
            [row["code"]],
        ).fetchone()
        assert done == (campus.row("tenants", "a")["id"],)


def test_the_one_shared_key_is_the_slug(campus: Campus) -> None:
    """R-DEC-4; the application cannot even try it."""
    with campus.transaction(role=None) as connection, pytest.raises(UniqueViolation):
        insert_row(connection, metadata.tables["tenants"], SAMPLES["tenants"] | {"slug": "institution-b"})


def test_row_security_cannot_be_switched_off(campus: Campus) -> None:
    with campus.transaction() as connection:
        connection.execute("SET LOCAL row_security = off")
        with pytest.raises(InsufficientPrivilege):
            connection.execute("SELECT FROM leads")


def test_every_table_and_partition_enforces_it(catalog: Catalog) -> None:
    for table in catalog.tables:
        assert (table.row_security, table.force_row_security) == (True, True), table.name
        for policy in table.policies:
            if policy.command in {"ALL", "INSERT", "UPDATE"}:
                assert policy.check is not None or policy.using == "true", policy.name


def test_partitions_are_reached_through_their_table_only(catalog: Catalog) -> None:
    for table in catalog.tables:
        if table.is_partition:
            assert {grant.grantee for grant in table.grants} <= {"campus_owner"}


def test_a_tenant_finds_another_only_by_name(campus: Campus) -> None:
    with campus.transaction(tenant=None) as connection:
        found = connection.execute("SELECT app.find_tenant('institution-b'), app.find_tenant('nobody')").fetchone()
        assert found == (campus.row("tenants", "b")["id"], None)


def test_the_owners_functions_stay_in_the_transactions_tenant(campus: Campus) -> None:
    with campus.transaction(role="campus_owner", tenant="a") as connection:
        assert tenants_seen(connection, metadata.tables["leads"]) == {campus.row("tenants", "a")["id"]}
    with campus.transaction(role="campus_owner", tenant=None) as connection:
        assert len(tenants_seen(connection, metadata.tables["leads"])) == 2
