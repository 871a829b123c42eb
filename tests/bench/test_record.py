"""A run in a folder: what was written is what is read, to the byte."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pgworkbench.bench import Outcome, Relation, Run, RunKind, plot, read_run, record, report
from pgworkbench.errors import BenchError, UnknownNameError

from .values import ENVIRONMENT, NASTY, RUN


def test_a_recorded_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    assert read_run(record(RUN, tmp_path / "a" / "run")) == RUN


def test_the_same_run_gives_the_same_files(tmp_path: Path) -> None:
    first, second = record(RUN, tmp_path / "1"), record(RUN, tmp_path / "2")
    names = sorted(path.name for path in first.iterdir())
    assert names == ["manifest.json", "plot.svg", "report.md", "results.csv", "results.json"]
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_the_manifest_says_where_it_was_measured(tmp_path: Path) -> None:
    manifest = json.loads((record(RUN, tmp_path) / "manifest.json").read_text(encoding="utf-8"))
    where = manifest["environment"]
    assert where["server"] == "PostgreSQL 18.6"
    assert {"design", "profile", "seed"} <= set(where["labels"])
    assert {"cores", "memory", "processor"} <= set(where["machine"])
    assert {"settings", "libraries", "load", "started"} <= set(where)


def test_the_table_holds_every_comparison(tmp_path: Path) -> None:
    with (record(RUN, tmp_path) / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["query"], row["outcome"]) for row in rows][:2] == [(NASTY, "measured"), ("slow", "ran away")]
    assert len(rows) == sum(c.relation is not Relation.NOISE for c in RUN.comparisons)


def test_a_run_without_comparisons_is_recorded_too(tmp_path: Path) -> None:
    empty = Run(RunKind.INDEXES, ENVIRONMENT, complete=False, notes=("interrupted",))
    assert read_run(record(empty, tmp_path)) == empty
    with pytest.raises(BenchError, match="compared nothing"):
        empty.frame()
    with pytest.raises(BenchError, match="nothing to draw"):
        plot(empty)


def test_a_load_that_nobody_knows_survives(tmp_path: Path) -> None:
    unknown = replace(RUN, environment=replace(ENVIRONMENT, load=(float("nan"), 1.0)))
    assert str(read_run(record(unknown, tmp_path)).environment.load) == "(nan, 1.0)"


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("manifest.json", "{", "is no JSON"),
        ("manifest.json", "[]", "no manifest"),
        ("manifest.json", '{"format": 99}', "format 99"),
        ("results.json", "{}", "was changed after it was recorded"),
    ],
)
def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, file: str, text: str, says: str) -> None:
    record(RUN, tmp_path)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(BenchError, match=says):
        read_run(tmp_path)


def test_a_folder_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="nowhere"):
        read_run(tmp_path / "nowhere")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BenchError, match="cannot be recorded"):
        record(RUN, tmp_path / "file")


def test_the_report_leads_with_ratios_and_names_what_went_wrong() -> None:
    text = report(RUN, "plot.svg")
    assert text.index("What is gained") < text.index("## Times") < text.index("## Circumstances")
    assert "| `by_customer` | `orders_customer` | 4 [3.5, 4.4] |" in text
    assert "more than 55" in text
    assert "1.25 [1.11, 1.43]" in text  # what a write pays for its index: the inverse
    assert "division by zero" in text
    assert "not decided" in text


def test_hostile_names_break_no_table() -> None:
    rows = [line for line in report(RUN).splitlines() if "100%" in line and line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {7, 9}  # gains have 8 columns, times 6
    assert "<script>" not in re.sub(r"````.*?````|`[^`\n]*`", "", report(RUN), flags=re.DOTALL)


def test_names_that_do_not_exist_are_told_with_their_neighbours() -> None:
    with pytest.raises(UnknownNameError, match="try by_customer"):
        RUN.timing("by_custome")
    with pytest.raises(UnknownNameError, match="try without orders_customer"):
        RUN.timing("by_customer", "without orders_custome")
    with pytest.raises(UnknownNameError):
        RUN.comparison("by_customer", "orders_state_idx")
    assert RUN.comparison("slow", "big_idx").outcome is Outcome.RAN_AWAY
