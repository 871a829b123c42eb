"""Objects of the kinds that a database has few of, from the rows of one query: `kind` says which, `detail` the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pgworkbench.catalog.model import (
    Cast,
    Collation,
    DefaultGrant,
    EventTrigger,
    Extension,
    ForeignServer,
    ForeignWrapper,
    Name,
    Operator,
    Other,
    Publication,
    Published,
    Schema,
)
from pgworkbench.catalog.reading.facts import Facts
from pgworkbench.catalog.reading.snapshot import Row

_OPERATIONS = ("insert", "update", "delete", "truncate")


def read_standalone(rows: Iterable[Row], facts: Facts) -> dict[str, tuple[Any, ...]]:
    """Values by the Catalog's field that they belong to, sorted."""
    found: dict[str, list[Any]] = {field: [] for field, _, _ in _KINDS.values()}
    for row in rows:
        field, make, _ = _KINDS[row.kind]
        found[field].append(make(row, facts))
    orders = {field: order for field, _, order in _KINDS.values()}
    return {field: tuple(sorted(values, key=orders[field])) for field, values in found.items()}


def read_others(rows: Iterable[Row], facts: Facts) -> tuple[Other, ...]:
    """What is known by name alone, by kind and name."""
    made = [Other(row.kind, row.name, facts.extensions.get((row.class_, row.oid, 0))) for row in rows]
    return tuple(sorted(made, key=lambda other: (other.kind, other.name)))


def _schema(row: Row, facts: Facts) -> Schema:
    return Schema(row.name, **facts.common("pg_namespace", row))


def _extension(row: Row, facts: Facts) -> Extension:
    return Extension(row.name, row.schema, row.definition, facts.comment("pg_extension", row.oid))


def _default_grant(row: Row, facts: Facts) -> DefaultGrant:
    grants = facts.grants.get(("pg_default_acl", row.oid, 0), ())
    return DefaultGrant(facts.roles.name(row.owner), row.schema, row.name, grants)


def _operator(row: Row, facts: Facts) -> Operator:
    return Operator(
        name=Name(row.schema, row.name), definition=row.definition, **row.detail, **_owned(facts, "pg_operator", row)
    )


def _cast(row: Row, facts: Facts) -> Cast:
    owned = _owned(facts, "pg_cast", row)
    return Cast(definition=row.definition, **row.detail, extension=owned["extension"], comment=owned["comment"])


def _collation(row: Row, facts: Facts) -> Collation:
    return Collation(Name(row.schema, row.name), row.definition, **_owned(facts, "pg_collation", row))


def _event_trigger(row: Row, facts: Facts) -> EventTrigger:
    detail = row.detail
    return EventTrigger(
        name=row.name,
        event=detail["event"],
        function=Name(detail["function_schema"], detail["function"]),
        tags=tuple(sorted(detail["tags"])),
        enabled=detail["enabled"],
        **_owned(facts, "pg_event_trigger", row),
    )


def _publication(row: Row, facts: Facts) -> Publication:
    detail = row.detail
    tables = [
        Published(
            table=facts.relation(table["relation"]),
            columns=facts.names(table["relation"], table["columns"]),
            where=table["where"],
        )
        for table in detail["tables"]
    ]
    return Publication(
        name=row.name,
        every_table=detail["every_table"],
        schemas=tuple(sorted(detail["schemas"])),
        tables=tuple(sorted(tables, key=lambda published: published.table)),
        operations=tuple(operation for operation in _OPERATIONS if detail[operation]),
        via_root=detail["via_root"],
        generated=detail["generated"],
        **_owned(facts, "pg_publication", row),
    )


def _foreign_wrapper(row: Row, facts: Facts) -> ForeignWrapper:
    return ForeignWrapper(
        name=row.name,
        handler=row.detail["handler"],
        validator=row.detail["validator"],
        options=tuple(row.detail["options"]),
        **facts.common("pg_foreign_data_wrapper", row),
    )


def _foreign_server(row: Row, facts: Facts) -> ForeignServer:
    return ForeignServer(
        name=row.name,
        wrapper=row.detail["wrapper"],
        type=row.detail["type"],
        version=row.detail["version"],
        options=tuple(row.detail["options"]),
        **facts.common("pg_foreign_server", row),
    )


def _owned(facts: Facts, catalog: str, row: Row) -> dict[str, Any]:
    """What `Facts.common` has, for kinds that nobody grants anything on."""
    common = facts.common(catalog, row)
    del common["grants"]
    return common


def _by_name(value: Any) -> Any:
    return value.name


# kind in the query -> the Catalog's field, what makes the value, and its place in the order
_KINDS: Mapping[str, tuple[str, Callable[[Row, Facts], Any], Callable[[Any], Any]]] = {
    "schema": ("schemas", _schema, _by_name),
    "extension": ("extensions", _extension, _by_name),
    "default grant": ("default_grants", _default_grant, lambda grant: (grant.role, grant.schema or "", grant.kind)),
    "operator": ("operators", _operator, lambda operator: (operator.name, operator.left or "", operator.right)),
    "cast": ("casts", _cast, lambda cast: (cast.source, cast.target)),
    "collation": ("collations", _collation, _by_name),
    "event trigger": ("event_triggers", _event_trigger, _by_name),
    "publication": ("publications", _publication, _by_name),
    "foreign wrapper": ("foreign_wrappers", _foreign_wrapper, _by_name),
    "foreign server": ("foreign_servers", _foreign_server, _by_name),
}
