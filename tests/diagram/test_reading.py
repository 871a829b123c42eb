"""What a picture knows of a table: types as people write them, values, keys, who may go without whom."""

from __future__ import annotations

import pytest
from diagram.designs import catalog, partition, table, unique_index

from pgworkbench.catalog import Catalog, read_catalog
from pgworkbench.diagram.entities import Field, Link
from pgworkbench.diagram.reading import read, short_type
from pgworkbench.server import Database

_DDL = """
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE DOMAIN email AS text NOT NULL CHECK (VALUE LIKE '%@%');
CREATE TABLE parents (a int, b int, "Odd ""Name" mood[], level mood NOT NULL, PRIMARY KEY (a, b));
CREATE TABLE "Children" (
    id bigint PRIMARY KEY, a int NOT NULL, b int, c int, d int, mail email, at timestamptz(3), price numeric(12,2),
    state text CHECK (state IN ('new', 'in ''between''')), kind varchar(9) CHECK (kind IN ('x', 'y')),
    odd text CHECK (odd NOT IN ('never')), pair text CHECK (pair IN ('p', 'q') OR c > 0),
    CONSTRAINT simple FOREIGN KEY (a, b) REFERENCES parents ON DELETE CASCADE,
    CONSTRAINT whole FOREIGN KEY (c, d) REFERENCES parents MATCH FULL ON UPDATE SET NULL);
CREATE UNIQUE INDEX ON "Children" (c, d);
CREATE UNIQUE INDEX ON "Children" (a, b) WHERE kind = 'x';
COMMENT ON CONSTRAINT simple ON "Children" IS 'why it is there';
CREATE TABLE events (id int, at date NOT NULL, child bigint NOT NULL REFERENCES "Children", PRIMARY KEY (id, at))
    PARTITION BY RANGE (at, id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01', 0) TO ('2027-01-01', 0)
    PARTITION BY LIST (id);
CREATE TABLE events_1_1 PARTITION OF events_1 FOR VALUES IN (1);
CREATE TABLE notes (
    id int PRIMARY KEY, event int NOT NULL, at date NOT NULL, FOREIGN KEY (event, at) REFERENCES events);
"""


@pytest.fixture
def real(scratch: Database) -> Catalog:
    with scratch.connect() as connection:
        connection.execute(_DDL)
        return read_catalog(connection)


def field(source: Catalog, title: str, name: str) -> Field:
    [found] = [f for e in read(source).entities.values() if e.name == title for f in e.columns if f.name == name]
    return found


def link(source: Catalog, name: str) -> Link:
    [found] = [found for found in read(source).links if found.name == name]
    return found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("timestamp with time zone", "timestamptz"),
        ("timestamp(3) with time zone[]", "timestamptz(3)[]"),
        ("timestamp without time zone", "timestamp"),
        ("time with time zone", "timetz"),
        ("character varying(40)", "varchar(40)"),
        ("character varying[]", "varchar[]"),
        ("character(3)", "char(3)"),
        ("bit varying(8)", "varbit(8)"),
        ("double precision", "double precision"),
        ("numeric(12,2)", "numeric(12,2)"),
        ("public.leads_status_enum", "leads_status_enum"),
        ("app.characters", "app.characters"),
        ("public.character_sheet", "character_sheet"),
    ],
)
def test_types_are_postgresqls_own_short_ones(written: str, shown: str) -> None:
    assert short_type(written) == shown


@pytest.mark.database
def test_a_real_design_is_read_as_it_is(real: Catalog) -> None:
    reading = read(real)
    assert [entity.name for entity in reading.entities.values()] == ["Children", "events", "notes", "parents"]
    assert field(real, "parents", 'Odd "Name').values == ("sad", "it's ok", "happy")
    assert field(real, "parents", 'Odd "Name').type == "mood[]"
    assert field(real, "Children", "at").type == "timestamptz(3)"
    assert field(real, "Children", "price").type == "numeric(12,2)"
    assert not field(real, "Children", "mail").is_null
    assert [column.name for column in reading.entities[real.table("Children").name].columns][:5] == [
        "id",
        "a",
        "b",
        "c",
        "d",
    ]


@pytest.mark.database
@pytest.mark.parametrize(
    ("column", "values"),
    [("state", ("new", "in 'between'")), ("kind", ("x", "y")), ("odd", ()), ("pair", ()), ("price", ())],
)
def test_a_check_of_one_column_lists_its_values(real: Catalog, column: str, values: tuple[str, ...]) -> None:
    assert field(real, "Children", column).values == values


@pytest.mark.database
def test_both_ends_follow_from_keys_and_null(real: Catalog) -> None:
    simple, whole = link(real, "simple"), link(real, "whole")
    assert (simple.left_cardinality, simple.right_cardinality) == ("?", "*")  # a partial index makes nothing unique
    assert (whole.left_cardinality, whole.right_cardinality) == ("?", "?")
    assert simple.columns == ("a", "b")
    assert simple.actions == "ON DELETE CASCADE"
    assert whole.actions == "ON UPDATE SET NULL"
    assert "why it is there" in simple.sentence
    assert link(real, "events_child_fkey").left_cardinality == "1"


@pytest.mark.database
def test_partitions_are_one_with_their_table(real: Catalog) -> None:
    assert len([found for found in read(real).links if str(found.child) == "events"]) == 1
    assert [str(found.parent) for found in read(real).links if str(found.child) == "notes"] == ["events"]
    [events] = [entity for entity in read(real).entities.values() if entity.name == "events"]
    assert events.footnote == "partitioned by RANGE (at, id), 1 partition"
    assert field(real, "events", "at").marks == "PK PT"
    assert field(real, "events", "child").marks == "FK"


@pytest.mark.parametrize(
    ("nullable", "unique", "ends"),
    [("", False, ("1", "*")), (" null", False, ("?", "*")), ("", True, ("1", "?")), (" null", True, ("?", "?"))],
)
def test_cardinality_of_a_plain_key(nullable: str, unique: bool, ends: tuple[str, str]) -> None:  # noqa: FBT001
    lines = ["parent_id -> parents", *(["unique parent_id"] if unique else [])]
    design = catalog(table("parents", ["id int"]), table("children", ["id int", f"parent_id int{nullable}"], *lines))
    [found] = read(design).links
    assert (found.left_cardinality, found.right_cardinality) == ends


def test_a_key_within_a_unique_one_has_one_child_at_most() -> None:
    child = table(
        "children", ["tenant_id int", "parent_id int"], "tenant_id, parent_id -> parents(tenant_id, id)", pk=""
    )
    parents = table("parents", ["tenant_id int", "id int"], pk="tenant_id, id")
    assert read(catalog(parents, child)).links[0].right_cardinality == "*"  # without a key of its own
    keyed = type(child)(
        child.name, child.kind, "o", child.columns, child.constraints, (unique_index("u", "parent_id"),)
    )
    assert read(catalog(parents, keyed)).links[0].right_cardinality == "?"


def test_a_key_of_a_partition_is_its_tables() -> None:
    parent = table("logs", ["id int", "at date"], by="RANGE (at)", pk="id, at")
    child = table("notes", ["id int", "log_id int", "at date"], "log_id, at -> logs_p1(id, at)")
    [found] = read(catalog(parent, partition(parent, "p1"), child)).links
    assert str(found.parent) == "logs"
