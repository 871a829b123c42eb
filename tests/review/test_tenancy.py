"""The tenant's column is found where most keys or policies say so, and not where a parent has its lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgworkbench.catalog import Catalog
from pgworkbench.review import Conventions, Subject

pytestmark = pytest.mark.database


def owned_by(column: str, *tables: str) -> str:
    parent = "CREATE TABLE firms (id bigint PRIMARY KEY);"
    return parent + "".join(
        f"CREATE TABLE {table} ({column} bigint REFERENCES firms, id bigint, PRIMARY KEY ({column}, id));"
        for table in tables
    )


POLICIED = """
CREATE TABLE firms (id bigint PRIMARY KEY);
CREATE TABLE a (id bigint PRIMARY KEY, "Firm" bigint REFERENCES firms, made_by bigint REFERENCES firms);
CREATE TABLE b (id bigint PRIMARY KEY, "Firm" bigint REFERENCES firms, made_by bigint REFERENCES firms);
CREATE TABLE c (id bigint PRIMARY KEY, made_by bigint REFERENCES firms);
CREATE POLICY own ON a USING ("Firm" = current_setting('app.firm')::bigint);
CREATE POLICY own ON b USING ("Firm" = current_setting('app.firm')::bigint);
"""


@pytest.mark.parametrize(
    ("sql", "column"),
    [
        (owned_by("firm_id", "a", "b", "c"), "firm_id"),
        (owned_by("order_id", "lines", "notes"), None),
        (
            owned_by("firm_id", "a", "b", "c") + "".join(f"CREATE TABLE x{n} (id int PRIMARY KEY);" for n in range(3)),
            None,
        ),
        (POLICIED, "Firm"),
        (
            """CREATE TABLE a (id bigint PRIMARY KEY, "tenantId" bigint); CREATE TABLE b (id bigint PRIMARY KEY);
            CREATE TABLE c (id bigint PRIMARY KEY, "tenantId" bigint)""",
            "tenantId",
        ),
        (
            owned_by("firm_id", "a", "b")
            + "".join(
                f"CREATE TABLE x{n} (id bigint PRIMARY KEY, firm_id bigint NOT NULL REFERENCES firms);" for n in "123"
            ),
            "firm_id",
        ),
        ("CREATE TABLE a (x bigint, y bigint, PRIMARY KEY (x, y)); CREATE TABLE b (x bigint PRIMARY KEY)", None),
        ("", None),
    ],
    ids=[
        "leads most keys",
        "a parent and its lines",
        "leads half of them",
        "in most policies",
        "called so, though it is in no key",
        "in half of the tables, and in two keys",
        "no references",
        "no tables",
    ],
)
def test_the_tenant_column_is_found(read: Callable[[str], Catalog], sql: str, column: str | None) -> None:
    assert Subject(read(sql)).tenant == column


def test_conventions_decide(read: Callable[[str], Catalog]) -> None:
    catalog = read(owned_by("firm_id", "a", "b", "c"))
    assert Subject(catalog, conventions=Conventions(tenant_column="")).tenant is None
    assert Subject(catalog, conventions=Conventions(tenant_column="other")).tenant == "other"
