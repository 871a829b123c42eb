"""An old database starts clean: what a baseline holds does not count, what is mended is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pgworkbench.catalog import Catalog
from pgworkbench.errors import ContentError
from pgworkbench.review import Subject, baseline_of, read_baseline, review, since

OLD = '''CREATE TABLE readings (value text);
CREATE TABLE "Odd: ""name""" (status text);'''
NEW = "CREATE TABLE measures (value text);"


@pytest.mark.database
def test_only_what_is_new_counts(read: Callable[[str], Catalog], tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_of(review(Subject(read(OLD)), ["keys"])).text(), encoding="utf-8")
    baseline = read_baseline(path)
    before = review(Subject(read("")), ["keys"])
    assert before.findings
    assert since(before, baseline).findings == ()
    assert since(before, baseline).idle == ()
    after = since(review(Subject(read(NEW)), ["keys"]), baseline)
    assert [one.key for one in after.findings] == ["no-primary-key:table:measures"]


@pytest.mark.database
def test_what_is_mended_is_told_unless_its_rule_was_not_asked(read: Callable[[str], Catalog]) -> None:
    baseline = baseline_of(review(Subject(read(OLD)), ["keys"]))
    mended = read("ALTER TABLE readings ADD id bigint PRIMARY KEY")
    told = [str(one) for one in since(review(Subject(mended), ["keys"]), baseline).idle]
    assert told == [
        "suppression of no-primary-key on table readings: it is mended: take it out of the baseline",
    ]
    assert since(review(Subject(mended), ["names"]), baseline).idle == ()


@pytest.mark.database
def test_the_file_is_the_same_each_time_and_one_line_a_finding(read: Callable[[str], Catalog]) -> None:
    found = review(Subject(read(OLD)), ["keys"])
    text = baseline_of(found).text()
    assert text == baseline_of(review(Subject(read("")), ["keys"])).text()
    assert text.count("\n") == len(found.findings) + 4


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [("{", 1, "not JSON"), ("[]", None, "not a baseline"), ('{"findings": 3}', None, "not a baseline")],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str, line: int | None, problem: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=problem) as told:
        read_baseline(path)
    assert told.value.line == line


def test_no_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="--write-baseline"):
        read_baseline(tmp_path / "none.json")
