"""What is dropped and what is left alone: only what is ours by name and mark, and only when its maker is dead."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import sql

from pgworkbench.errors import ServerError
from pgworkbench.server import Database, Kind, Mark, Server, inventory
from pgworkbench.server.maker import Maker

pytestmark = pytest.mark.database

HERE = Maker.here()
DEAD = replace(HERE, pid=2**22 + 1, started="1")
REUSED = replace(HERE, started="1")  # the process id is taken again, by somebody else
ABROAD = Maker("another host", 1, "1")
CONTAINED = replace(HERE, host=f"{HERE.host.split()[0]} pid:[another]")
NOW, LONG_AGO = datetime.now(UTC), datetime.now(UTC) - timedelta(days=40)


def run(server: Server, statement: str, name: str, comment: str | None = None) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name), comment))


def exists(server: Server, name: str) -> bool:
    with server.connect() as connection:
        return connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@pytest.fixture
def stranger(server: Server) -> Iterator[str]:
    """A database that is not ours, with a name that is meant to break SQL."""
    name = f"pgwb_\"; DROP TABLE x; --'%s {{}} ä {secrets.token_hex(6)}"
    run(server, "CREATE DATABASE {}", name)
    yield name
    run(server, "DROP DATABASE IF EXISTS {}", name)


@pytest.mark.parametrize("name", ["postgres", "template1", "", "nowhere", "x'; DROP DATABASE postgres; --", "pgwb_%"])
def test_refuses_to_drop_what_is_not_marked(server: Server, name: str) -> None:
    with pytest.raises(ServerError, match="is not a database of the workbench's: nothing dropped"):
        server.drop(name)
    assert exists(server, "postgres")


@pytest.mark.parametrize(
    "comment",
    [None, "mine", "{}", "[]", "null", '{"pgworkbench": 2}', '{"pgworkbench": 1}', '{"pgworkbench": 1, "roles": 3}'],
)
def test_refuses_whatever_the_comment_says_short_of_a_mark(server: Server, stranger: str, comment: str | None) -> None:
    run(server, "COMMENT ON DATABASE {} IS {}", stranger, comment)
    with pytest.raises(ServerError, match="nothing dropped"):
        server.drop(stranger)
    assert exists(server, stranger)


def test_a_mark_without_our_prefix_is_not_ours(server: Server) -> None:
    name = f"theirs {secrets.token_hex(6)}"
    run(server, "CREATE DATABASE {}", name)
    run(server, "COMMENT ON DATABASE {} IS {}", name, Mark(Kind.SCRATCH, "x", maker=DEAD).text())
    with pytest.raises(ServerError, match="nothing dropped"):
        server.drop(name)
    run(server, "DROP DATABASE {}", name)


def test_a_hostile_name_of_ours_is_dropped_and_nothing_else(server: Server, stranger: str) -> None:
    run(server, "COMMENT ON DATABASE {} IS {}", stranger, Mark(Kind.KEPT, "x", "1", complete=True).text())
    server.drop(stranger)
    assert not exists(server, stranger)
    assert exists(server, "postgres")


@pytest.mark.parametrize(
    ("mark", "stays"),
    [
        (Mark(Kind.SCRATCH, "x", maker=HERE), True),
        (Mark(Kind.SCRATCH, "x", maker=DEAD), False),
        (Mark(Kind.SCRATCH, "x", maker=REUSED), False),
        (Mark(Kind.CLONE, "x", maker=DEAD), False),
        (Mark(Kind.SCRATCH, "x", maker=CONTAINED, made=NOW), True),
        (Mark(Kind.SCRATCH, "x", maker=CONTAINED, made=LONG_AGO), False),
        (Mark(Kind.SCRATCH, "x", maker=ABROAD, made=NOW), False),
        (Mark(Kind.KEPT, "x", "1", complete=True, maker=DEAD), True),
        (Mark(Kind.KEPT, "x", "1", complete=False, maker=DEAD), False),
        (Mark(Kind.KEPT, "x", "1", complete=False, maker=HERE), True),
    ],
)
def test_sweeps_what_the_dead_left(server: Server, stranger: str, mark: Mark, stays: bool) -> None:  # noqa: FBT001
    run(server, "COMMENT ON DATABASE {} IS {}", stranger, mark.text())
    with server.connect() as connection:
        inventory.sweep(connection, own=True)
    assert exists(server, stranger) is stays


@pytest.mark.parametrize(("made", "stays"), [(NOW, True), (LONG_AGO, False)])
def test_on_a_users_server_another_hosts_are_given_a_day(
    server: Server,
    stranger: str,
    made: datetime,
    stays: bool,  # noqa: FBT001
) -> None:
    run(server, "COMMENT ON DATABASE {} IS {}", stranger, Mark(Kind.SCRATCH, "x", maker=ABROAD, made=made).text())
    with server.connect() as connection:
        inventory.sweep(connection, own=False)
    assert exists(server, stranger) is stays


def test_sweeps_a_database_whose_maker_died_before_marking_it(server: Server) -> None:
    name, near = f"pgwb_x_{secrets.token_hex(6)}", f"pgwb_x_{secrets.token_hex(5)}"
    with server.connect() as connection:
        connection.execute(
            "SELECT pg_advisory_lock(%s)", [inventory.MAKING]
        )  # no other process makes or sweeps one now
        for each in (name, near):
            run(server, "CREATE DATABASE {}", each)
        inventory.sweep(connection, own=False)
        assert exists(server, name)  # not on a user's server
        inventory.sweep(connection, own=True)
    assert not exists(server, name)
    assert exists(server, near)
    run(server, "DROP DATABASE {}", near)


def test_does_not_sweep_what_is_being_made(server: Server) -> None:
    name = f"pgwb_x_{secrets.token_hex(6)}"
    with server.connect() as maker, server.connect() as sweeper:
        maker.execute("SELECT pg_advisory_lock_shared(%s)", [inventory.MAKING])
        run(server, "CREATE DATABASE {}", name)
        inventory.sweep(sweeper, own=True)
        assert exists(server, name)
    run(server, "DROP DATABASE {}", name)


@pytest.mark.parametrize(("maker", "stays"), [(HERE, True), (DEAD, False)])
def test_sweeps_roles_whose_database_never_came(server: Server, maker: Maker, stays: bool) -> None:  # noqa: FBT001
    name = f"pgwb_{secrets.token_hex(6)}_reader"
    run(server, "CREATE ROLE {}", name)
    run(server, "COMMENT ON ROLE {} IS {}", name, Mark(Kind.SCRATCH, "x", database="pgwb_gone", maker=maker).text())
    with server.connect() as connection:
        inventory.sweep(connection, own=True)
        assert (name in inventory.marked_roles(connection)) is stays
    run(server, "DROP ROLE IF EXISTS {}", name)


def test_an_unmarked_role_with_our_prefix_stays(server: Server) -> None:
    name = f"pgwb_{secrets.token_hex(6)}_reader"
    run(server, "CREATE ROLE {}", name)
    with server.connect() as connection:
        inventory.drop_roles(connection, [name, "postgres"])
        found = connection.execute("SELECT FROM pg_roles WHERE rolname IN (%s, 'postgres')", [name]).fetchall()
    assert len(found) == 2
    run(server, "DROP ROLE {}", name)


def test_keeps_the_latest_of_a_label_and_what_is_in_use(server: Server) -> None:
    label = secrets.token_hex(4)

    def aged(number: int) -> Database:
        made = server.kept(label, str(number), lambda _: None)
        used = datetime.now(UTC) - timedelta(days=number)
        mark = Mark(Kind.KEPT, label, str(number), complete=True, database=made.name, used=used)
        run(server, "COMMENT ON DATABASE {} IS {}", made.name, mark.text())
        return made

    made = [aged(number) for number in (1, 2, 3, 4, 5, 6, 20, 21)]
    with made[-1].connect(), server.connect() as connection:
        inventory.make_room(connection, label)
        left = {each.fingerprint for each in server.databases() if each.label == label}
    assert left == {"1", "2", "3", "4", "21"}
    for each in server.databases():
        if each.label == label:
            server.drop(each.name)


def test_a_mark_survives_being_written() -> None:
    mark = Mark(Kind.KEPT, 'l"a\nbel ä', "f", complete=True, roles={"ö": "pgwb_x"}, database="d")
    assert Mark.read(mark.text()) == mark
    assert mark.text().isascii()
