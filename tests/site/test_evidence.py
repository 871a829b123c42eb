"""What recorded runs say of queries and indexes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pgworkbench.errors import WorkbenchError
from pgworkbench.site import RecordedRun, SiteContent
from pgworkbench.site.evidence import evidence


def compared(**parts: object) -> dict[str, object]:
    whole = {
        "query": "q",
        "relation": "serves",
        "subject": ["i"],
        "outcome": "measured",
        "ratio": None,
        "at_least": None,
    }
    return whole | parts


def words(*comparisons: dict[str, object]) -> list[str]:
    found = evidence([RecordedRun("r", "", results={"comparisons": comparisons})])  # type: ignore[dict-item]
    return [gain.words for gain in found.gains.get("i", ())]


def test_times_are_summed_over_the_sets_and_the_design_comes_first(shop: SiteContent) -> None:
    found = evidence(shop.runs)
    first = found.designed("orders_of_customer")
    assert first is not None
    assert (first.arm, first.milliseconds, first.rows, first.pages) == ("as designed", 1.0, 7, 4)
    assert found.designed("unmeasured") is None


def test_only_what_serves_is_a_gain() -> None:
    ratio = {"median": 2.0, "low": 1.5, "high": 3.0}
    assert words(compared(ratio=ratio)) == ["2 times longer without it (1.5 to 3)"]
    assert words(compared(ratio=ratio, relation="costs")) == []
    assert words(compared(outcome="same plan")) == ["same plan without it"]
    assert words(compared(outcome="ran away", at_least=50.0)) == ["at least 50 times longer without it"]
    assert words(compared(outcome="failed")) == []


def test_a_run_is_read_from_the_folder_that_it_was_recorded_in(tmp_path: Path, shop: SiteContent) -> None:
    run = shop.runs[0]
    (tmp_path / "indexes").mkdir()
    for name, text in (("report.md", run.report), ("plot.svg", run.plot), ("results.json", json.dumps(run.results))):
        (tmp_path / "indexes" / name).write_text(text, encoding="utf-8")
    assert RecordedRun.read(tmp_path / "indexes") == run


def test_a_folder_without_a_run_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="holds no recorded run that can be shown"):
        RecordedRun.read(tmp_path)
