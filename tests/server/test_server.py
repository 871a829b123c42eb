"""A server: by URL with whatever privileges, for tools and third parties, and what is said when it will not do."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg import sql

from pgworkbench.errors import ServerError
from pgworkbench.server import Server, ServerOptions, installations, open_server
from pgworkbench.server.account import choose_account

pytestmark = pytest.mark.database

NOWHERE = Path("/nonexistent/state")  # by URL nothing is written there
SECRET = "s3cret/word"  # noqa: S105  (nobody's)


def by_url(server: Server, user: str = "postgres", database: str = "postgres") -> ServerOptions:
    """Options for the same server, by URL and as a user of it; in SQLAlchemy's form."""
    host = quote(server.environment()["PGHOST"], safe="")
    login = f"{quote(user, safe='')}:{quote(SECRET, safe='')}"
    return ServerOptions(NOWHERE, url=f"postgresql+psycopg://{login}@/{database}?host={host}")


@pytest.fixture
def user(server: Server) -> Iterator[str]:
    """A user who may make databases and roles, and is no superuser."""
    name = f'us"er {secrets.token_hex(4)}'
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(sql.Identifier(name)))
        yield name
        connection.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name)))


def test_says_what_it_is(server: Server) -> None:
    assert server.major >= 16
    assert server.version // 10000 == server.major
    assert server.source in {"binaries", "embedded", "url"}
    with server.connect() as connection:
        assert connection.autocommit
        assert connection.prepare_threshold is None
        assert connection.info.server_version == server.version


def test_its_settings_are_those_argued_for(server: Server) -> None:
    found = server.settings()
    assert (found["jit"], found["fsync"], found["full_page_writes"], found["autovacuum"]) == ("off", "off", "on", "off")
    assert found["shared_buffers"] == "256MB"
    assert not [name for name, value in found.items() if "/" in value], "a manifest shows no path of a machine"


def test_upper_and_lower_case_are_unicodes(server: Server) -> None:
    with server.scratch("locale") as database, database.connect() as connection:
        row = connection.execute("SELECT lower('ÄÑ'), 'a' < 'B', getdatabaseencoding()").fetchone()
    assert row == ("äñ", False, "UTF8")


@pytest.mark.parametrize("superuser", [True, False])
def test_by_url_scratch_work_leaves_nothing(server: Server, user: str, superuser: bool) -> None:  # noqa: FBT001
    options = by_url(server, "postgres" if superuser else user)
    with open_server(options) as theirs:
        assert theirs.source == "url"
        with theirs.scratch("by url", roles=("owner", "reader")) as database:
            with database.connect() as connection:
                connection.execute(
                    database.localise(
                        "GRANT CREATE ON SCHEMA public TO owner; CREATE TABLE t AS SELECT 1 AS n;"
                        "ALTER TABLE t OWNER TO owner;"
                    )
                    + database.localise("GRANT SELECT ON t TO reader; COMMENT ON TABLE t IS 'x'")
                )
            with theirs.clone(database, "copy") as copy, copy.connect(role="reader") as connection:
                assert connection.execute("SELECT n FROM t").fetchone() == (1,)
        kept = theirs.kept("url", secrets.token_hex(4), lambda _: None, roles=("reader",))
        assert kept.name in {each.name for each in theirs.databases()}
        theirs.drop(kept.name)
    with server.connect() as connection:
        left = [*database.roles.values(), *kept.roles.values()]
        assert connection.execute("SELECT FROM pg_roles WHERE rolname = ANY(%s)", [left]).fetchall() == []
    assert {database.name, copy.name, kept.name}.isdisjoint(each.name for each in server.databases())


@pytest.mark.parametrize(("lacking", "word"), [("CREATEDB", "database"), ("CREATEROLE", "role")])
def test_a_missing_privilege_is_one_line_and_nothing_is_left(
    server: Server, user: str, lacking: str, word: str
) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(user), sql.SQL(f"NO{lacking}")))
        before = connection.execute("SELECT count(*) FROM pg_roles").fetchone()
        with open_server(by_url(server, user)) as theirs, pytest.raises(ServerError, match=word) as caught:
            theirs.scratch("x", roles=("reader",)).__enter__()
        assert "grant it CREATEDB and CREATEROLE" in str(caught.value)
        assert connection.execute("SELECT count(*) FROM pg_roles").fetchone() == before


def test_only_the_owner_drops_what_is_his(server: Server, user: str) -> None:
    with server.scratch("ours") as database, open_server(by_url(server, user)) as theirs:
        with pytest.raises(ServerError, match="cannot be dropped: must be owner"):
            theirs.drop(database.name)
        assert database.name in {each.name for each in theirs.databases()}


def test_a_url_is_read_only_until_scratch_work_is_asked_for(server: Server) -> None:
    with open_server(by_url(server)) as theirs:
        with theirs.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert theirs.folder is None
    assert not NOWHERE.exists()


def test_no_password_is_shown_anywhere(server: Server) -> None:
    options = by_url(server)
    with open_server(options) as theirs, theirs.scratch("x") as database:
        shown = [repr(options), repr(theirs), repr(database), theirs.where, str(theirs.notes)]
        assert not any(SECRET in each for each in shown)
        assert theirs.environment()["PGPASSWORD"] == SECRET


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ann:{quote(SECRET, safe='')}@127.0.0.1:1/shop",
        f"postgresql://ann:{quote(SECRET, safe='')}@/shop?host=/nonexistent",
        f"postgresql://ann:{quote(SECRET, safe='')}@no.such.host.invalid/shop",
    ],
)
def test_an_unreachable_server_is_one_line(url: str) -> None:
    with (
        pytest.raises(ServerError, match="no connection to ann@") as caught,
        open_server(ServerOptions(NOWHERE, url=url)),
    ):
        pytest.fail("opened")
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_is_too_old_is_named(place: Path) -> None:
    old = next((each for each in installations() if not each.usable), None)
    if old is None:
        pytest.skip("no PostgreSQL older than 16 is installed here")
    account = choose_account()
    (place / "s").mkdir()
    os.chown(place / "s", account.uid, account.gid)
    data = place / "s" / "data"
    made = account.run([old.bindir / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"])
    assert made.returncode == 0, made.stderr
    log = os.open(place / "log", os.O_CREAT | os.O_WRONLY)
    where = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={place / 's'}"]
    process = account.start([old.bindir / "postgres", "-D", data, *where], log, log)
    os.close(log)
    try:
        account.run([old.bindir / "pg_ctl", "-D", data, "status"])
        url = f"postgresql://postgres@/postgres?host={quote(str(place / 's'), safe='')}"
        with pytest.raises(ServerError, match=rf"is PostgreSQL {old.major}: 16 or newer is needed"):
            _opened_once_up(url)
    finally:
        process.terminate()
        process.wait(60)


def _opened_once_up(url: str) -> None:
    """Open a server that may still be starting."""
    while True:
        try:
            with open_server(ServerOptions(NOWHERE, url=url)):
                return
        except ServerError as error:
            if not re.search("no connection to|starting up", str(error)):
                raise


def test_tools_find_the_database_by_the_environment(server: Server) -> None:
    with server.scratch("tools", roles=("reader",)) as database:
        with database.connect() as connection:
            connection.execute(database.localise('CREATE TABLE "T t" (n int); GRANT SELECT ON "T t" TO reader'))
        environment = {**os.environ, **server.environment(database.name)}
        dump = subprocess.run(
            [server.tool("pg_dump"), "--schema-only"], env=environment, capture_output=True, text=True, check=True
        )
        assert 'GRANT SELECT ON TABLE public."T t" TO reader;' in database.globalise(dump.stdout)


def test_its_url_serves_a_third_party(server: Server, place: Path) -> None:
    dbmate = Path(sys.executable).parent / "dbmate"
    if not dbmate.exists():
        pytest.skip("dbmate is not installed beside this Python")
    (place / "migrations").mkdir()
    (place / "migrations" / "20260101000000_t.sql").write_text("-- migrate:up\nCREATE TABLE t ();\n-- migrate:down\n")
    with server.scratch("dbmate") as database:
        command = [dbmate, "--no-dump-schema", "--migrations-dir", place / "migrations", "up"]
        environment = {**os.environ, "DATABASE_URL": server.url(database.name)}
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        with database.connect() as connection:
            assert connection.execute("SELECT to_regclass('t') IS NOT NULL").fetchone() == (True,)
