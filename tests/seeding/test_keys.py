"""Keys are unique, invertible and of the version that they say."""

from __future__ import annotations

from uuid import UUID

import numpy as np

from pgworkbench.seeding import keys
from pgworkbench.seeding.counter import stream

ROWS = np.arange(200_000, dtype=np.int64)


def test_a_key_leads_back_to_its_row() -> None:
    for made in (keys.random_keys(3, ROWS), keys.ordered_keys(3, ROWS, ROWS + 1_700_000_000_000)):
        assert (keys.indexes(3, made) == ROWS).all()


def test_no_two_rows_share_a_key() -> None:
    assert len(np.unique(keys.shuffled(5, ROWS))) == len(ROWS)


def test_another_table_has_other_keys() -> None:
    one, other = (set(keys.shuffled(stream(1, name), ROWS).tolist()) for name in ("books", "loans"))
    assert not one & other


def test_versions_and_variants_are_those_of_the_standard() -> None:
    random = UUID(bytes=keys.as_arrow(keys.random_keys(1, ROWS[:1]))[0].as_py())
    ordered = UUID(bytes=keys.as_arrow(keys.ordered_keys(1, ROWS[:1], np.array([1_700_000_000_123])))[0].as_py())
    assert (random.version, ordered.version) == (4, 7)
    assert random.variant == ordered.variant == "specified in RFC 4122"
    assert ordered.int >> 80 == 1_700_000_000_123


def test_ordered_keys_ascend_with_their_times() -> None:
    made = keys.as_arrow(keys.ordered_keys(1, ROWS, ROWS * 10))
    assert made.to_pylist() == sorted(made.to_pylist())


def test_arrow_keeps_a_key_as_it_is() -> None:
    made = keys.random_keys(1, ROWS[:100])
    assert (keys.from_arrow(keys.as_arrow(made)) == made).all()
