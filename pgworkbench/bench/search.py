"""Sets of indexes, searched by steps: add one, drop one, change one for another of its table (longer, shorter, other).

Which steps look good is asked of a quick estimate; whether one is taken is decided by the measured cost. The order in
which steps are looked at follows from costs and names alone, so two searches with the same answers take the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from pgworkbench.catalog import Name

Chosen: TypeAlias = frozenset[Name]

_LOOKED_AT = 6  # steps that are measured before the best of them is taken
_GAIN = 1.05  # what some query must gain for an index to be worth having
_MUCH_LESS, _MUCH_FELT = 0.9, 1.3  # for so much smaller a set, a query may be so much slower
_CLOCK_MS = 0.05  # what no query feels, however quick it is
_WORTH_ROOM, _BARRED = 0.97, 3  # of the total: what is worth that another goes for it; so many are thought of
_MUCH_QUICKER = 1.05  # a set that seems to slow a read is confirmed yet if it is so much quicker
SAME = 1.005  # totals closer than this are the same: then the smaller set is the better


@dataclass(frozen=True, slots=True)
class Cost:
    """What a set costs: milliseconds of all reads and of all writes, weighted by their calls; bytes; each query's ms.

    `broken` says by how much it breaks what was asked for (bytes, dearer writes); 0 if it keeps to it. `slowed` are the
    milliseconds that single reads take more than they may; each counts `weight` times.
    """

    reads: float
    writes: float
    bytes: int
    each: Mapping[str, float]
    broken: float = 0.0
    slowed: float = 0.0
    weight: float = 4.0

    @property
    def total(self) -> float:
        """Reads and writes together."""
        return self.reads + self.writes

    @property
    def weighed(self) -> float:
        """The total, in which what slows a read counts manifold: a way to a good set may lead by one that slows a
        read, which a later step mends.
        """
        return self.total + self.weight * self.slowed

    @property
    def sound(self) -> bool:
        """Whether it keeps to everything."""
        return self.broken == 0 and self.slowed == 0


class Judge(Protocol):
    """Who says what a set costs."""

    @property
    def competitors(self) -> tuple[Name, ...]:
        """All indexes that may be in a set, in order of their names."""

    def estimate(self, chosen: Chosen) -> Cost:
        """Quickly, by the planner's costs where nothing was measured."""

    def cost(self, chosen: Chosen) -> Cost:
        """As measured."""

    def exchangeable(self, one: Name, other: Name) -> bool:
        """Whether the second could stand for the first."""

    def allowed(self, chosen: Chosen) -> bool:
        """Whether the set does what must be done (an index for each foreign key that has one)."""

    def over(self) -> bool:
        """Whether there is no time left."""


@dataclass(frozen=True, slots=True)
class Found:
    """A set from which no step leads to a better one."""

    chosen: Chosen
    cost: Cost


@dataclass(slots=True)
class Trail:
    """Everything that a search has measured, by set."""

    costs: dict[Chosen, Cost] = field(default_factory=dict)

    def best(self) -> tuple[Found, ...]:
        """Every measured set, the best first: what breaks least, then what costs least, then the smallest."""
        found = (Found(chosen, cost) for chosen, cost in self.costs.items())
        return tuple(sorted(found, key=lambda f: order(f.chosen, f.cost)))


def search(judge: Judge, starts: Iterable[Chosen], trail: Trail | None = None) -> tuple[Found, ...]:
    """The best sets that steps lead to from each start, best first; no set twice. `trail` gets all that is measured."""
    way = _Way(judge, trail if trail is not None else Trail(), measured=True)
    found: dict[Chosen, Cost] = {}
    for start in starts:
        if not judge.over():
            end = way.climb(start)
            found.setdefault(end, way.priced(end))
    ends = [Found(chosen, cost) for chosen, cost in found.items()]
    return tuple(sorted(ends, key=lambda f: order(f.chosen, f.cost)))


def estimated(judge: Judge, start: Chosen) -> Chosen:
    """Where steps lead by the planner's costs alone: a start, not an answer."""
    return _Way(judge, Trail(), measured=False).climb(start)


def finalists(known: Sequence[Found], start: Chosen, guess: Chosen) -> tuple[Chosen, Chosen | None]:
    """The set to confirm and the next best: those that kept to the bounds when they were measured, unless one that
    slows a read is much quicker. What slows a query is left out when it is confirmed; what takes more bytes than are
    allowed, or makes writes too dear, is no choice.
    """
    if not known:
        return guess, None
    least = min(found.cost.broken for found in known)
    known = [found for found in known if found.cost.broken <= least]
    sound = [found for found in known if found.cost.sound]
    quick = min(known, key=lambda found: order(found.chosen, found.cost))
    best = sound[0] if sound and sound[0].cost.total <= _MUCH_QUICKER * quick.cost.total else quick
    # A set with more than the best in it says nothing new.
    others = [f.chosen for f in (*sound, *known) if not f.chosen >= best.chosen and f.chosen != start]
    return best.chosen, others[0] if others else None


def better(new: Cost, old: Cost) -> bool:
    """Breaks less; or costs less, and some query feels it; or costs the same in fewer bytes, and no query feels it.

    For a tenth of all bytes a query may feel it a little: so BRIN comes to stand where a B-tree is hardly quicker.
    """
    if new.broken != old.broken:
        return new.broken < old.broken
    gains = [(old.each[query] + _CLOCK_MS) / (new.each[query] + _CLOCK_MS) for query in new.each]
    if new.weighed < old.weighed and max(gains, default=1.0) >= _GAIN:
        return True
    felt = _MUCH_FELT if new.bytes <= _MUCH_LESS * old.bytes else _GAIN
    return new.weighed <= old.weighed * SAME and new.bytes < old.bytes and min(gains, default=1.0) > 1 / felt


@dataclass(frozen=True, slots=True)
class _Way:
    """A walk by measured costs, or by estimates alone."""

    judge: Judge
    trail: Trail
    measured: bool

    def climb(self, start: Chosen) -> Chosen:
        """Step by step, as long as one is an improvement; never to a set where it was before."""
        here, been = start, {start}
        while (step := self.step(here, been)) is not None:
            here = step
            been.add(here)
        return here

    def step(self, here: Chosen, been: set[Chosen]) -> Chosen | None:
        """The best of the steps that looked best; None if none of them is an improvement."""
        taken = self._best(here, (move for move in _moves(self.judge, here) if move not in been))
        # At a bound no single index can be added: then one goes for it, whatever it is for.
        return taken or self._best(here, (move for move in self._instead(here) if move not in been))

    def _instead(self, here: Chosen) -> Iterator[Chosen]:
        """Sets with one more that saves much and breaks a bound, and without one other."""
        cost = self.priced(here)
        outside = [name for name in self.judge.competitors if name not in here]
        guessed = [(self.judge.estimate(here | {name}), name) for name in outside if not self.judge.over()]
        barred = [
            (g.weighed, name)
            for g, name in guessed
            if g.broken > cost.broken and g.weighed < _WORTH_ROOM * cost.weighed
        ]
        for _, name in sorted(barred)[:_BARRED]:
            yield from (step for other in sorted(here) if self.judge.allowed(step := here - {other} | {name}))

    def _best(self, here: Chosen, open_moves: Iterable[Chosen]) -> Chosen | None:
        """The best of the steps that looked best."""
        cost = self.priced(here)
        guessed = [(self.judge.estimate(move), move) for move in open_moves if not self.judge.over()]
        hopeful = sorted(
            (not better(guess, cost), order(move, guess), move) for guess, move in guessed if _hopeful(guess, cost)
        )
        taken: tuple[Cost, Chosen] | None = None
        for _, (_, promised, *_), move in hopeful[:_LOOKED_AT]:
            if self.judge.over() or (taken is not None and taken[0].broken == 0 and taken[0].weighed <= promised):
                break  # what comes does not even promise as much
            price = self.priced(move)
            if better(price, cost) and (taken is None or better(price, taken[0])):
                taken = price, move
        return None if taken is None else taken[1]

    def priced(self, chosen: Chosen) -> Cost:
        """What the set costs, asked once."""
        if chosen not in self.trail.costs:
            judge = self.judge
            self.trail.costs[chosen] = judge.cost(chosen) if self.measured else judge.estimate(chosen)
        return self.trail.costs[chosen]


def order(chosen: Chosen, cost: Cost) -> tuple[float, float, int, list[Name]]:
    """What breaks least, then what costs least, then the smallest, then by names."""
    return cost.broken, cost.weighed, cost.bytes, sorted(chosen)


def _hopeful(guess: Cost, cost: Cost) -> bool:
    """Whether the estimate does not rule it out: it may be wrong by a factor, so much is let through."""
    return guess.broken < cost.broken or (guess.broken <= cost.broken + 1e-9 and guess.weighed <= cost.weighed * 1.02)


def _moves(judge: Judge, here: Chosen) -> Iterator[Chosen]:
    """Every set one step away that does what it must."""
    outside = [name for name in judge.competitors if name not in here]
    steps = [here - {name} for name in sorted(here)]
    steps += [here | {name} for name in outside]
    steps += [here - {one} | {other} for one in sorted(here) for other in outside if judge.exchangeable(one, other)]
    return (step for step in steps if judge.allowed(step))


def front(costs: Mapping[Chosen, Cost]) -> tuple[Found, ...]:
    """The sets that none other beats in reads, writes and bytes at once; the fewest bytes first."""
    ordered = sorted(costs.items(), key=lambda pair: (pair[1].bytes, pair[1].total, sorted(pair[0])))
    kept: list[Found] = []
    for chosen, cost in ordered:
        if cost.sound and not any(_beats(other.cost, cost) for other in kept):
            kept = [other for other in kept if not _beats(cost, other.cost)]
            kept.append(Found(chosen, cost))
    return tuple(kept)


def _beats(one: Cost, other: Cost) -> bool:
    """As good in everything (what differs by less than a percent is as good), and smaller or earlier."""
    slack = 1.01
    return one.reads <= other.reads * slack and one.writes <= other.writes * slack and one.bytes <= other.bytes
