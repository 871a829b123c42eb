"""Times, dates and periods."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pgworkbench.seeding.arrow import Array, pa
from pgworkbench.seeding.counter import Index, squeezed
from pgworkbench.seeding.curve import Curve, Timeline, timeline
from pgworkbench.seeding.generator import Source, generator
from pgworkbench.seeding.rows import Rows, as_integers

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_EVEN = Curve()


def as_moments(values: Index, missing: NDArray[np.bool_] | None = None) -> Array:
    """Microseconds since 1970 as Arrow's timestamps; null where `missing`."""
    return pa.array(values, pa.int64(), mask=missing).view(pa.timestamp("us", tz="UTC"))


@generator
def moments(rows: Rows, *, days: int, until: int = 0, curve: Curve = _EVEN, ordered: bool = True) -> Array:
    """Times from `days` before the volumes' `as_of` to `until` days before it, as busy as the curve says.

    They ascend with the row's index (as rows arrive in a table), unless `ordered` is false. Rows of a later
    generation lie between the former `as_of` and theirs, or where all lie if it has not moved.
    """
    result = np.empty(len(rows), dtype=np.int64)
    layout = rows.world.layout(rows.table)
    for number, segment in enumerate(layout.segments):
        here = rows.generation == number
        if not here.any():
            continue
        its = _line(rows.world.moments, number, (days, until), curve)
        random = rows.random("moment")[here]
        local = rows.index[here] - segment.start
        result[here] = its.dealt(local, segment.stop - segment.start, random) if ordered else its.anywhere(random)
    return as_moments(result)


def _line(ends: tuple[int, ...], number: int, window: tuple[int, int], curve: Curve) -> Timeline:
    days, until = window
    end = ends[number]
    if number and end > ends[number - 1]:
        return timeline(curve, ends[number - 1], end)
    return timeline(curve, ends[0] - days * _DAY, end - until * _DAY)


@generator
def after(rows: Rows, base: Source, longest: timedelta, *, least: timedelta = timedelta(), power: int = 2) -> Array:
    """A time after `base`, at most `longest` later and never after `as_of`; `power` above 1 crowds to the shortest."""
    times = rows.make(base, "base")
    start = as_integers(times)
    spare = (longest - least) // timedelta(seconds=1)
    random = rows.random("after")
    seconds = squeezed(random, spare, power)
    lag = least // timedelta(microseconds=1) + seconds * _SECOND + rows.below(_SECOND, "fraction")
    room = np.maximum(rows.as_of - start, 0)
    late = lag > room
    shrunk = squeezed(rows.random("late"), np.maximum(room // _SECOND, 0), 1) * _SECOND
    return as_moments(start + np.where(late, shrunk, lag), absent(times))


def absent(values: Array) -> NDArray[np.bool_]:
    """Where values are null."""
    return np.asarray(values.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)


@generator
def in_turn(rows: Rows, start: Source, stop: Source, number: Source, total: Source) -> Array:
    """A time in the `number`-th (from 1) of `total` equal parts of the time between two: steps that follow another."""
    first, last = (rows.make(each, name) for each, name in ((start, "start"), (stop, "stop")))
    begin = as_integers(first)
    length = np.maximum(as_integers(last) - begin, 0)
    parts = np.maximum(as_integers(rows.make(total, "total")), 1)
    turn = as_integers(rows.make(number, "number")) - 1
    within = squeezed(rows.random("within"), length // parts // _SECOND, 1) * _SECOND
    return as_moments(begin + length * turn // parts + within, absent(first) | absent(last))


@generator
def shifted(rows: Rows, base: Source, by: timedelta) -> Array:
    """A time a fixed while after (or before) `base`."""
    times = rows.make(base, "base")
    return as_moments(as_integers(times) + by // timedelta(microseconds=1), absent(times))


@generator
def latest(rows: Rows, *times: Source) -> Array:
    """The latest of several times; null is earlier than any."""
    made = [rows.make(each, str(number)) for number, each in enumerate(times)]
    values = np.maximum.reduce([as_integers(each) for each in made])
    return as_moments(values, values == np.iinfo(np.int64).min)


@generator
def day(rows: Rows, base: Source, *, shift: int = 0, spread: int = 0) -> Array:
    """The date of a time (in UTC) or of a date, `shift` days later, and up to `spread` more at random."""
    made = rows.make(base, "base")
    whole = as_integers(made) if pa.types.is_date(made.type) else as_integers(made) // _DAY
    days = whole + shift + (rows.below(spread + 1, "spread") if spread else 0)
    mask = absent(made)
    return pa.array(np.where(mask, 0, days).astype(np.int32), pa.int32(), mask=mask).view(pa.date32())


@generator
def midnight(rows: Rows, base: Source) -> Array:
    """The beginning, in UTC, of a date."""
    made = rows.make(base, "base")
    mask = absent(made)
    return as_moments(np.where(mask, 0, as_integers(made)) * _DAY, mask)


@generator
def dates(rows: Rows, first: date, last: date) -> Array:
    """Any date from the first to the last."""
    start = (first - date(1970, 1, 1)).days
    days = start + rows.below((last - first).days + 1, "date")
    return pa.array(days.astype(np.int32)).view(pa.date32())


@generator
def days_after(rows: Rows, base: Source, number: Source, *, step: int = 1) -> Array:
    """The date `number` times `step` days after another."""
    first = rows.make(base, "base")
    days = as_integers(first) + as_integers(rows.make(number, "number")) * step
    mask = absent(first)
    return pa.array(np.where(mask, 0, days).astype(np.int32), pa.int32(), mask=mask).view(pa.date32())


@generator
def phase(rows: Rows, first: Source, last: Source) -> Array:
    """Where `as_of` stands to two dates: "before" the first (or there is none), "during", or "after" the last."""
    today = rows.as_of // _DAY
    start, stop = (rows.make(each, name) for each, name in ((first, "first"), (last, "last")))
    begun = ~absent(start) & (as_integers(start) <= today)
    where = np.where(begun, np.where(as_integers(stop) < today, 2, 1), 0)
    return pa.DictionaryArray.from_arrays(pa.array(where.astype(np.int32)), pa.array(["before", "during", "after"]))


@generator
def period(rows: Rows, lower: Source, upper: Source) -> Array:
    """A range from `lower` up to, not including, `upper`; null is without a bound."""
    bounds = [rows.make(lower, "lower"), rows.make(upper, "upper")]
    return pa.StructArray.from_arrays(bounds, names=["lower", "upper"])
