"""Pairs of small schemas: each leads there and back, with its rows."""

from __future__ import annotations

import pytest
from migrations.pairs import CORPUS, Pair, files_of, proven, read_pairs

from pgworkbench.errors import WorkbenchError
from pgworkbench.server import Server

FAMILIES = sorted(path.stem for path in CORPUS.glob("*.sql"))
pytestmark = pytest.mark.database


@pytest.mark.parametrize("family", FAMILIES)
def test_every_pair_leads_there_and_back_with_its_rows(server: Server, family: str) -> None:
    """R-MIG-2, R-MIG-3, R-MIG-4: up gives TO, twice, down gives FROM by pg_dump, rows survive."""
    pairs = read_pairs(family)
    try:
        proof = proven(server, pairs, files_of(server, pairs))
    except WorkbenchError:
        failed = {pair.name: problem for pair in pairs if (problem := _problem(server, pair))}
        assert failed == {}, "some pairs fail alone"
        raise
    assert proof.steps


def _problem(server: Server, pair: Pair) -> str | None:
    try:
        proven(server, [pair], files_of(server, [pair]))
    except WorkbenchError as error:
        return repr(error.args[0])
    return None
