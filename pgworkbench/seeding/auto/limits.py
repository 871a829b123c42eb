"""What all chosen atoms together leave of one column: the values allowed, the bounds, the patterns, the lengths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pgworkbench.seeding.auto.atoms import BOUNDS, Alternative, Atom, Test
from pgworkbench.seeding.auto.facts import DataType, Shape
from pgworkbench.seeding.auto.patterns import compiled
from pgworkbench.seeding.auto.scales import Scale, scale_of

_LIMITLESS = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value must keep to; `allowed` None is anything; `null` None is either."""

    allowed: tuple[str, ...] | None = None
    denied: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    shortest: int = 0
    longest: int = _LIMITLESS
    case: Test | None = None
    null: bool | None = None

    def accepts(self, text: str) -> bool:
        """Whether a text keeps to all of this (bounds apart)."""
        if text in self.denied or not self.shortest <= len(text) <= self.longest:
            return False
        if self.case is not None and text != (text.lower() if self.case is Test.LOWER else text.upper()):
            return False
        if self.allowed is not None and text not in self.allowed:
            return False
        return all(_found(p, text) for p in self.patterns) and not any(_found(p, text) for p in self.unlike)


def _found(pattern: str, text: str) -> bool:
    expression = compiled(pattern)
    return expression is None or expression.search(text) is not None


def limits_of(atoms: Iterable[Atom]) -> Limits:
    """The limits that atoms of one column add up to."""
    return _limits(tuple(atoms))


@lru_cache(maxsize=1 << 15)
def _limits(atoms: tuple[Atom, ...]) -> Limits:
    allowed: tuple[str, ...] | None = None
    for values in _values(atoms, Test.IN):
        allowed = values if allowed is None else tuple(value for value in allowed if value in values)
    cases = [atom.test for atom in atoms if atom.test in {Test.LOWER, Test.UPPER}]
    tests = {atom.test for atom in atoms}
    return Limits(
        allowed,
        frozenset(value for values in _values(atoms, Test.NOT_IN) for value in values),
        tuple(values[0] for values in _values(atoms, Test.MATCHES)),
        tuple(values[0] for values in _values(atoms, Test.MATCHES_NOT)),
        max((int(values[0]) for values in _values(atoms, Test.SHORTEST)), default=0),
        min((int(values[0]) for values in _values(atoms, Test.LONGEST)), default=_LIMITLESS),
        cases[0] if cases else None,
        True if Test.NULL in tests else False if Test.NOT_NULL in tests else None,
    )


def _values(atoms: Iterable[Atom], test: Test) -> list[tuple[str, ...]]:
    return [atom.values for atom in atoms if atom.test is test]


Row = Mapping[str, str | None]


def bounds(atoms: Iterable[Atom], scale: Scale, row: Row) -> tuple[int | None, int | None]:
    """The least and the last tick that the atoms allow, with the columns that the row has already."""
    low: int | None = None
    high: int | None = None
    for atom in atoms:
        text = atom.values[0] if atom.other is None and atom.values else row.get(atom.other or "")
        if text is None or atom.test not in {*BOUNDS, Test.EQUAL}:
            continue
        first, last = _span(atom.test, scale, text)
        low = first if low is None or (first is not None and first > low) else low
        high = last if high is None or (last is not None and last < high) else high
    return low, high


def _span(test: Test, scale: Scale, text: str) -> tuple[int | None, int | None]:
    below, above = scale.floor(text), scale.ceil(text)
    if below is None or above is None:
        return None, None
    return {
        Test.LESS: (None, above - 1),
        Test.AT_MOST: (None, below),
        Test.MORE: (below + 1, None),
        Test.AT_LEAST: (above, None),
        Test.EQUAL: (below, below),
    }[test]


def compatible(held: Mapping[str, list[Atom]], way: Alternative, types: Mapping[str, DataType]) -> bool:
    """Whether an alternative can hold beside the atoms that were chosen before it."""
    merged: dict[str, list[Atom]] = {}
    for atom in way:
        merged.setdefault(atom.column, list(held.get(atom.column, ()))).append(atom)
    return all(possible(atoms, types.get(column)) for column, atoms in merged.items())


def possible(atoms: list[Atom], kind: DataType | None) -> bool:
    """Whether some value (or NULL) can satisfy atoms of one column, as far as they tell."""
    limits = limits_of(atoms)
    tests = {atom.test for atom in atoms}
    if {Test.NULL, Test.NOT_NULL} <= tests:
        return False
    if limits.null:
        return True  # a CHECK that comes to NULL lets a row pass
    scale = scale_of(kind.root) if kind else None
    low, high = bounds(atoms, scale, {}) if scale else (None, None)
    if limits.allowed is not None:
        return bool(within(limits, scale, low, high))
    return limits.shortest <= limits.longest and (low is None or high is None or low <= high)


def within(limits: Limits, scale: Scale | None, low: int | None, high: int | None) -> tuple[str, ...]:
    """The allowed values that the other limits leave."""
    kept = []
    for text in limits.allowed or ():
        tick = scale.floor(text) if scale else None
        fits = tick is None or ((low is None or tick >= low) and (high is None or tick <= high))
        if fits and text not in limits.denied and all(_found(p, text) for p in limits.patterns):
            kept.append(text)
    return tuple(kept)


def choices(kind: DataType, limits: Limits) -> tuple[str, ...] | None:
    """The values to choose from, where they are few and known: an enum's labels, true and false, a list."""
    if limits.allowed is not None:
        return limits.allowed
    root = kind.root
    known = root.labels if root.shape is Shape.ENUM else ("true", "false") if root.name == "bool" else None
    return None if known is None else tuple(label for label in known if label not in limits.denied)
