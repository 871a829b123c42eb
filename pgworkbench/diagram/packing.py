"""Rectangles into a landscape page: rows of the parts, filled from the left, as wide as looks best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Size = tuple[float, float]
LANDSCAPE = 1.45  # width to height that a page or a screen shows largest


@dataclass(frozen=True, slots=True)
class Packed:
    """Left and top of each rectangle, in the order in which they were given, and the size of the whole."""

    places: tuple[tuple[float, float], ...]
    size: Size


def pack(sizes: Sequence[Size], gap: float, *, ratio: float = LANDSCAPE) -> Packed:
    """Rows of rectangles in their order, of the width that shows them largest."""
    widths = sorted(
        {
            sum(w for w, _ in sizes[i:j]) + gap * (j - i - 1)
            for i in range(len(sizes))
            for j in range(i + 1, len(sizes) + 1)
        }
    )
    least = max((w for w, _ in sizes), default=0.0)
    tried = [_rows(sizes, gap, width) for width in widths if width >= least]
    return min(tried, key=lambda packed: (round(fit(packed.size, ratio), 3), packed.size))


def fit(size: Size, ratio: float = LANDSCAPE) -> float:
    """How large a page must be to show it: less is better."""
    width, height = size
    return max(width, ratio * height)


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
