"""One cluster for several processes: counted by the kernel, and found again after every kind of death."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pgworkbench.errors import ServerError
from pgworkbench.server import Database, Server, ServerOptions, open_server

pytestmark = pytest.mark.database


def opening(options: ServerOptions) -> str:
    """The line of code by which another process opens the same server."""
    bindir = f"Path({str(options.bindir)!r})" if options.bindir else None
    return f"server = enter(open_server(ServerOptions(Path({str(options.state)!r}), bindir={bindir})))\n"


PID = "say(server.connect().execute('SELECT pg_postmaster_start_time()').fetchone()[0])"


def nothing(made: Database) -> None:
    """Leave the database as it is."""
    assert made.name


def never(made: Database) -> None:
    """Must not be called."""
    pytest.fail(f"{made.name} was made anew")


def data_of(server: Server) -> Path:
    """The data directory."""
    with server.connect() as connection:
        return Path(connection.execute("SHOW data_directory").fetchone()[0])


def postmaster(server: Server) -> int:
    """The process id of a server's first process."""
    folder = data_of(server)
    return int((folder / "postmaster.pid").read_text().split()[0])


def started(server: Server) -> str:
    """When a server started, which tells one from its successor."""
    with server.connect() as connection:
        return str(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0])


def lives(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def used_and_closed(options: ServerOptions) -> Iterator[Path]:
    """The data directory of a cluster that was made, used and stopped."""
    with open_server(options) as server:
        folder = data_of(server)
    yield folder


def test_the_first_starts_and_the_last_stops(options: ServerOptions, client: Callable) -> None:
    other = client()
    with open_server(options) as server:
        pid, when = postmaster(server), started(server)
        assert other.does(opening(options) + PID) == when
    assert lives(pid)
    assert other.does(PID) == when
    other.end()
    assert not lives(pid)


def test_several_processes_may_come_at_once(options: ServerOptions, client: Callable) -> None:
    clients = [client() for _ in range(3)]
    for each in clients:
        each.begin(opening(options) + PID)
    answers = {each.answer() for each in clients}
    assert len(answers) == 1
    assert "error" not in answers.pop()


def test_twice_in_one_process_is_one_server(options: ServerOptions) -> None:
    with open_server(options) as first:
        when = started(first)
        with open_server(options) as second:
            assert started(second) == when
        assert started(first) == when


def test_a_killed_client_is_not_counted(options: ServerOptions, client: Callable) -> None:
    other = client()
    with open_server(options) as server:
        pid = postmaster(server)
        other.does(opening(options) + PID)
        other.kill()
    assert not lives(pid)


def test_a_server_whose_users_were_all_killed_is_found_and_used(options: ServerOptions, client: Callable) -> None:
    other = client()
    when = other.does(opening(options) + PID)
    other.kill()
    with open_server(options) as server:
        assert started(server) == when
        pid = postmaster(server)
    assert not lives(pid)


def test_a_killed_server_is_started_again_for_those_who_use_it(options: ServerOptions) -> None:
    with open_server(options) as server:
        with server.kept("rows", "1", nothing).connect() as connection:
            connection.execute("CREATE TABLE t AS SELECT 1 AS n")
        when = started(server)
        os.kill(postmaster(server), signal.SIGKILL)
        assert started(server) != when
        with server.kept("rows", "1", never).connect() as connection:
            assert connection.execute("SELECT n FROM t").fetchone() == (1,)


def test_a_backend_that_outlived_its_server_is_ended(options: ServerOptions, client: Callable) -> None:
    other = client()
    with open_server(options) as server:
        other.does(opening(options) + "say(1)")
        other.begin("server.connect().execute('SELECT count(*) FROM generate_series(1, 1e12)')")
        busy = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM generate%'"
        with server.connect() as connection:
            while not (row := connection.execute(busy).fetchone()):
                pass
        os.kill(postmaster(server), signal.SIGKILL)
        assert started(server)
        assert not lives(row[0])


def test_a_server_that_was_closed_is_not_started_again(options: ServerOptions) -> None:
    with open_server(options) as server:
        pid = postmaster(server)
    with pytest.raises(ServerError, match="the server was closed: open it again"):
        server.connect()
    assert not lives(pid)
    assert "stopped" in repr(server)


def test_a_worker_process_may_be_handed_a_server(options: ServerOptions) -> None:
    with open_server(options) as server, server.scratch("pickled", roles=("reader",)) as database:
        handed = pickle.loads(pickle.dumps(database))  # noqa: S301  (our own bytes)
        with handed.connect(role="reader") as connection:
            assert connection.execute("SELECT current_user").fetchone() == (database.roles["reader"],)


def test_everything_killed_leaves_nothing_in_the_way(options: ServerOptions, client: Callable) -> None:
    other = client()
    other.does(opening(options) + "s = enter(server.scratch('left', roles=['reader']))")
    pid = int(other.does("say((server.folder / 'cluster' / 'data' / 'postmaster.pid').read_text().split()[0])"))
    other.kill()
    os.kill(pid, signal.SIGKILL)
    with open_server(options) as server:
        assert server.databases() == ()
        with server.connect() as connection:
            roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'pgwb%'").fetchall()
        assert roles == []


def test_a_stale_pid_file_of_a_living_process_is_no_obstacle(options: ServerOptions) -> None:
    with used_and_closed(options) as data:
        lines = [str(os.getpid()), str(data), "1", "5432", str(data), "", "1 1", "ready   "]
        (data / "postmaster.pid").write_text("\n".join(lines))
    with open_server(options) as server:
        assert postmaster(server) != os.getpid()


def test_a_half_made_cluster_is_made_anew(options: ServerOptions) -> None:
    with used_and_closed(options) as data:
        shutil.copytree(data / "base", data.with_name("data.new") / "base")
        shutil.rmtree(data)
    with open_server(options) as server:
        assert server.notes == tuple(note for note in server.notes if "anew" not in note)
        assert not data.with_name("data.new").exists()


def test_a_damaged_cluster_is_made_anew_with_a_note(options: ServerOptions) -> None:
    with used_and_closed(options) as data:
        (data / "global" / "pg_control").write_bytes(b"\0" * 8192)
    with open_server(options) as server:
        assert "made anew" in server.notes[-1]
        assert started(server)


def test_a_cluster_that_ran_when_the_power_was_cut_is_not_trusted(options: ServerOptions) -> None:
    with used_and_closed(options) as data:
        (data / "postmaster.pid").write_text("1\n")
        (data.parents[1] / "boot").write_text("another boot")
    with open_server(options) as server:
        assert "the machine went down" in server.notes[-1]


def test_other_settings_are_another_cluster(options: ServerOptions) -> None:
    asked = replace(options, settings=(("wal_level", "replica"), ("work_mem", "9MB")))
    with open_server(options) as plain, open_server(asked) as other:
        assert data_of(plain) != data_of(other)
        assert (other.settings()["wal_level"], other.settings()["work_mem"]) == ("replica", "9MB")


def test_a_setting_that_does_not_exist_is_one_line(options: ServerOptions) -> None:
    with (
        pytest.raises(ServerError, match="no_such_thing"),
        open_server(replace(options, settings=(("no_such_thing", "1"),))),
    ):
        pass


def test_an_error_inside_still_stops_the_server(options: ServerOptions) -> None:
    pids: list[int] = []

    def fails() -> None:
        with open_server(options) as server:
            pids.append(postmaster(server))
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert not lives(pids[0])


def test_what_the_environment_says_of_servers_does_not_reach_ours(
    options: ServerOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"PGHOST": "nowhere", "PGPORT": "1", "PGUSER": "x", "PGOPTIONS": "-c nonsense=1", "PGDATABASE": "x"}
    for name, value in {**wrong, "PGSSLMODE": "verify-full", "PGTARGETSESSIONATTRS": "standby"}.items():
        monkeypatch.setenv(name, value)
    with open_server(options) as server, server.connect() as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("postgres",)


def test_only_a_private_socket_leads_to_it(options: ServerOptions) -> None:
    with open_server(options) as server:
        folder = Path(server.environment()["PGHOST"])
        assert server.settings()["listen_addresses"] == ""
        assert folder.stat().st_mode & 0o077 == 0
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 100
    assert not folder.exists()


def test_a_lost_socket_folder_is_made_again(options: ServerOptions, client: Callable) -> None:
    other = client()
    other.does(opening(options) + "say(1)")
    with open_server(options) as server:
        folder = Path(server.environment()["PGHOST"])
    other.kill()
    shutil.rmtree(folder)
    with open_server(options) as server, pytest.raises(psycopg.errors.UndefinedTable), server.connect() as connection:
        connection.execute("SELECT FROM nowhere")
