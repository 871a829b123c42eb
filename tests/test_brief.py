"""The brief: what it holds, and a clear line for each mistake."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pgworkbench.brief import Brief, Recovery, parse_duration, read_brief
from pgworkbench.errors import ContentError, UnknownNameError

GOOD = """\
[design]
name = "shop"
title = "A shop"
seed = 7
as_of = 2026-11-01T02:00:00+02:00

[profiles]
tiny = 0.01
small = 1

[tables.orders]
rows = 1000
production = 5_000_000
growth = 1
retention = "ten years, by law"
consistency = "strong"
why = "the shop's own figures"

[tables.kinds]
rows = 4
fixed = true
"""


def read(folder: Path, text: str) -> Brief:
    path = folder / "brief.toml"
    path.write_text(text, encoding="utf-8")
    return read_brief(path)


def test_it_holds_what_a_designer_must_know(tmp_path: Path) -> None:
    """R-ASK."""
    brief = read(tmp_path, GOOD)
    assert (brief.name, brief.seed, brief.as_of) == ("shop", 7, datetime(2026, 11, 1, tzinfo=UTC))
    orders = brief.tables["orders"]
    assert (orders.production, orders.growth, orders.consistency) == (5_000_000, 1.0, "strong")
    assert brief.tables["kinds"].retention is None


@pytest.mark.parametrize(
    ("table", "profile", "rows"),
    [
        ("orders", "small", 1000),
        ("orders", "tiny", 10),
        ("orders", "2.5", 2500),
        ("orders", "0.00001", 1),
        ("kinds", "tiny", 4),
    ],
)
def test_a_profile_scales_the_rows(tmp_path: Path, table: str, profile: str, rows: int) -> None:
    brief = read(tmp_path, GOOD)
    assert brief.rows(table, profile) == rows
    assert brief.volumes(profile)[table] == rows


@pytest.mark.parametrize("profile", ["smal", "-1", "0", "nan", "inf", ""])
def test_an_unknown_profile_is_named_with_the_known_ones(tmp_path: Path, profile: str) -> None:
    with pytest.raises(UnknownNameError, match="small"):
        read(tmp_path, GOOD).rows("orders", profile)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("seed = 7", 'seed = "7"', 4, "design.seed must be a whole number"),
        ("seed = 7", "seed = true", 4, "design.seed must be a whole number"),
        ("seed = 7\n", "", 1, "lacks 'seed'"),
        ("+02:00", "", 5, "needs a time zone"),
        ("tiny = 0.01", "tiny = 0", 8, "above 0"),
        ("rows = 1000", "rows = 1.5", 12, "tables.orders.rows must be a whole number"),
        ("rows = 1000\n", "", 11, "lacks 'rows'"),
        ("rows = 1000", "rows = -1", 12, "must not be negative"),
        ("growth = 1", "growth = -1", 14, "above -1"),
        ('"strong"', '"soon"', 16, "strong or eventual"),
        ("why =", "wy =", 17, "unknown key tables.orders.wy"),
        ("[tables.kinds]", "[table.kinds]", 19, "unknown section"),
        ("[profiles]\ntiny = 0.01\nsmall = 1", "[profiles]", 7, "missing or empty"),
        ("seed = 7", "seed = = 7", 4, "not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    assert old in GOOD
    with pytest.raises(ContentError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert problem in str(caught.value)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5 minutes", 300),
        ("1 Hour", 3600),
        ("1 hour and 30 minutes", 5400),
        ("2 days, 1 second", 172_801),
        ("0 seconds", 0),
        ("1.5 hours", 5400),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "soon", "5", "5 min or so", "-5 minutes", "5 parsecs", "and"])
def test_what_is_no_duration_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        parse_duration(text)


def test_what_recovery_must_do_may_be_said(tmp_path: Path) -> None:
    """R-ASK, R-SUG-4: how much may be lost and how long it may take; silence is None."""
    said = read(tmp_path, GOOD + '\n[recovery]\nrpo = "5 minutes"\nwhy = "the contract"\n').recovery
    assert said == Recovery(timedelta(minutes=5), None, "the contract")
    assert read(tmp_path, GOOD).recovery == Recovery()


@pytest.mark.parametrize(
    ("section", "line", "problem"),
    [
        ("[recovery]", 23, "missing or empty"),
        ('[recovery]\nrpo = "soon"', 24, "recovery.rpo: 'soon' is no duration"),
        ("[recovery]\nrpo = 5", 24, "recovery.rpo must be a text"),
        ('[recovery]\nrpo = "5 minutes"\nrto = "0 seconds"', 25, "recovery.rto must be above 0"),
        ('[recovery]\nrpo = "999999999999999 days"', 24, "recovery.rpo: "),
        ('[recovery]\nrpq = "5 minutes"', 24, "unknown key recovery.rpq; expected rpo, rto, why"),
    ],
)
def test_a_mistake_about_recovery_is_told_with_its_line(tmp_path: Path, section: str, line: int, problem: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, f"{GOOD}\n{section}\n")
    assert problem in str(caught.value)
    assert caught.value.line == line


def test_no_brief_at_all_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"write one with \[design\]"):
        read_brief(tmp_path / "brief.toml")
