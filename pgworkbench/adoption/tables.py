"""A table of a catalog as an SQLAlchemy `Table`, in Python text, as far as SQLAlchemy can say it.

What it cannot say is left out here, and made by SQL after the tables: whoever builds compares, and makes the rest.
Written from the catalog and not by sqlacodegen (MIT; 4.0.4 was tried on tests/adoption/schemas/odd_names.sql), which
makes views and children tables of their own, leaves out index keys that are expressions, NULLS NOT DISTINCT and types
that it does not know, and reads `':z'` in a check as a parameter: built from it, another database stands there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from pgworkbench.adoption import python
from pgworkbench.adoption.python import Call, Node, named, text
from pgworkbench.adoption.types import BASE, CORE, Imports, type_of
from pgworkbench.catalog import Action, Catalog, Column, Constraint, ConstraintKind, Index, IndexKey, Name, Table
from pgworkbench.migrations.address import Address, Kind, at
from pgworkbench.migrations.text import full, quoted

_ACTIONS = {
    Action.RESTRICT: "RESTRICT",
    Action.CASCADE: "CASCADE",
    Action.SET_NULL: "SET NULL",
    Action.SET_DEFAULT: "SET DEFAULT",
}


@dataclass(frozen=True)
class Scope:
    """What a table's text depends on: the catalog, which tables are models, what must wait, circular keys."""

    catalog: Catalog
    modelled: Collection[Name]
    held: Collection[Address] = ()
    circular: Collection[Address] = ()
    imports: Imports = field(default_factory=Imports)


def table_node(table: Table, domain: str, scope: Scope) -> Call:
    """The table as a call of `Table`."""
    imports = scope.imports
    name = imports.use("Table", CORE)
    keyed = table.primary_key.columns if table.primary_key is not None else ()
    items: list[Node] = [text(table.name.name), imports.use("metadata", BASE)]
    items += [_column(table, column, column.name in keyed, scope) for column in table.columns]
    items += [node for constraint in _ordered(table) if (node := _constraint(table, constraint, scope)) is not None]
    items += [node for index in table.indexes if (node := _index(table, index, scope)) is not None]
    return python.call(name, *items, *_options(table, domain))


def _options(table: Table, domain: str) -> Iterator[Node]:
    if table.name.schema != "public":
        yield named("schema", text(table.name.schema))
    if table.comment is not None:
        yield named("comment", text(table.comment))
    if table.partition_key is not None:
        yield named("postgresql_partition_by", text(table.partition_key.replace("%", "%%")))
    yield named("info", python.mapped([("domain", text(domain))]))


def _column(table: Table, column: Column, keyed: bool, scope: Scope) -> Node:  # noqa: FBT001
    imports, expression = scope.imports, column.default
    waits = at(Kind.COLUMN, table.name, column.name).about(Kind.DEFAULT) in scope.held
    made: Node | None = None
    if column.generated:
        stored = "persisted=True" if column.generated == "s" else "persisted=False"
        made = python.call(imports.use("Computed", CORE), _sql(expression or "NULL", imports), stored)
    elif column.identity:
        made = f"{imports.use('Identity', CORE)}({'always=True' if column.identity == 'a' else ''})"
    default = expression if expression is not None and not column.generated and not waits else None
    return python.call(
        imports.use("Column", CORE),
        text(column.name),
        type_of(column, scope.catalog, imports),
        made,
        None if default is None else named("server_default", _sql(default, imports)),
        "autoincrement=False" if _would_count(column, keyed=keyed) and default is None else None,
        "nullable=False" if column.not_null else None,
        None if column.comment is None else named("comment", text(column.comment)),
    )


def _would_count(column: Column, *, keyed: bool) -> bool:
    """Whether SQLAlchemy would make a sequence for it."""
    return keyed and not column.identity and column.type in {"smallint", "integer", "bigint"}


def _sql(expression: str, imports: Imports) -> Call:
    imports.use("text", CORE)
    return python.sql(expression)


_ORDER = (ConstraintKind.PRIMARY, ConstraintKind.UNIQUE, ConstraintKind.FOREIGN, ConstraintKind.CHECK)


def _ordered(table: Table) -> list[Constraint]:
    kept = [each for each in table.constraints if each.kind in _ORDER and not each.inherited]
    return sorted(kept, key=lambda each: (_ORDER.index(each.kind), each.name))


def _constraint(table: Table, constraint: Constraint, scope: Scope) -> Node | None:
    if at(Kind.CONSTRAINT, table.name, constraint.name) in scope.held or not constraint.validated:
        return None
    node: Node | None = None
    match constraint.kind:
        case ConstraintKind.PRIMARY:
            node = _key("PrimaryKeyConstraint", "PRIMARY KEY", constraint, scope)
        case ConstraintKind.UNIQUE:
            node = _key("UniqueConstraint", "UNIQUE", constraint, scope)
        case ConstraintKind.CHECK:
            node = _check(constraint, scope)
        case ConstraintKind.FOREIGN:
            node = _reference(table, constraint, scope)
        case _:
            pass
    return node


def _said(constraint: Constraint) -> Iterator[Node]:
    """What every kind of constraint may say."""
    yield named("name", text(constraint.name))
    if constraint.deferrable:
        yield "deferrable=True"
    if constraint.deferred:
        yield named("initially", text("DEFERRED"))
    if constraint.comment is not None:
        yield named("comment", text(constraint.comment))


def _suffix(constraint: Constraint) -> str:
    late = " INITIALLY DEFERRED" if constraint.deferred else ""
    return f" DEFERRABLE{late}" if constraint.deferrable else ""


def _key(name: str, words: str, constraint: Constraint, scope: Scope) -> Node | None:
    plain = f"{words} ({_quoted(constraint.columns)}){_suffix(constraint)}"
    loose = f"{words} NULLS NOT DISTINCT ({_quoted(constraint.columns)}){_suffix(constraint)}"
    if constraint.definition not in {plain, loose}:
        return None
    nulls = "postgresql_nulls_not_distinct=True" if constraint.definition == loose != plain else None
    used = scope.imports.use(name, CORE)
    return python.call(used, *map(text, constraint.columns), nulls, *_said(constraint))


def _check(constraint: Constraint, scope: Scope) -> Node | None:
    words = constraint.definition
    if not words.startswith("CHECK (") or not words.endswith(")") or constraint.no_inherit or not constraint.enforced:
        return None
    used = scope.imports.use("CheckConstraint", CORE)
    inner = words.removeprefix("CHECK (")[:-1]
    return python.call(used, _sql(_bare(inner), scope.imports), *_said(constraint))


def _bare(expression: str) -> str:
    """Without the one pair of parentheses around all of it, where that is plainly one pair."""
    inner = expression[1:-1]
    if not (expression.startswith("(") and expression.endswith(")")) or "'" in inner or '"' in inner:
        return expression
    depth = 0
    for sign in inner:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return expression
    return inner


def _reference(table: Table, constraint: Constraint, scope: Scope) -> Node | None:
    far = constraint.reference
    if far is None or far.table not in scope.modelled or far.set_columns or not constraint.enforced:
        return None
    if any("." in word for word in (far.table.schema, far.table.name, *far.columns)) or "PERIOD" in _head(constraint):
        return None
    path = far.table.name if far.table.schema == "public" else f"{far.table.schema}.{far.table.name}"
    used = scope.imports.use("ForeignKeyConstraint", CORE)
    actions = (("onupdate", far.on_update), ("ondelete", far.on_delete))
    return python.call(
        used,
        python.listed(map(text, constraint.columns)),
        python.listed(text(f"{path}.{column}") for column in far.columns),
        *(named(word, text(_ACTIONS[action])) for word, action in actions if action in _ACTIONS),
        named("match", text("FULL")) if far.match_full else None,
        "use_alter=True" if at(Kind.CONSTRAINT, table.name, constraint.name) in scope.circular else None,
        *_said(constraint),
    )


def _head(constraint: Constraint) -> str:
    """The definition up to its REFERENCES, without the names of the columns."""
    head = constraint.definition.split(" REFERENCES ", 1)[0]
    for column in constraint.columns:
        head = head.replace(_quoted((column,)), "")
    return head


def _index(table: Table, index: Index, scope: Scope) -> Node | None:
    """An index that stands alone; an invalid one or one that a partitioned parent makes is left out."""
    address = Address(Kind.INDEX, (table.name.schema, index.name))
    if index.constraint is not None or index.primary or not index.valid or index.parent is not None:
        return None
    if address in scope.held or index.tablespace or index.options or any(key.options for key in index.keys):
        return None
    return python.call(
        scope.imports.use("Index", CORE),
        text(index.name),
        *(_index_key(key, scope.imports) for key in index.keys),
        "unique=True" if index.unique else None,
        None if index.method == "btree" else named("postgresql_using", text(index.method)),
        named("postgresql_include", python.listed(map(text, index.include))) if index.include else None,
        None if index.predicate is None else named("postgresql_where", _sql(index.predicate, scope.imports)),
        "postgresql_nulls_not_distinct=True" if index.nulls_not_distinct else None,
    )


def _index_key(key: IndexKey, imports: Imports) -> Node:
    plain = key.default_opclass and not key.descending and not key.nulls_first and key.collation is None
    if plain and key.column is not None:
        return text(key.column)
    words = _quoted((key.column,)) if key.column is not None else key.expression
    words += f" COLLATE {full(key.collation)}" if key.collation is not None else ""
    words += "" if key.default_opclass else f" {full(key.opclass)}"
    words += " DESC" if key.descending else ""
    words += "" if key.nulls_first == key.descending else " NULLS FIRST" if key.nulls_first else " NULLS LAST"
    return _sql(words, imports)


def _quoted(names: Collection[str]) -> str:
    """Names as pg_get_constraintdef lists them."""
    return ", ".join(quoted(name) for name in names)
