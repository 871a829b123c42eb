"""Dumps that differ in nothing that counts are equal; those that differ in anything else are not."""

from __future__ import annotations

import pytest

from pgworkbench.catalog.dumptext import split, statements

SPLITS: list[tuple[str, list[str]]] = [
    ("A;\nB;", ["A", "B"]),
    ("A 'x;y'; B", ["A 'x;y'", "B"]),
    ("A 'it''s;'; B", ["A 'it''s;'", "B"]),
    (r"A E'\';'; B", [r"A E'\';'", "B"]),
    ('A "x;""y"; B', ['A "x;""y"', "B"]),
    ("A $$x;y$$; B", ["A $$x;y$$", "B"]),
    ("A $_$x; $$ y$_$; B", ["A $_$x; $$ y$_$", "B"]),
    ("A a$b; B c$d", ["A a$b", "B c$d"]),
    ("A DO INSTEAD ( B; C); D", ["A DO INSTEAD ( B; C)", "D"]),
    (
        "CREATE FUNCTION f() RETURNS int\n    BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 ELSE 2 END;\nEND;\nB",
        ["CREATE FUNCTION f() RETURNS int\n    BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 ELSE 2 END;\nEND", "B"],
    ),
    ("CREATE FUNCTION public.begin() RETURNS int; B", ["CREATE FUNCTION public.begin() RETURNS int", "B"]),
    ("CREATE VIEW v AS SELECT CASE WHEN a THEN 1 END; B", ["CREATE VIEW v AS SELECT CASE WHEN a THEN 1 END", "B"]),
    ("", []),
]


@pytest.mark.parametrize(("dump", "expected"), SPLITS, ids=[dump for dump, _ in SPLITS])
def test_a_statement_ends_at_its_own_semicolon(dump: str, expected: list[str]) -> None:
    assert list(split(dump)) == expected


EQUAL: list[tuple[str, str, str]] = [
    ("comments", "-- Name: t; Type: TABLE\n\nCREATE TABLE t ();", "CREATE TABLE t ();"),
    ("restrict", "\\restrict xyz\nCREATE TABLE t ();\n\\unrestrict xyz\n", "CREATE TABLE t ();"),
    ("settings", "SET statement_timeout = 0;\nSET transaction_timeout = 0;\nA;", "A;"),
    ("search path", "SELECT pg_catalog.set_config('search_path', '', false);\nA;", "A;"),
    (
        "usual places",
        "SET default_table_access_method = heap;\nSET default_tablespace = '';\nCREATE TABLE t ();",
        "CREATE TABLE t ();",
    ),
    ("order", "A;\nB;", "B;\nA;"),
    ("blank lines", "CREATE VIEW v AS\n\n\n SELECT 1;", "CREATE VIEW v AS\n SELECT 1;"),
    (
        "named NOT NULL",
        'CREATE TABLE t (\n    a int CONSTRAINT "b c" NOT NULL\n);',
        "CREATE TABLE t (\n    a int NOT NULL\n);",
    ),
    (
        "named NOT NULL apart",
        "ALTER TABLE t\n    ADD CONSTRAINT x NOT NULL a NOT VALID;",
        "ALTER TABLE t\n    ADD NOT NULL a NOT VALID;",
    ),
    (
        "a policy's roles",
        'CREATE POLICY p ON t AS RESTRICTIVE FOR DELETE TO "b, c", a USING (false);',
        'CREATE POLICY p ON t AS RESTRICTIVE FOR DELETE TO a, "b, c" USING (false);',
    ),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in EQUAL], ids=[case[0] for case in EQUAL])
def test_what_is_no_structure_makes_no_difference(one: str, other: str) -> None:
    assert statements(one) == statements(other) != ()


DIFFERENT: list[tuple[str, str, str]] = [
    ("a comment in a body", "CREATE FUNCTION f AS $$ -- a\n$$;", "CREATE FUNCTION f AS $$ -- b\n$$;"),
    ("a blank line in a string", "COMMENT ON t IS 'a\n\nb';", "COMMENT ON t IS 'a\nb';"),
    (
        "another place",
        "SET default_tablespace = fast;\nCREATE TABLE t (\n    a int\n);",
        "CREATE TABLE t (\n    a int\n);",
    ),
    ("another method", "SET default_table_access_method = other;\nCREATE TABLE t ();", "CREATE TABLE t ();"),
    (
        "the order of columns",
        "CREATE TABLE t (\n    a int,\n    b int\n);",
        "CREATE TABLE t (\n    b int,\n    a int\n);",
    ),
    (
        "the order of labels",
        "CREATE TYPE e AS ENUM (\n    'a',\n    'b'\n);",
        "CREATE TYPE e AS ENUM (\n    'b',\n    'a'\n);",
    ),
    ("NOT NULL", "CREATE TABLE t (\n    a int NOT NULL\n);", "CREATE TABLE t (\n    a int\n);"),
    (
        "a CHECK's name",
        "CREATE TABLE t (\n    CONSTRAINT x CHECK (a > 0)\n);",
        "CREATE TABLE t (\n    CONSTRAINT y CHECK (a > 0)\n);",
    ),
    ("how often", "A;\nA;", "A;"),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in DIFFERENT], ids=[case[0] for case in DIFFERENT])
def test_what_is_structure_makes_a_difference(one: str, other: str) -> None:
    assert statements(one) != statements(other)


def test_the_usual_place_holds_again_once_it_is_set_again() -> None:
    dump = "SET default_tablespace = fast;\nCREATE TABLE a ();\nSET default_tablespace = '';\nCREATE TABLE b ();"
    assert statements(dump) == ("CREATE TABLE b ()", "[default_tablespace = fast] CREATE TABLE a ()")


TABLES: list[tuple[str, str]] = [
    (
        "CREATE TABLE t (\n    b numeric(9,2) DEFAULT f(1, 2),\n    a text DEFAULT 'x,)'\n)\nWITH (fillfactor='8');",
        "CREATE TABLE t (\n    a text DEFAULT 'x,)',\n    b numeric(9,2) DEFAULT f(1, 2)\n)\nWITH (fillfactor='8')",
    ),
    (
        'CREATE UNLOGGED TABLE "t (" (\n    "b,"  int,\n    a int\n);',
        'CREATE UNLOGGED TABLE "t (" (\n    "b,"  int,\n    a int\n)',
    ),
    ("CREATE TABLE t (\n    a int\n);", "CREATE TABLE t (\n    a int\n)"),
    ("CREATE TABLE t (\n);", "CREATE TABLE t (\n)"),
    ("CREATE TYPE e AS ENUM (\n    'b',\n    'a'\n);", "CREATE TYPE e AS ENUM (\n    'b',\n    'a'\n)"),
]


@pytest.mark.parametrize(("dump", "expected"), TABLES)
def test_the_order_of_columns_can_be_left_out(dump: str, expected: str) -> None:
    assert statements(dump, column_order=False) == (expected,)
