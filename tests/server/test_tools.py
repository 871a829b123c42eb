"""Tools: next to the server, else of a major that speaks with it, else an error that names what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.errors import ServerError
from pgworkbench.server import Server
from pgworkbench.server.find import embedded, program_version
from pgworkbench.server.tools import find_tool


@pytest.mark.database
@pytest.mark.parametrize("name", ["pg_dump", "psql", "pg_basebackup", "pg_restore"])
def test_a_server_has_its_client_programs(server: Server, name: str) -> None:
    assert (program_version(server.tool(name)) or 0) // 10000 >= server.major


def test_an_older_server_is_served_by_a_newer_client(tmp_path: Path) -> None:
    assert (program_version(find_tool("pg_dump", 16, tmp_path)) or 0) >= 160000


def test_what_reads_data_files_must_be_of_the_same_major() -> None:
    folder = embedded()
    assert folder is not None
    major = (program_version(folder / "postgres") or 0) // 10000
    assert find_tool("pg_controldata", major, None) == folder / "pg_controldata"
    with pytest.raises(ServerError, match=rf"pg_controldata of PostgreSQL {major + 1} is not installed"):
        find_tool("pg_controldata", major + 1, None)


def test_an_absent_tool_is_named_with_what_was_found() -> None:
    with pytest.raises(ServerError, match=r"pg_dump of PostgreSQL 99 or newer is not installed \(found of .*18"):
        find_tool("pg_dump", 99, None)
    with pytest.raises(ServerError, match="pg_nothing of PostgreSQL 18 or newer is not installed: add it to PATH"):
        find_tool("pg_nothing", 18, None)


@pytest.mark.parametrize("name", ["../psql", "/bin/sh", "pg dump", "", "PSQL", "psql\n"])
def test_only_names_of_programs_are_looked_for(name: str) -> None:
    with pytest.raises(ServerError, match="is not the name of a PostgreSQL program"):
        find_tool(name, 18, None)
