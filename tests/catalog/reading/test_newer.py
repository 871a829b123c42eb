"""What PostgreSQL 18 has and 16 has not: told where it is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgworkbench.catalog import Catalog, Constraint, ConstraintKind
from pgworkbench.server import Server

Reads = Callable[[str], Catalog]


@pytest.fixture(autouse=True)
def _new_enough(server: Server) -> None:
    if server.major < 18:
        pytest.skip("needs PostgreSQL 18")


CONSTRAINTS: list[tuple[str, ConstraintKind, tuple[bool, bool]]] = [
    ("CONSTRAINT k CHECK (id > 0) NOT ENFORCED", ConstraintKind.CHECK, (False, False)),
    ("CONSTRAINT k FOREIGN KEY (id) REFERENCES other NOT ENFORCED", ConstraintKind.FOREIGN, (False, False)),
    ("CONSTRAINT k CHECK (id > 0)", ConstraintKind.CHECK, (True, True)),
    ("CONSTRAINT k NOT NULL id", ConstraintKind.NOT_NULL, (True, True)),
    ("CONSTRAINT k NOT NULL id NO INHERIT", ConstraintKind.NOT_NULL, (True, True)),
]


@pytest.mark.parametrize(("ddl", "kind", "expected"), CONSTRAINTS, ids=[ddl for ddl, _, _ in CONSTRAINTS])
def test_a_constraint_may_be_there_without_being_enforced(
    reads: Reads, ddl: str, kind: ConstraintKind, expected: tuple[bool, bool]
) -> None:
    table = reads(f"CREATE TABLE other (id int PRIMARY KEY); CREATE TABLE t (id int, {ddl})").table("t")
    found: tuple[Constraint, ...] = tuple(each for each in table.constraints if each.name == "k")
    assert [(each.kind, (each.enforced, each.validated)) for each in found] == [(kind, expected)]
    assert found[0].no_inherit is ddl.endswith("NO INHERIT")


def test_a_virtual_column_is_told_from_a_stored_one(reads: Reads) -> None:
    table = reads("""
        CREATE TABLE t (a int, v int GENERATED ALWAYS AS (a * 2) VIRTUAL, s int GENERATED ALWAYS AS (a * 3) STORED)
    """).table("t")
    assert [(column.generated, column.default) for column in table.columns[1:]] == [("v", "(a * 2)"), ("s", "(a * 3)")]


def test_keys_over_periods_say_so(reads: Reads) -> None:
    catalog = reads("""
        CREATE EXTENSION btree_gist;
        CREATE TABLE p (id int, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
        CREATE TABLE t (id int, during daterange, FOREIGN KEY (id, PERIOD during) REFERENCES p (id, PERIOD during))
    """)
    primary, (foreign,) = catalog.table("p").primary_key, catalog.table("t").foreign_keys
    assert primary is not None
    assert primary.definition == "PRIMARY KEY (id, during WITHOUT OVERLAPS)"
    assert foreign.definition.startswith("FOREIGN KEY (id, PERIOD during)")
    assert foreign.reference is not None
    assert (foreign.columns, foreign.reference.columns) == (("id", "during"), ("id", "during"))
