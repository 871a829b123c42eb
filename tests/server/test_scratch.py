"""Scratch, kept and cloned databases: made, marked, found again, and gone when they should be."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import pytest

from pgworkbench.errors import ServerError
from pgworkbench.server import Database, Kind, Marked, Server, ServerOptions, open_server
from pgworkbench.server import scratch as making
from pgworkbench.server.scratch import database_name

pytestmark = pytest.mark.database

ROLES = ("application", "Auditor of the house", 'quo"ted')


@pytest.fixture
def label(server: Server) -> Iterator[str]:
    """A label of this test's own; what was kept under it is dropped."""
    own = f"test {secrets.token_hex(4)}"
    yield own
    for each in marks(server, own):
        server.drop(each.name)


def marks(server: Server, label: str) -> list[Marked]:
    return [each for each in server.databases() if each.label == label]


def roles_of(server: Server, database: Database) -> list[str]:
    with server.connect() as connection:
        rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[*database.roles.values()]])
        return [name for (name,) in rows]


def with_table(database: Database) -> None:
    with database.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS n")


def never(database: Database) -> None:
    pytest.fail(f"{database.name} was built again")


def test_a_scratch_database_is_empty_marked_and_gone_at_the_end(server: Server, label: str) -> None:
    """R-DEC-1: roles belong to a cluster, so a scratch database has its own and takes them along."""
    with server.scratch(label, roles=ROLES) as database:
        (mark,) = marks(server, label)
        assert (mark.name, mark.kind, mark.complete, mark.fingerprint) == (database.name, Kind.SCRATCH, False, None)
        assert mark.bytes is not None
        assert len(roles_of(server, database)) == 3
        with database.connect() as connection:
            assert connection.execute("SELECT count(*) FROM pg_class WHERE oid >= 16384").fetchone() == (0,)
    assert marks(server, label) == []
    assert roles_of(server, database) == []


def test_it_is_gone_after_an_exception_and_with_somebody_inside(server: Server, label: str) -> None:
    names: list[Database] = []

    def fails() -> None:
        with server.scratch(label, roles=ROLES) as database:
            names.append(database)
            connection = database.connect(role="application")
            connection.execute("SELECT 1")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert marks(server, label) == []
    assert roles_of(server, names[0]) == []


def test_it_is_gone_when_the_roles_own_and_grant_and_belong(server: Server, label: str) -> None:
    with server.scratch(label, roles=("owner", "member")) as database, database.connect() as connection:
        connection.execute(
            database.localise(
                "CREATE TABLE t (n int); ALTER TABLE t OWNER TO owner; GRANT SELECT ON t TO member;"
                "GRANT owner TO member; ALTER ROLE member SET timezone = 'UTC';"
                "ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT SELECT ON TABLES TO member;"
            )
        )
        connection.execute(f"GRANT CONNECT ON DATABASE {database.name} TO {database.roles['member']}")
    assert marks(server, label) == []
    assert roles_of(server, database) == []


@pytest.mark.parametrize("hostile", ['"; DROP DATABASE postgres; --', "ÄÖ 100% {x}", "", "a" * 300, "line\nbreak"])
def test_any_label_will_do(server: Server, hostile: str) -> None:
    with server.scratch(hostile) as database:
        assert len(database.name) <= 63
        assert [each.label for each in server.databases() if each.name == database.name] == [hostile]


def test_names_are_plain_and_told_apart() -> None:
    assert database_name("Lead Search (ä)!", "0" * 12) == "pgwb_lead_search_000000000000"
    assert database_name("…", "0" * 12) == "pgwb_unnamed_000000000000"


def test_a_kept_database_is_found_again_by_its_fingerprint(server: Server, label: str) -> None:
    made = server.kept(label, "one", with_table, roles=ROLES)
    found = server.kept(label, "one", never, roles=ROLES)
    other = server.kept(label, "two", with_table, roles=ROLES)
    assert (found.name, dict(found.roles)) == (made.name, dict(made.roles))
    assert other.name != made.name
    assert {(each.fingerprint, each.complete) for each in marks(server, label)} == {("one", True), ("two", True)}


def test_a_kept_database_whose_building_fails_leaves_nothing(server: Server, label: str) -> None:
    def fails(database: Database) -> None:
        with_table(database)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        server.kept(label, "one", fails, roles=ROLES)
    assert marks(server, label) == []
    assert server.kept(label, "one", with_table, roles=ROLES).name


def test_a_kept_database_without_its_roles_is_built_again(server: Server, label: str) -> None:
    made = server.kept(label, "one", with_table, roles=("reader",))
    with server.connect() as connection:
        connection.execute(f"DROP ROLE {made.roles['reader']}")
    assert roles_of(server, server.kept(label, "one", with_table, roles=("reader",))) == [made.roles["reader"]]


def test_a_kept_database_may_begin_as_a_copy_of_another(server: Server, label: str) -> None:
    first = server.kept(label, "design", with_table, roles=("reader",))

    def more(database: Database) -> None:
        with database.connect() as connection:
            connection.execute("INSERT INTO t VALUES (2)")

    second = server.kept(label, "rows", more, roles=("reader", "writer"), template=first)
    assert second.roles["reader"] == first.roles["reader"]
    assert set(second.roles) == {"reader", "writer"}
    server.drop(first.name)
    assert len(roles_of(server, second)) == 2  # the copy still names the role that it shares
    with second.connect() as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)
    server.drop(second.name)
    assert roles_of(server, second) == []


def test_a_clone_has_rows_and_roles_and_goes_alone(server: Server, label: str) -> None:
    with server.scratch(label, roles=("reader",)) as source:
        with source.connect() as connection:
            connection.execute(source.localise("CREATE TABLE t AS SELECT 7 AS n; GRANT SELECT ON t TO reader"))
        with server.clone(source, label) as copy:
            with copy.connect(role="reader") as connection:
                assert connection.execute("SELECT n FROM t").fetchone() == (7,)
            assert [each.kind for each in marks(server, label) if each.name == copy.name] == [Kind.CLONE]
        assert [each.name for each in marks(server, label)] == [source.name]
        assert roles_of(server, source) == [source.roles["reader"]]


def test_a_database_in_use_is_not_copied_and_named(server: Server, label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_TEMPLATE_SECONDS", 0.0)
    with server.scratch(label) as source, source.connect(), pytest.raises(ServerError, match=source.name):
        server.clone(source, label).__enter__()


def test_one_process_builds_and_the_others_wait(options: ServerOptions, client: Callable) -> None:
    code = (
        f"server = enter(open_server(ServerOptions(Path({str(options.state)!r}), bindir={_code(options)})))\n"
        "def build(database):\n"
        "    say('built'); database.connect().execute('SELECT pg_sleep(0.2)')\n"
        "say(server.kept('shared', '1', build, roles=['reader']).name)"
    )
    clients = [client() for _ in range(3)]
    for each in clients:
        each.begin(code)
    answers = [each.answer() for each in clients]
    assert sum("built" in answer for answer in answers) == 1
    assert len({answer.rpartition(" ")[2] for answer in answers}) == 1


def test_what_a_killed_builder_left_is_built_anew(options: ServerOptions, client: Callable) -> None:
    other = client()
    with open_server(options) as server:
        other.does(f"server = enter(open_server(ServerOptions(Path({str(options.state)!r}), bindir={_code(options)})))")
        other.begin("server.kept('x', '1', lambda d: d.connect().execute('SELECT pg_sleep(60)'), roles=['reader'])")
        _until(lambda: any(each.in_use for each in server.databases()))
        other.kill()
        made = server.kept("x", "1", with_table, roles=("reader",))
        assert [(each.name, each.complete) for each in server.databases()] == [(made.name, True)]
        assert len(roles_of(server, made)) == 1


def test_an_error_of_the_server_is_one_line_and_leaves_no_role(server: Server, label: str) -> None:
    with server.scratch(label) as source:
        gone = Database(server, f"{source.name}x", {})
        with pytest.raises(ServerError, match=r"cannot make a scratch database: .* does not exist"):
            server.kept(label, "1", never, roles=("reader",), template=gone)
    with server.connect() as connection:
        token = making.kept_order(label, "1", ("reader",), None).roles["reader"]
        assert connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [token]).fetchone() is None


def _code(options: ServerOptions) -> str:
    return f"Path({str(options.bindir)!r})" if options.bindir else "None"


def _until(holds: Callable[[], bool]) -> None:
    """Ask until it holds; the test's own time limit is the only clock."""
    for _ in range(100_000):
        if holds():
            return
    pytest.fail("it never came to hold")


def test_somebody_elses_database_of_the_same_name_is_left_alone(server: Server, label: str) -> None:
    name = making.kept_order(label, "1", (), None).name
    with server.connect() as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        connection.execute(f"COMMENT ON DATABASE \"{name}\" IS 'mine'")
        try:
            with pytest.raises(ServerError, match="already exists"):
                server.kept(label, "1", never)
            assert connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
        finally:
            connection.execute(f'DROP DATABASE "{name}"')
    assert isinstance(server.kept(label, "1", with_table), Database)
