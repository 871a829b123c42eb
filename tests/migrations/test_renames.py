"""`--rename`: what was asked for is renamed, with its rows; what does not fit is one line; nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from migrations.designs import exported

from pgworkbench.errors import WorkbenchError
from pgworkbench.migrations import Wanted, between, to_json, to_sql
from pgworkbench.migrations.address import Kind
from pgworkbench.migrations.asked import read_asked
from pgworkbench.server import Server

WISHES = {
    "a.b.c=d": (("a", "b", "c"), "d"),
    "T=u": (("t",), "u"),
    '"a=b"."c.d"."e""f"="=g"': (("a=b", "c.d", 'e"f'), "=g"),
    "app.mood.'so so'='it''s'": (("app", "mood", "so so"), "it's"),
    "a.b.c=a.b.d": (("a", "b", "c"), "d"),
    "index a.i=j": (("a", "i"), "j"),
    "a.f(x integer, numeric(10,2))=g": (("a", "f"), "g"),
    "ü.ß=é": (("ü", "ß"), "é"),
}


@pytest.mark.parametrize("text", WISHES)
def test_names_are_written_as_in_sql(text: str) -> None:
    wish = read_asked(text)
    assert (wish.path, wish.name) == WISHES[text]


def test_a_kind_may_be_said() -> None:
    assert read_asked("foreign data wrapper a=b").kinds == {Kind.FOREIGN_WRAPPER}
    assert Kind.DOMAIN in read_asked("TYPE a.b=c").kinds
    assert read_asked("a.f(int)=c").arguments == "int"


@pytest.mark.parametrize("text", ["", "a", "a=", "=b", "a=b=c", 'a."b=c', "a.b=x.c", "a..b=c", "a b=c", '""=c'])
def test_what_is_no_wish_is_said(text: str) -> None:
    with pytest.raises(WorkbenchError, match="--rename"):
        read_asked(text)


FROM = """
CREATE SCHEMA app;
CREATE TABLE app.t (id int PRIMARY KEY, a int, "Order" int, c int, d int);
CREATE TABLE app.u (id int PRIMARY KEY);
CREATE FUNCTION app.t(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
"""
MISFITS = {
    "app.t.id=y": "it gets two names",
    "app.t.id=z": "column z of app.t is not in the second state",
    "app.t.x=y": "there is no such object",
    "app.t.a=c": "column c of app.t is there already",
    "app.u=v": "table app.v is not in the second state: there is view app.v",
    "app.t.order=b": "write names with capitals in double quotes",
    "app.f=g": "two objects have this path",
}


@pytest.mark.database
def test_each_wish_that_does_not_fit_is_one_line(server: Server, tmp_path: Path) -> None:
    first, second = tmp_path / "from.sql", tmp_path / "to.sql"
    first.write_text(FROM)
    second.write_text(
        "CREATE SCHEMA app; CREATE TABLE app.t (id int PRIMARY KEY, b int); CREATE VIEW app.v AS SELECT 1;"
    )
    found = between(server, first, second, Wanted(renames=tuple(MISFITS), allow_lossy=True))
    assert (found.up, found.down) == ((), ())
    said = [str(refusal) for refusal in found.refused]
    for wish, words in MISFITS.items():
        assert any(line.startswith(f"rename {wish}: ") and words in line for line in said), (wish, said)


@pytest.mark.database
def test_rows_stay_where_they_are(server: Server, tmp_path: Path) -> None:
    """R-MIG-4: a renamed column of a renamed table keeps its values both ways, and nothing is copied meanwhile."""
    first, second = tmp_path / "from.sql", tmp_path / "to.sql"
    first.write_text('CREATE TABLE "Ord=er" (id serial PRIMARY KEY, "a.b" text, gone int);')
    second.write_text("CREATE TABLE orders (id serial PRIMARY KEY, label text, more int DEFAULT 3);")
    wishes = ('"Ord=er"=orders', '"Ord=er"."a.b"=label')
    found = between(server, first, second, Wanted(renames=wishes))
    assert not found.refused
    with server.scratch("rows") as there, there.connect(autocommit=True) as connection:
        connection.execute(first.read_text())
        connection.execute("""INSERT INTO "Ord=er" ("a.b", gone) VALUES ('x', 1), ('y', 2)""")
        file = connection.execute("SELECT pg_relation_filenode('\"Ord=er\"')").fetchone()
        for statement in found.statements():
            connection.execute(statement)
        assert connection.execute("SELECT id, label, more FROM orders ORDER BY id").fetchall() == [
            (1, "x", 3),
            (2, "y", 3),
        ]
        assert connection.execute("SELECT pg_relation_filenode('orders')").fetchone() == file
        assert connection.execute("INSERT INTO orders DEFAULT VALUES RETURNING id").fetchone() == (3,)
        for statement in found.statements(down=True):
            connection.execute(statement)
        kept = connection.execute('SELECT id, "a.b", gone FROM "Ord=er" ORDER BY id').fetchall()
        assert kept == [(1, "x", 1), (2, "y", 2), (3, None, None)]


@pytest.mark.database
def test_what_looks_like_a_rename_is_told_and_not_done(server: Server, tmp_path: Path) -> None:
    """R-MIG-1: never guessed; with the words that ask for it."""
    first, second = tmp_path / "from.sql", tmp_path / "to.sql"
    first.write_text(
        "CREATE TYPE m AS ENUM ('a', 'b'); CREATE TABLE o (id int PRIMARY KEY, x text, y m);"
        'CREATE TABLE t (id int PRIMARY KEY, "a\'b" numeric(8,2), n int);'
    )
    second.write_text(
        "CREATE TYPE m AS ENUM ('a', 'c'); CREATE TABLE p (id int PRIMARY KEY, x text, y m);"
        "CREATE TABLE t (id int PRIMARY KEY, c numeric(8,2), k bigint);"
    )
    found = between(server, first, second)
    assert found.likely == ("public.o=p", 'public.t."a\'b"=c', "public.m.b=c")
    assert "--rename public.o=p" in to_sql(found)
    assert json.loads(to_json(found))["likely"] == list(found.likely)
    assert any(statement.startswith("DROP TABLE public.o") for statement in found.statements())
    asked = between(server, first, second, Wanted(renames=found.likely))
    assert not any(statement.startswith("DROP TABLE") for statement in asked.statements())
    assert not asked.likely


def test_an_export_tells_it_in_its_head_and_to_its_caller(server: Server, tmp_path: Path) -> None:
    first = 'CREATE SCHEMA app; CREATE TABLE app."Or der" (id int PRIMARY KEY, "to tal" int);'
    exported(server, tmp_path, first)
    change = 'ALTER TABLE app."Or der" RENAME "to tal" TO amount;'
    made = exported(server, tmp_path, first, change, name="change")
    (hint,) = made.hints
    assert hint.endswith("""--rename 'app."Or der"."to tal"=amount'""")
    assert "looks like a rename" in made.files[0].text.partition("-- migrate:up")[0]
    folder, wish = tmp_path / "asked", 'app."Or der"."to tal"=amount'
    exported(server, folder, first)
    asked = exported(server, folder, first, change, name="change", renames=(wish,))
    assert asked.hints == ()
    assert 'RENAME COLUMN "to tal" TO amount' in asked.files[0].text
