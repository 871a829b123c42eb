"""What the kinds look like of which a database has few."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgworkbench.catalog import (
    Cast,
    Catalog,
    DefaultGrant,
    ForeignServer,
    ForeignWrapper,
    Grant,
    Name,
    Other,
    Publication,
    Published,
)

Reads = Callable[[str], Catalog]


def test_schemas_are_told_with_their_grants_and_comments(reads: Reads) -> None:
    catalog = reads("CREATE SCHEMA s; COMMENT ON SCHEMA s IS 'why'; GRANT USAGE ON SCHEMA s TO zoo_visitor")
    public, made = catalog.schemas
    assert (made.name, made.comment, made.grants) == ("s", "why", (Grant("zoo_visitor", ("USAGE",)),))
    assert (public.comment, public.grants) == (None, (Grant("PUBLIC", ("USAGE",)),)), "as every database starts"


def test_an_extension_and_what_it_owns_are_told(reads: Reads) -> None:
    catalog = reads("CREATE SCHEMA x; CREATE EXTENSION pg_trgm SCHEMA x; CREATE FUNCTION f() RETURNS int RETURN 1")
    assert [(each.name, each.schema) for each in catalog.extensions] == [("pg_trgm", "x")]
    assert {each.name.name: each.extension for each in catalog.functions if each.name.name in {"f", "similarity"}} == {
        "similarity": "pg_trgm",
        "f": None,
    }
    assert {each.extension for each in (*catalog.operators, *catalog.others)} == {"pg_trgm"}


DEFAULTS: list[tuple[str, tuple[DefaultGrant, ...]]] = [
    (
        "IN SCHEMA s GRANT SELECT ON TABLES TO zoo_visitor",
        (DefaultGrant("zoo_keeper", "s", "r", (Grant("zoo_visitor", ("SELECT",)),)),),
    ),
    (
        "GRANT INSERT ON TABLES TO zoo_visitor WITH GRANT OPTION",
        (DefaultGrant("zoo_keeper", None, "r", (Grant("zoo_visitor", ("INSERT",), grantable=True),)),),
    ),
    ("REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", (DefaultGrant("zoo_keeper", None, "f", ()),)),
    (
        "GRANT USAGE ON SEQUENCES TO zoo_visitor",
        (DefaultGrant("zoo_keeper", None, "S", (Grant("zoo_visitor", ("USAGE",)),)),),
    ),
    ("GRANT EXECUTE ON FUNCTIONS TO PUBLIC", ()),
]


@pytest.mark.parametrize(("ddl", "expected"), DEFAULTS, ids=[ddl for ddl, _ in DEFAULTS])
def test_default_privileges_tell_what_new_objects_get(
    reads: Reads, ddl: str, expected: tuple[DefaultGrant, ...]
) -> None:
    catalog = reads(f"CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES FOR ROLE zoo_keeper {ddl}")
    assert catalog.default_grants == expected


def test_an_operator_can_be_made_again_from_its_definition(reads: Reads) -> None:
    catalog = reads("""
        CREATE SCHEMA s;
        CREATE OPERATOR s.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, COMMUTATOR = OPERATOR(s.===),
            NEGATOR = OPERATOR(s.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
        CREATE OPERATOR s.!!! (RIGHTARG = int, FUNCTION = int4abs);
        COMMENT ON OPERATOR s.!!! (NONE, int) IS 'c'
    """)
    prefix, equal = catalog.operators
    assert (prefix.name, prefix.left, prefix.right, prefix.comment) == (Name("s", "!!!"), None, "integer", "c")
    assert (equal.left, equal.right, equal.result) == ("integer", "integer", "boolean")
    again = reads(f"DROP OPERATOR s.=== (int, int); CREATE OPERATOR s.=== ({equal.definition})")
    assert again.operators == (prefix, equal)


CASTS: list[tuple[str, str]] = [
    ("WITH INOUT", "WITH INOUT"),
    ("WITH INOUT AS IMPLICIT", "WITH INOUT AS IMPLICIT"),
    ("WITH FUNCTION s.f(s.e) AS ASSIGNMENT", "WITH FUNCTION s.f(s.e) AS ASSIGNMENT"),
]


@pytest.mark.parametrize(("ddl", "expected"), CASTS)
def test_a_cast_is_told_as_it_was_declared(reads: Reads, ddl: str, expected: str) -> None:
    catalog = reads(f"""
        CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a'); CREATE FUNCTION s.f(s.e) RETURNS int LANGUAGE sql RETURN 1;
        CREATE CAST (s.e AS int) {ddl}
    """)
    assert catalog.casts == (Cast("s.e", "integer", expected),)


def test_a_collation_can_be_made_again_from_its_definition(reads: Reads) -> None:
    catalog = reads("CREATE COLLATION c (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX')")
    (before,) = catalog.collations
    assert before.definition == "PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX'"
    assert reads(f"DROP COLLATION c; CREATE COLLATION c ({before.definition})").collations == (before,)


def test_an_event_trigger_tells_what_it_waits_for(reads: Reads) -> None:
    (found,) = reads("""
        CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER e ON sql_drop WHEN TAG IN ('DROP TABLE', 'DROP INDEX') EXECUTE FUNCTION f();
        ALTER EVENT TRIGGER e DISABLE
    """).event_triggers
    assert (found.name, found.event, found.function, found.enabled) == ("e", "sql_drop", Name("public", "f"), "D")
    assert found.tags == ("DROP INDEX", "DROP TABLE")


PUBLICATIONS: list[tuple[str, dict[str, object]]] = [
    ("FOR ALL TABLES", {"every_table": True, "tables": ()}),
    ("FOR TABLES IN SCHEMA s, public", {"schemas": ("public", "s"), "every_table": False}),
    (
        "FOR TABLE s.t (b, a) WHERE (a > 1), u WITH (publish = 'insert, delete', publish_via_partition_root = true)",
        {
            "tables": (Published(Name("public", "u")), Published(Name("s", "t"), ("a", "b"), "(a > 1)")),
            "operations": ("insert", "delete"),
            "via_root": True,
            "generated": "none",
        },
    ),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("ddl", "expected"), PUBLICATIONS, ids=[ddl for ddl, _ in PUBLICATIONS])
def test_a_publication_tells_what_it_publishes(reads: Reads, ddl: str, expected: dict[str, object]) -> None:
    catalog = reads(f"""
        CREATE SCHEMA s; CREATE TABLE s.t (a int, b int, c int); CREATE TABLE u (a int); CREATE PUBLICATION p {ddl}
    """)
    found: Publication = catalog.publications[0]
    assert {field: getattr(found, field) for field in expected} == expected


def test_foreign_servers_are_told_without_their_users_passwords(reads: Reads) -> None:
    catalog = reads("""
        CREATE FOREIGN DATA WRAPPER w OPTIONS (a 'b');
        CREATE SERVER s TYPE 't' VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'h');
        CREATE USER MAPPING FOR zoo_visitor SERVER s OPTIONS (password 'hidden');
        GRANT USAGE ON FOREIGN SERVER s TO zoo_visitor
    """)
    owner = catalog.owner
    assert catalog.foreign_wrappers == (ForeignWrapper("w", owner, options=("a=b",)),)
    grants = (Grant("zoo_visitor", ("USAGE",)),)
    assert catalog.foreign_servers == (ForeignServer("s", "w", owner, "t", "2", ("host=h",), grants),)
    assert "hidden" not in repr(catalog)


OTHERS: list[tuple[str, Other]] = [
    ("TEXT SEARCH CONFIGURATION s.c (COPY = simple)", Other("text search configuration", "s.c")),
    ("TEXT SEARCH DICTIONARY s.c (TEMPLATE = simple)", Other("text search dictionary", "s.c")),
    ("OPERATOR FAMILY s.c USING btree", Other("operator family", "s.c USING btree")),
    ("ACCESS METHOD c TYPE TABLE HANDLER heap_tableam_handler", Other("access method", "c")),
    ("TYPE s.c", Other("type", "s.c")),
]


@pytest.mark.parametrize(("ddl", "expected"), OTHERS, ids=[ddl for ddl, _ in OTHERS])
def test_kinds_without_values_of_their_own_are_at_least_named(reads: Reads, ddl: str, expected: Other) -> None:
    assert reads(f"CREATE SCHEMA s; CREATE {ddl}").others == (expected,)
