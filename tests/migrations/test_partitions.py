"""A new partition takes what stands in the default one for it, and gives it back; nothing else notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from migrations.folders import run as rows_of
from migrations.pairs import Pair, build, files_of, start

from pgworkbench.migrations.running import FailedError, Way, run
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database
WHOLE = 'CREATE TABLE "t %" (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);'
REST = 'CREATE TABLE rest PARTITION OF "t %" DEFAULT;'
REFERS = 'CREATE TABLE refers (id int CONSTRAINT kept REFERENCES "t %" ON DELETE CASCADE);'
PART = 'CREATE TABLE "pa""rt" PARTITION OF "t %" FOR VALUES FROM (2) TO (4);'
TRIGGER = """
CREATE TABLE said (what text);
CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO p.said VALUES (TG_OP); RETURN NULL; END$$;
CREATE TRIGGER say AFTER INSERT OR DELETE ON "t %" FOR EACH ROW EXECUTE FUNCTION say();
"""
ROWS = """INSERT INTO "t %" SELECT n, n::text FROM generate_series(1, 5) AS n; TRUNCATE said;
INSERT INTO refers SELECT n FROM generate_series(1, 5) AS n;"""
STAND = """SELECT (SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY id) FROM p."t %"),
    (SELECT count(*) FROM p.refers), (SELECT count(*) FROM p.said)"""


@contextmanager
def moving(server: Server, refers: str = REFERS) -> Iterator[tuple[Database, Pair]]:
    """A database in the state before, with rows."""
    before = f"{WHOLE}\n{REST}\n{refers}\n{TRIGGER}"
    pair = Pair("p", before, before + PART, ROWS)
    with server.scratch("moving") as database:
        start(database, [pair])
        build(database, [pair], "rows")
        yield database, pair


def test_rows_move_over_and_back_while_nothing_fires_and_nothing_that_refers_to_them_goes(server: Server) -> None:
    """R-MIG-2, R-MIG-4."""
    with moving(server) as (database, pair):
        (file,) = files_of(server, [pair])
        run(database, file, Way.UP)
        assert rows_of(database, STAND) == [('p.rest p."pa""rt" p."pa""rt" p.rest p.rest', 5, 0)]
        run(database, file, Way.DOWN)
        assert rows_of(database, STAND) == [("p.rest p.rest p.rest p.rest p.rest", 5, 0)]
        assert rows_of(database, "SELECT convalidated FROM pg_constraint WHERE conname = 'kept'") == [(True,)]


def test_the_head_names_what_is_locked(server: Server) -> None:
    with moving(server) as (_, pair):
        (file,) = files_of(server, [pair])
    head = file.text.partition("-- migrate:up")[0]
    assert "ACCESS EXCLUSIVE (stops reads and writes) on p.rest" in head
    assert "kept" in head


def test_what_refers_to_the_default_partition_itself_is_refused_by_name(server: Server) -> None:
    """Its rows would be deleted with those that move."""
    with moving(server, REFERS.replace('"t %"', "rest")) as (database, pair):
        (file,) = files_of(server, [pair])
        with pytest.raises(FailedError, match="a foreign key refers to one of them by name"):
            run(database, file, Way.UP)
        assert rows_of(database, STAND) == [("p.rest p.rest p.rest p.rest p.rest", 5, 0)]
