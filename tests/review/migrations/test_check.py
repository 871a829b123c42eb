"""Files are reviewed as they stand: squawk sees what it can, DO blocks are opened for it, comments suppress."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from review.migrations.conftest import NAME, reviewed

from pgworkbench.errors import ContentError, UnknownNameError, WorkbenchError
from pgworkbench.review import Conventions
from pgworkbench.review.migrations import Migrations, MigrationText, read_script, review_migrations
from pgworkbench.review.render import as_json, as_markdown, as_sarif, as_text

WAYS = "-- migrate:up\n{}\n-- migrate:down\nSELECT 1;"


def by_squawk(up: str, mark: str = "") -> list[tuple[str, str, int]]:
    told = reviewed(WAYS.format(up).replace("migrate:up", f"migrate:up {mark}"), only=("squawk",)).findings
    return [(one.rule.removeprefix("squawk-"), str(one.level), int(one.object.part)) for one in told]


@pytest.mark.parametrize(
    ("up", "findings"),
    [
        (
            "SET lock_timeout = '1s';\nSET statement_timeout = '5s';\nDROP TABLE o;",
            [("ban-drop-table", "warning", 4)],
        ),
        ("CREATE TABLE IF NOT EXISTS o (a int, b varchar(9), c smallint);", []),
        (
            "DO $$\nBEGIN\n  IF true THEN\n    ALTER TABLE o ADD COLUMN a int NOT NULL;\n  END IF;\nEND $$;",
            [("adding-required-field", "error", 5)],
        ),
        ("DO $$ BEGIN DROP TABLE a; DROP TABLE b; END $$; DROP VIEW IF EXISTS c;", None),
    ],
)
def test_squawk_is_asked_about_the_way_up(up: str, findings: list[tuple[str, str, int]] | None) -> None:
    told = [one for one in by_squawk(up) if not one[0].startswith("require-")]
    if findings is None:
        assert {name for name, _, _ in told} == {"ban-drop-table", "ban-drop-view"}
    else:
        assert told == findings


@pytest.mark.parametrize(
    "up",
    [
        "DO $$ BEGIN IF true THEN\nINSERT INTO a SELECT * FROM kept.a;\nDROP TABLE kept.a;\nEND IF; END $$;",
        "CREATE TABLE IF NOT EXISTS b (a int);\nDROP TABLE IF EXISTS b;",
        "DO $$ BEGIN\nALTER INDEX i RENAME TO j;\nEND $$;",
        "DO $$ BEGIN\nCREATE TABLE a (b bigint);\nEND $$;",
    ],
    ids=["dropped after a copy", "made here", "an index renamed", "a guard around it, and no lock"],
)
def test_what_squawk_cannot_know_is_left_out(up: str) -> None:
    assert [one for one in by_squawk(up) if not one[0].startswith("require-")] == []


def test_timeouts_matter_where_a_table_that_was_there_is_locked() -> None:
    names = {name for name, _, _ in by_squawk("CREATE TABLE IF NOT EXISTS a (b bigint REFERENCES c);")}
    assert names == {"require-lock-timeout", "require-statement-timeout"}


@pytest.mark.parametrize(("mark", "allowed"), [("", False), ("transaction:false", True)])
def test_an_index_built_concurrently_stands_outside_a_transaction(mark: str, allowed: bool) -> None:  # noqa: FBT001
    names = [name for name, _, _ in by_squawk("SELECT 1;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON o (a);", mark)]
    assert ("ban-concurrent-index-creation-in-transaction" in names) is not allowed


def test_squawks_own_comments_hold() -> None:
    assert not [one for one in by_squawk("-- squawk-ignore ban-drop-view\nDROP VIEW IF EXISTS o;") if "ban" in one[0]]


def test_the_conventions_say_what_squawk_need_not_look_at() -> None:
    text = (MigrationText(NAME, WAYS.format("CREATE TABLE IF NOT EXISTS o (a varchar(9));")),)
    strict = Conventions(squawk_exclude=())
    assert "squawk-prefer-text-field" in {one.rule for one in review_migrations(Migrations(text, strict)).findings}
    assert review_migrations(Migrations(text)).findings == ()


def test_without_squawk_it_is_named_as_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "")
    told = reviewed(WAYS.format("DROP TABLE o;"))
    assert [str(one) for one in told.skipped] == ["squawk needs the program squawk (install squawk-cli)"]


def test_a_squawk_that_does_not_answer_is_told(tmp_path: Path) -> None:
    program = tmp_path / "squawk"
    program.write_text("#!/bin/sh\necho nonsense\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(WorkbenchError, match="squawk did not answer"):
        review_migrations(Migrations((MigrationText(NAME, WAYS.format("SELECT 1;")),), squawk=program))


def test_a_comment_suppresses_for_its_statement_or_for_the_file() -> None:
    twice = "-- pgworkbench:ignore update-without-where nine rows\nDELETE FROM a;\nDELETE FROM b;"
    told = reviewed(WAYS.format(twice), only=("update-without-where",))
    assert [int(one.object.part) for one in told.findings] == [4]
    assert [one.reason for one in told.suppressed] == ["nine rows"]
    head = "-- pgworkbench:ignore update-without-where nine rows\n" + WAYS.format("DELETE FROM a;\nDELETE FROM b;")
    assert reviewed(head, only=("update-without-where",)).findings == ()


def test_a_comment_without_a_reason_or_a_use_is_told() -> None:
    none = "-- pgworkbench:ignore update-without-where\nDELETE FROM a;"
    assert len(reviewed(WAYS.format(none), only=("update-without-where",)).findings) == 1
    idle = "-- pgworkbench:ignore update-without-where nine rows\nSELECT 1;"
    told = reviewed(WAYS.format(idle), only=("update-without-where",)).idle
    assert [str(one) for one in told] == [
        f"suppression of update-without-where on {NAME}:3: there is nothing to suppress"
    ]


def test_findings_are_sorted_and_show_in_every_form() -> None:
    told = reviewed(WAYS.format("GRANT ALL ON o TO PUBLIC;\nALTER TABLE o DISABLE ROW LEVEL SECURITY;\nDROP TABLE p;"))
    assert [one.rule for one in told.findings][:2] == ["row-security-turned-off", "migration-grants-to-public"]
    assert f"file {NAME}:3" in as_text(told)
    assert json.loads(as_json(told))["findings"][0]["key"] == f"row-security-turned-off:file:{NAME}:3"
    assert "row-security-turned-off" in as_markdown(told)
    place = json.loads(as_sarif(told))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (NAME, 3)


def test_what_does_not_parse_is_told_with_its_line() -> None:
    with pytest.raises(ContentError, match="would not understand it") as told:
        read_script(NAME, "-- migrate:up\nSELECT 1;\n\nSELEKT 2;\n")
    assert told.value.line == 4


def test_an_unknown_rule_is_told_with_its_nearest() -> None:
    with pytest.raises(UnknownNameError, match="down-missing"):
        reviewed("SELECT 1;", only=("down-misses",))


def test_nothing_at_all_is_clean() -> None:
    assert review_migrations(Migrations(())).findings == ()
    assert reviewed("-- migrate:up\n-- migrate:down\n").findings == ()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        MigrationText.of(tmp_path / NAME)
