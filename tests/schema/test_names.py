"""R-NAME: each convention of names, on the built catalog."""

from __future__ import annotations

import re

import pytest
from reference import Campus, metadata

from pgworkbench.catalog import Catalog, Constraint, ConstraintKind, Index, Table
from schema.server_side import names

WORD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
VERBS = {"archive", "drop", "enforce", "erase", "find", "make", "note", "record", "redact", "refresh", "sum", "touch"}
VERBS |= {"check", "number"}
VERBS |= {
    "append",
    "blank",
    "count",
    "keep",
    "promote",
    "publish",
    "refuse",
    "search",
    "take",
    "shorten",
    "shows",
    "current",
}


def columns_of(key: Constraint | Index) -> list[str]:
    return names.without_tenant([column for column in key.columns if column is not None])


def expected(table: Table, key: Constraint) -> str:
    kind = {ConstraintKind.PRIMARY: "primary", ConstraintKind.UNIQUE: "unique"}[key.kind]
    return names.constraint(table.name.name, columns_of(key), kind)


@pytest.mark.database
def test_tables_are_plural_and_everything_is_snake_case(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        assert WORD.fullmatch(table.name.name)
        assert table.name.name.endswith("s") or table.name.name in {"campus_staff", "event_outbox"}, table.name
        assert all(WORD.fullmatch(column.name) for column in table.columns), table.name


@pytest.mark.database
def test_keys_and_unique_constraints_are_named_after_their_columns(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        for key in [*table.of_kind(ConstraintKind.PRIMARY), *table.of_kind(ConstraintKind.UNIQUE)]:
            assert key.name == expected(table, key)


@pytest.mark.database
def test_foreign_keys_are_named_after_child_and_parent(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        for key in table.foreign_keys:
            assert key.reference is not None
            child, parent, columns = table.name.name, key.reference.table.name, columns_of(key)
            simply = [names.plural(column.removesuffix("_id")) for column in columns] == [parent]
            assert key.name == names.shorten("_".join(["fk", child, parent, *([] if simply else columns)]))


@pytest.mark.database
def test_checks_and_exclusions_are_named_after_what_they_are_about(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        for kind, word in ((ConstraintKind.CHECK, "check"), (ConstraintKind.EXCLUDE, "exclude")):
            for constraint in table.of_kind(kind):
                whole = names.shorten(constraint.name) == constraint.name
                assert whole, constraint.name
                assert constraint.name.startswith(table.name.name[:30])
                assert constraint.name.endswith(f"_{word}_constraint")


@pytest.mark.database
def test_indexes_are_named_after_their_columns_and_kind(catalog: Catalog) -> None:
    declared = {str(i.name): i for t in metadata.tables.values() for i in t.indexes}
    for table in catalog.base_tables:
        for index in table.indexes:
            if index.constraint is None:
                columns = declared[index.name].info["columns"]
                kind = "unique" if index.unique else index.method
                assert index.name == names.index(table.name.name, columns, kind)
                assert [c for c in index.columns if c is not None] == [c for c in columns if c in index.columns]


@pytest.mark.database
def test_triggers_policies_and_enums_say_what_they_belong_to(catalog: Catalog) -> None:
    for table in catalog.tables:
        name = table.name.name
        assert all(t.name == names.trigger(name, t.name[len(name) + 1 : -8]) for t in table.triggers if not t.inherited)
        assert all(p.name == names.policy(name, p.name[len(name) + 1 : -7]) for p in table.policies)
    columns = {f"{table.name.name}_{column.name}_enum" for table in catalog.base_tables for column in table.columns}
    assert {enum.name.name for enum in catalog.enums} <= columns


@pytest.mark.database
def test_functions_begin_with_a_verb(catalog: Catalog) -> None:
    for function in catalog.functions:
        if function.extension is None:
            assert function.name.name.partition("_")[0] in VERBS, function.name


@pytest.mark.database
def test_partitions_and_their_indexes_are_named_by_rule_too(catalog: Catalog) -> None:
    for table in catalog.tables:
        if table.partition is None:
            continue
        parent = table.partition.parent.name
        assert re.fullmatch(rf"{parent}_(p\d{{4}}_\d\d|default)", table.name.name)
        for index in table.indexes:
            assert index.parent is not None
            assert index.name == names.shorten(table.name.name + index.parent.name[len(parent) :])


@pytest.mark.database
def test_no_name_was_cut_by_the_server(catalog: Catalog) -> None:
    for table in catalog.base_tables:
        for thing in [*table.columns, *table.constraints, *table.indexes, *table.triggers, *table.policies]:
            assert len(thing.name.encode()) <= names.LONGEST
    declared = {
        str(c.name) for t in metadata.tables.values() for c in [*t.constraints, *t.indexes] if c.name is not None
    }
    built = {thing.name for t in catalog.base_tables for thing in [*t.constraints, *t.indexes]}
    assert declared <= built


@pytest.mark.parametrize(
    ("noun", "nouns"),
    [("campus", "campuses"), ("category", "categories"), ("run", "runs"), ("day", "days"), ("branch", "branches")],
)
def test_plurals(noun: str, nouns: str) -> None:
    assert names.plural(noun) == nouns


def test_a_short_name_stays_and_a_long_one_keeps_both_ends() -> None:
    assert names.shorten("a" * 63) == "a" * 63
    long = "course_run_waiting_list_entries_course_run_id_position_unique_constraint"
    short = names.shorten(long)
    assert len(short) == 60
    assert short.startswith("course_run_waiting")
    assert short.endswith("_unique_constraint")
    assert short != names.shorten(long.replace("position", "rank"))


@pytest.mark.database
@pytest.mark.parametrize("name", ["leads", "a" * 64, "course_run_waiting_list_entries_" * 3 + "btree_idx"])
def test_the_server_shortens_by_the_same_rule(campus: Campus, name: str) -> None:
    with campus.transaction(role=None) as connection:
        assert connection.execute("SELECT app.shorten_name(%s)", [name]).fetchone() == (names.shorten(name),)
