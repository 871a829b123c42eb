"""Rectangles on a landscape page."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pgworkbench.diagram.packing import fit, pack

SIZES = st.lists(st.tuples(st.integers(20, 900), st.integers(20, 900)), min_size=1, max_size=12)


@given(SIZES)
def test_nothing_overlaps_and_nothing_sticks_out(sizes: list[tuple[float, float]]) -> None:
    packed = pack(sizes, 10)
    placed = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(packed.places, sizes, strict=True)]
    for a, b in combinations(placed, 2):
        assert (
            a[2] + 10 <= b[0] + 1e-6 or b[2] + 10 <= a[0] + 1e-6 or a[3] + 10 <= b[1] + 1e-6 or b[3] + 10 <= a[1] + 1e-6
        )
    assert max(box[2] for box in placed) <= packed.size[0]
    assert max(box[3] for box in placed) <= packed.size[1]


def test_the_page_is_landscape() -> None:
    packed = pack([(100, 100)] * 12, 10)
    assert packed.size == (430, 320)


def test_a_given_width_is_kept() -> None:
    assert pack([(100, 50)] * 4, 10, width=220).size == (210, 110)
    assert pack([(300, 50), (20, 50)], 10, width=220).size[0] == 300


def test_a_page_is_as_good_as_its_longer_side() -> None:
    assert fit((145, 100)) == 145
    assert fit((100, 200)) > fit((200, 100))
