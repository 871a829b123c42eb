"""R-PERF and R-CHK-2: what indexes serve, on the built catalog and the workload."""

from __future__ import annotations

import pytest
from reference import ROOT, metadata
from sqlalchemy import Index

from pgworkbench.catalog import Catalog, Constraint, Table
from pgworkbench.catalog import Index as Built
from pgworkbench.workload import Workload, read_workload

ACTORS = {"created_by", "updated_by"}  # R-DEC-6: users are never hard-deleted
UNSERVED = {
    "tenants",  # never deleted while rows stand; every key and index begins with the tenant anyway
    "permissions",  # deleted by a migration, if at all: it may read a small table once
    "feature_flags",  # likewise
}


@pytest.fixture(scope="module")
def workload() -> Workload:
    return read_workload(*sorted((ROOT / "schema" / "workloads").glob("*.sql")))


def declared() -> list[Index]:
    return [index for table in metadata.tables.values() for index in table.indexes]


def test_every_index_names_its_queries_and_its_reason(workload: Workload) -> None:
    names = {query.name for query in workload.queries} | {"foreign key"}
    for index in declared():
        assert index.info["serves"], index.name
        assert set(index.info["serves"]) <= names, index.name
        assert index.info["why"].endswith("."), index.name


def served(table: Table, key: Constraint) -> bool:
    """Whether a whole index begins with the key's columns, in any order."""
    width = len(key.columns)
    return any(
        index.method == "btree" and index.predicate is None and set(index.columns[:width]) == set(key.columns)
        for index in table.indexes
    )


@pytest.mark.database
def test_every_foreign_key_is_served(catalog: Catalog) -> None:
    """R-PERF-1, but R-DEC-6: audit's keys to users are not."""
    for table in catalog.base_tables:
        for key in table.foreign_keys:
            assert key.reference is not None
            if key.columns[-1] not in ACTORS and str(key.reference.table) not in UNSERVED:
                assert served(table, key), f"{table.name}.{key.name}"


@pytest.mark.database
def test_foreign_keys_claimed_are_foreign_keys(catalog: Catalog) -> None:
    claims = {str(index.name): index for index in declared() if "foreign key" in index.info["serves"]}
    for table in catalog.base_tables:
        for index in table.indexes:
            if index.name in claims:
                assert any(set(index.columns[: len(k.columns)]) == set(k.columns) for k in table.foreign_keys)


def covers(wide: Built, narrow: Built) -> bool:
    """Whether one index begins with all that the other has, in the same order and over the same rows."""
    same = wide.method == narrow.method == "btree" and wide.predicate == narrow.predicate
    wide_keys = [(k.expression, k.descending, str(k.opclass)) for k in wide.keys]
    narrow_keys = [(k.expression, k.descending, str(k.opclass)) for k in narrow.keys]
    return same and not narrow.unique and not narrow.include and wide_keys[: len(narrow_keys)] == narrow_keys


@pytest.mark.database
def test_no_index_is_a_prefix_of_another(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        for narrow in table.indexes:
            wider = [wide.name for wide in table.indexes if wide is not narrow and covers(wide, narrow)]
            assert wider == [], f"{narrow.name} is a prefix"


@pytest.mark.database
def test_soft_deleted_rows_leave_the_unique_keys(catalog: Catalog) -> None:
    """R-AUD-3, R-PERF-3: a natural key of a table with soft delete holds among the living; a file is there anyway."""
    for table in catalog.base_tables:
        if any(column.name == "deleted_at" for column in table.columns):
            for index in table.indexes:
                if index.unique and not index.primary and index.columns != ("tenant_id", "storage_key"):
                    assert "deleted_at IS NULL" in (index.predicate or ""), index.name


@pytest.mark.database
def test_kinds_of_indexes_are_chosen(catalog: Catalog) -> None:
    """R-PERF-2."""
    methods = {index.method for table in catalog.base_tables for index in table.indexes}
    assert {"btree", "brin", "gin", "gist"} <= methods
