"""What export writes, when it writes nothing, and what it never touches."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from migrations.designs import FIRST, NOW, design, exported, loaded, run

from pgworkbench.errors import ContentError, RefusedError
from pgworkbench.migrations import File, read_files
from pgworkbench.migrations.chain import NAME, mark_released
from pgworkbench.migrations.prove import roles_made
from pgworkbench.migrations.running import Way
from pgworkbench.migrations.running import run as run_file
from pgworkbench.server import Server

pytestmark = pytest.mark.database
PEOPLE = "20260106093001_create_people.sql"
BARE = "-- migrate:up\n-- migrate:down\n"
ADS = """
CREATE TABLE ads_templates (id int PRIMARY KEY, people_id int NOT NULL REFERENCES people, body text NOT NULL);
CREATE INDEX ads_templates_people_id_idx ON ads_templates (people_id);
"""


@pytest.fixture(scope="module")
def baseline(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first design exported; not to be changed."""
    folder = tmp_path_factory.mktemp("baseline") / "migrations"
    exported(server, folder, FIRST, load=loaded)
    return folder


@pytest.fixture
def folder(baseline: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    copy = tmp_path / "migrations"
    copy.mkdir()
    for path in baseline.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def file_of(folder: Path, words: str) -> File:
    (found,) = (file for file in read_files(folder) if words in file.name)
    return found


def test_a_baseline_has_a_file_for_each_domain_step(baseline: Path) -> None:
    """R-MIG-1, R-MIG-2: names begin with the time; each file has both ways."""
    names = [file.name for file in read_files(baseline)]
    assert names == [
        "20260106093000_create_roles_and_schemas.sql",
        "20260106093001_create_people.sql",
        "20260106093002_create_orders.sql",
    ]
    assert all(file.up.sql.strip() and file.down.sql.strip() for file in read_files(baseline))


def test_a_foreign_key_to_a_later_domain_comes_with_that_domain(baseline: Path) -> None:
    assert "REFERENCES public.orders" not in file_of(baseline, "create_people").text
    assert re.search(r"ALTER TABLE public.people\s+ADD CONSTRAINT \w+ FOREIGN KEY", file_of(baseline, "orders").up.sql)


def test_every_file_says_what_a_reader_must_know(baseline: Path) -> None:
    """R-MIG-6, R-MIG-7: a head with purpose, breaking changes, locks, way back and queries; inline comments."""
    text = file_of(baseline, "create_orders").text
    head = text[: text.index("-- migrate:up")]
    for title in ("Purpose:", "Domain:", "Application:", "Locks:", "Way back:", "Trade-offs:", "Serves:"):
        assert f"-- {title}" in head
    assert "orders_of_a_person: What somebody ordered, the last first." in head
    assert "-- Nobody ordered before that.\n" in text


def test_no_difference_says_so_and_writes_nothing(server: Server, folder: Path) -> None:
    before = contents(folder)
    result = exported(server, folder, FIRST, name="again")
    assert (result.files, result.proof) == ((), None)
    assert "no difference" in str(result)
    assert contents(folder) == before


def test_a_new_table_is_one_new_file_and_no_old_one_is_touched(server: Server, folder: Path) -> None:
    """R-MIG-8, R-USE-4."""
    before = contents(folder)
    result = exported(server, folder, FIRST, ADS, name="add ads templates")
    assert [path.name for path in result.paths] == ["20260106093003_add_ads_templates.sql"]
    after = contents(folder)
    assert {name: after[name] for name in before if name != NAME} == {n: b for n, b in before.items() if n != NAME}
    assert "CREATE TABLE IF NOT EXISTS public.ads_templates" in result.files[0].up.sql
    assert "DROP TABLE IF EXISTS public.ads_templates" in result.files[0].down.sql


def test_an_index_on_a_table_in_use_stands_alone_outside_a_transaction(server: Server, folder: Path) -> None:
    result = exported(server, folder, FIRST, "CREATE INDEX orders_at_brin_idx ON orders USING brin (at)", name="faster")
    modes = [(file.name[15:], file.up.transaction) for file in result.files]
    assert modes == [
        ("clear_faster.sql", True),
        ("create_orders_at_brin_idx.sql", False),
        ("verify_faster.sql", True),
    ]
    sql = result.files[1].up.sql.strip()
    assert sql == "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_at_brin_idx ON public.orders USING brin (at);"


def test_the_same_design_and_clock_give_the_same_bytes(server: Server, baseline: Path, tmp_path: Path) -> None:
    exported(server, tmp_path, FIRST, load=loaded)
    assert contents(tmp_path) == contents(baseline)


def test_times_go_on_from_the_last_file_when_the_clock_is_behind(server: Server, folder: Path) -> None:
    """R-MIG-1: strictly increasing."""
    early = datetime(2020, 1, 1, tzinfo=UTC)
    result = exported(server, folder, FIRST, ADS, name="add", now=early)
    assert result.files[0].version == "20260106093003"
    assert early < NOW


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (
            lambda f: (f / "20260106093001_create_people.sql").write_text("-- migrate:up\n-- migrate:down\n"),
            "rewritten",
        ),
        (lambda f: (f / "20260106093001_create_people.sql").unlink(), "gone"),
        (lambda f: (f / "20260106093009_mine.sql").write_text("-- migrate:up\n-- migrate:down\n"), "only `export`"),
        (lambda f: (f / NAME).unlink(), "restore it"),
        (lambda f: (f / NAME).write_text("{}"), "not a chain"),
        (lambda f: (f / NAME).write_text((f / NAME).read_text().replace("create_people", "create_men")), "edited"),
        (lambda f: (f / "notes.sql").write_text(""), "expected a name"),
    ],
)
def test_a_broken_chain_is_an_error_that_names_the_file(server: Server, folder: Path, harm: object, named: str) -> None:
    assert callable(harm)
    harm(folder)
    before = contents(folder)
    with pytest.raises(ContentError, match=named) as caught:
        exported(server, folder, FIRST, ADS, name="add")
    assert caught.value.path.parent == folder
    assert contents(folder) == before


def test_rebaseline_writes_anew_until_the_first_release(server: Server, folder: Path) -> None:
    exported(server, folder, FIRST, ADS, name="add")
    exported(server, folder, FIRST, ADS, name="baseline", rebaseline=True)
    assert len(read_files(folder)) == 3
    assert "public.ads_templates" in "".join(file.text for file in read_files(folder))
    mark_released(folder)
    with pytest.raises(ContentError, match="released"):
        exported(server, folder, FIRST, name="baseline", rebaseline=True)


def test_what_loses_data_is_refused_unless_allowed_and_then_says_so(server: Server, tmp_path: Path) -> None:
    """R-MIG-4: a column without a primary key to find its values by."""
    exported(server, tmp_path, "CREATE TABLE notes (a text, b text)")
    before = contents(tmp_path)
    with pytest.raises(RefusedError, match=r"notes\.b \(text\).*no primary key.*--allow-lossy"):
        exported(server, tmp_path, "CREATE TABLE notes (a text)", name="drop")
    assert contents(tmp_path) == before
    result = exported(server, tmp_path, "CREATE TABLE notes (a text)", name="drop", allow_lossy=True)
    assert "LOSES DATA" in result.files[0].text


def test_nothing_is_written_if_the_proof_fails(server: Server, folder: Path) -> None:
    """R-MIG-5: the rows do not fit the change, and that is found before anything is written."""
    before = contents(folder)
    change = "ALTER TABLE lines ADD CONSTRAINT lines_what_check CHECK (what <> 'x')"
    with pytest.raises(RefusedError, match=r"lines_what_check.*rows that are there do not fit"):
        exported(server, folder, FIRST, change, name="change", load=loaded, loaded_after=3)
    assert contents(folder) == before


def test_a_role_that_another_database_uses_outlives_the_way_down(server: Server, baseline: Path) -> None:
    """R-DEC-1: roles belong to the server."""
    files = read_files(baseline)
    with design(server) as database:
        for file in files:
            run_file(database, file, Way.UP)
        with server.scratch("other") as other:
            run(other, f"CREATE TABLE t (); GRANT SELECT ON t TO {database.roles['shop_reader']}")
            for file in reversed(files):
                run_file(database, file, Way.DOWN)
            with server.connect() as connection:
                rows = connection.execute(
                    "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(database.roles.values())]
                ).fetchall()
    assert roles_made(files) == ("shop_owner", "shop_reader")
    assert rows == [(database.roles["shop_reader"],)]
