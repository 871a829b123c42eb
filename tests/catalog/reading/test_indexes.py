"""What an index looks like, key by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pgworkbench.catalog import Catalog, Index, IndexKey, Name

Reads = Callable[[str], Catalog]
TEXT, INT = Name("pg_catalog", "text_ops"), Name("pg_catalog", "int4_ops")
TABLE = 'CREATE TABLE t (a int, b text, c jsonb, d text COLLATE "C", "e f" int)'


def only_index(catalog: Catalog, table: str = "t") -> Index:
    (index,) = catalog.table(table).indexes
    return index


KEYS: list[tuple[str, tuple[IndexKey, ...]]] = [
    ("(a, b)", (IndexKey("a", "a", INT), IndexKey("b", "b", TEXT))),
    ("(a DESC)", (IndexKey("a", "a", INT, descending=True, nulls_first=True),)),
    ("(a DESC NULLS LAST)", (IndexKey("a", "a", INT, descending=True),)),
    ("(a NULLS FIRST)", (IndexKey("a", "a", INT, nulls_first=True),)),
    ("(b text_pattern_ops)", (IndexKey("b", "b", Name("pg_catalog", "text_pattern_ops"), default_opclass=False),)),
    (
        "USING gin (c jsonb_path_ops)",
        (IndexKey("c", "c", Name("pg_catalog", "jsonb_path_ops"), default_opclass=False),),
    ),
    ('(b COLLATE "C")', (IndexKey("b", "b", TEXT, collation=Name("pg_catalog", "C")),)),
    ("(d)", (IndexKey("d", "d", TEXT),)),
    ('("e f")', (IndexKey("e f", '"e f"', INT),)),
    ("(lower(b))", (IndexKey(None, "lower(b)", TEXT),)),
    (
        "(a, (a + 1) DESC)",
        (IndexKey("a", "a", INT), IndexKey(None, "((a + 1))", INT, descending=True, nulls_first=True)),
    ),
    ('(lower(b) COLLATE "C")', (IndexKey(None, "lower(b)", TEXT, collation=Name("pg_catalog", "C")),)),
]


@pytest.mark.parametrize(("keys", "expected"), KEYS, ids=[keys for keys, _ in KEYS])
def test_each_key_tells_what_it_sorts_by(reads: Reads, keys: str, expected: tuple[IndexKey, ...]) -> None:
    assert only_index(reads(f"{TABLE}; CREATE INDEX i ON t {keys}")).keys == expected


INDEXES: list[tuple[str, dict[str, Any]]] = [
    ("INDEX i ON t (a)", {"method": "btree", "unique": False, "predicate": None, "include": (), "valid": True}),
    ("UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT", {"unique": True, "nulls_not_distinct": True}),
    ('INDEX i ON t (a) INCLUDE ("e f", b)', {"include": ("e f", "b"), "columns": ("a",)}),
    ("INDEX i ON t (a) WHERE b IS NOT NULL", {"predicate": "(b IS NOT NULL)"}),
    ("INDEX i ON t USING brin (a) WITH (pages_per_range = 7)", {"method": "brin", "options": ("pages_per_range=7",)}),
    ("INDEX i ON t USING hash (a)", {"method": "hash", "definition": "CREATE INDEX i ON public.t USING hash (a)"}),
    ("INDEX i ON t (a); ALTER TABLE t CLUSTER ON i", {"clustered": True}),
    ("INDEX i ON t (a); COMMENT ON INDEX i IS 'why'", {"comment": "why", "constraint": None, "primary": False}),
]


@pytest.mark.parametrize(("ddl", "expected"), INDEXES, ids=[ddl for ddl, _ in INDEXES])
def test_an_index_is_told_as_it_was_declared(reads: Reads, ddl: str, expected: dict[str, Any]) -> None:
    index = only_index(reads(f"{TABLE}; CREATE {ddl}"))
    assert {field: getattr(index, field) for field in expected} == expected


def test_an_index_behind_a_constraint_knows_it(reads: Reads) -> None:
    index = only_index(reads("CREATE TABLE t (a int CONSTRAINT its_key PRIMARY KEY)"))
    assert (index.constraint, index.primary, index.unique) == ("its_key", True, True)


def test_the_index_of_a_partition_knows_its_parent(reads: Reads) -> None:
    catalog = reads("""
        CREATE SCHEMA s; CREATE TABLE s.p (a int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF s.p FOR VALUES FROM (0) TO (10); CREATE INDEX i ON s.p (a)
    """)
    assert (only_index(catalog, "s.p").parent, only_index(catalog, "p1").parent) == (None, Name("s", "i"))


def test_an_index_that_lacks_a_partition_is_not_valid(reads: Reads) -> None:
    catalog = reads("""
        CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p DEFAULT;
        CREATE INDEX i ON ONLY p (a)
    """)
    assert not only_index(catalog, "p").valid


def test_expressions_of_an_index_have_statistics_of_their_own(reads: Reads) -> None:
    index = only_index(
        reads(f"{TABLE}; CREATE INDEX i ON t (a, lower(b)); ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 99")
    )
    assert [key.statistics_target for key in index.keys] == [None, 99]


def test_an_index_has_a_size_and_a_count_of_scans(reads: Reads) -> None:
    index = only_index(reads("CREATE TABLE t AS SELECT generate_series(1, 2000) AS a; CREATE INDEX i ON t (a)"))
    assert (index.bytes % 8192, index.bytes > 2 * 8192, index.scans) == (0, True, 0)
