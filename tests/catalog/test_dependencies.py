"""What depends on what, in terms of what people make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from pgworkbench.catalog import Catalog, Name
from pgworkbench.catalog.dependencies import Dependencies, Dependency, Identity, ObjectKind, Strength, read_dependencies
from pgworkbench.server import Database

Depends = Callable[[str], Dependencies]
EVERYTHING = (Path(__file__).parent / "everything.sql").read_text(encoding="utf-8")


@pytest.fixture
def depends(zoo: Database, connection: psycopg.Connection) -> Depends:
    def run(ddl: str) -> Dependencies:
        connection.execute(zoo.localise(ddl))
        return read_dependencies(connection, rename_roles={here: name for name, here in zoo.roles.items()})

    return run


CASES: list[tuple[str, str, set[str]]] = [
    ("CREATE TABLE t (a int PRIMARY KEY)", "table t", {"schema public"}),
    ("CREATE TABLE t (a int PRIMARY KEY)", "table constraint t_pkey of t", {"column a of t"}),
    ("CREATE TABLE t (a int NOT NULL)", "column a of t", set()),
    ("CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a e)", "column a of t", {"enum e"}),
    ("CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a e[])", "column a of t", {"enum e"}),
    ("CREATE TABLE r (i int); CREATE TABLE t (a r)", "column a of t", {"table r"}),
    (
        "CREATE TYPE r AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = m); CREATE TABLE t (a m)",
        "column a of t",
        {"range r"},
    ),
    ("CREATE DOMAIN d AS int CHECK (VALUE > 0)", "domain constraint d_check of d", {"domain d"}),
    ("CREATE TABLE t (a serial)", "sequence t_a_seq", {"column a of t", "schema public"}),
    ("CREATE TABLE t (a serial)", "default value a of t", {"column a of t", "sequence t_a_seq"}),
    ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)", "column a of t", set()),
    ("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)", "column b of t", {"column a of t"}),
    (
        "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (b int CONSTRAINT k REFERENCES p)",
        "table constraint k of t",
        {"column b of t", "column a of p", "table constraint p_pkey of p"},
    ),
    ("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", "view v", {"column a of t", "schema public"}),
    (
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v",
        "view w",
        {"column a of v", "schema public"},
    ),
    (
        """CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE TABLE t (a int);
        CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()""",
        "trigger g of t",
        {"table t", "function f()"},
    ),
    (
        """CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE RETURN 1; CREATE TABLE t (a int);
        CREATE INDEX i ON t (f(a))""",
        "index i",
        {"column a of t", "table t", "function f(integer)"},
    ),
    (
        "CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT a FROM t; END",
        "function f()",
        {"column a of t", "schema public"},
    ),
    (
        "CREATE EXTENSION pg_trgm; CREATE TABLE t (a text); CREATE INDEX i ON t USING gin (a gin_trgm_ops)",
        "index i",
        {"column a of t", "extension pg_trgm"},
    ),
    ("CREATE TABLE p (a int); CREATE TABLE t () INHERITS (p)", "table t", {"table p", "schema public"}),
    (
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE t PARTITION OF p DEFAULT",
        "table t",
        {"table p", "schema public"},
    ),
    ("CREATE TABLE t (a int); CREATE PUBLICATION u FOR TABLE t (a)", "publication u", {"table t", "column a of t"}),
    (
        "CREATE SCHEMA s; CREATE OPERATOR CLASS s.o FOR TYPE int USING btree AS OPERATOR 1 <",
        "other s.o",
        {"schema s"},
    ),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("ddl", "dependent", "expected"), CASES, ids=[f"{c[1]}: {c[0]}" for c in CASES])
def test_an_object_depends_on_what_people_made(depends: Depends, ddl: str, dependent: str, expected: set[str]) -> None:
    found = depends(ddl)
    assert {str(edge.on) for edge in found.edges if str(edge.dependent) == dependent} == expected


def test_what_would_go_along_is_found_through_others_nearest_first(depends: Depends) -> None:
    found = depends("""
        CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (a e, b int); CREATE VIEW v AS SELECT a FROM t;
        CREATE VIEW w AS SELECT a FROM v; CREATE INDEX i ON t (a)
    """)
    enum = Identity(ObjectKind.ENUM, "public", "e")
    column = Identity(ObjectKind.COLUMN, "public", "a", Name("public", "t"))
    assert column in found.needed_by(enum)
    assert found.needs(column) == (enum,)
    order = [str(each) for each in found.all_needed_by(enum)]
    assert {"column a of t", "view v", "index i"} <= set(order)
    assert order.index("column a of t") < order.index("index i")


def test_how_strongly_one_depends_is_told(depends: Depends) -> None:
    found = depends("""
        CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE t PARTITION OF p DEFAULT; CREATE INDEX i ON p (a);
        CREATE VIEW v AS SELECT a FROM p
    """)
    told = {(str(edge.dependent), str(edge.on)): edge.strength for edge in found.edges}
    assert told["view v", "column a of p"] is Strength.NORMAL
    assert told["index i", "column a of p"] is Strength.AUTO
    assert told["index t_a_idx", "index i"] is Strength.PARTITION


def test_every_object_has_the_names_that_its_catalog_value_has(
    depends: Depends, reads: Callable[[str], Catalog]
) -> None:
    found = depends(EVERYTHING)
    catalog = reads("SELECT 1")
    told = {each for edge in found.edges for each in (edge.dependent, edge.on)}
    functions = {(each.schema, each.name, each.arguments) for each in told if each.kind is ObjectKind.FUNCTION}
    assert functions == {
        (each.name.schema, each.name.name, each.arguments)
        for each in catalog.functions
        if each.kind == "f" and each.extension is None
    }
    tables = {ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.MATERIALIZED_VIEW, ObjectKind.FOREIGN_TABLE}
    assert {Name(str(each.schema), each.name) for each in told if each.kind in tables} == {
        t.name for t in catalog.tables
    }
    indexes = {index.name for table in catalog.tables for index in table.indexes if index.constraint is None}
    assert {each.name for each in told if each.kind is ObjectKind.INDEX} == indexes
    assert {each.name for each in told if each.kind is ObjectKind.EXTENSION} == {"btree_gist"}


def test_a_circle_does_not_keep_the_search_going() -> None:
    one, two = Identity(ObjectKind.FUNCTION, "s", "one"), Identity(ObjectKind.VIEW, "s", "two")
    found = Dependencies((Dependency(one, two, Strength.NORMAL), Dependency(two, one, Strength.NORMAL)))
    assert found.all_needed_by(one) == (two,)


HOSTILE = ['he "said"', "that's", "a.b, c", "100% {x}", "Über ☃", "é" * 31]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_told_as_they_are(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("""
            CREATE SCHEMA {n}; SET LOCAL search_path = {n}; CREATE TYPE {e} AS ENUM ('x');
            CREATE DOMAIN {d} AS {e} CONSTRAINT {n} CHECK (VALUE = 'x'); CREATE TABLE {n} ({n} {d});
            CREATE FUNCTION {n}({n} {e}) RETURNS int LANGUAGE sql RETURN 1; CREATE INDEX {i} ON {n} ({n})
        """).format(**{letter: sql.Identifier(letter + name[1:]) for letter in "dei"}, n=sql.Identifier(name))
    )
    enum, domain, index = (letter + name[1:] for letter in "edi")
    found = read_dependencies(connection)
    column = Identity(ObjectKind.COLUMN, name, name, Name(name, name))
    assert found.needs(column) == (Identity(ObjectKind.DOMAIN, name, domain),)
    assert Identity(ObjectKind.INDEX, name, index) in found.needed_by(column)
    needing = found.needed_by(Identity(ObjectKind.ENUM, name, enum))
    assert {(each.kind, each.name, each.parent) for each in needing} >= {
        (ObjectKind.DOMAIN, domain, None),
        (ObjectKind.DOMAIN_CONSTRAINT, name, Name(name, domain)),
        (ObjectKind.FUNCTION, name, None),
    }
