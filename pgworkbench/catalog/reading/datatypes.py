"""Types that somebody made, and sequences, from their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from pgworkbench.catalog.model import (
    Column,
    CompositeType,
    Constraint,
    ConstraintKind,
    DomainType,
    EnumType,
    Name,
    RangeType,
    Sequence,
)
from pgworkbench.catalog.reading.facts import Facts
from pgworkbench.catalog.reading.parts import constraint, optional_name
from pgworkbench.catalog.reading.snapshot import Row
from pgworkbench.catalog.reading.tables import Grouped


@dataclass(frozen=True, slots=True)
class Types:
    """The four kinds, each by name."""

    enums: tuple[EnumType, ...] = field(default=())
    domains: tuple[DomainType, ...] = field(default=())
    composites: tuple[CompositeType, ...] = field(default=())
    ranges: tuple[RangeType, ...] = field(default=())


def read_types(rows: list[Row], constraints: Iterable[Row], columns: Grouped[Column], facts: Facts) -> Types:
    """Sort the rows of `types` by kind; a domain's checks stand among the constraints."""
    checks = _domain_checks(constraints, facts)
    rows = sorted(rows, key=attrgetter("schema", "name"))
    return Types(
        enums=tuple(_enum(row, facts) for row in rows if row.kind == "e"),
        domains=tuple(_domain(row, tuple(checks[row.oid]), facts) for row in rows if row.kind == "d"),
        composites=tuple(_composite(row, columns.get(row.relation, ()), facts) for row in rows if row.kind == "c"),
        ranges=tuple(_range(row, facts) for row in rows if row.kind == "r"),
    )


def _domain_checks(rows: Iterable[Row], facts: Facts) -> dict[int, list[Constraint]]:
    checks: dict[int, list[Constraint]] = defaultdict(list)
    for row in sorted(rows, key=attrgetter("name")):
        made = constraint(row, facts) if row.domain and row.kind == ConstraintKind.CHECK else None
        if made is not None:
            checks[row.domain].append(made)
    return checks


def _enum(row: Row, facts: Facts) -> EnumType:
    return EnumType(Name(row.schema, row.name), tuple(row.labels), **facts.common("pg_type", row))


def _domain(row: Row, checks: tuple[Constraint, ...], facts: Facts) -> DomainType:
    return DomainType(
        name=Name(row.schema, row.name),
        base=row.base,
        not_null=row.not_null,
        default=row.default_,
        collation=optional_name(row.collation_schema, row.collation_name),
        checks=checks,
        **facts.common("pg_type", row),
    )


def _composite(row: Row, columns: tuple[Column, ...], facts: Facts) -> CompositeType:
    return CompositeType(Name(row.schema, row.name), columns, **facts.common("pg_type", row))


def _range(row: Row, facts: Facts) -> RangeType:
    return RangeType(Name(row.schema, row.name), row.definition, **facts.common("pg_type", row))


def read_sequences(rows: list[Row], facts: Facts) -> tuple[Sequence, ...]:
    """Every sequence, by name."""
    return tuple(_sequence(row, facts) for row in sorted(rows, key=attrgetter("schema", "name")))


def _sequence(row: Row, facts: Facts) -> Sequence:
    column = None
    if row.relation is not None:
        (name,) = facts.names(row.relation, [row.position])
        column = (facts.relation(row.relation), name)
    return Sequence(
        name=Name(row.schema, row.name),
        type=row.type,
        start=row.start,
        increment=row.increment,
        minimum=row.minimum,
        maximum=row.maximum,
        cache=row.cache,
        cycle=row.cycle,
        column=column,
        identity=bool(row.identity),
        last_value=row.last_value,
        persistence=row.persistence,
        **facts.common("pg_class", row),
    )
