"""The knee, percentiles and headroom, from figures that are given."""

from __future__ import annotations

import pytest

from pgworkbench.operations.concurrency import Latency, Load, Step, load_report
from pgworkbench.operations.concurrency.drive import rank


def load(*rates: float, declared: float = 10.0) -> Load:
    steps = tuple(Step(2**at, 100 / rate, (Latency("q", 100, 1, 1, 1, 1),), (), 0, 0) for at, rate in enumerate(rates))
    return Load(steps, declared, (), {})


@pytest.mark.parametrize(
    ("rates", "clients"),
    [((100, 190, 350, 360, 340), 4), ((100, 90, 80), 1), ((100, 200, 400, 800), 8), ((50,), 1)],
)
def test_the_knee_is_where_more_clients_stop_helping(rates: tuple[float, ...], clients: int) -> None:
    assert load(*rates).knee.clients == clients


def test_headroom_is_against_what_is_declared() -> None:
    assert load(100, 200).headroom == pytest.approx(20)
    assert load(100, declared=0).headroom == float("inf")


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (95, 95), (99, 99), (100, 100)])
def test_percentiles_are_of_the_nearest_rank(percent: int, value: int) -> None:
    assert rank(list(range(100, 0, -1)), percent) == value
    assert rank([7.0], percent) == 7


def test_a_run_beside_others_says_so() -> None:
    alone, beside = ({"cores": "2", "load before": before} for before in ("0.4", "7.9"))
    told = [load_report(Load(load(100).steps, 1.0, (), facts)) for facts in (alone, beside)]
    assert ["Others were at work" in text for text in told] == [False, True]
