"""Pairs of small schemas: each leads there and back, with its rows."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
import pytest
from migrations.pairs import CORPUS, Pair, files_of, proven, read_pairs

from pgworkbench.errors import WorkbenchError
from pgworkbench.server import Server

FAMILIES = sorted(path.stem for path in CORPUS.glob("*.sql"))
IN_PHASES = {"columns"}  # as files for a database in use; the others in one step, which is much quicker
pytestmark = pytest.mark.database


@pytest.mark.parametrize("family", FAMILIES)
def test_every_pair_leads_there_and_back_with_its_rows(server: Server, family: str) -> None:
    """R-MIG-2, R-MIG-3, R-MIG-4: up gives TO, twice, down gives FROM by pg_dump, rows survive."""
    assert _problems(server, read_pairs(family), phases=family in IN_PHASES) == {}


def test_the_corpus_is_of_several_hundred_pairs_with_names_of_their_own() -> None:
    names = [(family, pair.name) for family in FAMILIES for pair in read_pairs(family)]
    assert len(names) == len(set(names)) >= 300


def _problems(server: Server, pairs: Sequence[Pair], *, phases: bool) -> dict[str, str]:
    """What is wrong with which pair: all at once, and in halves where something is."""
    try:
        proof = proven(server, pairs, files_of(server, pairs, phases=phases))
    except (WorkbenchError, psycopg.Error) as error:
        if len(pairs) == 1:
            return {pairs[0].name: str(error)}
        half = len(pairs) // 2
        return _problems(server, pairs[:half], phases=phases) | _problems(server, pairs[half:], phases=phases)
    assert proof.steps
    return {}
