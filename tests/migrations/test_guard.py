"""Guards: what is there already is left alone if it is the same, and stops the file if it only has the same name."""

from __future__ import annotations

import pytest
from migrations.pairs import Pair, build, files_of

from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.migrations.structure import structure
from pgworkbench.server import Server

pytestmark = pytest.mark.database
TABLE = "CREATE TABLE t (id int PRIMARY KEY, a text, b int);"
ADD = f"{TABLE} ALTER TABLE t ADD CONSTRAINT c"
NEW = "CREATE TABLE u (id int PRIMARY KEY, a"
OTHERS = {
    "table": ("", f"{NEW} text);", f"{NEW} int);"),
    "required": ("", f"{NEW} text NOT NULL);", f"{NEW} text);"),
    "column": (TABLE, f"{TABLE} ALTER TABLE t ADD c int", f"{TABLE} ALTER TABLE t ADD c bigint"),
    "check": (TABLE, f"{ADD} CHECK (b > 0)", f"{ADD} CHECK (b > 1)"),
    "unique": (TABLE, f"{ADD} UNIQUE (b)", f"{ADD} UNIQUE (a)"),
    "foreign key": (
        TABLE,
        f"{ADD} FOREIGN KEY (b) REFERENCES t ON DELETE CASCADE",
        f"{ADD} FOREIGN KEY (b) REFERENCES t",
    ),
    "policy": (TABLE, f"{TABLE} CREATE POLICY p ON t USING (b > 0)", f"{TABLE} CREATE POLICY p ON t USING (b > 1)"),
    "enum": (TABLE, f"{TABLE} CREATE TYPE e AS ENUM ('a', 'b')", f"{TABLE} CREATE TYPE e AS ENUM ('a')"),
    "domain": (TABLE, f"{TABLE} CREATE DOMAIN d AS text", f"{TABLE} CREATE DOMAIN d AS int"),
    "composite": (TABLE, f"{TABLE} CREATE TYPE c AS (x int)", f"{TABLE} CREATE TYPE c AS (x text)"),
    "range": ("", "CREATE TYPE r AS RANGE (SUBTYPE = date)", "CREATE TYPE r AS RANGE (SUBTYPE = timestamp)"),
    "index of a new table": (
        "",
        "CREATE TABLE u (id int PRIMARY KEY, a text); CREATE INDEX i ON u (a)",
        "CREATE TABLE u (id int PRIMARY KEY, a text); CREATE INDEX i ON u (id)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_the_same_name_with_another_definition_stops_the_file(server: Server, kind: str) -> None:
    """R-MIG-3: nothing is changed, and the message names what is in the way."""
    before, wanted, there = OTHERS[kind]
    (file,) = files_of(server, [Pair("s", before, wanted)], phases=False)
    with server.scratch("other") as database:
        build(database, [Pair("s", there, "")], "before")
        former = structure(database)
        with pytest.raises(FailedError, match="already there with another definition: s\\."):
            run(database, file, Way.UP)
        assert structure(database) == former


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_there_already_and_the_same_is_left_alone(server: Server, kind: str) -> None:
    """R-MIG-3."""
    before, wanted, _ = OTHERS[kind]
    (file,) = files_of(server, [Pair("s", before, wanted)], phases=False)
    with server.scratch("same") as database:
        build(database, [Pair("s", wanted, "")], "before")
        former = structure(database)
        run(database, file, Way.UP)
        assert structure(database) == former
