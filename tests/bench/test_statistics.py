"""Ratios and their intervals: what they promise, by cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from pgworkbench.bench.statistics import Ratio, bootstrap_interval, median, paired_ratio


def test_a_constant_factor_is_found_exactly() -> None:
    below = [1.0, 2.0, 3.0, 10.0, 0.5, 7.0]
    ratio = paired_ratio([3 * x for x in below], below, seed=1)
    assert ratio == Ratio(pytest.approx(3), pytest.approx(3), pytest.approx(3), 6)
    assert ratio.decided


def test_pairs_cancel_what_moves_both() -> None:
    load = np.exp(np.random.default_rng(2).normal(0, 1, 30))  # the machine is three times slower now and then
    ratio = paired_ratio(1.2 * load, load, seed=1)
    assert ratio.low == pytest.approx(1.2)


def test_one_outlier_moves_nothing() -> None:
    above = [2.0] * 14 + [400.0]
    assert paired_ratio(above, [1.0] * 15, seed=1).median == pytest.approx(2)


def test_no_difference_is_not_decided() -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, (2, 20))
    assert not paired_ratio(np.exp(noise[0]), np.exp(noise[1]), seed=1).decided


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(4).normal(0, 1, 12)
    assert bootstrap_interval(values, seed=7) == bootstrap_interval(values, seed=7)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    tails = rng.normal(0, 0.05, (200, 10)) + (rng.random((200, 10)) < 0.1) * rng.exponential(0.5, (200, 10))
    intervals = [bootstrap_interval(row - other, seed=1) for row, other in zip(tails, tails[::-1], strict=True)]
    covered = sum(low <= 0 <= high for low, high in intervals)
    assert 180 <= covered <= 200


def test_few_pairs_decide_nothing() -> None:
    ratio = paired_ratio([10.0, 11.0, 12.0], [1.0, 1.0, 1.0], seed=1)
    assert (ratio.low, ratio.high) == (pytest.approx(10), pytest.approx(12))
    assert not ratio.decided


def test_the_inverse_turns_the_interval_round() -> None:
    assert Ratio(2.0, 1.6, 4.0, 9).inverse == Ratio(0.5, 0.25, 0.625, 9)
    assert str(Ratio(2.0, 1.6, 4.0, 9)) == "2 [1.6, 4]"


def test_nothing_measured_is_an_error() -> None:
    with pytest.raises(ValueError, match="no samples"):
        median([])
    with pytest.raises(ValueError, match="one length"):
        paired_ratio([1.0], [], seed=1)


def test_a_time_of_zero_is_no_infinity() -> None:
    assert np.isfinite(paired_ratio([1.0] * 5, [0.0] * 5, seed=1).high)
