"""A small shop with one of everything, names that break what does not escape them, and its site in a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pgworkbench.brief import Brief, TableBrief
from pgworkbench.catalog import (
    Action,
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Function,
    Grant,
    Index,
    IndexKey,
    Name,
    Partition,
    Policy,
    Reference,
    Role,
    Schema,
    Table,
    TableKind,
    Trigger,
)
from pgworkbench.diagram import Theme, domain_diagram, overview, table_diagram
from pgworkbench.site import (
    NotebookPage,
    Pictures,
    Reasons,
    RecordedRun,
    Remark,
    RuleText,
    Section,
    SiteContent,
    build_site,
)
from pgworkbench.workload import Query, Workload

HOSTILE = "</script><b>x\"'&`|\\ %s {{ 7*7 }}.Ünï \u202e"
STATUS = Name("public", "order_status")


def key(column: str) -> IndexKey:
    return IndexKey(column, column, Name("pg_catalog", "int8_ops"))


def primary(table: str, *columns: str) -> tuple[Constraint, Index]:
    name, listed = f"{table}_pkey", ", ".join(columns)
    keys = tuple(key(column) for column in columns)
    made = f"CREATE UNIQUE INDEX {name} ON public.x USING btree ({listed})"
    index = Index(name, "btree", keys, made, unique=True, primary=True, constraint=name, bytes=16384)
    return Constraint(name, ConstraintKind.PRIMARY, columns, f"PRIMARY KEY ({listed})", index=name), index


def foreign(name: str, column: str, to: str) -> Constraint:
    reference = Reference(Name("public", to), ("id",), Action.CASCADE, Action.NO_ACTION)
    return Constraint(name, ConstraintKind.FOREIGN, (column,), f"FOREIGN KEY ({column}) REFERENCES {to}(id)", reference)


def customers() -> Table:
    constraint, index = primary("customers", "id")
    columns = (
        Column("id", "bigint", 1, not_null=True, identity="a", comment="Who it is."),
        Column("email", "text", 2, not_null=True, comment="Where letters go."),
        Column("shouted", "text", 3, default="upper(email)", generated="s"),
    )
    grants = (Grant("shop_app", ("SELECT",)), Grant("shop_app", ("UPDATE",), column="email"))
    return Table(
        Name("public", "customers"), TableKind.TABLE, "shop_owner", columns, (constraint,), (index,), grants=grants,
        comment="People who buy.", rows=10, bytes=8192, index_bytes=16384,
    )  # fmt: skip


def orders() -> tuple[Table, ...]:
    constraint, index = primary("orders", "id")
    by_customer = Index(
        "orders_customer_idx", "btree", (key("customer_id"),),
        "CREATE INDEX orders_customer_idx ON public.orders USING btree (customer_id) WHERE (status = 'open')",
    )  # fmt: skip
    columns = (
        Column("id", "bigint", 1, not_null=True),
        Column("customer_id", "bigint", 2, not_null=True, comment="Who ordered."),
        Column("status", "order_status", 3, not_null=True, default="'open'::order_status", type_name=STATUS),
    )
    check = Constraint("orders_id_check", ConstraintKind.CHECK, ("id",), "CHECK ((id > 0))", comment="Numbered from 1.")
    policy = Policy("own_orders", "ALL", permissive=True, roles=("shop_app",), using="(customer_id = me())", check=None)
    trigger = Trigger("orders_audit", "…", Name("app", "audit"), "AFTER", ("INSERT", "UPDATE"), row_level=True)
    whole = Table(
        Name("public", "orders"), TableKind.PARTITIONED, "shop_owner", columns,
        (constraint, check, foreign("orders_customer_fkey", "customer_id", "customers")), (index, by_customer),
        (trigger,), (policy,), (Grant("shop_app", ("SELECT", "INSERT", "DELETE")),), row_security=True,
        partition_key="RANGE (id)", comment="What people buy.",
    )  # fmt: skip
    part = Index(
        "orders_1_idx", "btree", (key("customer_id"),), "…", parent=Name("public", by_customer.name), bytes=8192
    )
    hung = Partition(whole.name, "FOR VALUES FROM ('1') TO ('100')")
    leaf = Table(
        Name("public", "orders_1"), TableKind.TABLE, "shop_owner", columns, (), (part,),
        partition=hung, rows=40, bytes=16384, index_bytes=8192,
    )  # fmt: skip
    return whole, leaf


def hostile() -> Table:
    odd = Column(HOSTILE, "text", 1, comment=HOSTILE)
    columns = (odd, Column("customer_id", "bigint", 2, default=f"'{HOSTILE}'"))
    references = (foreign(HOSTILE, "customer_id", "customers"),)
    policy = Policy(HOSTILE, "SELECT", permissive=False, roles=(HOSTILE,), using=HOSTILE, check=HOSTILE)
    index = Index(HOSTILE, "btree", (key(HOSTILE),), f"CREATE INDEX x ON y USING btree ({HOSTILE})", comment=HOSTILE)
    grants = (Grant(HOSTILE, ("SELECT",)),)
    return Table(
        Name("Ä b", HOSTILE[:60]), TableKind.TABLE, HOSTILE, columns, references, (index,), (), (policy,), grants,
        row_security=True, comment=HOSTILE,
    )  # fmt: skip


def view() -> Table:
    columns = (Column("total", "bigint", 1),)
    text = " SELECT count(*) AS total\n   FROM public.orders;"
    return Table(Name("app", "totals"), TableKind.VIEW, "shop_owner", columns, definition=text, comment="Sums.")


def shop_catalog() -> Catalog:
    audit = Function(
        Name("app", "audit"), "f", "", "trigger", "plpgsql", "CREATE FUNCTION app.audit() …", "…", "shop_owner",
        security_definer=True, comment="Keeps what was.",
    )  # fmt: skip
    odd = Function(Name("Ä b", HOSTILE[:40]), "f", HOSTILE, "text", "sql", HOSTILE, HOSTILE, "shop_owner")
    tables = sorted((customers(), *orders(), hostile(), view()), key=lambda table: table.name)
    return Catalog(
        180006, "shop", tuple(tables),
        schemas=(Schema("app", "shop_owner", (Grant("shop_app", ("USAGE",)),)),),
        enums=(EnumType(STATUS, ("open", "sent", HOSTILE), "shop_owner", comment="How far it is."),),
        functions=(audit, odd),
        roles=(
            Role("shop_app", login=True), Role("shop_owner", superuser=True), Role(HOSTILE, member_of=("shop_app",)),
        ),
    )  # fmt: skip


RESULTS = {
    "timings": [
        {
            "query": "orders_of_customer",
            "arm": arm,
            "sets": [
                {"execution_ms": ms, "rows": 3, "pages": {"hit": pages}},
                {"execution_ms": ms, "rows": 4, "pages": {}},
            ],
        }
        for arm, ms, pages in (("as designed", 0.5, 4), ("without orders_customer_idx", 6.0, 80))
    ],
    "comparisons": [
        {
            "query": "orders_of_customer", "relation": "serves", "subject": ["orders_customer_idx"],
            "outcome": "measured", "ratio": {"median": 12.0, "low": 10.04, "high": 14.0}, "at_least": None,
        },
        {
            "query": "add_order", "relation": "costs", "subject": ["orders_customer_idx"], "outcome": "measured",
            "ratio": {"median": 0.9, "low": 0.8, "high": 1.0}, "at_least": None,
        },
    ],
}  # fmt: skip
REPORT = """# Indexes, measured

![The intervals; the table says the same.](plot.svg)

| query | gain |
|---|---|
| `orders_of_customer` | 12 |

<details><summary>Plans of orders_of_customer</summary>

````
Index Scan <b>
````

</details>
"""
PLOT = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120"><circle cx="50" cy="50" r="40"/></svg>'


def queries() -> Workload:
    asked = "SELECT * FROM orders WHERE customer_id = :customer AND status = 'open'"
    return Workload(
        (
            Query(
                "orders_of_customer",
                asked,
                "A customer's open orders.",
                1200,
                5.0,
                "SELECT 1 AS customer",
                domain="sales",
            ),
            Query("add_order", "INSERT INTO orders (id) VALUES (:id)", "One order more.", domain="sales"),
            Query(HOSTILE, f"SELECT '{HOSTILE.replace(chr(39), '')}' FROM totals", HOSTILE, domain=HOSTILE),
        )
    )


def shop_content() -> SiteContent:
    catalog = shop_catalog()
    named = str(hostile().name)
    groups = {"customers": "people", "orders": "sales", named: HOSTILE}
    theme = Theme.AUTO
    drawn = [str(table.name) for table in catalog.base_tables]
    pictures = Pictures(
        overview(catalog, groups).svg(theme=theme),
        {group: domain_diagram(catalog, groups, group).svg(theme=theme) for group in groups.values()},
        {name: table_diagram(catalog, name, groups).svg(theme=theme) for name in drawn},
    )
    rule = RuleText(
        "no-primary-key", "A table without a `primary key`.", "error", "keys", "rows cannot be told apart",
        "two may be equal; see <https://example.org/why>",
        bad="CREATE TABLE t (a int);", good="CREATE TABLE t (a int PRIMARY KEY);",
    )  # fmt: skip
    remarks = (
        Remark("cascade-unargued", "notice", "constraint orders.x", "it cascades", "orders", fix="COMMENT ON …;"),
        Remark("no-primary-key", "error", f"table {named}", HOSTILE, named, why=HOSTILE, advice=HOSTILE),
        Remark("loose", "warning", "database shop", "it is open to all"),
    )
    brief = Brief(
        "shop", "Shop", 1, datetime(2026, 1, 1, tzinfo=UTC), {}, {"orders": TableBrief(5, production=4_000_000)}
    )
    page = '<!DOCTYPE html><html lang="en"><head><title>n</title></head><body class="x"><main><h1>Volumes</h1>'
    page += '<a href="https://example.org/a">far</a> <a href="22_more.ipynb">near</a></main></body></html>'
    return SiteContent(
        title="The shop & more",
        catalog=catalog,
        summary="What a *shop* keeps.",
        groups=groups,
        titles={"sales": "Sales: what is bought", "people": "People", HOSTILE: HOSTILE},
        reasons=Reasons(
            {"orders_customer_idx": "Looked up on every visit."},
            {"orders_customer_idx": ["orders_of_customer", "gone"]},
        ),
        brief=brief,
        workload=queries(),
        pictures=pictures,
        sizes_of="profile tiny",
        remarks=remarks,
        rules=(rule,),
        runs=(RecordedRun("indexes", REPORT, PLOT, RESULTS),),
        notebooks=(NotebookPage("21_volumes", "Volumes", page), NotebookPage("22_more", "More", page)),
        sections={"orders": (Section("Seeds", "Rows come in *seasons*."),)},
    )


@pytest.fixture(scope="session")
def shop() -> SiteContent:
    """A site's content with one of everything."""
    return shop_content()


@pytest.fixture(scope="session")
def built(shop: SiteContent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That site in a folder; to be read only."""
    folder = tmp_path_factory.mktemp("site")
    build_site(shop, folder)
    return folder
