"""Things to compare, measured side by side: shuffled blocks, each followed by its mirror image (A B C, C B A).

Whatever slows the machine for a while slows all arms of a block alike, and what drifts evenly cancels in the mirror.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from pgworkbench.bench.measure import Sample
from pgworkbench.bench.statistics import paired_ratio

Visit: TypeAlias = Callable[[], tuple[Sample, ...]]  # one arm once: a sample for each parameter set
Block: TypeAlias = Mapping[str, tuple[Sample, ...]]  # by arm, each visited once
Metric: TypeAlias = Callable[[Sample], float]

_PATIENCE = 3  # how many times its seconds a slow query may take to reach the fewest blocks


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to go on: between `fewest` and `most` blocks, until every interval is within `precision` (0.05: about
    5 % either way), or `seconds` are over. `deadline` (time.monotonic) ends it whatever is missing.
    """

    fewest: int = 10
    most: int = 40
    precision: float = 0.05
    seconds: float = 3.0
    deadline: float = float("inf")


@dataclass(frozen=True, slots=True)
class Collected:
    """Complete blocks, and whether somebody interrupted."""

    blocks: tuple[Block, ...]
    interrupted: bool = False


def collect(visits: Mapping[str, Visit], effort: Effort, metric: Metric, seed: int) -> Collected:
    """Blocks of all arms, the first of which the others are compared with; an interrupt keeps the complete ones."""
    blocks: list[Block] = []
    start = time.monotonic()
    base = next(iter(visits))
    try:
        for block in blocks_of(visits, effort, seed):
            blocks.append(block)
            seconds = time.monotonic() - start
            if seconds > _PATIENCE * effort.seconds or enough(blocks, base, effort, metric, seconds):
                break
    except KeyboardInterrupt:
        return Collected(tuple(blocks), interrupted=True)
    return Collected(tuple(blocks))


def totals(blocks: Sequence[Block], arm: str, metric: Metric) -> list[float]:
    """The metric of an arm in each block, summed over the parameter sets."""
    return [sum(metric(sample) for sample in block[arm]) for block in blocks]


def blocks_of(visits: Mapping[str, Visit], effort: Effort, seed: int) -> Iterator[Block]:
    """One block after the other, at most `effort.most`, until its deadline."""
    shuffled = np.random.default_rng(seed)
    order: list[str] = []
    for number in range(effort.most):
        order = order[::-1] if number % 2 else [str(arm) for arm in shuffled.permutation(list(visits))]
        block: dict[str, tuple[Sample, ...]] = {}
        for arm in order:
            if time.monotonic() > effort.deadline:
                return
            block[arm] = visits[arm]()
        yield block


def enough(blocks: Sequence[Block], base: str, effort: Effort, metric: Metric, seconds: float) -> bool:
    """Whether that is all that was asked for, after so many seconds; `base` is what the others are compared with."""
    if len(blocks) < effort.fewest:
        return False
    if seconds > effort.seconds:
        return True
    below = totals(blocks, base, metric)
    ratios = (paired_ratio(totals(blocks, arm, metric), below, seed=0) for arm in blocks[0] if arm != base)
    return all(ratio.half_width <= effort.precision for ratio in ratios)
