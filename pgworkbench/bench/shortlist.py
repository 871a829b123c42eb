"""Which candidates are worth a search, by the planner's word; and which indexes must not all go."""

from __future__ import annotations

from collections.abc import Iterator

from pgworkbench.bench.case import Case
from pgworkbench.bench.judge import Bench
from pgworkbench.bench.search import Chosen
from pgworkbench.catalog import Catalog, ConstraintKind, Index, Name, Table

_BEST, _DENSEST = 4, 3  # candidates of a query: by what they save, and by what they save for a byte


def relevant(judge: Bench, start: Chosen) -> dict[str, Chosen]:
    """For each query, the indexes that a plan takes up: alone, beside what is there, or when all are there."""
    return {
        case.name: judge.used(case, frozenset(judge.competitors)) | _used(judge, case, start) for case in judge.cases
    }


def shortlist(judge: Bench, start: Chosen) -> Chosen:
    """The candidates of each query that promise most, and those that it uses when all are there."""
    found: set[Name] = set()
    for case in judge.cases:
        found |= judge.used(case, frozenset(judge.competitors)) | judge.followed(case)
        for beside in (start, frozenset[Name]()):
            found |= set(_promising(judge, case, beside))
    return frozenset(found) - start


def _used(judge: Bench, case: Case, start: Chosen) -> Chosen:
    besides = (start, frozenset[Name]())
    contexts = [*besides, *(beside | {name} for beside in besides for name in sorted(case.touched))]
    return frozenset().union(*(judge.used(case, context) for context in contexts))


def _promising(judge: Bench, case: Case, beside: Chosen) -> Iterator[Name]:
    before = judge.planner_cost(case, beside)
    saved: dict[Name, float] = {}
    for name in sorted(case.touched - beside):
        with_it = beside | {name}
        if name in judge.used(case, with_it):
            saved[name] = before - judge.planner_cost(case, with_it)
    sizes = judge.pool.sizes
    yield from sorted(saved, key=lambda name: (-saved[name], sizes.get(name, 0), name))[:_BEST]
    yield from sorted(saved, key=lambda name: (-saved[name] / max(sizes.get(name, 0), 8192), name))[:_DENSEST]


def guards(catalog: Catalog, optional: Chosen, start: Chosen) -> tuple[Chosen, ...]:
    """For each foreign key that an index leads with now: those that do. A parent's DELETE looks for its children by
    them, whether or not the workload says so.
    """
    found = dict.fromkeys(guard for table in catalog.tables for guard in _guards(table, optional, start))
    return tuple(found)


def _guards(table: Table, optional: Chosen, start: Chosen) -> Iterator[Chosen]:
    for key in table.of_kind(ConstraintKind.FOREIGN):
        leading = [index for index in table.indexes if _leads(index, frozenset(key.columns))]
        names = {Name(table.name.schema, index.name) for index in leading}
        if names <= optional and names & start:
            yield frozenset(names)


def _leads(index: Index, columns: frozenset[str]) -> bool:
    first = set(index.columns[: len(columns)])
    return index.method == "btree" and index.predicate is None and index.valid and first == columns
