"""How long rows stay, from the sentence in a brief: what can be read in it, and what a machine must not decide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pgworkbench.operations.archive.calendar import Period

_AMOUNT = r"\d+\s*(?:day|week|month|year)s?"
_KEEP = re.compile(rf"^\s*({_AMOUNT})\b", re.IGNORECASE)
_DETACH = re.compile(rf"older than\s+({_AMOUNT}|\d+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Retention:
    """`keep`: then the rows go for good; `online`: older partitions leave the database; `words` as written.

    `by_age`: nothing but the age of a row decides. "3 years after the last contact" is not by age of the row: such rows
    are deleted by the application that knows the event, and no partition may be expired by its bounds.
    """

    words: str
    keep: Period | None = None
    online: Period | None = None

    @property
    def by_age(self) -> bool:
        """Whether `keep` alone decides, so that a whole partition may expire."""
        rest = _KEEP.sub("", self.words).strip()
        return self.keep is not None and not rest.lower().startswith(("after", "since", "from"))


def parse_retention(words: str | None) -> Retention:
    """What a sentence such as `24 months; months older than 13 are detached into the archive` says.

    A period is read only where it opens the sentence, and `older than N` counts in the unit of that period if it
    names none. "As long as the tenant" has no period: nothing is archived by time.
    """
    text = words or ""
    kept, older = _KEEP.match(text), _DETACH.search(text)
    keep = Period.parse(kept[1]) if kept else None
    online = None
    if older:
        amount = older[1] if not older[1].isdigit() else f"{older[1]} months"
        online = Period.parse(amount)
    return Retention(text, keep, online)
