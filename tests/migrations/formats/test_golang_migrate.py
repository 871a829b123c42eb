"""Pairs of up and down, as golang-migrate and psql send them."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from migrations.folders import one, tables, write
from migrations.formats.runners import bare, by_psql, expected, files

from pgworkbench.errors import ContentError, RefusedError
from pgworkbench.migrations.files import read_files
from pgworkbench.migrations.formats import Format
from pgworkbench.migrations.formats import write as write_format
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database


def test_each_file_is_a_pair(server: Server, scratch: Database, tmp_path: Path) -> None:
    """R-MIG-2: up, down and up again end where ours ends."""
    paths = write_format(files(tmp_path / "files"), Format.GOLANG_MIGRATE, tmp_path / "made")
    assert [path.name for path in paths[:2]] == [
        "20260101000000_create_shop.up.sql",
        "20260101000000_create_shop.down.sql",
    ]
    up = [path for path in paths if path.name.endswith(".up.sql")]
    down = [path for path in paths if path.name.endswith(".down.sql")][::-1]
    by_psql(scratch, up)
    whole = expected(server, tmp_path / "files")
    assert bare(scratch) == whole
    by_psql(scratch, down)
    assert tables(scratch) == set()
    by_psql(scratch, up)
    assert bare(scratch) == whole


def test_each_file_can_be_sent_whole(server: Server, scratch: Database, tmp_path: Path) -> None:
    """As golang-migrate does: one message to the server, whether it is a transaction or must be outside of one."""
    paths = write_format(files(tmp_path / "files"), Format.GOLANG_MIGRATE, tmp_path / "made")
    with psycopg.connect(scratch.server.url(scratch.name), autocommit=True) as connection:
        for path in paths:
            if path.name.endswith(".up.sql"):
                connection.execute(path.read_bytes())
    assert bare(scratch) == expected(server, tmp_path / "files")


def test_what_it_cannot_run_is_refused_by_name(tmp_path: Path) -> None:
    known = read_files(write(tmp_path, one("VACUUM;\nVACUUM;", mode=" transaction:false")))
    with pytest.raises(RefusedError, match=r"20260101000000_one\.sql, up: several statements outside a transaction"):
        write_format(known, Format.GOLANG_MIGRATE, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_what_was_written_is_never_rewritten(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    first = write_format(read_files(write(tmp_path, one("SELECT 1;"))), Format.GOLANG_MIGRATE, folder)
    assert write_format(read_files(tmp_path), Format.GOLANG_MIGRATE, folder) == first
    with pytest.raises(ContentError, match="it is there with another text"):
        write_format(read_files(write(tmp_path, one("SELECT 2;"))), Format.GOLANG_MIGRATE, folder)


def test_a_file_without_a_way_back_has_only_one(tmp_path: Path) -> None:
    (tmp_path / "20260101000000_one.sql").write_text("-- Why.\n\n-- migrate:up\nSELECT 1\n")
    (path,) = write_format(read_files(tmp_path), Format.GOLANG_MIGRATE, tmp_path / "made")
    assert path.read_text() == "-- Why.\n\nBEGIN;\n\nSELECT 1\n;\n\nCOMMIT;\n"
