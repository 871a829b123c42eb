"""A database is held against its manifest: whatever was changed is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from seeding.library import AS_OF, PLANS, VOLUMES

from pgworkbench.errors import SeedError
from pgworkbench.seeding import read_manifest, seed, verify
from pgworkbench.seeding.manifest import parse_manifest
from pgworkbench.seeding.plan import const
from pgworkbench.server import Database

pytestmark = pytest.mark.database


def test_what_was_seeded_is_as_promised_and_what_was_changed_is_found(library: Database, tmp_path: Path) -> None:
    seed(library, PLANS, VOLUMES, seed=7, as_of=AS_OF).write(tmp_path / "manifest.json")
    manifest = read_manifest(tmp_path / "manifest.json")
    assert verify(library, PLANS, manifest) == ()
    changes = {
        "loans": "UPDATE loans SET fee = fee + 1 WHERE ctid = (SELECT ctid FROM loans WHERE fee > 0 LIMIT 1)",
        "wishes": "DELETE FROM wishes WHERE ctid = '(0,1)'",
        "diary": "UPDATE diary SET entry = '{}' WHERE nr = (SELECT max(nr) FROM diary)",
    }
    for place, (table, change) in enumerate(changes.items(), start=1):
        with library.connect(autocommit=True) as connection:
            connection.execute(change)
        found = verify(library, PLANS, manifest)
        assert [each.what for each in found] == list(changes)[:place]
        assert any(each.what == table and "are not the" in each.problem for each in found)


def test_plans_that_make_other_rows_now_are_told(library: Database) -> None:
    manifest = seed(library, PLANS, VOLUMES, seed=7, as_of=AS_OF)
    other = [
        replace(plan, columns={**plan.columns, "title": const("x")}) if plan.table == "books" else plan
        for plan in PLANS
    ]
    assert "its plan makes 120 rows now" in str(verify(library, other, manifest)[0])
    pools = dict.fromkeys(manifest.pools, "0" * 64)
    assert {each.what for each in verify(library, PLANS, replace(manifest, pools=pools))} == {
        f"pool {n}" for n in pools
    }


def test_an_orphan_is_found(library: Database) -> None:
    manifest = seed(library, PLANS, VOLUMES, seed=7, as_of=AS_OF)
    with library.connect(autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM books WHERE id = (SELECT min(book) FROM loans)")
    assert any(
        "loans_book_fkey does not hold: no books for book = " in str(each) for each in verify(library, PLANS, manifest)
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"format": 1, "seed": 1}', "\x00"])
def test_what_is_no_manifest_is_told_in_a_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="manifest"):
        parse_manifest(text)
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(SeedError, match=r"m\.json"):
        read_manifest(tmp_path / "m.json")


def test_a_manifest_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="no manifest can be read"):
        read_manifest(tmp_path / "none.json")
