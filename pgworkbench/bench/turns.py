"""Queries in turns: each in every way that some set makes it run, block by block, whatever time there is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pgworkbench.bench.case import Case
from pgworkbench.bench.interleave import Block, Effort, Visit, blocks_of, enough
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.statistics import FEWEST
from pgworkbench.bench.trial import GIVEN_UP

_ENDLESS = 10**6  # blocks: how many there are is for `done` to say
_PATIENCE = 3  # how many times its seconds a slow query may take to more blocks than the fewest


@dataclass(slots=True)
class Turns:
    """One query in every way that some set makes it run: each way once a block.

    `away`: ways that were given up, or were so much slower once that they are not run again, with their ms a call.
    """

    case: Case
    visits: dict[str, Visit] = field(default_factory=dict)
    away: dict[str, float] = field(default_factory=dict)
    updates: dict[str, tuple[int, int]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    coming: Iterator[Block] | None = None
    seconds: float = 0.0
    tired: bool = False  # it ran away after all: what was measured must do

    def ways(self) -> set[str]:
        """All that were tried."""
        return {*self.visits, *self.away}

    def done(self, effort: Effort) -> bool:
        """Whether nothing more is asked of it; of a query that runs in one way alone, it is run once."""
        if self.tired or not self.visits or (self.blocks and len(self.ways()) == 1):
            return True
        if len(self.blocks) >= effort.most:
            return True
        base, tired = next(iter(self.visits)), self.seconds > _PATIENCE * effort.seconds
        asked = replace(effort, fewest=min(FEWEST, effort.fewest)) if tired else effort
        return bool(self.blocks) and enough(self.blocks, base, asked, execution_ms, self.seconds)


Book = dict[str, Turns]  # what was measured on the fresh copy, by query


def take_turns(wanted: Sequence[Turns], effort: Effort, judge: Bench) -> None:
    """Five blocks of each query, what comes first first; then one more of each, as long as something is asked of it and
    `effort.deadline` is not over.
    """
    if not all(first_turns(turns, effort, judge) for turns in wanted):
        return
    while True:
        going = [turns for turns in wanted if not turns.done(effort)]
        if not going or time.monotonic() > effort.deadline:
            return
        for turns in going:
            if time.monotonic() > judge.deadline or not _turn(turns, effort, judge):
                return


def first_turns(turns: Turns, effort: Effort, judge: Bench) -> bool:
    """Five blocks of a query; whether there was time for them."""
    while len(turns.blocks) < FEWEST and not turns.done(effort):
        if time.monotonic() > judge.deadline or not _turn(turns, effort, judge):
            return False
    return True


def _turn(turns: Turns, effort: Effort, judge: Bench) -> bool:
    """One more block; whether there was time for it."""
    if turns.coming is None:
        turns.coming = blocks_of(turns.visits, replace(effort, most=_ENDLESS, deadline=judge.deadline), judge.seed)
    began = time.monotonic()
    try:
        block = next(turns.coming, None)
    except GIVEN_UP:
        turns.tired = True
        return True
    turns.seconds += time.monotonic() - began
    if block is not None:
        turns.blocks.append(block)
    return block is not None
