"""Operations are values: each knows its inverse, its lock, its phase, and nothing of files."""

from __future__ import annotations

import pytest

from pgworkbench.catalog import Catalog, Column, Constraint, ConstraintKind, Index, Name, Table, TableKind
from pgworkbench.migrations import Lock, Operation, Phase, Verb, difference
from pgworkbench.migrations.address import Kind

T = Name("public", "t")
ID = Column("id", "integer", 1, not_null=True)
A = Column("a", "text", 2)
INDEX = Index("t_a_idx", "btree", (), "CREATE INDEX t_a_idx ON public.t USING btree (a)")
CHECK = Constraint("t_a_check", ConstraintKind.CHECK, ("a",), "CHECK ((a <> ''::text))")
EMPTY = Catalog(180000, "x")


def catalog(*columns: Column, **parts: object) -> Catalog:
    return Catalog(180000, "x", (Table(T, TableKind.TABLE, "", columns, **parts),))  # type: ignore[arg-type]


def one(before: Catalog, after: Catalog) -> Operation:
    (found,) = difference(before, after).up
    return found


CHANGES = {
    "table": (EMPTY, catalog(ID, A, indexes=(INDEX,)), Lock.NONE, Phase.EXPAND),
    "column": (catalog(ID), catalog(ID, A), Lock.ACCESS_EXCLUSIVE, Phase.EXPAND),
    "no column": (catalog(ID, A), catalog(ID), Lock.ACCESS_EXCLUSIVE, Phase.CONTRACT),
    "type": (catalog(ID), catalog(Column("id", "bigint", 1, not_null=True)), Lock.ACCESS_EXCLUSIVE, Phase.CONTRACT),
    "check": (catalog(ID, A), catalog(ID, A, constraints=(CHECK,)), Lock.ACCESS_EXCLUSIVE, Phase.EXPAND),
    "index": (catalog(ID, A), catalog(ID, A, indexes=(INDEX,)), Lock.SHARE, Phase.EXPAND),
    "comment": (catalog(ID), catalog(ID, comment="x"), Lock.NONE, Phase.EXPAND),
    "row security": (catalog(ID), catalog(ID, row_security=True), Lock.ACCESS_EXCLUSIVE, Phase.EXPAND),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_lock_and_phase(kind: str) -> None:
    before, after, lock, phase = CHANGES[kind]
    first = difference(before, after).up[0]
    assert (first.lock, first.phase) == (lock, phase)


@pytest.mark.parametrize("kind", CHANGES)
def test_the_way_back_is_made_of_the_inverses(kind: str) -> None:
    before, after, _, _ = CHANGES[kind]
    plan = difference(before, after)
    inverses = {(o.inverse.verb, o.address) for o in plan.up if not (o.new and o.address.kind is not Kind.TABLE)}
    assert inverses == {(o.verb, o.address) for o in plan.down}
    assert all(o.inverse.inverse == o for o in plan.up)


def test_no_difference_is_an_empty_plan() -> None:
    assert difference(catalog(ID, A), catalog(ID, A)).is_empty


def test_new_tables_come_after_those_that_they_refer_to() -> None:
    names = [str(o) for o in difference(EMPTY, catalog(ID, A, indexes=(INDEX,), constraints=(CHECK,))).up]
    assert names == ["create table t", "create index t_a_idx"]


def test_a_dropped_column_destroys_and_a_generated_one_does_not() -> None:
    assert one(catalog(ID, A), catalog(ID)).destroys
    formula = Column("a", "text", 2, default="'x'::text", generated="s")
    assert not one(catalog(ID, formula), catalog(ID)).destroys
    assert one(catalog(ID), catalog(ID, A)).verb is Verb.CREATE
