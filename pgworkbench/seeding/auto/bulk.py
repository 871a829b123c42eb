"""Many rows from few: columns that no rule ties together are drawn apart from rows that the server has taken.

Columns tied by a CHECK, a formula or a composite reference stay together (a cluster). A cluster with a key, a
sequence or several references is made anew for every row; the others are drawn, each from a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np

from pgworkbench.seeding.auto.atoms import Test
from pgworkbench.seeding.auto.literals import Cell, literals
from pgworkbench.seeding.auto.maker import EMPTY, Candidates, Maker, Order, Row
from pgworkbench.seeding.auto.model import Model
from pgworkbench.seeding.auto.parents import Parents
from pgworkbench.seeding.counter import below, happens, numbers, squeezed, stream

_TRIES = 12
_WORD = re.compile(r"\w+")
Column = list[str | None]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Columns that are made together: `fresh` if each row needs values of its own."""

    model: Model  # with these columns, their rules and references alone
    fresh: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns."""
        return tuple(each.name for each in self.model.fields)

    @property
    def simple(self) -> bool:
        """Whether it is one column that refers to one table, and nothing else."""
        model = self.model
        return len(model.fields) == 1 and len(model.links) == 1 and not model.rules and not model.links[0].distinct


@dataclass(frozen=True)
class Draft:
    """What a batch is made from: the counts of its rows, values given by the server, references, the seed."""

    counts: Sequence[int]
    given: Mapping[str, Sequence[str]]
    parents: Sequence[Parents]
    seed: int
    left_out: frozenset[str]
    attempt: int = 0  # batches before that gave too few rows
    pointed: Mapping[str, Parents] = field(default_factory=dict)


def clusters_of(model: Model) -> tuple[Cluster, ...]:
    """A table's columns, those that depend on one another together."""
    group = {name: {name} for name in (*(f.name for f in model.fields), *(name for name, _ in model.computed))}
    ties = [mentioned(rule.sql, group) | {a.column for way in rule.ways for a in way} for rule in model.rules]
    ties += [{name} | mentioned(formula, group) for name, formula in model.computed]
    ties += [{*link.columns, *(own for own, _ in link.agreeing)} for link in model.links]
    ties += [{atom.column for atom in way} for way in model.orders]
    ties += [{poly.kind, poly.column} for poly in model.polys]
    for tie in ties:
        joined = set().union(*(group[name] for name in tie if name in group))
        for name in joined:
            group[name] = joined
    found = {id(members): members for members in group.values()}
    return tuple(_cluster(model, members) for members in found.values() if members & {f.name for f in model.fields})


def mentioned(text: str, names: Iterable[str]) -> set[str]:
    """The columns that an expression may name: too many rather than too few; all, if it takes the whole row."""
    words = {word.lower() for word in _WORD.findall(text)}
    if ".*" in text:
        return set(names)
    return {name for name in names if name.lower() in words or (not name.isidentifier() and name in text)}


def _cluster(model: Model, members: set[str]) -> Cluster:
    fields = tuple(each for each in model.fields if each.name in members)
    rules = tuple(r for r in model.rules if (mentioned(r.sql, members) | _columns(r.ways)) & members)
    links = tuple(link for link in model.links if members & set(link.columns))
    orders = tuple(way for way in model.orders if way[0].column in members)
    polys = tuple(poly for poly in model.polys if poly.column in members)
    own = bool(links or polys) or any(each.distinct or each.drawn or each.apart for each in fields)
    fresh = own or any(key and key <= members for key in model.keys)
    computed = tuple(pair for pair in model.computed if pair[0] in members)
    part = replace(model, fields=fields, rules=rules, links=links, wishes=(), computed=computed)
    return Cluster(replace(part, orders=orders, polys=polys), fresh)


def _columns(ways: Iterable[Iterable[object]]) -> set[str]:
    return {atom.column for way in ways for atom in way}  # type: ignore[attr-defined]


class Bulk:
    """The clusters of a table, and the rows that columns are drawn from."""

    def __init__(self, model: Model) -> None:
        self.clusters = clusters_of(model)
        self.patterns: list[Row] = []
        self.model = model

    def candidates(self, draft: Draft) -> Candidates:
        """One for each count, without those for which no way was found."""
        columns: dict[str, Column] = {}
        computed: list[list[tuple[str, str]]] = [[] for _ in draft.counts]
        lost: set[int] = set()
        for cluster in self.clusters:
            if not cluster.fresh or not self._linked(cluster, draft):
                columns.update(self._drawn(cluster, draft, computed))
            elif cluster.simple and self._refers(cluster, draft):
                columns.update(self._referring(cluster, draft))
            else:
                columns.update(_anew(cluster, draft, computed, lost))
        kept = [place for place in range(len(draft.counts)) if place not in lost]
        formulas: dict[tuple[str, str], list[int]] = {}
        for number, place in enumerate(kept):
            for pair in computed[place]:
                formulas.setdefault(pair, []).append(number)
        if lost:
            columns = {name: [values[place] for place in kept] for name, values in columns.items()}
        return Candidates(len(kept), columns, formulas)

    def _refers(self, cluster: Cluster, draft: Draft) -> bool:
        """Whether it can be drawn from what it refers to: a soft reference without any takes other values."""
        [link] = cluster.model.links
        return not link.soft or any(each.link == link and each.keys for each in draft.parents)

    def _linked(self, cluster: Cluster, draft: Draft) -> bool:
        """Whether a fresh cluster can be made: not if all it has is a reference that waits for the second pass."""
        waiting = {*draft.left_out} & set(cluster.names)
        return not (cluster.simple and waiting)

    def _drawn(self, cluster: Cluster, draft: Draft, computed: list[list[tuple[str, str]]]) -> dict[str, Column]:
        chosen = below(self._random(cluster, draft), len(self.patterns)).tolist()
        names = set(cluster.names)
        if any(row.computed for row in self.patterns):
            for place, number in enumerate(chosen):
                computed[place] += [pair for pair in self.patterns[number].computed if pair[0] in names]
        made = {}
        for name in cluster.names:
            pool = [row.values.get(name) for row in self.patterns]
            made[name] = [pool[number] for number in chosen]
        return made

    def _referring(self, cluster: Cluster, draft: Draft) -> dict[str, Column]:
        [link] = cluster.model.links
        parents = next((each for each in draft.parents if each.link == link), None)
        if parents is None or not parents.keys:
            return {cluster.names[0]: [None] * len(draft.counts)}
        random = self._random(cluster, draft)
        keys = [key[0] for key in parents.keys]
        chosen: Column = [keys[n] for n in squeezed(random, len(keys), 2).tolist()]
        if link.free and not link.needed:
            absent = happens(numbers(stream(draft.seed, link.name, "absent"), _index(draft)), EMPTY).tolist()
            chosen = [None if gone else key for key, gone in zip(chosen, absent, strict=True)]
        return {cluster.names[0]: chosen}

    def _random(self, cluster: Cluster, draft: Draft) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        return numbers(stream(draft.seed, str(self.model.name), *cluster.names), _index(draft))


def _index(draft: Draft) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(draft.counts, dtype=np.int64)


def _alone(model: Model) -> Cell | None:
    """The cell of a column that nothing ties to others, and that there is but one way to satisfy."""
    if len(model.fields) != 1 or model.links or any(len(rule.ways) != 1 for rule in model.rules):
        return None
    [one] = model.fields
    atoms = tuple(atom for rule in model.rules for atom in rule.ways[0])
    if any(atom.other or atom.column != one.name or atom.test in {Test.COMPUTED, Test.NULL} for atom in atoms):
        return None
    return Cell(one.name, one.kind, (*atoms, *one.fixed), 0, one.distinct, one.apart)


def _single(cell: Cell, draft: Draft) -> Column:
    random = Random(stream(draft.seed, cell.name, draft.counts[0]))  # noqa: S311
    return literals(replace(cell, attempt=draft.attempt), draft.counts, random)


def _anew(cluster: Cluster, draft: Draft, computed: list[list[tuple[str, str]]], lost: set[int]) -> dict[str, Column]:
    """Values of a cluster for each row; rows for which none are found are lost."""
    names = cluster.names
    if len(names) == 1 and names[0] in draft.given:
        return {names[0]: list(draft.given[names[0]])}
    alone = _alone(cluster.model)
    if alone is not None:
        return {names[0]: _single(alone, draft)}
    parents = [each for each in draft.parents if each.link in cluster.model.links]
    maker = Maker(cluster.model, parents, draft.seed, draft.left_out & set(names), draft.pointed)
    random = Random(stream(draft.seed, str(cluster.model.name), *names, draft.counts[0]))  # noqa: S311
    given = {name: values for name, values in draft.given.items() if name in names}
    lines: list[Column] = []
    for place, count in enumerate(draft.counts):
        order = Order(count, draft.attempt, {name: values[place] for name, values in given.items()})
        made = next((m for _ in range(_TRIES) if isinstance(m := maker.once(order, random), Row)), None)
        if made is None:
            lost.add(place)
        else:
            computed[place] += made.computed
        lines.append([made.values.get(name) if made else None for name in names])
    return dict(zip(names, map(list, zip(*lines, strict=True)), strict=True))
