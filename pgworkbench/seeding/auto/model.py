"""What is known of a table before its rows are made: its columns, rules and references, read from the catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pgworkbench.catalog import Catalog, Column, Constraint, ConstraintKind, Index, Name, Table
from pgworkbench.seeding.auto.atoms import Alternative, Atom, Rule, Test
from pgworkbench.seeding.auto.checks import Constant, expression_of, read_check
from pgworkbench.seeding.auto.facts import DataType, Facts, Shape
from pgworkbench.seeding.auto.limits import choices, limits_of
from pgworkbench.seeding.auto.literals import deep_domains

_TENANTS = {"tenant", "organization", "organisation", "org", "workspace", "account", "company", "site", "shop", "store"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column that rows are given: `drawn` is SQL that the server draws its values with (a sequence)."""

    name: str
    kind: DataType
    not_null: bool
    drawn: str | None = None
    distinct: bool = False
    apart: bool = False
    fixed: tuple[Atom, ...] = ()  # of domains inside an array or a composite type
    natural: tuple[str, ...] = ()  # what the rows of a list by its table's name are called, one after the other


@dataclass(frozen=True, slots=True)
class Link:
    """A reference; `agreeing` are pairs of columns that lead both rows to the same third one (a tenant)."""

    name: str
    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...]
    free: tuple[str, ...]  # the columns that may be NULL to leave it out; none: it is required
    agreeing: tuple[tuple[str, str], ...] = ()
    deferrable: bool = False
    distinct: bool = False  # no two rows may refer to the same
    only: bool = True  # rows of tables that inherit from the target do not count
    soft: bool = False  # nothing but its name says so: any value will do where there is none to refer to
    needed: bool = False  # it is soft, and its column is NOT NULL

    @property
    def required(self) -> bool:
        """Whether every row refers to something."""
        return not self.free


@dataclass(frozen=True, slots=True)
class Poly:
    """A reference to a table that another column names: what `kind` may say, and the soft link that it leads to."""

    kind: str
    column: str
    targets: tuple[tuple[str, Link], ...]
    closed: bool  # no other values of `kind` are known


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique key of columns alone, and the constraint or index that it is."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A table to fill; `computed` are generated columns with their formulas."""

    name: Name
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    links: tuple[Link, ...]
    computed: tuple[tuple[str, str], ...]
    wishes: tuple[tuple[str, str], ...]
    overriding: bool  # an identity column gets its values from us
    skipping: bool  # ON CONFLICT DO NOTHING may be used
    keys: tuple[frozenset[str], ...] = ()  # of which no two rows may have the same
    uniques: tuple[Unique, ...] = ()  # of these, the plain ones that hold for every row, the primary key first
    primary: bool = False  # there is one
    orders: tuple[Alternative, ...] = ()  # of columns, by their names: kept where the rules leave room for them
    polys: tuple[Poly, ...] = ()

    @property
    def all_links(self) -> tuple[Link, ...]:
        """Its references, those to tables that a column names among them."""
        return (*self.links, *(link for poly in self.polys for _, link in poly.targets))

    def field(self, name: str) -> Field | None:
        """The column of that name, if rows are given it."""
        return next((field for field in self.fields if field.name == name), None)


def model_of(catalog: Catalog, facts: Facts, table: Table, constant: Constant) -> Model:
    """Everything known of one table."""
    rules = tuple(_rules(facts, table, constant))
    needed = {a.column for r in rules if len(r.ways) == 1 for a in r.ways[0] if a.test is Test.NOT_NULL}
    fields = tuple(_field(facts, table, column, constant) for column in table.columns if not column.generated)
    fields = tuple(replace(field, not_null=field.not_null or field.name in needed) for field in fields)
    links = tuple(_link(catalog, table, key, fields) for key in table.foreign_keys if key.enforced)
    kept = tuple(sorted(links, key=lambda link: (not link.required, -len(link.columns), not link.agreeing, link.name)))
    computed = tuple((column.name, column.default or "NULL") for column in table.columns if column.generated)
    overriding = any(column.identity == "a" for column in table.columns)
    linked = {column for link in links for column in link.columns}
    wishes = tuple(_wishes([field for field in fields if field.name not in linked], rules))
    model = Model(table.name, fields, rules, kept, computed, wishes, overriding, _skipping(table), _keys(table))
    return replace(model, uniques=_uniques(table, fields), primary=table.primary_key is not None)


def _skipping(table: Table) -> bool:
    kinds = {ConstraintKind.PRIMARY, ConstraintKind.UNIQUE, ConstraintKind.EXCLUDE}
    return not table.rules and not any(c.deferrable for c in table.constraints if c.kind in kinds)


def _uniques(table: Table, fields: Iterable[Field]) -> tuple[Unique, ...]:
    filled = {field.name for field in fields if field.not_null}
    found = []
    for index in sorted(table.indexes, key=lambda index: not index.primary):
        names = tuple(name for name in index.columns if name is not None)
        whole = index.unique and index.predicate is None and len(names) == len(index.keys)
        if whole and (index.nulls_not_distinct or filled.issuperset(names)):
            found.append(Unique(index.constraint or index.name, names))
    return tuple(found)


def _keys(table: Table) -> tuple[frozenset[str], ...]:
    excluding = (frozenset(_words(c.definition)) for c in table.of_kind(ConstraintKind.EXCLUDE))
    return (*(frozenset(_names(index)) for index in table.indexes if index.unique), *excluding)


def _field(facts: Facts, table: Table, column: Column, constant: Constant) -> Field:
    kind = facts.types[table.name, column.name]
    not_null = column.not_null or any(domain.not_null for domain in kind.domains)
    sequence = facts.sequences.get((table.name, column.name))
    drawn = f"nextval('{sequence.replace(chr(39), chr(39) * 2)}'::regclass)" if sequence else None
    if drawn is None and "nextval(" in (column.default or ""):
        drawn = column.default
    fixed = tuple(
        replace(atom, column=domain.sql)
        for domain in deep_domains([kind])
        for check in domain.checks
        for atom in read_check(expression_of(check), constant, {"value": domain.sql})[0]
    )
    return Field(column.name, kind, not_null, drawn, _distinct(table, column, kind), _apart(table, column.name), fixed)


def _distinct(table: Table, column: Column, kind: DataType) -> bool:
    """Whether its values differ in every row; a text does in any unique key that it has a part in."""
    texts = kind.root.shape is Shape.BASE and kind.root.name in {"text", "varchar", "bpchar", "citext", "name"}
    linked = any(column.name in key.columns for key in table.foreign_keys)
    for index in table.indexes:
        names = _names(index)
        if index.unique and column.name in names and (len(names) == 1 or (texts and not linked)):
            return True
    return False


def _names(index: Index) -> set[str]:
    """The columns of a unique index, those inside its expressions too."""
    return {name for key in index.keys for name in ([key.column] if key.column else _words(key.expression))}


def _words(expression: str) -> list[str]:
    return re.findall(r"(?<![\w:'])\"?(\w+)\"?(?![\w(])", re.sub(r"'[^']*'(::[\w ]+)?|::[\w ]+", "", expression))


def _apart(table: Table, name: str) -> bool:
    return any(name in {*c.columns, *_words(c.definition)} for c in table.of_kind(ConstraintKind.EXCLUDE))


def _rules(facts: Facts, table: Table, constant: Constant) -> Iterator[Rule]:
    for check in table.of_kind(ConstraintKind.CHECK):
        if check.enforced:
            expression = expression_of(check.definition)
            yield Rule(check.name, f"({expression}) IS NOT FALSE", read_check(expression, constant))
    bounds = facts.partitions.get(table.name)
    if bounds is None and table.partition_key is not None:
        yield Rule("partition", "false")
    elif bounds is not None:
        every = [f"({bound})" for bound in dict.fromkeys(bounds)]
        usual = [bound for bound in every if not bound.startswith("((NOT (")]  # what is left over is rarely meant
        read = read_check(" OR ".join(usual or every), constant)
        yield Rule("partition", f"({' OR '.join(every)}) IS TRUE", read)
    for column in table.columns:
        if not column.generated:
            yield from _domain_rules(facts.types[table.name, column.name], column.name, constant)


def _domain_rules(kind: DataType, column: str, constant: Constant) -> Iterator[Rule]:
    for domain in kind.domains:
        for check in domain.checks:
            yield Rule(domain.sql, "true", read_check(expression_of(check), constant, {"value": column}))
    if kind.domains or deep_domains([kind]):
        named = '"' + column.replace('"', '""') + '"'
        text = kind.sql.replace("'", "''")
        yield Rule(kind.sql, f"{named} IS NULL OR pg_catalog.pg_input_is_valid({named}::text, '{text}')")


def _link(catalog: Catalog, table: Table, key: Constraint, fields: Iterable[Field]) -> Link:
    if key.reference is None:
        raise AssertionError(key.name)
    reference = key.reference
    nullable = {field.name for field in fields if not field.not_null}
    others = {c for other in table.foreign_keys if other is not key for c in other.columns}
    free = tuple(c for c in key.columns if c in nullable)
    alone = tuple(c for c in free if c not in others) or free
    distinct = table.is_unique(key.columns)
    agreeing = tuple(_agreeing(catalog, table, key)) if len(key.columns) == 1 else ()
    free = free if reference.match_full else alone
    only = catalog.has_table(reference.table) and catalog.table(reference.table).partition_key is None
    parts = (key.name, key.columns, reference.table, reference.columns, free, agreeing)
    return Link(*parts, deferrable=key.deferrable, distinct=distinct, only=only)


def _agreeing(catalog: Catalog, table: Table, key: Constraint) -> Iterator[tuple[str, str]]:
    """Columns of one name, a tenant's by that name, here and in the table referred to, to the same third table."""
    if key.reference is None or not catalog.has_table(key.reference.table):
        return
    theirs = _single(catalog.table(key.reference.table))
    for column, target in _single(table).items():
        if column not in key.columns and theirs.get(column) == target and _TENANTS & set(column.lower().split("_")):
            yield column, column


def _single(table: Table) -> dict[str, Name]:
    """The target of each column that is a reference by itself."""
    keys = (key for key in table.foreign_keys if key.reference is not None and len(key.columns) == 1)
    return {key.columns[0]: key.reference.table for key in keys if key.reference}


def _wishes(fields: Iterable[Field], rules: Iterable[Rule]) -> Iterator[tuple[str, str]]:
    """Every value of an enum and of a list: each should occur."""
    for field in fields:
        listed = {
            value: None
            for rule in rules
            for way in rule.ways
            for atom in way
            if atom.column == field.name and atom.test is Test.IN
            for value in atom.values
        }
        known = choices(field.kind, limits_of(()))
        for value in listed if known is None else known:
            yield field.name, value
