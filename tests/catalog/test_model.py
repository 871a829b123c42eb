"""What can be asked of the values themselves."""

from __future__ import annotations

from typing import Any

import pytest

from pgworkbench.catalog import (
    Action,
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    Index,
    IndexKey,
    Name,
    Partition,
    Reference,
    Table,
    TableKind,
)
from pgworkbench.errors import UnknownNameError

OPCLASS = Name("pg_catalog", "int4_ops")


def table(name: str, schema: str = "public", **parts: Any) -> Table:
    return Table(Name(schema, name), parts.pop("kind", TableKind.TABLE), "owner", **parts)


def index(*columns: str | None, **options: Any) -> Index:
    keys = tuple(IndexKey(column, column or "lower(a)", OPCLASS) for column in columns)
    return Index("i", "btree", keys, "CREATE INDEX …", **{"unique": True, **options})


def foreign_key(target: str) -> Constraint:
    reference = Reference(Name("public", target), ("id",), Action.CASCADE, Action.NO_ACTION)
    return Constraint(f"to_{target}", ConstraintKind.FOREIGN, (f"{target}_id",), "FOREIGN KEY …", reference)


NAMES = [(Name("public", "leads"), "leads"), (Name("app", "settings"), "app.settings"), (Name("a", "b.c"), "a.b.c")]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_name_is_shown_without_the_schema_that_everybody_means(name: Name, expected: str) -> None:
    assert str(name) == expected


def test_a_table_is_found_by_text_or_by_name() -> None:
    catalog = Catalog(180000, "d", (table("leads"), table("leads", "old")))
    assert catalog.table("leads") is catalog.table(Name("public", "leads")) is catalog.tables[0]
    assert catalog.table("old.leads") is catalog.table(Name("old", "leads")) is catalog.tables[1]
    assert (catalog.has_table("leads"), catalog.has_table("public.leads")) == (True, False)


UNKNOWN = [("laeds", "unknown table 'laeds': try leads"), (Name("x", "y"), "unknown table 'x.y': try leads")]


@pytest.mark.parametrize(("name", "message"), UNKNOWN)
def test_a_table_that_does_not_exist_has_its_nearest_names(name: str | Name, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        Catalog(180000, "d", (table("leads"),)).table(name)


def test_a_column_that_does_not_exist_has_its_nearest_names() -> None:
    leads = table("leads", columns=(Column("email", "text", 1),))
    assert leads.column("email").position == 1
    with pytest.raises(UnknownNameError, match="unknown column of leads 'emial': try email"):
        leads.column("emial")


def test_base_tables_leave_out_views_partitions_and_what_extensions_own() -> None:
    catalog = Catalog(
        180000,
        "d",
        (
            table("events", kind=TableKind.PARTITIONED),
            table("events_p1", partition=Partition(Name("public", "events"), "DEFAULT")),
            table("leads"),
            table("spatial_ref_sys", extension="postgis"),
            table("v", kind=TableKind.VIEW),
        ),
    )
    assert [str(each.name) for each in catalog.base_tables] == ["events", "leads"]
    assert [str(each.name) for each in catalog.partitions_of(Name("public", "events"))] == ["events_p1"]


def test_who_refers_to_a_table_is_told_with_the_key() -> None:
    catalog = Catalog(
        180000,
        "d",
        (
            table("a", constraints=(foreign_key("b"), foreign_key("c"))),
            table("b", constraints=(foreign_key("b"),)),
            table("p", constraints=(foreign_key("b"),), partition=Partition(Name("public", "a"), "DEFAULT")),
        ),
    )
    found = [(str(each.name), key.name) for each, key in catalog.references_to(Name("public", "b"))]
    assert found == [("a", "to_b"), ("b", "to_b")]


def test_constraints_are_told_by_kind() -> None:
    primary = Constraint("pk", ConstraintKind.PRIMARY, ("id",), "PRIMARY KEY (id)")
    leads = table("leads", constraints=(foreign_key("b"), primary))
    assert (leads.primary_key, [key.name for key in leads.foreign_keys]) == (primary, ["to_b"])
    assert table("bare").primary_key is None


UNIQUE: list[tuple[Index, tuple[str, ...], bool]] = [
    (index("a"), ("a",), True),
    (index("a"), ("b", "a"), True),
    (index("a", "b"), ("b", "a"), True),
    (index("a", "b"), ("a",), False),
    (index("a", unique=False), ("a",), False),
    (index("a", predicate="(b > 0)"), ("a",), False),
    (index("a", valid=False), ("a",), False),
    (index("a", None), ("a", "b"), False),
]


@pytest.mark.parametrize(("found", "columns", "expected"), UNIQUE)
def test_columns_are_unique_where_a_whole_unique_index_is_within_them(
    found: Index, columns: tuple[str, ...], *, expected: bool
) -> None:
    assert table("t", indexes=(found,)).is_unique(columns) is expected
