"""`between`: any two states, given in any form; what is told was executed, and is executed again here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from migrations.pairs import Pair, read_pairs

from pgworkbench.catalog.dump import dump_structure
from pgworkbench.errors import ContentError, ServerError
from pgworkbench.migrations import Wanted, between, to_json, to_sql
from pgworkbench.migrations.structure import structure as visible
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
FROM = """
SET check_function_bodies = off;
CREATE TABLE "Or'der" (id int PRIMARY KEY, "sel ect" text, n int NOT NULL);
CREATE VIEW v AS SELECT "sel ect" FROM "Or'der" WHERE n > 1;
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM gone';
"""
TO = """
CREATE TABLE "Or'der" (id bigint PRIMARY KEY, n bigint NOT NULL, "%s" text DEFAULT 'x');
CREATE VIEW v AS SELECT "%s" FROM "Or'der" WHERE n > 1;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood DEFAULT 'a');
"""
ROWS = """INSERT INTO "Or'der" (id, "sel ect", n) VALUES (1, 'one', 1), (2, 'two', 2)"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def execute(database: Database, statements: Sequence[str]) -> None:
    """As anybody would: one after the other, as they stand."""
    with database.connect(autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def structure(database: Database) -> object:
    return dump_structure(database.server, database.name, column_order=False)


def test_the_statements_lead_there_and_back_with_the_rows(server: Server, tmp_path: Path) -> None:
    """R-MIG-2 to 4: up on FROM gives TO, down gives FROM again, and no row is lost."""
    first, second = written(tmp_path, "from.sql", FROM), written(tmp_path, "to.sql", TO)
    said = json.loads(to_json(between(server, first, second)))
    assert list(said) == ["up", "down", "refused"]
    assert said["refused"] == []
    with server.scratch("a") as start, server.scratch("b") as goal, server.scratch("c") as first_again:
        execute(start, [FROM])
        execute(first_again, [FROM])
        execute(goal, [TO])
        before = structure(start)
        execute(start, said["up"])
        assert structure(start) == structure(goal)
        execute(start, said["down"])
        assert structure(start) == before
        execute(start, [ROWS])
        execute(start, said["up"])
        execute(start, said["down"])
        with start.connect() as connection:
            rows = connection.execute("""SELECT id, "sel ect", n FROM "Or'der" ORDER BY id""").fetchall()
        assert rows == [(1, "one", 1), (2, "two", 2)]
        assert visible(start) == visible(first_again)  # what the way back has taken waits in schema `kept`


def test_the_schema_of_kept_rows_goes_with_the_last_of_them(server: Server, tmp_path: Path) -> None:
    first = written(tmp_path, "from.sql", "CREATE TABLE t (id int PRIMARY KEY, n int);")
    second = written(tmp_path, "to.sql", "CREATE TABLE t (id int PRIMARY KEY);")
    found = between(server, first, second)
    with server.scratch("kept") as there:
        execute(there, [first.read_text(), "INSERT INTO t VALUES (1, 7)"])
        before = structure(there)
        execute(there, found.statements())
        assert "CREATE SCHEMA kept" in str(structure(there))
        execute(there, found.statements(down=True))
        assert structure(there) == before
        with there.connect() as connection:
            assert connection.execute("SELECT id, n FROM t").fetchall() == [(1, 7)]


def test_a_database_by_its_url_is_only_read(server: Server, tmp_path: Path) -> None:
    with server.scratch("theirs") as theirs:
        execute(theirs, [TO])
        before = structure(theirs)
        found = between(server, server.url(theirs.name), written(tmp_path, "to.sql", TO))
        assert found.is_empty, to_sql(found)
        assert not between(server, written(tmp_path, "empty.sql", ""), server.url(theirs.name)).is_empty
        assert structure(theirs) == before


def test_materialized_views_of_a_url_stay_filled(server: Server, tmp_path: Path) -> None:
    views = "CREATE MATERIALIZED VIEW a AS SELECT n FROM t; CREATE MATERIALIZED VIEW b AS SELECT n FROM a;"
    goal = written(tmp_path, "to.sql", f"CREATE TABLE t (n bigint); {views}")
    with server.scratch("theirs") as theirs:
        execute(theirs, [f"CREATE TABLE t (n int); {views}"])
        text = "\n".join(between(server, server.url(theirs.name), goal, Wanted(allow_lossy=True)).statements())
        assert text.count("WITH DATA") == 2
        assert "WITH NO DATA" not in text


def test_folders_are_replayed(server: Server, tmp_path: Path) -> None:
    ours, pairs = tmp_path / "ours", tmp_path / "pairs"
    ours.mkdir(), pairs.mkdir()
    written(ours, "20260101000000_a.sql", "-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n")
    written(pairs, "1_a.up.sql", "CREATE TABLE a (id int);")
    written(pairs, "2_b.up.sql", "CREATE TABLE b (id int);")
    assert between(server, ours, pairs).statements()[0].startswith("CREATE TABLE public.b")


def test_roles_are_made_where_they_are_not_and_a_second_time_is_harmless(server: Server, tmp_path: Path) -> None:
    roles = 'CREATE ROLE heron_reader LOGIN; CREATE USER "Heron\'s"; CREATE TABLE t (id int); '
    grants = 'GRANT SELECT ON t TO heron_reader; ALTER TABLE t OWNER TO "Heron\'s";'
    empty, full = written(tmp_path, "empty.sql", ""), written(tmp_path, "full.sql", roles + grants)
    text = "\n".join(between(server, empty, full).statements())
    assert "CREATE ROLE heron_reader" in text
    assert 'OWNER TO "Heron\'s"' in text
    assert between(server, full, full).is_empty
    with server.connect() as connection:
        assert connection.execute("SELECT 1 FROM pg_roles WHERE rolname ~* '^heron'").fetchall() == []


def test_a_role_may_share_its_name_with_a_schema(server: Server, tmp_path: Path) -> None:
    """Views over a changed type, one of them in a schema that is called like a role."""
    text = """
    CREATE ROLE heron_app; CREATE SCHEMA heron_app; CREATE SCHEMA "A.b";
    CREATE TABLE "A.b"."T%able" (id int, "Va""l" text, gen text GENERATED ALWAYS AS (upper("Va""l")) STORED,
        PRIMARY KEY (id)) PARTITION BY RANGE (id);
    CREATE TABLE "A.b"."T%able_d" PARTITION OF "A.b"."T%able" DEFAULT;
    CREATE VIEW "A.b".v AS SELECT id, "Va""l" FROM "A.b"."T%able";
    CREATE VIEW heron_app.w AS SELECT * FROM "A.b".v;
    GRANT SELECT ("Va""l") ON "A.b".v TO heron_app;
    """
    first = written(tmp_path, "from.sql", text)
    second = written(tmp_path, "to.sql", text.replace('l" text', 'l" varchar(9)'))
    found = between(server, first, second)
    assert not found.refused, found.refused
    assert any("heron_app.w" in statement for statement in found.statements())


@pytest.mark.parametrize("text", ["CREATE TABLE t (id int;", "SELECT 1;\nDROP TABLE nothing;"])
def test_a_file_that_the_server_refuses_is_named_with_its_line(server: Server, tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError, match=rf"bad\.sql:{text.count(chr(10)) + 1}: the server refuses it"):
        between(server, written(tmp_path, "bad.sql", text), written(tmp_path, "empty.sql", ""))


def test_what_is_nothing_is_said_in_one_line(server: Server, tmp_path: Path) -> None:
    empty = written(tmp_path, "empty.sql", "")
    with pytest.raises(ContentError, match="expected a database URL, a SQL file, a folder"):
        between(server, tmp_path / "nothing", empty)
    with pytest.raises(ServerError, match="no connection to"):
        between(server, "postgresql://nobody@127.0.0.1:1/none", empty)


def test_refusals_have_a_kind_an_object_and_a_reason(server: Server, tmp_path: Path) -> None:
    first = written(tmp_path, "from.sql", "CREATE TABLE t (id int);")
    second = written(tmp_path, "to.sql", "CREATE TABLE t (id int) PARTITION BY RANGE (id);")
    said = json.loads(to_json(between(server, first, second)))
    assert (said["up"], said["down"]) == ([], [])
    assert [(r["kind"], r["object"]) for r in said["refused"]] == [("table", "t")]
    assert "partitioned table" in said["refused"][0]["reason"]


def test_lost_values_must_be_allowed(server: Server, tmp_path: Path) -> None:
    first = written(tmp_path, "from.sql", "CREATE TABLE t (a int, b int);")
    second = written(tmp_path, "to.sql", "CREATE TABLE t (a int);")
    assert "t.b" in str(between(server, first, second).refused[0])
    assert between(server, first, second, Wanted(allow_lossy=True)).up


@pytest.mark.parametrize("case", read_pairs("objects"), ids=lambda case: case.name)
def test_each_kind_alone_leads_there_and_back(server: Server, tmp_path: Path, case: Pair) -> None:
    head = f'CREATE SCHEMA "{case.name}"; SET search_path = "{case.name}", public;\n'
    first = written(tmp_path, "from.sql", head + case.before)
    second = written(tmp_path, "to.sql", head + "SET check_function_bodies = off;\n" + case.after)
    found = between(server, first, second)
    assert not found.refused, found.refused
    assert found.up
