"""What was measured stands beside what is asked; what is asked decides how often the log is switched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pgworkbench.brief import Recovery
from pgworkbench.errors import ProofError
from pgworkbench.operations.backup import BackupReport, Facts, Size, bounds, documents
from pgworkbench.operations.backup.bounds import archive_timeout, span
from pgworkbench.operations.backup.drill import _judge

MB = 2**20
SEEN = BackupReport(180006, 9, 9, 1.0, 2.0, 3.0, 100 * MB, 50 * MB, 1.5, 1.0, (), ())
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("rpo", "seconds"),
    [(None, 60), (timedelta(hours=4), 60), (MINUTE, 30), (timedelta(seconds=30), 15), (timedelta(), 10)],
)
def test_the_log_is_switched_twice_in_what_may_be_lost(rpo: timedelta | None, seconds: int) -> None:
    assert archive_timeout(Recovery(rpo)).total_seconds() == seconds
    facts = Facts("", "", recovery=Recovery(rpo))
    assert f"archive_timeout = {seconds}s\n" in documents("shop", facts)["postgresql.conf"]


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        (Recovery(), (None, None)),
        (Recovery(5 * MINUTE, 5 * MINUTE), (True, True)),
        (Recovery(timedelta(), timedelta(seconds=4)), (False, False)),
        (Recovery(timedelta(seconds=10.4)), (False, None)),
    ],
)
def test_a_bound_is_kept_or_not_or_unasked(asked: Recovery, met: tuple[bool | None, bool | None]) -> None:
    """R-SUG-4, R-ASK: nobody asked is not the same as kept."""
    found = bounds(asked, SEEN)
    assert tuple(each.met for each in found) == met
    assert all(("ask" in each.verdict) is True for each in found)
    assert [("NOT KEPT" in each.verdict) for each in found] == [each is False for each in met]


def test_loss_is_the_timeout_and_the_delay_that_was_measured() -> None:
    loss, _ = bounds(Recovery(5 * MINUTE), SEEN)
    assert loss.expected == pytest.approx(60.5)


def test_time_is_told_at_the_size_of_production() -> None:
    """Ten times the bytes to copy, and four times the log: 2 s and 3 s become 20 s and 12 s; never less than seen."""
    _, large = bounds(Recovery(), SEEN, Size(1000 * MB, 200 * MB))
    assert large.expected == pytest.approx(32)
    _, small = bounds(Recovery(), SEEN, Size(MB, MB))
    assert small.expected == pytest.approx(5)


def test_a_drill_that_takes_longer_than_is_asked_fails() -> None:
    with pytest.raises(ProofError, match=r"RTO.*NOT KEPT"):
        _judge(bounds(Recovery(rto=timedelta(seconds=4)), SEEN))
    _judge(bounds(Recovery(), SEEN))


def test_the_runbook_has_asked_and_measured_side_by_side() -> None:
    """R-SUG-4: what the brief asks, or the question; with a pipe in the owner's words."""
    silent = documents("shop", Facts("1 GB", "none"))["runbook.md"]
    assert silent.count("the brief does not say: ask; not measured") == 2
    told = Facts("1 GB", "none", SEEN, Recovery(5 * MINUTE, MINUTE, "a|b"), Size(10**12, 10**10))
    said = documents("shop", told)["runbook.md"]
    assert "(RPO) | asked: at most 5 minutes; to be expected: 1 minute" not in said
    assert "(RPO) | asked: at most 5 minutes; to be expected: 60.5 s; kept" in said
    assert "(RTO) | asked: at most 1 minute; to be expected: " in said
    assert "NOT KEPT" in said
    assert "| Why so | a&#124;b |" in said


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.25, "0.2 s"), (90, "90 s"), (60, "1 minute"), (5400, "90 minutes"), (7200, "2 hours"),
     (86_400, "1 day"), (9000, "2.5 hours")],
)  # fmt: skip
def test_a_span_is_for_people(seconds: float, text: str) -> None:
    assert span(timedelta(seconds=seconds)) == text
