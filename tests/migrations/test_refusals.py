"""What cannot be done is refused by name, and nothing is written."""

from __future__ import annotations

import pytest
from migrations.pairs import Pair, files_of

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
