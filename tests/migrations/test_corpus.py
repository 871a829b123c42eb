"""Pairs of small schemas: each leads there and back, with its rows."""

from __future__ import annotations

import pytest
from migrations.pairs import CORPUS, problems, read_pairs

from pgworkbench.server import Server

FAMILIES = sorted(path.stem for path in CORPUS.glob("*.sql"))
IN_PHASES = {"columns"}  # as files for a database in use; the others in one step, which is much quicker
pytestmark = pytest.mark.database


@pytest.mark.parametrize("family", FAMILIES)
def test_every_pair_leads_there_and_back_with_its_rows(server: Server, family: str) -> None:
    """R-MIG-2, R-MIG-3, R-MIG-4: up gives TO, twice, down gives FROM by pg_dump, rows survive."""
    assert problems(server, read_pairs(family), phases=family in IN_PHASES) == {}


def test_the_corpus_is_of_several_hundred_pairs_with_names_of_their_own() -> None:
    names = [(family, pair.name) for family in FAMILIES for pair in read_pairs(family)]
    assert len(names) == len(set(names)) >= 300
