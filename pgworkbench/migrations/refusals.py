"""What cannot be turned into a migration, each by name, with what to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pgworkbench.catalog.model import Catalog, TableKind
from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.attributes import unfit
from pgworkbench.migrations.compare import Comparison

_WORDS = tuple(sorted((kind.value for kind in Kind), key=len, reverse=True))

_VERBS = frozenset({"create", "alter", "drop"})


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """One thing that cannot be done: what kind of object, which one, and why, with what to do instead."""

    kind: str
    object: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind} {self.object}: {self.reason}".strip()

    @classmethod
    def read(cls, text: str) -> Refusal:
        """A refusal that was told as text: `kind name: reason`."""
        head, found, reason = text.partition(": ")
        if not found:
            return cls("difference", "", text)
        verb, _, rest = head.partition(" ")
        head = rest if verb in _VERBS else head
        kind = next((k for k in _WORDS if head.startswith(f"{k} ")), head.partition(" ")[0])
        return cls(kind, head[len(kind) :].strip(), reason)


def refusals(found: Comparison, before: Catalog, after: Catalog) -> tuple[str, ...]:
    """Why this difference cannot be made; empty if it can."""
    return tuple(sorted({str(refusal) for refusal in (*_tables(found), *_attributes(found), *_foreign(before, after))}))


def _attributes(found: Comparison) -> Iterator[Refusal]:
    for address, why in unfit(found):
        yield _refused(address, why)


def _refused(address: Address, reason: str) -> Refusal:
    return Refusal(address.kind.value, str(address).removeprefix(f"{address.kind} "), reason)


def _tables(found: Comparison) -> Iterator[Refusal]:
    for address in found.rebuilt:
        if address.kind is Kind.TABLE and address not in found.reordered:
            was, now = found.was[address].value.table, found.now[address].value.table
            why = _table_change(was.kind, now.kind)
            yield _refused(address, f"{why}; make a new table, move the rows, and drop this one")
    for address in found.dropped & {a for a in found.was if a.kind is Kind.SCHEMA}:
        if address.path == ("public",):
            yield _refused(address, "it cannot be dropped by a migration; leave it, empty")


def _table_change(was: TableKind, now: TableKind) -> str:
    if was is not now:
        return f"a {was.name.lower()} table cannot become a {now.name.lower()} table in place"
    return "its partition key, row type or server cannot change in place"


def _foreign(before: Catalog, after: Catalog) -> Iterator[Refusal]:
    for value in sorted(set(before.others) ^ set(after.others), key=str):
        if value.extension is None:
            yield Refusal(value.kind, value.name, "not supported yet; write this migration by hand")
