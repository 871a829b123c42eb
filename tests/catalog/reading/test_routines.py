"""What functions and roles look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pgworkbench.catalog import Catalog, Function, Membership, Role

Reads = Callable[[str], Catalog]
PLAIN = {
    "kind": "f",
    "volatility": "v",
    "security_definer": False,
    "leakproof": False,
    "strict": False,
    "parallel": "u",
    "settings": (),
}

FUNCTIONS: list[tuple[str, dict[str, Any]]] = [
    (
        "FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        {**PLAIN, "language": "sql", "body": "SELECT 1", "result": "integer", "arguments": ""},
    ),
    (
        "FUNCTION f(a int, b text DEFAULT 'x', OUT c int) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT 1'",
        {"arguments": "a integer, b text, OUT c integer", "volatility": "i", "strict": True, "parallel": "s"},
    ),
    (
        "FUNCTION f(VARIADIC a int[]) RETURNS TABLE (x int, y text) LANGUAGE sql STABLE AS 'SELECT 1, NULL'",
        {"arguments": "VARIADIC a integer[]", "result": "TABLE(x integer, y text)", "volatility": "s"},
    ),
    (
        "FUNCTION f() RETURNS int LANGUAGE plpgsql SECURITY DEFINER LEAKPROOF SET search_path = '' AS 'BEGIN END'",
        {"security_definer": True, "leakproof": True, "settings": ('search_path=""',), "language": "plpgsql"},
    ),
    ("FUNCTION f(a int) RETURNS int LANGUAGE sql RETURN a + 1", {"body": "RETURN (a + 1)"}),
    ("PROCEDURE f(a int) LANGUAGE sql AS 'SELECT 1'", {"kind": "p", "result": None, "arguments": "IN a integer"}),
    (
        "AGGREGATE f(int) (SFUNC = int4pl, STYPE = int, INITCOND = 7, PARALLEL = SAFE, COMBINEFUNC = int4pl)",
        {
            "kind": "a",
            "definition": None,
            "aggregate": "SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, INITCOND = '7', PARALLEL = SAFE",
        },
    ),
    (
        """AGGREGATE f(float8) (SFUNC = float8_accum, STYPE = float8[],
            FINALFUNC = float8_avg, FINALFUNC_MODIFY = READ_WRITE, INITCOND = '{0,0,0}', SORTOP = >)""",
        {
            "aggregate": "SFUNC = float8_accum, STYPE = double precision[], FINALFUNC = float8_avg,"
            " FINALFUNC_MODIFY = READ_WRITE, INITCOND = '{0,0,0}', SORTOP = OPERATOR(pg_catalog.>)"
        },
    ),
]


@pytest.mark.parametrize(("ddl", "expected"), FUNCTIONS, ids=[ddl.partition(" LANGUAGE")[0] for ddl, _ in FUNCTIONS])
def test_a_function_is_told_as_it_was_declared(reads: Reads, ddl: str, expected: dict[str, Any]) -> None:
    (function,) = reads(f"CREATE {ddl}").functions
    assert {field: getattr(function, field) for field in expected} == expected


def test_functions_of_one_name_are_told_apart_by_their_arguments(reads: Reads) -> None:
    found: tuple[Function, ...] = reads("""
        CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION f(int) IS 'of numbers'
    """).functions
    assert [(each.arguments, each.comment) for each in found] == [("integer", "of numbers"), ("text", None)]


def test_an_aggregate_can_be_made_again_from_its_definition(reads: Reads) -> None:
    catalog = reads("""
        CREATE AGGREGATE f(float8) (SFUNC = float8_accum, STYPE = float8[], FINALFUNC = float8_avg,
            INITCOND = '{0,0,0}', COMBINEFUNC = float8_combine, MSFUNC = float8_accum, MINVFUNC = float8_accum,
            MSTYPE = float8[], MFINALFUNC = float8_avg, MINITCOND = '{0,0,0}', SSPACE = 24)
    """)
    (before,) = catalog.functions
    assert reads(f"DROP AGGREGATE f(float8); CREATE AGGREGATE f(float8) ({before.aggregate})").functions == (before,)


def role(catalog: Catalog, name: str) -> Role:
    (found,) = [each for each in catalog.roles if each.name == name]
    return found


def test_roles_that_own_or_are_granted_anything_are_told(reads: Reads) -> None:
    catalog = reads("CREATE TABLE t (a int); ALTER TABLE t OWNER TO zoo_keeper; CREATE VIEW v AS SELECT 1")
    names = {each.name for each in catalog.roles}
    assert ("zoo_keeper" in names, "zoo_visitor" in names) == (True, False)


MENTIONS: list[str] = [
    "CREATE TABLE t (a int); GRANT SELECT (a) ON t TO zoo_visitor",
    "CREATE TABLE t (a int); CREATE POLICY p ON t TO zoo_visitor USING (true)",
    "CREATE SCHEMA s AUTHORIZATION zoo_visitor",
    "ALTER DEFAULT PRIVILEGES FOR ROLE zoo_visitor GRANT SELECT ON TABLES TO PUBLIC",
    "GRANT zoo_visitor TO zoo_keeper; CREATE SCHEMA s AUTHORIZATION zoo_keeper",
]


@pytest.mark.parametrize("ddl", MENTIONS)
def test_a_role_is_told_wherever_it_is_mentioned(reads: Reads, ddl: str) -> None:
    assert not role(reads(ddl), "zoo_visitor").superuser


def test_what_makes_a_role_dangerous_is_told(reads: Reads) -> None:
    found = role(
        reads("""
            ALTER ROLE zoo_keeper BYPASSRLS CREATEROLE CONNECTION LIMIT 3; ALTER ROLE zoo_keeper SET TimeZone = 'UTC';
            GRANT zoo_visitor TO zoo_keeper WITH ADMIN OPTION, INHERIT FALSE; GRANT pg_read_all_data TO zoo_keeper;
            CREATE SCHEMA s AUTHORIZATION zoo_keeper
        """),
        "zoo_keeper",
    )
    assert (found.bypass_rls, found.create_role, found.connection_limit) == (True, True, 3)
    assert found.settings == ("TimeZone=UTC",)
    assert found.member_of == ("pg_read_all_data", "zoo_visitor")
    assert found.memberships[1] == Membership("zoo_visitor", inherit=False, assumable=True, admin=True)


def test_a_roles_comment_is_told_unless_it_is_a_stand_ins(reads: Reads) -> None:
    catalog = reads("""
        CREATE ROLE zoo_director; COMMENT ON ROLE zoo_director IS 'directs';
        CREATE SCHEMA s AUTHORIZATION zoo_director; CREATE SCHEMA t AUTHORIZATION zoo_keeper
    """)
    assert [role(catalog, name).comment for name in ("zoo_director", "zoo_keeper")] == ["directs", None]
