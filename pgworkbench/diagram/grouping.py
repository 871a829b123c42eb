"""Groups for a design that has none, from its foreign keys: tables that refer to each other belong together.

Greedy modularity (Clauset, Newman, Moore 2004): every table starts alone, and the two groups whose union gains most
are merged until none gains. A reference counts the less the more tables make it, so that a table to which all refer
(the tenant's) holds nothing together, and the more the fewer others its table has; a common first word of the names
counts a little. Ties go by name: the same catalog always gives the same groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from pgworkbench.catalog import Name
from pgworkbench.diagram.entities import Link
from pgworkbench.diagram.reading import Reading

OTHER = "other"  # where tables go that nothing connects
_FEW = 4  # references to one table that count in full; more of them count less, each
_COMMON_WORD = 0.5  # what the tables with the same first word count for one table, beside such a reference (1.0)

Weights = dict[frozenset[Name], float]


def groups_of(reading: Reading, given: Mapping[str, str] | None = None) -> dict[Name, str]:
    """Each table's group: as `given` (by name for people; what it leaves out is `other`), else found."""
    names = list(reading.entities)
    if given:
        return {name: given.get(str(name), OTHER) for name in names}
    return found_groups(names, reading.links)


def found_groups(names: Sequence[Name], links: Sequence[Link]) -> dict[Name, str]:
    """Groups by modularity, each named after the member to which its other members refer most."""
    weights = _weights(names, links)
    communities = _merged(sorted(names), weights)
    groups: dict[Name, str] = {}
    for community in communities:
        title = _title(community, links) if len(community) > 1 or len(communities) == 1 else OTHER
        groups.update(dict.fromkeys(community, title))
    return {name: groups[name] for name in sorted(names)}


def _weights(names: Iterable[Name], links: Sequence[Link]) -> Weights:
    """How strongly each pair of tables is tied."""
    known = set(names)
    pairs = _pairs(links)
    times = Counter(parent for _, parent in pairs)
    weights: Weights = defaultdict(float)
    ties = {pair: _tie(times[pair[1]]) for pair in sorted(pairs) if known.issuperset(pair)}
    total: dict[Name, float] = defaultdict(float)
    for (child, _), tie in ties.items():
        total[child] += tie
    for (child, parent), tie in ties.items():
        weights[frozenset((child, parent))] += tie / total[child] ** 0.5
    words: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in sorted(known):
        words[_first_word(name)].append(name)
    for together in words.values():
        for one, other in combinations(together, 2):
            weights[frozenset((one, other))] += _COMMON_WORD / (len(together) - 1)
    return weights


def _first_word(name: Name) -> tuple[str, str]:
    """`lead` of `leads` and of `lead_notes`, within one schema."""
    return name.schema, name.name.split("_")[0].removesuffix("s")


def _merged(names: Sequence[Name], weights: Weights) -> list[tuple[Name, ...]]:
    """The communities, the ones first whose first member comes first."""
    total = sum(weights.values())
    members: dict[int, tuple[Name, ...]] = {index: (name,) for index, name in enumerate(names)}
    number = {name: index for index, name in enumerate(names)}
    between: dict[tuple[int, int], float] = {}
    degree: dict[int, float] = defaultdict(float)
    for pair, weight in sorted(weights.items(), key=lambda item: sorted(item[0])):
        one, other = sorted(number[name] for name in pair)
        between[one, other] = weight
        degree[one] += weight
        degree[other] += weight
    while between:
        gain, one, other = _best(between, degree, total)
        if gain <= 0:
            break
        members[one] += members.pop(other)
        degree[one] += degree.pop(other)
        between = _joined(between, one, other)
    return sorted(tuple(sorted(community)) for community in members.values())


def _best(
    between: Mapping[tuple[int, int], float], degree: Mapping[int, float], total: float
) -> tuple[float, int, int]:
    """The pair whose union gains most modularity, the first by number among equals."""
    gains = ((weight / total - degree[a] * degree[b] / (2 * total**2), a, b) for (a, b), weight in between.items())
    return min(gains, key=lambda gain: (-round(gain[0], 12), gain[1], gain[2]))


def _joined(between: Mapping[tuple[int, int], float], one: int, other: int) -> dict[tuple[int, int], float]:
    """The ties after `other` has become a part of `one`."""
    joined: dict[tuple[int, int], float] = defaultdict(float)
    for pair, weight in between.items():
        a, b = sorted(one if end == other else end for end in pair)
        if a != b:
            joined[a, b] += weight
    return joined


def _title(community: Sequence[Name], links: Sequence[Link]) -> str:
    """The member to which the others are tied most strongly; among equals the one with most references, or shortest."""
    pairs = _pairs(links)
    times = Counter(parent for _, parent in pairs)
    inside = Counter(parent for child, parent in pairs if child in community and parent in community)
    strength = {name: inside[name] * _tie(times[name]) for name in community if inside[name]}
    own = Counter(child for child, _ in pairs)
    return str(min(community, key=lambda name: (-strength.get(name, 0.0), -own[name], len(name.name), name)))


def _pairs(links: Sequence[Link]) -> set[tuple[Name, Name]]:
    """Who refers to whom, itself aside."""
    return {(link.child, link.parent) for link in links if link.child != link.parent}


def _tie(times: int) -> float:
    """What a reference counts to a table to which so many refer."""
    return min(1.0, _FEW / times) ** 2
