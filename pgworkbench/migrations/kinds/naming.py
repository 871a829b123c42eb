"""RENAME: one object gets another name, and everything that stands on it follows; done already, it is passed over.

The guard looks for the former name alone: where both names are taken the server says so and stops.
"""

from __future__ import annotations

from pgworkbench.migrations.address import Address, Kind
from pgworkbench.migrations.kinds.facets import target
from pgworkbench.migrations.statement import Lock, Statement, Statements, When
from pgworkbench.migrations.text import Text, compose, full, literal, quoted

_LABEL = 2  # where in a path the name stands of what is inside something else
_RELATIONS = {
    Kind.TABLE: "'r', 'p', 'f'",
    Kind.VIEW: "'v'",
    Kind.MATERIALIZED_VIEW: "'m'",
    Kind.SEQUENCE: "'S'",
    Kind.INDEX: "'i', 'I'",
    Kind.COMPOSITE: "'c'",
}
_TYPES = {Kind.ENUM: "e", Kind.RANGE: "r", Kind.DOMAIN: "d"}
_FREE = " AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conindid = pg_class.oid AND conrelid <> 0)"
_INSIDE = {  # catalog, the column with what it is in, the column with its name
    Kind.CONSTRAINT: ("pg_constraint", "conrelid", "conname"),
    Kind.TRIGGER: ("pg_trigger", "tgrelid", "tgname"),
    Kind.POLICY: ("pg_policy", "polrelid", "polname"),
    Kind.RULE: ("pg_rewrite", "ev_class", "rulename"),
}
_ALONE = {
    Kind.SCHEMA: ("pg_namespace", "nspname"),
    Kind.PUBLICATION: ("pg_publication", "pubname"),
    Kind.EVENT_TRIGGER: ("pg_event_trigger", "evtname"),
    Kind.FOREIGN_WRAPPER: ("pg_foreign_data_wrapper", "fdwname"),
    Kind.FOREIGN_SERVER: ("pg_foreign_server", "srvname"),
}
_IN_SCHEMA = {Kind.COLLATION: ("pg_collation", "coll"), Kind.STATISTICS: ("pg_statistic_ext", "stx")}
_LOCKS = {Kind.INDEX: Lock.SHARE_UPDATE_EXCLUSIVE} | dict.fromkeys(
    (Kind.TABLE, Kind.COLUMN, Kind.VIEW, Kind.MATERIALIZED_VIEW, *_INSIDE), Lock.ACCESS_EXCLUSIVE
)
NAMED = frozenset(
    {*_RELATIONS, *_TYPES, *_INSIDE, *_ALONE, *_IN_SCHEMA, Kind.COLUMN, Kind.FUNCTION, Kind.DOMAIN_CONSTRAINT}
    | {Kind.ENUM_VALUE, Kind.ATTRIBUTE}
)


def place(address: Address) -> int:
    """Where in its path an object's own name stands: a function has its arguments behind it."""
    return 1 if address.kind is Kind.FUNCTION else len(address.path) - 1


def renamed(address: Address, name: str) -> Address:
    """The same object's address under another name."""
    at = place(address)
    return Address(address.kind, (*address.path[:at], name, *address.path[at + 1 :]))


def rename(address: Address, name: str) -> Statements:
    """The object at `address` is called `name` from now on."""
    lock = _LOCKS.get(address.kind, Lock.NONE)
    return (Statement(_sql(address, name), When(there(address)), lock),)


def _sql(address: Address, name: str) -> str:
    outer = Text(quoted(*address.path[:2]))
    match address.kind:
        case Kind.COLUMN:
            return compose("ALTER TABLE {} RENAME COLUMN {} TO {}", outer, address.path[_LABEL], name)
        case Kind.CONSTRAINT:
            return compose("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", outer, address.path[_LABEL], name)
        case Kind.DOMAIN_CONSTRAINT:
            return compose("ALTER DOMAIN {} RENAME CONSTRAINT {} TO {}", outer, address.path[_LABEL], name)
        case Kind.ATTRIBUTE:
            return compose("ALTER TYPE {} RENAME ATTRIBUTE {} TO {} CASCADE", outer, address.path[_LABEL], name)
        case Kind.ENUM_VALUE:
            labels = Text(f"{literal(address.path[_LABEL])} TO {literal(name)}")
            return compose("ALTER TYPE {} RENAME VALUE {}", outer, labels)
        case _:
            return compose("ALTER {} RENAME TO {}", target(address), name)


def there(address: Address) -> str:
    """A test, as SQL: whether there is an object of that very kind under that name."""
    kind, path = address.kind, address.path
    if kind in _RELATIONS:
        alone = _FREE if kind is Kind.INDEX else ""  # not one behind a key, which may have its name by now
        test = f"oid = to_regclass({literal(full(address.name))}) AND relkind IN ({_RELATIONS[kind]}){alone}"
        return _row("pg_class", test)
    if kind in _TYPES:
        return _row("pg_type", f"oid = to_regtype({literal(full(address.name))}) AND typtype = {literal(_TYPES[kind])}")
    if kind in _INSIDE:
        catalog, inside, name = _INSIDE[kind]
        return _row(catalog, f"{inside} = {_oid(address)} AND {name} = {literal(path[_LABEL])}")
    if kind in _ALONE:
        catalog, name = _ALONE[kind]
        return _row(catalog, f"{name} = {literal(path[0])}")
    if kind in _IN_SCHEMA:
        catalog, prefix = _IN_SCHEMA[kind]
        return _row(
            catalog,
            f"{prefix}namespace = to_regnamespace({literal(quoted(path[0]))}) AND {prefix}name = {literal(path[1])}",
        )
    return _row(*_part(address))


def _part(address: Address) -> tuple[str, str]:
    """Catalog and condition for what is inside a table or a type, and for functions."""
    name = literal(address.path[_LABEL])
    type_ = f"to_regtype({literal(full(address.name))})"
    match address.kind:
        case Kind.COLUMN | Kind.ATTRIBUTE:
            return "pg_attribute", f"attrelid = {_oid(address)} AND NOT attisdropped AND attname = {name}"
        case Kind.ENUM_VALUE:
            return "pg_enum", f"enumtypid = {type_} AND enumlabel = {name}"
        case Kind.DOMAIN_CONSTRAINT:
            return "pg_constraint", f"contypid = {type_} AND conname = {name}"
        case _:
            own, arguments = literal(address.path[1]), literal(address.path[2])
            inside = f"pronamespace = to_regnamespace({literal(quoted(address.path[0]))})"
            return "pg_proc", f"{inside} AND proname = {own} AND pg_get_function_identity_arguments(oid) = {arguments}"


def _oid(address: Address) -> str:
    return f"to_regclass({literal(quoted(*address.path[:2]))})"


def _row(catalog: str, condition: str) -> str:
    return f"EXISTS (SELECT FROM pg_catalog.{catalog} WHERE {condition})"
