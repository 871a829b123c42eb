"""R-TYPE: types on the built catalog."""

from __future__ import annotations

import re

import pytest

from pgworkbench.catalog import Catalog

pytestmark = pytest.mark.database

NAMED = (
    "character varying\\(\\d+\\)", "text", "smallint", "integer", "bigint", "boolean", "uuid", "jsonb", "bytea", "inet",
    "date", "daterange", "tstzrange", "timestamp with time zone", "time without time zone", "interval", "tsvector",
    "numeric\\(\\d+,\\d+\\)", "public\\.\\w+_enum",
)  # fmt: skip
ALLOWED = re.compile(rf"({'|'.join(NAMED)})(\[\])?")
MONEY = re.compile(r".*(_amount|_price|_fee)$")


def test_only_the_types_that_the_conventions_name(catalog: Catalog) -> None:
    odd = [
        f"{t.name}.{c.name} {c.type}" for t in catalog.base_tables for c in t.columns if not ALLOWED.fullmatch(c.type)
    ]
    assert odd == []


def test_times_have_a_zone_and_say_at_dates_say_on_or_date(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        for column in table.columns:
            if column.name.endswith("_at"):
                assert column.type == "timestamp with time zone", f"{table.name}.{column.name}"
            if column.name.endswith(("_on", "_date")):
                assert column.type == "date", f"{table.name}.{column.name}"


def test_money_is_numeric(catalog: Catalog) -> None:
    money = [c for t in catalog.base_tables for c in t.columns if MONEY.fullmatch(c.name)]
    assert money
    assert all(re.fullmatch(r"numeric\(\d+,2\)", column.type) for column in money)


def test_money_has_its_currency_in_its_table_or_in_the_one_above(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        if any(MONEY.fullmatch(column.name) for column in table.columns):
            near = [table, *(catalog.table(k.reference.table) for k in table.foreign_keys if k.reference)]
            above = [catalog.table(k.reference.table) for t in near for k in t.foreign_keys if k.reference]
            assert any(c.name.endswith("currency") for t in [*near, *above] for c in t.columns), table.name


def test_counters_are_identities_never_serials(catalog: Catalog) -> None:
    assert catalog.sequences
    assert all(sequence.identity for sequence in catalog.sequences)


def test_enums_are_never_filtered_by(catalog: Catalog) -> None:
    """`enum =` is not leakproof: no index on one could serve a query under row-level security."""
    for table in catalog.base_tables:
        enums = {column.name for column in table.columns if column.type_name.schema == "public"}
        assert not enums & {column for index in table.indexes for column in index.columns}
