"""The parts of a table from their rows: columns, constraints, triggers, policies, rules, extended statistics.

Each takes a row and the facts, and gives None where the part has gone since the snapshot was taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pgworkbench.catalog.model import (
    Action,
    Column,
    Constraint,
    ConstraintKind,
    Name,
    Policy,
    Reference,
    Rule,
    Statistics,
    Trigger,
)
from pgworkbench.catalog.reading.facts import Facts
from pgworkbench.catalog.reading.snapshot import Row

# pg_trigger.tgtype, as catalog/pg_trigger.h has it
_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENTS = ((4, "INSERT"), (16, "UPDATE"), (8, "DELETE"), (32, "TRUNCATE"))
_COMMANDS: Mapping[str, str] = MappingProxyType(
    {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
)


def optional_name(schema: str | None, name: str | None) -> Name | None:
    """A Name, or None where the query found that there is nothing to tell."""
    return None if schema is None or name is None else Name(schema, name)


def column(row: Row, facts: Facts) -> Column:
    """A column of a table, view or composite type."""
    return Column(
        name=row.name,
        type=row.type,
        position=row.position,
        not_null=row.not_null,
        default=row.default_,
        generated=row.generated,
        identity=row.identity,
        collation=optional_name(row.collation_schema, row.collation_name),
        storage=row.storage,
        compression=row.compression,
        statistics_target=row.statistics_target,
        type_name=Name(row.type_schema, row.type_name),
        array=row.array_,
        inherited=row.inherited,
        options=tuple(row.options or ()),
        server_options=tuple(row.foreign_options or ()),
        comment=facts.comment("pg_class", row.relation, row.position),
    )


def constraint(row: Row, facts: Facts) -> Constraint | None:
    """A constraint of a table or a domain."""
    if row.definition is None:
        return None
    kind = ConstraintKind(row.kind)
    return Constraint(
        name=row.name,
        kind=kind,
        columns=facts.names(row.relation, row.columns),
        definition=row.definition,
        reference=_reference(row, facts) if kind is ConstraintKind.FOREIGN else None,
        validated=row.validated,
        deferrable=row.deferrable,
        deferred=row.deferred,
        no_inherit=row.no_inherit,
        enforced=not row.definition.endswith(" NOT ENFORCED"),
        inherited=row.inherited,
        index=row.index,
        comment=facts.comment("pg_constraint", row.oid),
    )


def _reference(row: Row, facts: Facts) -> Reference:
    return Reference(
        table=facts.relation(row.target),
        columns=facts.names(row.target, row.target_columns),
        on_delete=Action(row.on_delete),
        on_update=Action(row.on_update),
        match_full=row.match_full,
        set_columns=facts.names(row.relation, row.set_columns),
    )


def trigger(row: Row, facts: Facts) -> Trigger | None:
    """A trigger; its timing and events stand as bits in `type`."""
    if row.definition is None:
        return None
    timing = "BEFORE" if row.type & _BEFORE else "INSTEAD OF" if row.type & _INSTEAD else "AFTER"
    return Trigger(
        name=row.name,
        definition=row.definition,
        function=Name(row.function_schema, row.function_name),
        timing=timing,
        events=tuple(event for bit, event in _EVENTS if row.type & bit),
        row_level=bool(row.type & _ROW),
        enabled=row.enabled,
        update_columns=facts.names(row.relation, row.columns),
        constraint=row.constraint_,
        inherited=row.inherited,
        comment=facts.comment("pg_trigger", row.oid),
    )


def policy(row: Row, facts: Facts) -> Policy:
    """A row-level security policy; role 0 is PUBLIC."""
    return Policy(
        name=row.name,
        command=_COMMANDS[row.command],
        permissive=row.permissive,
        roles=tuple(sorted(facts.roles.name(oid) for oid in row.roles)),
        using=row.using_,
        check=row.check_,
        comment=facts.comment("pg_policy", row.oid),
    )


def rule(row: Row, facts: Facts) -> Rule | None:
    """A rewrite rule."""
    if row.definition is None:
        return None
    return Rule(row.name, row.definition, row.enabled, facts.comment("pg_rewrite", row.oid))


def statistics(row: Row, facts: Facts) -> Statistics | None:
    """An extended statistics object."""
    if row.definition is None:
        return None
    return Statistics(
        name=Name(row.schema, row.name),
        definition=row.definition,
        target=row.target,
        owner=facts.roles.name(row.owner),
        comment=facts.comment("pg_statistic_ext", row.oid),
    )
