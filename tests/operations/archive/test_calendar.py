"""Months have their own arithmetic, and sentences about retention are read with care."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pgworkbench.operations.archive import Period, Step, parse_retention
from pgworkbench.operations.archive.calendar import add_months, partition_name


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("moment", "months", "result"),
    [
        (at(2026, 1, 31), 1, at(2026, 2, 28)),
        (at(2024, 1, 31), 1, at(2024, 2, 29)),
        (at(2026, 12, 1), 1, at(2027, 1, 1)),
        (at(2026, 1, 1), -1, at(2025, 12, 1)),
        (at(2026, 11, 1), 13, at(2027, 12, 1)),
        (at(2026, 12, 31), -12, at(2025, 12, 31)),
    ],
)
def test_months_are_counted_as_people_do(moment: datetime, months: int, result: datetime) -> None:
    assert add_months(moment, months) == result


@pytest.mark.parametrize(
    ("step", "moment", "floor"),
    [
        (Step(1), at(2026, 3, 31, 23), at(2026, 3, 1)),
        (Step(3), at(2026, 6, 30), at(2026, 4, 1)),
        (Step(3), at(2025, 12, 31), at(2025, 10, 1)),
        (Step(0, timedelta(days=7)), at(2026, 1, 9), at(2026, 1, 8)),
        (Step(0, timedelta(days=7)), at(2025, 12, 31), at(2025, 12, 25)),
    ],
)
def test_a_moment_falls_into_one_step(step: Step, moment: datetime, floor: datetime) -> None:
    assert step.floor(moment, at(2026, 1, 1)) == floor
    assert floor <= moment < step.after(floor)


def test_a_long_name_keeps_its_date() -> None:
    name = partition_name("ж" * 31, at(2026, 11, 1), Step(1), None)
    assert len(name.encode()) <= 63
    assert name.endswith("ж_p2026_11")


@pytest.mark.parametrize(
    ("words", "keep", "online", "by_age"),
    [
        ("24 months; months older than 13 are detached into the archive", "24 months", "13 months", True),
        ("3 years after the last contact, then erased", "36 months", None, False),
        ("7 years (spending is accounted for)", "84 months", None, True),
        ("90 days", "90 days", None, True),
        ("30 days after its end", "30 days", None, False),
        ("as long as the tenant, erased on request", None, None, False),
        ("5 years; partitions older than 90 days leave", "60 months", "90 days", True),
        (None, None, None, False),
    ],
)
def test_a_sentence_says_what_it_says_and_no_more(
    words: str | None, keep: str | None, online: str | None, *, by_age: bool
) -> None:
    found = parse_retention(words)
    assert (found.keep and str(found.keep), found.online and str(found.online)) == (keep, online)
    assert found.by_age is by_age


@pytest.mark.parametrize("text", ["", "soon", "3", "3 lightyears", "-3 days", "3 days or so"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        Period.parse(text)
