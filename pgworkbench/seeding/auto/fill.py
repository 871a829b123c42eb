"""Filling one table: candidates in batches until there are enough rows, or until nothing is accepted any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, islice
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Name
from pgworkbench.seeding.auto.atoms import UNREAD
from pgworkbench.seeding.auto.bulk import Bulk, Draft, mentioned
from pgworkbench.seeding.auto.facts import DataType
from pgworkbench.seeding.auto.literals import Cell, literal
from pgworkbench.seeding.auto.maker import Candidates, Maker, Order, Row
from pgworkbench.seeding.auto.model import Link
from pgworkbench.seeding.auto.order import Step
from pgworkbench.seeding.auto.parents import Key, Parents, identifier, read_parents, shuffled
from pgworkbench.seeding.auto.probing import UNUSABLE
from pgworkbench.seeding.auto.report import Refusal
from pgworkbench.seeding.auto.stage import Stage
from pgworkbench.seeding.counter import stream

Progress = Callable[[str, int, int], None]  # table, rows done, rows in all
_BATCH = 2000
_PATTERNS, _PART, _MOST_PATTERNS = 400, 20, 20_000  # rows that columns are drawn from: so many, a part of all, at most
_EARNEST = 2  # batches that gave too few rows, after which no more is tried than must be
_AGREEING = 4  # such batches, after which rows need not agree in what no rule asks for
_LARGE = 16_000  # rows drawn at a time
_POOR = 4  # a batch of which less than such a part is taken is the last that is drawn
_PATIENCE = 8  # batches in a row without a new row
_SPARE = 20  # candidates more than are wanted, once some were refused
_FIRST = 12  # rows of a tree's first generation
_HOPELESS = 50  # rows, of which none could be made: the rest of the batch would be no better


@dataclass
class Filling:
    """What holds for all tables of one run: how many rows, for some tables other `volumes`; the seed.

    `promises` are keys that rows to come must have. `since` is the transaction that adds rows to others, which no
    second pass may touch; None where there are none.
    """

    connection: psycopg.Connection[Any]
    rows: int
    seed: int
    progress: Progress
    volumes: Mapping[Name, int] = field(default_factory=dict)
    promises: dict[Name, tuple[tuple[str, ...], tuple[Key, ...]]] = field(default_factory=dict)
    since: str | None = None

    def wanted(self, table: Name) -> int:
        """How many rows a table is to get."""
        return self.volumes.get(table, self.rows)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rows added, what stood in the way of more, and the rows that were there before."""

    rows: int
    obstacle: Refusal | None = None
    there: int = 0


def fill(filling: Filling, step: Step, *, deferred: bool = False) -> Outcome:
    """Fill a table to the number of rows asked for; SeedError is never raised for rows that are refused."""
    return _Table(filling, step, Stage(filling.connection, step.model, deferred)).run()


@dataclass
class _Table:
    filling: Filling
    step: Step
    stage: Stage
    done: int = 0
    stuck: int = 0
    short: bool = False  # the last batch gave less than was wanted
    attempts: int = 0  # batches that did
    swift: bool = True  # columns may be drawn apart from the rows that were taken
    parents: dict[str, Parents] = field(default_factory=dict)

    @cached_property
    def rows(self) -> int:
        """How many are wanted."""
        return self.filling.wanted(self.step.model.name)

    @cached_property
    def bulk(self) -> Bulk:
        """The rows that were taken, and what can be drawn from them."""
        return Bulk(self.step.model)

    def run(self) -> Outcome:
        """Batch after batch."""
        unknown = next((each for each in self.step.model.fields if each.not_null and _unusable(each.kind)), None)
        if unknown is not None:
            return Outcome(0, Refusal("", f"{unknown.name} is NOT NULL, and no value is known for {unknown.kind.sql}"))
        self.stage.open()
        before = _there(self.filling.connection, self.step.model.name)
        numbers = count(before)
        while self.done < self.rows and self.stuck < _PATIENCE:
            got = self._batch(numbers)
            self.stuck = 0 if got else self.stuck + 1
            self.done += got
            self.filling.progress(str(self.step.model.name), self.done, self.rows)
        enough = self.done >= self.rows
        outcome = Outcome(self.done, None if enough else self._obstacle(numbers), before)
        self.stage.close()
        return outcome

    def _batch(self, numbers: count[int]) -> int:
        promised = self._owed()
        self.swift = self.swift and not (promised or self.stage.deferred or self.stage.errors)
        quick = self.swift and len(self.bulk.patterns) >= min(max(_PATTERNS, self.done // _PART), _MOST_PATTERNS)
        wanted = min(self.rows - self.done, self._size(quick=quick))
        extra = wanted // 2 + _SPARE * (1 + self.stuck) if self.short else 0
        rows = [] if quick else self._rows(numbers, wanted + extra, promised)
        offered = self._drawn(numbers, wanted + extra) if quick else self._candidates(rows)
        self.stage.fit.clear()
        got = self.stage.move(self.stage.offer(offered)[:wanted])
        if self.swift and not quick:
            self.bulk.patterns += [rows[n] for n in self.stage.fit]
        self.swift = self.swift and (not quick or got * _POOR >= wanted)
        self.short = got < wanted
        self.attempts += self.short
        return got

    def _size(self, *, quick: bool) -> int:
        """Rows of the next batch; a table that refers to itself grows by generations."""
        size = min(max(self.done, _BATCH), _LARGE) if quick else _PATTERNS if self.swift else _BATCH
        own = any(link.target == self.step.model.name for link in self.step.model.links)
        return min(size, max(_FIRST, self.done // 2)) if own else size

    def _candidates(self, rows: Sequence[Row]) -> Candidates:
        return Candidates.of(rows, [each.name for each in self.step.model.fields])

    def _drawn(self, numbers: count[int], wanted: int) -> Candidates:
        """Rows of which most columns are drawn from rows that were taken."""
        self._read_parents()
        links = [self.parents[link.name] for link in self.step.model.links if link.name in self.parents]
        counts = list(islice(numbers, wanted))
        given = self.stage.drawn(wanted)
        draft = Draft(counts, given, links, self.filling.seed, self._left_out(), self.attempts, self._pointed())
        return self.bulk.candidates(draft)

    def _rows(self, numbers: count[int], wanted: int, promised: Sequence[dict[str, str]]) -> list[Row]:
        self._read_parents()
        model, drawn = self.step.model, self.stage.drawn(wanted)
        links = [self.parents[link.name] for link in model.links if link.name in self.parents]
        links = [each.relaxed() for each in links] if self.attempts >= _AGREEING else links
        maker = Maker(model, links, self.filling.seed, self._left_out(), self._pointed())
        rows = []
        for place in range(wanted):
            given = {column: values[place] for column, values in drawn.items()}
            given |= promised[place] if place < len(promised) else {}
            made = maker.make(Order(next(numbers), self.attempts, given))
            if isinstance(made, Row):
                rows.append(made)
            else:
                self.stage.blame(made)
                if not rows and place > _HOPELESS:
                    break
        return rows

    def _pointed(self) -> dict[str, Parents]:
        """What columns that name their table may refer to, by link."""
        return {link.name: self.parents[link.name] for poly in self.step.model.polys for _, link in poly.targets}

    def _left_out(self) -> frozenset[str]:
        free = {column for link in self.step.later for column in link.free}
        empty = {c for p in self.parents.values() for c in p.link.free if not p.keys and not p.link.soft}
        return frozenset(free | empty | self._hard())

    def _hard(self) -> set[str]:
        """Columns that may be NULL, of rules that could not be read and that kept many rows out: NULL passes them."""
        if self.attempts < _EARNEST or self.attempts % 2 == 0:  # in turns: some rules want one of them filled
            return set()
        model = self.step.model
        nullable = {each.name for each in model.fields if not each.not_null}
        unread = (r for r in model.rules if r.ways == UNREAD and self.stage.blamed.get(r.name, 0) > _HOPELESS)
        return {name for rule in unread for name in mentioned(rule.sql, nullable)}

    def _read_parents(self) -> None:
        """What each link can refer to; in a table that refers to itself, the rows of the batches before."""
        for link in self.step.model.all_links:
            own = link.target == self.step.model.name
            if link in self.step.later or (link.name in self.parents and not own and not link.distinct):
                continue
            random = Random(stream(self.filling.seed, str(self.step.model.name), link.name))  # noqa: S311
            if link in self.step.promised:
                self.parents[link.name] = shuffled(link, self._promise(link, random), random)
            else:
                self.parents[link.name] = read_parents(self.filling.connection, self.step.model.name, link, random)

    def _promise(self, link: Link, random: Random) -> tuple[Key, ...]:
        """Keys that the target's rows will have, made now."""
        known = self.filling.promises.get(link.target)
        if known is None or known[0] != link.target_columns:
            known = link.target_columns, self._keys(link, random)
            self.filling.promises[link.target] = known
        return known[1]

    def _keys(self, link: Link, random: Random) -> tuple[Key, ...]:
        target = self.step.targets[link.target]
        rows = self.filling.wanted(target.name)
        drawn = Stage(self.filling.connection, target).drawn(rows)
        keys = []
        for number in range(rows):
            row: dict[str, str | None] = {}
            for name in link.target_columns:
                each = target.field(name)
                if each is not None and name not in drawn:
                    row[name] = literal(Cell(name, each.kind, (), number, distinct=True), row, random)
                elif each is not None:
                    row[name] = drawn[name][number]
            keys.append(tuple(str(row.get(name)) for name in link.target_columns))
        return tuple(dict.fromkeys(keys))

    def _owed(self) -> list[dict[str, str]]:
        """Keys that were promised of this table and are not there yet."""
        promise = self.filling.promises.get(self.step.model.name)
        if promise is None:
            return []
        names, keys = promise
        listed = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names)
        query = sql.SQL("SELECT {} FROM {}").format(listed, identifier(self.step.model.name))
        there = set(self.filling.connection.execute(query).fetchall())
        return [dict(zip(names, key, strict=True)) for key in keys if key not in there]

    def _obstacle(self, numbers: count[int]) -> Refusal:
        """What keeps further rows out: the server's own words where it has some."""
        if self.stage.complaint is not None and not self.stage.blamed:
            return self.stage.complaint
        rows = self._rows(numbers, 1, ())
        accepted = self.stage.offer(self._candidates(rows))
        if accepted and self.stage.complaint is None:
            self.stage.move(accepted, skipping=False)
        if self.stage.complaint is not None:
            return self.stage.complaint
        if self.stage.blamed:
            name = max(self.stage.blamed, key=lambda each: self.stage.blamed[each])
            return Refusal(name, self._why(name))
        return Refusal("", "rows are kept out without an error (a trigger, or a policy)")

    def _why(self, name: str) -> str:
        links = {link.name: link for link in self.step.model.links}
        if name in links:
            return f"no row of {links[name].target} fits"
        return "no row was found that satisfies it"


def _unusable(kind: DataType) -> bool:
    root = kind.root
    return root.name == UNUSABLE or (root.part is not None and _unusable(root.part))


def _there(connection: psycopg.Connection[Any], name: Name) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(identifier(name))).fetchone()
    return int(row[0]) if row else 0
