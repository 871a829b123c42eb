"""Which summaries to try: what the queries want of a table, together where that stays small.

A summary is worth a try where its groups are far fewer than the rows; that is counted, not estimated.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.kept.summary import Part, Summary, free, keyed, named, partitions_of
from pgworkbench.bench.kept.wanted import Wanted
from pgworkbench.catalog import Catalog, Name, Table

_ROWS_A_GROUP = 5  # at least, for sums to be kept
_FEWEST = 1000  # rows of a table that is worth it
_WIDER = 4  # how many times the groups that each wants may become by wanting together
_SMALL = 100  # groups that are few whatever wants them
_MOST_LEADS = 3
_COUNT = "SELECT count(*), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {} GROUP BY {}) AS counted"
_TAKEN = """
SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = %(schema)s::regnamespace
UNION SELECT typname FROM pg_catalog.pg_type WHERE typnamespace = %(schema)s::regnamespace
UNION SELECT proname FROM pg_catalog.pg_proc WHERE pronamespace = %(schema)s::regnamespace
UNION SELECT tgname FROM pg_catalog.pg_trigger
"""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A summary to be tried: how many groups it has, of how many rows, and which queries want it."""

    summary: Summary
    groups: int
    rows: int
    queries: tuple[str, ...]


@dataclass(slots=True)
class _Together:
    """Readings that one summary would serve."""

    keys: frozenset[str]
    wants: list[tuple[str, Wanted]]


@dataclass(slots=True)
class Gathering:
    """Counts groups on a copy, each kind once, none for longer than `limit_ms`, and none after `until` (monotonic)."""

    connection: psycopg.Connection[Any]
    catalog: Catalog
    limit_ms: int
    until: float = float("inf")
    _counted: dict[tuple[Name, frozenset[str]], tuple[int, int] | None] = field(default_factory=dict)

    def proposed(self, wants: Mapping[str, Sequence[Wanted]]) -> Iterator[Proposed]:
        """Summaries for what these queries want."""
        by_table: dict[Name, list[tuple[str, Wanted]]] = {}
        for query, all_of_it in wants.items():
            for each in all_of_it:
                by_table.setdefault(each.reading.table.name, []).append((query, each))
        for table, pairs in sorted(by_table.items()):
            for together in self._together(self.catalog.table(table), pairs):
                summary = self._summary(self.catalog.table(table), [want for _, want in together.wants])
                groups, rows = self._groups(table, together.keys) or (0, 0)
                queries = tuple(dict.fromkeys(query for query, _ in together.wants))
                yield Proposed(summary, groups, rows, queries)

    def _together(self, table: Table, pairs: Iterable[tuple[str, Wanted]]) -> list[_Together]:
        """What is small enough by itself, the widest first, put together where that is small enough, too."""
        found: list[_Together] = []
        small: list[tuple[str, Wanted]] = []
        for query, want in pairs:
            if not any(want.reading is other.reading for _, other in small) and self._few(table.name, _keys(want)):
                small.append((query, want))
        for query, want in sorted(small, key=lambda pair: -len(pair[1].keys)):
            keys = _keys(want)
            for other in found:
                both = keys | other.keys
                if both == other.keys or self._few(table.name, both, beside=(keys, other.keys)):
                    other.keys = both
                    other.wants.append((query, want))
                    break
            else:
                found.append(_Together(keys, [(query, want)]))
        return found

    def _few(self, table: Name, keys: frozenset[str], beside: Sequence[frozenset[str]] = ()) -> bool:
        """Whether these keys make few groups of the rows, and not many more than each of the others."""
        counted = self._groups(table, keys) if keyed(keys) else None
        if counted is None or counted[1] < _FEWEST or counted[0] * _ROWS_A_GROUP > counted[1]:
            return False
        known = [self._groups(table, other) for other in beside]
        return all(counted[0] <= max(_SMALL, _WIDER * (other or (0, 0))[0]) for other in known)

    def _groups(self, table: Name, keys: frozenset[str]) -> tuple[int, int] | None:
        """Groups and rows; None if counting them took too long."""
        if (table, keys) not in self._counted:
            self._counted[table, keys] = self._asked(table, keys)
        return self._counted[table, keys]

    def _asked(self, table: Name, keys: frozenset[str]) -> tuple[int, int] | None:
        if time.monotonic() > self.until:
            return None
        texts = sql.SQL(", ").join([sql.SQL(text) for text in sorted(keys)] or [sql.SQL("()")])
        ask = sql.SQL(_COUNT).format(sql.Identifier(table.schema, table.name), texts)
        try:
            with self.connection.transaction(force_rollback=True):
                self.connection.execute("SELECT set_config('statement_timeout', %s, true)", [f"{self.limit_ms}ms"])
                row = self.connection.execute(ask).fetchone()
        except psycopg.Error:
            return None
        return (int(row[0]), int(row[1])) if row is not None else None

    def _summary(self, table: Table, wants: Sequence[Wanted]) -> Summary:
        """One for all of these, its keys in the order in which most are looked up."""
        taken = {column.name for each in self.catalog.tables for column in each.columns}
        keys = _named([part for want in wants for part in want.keys], "key", taken)
        equal = [frozenset(want.reading.equal) & {part.name for part in keys} for want in wants]
        keys.sort(key=lambda part: (-sum(part.name in each for each in equal), part.name))
        rows = free("rows", taken)
        taken.add(rows)
        counts = _named([part for want in wants for part in want.counts], "count", taken)
        sums = _named([part for want in wants for part in want.totals], "sum", taken)
        order = [part.name for part in keys]
        leads = {tuple(n for n in order if n in each) for each in equal if each and set(order[: len(each)]) != each}
        parts = tuple(part.name for part in partitions_of(table.name, self.catalog))
        name = Name(table.name.schema, self._name(table, order))
        whole = tuple(keys) or (Part(free("whole", taken), "true", "boolean"),)
        kept = Summary(table, parts, name, whole, rows, tuple(counts), tuple(sums))
        scaled = all(one.scaled for want in wants for one in want.sums)
        return replace(kept, leads=tuple(sorted(leads))[:_MOST_LEADS], scaled=scaled)

    def _name(self, table: Table, keys: Sequence[str]) -> str:
        schema = sql.Identifier(table.name.schema).as_string(None)
        taken = {name for (name,) in self.connection.execute(_TAKEN, {"schema": schema})}
        return named(f"{table.name.name}_by_{'_'.join(keys)}" if keys else f"{table.name.name}_in_all", taken)


def _keys(want: Wanted) -> frozenset[str]:
    return frozenset(part.text for part in want.keys)


def _named(parts: Iterable[Part], kind: str, taken: set[str]) -> list[Part]:
    """Each expression once, under a name of its own: the column's, for a key that is a column."""
    found: dict[str, Part] = {}
    for part in parts:
        if part.text not in found:
            name = part.name if kind == "key" and part.name else free(part.name or f"{kind}_{len(found) + 1}", taken)
            found[part.text] = Part(name, part.text, part.type)
            taken.add(name)
    return list(found.values())
