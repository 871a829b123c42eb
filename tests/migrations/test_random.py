"""Random pairs of schemas lead there and back with their rows, whatever hangs on what.

Most are fresh: their seeds follow from the state of the sources. What fails is told by its seed, `r<seed>`; it is tried
again, wherever that state is, by `python tests/migrations/record_pairs.py 1 build/pair.md <seed>`.
"""

from __future__ import annotations

import pytest
from migrations.fresh import starts
from migrations.pairs import Pair, files_of, problems, proven
from migrations.random_pairs import pair

from pgworkbench.server import Server

pytestmark = pytest.mark.database
SIZE = 12
FRESH = starts(20, SIZE)  # on each major others


@pytest.mark.parametrize("start", [0, 1000])
def test_random_pairs(server: Server, start: int) -> None:
    """R-MIG-2 to R-MIG-4: twelve pairs at once, each in a schema of its own; the seeds stand in the schemas' names."""
    pairs = [pair(seed) for seed in range(start, start + SIZE)]
    assert proven(server, pairs, files_of(server, pairs, phases=False)).rows


def fresh(server: Server, start: int, size: int) -> list[Pair]:
    """Pairs that no other major is tried with."""
    first = start + server.major * 1000
    return [pair(seed) for seed in range(first, first + size)]


@pytest.mark.parametrize("start", FRESH, ids="seeds from {} and a thousand times the major".format)
def test_fresh_pairs(server: Server, start: int) -> None:
    """R-MIG-2 to R-MIG-4."""
    assert problems(server, fresh(server, start, SIZE), phases=False) == {}


@pytest.mark.parametrize("start", [2000, FRESH[-1] + SIZE], ids=["2000", "fresh"])
def test_random_pairs_in_phases(server: Server, start: int) -> None:
    """The same as files for a database in use; two pairs, as each index has files of its own."""
    pairs = [pair(2000), pair(2001)] if start == 2000 else fresh(server, start, 2)
    assert problems(server, pairs, phases=True) == {}
