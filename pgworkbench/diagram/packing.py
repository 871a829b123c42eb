"""Rectangles into a landscape page: rows of the parts, filled from the left, as wide as looks best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

Size = tuple[float, float]
LANDSCAPE = 1.45  # width to height that a page or a screen shows largest


@dataclass(frozen=True, slots=True)
class Packed:
    """Left and top of each rectangle, in the order in which they were given, and the size of the whole."""

    places: tuple[tuple[float, float], ...]
    size: Size


def pack(sizes: Sequence[Size], gap: float, *, width: float | None = None) -> Packed:
    """Rows of rectangles in their order: of that width, else of the one that shows them largest."""
    if width is not None:
        return _rows(sizes, gap, max([width, *(wide for wide, _ in sizes)]))
    least = max((wide for wide, _ in sizes), default=0.0)
    tried = [_rows(sizes, gap, width) for width in _widths(sizes, gap) if width >= least]
    return min(tried, key=lambda packed: (round(fit(packed.size), 3), packed.size))


def _widths(sizes: Sequence[Size], gap: float) -> list[float]:
    """All widths that a row of neighbours can have."""
    reach = [0.0]
    for wide, _ in sizes:
        reach.append(reach[-1] + wide + gap)
    return sorted({reach[j] - reach[i] - gap for i, j in combinations(range(len(reach)), 2)})


def fit(size: Size) -> float:
    """How large a page must be to show it: less is better."""
    width, height = size
    return max(width, LANDSCAPE * height)


def _rows(sizes: Sequence[Size], gap: float, width: float) -> Packed:
    places: list[tuple[float, float]] = []
    left = top = tallest = widest = 0.0
    for wide, high in sizes:
        if left and left + wide > width + 0.01:
            left, top, tallest = 0.0, top + tallest + gap, 0.0
        places.append((left, top))
        widest, tallest = max(widest, left + wide), max(tallest, high)
        left += wide + gap
    return Packed(tuple(places), (widest, top + tallest))
