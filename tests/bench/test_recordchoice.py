"""A choice recorded, read again, repeated and compared."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pgworkbench.bench import BenchOptions, ChooseOptions, Effort, Ratio, advise
from pgworkbench.bench.choice import Choice
from pgworkbench.bench.choicechanges import compare_choices, compare_recorded
from pgworkbench.bench.recordchoice import Asked, Recorded, again, read_choice, record_choice
from pgworkbench.errors import BenchError
from pgworkbench.server import Database, Server
from pgworkbench.workload import parse_workload

pytestmark = pytest.mark.database

SCHEMA = """
CREATE TABLE "T|a`b" (id integer PRIMARY KEY, kind integer, told text);
INSERT INTO "T|a`b" SELECT n, n * 7919 % 9000, repeat('x', 40) FROM generate_series(1, 30000) n;
"""
WORKLOAD = """
-- name: of_kind
-- params: SELECT 7 AS k UNION ALL SELECT 4000
SELECT count(*) FROM "T|a`b" WHERE kind = :k;
-- name: broken
SELECT nothing FROM "T|a`b";
-- name: change
UPDATE "T|a`b" SET kind = 1 WHERE id = 5;
"""
OPTIONS = ChooseOptions(measure=BenchOptions(sets=1, effort=Effort(fewest=5, most=5, seconds=600), seconds=100))


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[Database]:
    with server.scratch("recorded") as database:
        with database.connect(autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        yield database


@pytest.fixture(scope="module")
def recorded(server: Server, shop: Database) -> Recorded:
    workload = parse_workload(WORKLOAD)
    return Recorded(advise(server, server.url(shop.name), workload, OPTIONS), Asked.of(workload, OPTIONS))


def test_a_choice_is_read_as_it_was_written(recorded: Recorded, tmp_path: Path) -> None:
    folder = record_choice(recorded.choice, recorded.asked, tmp_path / "run")
    assert read_choice(folder) == recorded
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "results.json", "results.csv", "report.md", "queries.svg", "front.svg"
    }  # fmt: skip
    report = (folder / "report.md").read_text()
    assert "CREATE INDEX" in report
    assert "broken" in report
    assert all(line.count(" | ") == 6 for line in report.splitlines() if line.startswith("| `of_kind`"))


def test_a_write_is_told_with_what_it_costs(recorded: Recorded) -> None:
    """R-USE-2: an index on a column that is updated ends heap-only updates, and is paid for in WAL."""
    change = next(each for each in recorded.choice.served if each.query == "change")
    assert change.writes
    assert change.wal[1] > change.wal[0] > 0
    assert change.hot[1] == 0


def test_a_record_that_was_changed_is_refused(recorded: Recorded, tmp_path: Path) -> None:
    folder = record_choice(recorded.choice, recorded.asked, tmp_path / "run")
    (folder / "results.json").write_text((folder / "results.json").read_text().replace("of_kind", "of_sort"))
    with pytest.raises(BenchError, match="was changed"):
        read_choice(folder)
    with pytest.raises(BenchError, match="cannot be read"):
        read_choice(tmp_path / "nowhere")


def test_asked_again_the_same_is_proposed(recorded: Recorded, server: Server, shop: Database, tmp_path: Path) -> None:
    """Two runs on the same data agree on the set, or say that they tie."""
    folder = record_choice(recorded.choice, recorded.asked, tmp_path / "run")
    anew = again(server, server.url(shop.name), folder)
    assert anew.asked == recorded.asked
    assert anew.choice.ddl == recorded.choice.ddl or anew.choice.tie
    after = record_choice(anew.choice, anew.asked, tmp_path / "again")
    assert not any("only" in line for line in compare_recorded(folder, after))


def _with_gain(choice: Choice, factor: float) -> Choice:
    served = tuple(
        replace(each, ratio=Ratio(factor, factor * 0.9, factor * 1.1, 10) if each.query == "of_kind" else each.ratio)
        for each in choice.served
    )
    return replace(choice, served=served)


def test_what_changed_beyond_noise_is_told(recorded: Recorded) -> None:
    before = _with_gain(recorded.choice, 10)
    assert compare_choices(before, before) == ("Nothing changed beyond noise.",)
    assert compare_choices(before, _with_gain(before, 10.5)) == ("Nothing changed beyond noise.",)
    assert compare_choices(before, _with_gain(before, 20))[0].startswith("of_kind: gained 10")
    without = compare_choices(before, replace(before, build=()))
    assert len(without) == 1
    assert without[0].startswith("only before")
