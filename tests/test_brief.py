"""The brief: what it holds, and a clear line for each mistake."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pgworkbench.brief import Brief, read_brief
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


def test_no_brief_at_all_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"write one with \[design\]"):
        read_brief(tmp_path / "brief.toml")
