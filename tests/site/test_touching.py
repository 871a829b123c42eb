"""Which tables a query touches."""

from __future__ import annotations

import pytest

from pgworkbench.catalog import Catalog, Function, Name, Partition, Table, TableKind
from pgworkbench.site.touching import functions_of, queries_by_table, tables_of
from pgworkbench.workload import Query, Workload


def table(schema: str, name: str, parent: Name | None = None) -> Table:
    hung = None if parent is None else Partition(parent, "DEFAULT")
    return Table(Name(schema, name), TableKind.TABLE, "o", partition=hung)


CATALOG = Catalog(
    180000, "d",
    (table("app", "logs"), table("app", "orders"), table("public", "Odd name"), table("public", "orders"),
     table("public", "orders_1", Name("public", "orders")), table("x", "twice"), table("y", "twice")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "touched"),
    [
        ("SELECT * FROM orders WHERE id = :id", ["orders"]),
        ("SELECT * FROM app.orders JOIN logs USING (id)", ["app.logs", "app.orders"]),
        ('DELETE FROM "Odd name" WHERE EXISTS (SELECT FROM orders)', ["Odd name", "orders"]),
        ("WITH orders AS (SELECT * FROM logs) SELECT * FROM orders", ["app.logs"]),
        ("SELECT * FROM orders_1", ["orders"]),
        ("INSERT INTO logs SELECT * FROM generate_series(1, 2)", ["app.logs"]),
        ("SELECT * FROM twice", []),
        ("SELECT 'orders' AS logs", []),
        ("SELECT * FROM gone, x.gone", []),
        ("SELEC oops", []),
    ],
)
def test_tables_are_those_that_the_parser_sees(sql: str, touched: list[str]) -> None:
    assert [str(name) for name in tables_of(Query("q", sql), CATALOG)] == touched


def test_each_table_has_its_queries_in_the_workloads_order() -> None:
    b, a = Query("b", "SELECT * FROM orders"), Query("a", "SELECT * FROM orders, logs")
    by_table = queries_by_table(Workload((b, a)), CATALOG)
    assert by_table == {Name("public", "orders"): [b, a], Name("app", "logs"): [a]}


def test_functions_are_those_that_somebody_made() -> None:
    made = Function(Name("app", "me"), "f", "", "text", "sql", None, "", "o")
    catalog = Catalog(180000, "d", functions=(made,))
    calls = ("SELECT app.me()", "SELECT me(), now()", "SELECT other.me()", "SELECT 'me()'", "SELEC")
    found = [[str(name) for name in functions_of(Query("q", sql), catalog)] for sql in calls]
    assert found == [["app.me"], ["app.me"], [], [], []]
