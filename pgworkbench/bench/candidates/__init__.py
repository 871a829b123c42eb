"""Indexes worth building, one file a kind: adding a kind is adding a file here.

A kind is a module with `propose(access, facts) -> Iterator[Candidate]`. It may be generous: every candidate is built
for real and judged by the plans and times that it gives. What another candidate or an existing index already is, is
left out here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import islice, zip_longest
from typing import TypeAlias

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key

Kind: TypeAlias = Callable[[Access, Facts], Iterator[Candidate]]

__all__ = ["Candidate", "Facts", "Key", "Kind", "fairest", "in_turns", "kinds", "propose"]

_PER_ACCESS = 12  # candidates for one table of one query


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its module's name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name != "vocabulary")
    return {name: import_module(f"{__name__}.{name}").propose for name in names}


def propose(accesses: Iterable[Access], facts: Facts, only: Iterable[str] = ()) -> dict[Candidate, tuple[str, ...]]:
    """Candidates of all kinds (or of those named) that do not exist yet, each with the queries that it is for."""
    chosen = [kind for name, kind in kinds().items() if name in set(only) or not only]
    found: dict[Candidate, tuple[str, ...]] = {}
    tables = {table.name for table in facts.catalog.tables}  # a system table gets no index
    for access in (each for each in accesses if each.table in tables):
        # In turns: however many B-trees a query suggests, its GIN index is among the first.
        of_access = dict.fromkeys(in_turns([kind(access, facts) for kind in chosen]))
        new = [candidate for candidate in of_access if not facts.exists(candidate) and not facts.needless(candidate)]
        for candidate in new[:_PER_ACCESS]:
            found[candidate] = tuple(dict.fromkeys((*found.get(candidate, ()), access.query)))
    return found


def fairest(found: Mapping[Candidate, tuple[str, ...]], most: int) -> dict[Candidate, tuple[str, ...]]:
    """At most so many of the candidates: about as many for each query, the first of each first."""
    by_query: dict[str, list[Candidate]] = {}
    for candidate, queries in found.items():
        by_query.setdefault(queries[0], []).append(candidate)
    chosen = set(islice(in_turns(list(by_query.values())), most))
    return {candidate: queries for candidate, queries in found.items() if candidate in chosen}


def in_turns(sources: Sequence[Iterable[Candidate]]) -> Iterator[Candidate]:
    """The first of each, then the second of each, and so on."""
    for round_ in zip_longest(*sources):
        yield from (candidate for candidate in round_ if candidate is not None)
