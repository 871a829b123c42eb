"""Time as partitions count it: steps of months or days, periods of retention, names that follow their siblings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MONTHS_A_YEAR = 12
_LONGEST = 63  # bytes of an identifier
_UNITS = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}
_PERIOD = re.compile(r"\s*(\d+)\s*(day|week|month|year)s?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as contracts and laws say it: months (of any length) and days."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """`24 months`, `30 days`, `1 year`; ValueError for anything else."""
        found = _PERIOD.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no period: write it as in '24 months', '30 days' or '7 years'")
        months, days = _UNITS[found[2].lower()]
        return cls(int(found[1]) * months, int(found[1]) * days)

    def before(self, moment: datetime) -> datetime:
        """The moment that lies this long before `moment`; the first of a month stays the first."""
        return add_months(moment, -self.months) - timedelta(days=self.days)

    def __str__(self) -> str:
        parts = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in
                 ((self.months, "month"), (self.days, "day")) if count]  # fmt: skip
        return " and ".join(parts) or "0 days"


@dataclass(frozen=True, slots=True)
class Step:
    """The width of a partition: `months`, or if that is 0, `width`."""

    months: int = 1
    width: timedelta = timedelta()

    @classmethod
    def between(cls, lower: datetime, upper: datetime) -> Step:
        """The step of a partition with these bounds: months if both are the first of one."""
        if lower == month_of(lower) and upper == month_of(upper):
            return cls((upper.year - lower.year) * _MONTHS_A_YEAR + upper.month - lower.month)
        return cls(0, upper - lower)

    def after(self, moment: datetime) -> datetime:
        """One step later."""
        return add_months(moment, self.months) if self.months else moment + self.width

    def floor(self, moment: datetime, origin: datetime) -> datetime:
        """The beginning of the step that holds `moment`, on the grid that goes through `origin`."""
        if not self.months:
            return origin + self.width * ((moment - origin) // self.width)
        gone = (moment.year - origin.year) * _MONTHS_A_YEAR + moment.month - origin.month
        start = add_months(origin, gone // self.months * self.months)
        return start if start <= moment else add_months(start, -self.months)


def month_of(moment: datetime) -> datetime:
    """The beginning of its month."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def add_months(moment: datetime, months: int) -> datetime:
    """So many months later; a day that the month does not have becomes its last."""
    count = moment.year * _MONTHS_A_YEAR + moment.month - 1 + months
    year, month = divmod(count, _MONTHS_A_YEAR)
    following = datetime(year + (month == _MONTHS_A_YEAR - 1), (month + 1) % _MONTHS_A_YEAR + 1, 1, tzinfo=UTC)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, (following - timedelta(days=1)).day))


def partition_name(parent: str, lower: datetime, step: Step, sibling: tuple[str, datetime] | None) -> str:
    """A name as its sibling's, with this date in place of its; `{parent}_p2026_11` where there is no model."""
    for form in ("%Y_%m_%d", "%Y%m%d", "%Y-%m-%d", "%Y_%m", "%Y%m", "%Y-%m"):
        if sibling and sibling[0].endswith(sibling[1].strftime(form)) and _tells(form, step):
            return sibling[0][: -len(sibling[1].strftime(form))] + lower.strftime(form)
    form = "_p%Y_%m" if step.months else "_p%Y_%m_%d" if step.width >= timedelta(days=1) else "_p%Y_%m_%d_%H%M"
    ending = lower.strftime(form)
    return parent.encode()[: _LONGEST - len(ending)].decode(errors="ignore") + ending


def _tells(form: str, step: Step) -> bool:
    """Whether names of this form are all different."""
    return bool(step.months) or ("%d" in form and step.width >= timedelta(days=1))
