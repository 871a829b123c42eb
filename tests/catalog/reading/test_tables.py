"""What tables, views and partitions look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pgworkbench.catalog import Catalog, Name, Partition, TableKind

Reads = Callable[[str], Catalog]

TABLES: list[tuple[str, dict[str, Any]]] = [
    (
        "TABLE t (a int)",
        {
            "kind": TableKind.TABLE,
            "persistence": "p",
            "options": (),
            "access_method": None,
            "rows": -1,
            "replica_identity": "d",
            "partition_key": None,
            "inherits": (),
            "definition": None,
            "tablespace": None,
        },
    ),
    ("TABLE t ()", {"columns": ()}),
    ("UNLOGGED TABLE t (a int)", {"persistence": "u"}),
    (
        "TABLE t (a int, b text) WITH (fillfactor = 70, toast.autovacuum_enabled = false)",
        {"options": ("fillfactor=70", "toast.autovacuum_enabled=false")},
    ),
    ("TABLE t (a int); ALTER TABLE t REPLICA IDENTITY FULL", {"replica_identity": "f", "replica_index": None}),
    (
        "TABLE t (a int NOT NULL CONSTRAINT k UNIQUE); ALTER TABLE t REPLICA IDENTITY USING INDEX k",
        {"replica_identity": "i", "replica_index": "k"},
    ),
    (
        "TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        {"row_security": True, "force_row_security": True},
    ),
    (
        "TABLE p (a int); CREATE TABLE q (b int); CREATE TABLE t () INHERITS (q, p)",
        {"inherits": (Name("public", "q"), Name("public", "p")), "partition": None},
    ),
    (
        "TABLE t (a int, b int) PARTITION BY LIST ((a + b))",
        {"kind": TableKind.PARTITIONED, "partition_key": "LIST (((a + b)))"},
    ),
    ("TYPE y AS (a int); CREATE TABLE t OF y", {"of_type": Name("public", "y")}),
    (
        "VIEW t WITH (security_invoker = true) AS SELECT 1 AS a",
        {"kind": TableKind.VIEW, "definition": " SELECT 1 AS a;", "options": ("security_invoker=true",)},
    ),
    (
        "MATERIALIZED VIEW t AS SELECT 1 AS a WITH NO DATA",
        {"kind": TableKind.MATERIALIZED_VIEW, "definition": " SELECT 1 AS a;", "populated": False},
    ),
    ("TABLE t (a int); COMMENT ON TABLE t IS 'what it holds'", {"comment": "what it holds", "extension": None}),
]


@pytest.mark.parametrize(("ddl", "expected"), TABLES, ids=[ddl for ddl, _ in TABLES])
def test_a_table_is_told_as_it_was_declared(reads: Reads, ddl: str, expected: dict[str, Any]) -> None:
    table = reads(f"CREATE {ddl}").table("t")
    assert {field: getattr(table, field) for field in expected} == expected


PARTITIONS: list[tuple[str, str, str]] = [
    ("RANGE (at)", "FROM ('2026-01-01') TO (MAXVALUE)", "FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE)"),
    ("LIST (word)", "IN ('a', NULL)", "FOR VALUES IN ('a', NULL)"),
    ("HASH (id)", "WITH (MODULUS 4, REMAINDER 1)", "FOR VALUES WITH (modulus 4, remainder 1)"),
]


@pytest.mark.parametrize(("key", "values", "bound"), PARTITIONS, ids=[key for key, _, _ in PARTITIONS])
def test_a_partition_knows_its_parent_and_its_bound(reads: Reads, key: str, values: str, bound: str) -> None:
    catalog = reads(f"""
        CREATE SCHEMA s; CREATE TABLE s.p (id int, word text, at timestamptz) PARTITION BY {key};
        CREATE TABLE p1 PARTITION OF s.p FOR VALUES {values}
    """)
    assert catalog.table("s.p").partition_key == key
    assert catalog.table("p1").partition == Partition(Name("s", "p"), bound)
    assert catalog.table("p1").inherits == ()


def test_partitions_may_have_partitions_and_a_default(reads: Reads) -> None:
    catalog = reads("""
        CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9) PARTITION BY LIST (b);
        CREATE TABLE p1d PARTITION OF p1 DEFAULT
    """)
    assert [table.name.name for table in catalog.base_tables] == ["p"]
    assert catalog.table("p1").kind is TableKind.PARTITIONED
    assert [each.partition for each in catalog.partitions_of(Name("public", "p1"))] == [
        Partition(Name("public", "p1"), "DEFAULT")
    ]


def test_a_foreign_table_names_its_server_and_options(reads: Reads) -> None:
    table = reads("""
        CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE t (a int OPTIONS (field 'A')) SERVER s OPTIONS (path 'x y')
    """).table("t")
    assert (table.kind, table.server, table.server_options) == (TableKind.FOREIGN, "s", ("path=x y",))
    assert table.column("a").server_options == ("field=A",)


def test_sizes_and_the_planners_row_count_are_told(reads: Reads) -> None:
    table = reads("""
        CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 5000) i; CREATE INDEX ON t (a); ANALYZE t
    """).table("t")
    assert table.rows == 5000
    assert table.bytes >= 5000 * 28
    assert table.index_bytes == table.indexes[0].bytes > 0


def test_a_database_without_tables_has_none(reads: Reads) -> None:
    catalog = reads("SELECT 1")
    assert (catalog.tables, [schema.name for schema in catalog.schemas]) == ((), ["public"])


def test_temporary_and_system_tables_are_left_out(reads: Reads) -> None:
    assert reads("CREATE TEMPORARY TABLE t (a int)").tables == ()


def test_everything_comes_sorted_by_name_whatever_the_order_of_making(reads: Reads) -> None:
    catalog = reads("""
        CREATE SCHEMA z; CREATE SCHEMA b; CREATE TABLE z.a (i int); CREATE TABLE b.z (i int); CREATE TABLE "B" (i int);
        CREATE TABLE a (z int CONSTRAINT y CHECK (z > 0) CONSTRAINT x CHECK (z > 1));
        CREATE INDEX j ON a (z); CREATE INDEX i ON a (z)
    """)
    assert [str(table.name) for table in catalog.tables] == ["b.z", "B", "a", "z.a"]
    assert [each.name for each in catalog.table("a").constraints] == ["x", "y"]
    assert [each.name for each in catalog.table("a").indexes] == ["i", "j"]
