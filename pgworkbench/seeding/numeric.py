"""Decimals as PostgreSQL's numeric: digits to the base of 10,000 with neither leading nor trailing zeros."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.arrow import Array

_BASE = 10_000
_DIGITS = 4  # decimal digits in one digit to the base
_NEGATIVE = 0x4000
_WHOLE = 5  # digits to the base before the point: int64 has at most 19 decimal ones


def numeric_bytes(values: Array, scale: int | None) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Offsets and bytes (as numeric_send writes them) of decimals that fit int64 as whole smallest units.

    `scale` is the column's, None for a numeric without one, which shows each value's own.
    """
    own = values.type.scale
    shown = own if scale is None else scale
    if own > shown:
        raise ValueError(f"{own} digits after the point, and the column has {shown}")
    fractions = -(-shown // _DIGITS)
    units = _units(values) * 10 ** (fractions * _DIGITS - own)
    digits = _digits(np.abs(units), _WHOLE + fractions)
    return _packed(digits, units < 0, shown)


def _units(values: Array) -> NDArray[np.int64]:
    words = np.frombuffer(values.buffers()[1], dtype="<i8").reshape(-1, 2)[values.offset :][: len(values)]
    missing = values.is_null().to_numpy(zero_copy_only=False)
    low = np.where(missing, 0, words[:, 0])
    if bool((~missing & (words[:, 1] != words[:, 0] >> 63)).any()) or bool((np.abs(low) > 10**14).any()):
        raise ValueError("a numeric of more than 14 digits is more than seeds make")
    return low


def _digits(units: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    digits = np.empty((len(units), width), dtype=np.int64)
    for place in range(width - 1, -1, -1):
        units, digits[:, place] = np.divmod(units, _BASE)
    return digits


def _packed(
    digits: NDArray[np.int64], negative: NDArray[np.bool_], scale: int
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    rows, width = digits.shape
    used = digits != 0
    some = used.any(axis=1)
    first = np.where(some, used.argmax(axis=1), 0)
    last = np.where(some, width - used[:, ::-1].argmax(axis=1), 0)
    words = np.empty((rows, 4 + width), dtype=">i2")
    words[:, 0] = last - first
    words[:, 1] = np.where(some, _WHOLE - 1 - first, 0)
    words[:, 2] = np.where(negative, _NEGATIVE, 0)
    words[:, 3] = scale
    words[:, 4:] = digits
    place = np.arange(width)
    kept = np.ones((rows, 4 + width), dtype=bool)
    kept[:, 4:] = (place >= first[:, None]) & (place < last[:, None])
    offsets = np.concatenate([[0], np.cumsum(8 + 2 * (last - first))])
    return offsets, np.ascontiguousarray(words[kept]).view(np.uint8)
