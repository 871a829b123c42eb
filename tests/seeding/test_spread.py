"""Rows spread over their owners by Zipf's law, both ways, and stay where they are when a table grows."""

from __future__ import annotations

import numpy as np
import pytest

from pgworkbench.seeding.spread import Layout, Segment

CASES = [
    ([Segment(0, 100_000, 12)], 1.6),
    ([Segment(0, 5, 12)], 1.0),
    ([Segment(0, 12, 12)], 1.0),
    ([Segment(0, 999, 7)], 0.0),
    ([Segment(0, 1000, 1)], 0.0),
    ([Segment(0, 0, 3)], 1.0),
    ([Segment(0, 70_000, 12), Segment(70_000, 70_000, 12), Segment(70_000, 120_001, 40)], 1.1),
]


@pytest.mark.parametrize(("segments", "exponent"), CASES)
def test_owner_and_rank_lead_back_to_the_row(segments: list[Segment], exponent: float) -> None:
    layout = Layout(segments, exponent)
    rows = np.arange(layout.rows)
    assert (layout.index(layout.owner(rows), layout.rank(rows)) == rows).all()


@pytest.mark.parametrize(("segments", "exponent"), CASES)
def test_ranks_count_the_rows_of_an_owner(segments: list[Segment], exponent: float) -> None:
    layout = Layout(segments, exponent)
    owners = layout.owner(np.arange(layout.rows))
    for owner in np.unique(owners):
        ranks = layout.rank(np.flatnonzero(owners == owner))
        assert (ranks == np.arange(len(ranks))).all()
        assert layout.total(np.array([owner]))[0] == len(ranks)


def test_shares_follow_the_law() -> None:
    counts = np.bincount(Layout([Segment(0, 327_680, 10)], 1.0).owner(np.arange(327_680)))
    assert np.allclose(counts / counts[0], 1 / np.arange(1, 11), rtol=0.01)


@pytest.mark.parametrize("rows", [1, 5, 40, 200, 3_000])
def test_of_any_number_of_rows_each_owner_has_its_share(rows: int) -> None:
    layout = Layout([Segment(0, rows, 40)], 1.5)
    counts = np.bincount(layout.owner(np.arange(rows)), minlength=40)
    shares = np.arange(1, 41) ** -1.5
    assert np.abs(counts - rows * shares / shares.sum()).max() < 2 + rows / 500
    assert (np.diff(counts) <= 0).all(), "the heavy ones come first"
    assert layout.present(0) == np.count_nonzero(counts)


def test_rows_before_a_row_are_counted_by_owner() -> None:
    layout = Layout([Segment(0, 50_000, 9), Segment(50_000, 60_000, 11)], 1.0)
    owners = layout.owner(np.arange(60_000))
    for rows in (0, 1, 40_000, 55_555, 60_000):
        counted = layout.counted(np.arange(11), np.full(11, rows))
        assert counted.tolist() == np.bincount(owners[:rows], minlength=11).tolist()


def test_growth_moves_no_row() -> None:
    before = Layout([Segment(0, 10_000, 12)], 1.2)
    after = Layout([Segment(0, 10_000, 12), Segment(10_000, 30_000, 20)], 1.2)
    rows = np.arange(10_000)
    assert (before.owner(rows) == after.owner(rows)).all()
    assert (before.rank(rows) == after.rank(rows)).all()
