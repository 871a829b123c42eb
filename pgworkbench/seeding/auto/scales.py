"""Ordered types as whole numbers: cents, days, seconds. So one draw between two bounds serves them all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import ceil, floor

from pgworkbench.seeding.auto.facts import DataType
from pgworkbench.seeding.auto.naming import hints, singular, words_of

DAY = 86_400
FROM, UNTIL = datetime(2022, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC)  # when the rows' events happen
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INTERVAL = re.compile(r"(-?\d+) (year|mon|day)s?")
_CLOCK = re.compile(r"(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_LENGTHS = {"year": 365 * DAY, "mon": 30 * DAY, "day": DAY}
_WIDTH = 9  # digits before the point that an unbounded number may have


@dataclass(frozen=True, slots=True)
class Scale:
    """A type's values as ticks: how one is read (exactly, perhaps between ticks) and written, and the usual span."""

    read: Callable[[str], Decimal]
    write: Callable[[int], str]
    low: int
    high: int
    least: int = -(2**62)
    most: int = 2**62
    day: int = 0  # ticks a day, where the type is of time

    def floor(self, text: str) -> int | None:
        """The last tick not above a value; None if it is not a finite value."""
        number = self._number(text)
        return None if number is None else floor(number)

    def ceil(self, text: str) -> int | None:
        """The first tick not below a value."""
        number = self._number(text)
        return None if number is None else ceil(number)

    def _number(self, text: str) -> Decimal | None:
        try:
            number = self.read(text)
        except (ValueError, InvalidOperation, OverflowError):
            return None
        return number if number.is_finite() else None


_BITS = {"int2": 15, "int4": 31, "int8": 63, "oid": 31, "xid8": 63}


def scale_of(kind: DataType) -> Scale | None:
    """How a type is counted; None where it is not ordered like a number."""
    return _scale(kind.name, kind.modifier)


@lru_cache(maxsize=1024)
def _scale(name: str, modifier: int) -> Scale | None:
    if name in _BITS:
        most = 2 ** _BITS[name] - 1
        least = 0 if name in {"oid", "xid8"} else -most - 1
        return Scale(Decimal, str, 1, 1000, least, most)
    if name in {"numeric", "float4", "float8", "money"}:
        return _decimal(name, modifier)
    if name == "date":
        return Scale(_days, _date, _day(FROM), _day(UNTIL), _day_of(1), _day_of(9000), 1)
    if name in {"timestamp", "timestamptz"}:
        return Scale(_seconds, _moment, _second(FROM), _second(UNTIL), day=DAY)
    if name in {"time", "timetz"}:
        return Scale(_clock, _time, 7 * 3600, 20 * 3600, 0, DAY - 1)
    return Scale(_span, _interval, 600, 30 * DAY, day=DAY) if name == "interval" else None


@lru_cache(maxsize=1 << 12)
def usual_span(column: str, scale: Scale) -> tuple[int, int]:
    """The ticks between which values of a column so named lie, as far as its type goes; else the type's own."""
    words = [singular(word) for word in reversed(words_of(column))]
    if scale.day == 0:
        given = next((hints()["numbers"][word] for word in words if word in hints()["numbers"]), None)
        ends = None if given is None else [str(end) for end in given]
    else:
        given = next((hints()["years"][word] for word in words if word in hints()["years"]), None)
        ends = None if given is None else [f"{given[0]}-01-01", f"{given[1]}-12-28"]
    low, high = (None, None) if ends is None else (scale.ceil(ends[0]), scale.floor(ends[1]))
    if low is None or high is None or low >= high:
        return scale.low, scale.high
    return max(low, scale.least), max(low, min(high, scale.most))


def _decimal(name: str, modifier: int) -> Scale:
    places, digits = 2, _WIDTH + 2
    if name == "numeric" and modifier >= 4:  # noqa: PLR2004  # below that it holds no precision
        packed = modifier - 4
        places, digits = ((packed & 0x7FF) ^ 1024) - 1024, packed >> 16
    unit = Decimal(1).scaleb(-places)
    most = 10 ** min(digits, 18) - 1
    high = min(most, int(1000 / unit))
    return Scale(lambda text: Decimal(_plain(text)) / unit, lambda tick: _fixed(tick, places), 1, high, -most, most)


def _plain(text: str) -> str:
    return text.replace("$", "").replace(",", "")


def _fixed(tick: int, places: int) -> str:
    return format(Decimal(tick).scaleb(-places), "f")


def _day(moment: datetime) -> int:
    return (moment - _EPOCH).days


def _day_of(year: int) -> int:
    return (date(year, 1, 1) - _EPOCH.date()).days


def _days(text: str) -> Decimal:
    return Decimal(_second(_datetime(text))) / DAY


def _date(tick: int) -> str:
    return (_EPOCH.date() + timedelta(days=tick)).isoformat()


def _datetime(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _second(moment: datetime) -> int:
    return int((moment - _EPOCH).total_seconds())


def _seconds(text: str) -> Decimal:
    return Decimal(str((_datetime(text) - _EPOCH).total_seconds()))


def _moment(tick: int) -> str:
    return (_EPOCH + timedelta(seconds=tick)).isoformat(sep=" ")


def _clock(text: str) -> Decimal:
    at = time.fromisoformat(text)
    return Decimal(at.hour * 3600 + at.minute * 60 + at.second)


def _time(tick: int) -> str:
    return str(timedelta(seconds=tick)) if tick < DAY else "23:59:59"


def _span(text: str) -> Decimal:
    seconds = Decimal(sum(int(number) * _LENGTHS[unit] for number, unit in _INTERVAL.findall(text)))
    clock = _CLOCK.search(text)
    if clock is None:
        return seconds
    sign = -1 if clock[1] else 1
    return seconds + sign * (int(clock[2]) * 3600 + int(clock[3]) * 60 + Decimal(clock[4]))


def _interval(tick: int) -> str:
    return f"{tick} seconds"
