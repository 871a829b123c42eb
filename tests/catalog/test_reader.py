"""The whole of a database: hostile names, five hundred tables, and the same on every major."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from pgworkbench.catalog import Catalog, ConstraintKind, Name, Published, Table, read_catalog
from pgworkbench.server import Database

Reads = Callable[[str], Catalog]

HOSTILE = [
    'x"he said ""hi"',
    "xit's 'quoted' ''",
    "x y  z ",
    "xünï ☃ 名前",
    "xMixed Case",
    "xa.b",
    "x%s 100%% %(n)s",
    "x{0} {n}",
    "xselect",
    "x$1 $tag$ $$",
    "x; DROP TABLE t; --",
    "x\\n\\",
    "xline\nbreak\ttab",
    "x/* no comment",
    "x" * 63,
    "x" + "é" * 31,
]

EVERY_KIND = """
    CREATE ROLE {r}; CREATE SCHEMA {s} AUTHORIZATION {r}; SET LOCAL search_path = {s};
    CREATE TYPE {e} AS ENUM ({label}); CREATE DOMAIN {d} AS text CONSTRAINT {k} CHECK (VALUE <> {label});
    CREATE TYPE {c} AS ({a} int, {b} text COLLATE "C");
    CREATE TYPE {g} AS RANGE (SUBTYPE = time, MULTIRANGE_TYPE_NAME = {k});
    CREATE SEQUENCE {q}; CREATE COLLATION {o} FROM "C";
    CREATE FUNCTION {f}({a} {e}, {b} {d}) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION {f}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE AGGREGATE {m}({e}) (SFUNC = {x}, STYPE = int);
    CREATE TABLE {t} (
        {a} int CONSTRAINT {p} PRIMARY KEY, {b} text COLLATE {o} CONSTRAINT {k} CHECK ({b} <> {label}),
        {c} {e} DEFAULT {label}, {d} {d}[], {e} int CONSTRAINT {f} REFERENCES {t} ({a})
    );
    CREATE INDEX {i} ON {t} ({b} COLLATE "C" DESC, lower({b})) INCLUDE ({e}) WHERE {a} > 0;
    CREATE STATISTICS {j} ON {a}, {b} FROM {t};
    CREATE TRIGGER {u} BEFORE UPDATE OF {b} ON {t} FOR EACH ROW EXECUTE FUNCTION {f}();
    CREATE POLICY {y} ON {t} TO {r} USING ({b} = {label} AND CURRENT_USER = {role});
    CREATE RULE {l} AS ON DELETE TO {t} DO ALSO NOTIFY {n};
    CREATE VIEW {v} AS SELECT {a}, {b} AS {c} FROM {t}; CREATE MATERIALIZED VIEW {w} AS SELECT {b} FROM {t};
    CREATE PUBLICATION {n} FOR TABLE {t} ({a}, {b});
    CREATE FOREIGN DATA WRAPPER {n}; CREATE SERVER {n} FOREIGN DATA WRAPPER {n} OPTIONS ({a} {label});
    CREATE TABLE {z} ({a} text) PARTITION BY LIST ({a}); CREATE TABLE {h} PARTITION OF {z} FOR VALUES IN ({label});
    GRANT SELECT ({b}) ON {t} TO {r}; COMMENT ON COLUMN {t}.{b} IS {label}
"""


def hostile_ddl(name: str) -> tuple[sql.Composed, dict[str, str]]:
    """The DDL, and the names in it: each the hostile one with another first letter, within 63 bytes."""
    names = {letter: letter + name[1:] for letter in "abcdefghijklmnopqrstuvwyz"}
    helper = sql.SQL("CREATE FUNCTION {x}(int, {e}) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE")
    template = sql.SQL(EVERY_KIND.replace("CREATE AGGREGATE", helper.as_string()))
    fields: dict[str, sql.Composable] = {letter: sql.Identifier(each) for letter, each in names.items()}
    fields |= {"x": sql.Identifier(name), "label": sql.Literal(name), "role": sql.Literal(names["r"])}
    return template.format(**fields), names


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_read_back_as_they_are(connection: psycopg.Connection, name: str) -> None:
    ddl, n = hostile_ddl(name)
    connection.execute(ddl)
    catalog = read_catalog(connection)
    assert objects(catalog) == expected_objects(name, n)
    table = catalog.table(Name(n["s"], n["t"]))
    assert parts(table) == expected_parts(name, n)
    again = psycopg.sql.SQL("SELECT 1 FROM {} WHERE {}").format(
        sql.Identifier(n["s"], n["t"]), sql.SQL(table.policies[0].using or "")
    )
    connection.execute(again)


def objects(catalog: Catalog) -> dict[str, Any]:
    published = catalog.publications[0]
    return {
        "roles": [each.name for each in catalog.roles if each.name != catalog.owner],
        "schema": [(each.name, each.owner) for each in catalog.schemas if each.name != "public"],
        "enums": [(each.name, each.labels) for each in catalog.enums],
        "domains": [(each.name, each.checks[0].name) for each in catalog.domains],
        "composites": [(each.name, [column.name for column in each.columns]) for each in catalog.composites],
        "ranges": [each.name for each in catalog.ranges],
        "collations": [each.name for each in catalog.collations],
        "sequences": [each.name for each in catalog.sequences],
        "functions": sorted({(each.name, each.kind) for each in catalog.functions}),
        "tables": [each.name for each in catalog.tables],
        "publication": (published.name, published.tables),
        "foreign": (catalog.foreign_wrappers[0].name, catalog.foreign_servers[0].options),
    }


def expected_objects(name: str, n: dict[str, str]) -> dict[str, Any]:
    def named(*letters: str) -> list[Name]:
        return [Name(n["s"], {**n, "x": name}[letter]) for letter in letters]

    return {
        "roles": [n["r"]],
        "schema": [(n["s"], n["r"])],
        "enums": [(*named("e"), (name,))],
        "domains": [(*named("d"), n["k"])],
        "composites": [(*named("c"), [n["a"], n["b"]])],
        "ranges": named("g"),
        "collations": named("o"),
        "sequences": named("q"),
        "functions": sorted([(*named("f"), "f"), (*named("m"), "a"), (*named("x"), "f")]),
        "tables": named("h", "t", "v", "w", "z"),
        "publication": (n["n"], (Published(*named("t"), (n["a"], n["b"])),)),
        "foreign": (n["n"], (f"{n['a']}={name}",)),
    }


def parts(table: Table) -> dict[str, Any]:
    (index,) = [each for each in table.indexes if not each.primary]
    (key,) = table.foreign_keys
    assert key.reference is not None
    return {
        "columns": [column.name for column in table.columns],
        "types": [(column.type_name, column.array) for column in table.columns[2:4]],
        "comment": table.columns[1].comment,
        "collation": table.columns[1].collation,
        "constraints": sorted(each.name for each in table.constraints if each.kind is not ConstraintKind.NOT_NULL),
        "reference": (key.columns, key.reference.table, key.reference.columns),
        "index": (index.name, index.columns, index.include),
        "statistics": [each.name for each in table.statistics],
        "trigger": [(each.name, each.function, each.update_columns) for each in table.triggers],
        "policy": [(each.name, each.roles) for each in table.policies],
        "rule": [each.name for each in table.rules],
        "grants": [(each.grantee, each.column) for each in table.grants],
    }


def expected_parts(name: str, n: dict[str, str]) -> dict[str, Any]:
    return {
        "columns": [n[letter] for letter in "abcde"],
        "types": [(Name(n["s"], n["e"]), False), (Name(n["s"], n["d"]), True)],
        "comment": name,
        "collation": Name(n["s"], n["o"]),
        "constraints": sorted([n["f"], n["k"], n["p"]]),
        "reference": ((n["e"],), Name(n["s"], n["t"]), (n["a"],)),
        "index": (n["i"], (n["b"], None), (n["e"],)),
        "statistics": [Name(n["s"], n["j"])],
        "trigger": [(n["u"], Name(n["s"], n["f"]), (n["b"],))],
        "policy": [(n["y"], (n["r"],))],
        "rule": [n["l"]],
        "grants": [(n["r"], n["b"])],
    }


def test_a_dot_in_a_name_does_not_hide_another_table(reads: Reads) -> None:
    catalog = reads('CREATE SCHEMA a; CREATE TABLE a.b (i int); CREATE TABLE "a.b" (j int)')
    assert catalog.table("a.b").columns[0].name == "i"
    assert catalog.table(Name("public", "a.b")).columns[0].name == "j"


def test_roles_are_told_by_the_designs_names_everywhere(reads: Reads, zoo: Database) -> None:
    catalog = reads("""
        CREATE SCHEMA app AUTHORIZATION zoo_keeper; GRANT zoo_visitor TO zoo_keeper;
        COMMENT ON SCHEMA app IS 'for zoo_keeper'; CREATE TYPE kind AS ENUM ('zoo_keeper', 'zoo_visitor');
        ALTER ROLE zoo_keeper SET role = 'zoo_visitor';
        CREATE FUNCTION app.who() RETURNS text LANGUAGE sql AS 'SELECT ''zoo_keeper''::text';
        CREATE TABLE t (a text DEFAULT 'zoo_keeper' CHECK (a <> 'zoo_visitor'));
        CREATE INDEX i ON t (a) WHERE a = 'zoo_keeper';
        CREATE VIEW v AS SELECT a FROM t WHERE a = 'zoo_visitor'; GRANT SELECT ON v TO zoo_visitor;
        ALTER TABLE t OWNER TO zoo_keeper; CREATE POLICY p ON t TO zoo_visitor USING (CURRENT_USER = 'zoo_visitor');
        ALTER DEFAULT PRIVILEGES FOR ROLE zoo_keeper IN SCHEMA app GRANT SELECT ON TABLES TO zoo_visitor
    """)
    told = repr(catalog)
    assert {name: told.count(here) for name, here in zoo.roles.items()} == {"zoo_keeper": 0, "zoo_visitor": 0}
    assert [each.name for each in catalog.roles if each.name.startswith("zoo")] == ["zoo_keeper", "zoo_visitor"]


MANY = """
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    DO $$ BEGIN FOR i IN 1..500 LOOP
        EXECUTE format('CREATE TABLE t%1$s (tenant_id uuid NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY,
            a text NOT NULL DEFAULT ''x'' CHECK (a <> ''''), b jsonb, c timestamptz NOT NULL DEFAULT now(),
            d numeric(9, 2), e text[], f date, g int, h boolean, PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, a))', i);
        EXECUTE format('CREATE INDEX ON t%1$s USING gin (b); CREATE INDEX ON t%1$s (lower(a)) WHERE f IS NULL', i);
        EXECUTE format('CREATE TRIGGER g BEFORE UPDATE ON t%1$s FOR EACH ROW EXECUTE FUNCTION touch()', i);
        EXECUTE format('CREATE POLICY p ON t%1$s USING (id > 0); GRANT SELECT ON t%1$s TO zoo_visitor', i);
        EXECUTE format('COMMENT ON TABLE t%1$s IS ''one of many''', i);
    END LOOP; END $$
"""


def statements(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How many statements one read sends."""
    sent: list[object] = []
    execute = psycopg.Cursor.execute

    def count(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
        sent.append(query)
        return execute(cursor, query, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", count)
        read_catalog(connection)
    return sent


def test_five_hundred_tables_take_no_more_queries_than_none_and_little_time(
    reads: Reads, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within a second: of this process's time, so that a busy machine does not count."""
    for_none = statements(connection, monkeypatch)
    reads(MANY)
    assert statements(connection, monkeypatch) == for_none
    assert len(for_none) <= 20
    before = time.process_time()
    catalog = read_catalog(connection)
    assert time.process_time() - before < 1
    assert len(catalog.tables) == 500


BESIDE = Path(__file__).parent
LEFT_OUT = {"bytes", "index_bytes", "scans", "version"}  # of servers and extensions, not of the structure
PARTS = ("columns", "constraints", "indexes", "triggers", "policies", "grants", "rules", "statistics")
EMPTY = ((), None, "", False)


def test_every_major_tells_the_same_of_the_same_structure(reads: Reads) -> None:
    """`everything.txt` holds for 16 and 18: names of NOT NULL constraints (since 18) and sizes are left out."""
    told = described(reads((BESIDE / "everything.sql").read_text(encoding="utf-8")))
    assert told == (BESIDE / "everything.txt").read_text(encoding="utf-8").splitlines()


def described(catalog: Catalog) -> list[str]:
    """A line for each object and for each part of a table: what is not as in an empty value of its kind."""
    lines = []
    for part in fields(catalog):
        for value in getattr(catalog, part.name) if part.name not in {"version", "database", "owner"} else ():
            if getattr(value, "extension", None) is None and not getattr(value, "superuser", False):
                lines += shown(value, "")
    return [line.replace(repr(catalog.owner), "'superuser'") for line in lines]


def shown(value: Any, indent: str) -> Iterator[str]:
    told = {each.name: getattr(value, each.name) for each in fields(value) if each.name not in LEFT_OUT}
    parts = [part for name in PARTS if isinstance(value, Table) for part in told.pop(name)]
    yield f"{indent}{type(value).__name__} { {name: each for name, each in told.items() if each not in EMPTY} }"
    for part in parts:
        if getattr(part, "kind", None) is not ConstraintKind.NOT_NULL:
            yield from shown(part, indent + "    ")
