"""A user's database is copied whole, under hostile names, and is not written to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest

from pgworkbench.errors import ServerError, UnknownNameError
from pgworkbench.server import Database, Server
from pgworkbench.server.copy import Copy, copied
from pgworkbench.server.policies import Policy
from pgworkbench.server.restore import wanted

pytestmark = pytest.mark.database

THEIRS = r"""
CREATE EXTENSION pg_trgm;
CREATE SCHEMA "odd.schema 100%";
SET search_path = "odd.schema 100%", public;
CREATE DOMAIN "Do%main" AS text CHECK (VALUE <> 'my_clerk');
CREATE TABLE "Na""me;" (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail "Do%main",
    twice integer GENERATED ALWAYS AS (id * 2) STORED,
    owner text NOT NULL DEFAULT 'my_clerk is here', boss integer REFERENCES "Na""me;");
INSERT INTO "Na""me;" (mail, owner, boss)
SELECT E'line\nbreak \\. my_clerk ' || n, CASE WHEN n % 2 = 0 THEN 'my_clerk' ELSE 'x' END, 1
  FROM generate_series(1, 1000) n;
CREATE INDEX "In""dex" ON "Na""me;" USING gin (mail gin_trgm_ops);
CREATE TABLE parts (n integer) PARTITION BY RANGE (n);
CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
INSERT INTO parts VALUES (3), (4);
CREATE MATERIALIZED VIEW sums AS SELECT sum(n) AS s FROM parts;
CREATE FUNCTION trap() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
ALTER TABLE "Na""me;" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "po;licy" ON "Na""me;" TO my_clerk
 USING (owner = 'my_clerk' AND pg_has_role(CURRENT_USER, 'my_clerk'::name, 'USAGE'));
COMMENT ON POLICY "po;licy" ON "Na""me;" IS 'of my_clerk';
"""


@pytest.fixture(scope="module")
def theirs(server: Server) -> Iterator[Database]:
    """What stands for a user's database: on the same server, under a name of its own."""
    with server.scratch("theirs", roles=["my_clerk"]) as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(database.localise(THEIRS).encode())
            connection.execute(f'ALTER DATABASE {database.name} SET search_path = "odd.schema 100%", public'.encode())
            connection.execute(f"ALTER DATABASE {database.name} SET work_mem = '5MB'".encode())
        yield database


@pytest.fixture(scope="module")
def copy(server: Server, theirs: Database) -> Iterator[Copy]:
    with copied(server, server.url(theirs.name), "copy") as made:
        yield made


def answer(database: Database, question: str, role: str | None = None) -> object:
    with database.connect(role=role) as connection:
        row = connection.execute(question.encode()).fetchone()
        connection.rollback()
    return row[0] if row else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ('SELECT count(*) FROM "Na""me;"', 1000),
        ('SELECT sum(twice) FROM "Na""me;"', 1001000),
        ("SELECT s FROM sums", 7),
        ("SELECT count(*) FROM part_1", 2),
        ('SELECT count(*) FROM pg_index WHERE indrelid = \'"Na""me;"\'::regclass AND indisvalid', 2),
        ("SELECT count(*) FROM pg_constraint WHERE contype = 'f'", 1),
        ("SHOW work_mem", "5MB"),
        ('INSERT INTO "Na""me;" (mail) VALUES (\'new\') RETURNING id', 1001),
    ],
)
def test_structure_rows_and_settings_are_those_of_the_original(copy: Copy, question: str, expected: object) -> None:
    assert answer(copy, question) == expected


def test_rows_are_equal_to_the_letter(copy: Copy, theirs: Database) -> None:
    """Data that looks like a role's name, like SQL or like COPY's end is left alone."""
    digest = 'SELECT md5(string_agg(t::text, \'|\' ORDER BY id)) FROM "Na""me;" t'
    assert answer(copy, digest) == answer(theirs, digest)
    assert copy.notes == ()


def test_policies_hold_for_stand_ins(copy: Copy, theirs: Database) -> None:
    clerk = theirs.roles["my_clerk"]  # a role of theirs, as the original names it
    assert copy.roles[clerk] != clerk
    assert answer(copy, 'SELECT count(*) FROM "Na""me;"', role=clerk) == answer(
        theirs, f'SELECT count(*) FROM "Na""me;" WHERE owner = \'{clerk}\''
    )


def test_the_original_is_as_before_and_the_copy_goes(server: Server, theirs: Database) -> None:
    before = answer(theirs, 'SELECT pg_current_xact_id_if_assigned() IS NULL AND count(*) = 1000 FROM "Na""me;"')
    with copied(server, server.url(theirs.name), "short") as made:
        name = made.name
    with server.connect() as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None
    assert before is True


def test_an_event_trigger_does_not_reach_the_copy(server: Server, theirs: Database) -> None:
    with theirs.connect(autocommit=True) as connection:
        connection.execute("CREATE EVENT TRIGGER trap ON ddl_command_end EXECUTE FUNCTION trap()")
    try:
        with copied(server, server.url(theirs.name), "trap") as made, made.connect() as connection:
            connection.execute("CREATE TABLE anything ()")
            assert connection.execute("SELECT count(*) FROM pg_event_trigger").fetchone() == (0,)
    finally:
        with theirs.connect(autocommit=True) as connection:
            connection.execute("DROP EVENT TRIGGER trap")


def test_a_role_that_queries_take_on_must_exist(server: Server, theirs: Database) -> None:
    with (
        pytest.raises(UnknownNameError, match="unknown role of the database"),
        copied(server, server.url(theirs.name), "copy", roles=["nobody_of_that_name"]),
    ):
        pytest.fail("copied")


def test_what_may_not_be_read_is_told_in_one_line_without_a_password(server: Server, theirs: Database) -> None:
    """The password stands in the URL, never in a message."""
    with server.scratch("login", roles=["stranger"]) as there:
        stranger = there.roles["stranger"]
        with server.connect() as connection:
            connection.execute(f"ALTER ROLE {stranger} LOGIN PASSWORD 's3cr3t'".encode())
        url = server.url(theirs.name)
        user = psycopg.conninfo.conninfo_to_dict(url)["user"]
        url = url.replace(f"//{quote(str(user))}@", f"//{stranger}:s3cr3t@")
        with pytest.raises(ServerError) as told, copied(server, url, "copy"):
            pytest.fail("copied")
    assert "permission denied" in str(told.value)
    assert "s3cr3t" not in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        ("6; 3079 17131 EXTENSION - not_here ", False),
        ("7; 3079 17132 EXTENSION - pg_trgm ", True),
        ("8; 1259 9 TABLE public not_here me", True),
        ("9; 3256 9 POLICY public EXTENSION p me", False),
        ("10; 0 0 USER MAPPING - USER MAPPING me SERVER s me", False),
        ("11; 0 9 ROW SECURITY public POLICY me", True),
        ("; a comment of the list", True),
    ],
)
def test_what_is_restored_is_chosen_by_the_kind_of_entry(entry: str, kept: object) -> None:
    assert wanted(entry, ("not_here",)) is kept


def test_a_copy_that_cannot_be_built_is_told_with_its_reason(server: Server, scratch: Database) -> None:
    """A function in its own CHECK that looks at a table without saying where: pg_dump cannot restore that."""
    with scratch.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE a (n int); CREATE FUNCTION f() RETURNS bool LANGUAGE sql AS 'SELECT true FROM a'"
        )
        connection.execute("INSERT INTO a VALUES (1)")
        connection.execute("ALTER TABLE a ADD CHECK (f())")
    with (
        pytest.raises(ServerError, match=r"cannot be copied: pg_restore: error: .*relation"),
        copied(server, server.url(scratch.name), "copy"),
    ):
        pytest.fail("copied")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(CURRENT_USER = 'a b''c'::name)", "(CURRENT_USER = 'here'::name)"),
        ("(owner = 'a b''c'::text)", "(owner = 'a b''c'::text)"),
        ("(x = 1)", "(x = 1)"),
    ],
)
def test_only_what_is_a_name_is_rewritten(server: Server, expression: str, expected: str) -> None:
    policy = Policy("s", "t", "p", True, "r", False, ("a b'c",), expression, None)
    with server.connect() as connection:
        text = policy.create({"a b'c": "here"}).as_string(connection)
    assert text == f'CREATE POLICY "p" ON "s"."t" AS PERMISSIVE FOR SELECT TO "here" USING ({expected})'


@pytest.mark.parametrize(("locale", "told"), [("C", False), ("C.UTF-8", True)])
def test_another_order_of_text_is_told_and_the_same_is_not(server: Server, locale: str, told: bool) -> None:  # noqa: FBT001 - a column of the table
    """Bytes are bytes, whichever provider sorts by them; libc's C.UTF-8 serves no LIKE 'x%', and that is said."""
    name = f"pgwb_test_order_{'c' if locale == 'C' else 'utf8'}"
    as_libc = f"LOCALE_PROVIDER libc LC_COLLATE '{locale}' LC_CTYPE '{locale}'"
    with server.connect() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {as_libc}".encode())
    try:
        with copied(server, server.url(name), "order") as made:
            assert any("text sorts by" in note for note in made.notes) is told
    finally:
        with server.connect() as connection:
            connection.execute(f"DROP DATABASE {name}".encode())
