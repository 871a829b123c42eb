"""Flyway's names and configuration; its files are run by psql, in a transaction where Flyway would."""

from __future__ import annotations

from pathlib import Path

import pytest
from migrations.folders import tables
from migrations.formats.runners import bare, by_psql, expected, files

from pgworkbench.migrations.formats import Format, rendered
from pgworkbench.migrations.formats import write as write_format
from pgworkbench.server import Database, Server

pytestmark = pytest.mark.database


def test_there_back_and_there_again(server: Server, scratch: Database, tmp_path: Path) -> None:
    """R-MIG-1, R-MIG-2."""
    made = write_format(files(tmp_path / "files"), Format.FLYWAY, tmp_path / "made")
    paths = [path for path in made if path.suffix == ".sql"]
    up, down = ([path for path in paths if path.name[0] == letter] for letter in "VU")
    assert up[0].name == "V20260101000000__create_shop.sql"
    assert len(up) == len(down) == 6
    by_psql(scratch, up)
    whole = expected(server, tmp_path / "files")
    assert bare(scratch) == whole
    by_psql(scratch, down[::-1])
    assert tables(scratch) == set()
    by_psql(scratch, up)
    assert bare(scratch) == whole


def test_what_differs_from_the_usual_is_said_beside_the_file(tmp_path: Path) -> None:
    made = {each.name: each.text for each in rendered(files(tmp_path), Format.FLYWAY)}
    assert {name: text for name, text in made.items() if name.endswith(".conf")} == {
        "V20260101000002__index_at.sql.conf": "executeInTransaction=false\n",
        "U20260101000002__index_at.sql.conf": "executeInTransaction=false\n",
        "V20260101000005__backfill.sql.conf": "executeInTransaction=false\n",
        "U20260101000005__backfill.sql.conf": "executeInTransaction=false\n",
        "V20260101000004__hard_texts.sql.conf": "placeholderReplacement=false\n",
    }
