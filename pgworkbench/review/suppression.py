"""Findings that somebody chose to live with: said in a comment on the object, or in the configuration, with a reason.

    COMMENT ON TABLE stock IS 'What there is.
    pgworkbench:ignore truncate-granted the nightly import empties it until 2027-01-01'

One line each; the reason is required, the date (the last day that it holds) is not. A comment on a table holds for
all that belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from pgworkbench.catalog import (
    Catalog,
    Column,
    Constraint,
    DomainType,
    EnumType,
    Index,
    Name,
    Policy,
    Role,
    Schema,
    Sequence,
    Trigger,
)
from pgworkbench.review.finding import Finding, IdleSuppression, Kind, ObjectName, Suppressed

_DIRECTIVE = re.compile(r"pgworkbench:ignore[ \t]+(?P<rule>[a-z0-9-]+)[ \t]*(?P<reason>[^\n]*)")
_Parts = tuple[Column | Constraint | Index | Trigger | Policy, ...]
_UNTIL = re.compile(r"[ \t]*\buntil[ \t]+(\d{4}-\d{2}-\d{2})[ \t.]*$")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule on one object, named as findings name it (`stock.place`; `*` for any characters), to its last day."""

    rule: str
    object: str
    reason: str
    until: date | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding."""
        if self.rule != finding.rule:
            return False
        whole = finding.object.kind if finding.object.kind is Kind.FILE else Kind.TABLE
        names = {finding.object.name, ObjectName(whole, finding.where).name}
        return self.object in names or fnmatchcase(
            finding.object.name, self.object.replace("[", "[[]").replace("?", "[?]")
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """Findings, told apart by the suppressions."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    idle: tuple[IdleSuppression, ...]


def apply(
    findings: Iterable[Finding], suppressions: Collection[Suppression], asked: Collection[str], today: date
) -> Sorted:
    """Tell what is left from what is suppressed, and name the suppressions that do nothing.

    `asked` are the rules that ran: a suppression of any other is not judged.
    """
    working = [one for one in suppressions if _problem(one, today) is None]
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    used: set[Suppression] = set()
    for finding in findings:
        by = next((one for one in working if one.covers(finding)), None)
        if by is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, by.reason))
            used.update(one for one in working if one.covers(finding))
    idle = [
        IdleSuppression(one.rule, one.object, _problem(one, today) or "there is nothing to suppress")
        for one in dict.fromkeys(suppressions)
        if one not in used and one.rule in asked
    ]
    return Sorted(tuple(kept), tuple(suppressed), tuple(idle))


def in_comments(catalog: Catalog) -> Iterator[Suppression]:
    """The suppressions that comments hold, each with the name of the object that it stands on."""
    for name, comment in _comments(catalog):
        yield from in_text(comment, name)


def in_text(text: str, name: str) -> Iterator[Suppression]:
    """The suppressions that a text holds, for the object of that name."""
    for found in _DIRECTIVE.finditer(text):
        until = _UNTIL.search(found["reason"])
        reason = _UNTIL.sub("", found["reason"]).strip()
        yield Suppression(found["rule"], name, reason, _day(until[1]) if until else None)


def without_directives(comment: str | None) -> str:
    """What a comment says to people."""
    return _DIRECTIVE.sub("", comment or "").strip()


def _problem(suppression: Suppression, today: date) -> str | None:
    if not suppression.reason:
        return "it gives no reason, so it does not hold"
    if suppression.until is not None and suppression.until < today:
        return f"it held until {suppression.until}"
    return None


def _day(text: str) -> date:
    """A date; one that no calendar has is over already, so that it is reported."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _comments(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every comment, with the name of its object as findings give it."""
    for about, comment in (*_of_tables(catalog), *_of_others(catalog)):
        if comment:
            yield about.name, comment


def _of_tables(catalog: Catalog) -> Iterator[tuple[ObjectName, str | None]]:
    for table in catalog.tables:
        yield ObjectName(Kind.TABLE, table.name), table.comment
        parts: _Parts = (*table.columns, *table.constraints, *table.indexes, *table.triggers, *table.policies)
        yield from ((ObjectName(Kind.COLUMN, table.name, part.name), part.comment) for part in parts)


def _of_others(catalog: Catalog) -> Iterator[tuple[ObjectName, str | None]]:
    for function in catalog.functions:
        yield ObjectName(Kind.FUNCTION, function.name, function.arguments), function.comment
    qualified: tuple[Sequence | EnumType | DomainType, ...] = (*catalog.sequences, *catalog.enums, *catalog.domains)
    yield from ((ObjectName(Kind.TYPE, item.name), item.comment) for item in qualified)
    plain: tuple[Role | Schema, ...] = (*catalog.roles, *catalog.schemas)
    yield from ((ObjectName(Kind.ROLE, Name("", item.name)), item.comment) for item in plain)
