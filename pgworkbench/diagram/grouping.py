"""Groups for a design that has none, from its foreign keys: tables that refer to each other belong together.

Greedy modularity (Clauset, Newman, Moore 2004): every table starts alone, and the two groups whose union gains most
are merged until none gains. A reference counts the less the more tables make it, so that a table to which all refer
(the tenant's) holds nothing together; a common first word of the names counts a little. Ties go by name: the same
catalog always gives the same groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from pgworkbench.catalog import Name
from pgworkbench.diagram.entities import Link
from pgworkbench.diagram.reading import Reading

OTHER = "other"  # where tables go that nothing connects
_COMMON_WORD = 0.5  # what a common first word counts, beside a reference that is its parent's only one (1.0)

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
    pairs = {(link.child, link.parent) for link in links if link.child != link.parent}
    times = Counter(parent for _, parent in pairs)
    weights: Weights = defaultdict(float)
    for child, parent in sorted(pairs):
        if child in known and parent in known:
            weights[frozenset((child, parent))] += 1 / times[parent] ** 0.5
    for one, other in combinations(sorted(known), 2):
        if _first_word(one) == _first_word(other):
            weights[frozenset((one, other))] += _COMMON_WORD
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
    """The member to which most others refer; the shortest name among equals."""
    inside = set(community)
    pairs = {(link.child, link.parent) for link in links if link.child != link.parent}
    times = Counter(parent for child, parent in pairs if child in inside and parent in inside)
    return str(min(community, key=lambda name: (-times[name], len(name.name), name)))
