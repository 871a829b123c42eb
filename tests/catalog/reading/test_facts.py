"""Who may do what: grants as they work, whether they were written out or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgworkbench.catalog import Catalog, Grant

Reads = Callable[[str], Catalog]
TABLE = "CREATE TABLE t (a int, b int); ALTER TABLE t OWNER TO zoo_keeper; "
FUNCTION = "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1; ALTER FUNCTION f() OWNER TO zoo_keeper; "
VISITOR_READS = Grant("zoo_visitor", ("SELECT",))
ALL_RUN = Grant("PUBLIC", ("EXECUTE",))

TABLES: list[tuple[str, tuple[Grant, ...]]] = [
    ("", ()),
    ("GRANT ALL ON t TO zoo_keeper", ()),
    ("GRANT SELECT ON t TO zoo_visitor; REVOKE SELECT ON t FROM zoo_visitor", ()),
    ("GRANT SELECT ON t TO zoo_visitor", (VISITOR_READS,)),
    ("GRANT UPDATE, SELECT ON t TO PUBLIC", (Grant("PUBLIC", ("SELECT", "UPDATE")),)),
    (
        "GRANT SELECT ON t TO zoo_visitor; GRANT INSERT ON t TO zoo_visitor WITH GRANT OPTION",
        (VISITOR_READS, Grant("zoo_visitor", ("INSERT",), grantable=True)),
    ),
    (
        "GRANT SELECT (b), UPDATE (b) ON t TO zoo_visitor; GRANT SELECT (a) ON t TO PUBLIC",
        (Grant("PUBLIC", ("SELECT",), column="a"), Grant("zoo_visitor", ("SELECT", "UPDATE"), column="b")),
    ),
    ("REVOKE ALL ON t FROM zoo_keeper", (Grant("zoo_keeper", ()),)),
    ("REVOKE ALL ON t FROM zoo_keeper; GRANT SELECT ON t TO zoo_keeper", (Grant("zoo_keeper", ("SELECT",)),)),
]


@pytest.mark.parametrize(("ddl", "expected"), TABLES, ids=[ddl or "no list" for ddl, _ in TABLES])
def test_grants_are_told_as_they_work(reads: Reads, ddl: str, expected: tuple[Grant, ...]) -> None:
    assert reads(TABLE + ddl).table("t").grants == expected


FUNCTIONS: list[tuple[str, tuple[Grant, ...]]] = [
    ("", (ALL_RUN,)),
    ("GRANT EXECUTE ON FUNCTION f() TO PUBLIC", (ALL_RUN,)),
    ("REVOKE ALL ON FUNCTION f() FROM PUBLIC", ()),
    (
        "REVOKE ALL ON FUNCTION f() FROM PUBLIC; GRANT ALL ON FUNCTION f() TO zoo_visitor",
        (Grant("zoo_visitor", ("EXECUTE",)),),
    ),
]


@pytest.mark.parametrize(("ddl", "expected"), FUNCTIONS, ids=[ddl or "no list" for ddl, _ in FUNCTIONS])
def test_what_public_may_do_without_being_granted_it_is_told(
    reads: Reads, ddl: str, expected: tuple[Grant, ...]
) -> None:
    (function,) = reads(FUNCTION + ddl).functions
    assert (function.owner, function.grants) == ("zoo_keeper", expected)


def test_types_sequences_and_the_database_have_grants_too(reads: Reads) -> None:
    catalog = reads("""
        CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int; REVOKE ALL ON TYPE d FROM PUBLIC;
        CREATE SEQUENCE s; GRANT USAGE ON SEQUENCE s TO zoo_visitor
    """)
    assert [each.grants for each in (*catalog.enums, *catalog.domains, *catalog.sequences)] == [
        (Grant("PUBLIC", ("USAGE",)),),
        (),
        (Grant("zoo_visitor", ("USAGE",)),),
    ]
    assert catalog.grants == (Grant("PUBLIC", ("CONNECT", "TEMPORARY")),)


def test_all_means_the_same_whether_it_was_the_default_or_granted(reads: Reads) -> None:
    plain = reads(TABLE).table("t")
    written_out = reads("GRANT ALL ON t TO zoo_keeper; GRANT SELECT ON t TO PUBLIC; REVOKE SELECT ON t FROM PUBLIC")
    assert written_out.table("t") == plain
