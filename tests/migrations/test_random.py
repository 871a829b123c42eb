"""Random pairs of schemas lead there and back with their rows, whatever hangs on what."""

from __future__ import annotations

import pytest
from migrations.pairs import files_of, proven
from migrations.random_pairs import pair

from pgworkbench.server import Server

pytestmark = pytest.mark.database


@pytest.mark.parametrize("start", [0, 1000])
def test_random_pairs(server: Server, start: int) -> None:
    """R-MIG-2 to R-MIG-4: twelve pairs at once, each in a schema of its own; the seeds stand in the schemas' names."""
    pairs = [pair(seed) for seed in range(start, start + 12)]
    assert proven(server, pairs, files_of(server, pairs, phases=False)).rows


def test_random_pairs_in_phases(server: Server) -> None:
    """The same as files for a database in use; two pairs, as each index has files of its own."""
    pairs = [pair(seed) for seed in (2000, 2001)]
    assert proven(server, pairs, files_of(server, pairs)).rows
