"""What Citus refuses of a table that is to be distributed: one small rule for each known message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pgworkbench.catalog import Action, Catalog, Constraint, ConstraintKind, Name, Table

_NOISE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
_SELECT = re.compile(r"\bselect\b", re.IGNORECASE)
_OWN_NAME = re.compile(r"\btg_(?:table_name|relname|relid)\b", re.IGNORECASE)
_CHANGES = {Action.SET_NULL: "SET NULL", Action.SET_DEFAULT: "SET DEFAULT"}
_SMALL = {"smallint", "integer"}


@dataclass(frozen=True, slots=True)
class Place:
    """The column by which a table is spread; None: every node has all of it."""

    column: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What stands in the way of a table, and what would have to change. Not `blocks`: Citus takes it, and it does
    something else there than here.
    """

    table: Name
    what: str
    instead: str
    blocks: bool = True


def refusals(catalog: Catalog, table: Table, places: Mapping[Name, Place], kind: str) -> Iterator[Refusal]:
    """Everything that is known to be refused of one table; `kind` is the type of the tenant column elsewhere."""
    place = places[table.name]
    if place.column is None:
        yield from (Refusal(table.name, *each) for each in _of_reference(table))
    else:
        yield from (Refusal(table.name, *each) for each in _of_column(table, place.column, kind))
        yield from (Refusal(table.name, *each) for each in _of_uniqueness(table, place.column))
        yield from (Refusal(table.name, *each) for each in _of_policies(table))
        yield from (Refusal(table.name, *each) for each in _of_identities(table))
        yield from (Refusal(table.name, *each) for each in _of_partitions(catalog, table))
    yield from (Refusal(table.name, *each) for key in table.foreign_keys for each in _of_key(table, key, places))
    yield from (Refusal(table.name, *each, blocks=False) for each in _of_triggers(catalog, table))
    if table.inherits and not table.is_partition:
        yield Refusal(table.name, "it inherits from another table", "partition it, or make it a table of its own")


Reason = tuple[str, str]


def _of_reference(table: Table) -> Iterator[Reason]:
    if table.partition_key is not None:
        yield "a partitioned table cannot be a reference table", "give it the tenant column, or leave it unpartitioned"


def _of_column(table: Table, name: str, kind: str) -> Iterator[Reason]:
    column = table.column(name)
    if not column.not_null:
        yield f"{name} may be NULL, which no shard holds", "NOT NULL; rows of nobody's go to a reference table"
    if column.generated:
        yield f"{name} is generated", "store the tenant as a plain column"
    if column.type != kind:
        yield (
            f"{name} is {column.type}, elsewhere {kind}: tables of different types are not co-located",
            f"make it {kind}",
        )


def _of_uniqueness(table: Table, column: str) -> Iterator[Reason]:
    for index in table.indexes:
        if index.unique and column not in index.columns:
            yield (
                f"unique index {index.name} does not include {column}: no node sees all rows",
                f"lead it with {column}, or keep what must be unique everywhere in a reference table",
            )
    for constraint in table.of_kind(ConstraintKind.EXCLUDE):
        same = re.compile(rf"(?<![\w\"]){re.escape(_quoted(column))} WITH =(?=[,)])")
        if not same.search(constraint.definition):
            yield f"exclusion constraint {constraint.name} does not compare {column} with =", f"add {column} WITH ="


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else '"' + name.replace('"', '""') + '"'


def _of_policies(table: Table) -> Iterator[Reason]:
    for policy in table.policies:
        if any(_SELECT.search(_NOISE.sub("''", text)) for text in (policy.using or "", policy.check or "")):
            yield (
                f"policy {policy.name} has a subquery",
                "call a STABLE function instead; (SELECT current_setting(…)) counts as a subquery, too",
            )


def _of_identities(table: Table) -> Iterator[Reason]:
    for column in table.columns:
        serial = (column.default or "").startswith("nextval(")
        if (column.identity or serial) and column.type in _SMALL:
            yield (
                f"{column.name} counts in {column.type}: each node needs a range of its own",
                "make the column and its sequence bigint",
            )


def _of_partitions(catalog: Catalog, table: Table) -> Iterator[Reason]:
    if any(part.partition_key is not None for part in catalog.partitions_of(table.name)):
        yield "its partitions are partitioned again", "one level: the tenant already spreads the rows"


def _of_key(table: Table, key: Constraint, places: Mapping[Name, Place]) -> Iterator[Reason]:
    reference = key.reference
    if reference is None or reference.table not in places:
        return
    here, there = places[table.name].column, places[reference.table].column
    if here is None and there is not None:
        yield (
            f"foreign key {key.name} leads from a reference table to {reference.table}, which is spread",
            "give the table the tenant column, or drop the foreign key",
        )
    elif there is not None and all((here, there) != pair for pair in zip(key.columns, reference.columns, strict=False)):
        yield (
            f"foreign key {key.name} to {reference.table} does not pair the tenant columns",
            f"refer to it by ({there}, …)",
        )
    if here is None or here not in key.columns:
        return
    if reference.on_delete in _CHANGES:
        yield (
            f"foreign key {key.name} has ON DELETE {_CHANGES[reference.on_delete]} and includes {here}",
            "ON DELETE NO ACTION, and empty the columns first; SET NULL (column) is refused, too",
        )
    if reference.on_update in {*_CHANGES, Action.CASCADE}:
        yield f"foreign key {key.name} has ON UPDATE of a tenant's key", "ON UPDATE NO ACTION: a tenant's key stays"


def _of_triggers(catalog: Catalog, table: Table) -> Iterator[Reason]:
    bodies = {function.name: function.definition or "" for function in catalog.functions}
    for trigger in table.triggers:
        body = _NOISE.sub("''", bodies.get(trigger.function, ""))
        if _OWN_NAME.search(body) and f"'{table.name.name.replace(chr(39), chr(39) * 2)}'" not in trigger.definition:
            yield (
                f"trigger {trigger.name} asks for its table's name, which is that of a shard there (…_102008)",
                "hand the name over as the trigger's argument, if it is stored or shown",
            )
