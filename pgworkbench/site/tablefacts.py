"""What a table's page shows beside the Catalog's own values: badges, facts, indexes with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pgworkbench.catalog import Action, Column, Constraint, ConstraintKind, Index, Table, TableKind
from pgworkbench.site.evidence import Gain
from pgworkbench.site.markup import number, size
from pgworkbench.site.whole import Site

KINDS = {
    TableKind.TABLE: "table",
    TableKind.PARTITIONED: "partitioned table",
    TableKind.VIEW: "view",
    TableKind.MATERIALIZED_VIEW: "materialized view",
    TableKind.FOREIGN: "foreign table",
}
ACTIONS = {
    Action.NO_ACTION: "no action",
    Action.RESTRICT: "restrict",
    Action.CASCADE: "cascade",
    Action.SET_NULL: "set null",
    Action.SET_DEFAULT: "set default",
}
CONSTRAINTS = {
    ConstraintKind.PRIMARY: "primary key",
    ConstraintKind.UNIQUE: "unique",
    ConstraintKind.EXCLUDE: "exclusion",
    ConstraintKind.CHECK: "check",
    ConstraintKind.TRIGGER: "trigger",
}
_BADGES = {
    ConstraintKind.PRIMARY: ("PK", "primary key"),
    ConstraintKind.FOREIGN: ("FK", "foreign key"),
    ConstraintKind.UNIQUE: ("UQ", "unique"),
}


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """An index as its table's page shows it: `on` is what follows USING in its definition.

    `uses` are the queries that it claims to serve, and those that a recorded run saw it serve, with what it gained.
    """

    index: Index
    on: str
    why: str
    uses: Sequence[tuple[str, Sequence[Gain]]]


def badges(table: Table) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Each column with the keys that it is in, as (short, in words)."""
    found: dict[str, dict[str, str]] = {}
    for kind, (short, words) in _BADGES.items():
        for constraint in table.of_kind(kind):
            for column in constraint.columns:
                found.setdefault(column, {})[short] = words
    return {column: tuple(kinds.items()) for column, kinds in found.items()}


def constraints(table: Table) -> tuple[Constraint, ...]:
    """What holds in every row, keys first; foreign keys have a part of their own, and NOT NULL stands at its column."""
    return tuple(c for kind in CONSTRAINTS for c in table.of_kind(kind))


def default_of(column: Column) -> tuple[str, str]:
    """How a column gets its value when none is given: in words, and as an expression."""
    if column.generated:
        return ("generated, virtual" if column.generated == "v" else "generated, stored"), column.default or ""
    if column.identity:
        return ("identity, always" if column.identity == "a" else "identity, by default"), ""
    return "", column.default or ""


def index_facts(site: Site, table: Table) -> tuple[IndexFacts, ...]:
    """Every index of a table, those behind constraints last."""
    reasons = site.content.reasons
    facts = [
        IndexFacts(
            index=index,
            on=index.definition.partition(" USING ")[2] or index.definition,
            why=reasons.why.get(index.name) or index.comment or "",
            uses=_uses(site, index),
        )
        for index in table.indexes
    ]
    return tuple(sorted(facts, key=lambda each: each.index.constraint is not None))


def _uses(site: Site, index: Index) -> tuple[tuple[str, Sequence[Gain]], ...]:
    gains = site.evidence.gains.get(index.name, ())
    queries = dict.fromkeys([*site.content.reasons.serves.get(index.name, ()), *(gain.query for gain in gains)])
    return tuple((query, tuple(gain for gain in gains if gain.query == query)) for query in queries)


def table_facts(site: Site, table: Table) -> tuple[tuple[str, str], ...]:
    """What there is to know of a table at a glance, as (label, value)."""
    facts = [("Owner", table.owner)] if table.owner else []
    if table.partition_key:
        facts.append(("Partitioned by", table.partition_key))
    if table.persistence == "u":
        facts.append(("Durability", "unlogged: empty after a crash"))
    if table.row_security:
        facts.append(("Row security", "on, for its owner too" if table.force_row_security else "on"))
    facts += _brief_facts(site, table)
    if site.content.sizes_of and table.kind is not TableKind.VIEW:
        facts += _sizes(site, table)
    return tuple(facts)


def _brief_facts(site: Site, table: Table) -> list[tuple[str, str]]:
    brief = site.brief_of(table)
    if brief is None:
        return []
    facts = [
        ("Rows after a year", "" if brief.production is None else number(brief.production)),
        ("Growth a year", "" if brief.growth is None else f"{brief.growth:.0%}"),
        ("Kept", brief.retention or ""),
        ("Consistency", brief.consistency or ""),
    ]
    return [(label, value) for label, value in facts if value]


def _sizes(site: Site, table: Table) -> list[tuple[str, str]]:
    whole = [table, *_leaves(site, table)]
    rows = sum(max(0, part.rows) for part in whole if not site.partitions_of(part))
    weight, indexes = sum(part.bytes for part in whole), sum(part.index_bytes for part in whole)
    told = f"{number(round(rows))} rows, {size(weight)}, indexes {size(indexes)}"
    return [(f"Size ({site.content.sizes_of})", told)]


def _leaves(site: Site, table: Table) -> list[Table]:
    return [each for part in site.partitions_of(table) for each in (part, *_leaves(site, part))]


def index_bytes(site: Site, table: Table, index: Index) -> int:
    """What an index weighs; of a partitioned one, with all its partitions'."""
    parts = [i for leaf in _leaves(site, table) for i in leaf.indexes]
    weight, known = index.bytes, {index.name}
    for part in parts:  # parents come before their parts
        if part.parent is not None and part.parent.name in known:
            known.add(part.name)
            weight += part.bytes
    return weight
