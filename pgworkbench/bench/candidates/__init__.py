"""Indexes worth building, one file a kind: adding a kind is adding a file here.

A kind is a module with `propose(access, facts) -> Iterator[Candidate]`. It may be generous: every candidate is built
for real and judged by the plans and times that it gives. What another candidate or an existing index already is, is
left out here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import TypeAlias

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key

Kind: TypeAlias = Callable[[Access, Facts], Iterator[Candidate]]

__all__ = ["Candidate", "Facts", "Key", "Kind", "kinds", "propose"]

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
    for access in accesses:
        of_access = dict.fromkeys(candidate for kind in chosen for candidate in kind(access, facts))
        new = [candidate for candidate in of_access if not facts.exists(candidate)]
        for candidate in new[:_PER_ACCESS]:
            found[candidate] = tuple(dict.fromkeys((*found.get(candidate, ()), access.query)))
    return found
