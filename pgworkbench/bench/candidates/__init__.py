"""Indexes worth building, one file a kind: adding a kind is adding a file here.

A kind is a module with `propose(access, facts) -> Iterator[Candidate]`. It may be generous: every candidate is built
for real and judged by the plans and times that it gives. What another candidate or an existing index already is, is
left out here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import islice, zip_longest
from typing import TypeAlias

from pgworkbench.bench.access import Access
from pgworkbench.bench.candidates.vocabulary import Candidate, Facts, Key, narrow
from pgworkbench.catalog import Catalog, Name

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
        new = [candidate for candidate in of_access if _new(candidate, facts)]
        for candidate in new[:_PER_ACCESS]:
            found[candidate] = tuple(dict.fromkeys((*found.get(candidate, ()), access.query)))
    together = shared(found, facts) if "covering" in only or not only else {}
    found |= {candidate: queries for candidate, queries in together.items() if candidate not in found}
    return _apart(found, facts.catalog)


def _new(candidate: Candidate, facts: Facts) -> bool:
    """Whether it can be, and nothing that is there does as well."""
    return not (facts.exists(candidate) or facts.needless(candidate) or facts.impossible(candidate))


def _apart(found: Mapping[Candidate, tuple[str, ...]], catalog: Catalog) -> dict[Candidate, tuple[str, ...]]:
    """The same, none with the name of a table, of an index that is there or of another candidate."""
    taken = {table.name for table in catalog.tables}
    taken |= {Name(table.name.schema, index.name) for table in catalog.tables for index in table.indexes}
    named = {}
    for candidate, queries in found.items():
        mine = replace(candidate, taken=True) if candidate.index in taken else candidate
        taken.add(mine.index)
        named[mine] = queries
    return named


def shared(found: Mapping[Candidate, tuple[str, ...]], facts: Facts) -> dict[Candidate, tuple[str, ...]]:
    """Covering indexes of the same keys put together, where all that they include is still narrow: one for several."""
    alike: dict[tuple[Name, tuple[Key, ...]], list[Candidate]] = {}
    for candidate in found:
        if candidate.include and not candidate.predicate:
            alike.setdefault((candidate.table, candidate.keys), []).append(candidate)
    together = {}
    for group in alike.values():
        for count in range(2, len(group) + 1):
            some = group[:count]
            include = tuple(sorted({column for each in some for column in each.include}))
            if narrow(facts, some[0].table, include):
                queries = tuple(dict.fromkeys(query for each in some for query in found[each]))
                together[replace(some[0], include=include)] = queries
    return together


def fairest(found: Mapping[Candidate, tuple[str, ...]], most: int) -> dict[Candidate, tuple[str, ...]]:
    """At most so many of the candidates, in turns: about as many for each query, of each in turns what comes first and
    what most queries want.
    """
    by_query: dict[str, list[Candidate]] = {}
    for candidate, queries in found.items():
        for query in queries:
            by_query.setdefault(query, []).append(candidate)
    wanted = [
        list(dict.fromkeys(in_turns([of_query, sorted(of_query, key=lambda each: -len(found[each]))])))
        for of_query in by_query.values()
    ]
    return {candidate: found[candidate] for candidate in islice(dict.fromkeys(in_turns(wanted)), most)}


def in_turns(sources: Sequence[Iterable[Candidate]]) -> Iterator[Candidate]:
    """The first of each, then the second of each, and so on."""
    for round_ in zip_longest(*sources):
        yield from (candidate for candidate in round_ if candidate is not None)
