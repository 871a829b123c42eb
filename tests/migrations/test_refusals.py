"""What cannot be done is refused by name, and nothing is written."""

from __future__ import annotations

import pytest
from migrations.pairs import Pair, files_of, proven

from pgworkbench.errors import RefusedError
from pgworkbench.server import Server

pytestmark = pytest.mark.database
PLAIN = "CREATE TABLE t (id int PRIMARY KEY);"
CASES = {
    "partitioned": (PLAIN, "CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id);", r"table s\.t: .*in place"),
    "partition key": (
        "CREATE TABLE t (id int, n int) PARTITION BY RANGE (id);",
        "CREATE TABLE t (id int, n int) PARTITION BY RANGE (n);",
        r"table s\.t: its partition key",
    ),
    "operator class": (
        PLAIN,
        f"{PLAIN} CREATE OPERATOR FAMILY mine USING btree;",
        r"operator family s\.mine USING btree: not supported yet",
    ),
    "text search": (
        PLAIN,
        f"{PLAIN} CREATE TEXT SEARCH CONFIGURATION mine (COPY = simple);",
        "text search configuration",
    ),
    "marker": (
        PLAIN,
        f"{PLAIN} CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$SELECT 1;\n-- migrate:down\nSELECT 'x'$$;",
        "begins with `-- migrate:`",
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_it_is_refused_by_name(server: Server, kind: str) -> None:
    before, after, named = CASES[kind]
    with pytest.raises(RefusedError, match=named):
        files_of(server, [Pair("s", before, after)])


WAYS_THAT_ARE_SHUT = {
    "an array of it": ("CREATE TABLE t (id int PRIMARY KEY, p c[]);", "column p of s.t"),
    "another type with it": ("CREATE TYPE d AS (x c); CREATE TABLE t (id int PRIMARY KEY, p d);", "composite type s.d"),
}


@pytest.mark.database
@pytest.mark.parametrize("case", WAYS_THAT_ARE_SHUT)
def test_attributes_that_go_where_no_statement_reaches(server: Server, case: str) -> None:
    """R-MIG-9: by name, rather than a file that fails on rows."""
    users, name = WAYS_THAT_ARE_SHUT[case]
    states = [f"CREATE TYPE c AS ({attributes}); {users}" for attributes in ("a int, b text", "b text")]
    with pytest.raises(RefusedError, match=f"{name}: "):
        files_of(server, [Pair("s", *states)])


ROWS_IN_THE_WAY = {
    "a type": ("a uuid", "a integer[]", "gen_random_uuid()", "malformed|invalid input syntax"),
    "a value": ("a text", "a integer", "'x'", "invalid input syntax"),
    "a rule": ("a integer", "a integer CHECK (a < 0)", "5", "violated by some row"),
}


@pytest.mark.parametrize("case", ROWS_IN_THE_WAY)
def test_rows_that_do_not_fit(server: Server, case: str) -> None:
    """R-MIG-9: the proof says whose rows stand in the way, and that it is for the rows; without any it holds."""
    was, now, value, said = ROWS_IN_THE_WAY[case]
    states = [f"CREATE TABLE t (id int PRIMARY KEY, {column});" for column in (was, now)]
    pair = Pair("s", *states, rows=f"INSERT INTO t VALUES (1, {value});")
    files = files_of(server, [pair])
    with pytest.raises(RefusedError, match=f"({said}).*rows that are there do not fit"):
        proven(server, [pair], files)
    assert proven(server, [Pair("s", *states)], files).steps
