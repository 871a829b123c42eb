"""What types and sequences look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pgworkbench.catalog import Catalog, Name, Sequence

Reads = Callable[[str], Catalog]


def test_an_enum_keeps_the_order_of_its_labels(reads: Reads) -> None:
    (enum,) = reads(
        "CREATE TYPE e AS ENUM ('z', 'a'); ALTER TYPE e ADD VALUE 'm' BEFORE 'a'; COMMENT ON TYPE e IS 'c'"
    ).enums
    assert (enum.name, enum.labels, enum.comment) == (Name("public", "e"), ("z", "m", "a"), "c")


def test_a_domain_tells_its_base_default_and_checks(reads: Reads) -> None:
    (domain,) = reads("""
        CREATE DOMAIN d AS varchar(9) COLLATE "C" DEFAULT upper('x') NOT NULL
            CONSTRAINT second CHECK (VALUE <> '') CONSTRAINT first CHECK (length(VALUE) > 0)
    """).domains
    assert (domain.base, domain.not_null, domain.default) == ("character varying(9)", True, "upper('x'::text)")
    assert domain.collation == Name("pg_catalog", "C")
    assert [check.name for check in domain.checks] == ["first", "second"]
    assert domain.checks[1].definition == "CHECK (((VALUE)::text <> ''::text))"


def test_a_domain_may_be_bare(reads: Reads) -> None:
    (domain,) = reads("CREATE DOMAIN d AS int").domains
    assert (domain.base, domain.not_null, domain.default, domain.checks, domain.collation) == (
        "integer",
        False,
        None,
        (),
        None,
    )


def test_a_composite_type_has_columns(reads: Reads) -> None:
    catalog = reads(
        "CREATE TYPE c AS (x int, y text COLLATE \"C\"); COMMENT ON COLUMN c.y IS 'why'; CREATE TABLE t (a int)"
    )
    (composite,) = catalog.composites
    assert [(column.name, column.type, column.comment) for column in composite.columns] == [
        ("x", "integer", None),
        ("y", "text", "why"),
    ]


RANGES: list[tuple[str, str]] = [
    ("SUBTYPE = time", "SUBTYPE = time without time zone, MULTIRANGE_TYPE_NAME = public.r_multirange"),
    (
        'SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C", MULTIRANGE_TYPE_NAME = rs',
        (
            'SUBTYPE = text, SUBTYPE_OPCLASS = pg_catalog.text_pattern_ops, COLLATION = pg_catalog."C",'
            " MULTIRANGE_TYPE_NAME = public.rs"
        ),
    ),
    (
        "SUBTYPE = float8, SUBTYPE_DIFF = float8mi",
        "SUBTYPE = double precision, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = public.r_multirange",
    ),
]


@pytest.mark.parametrize(("ddl", "expected"), RANGES, ids=[ddl for ddl, _ in RANGES])
def test_a_range_type_can_be_made_again_from_its_definition(reads: Reads, ddl: str, expected: str) -> None:
    catalog = reads(f"CREATE TYPE r AS RANGE ({ddl})")
    assert [(each.name.name, each.definition) for each in catalog.ranges] == [("r", expected)]
    assert (catalog.functions, catalog.casts) == ((), ()), "what a range brings along is not told beside it"
    again = reads(f"DROP TYPE r; CREATE TYPE r AS RANGE ({expected})")
    assert again.ranges == catalog.ranges


def only_sequence(catalog: Catalog) -> Sequence:
    (sequence,) = catalog.sequences
    return sequence


SEQUENCES: list[tuple[str, dict[str, Any]]] = [
    (
        "SEQUENCE s",
        {
            "type": "bigint",
            "start": 1,
            "increment": 1,
            "minimum": 1,
            "maximum": 2**63 - 1,
            "cache": 1,
            "cycle": False,
            "column": None,
            "identity": False,
            "last_value": None,
        },
    ),
    (
        "SEQUENCE s AS smallint START 5 INCREMENT -2 MINVALUE -9 MAXVALUE 9 CACHE 3 CYCLE",
        {"type": "smallint", "start": 5, "increment": -2, "minimum": -9, "maximum": 9, "cache": 3, "cycle": True},
    ),
    ("UNLOGGED SEQUENCE s", {"persistence": "u"}),
    ("SEQUENCE s; SELECT nextval('s')", {"last_value": 1}),
    ("TABLE t (i serial)", {"column": (Name("public", "t"), "i"), "identity": False, "type": "integer"}),
    (
        "TABLE t (i int GENERATED ALWAYS AS IDENTITY (START 100))",
        {"column": (Name("public", "t"), "i"), "identity": True, "start": 100},
    ),
]


@pytest.mark.parametrize(("ddl", "expected"), SEQUENCES, ids=[ddl for ddl, _ in SEQUENCES])
def test_a_sequence_is_told_as_it_was_declared(reads: Reads, ddl: str, expected: dict[str, Any]) -> None:
    sequence = only_sequence(reads(f"CREATE {ddl}"))
    assert {field: getattr(sequence, field) for field in expected} == expected
