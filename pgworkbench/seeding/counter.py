"""Random numbers without a state: a number depends on what it is for and on the row's index, on nothing else.

A stream is named by words (seed, table, column, …); its number at index i is SplitMix64's i-th output
(Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). So any worker computes any row,
in any order and in chunks of any size. Whatever is decided is decided in integers: floating-point powers and
logarithms may differ in their last bit from one processor to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Index = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
LOTS = 1 << 16  # how finely a weight is heard


@lru_cache(maxsize=4096)
def stream(*words: int | str) -> int:
    """The 64-bit start of the stream with this name."""
    text = "\x1f".join(str(word) for word in words)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def mixed(values: Numbers) -> Numbers:
    """SplitMix64's finisher: every bit of a value changes half of the result's bits."""
    return _mix(values.copy())


def _mix(values: Numbers) -> Numbers:
    """The same in place: whoever calls it has made the values."""
    shifted = values >> np.uint64(30)
    values ^= shifted
    values *= _FIRST
    np.right_shift(values, np.uint64(27), out=shifted)
    values ^= shifted
    values *= _SECOND
    np.right_shift(values, np.uint64(31), out=shifted)
    values ^= shifted
    return values


def divided(values: Index, by: int) -> tuple[Index, Index]:
    """Quotient and remainder; numpy's own `divmod` and `%` take many times as long as its division by one number."""
    whole: Index = values // by
    return whole, values - whole * by


def numbers(start: int, index: Index) -> Numbers:
    """64 random bits for each index."""
    values = index.astype(np.int64, copy=False).view(np.uint64) * _GOLDEN
    values += np.uint64(start)
    return _mix(values)


def below(random: Numbers, limit: int | Index) -> Index:
    """Integers from 0 to limit - 1, for a limit (one, or one a row) of at most 2**32; 0 where the limit is 0."""
    return _scaled(random >> np.uint64(32), limit)


def _scaled(part: Numbers, limit: int | Index) -> Index:
    """Parts of 2**32 as parts of the limit, in place."""
    part *= np.asarray(limit, dtype=np.uint64)
    part >>= np.uint64(32)
    return part.view(np.int64)


def quotas(weights: Sequence[float], total: int) -> list[int]:
    """Share `total` in proportion to weights, at least one for each that is above zero (largest remainders)."""
    positive = [index for index, weight in enumerate(weights) if weight > 0]
    spare = total - len(positive)
    whole = sum(weights)
    exact = [weight / whole * spare for weight in weights]
    shares = [int(value) + (weight > 0) for value, weight in zip(exact, weights, strict=True)]
    by_remainder = sorted(positive, key=lambda index: (int(exact[index]) - exact[index], index))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


@lru_cache(maxsize=1024)
def lots(weights: tuple[float, ...]) -> NDArray[np.int32]:
    """A table of 65,536 lots: `lots(w)[random >> 48]` is a weighted choice."""
    return np.repeat(np.arange(len(weights), dtype=np.int32), quotas(weights, LOTS))


def drawn(random: Numbers, weights: tuple[float, ...]) -> NDArray[np.int32]:
    """One of the weights' positions for each random number."""
    return lots(weights).take((random >> np.uint64(48)).view(np.int64))


def happens(random: Numbers, rate: float) -> NDArray[np.bool_]:
    """True at this rate (0 and 1 are never and always)."""
    lot = round(rate * LOTS)
    if not 0 < lot < LOTS:
        return np.full(len(random), lot > 0)
    return random < np.uint64(lot << 48)


def squeezed(random: Numbers, limit: int | Index, power: int) -> Index:
    """Like `below`, crowded towards 0: the power-th power of an even draw (power 1 is even)."""
    part = random >> np.uint64(32)
    for _ in range(power - 1):
        random = mixed(random)
        part *= random >> np.uint64(32)
        part >>= np.uint64(32)
    return _scaled(part, limit)
