"""What the kinds speak of: a candidate index, its keys, and the facts that they may look up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.bench.expression import Operand
from pgworkbench.catalog import Catalog, ConstraintKind, Index, Name, Table

_BYTES = 63  # of a name
_MOST_COLUMNS, _MOST_BYTES = 5, 96  # that ride along in an index
_ENTRY = 12  # bytes of an index's entry and of the pointer to it, beside its values
_SUPPORT = """
SELECT DISTINCT ON (op.oprname, t.typname, am.amname, oc.opcfamily)
       op.oprname, t.typname, am.amname, n.nspname, oc.opcname, oc.opcdefault, ao.amoppurpose
  FROM pg_catalog.pg_amop ao
  JOIN pg_catalog.pg_operator op ON op.oid = ao.amopopr
  JOIN pg_catalog.pg_am am ON am.oid = ao.amopmethod
  JOIN pg_catalog.pg_opclass oc ON oc.opcfamily = ao.amopfamily AND oc.opcmethod = ao.amopmethod
  JOIN pg_catalog.pg_namespace n ON n.oid = oc.opcnamespace
  JOIN pg_catalog.pg_type t ON t.oid = oc.opcintype
 WHERE op.oprname = ANY (%s) AND (ao.amoplefttype = oc.opcintype OR oc.opcdefault)
 ORDER BY op.oprname, t.typname, am.amname, oc.opcfamily, oc.opcdefault DESC, oc.opcname
"""
_STATISTICS = """
SELECT schemaname, tablename, attname, n_distinct, coalesce(correlation, 0), avg_width, null_frac
  FROM pg_catalog.pg_stats
"""
_SPELT = {
    "character varying": "text", "integer": "int4", "bigint": "int8", "smallint": "int2", "character": "bpchar",
    "timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp", "boolean": "bool",
    "double precision": "float8", "real": "float4",
}  # fmt: skip
_EXTENSIONS = "SELECT extname FROM pg_catalog.pg_extension"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an index: a column, or an expression; `opclass` where it is not the type's own."""

    text: str
    column: bool = True
    descending: bool = False
    opclass: str = ""
    nulls_first: bool | None = None  # where it is not what the direction brings

    def composed(self) -> sql.Composable:
        """As it stands in CREATE INDEX; an expression is the server's own text."""
        what = sql.Identifier(self.text) if self.column else _written(f"({self.text})")
        tail = (" " + self.opclass if self.opclass else "") + (" DESC" if self.descending else "")
        if self.nulls_first is not None:
            tail += " NULLS FIRST" if self.nulls_first else " NULLS LAST"
        return what + _written(tail)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An index that could be built; `kind` is the module that thought of it, `queries` are not part of its identity."""

    kind: str
    table: Name
    method: str
    keys: tuple[Key, ...]
    include: tuple[str, ...] = ()
    predicate: str = ""
    taken: bool = field(default=False, repr=False)  # whether something else bears the name that it would have

    @property
    def name(self) -> str:
        """`{table}_{columns}_{type}_idx`; a digest stands in it where that says too little, is longer than a name, or
        is taken.
        """
        words = [key.text if key.column else _words(key.text) for key in self.keys]
        kind = "partial" if self.predicate else "covering" if self.include else self.method
        whole = "_".join([self.table.name, *words, kind, "idx"])
        told = all(key == Key(key.text) for key in self.keys) and not self.predicate and not self.include
        if told and not self.taken and len(whole.encode()) <= _BYTES:
            return whole
        tail = f"_{hashlib.sha256(repr(self).encode()).hexdigest()[:6]}_{kind}_idx"
        head = "_".join([self.table.name, *words]).encode()[: _BYTES - len(tail)]
        return head.decode(errors="ignore") + tail

    @property
    def index(self) -> Name:
        """Its name, in its table's schema."""
        return Name(self.table.schema, self.name)

    def create(self) -> sql.Composed:
        """CREATE INDEX …, as it would be built."""
        keys = sql.SQL(", ").join(key.composed() for key in self.keys)
        parts = sql.SQL("CREATE INDEX {} ON {} USING {} ({})").format(
            sql.Identifier(self.name), sql.Identifier(self.table.schema, self.table.name), _written(self.method), keys
        )
        if self.include:
            parts += sql.SQL(" INCLUDE ({})").format(sql.SQL(", ").join(map(sql.Identifier, self.include)))
        return parts + _written(f" WHERE {self.predicate}") if self.predicate else parts


@dataclass(frozen=True, slots=True)
class Column:
    """What the statistics say: different values (negative: a share of the rows), order on disk, bytes."""

    distinct: float
    correlation: float
    width: int
    nulls: float


@dataclass(frozen=True, slots=True)
class Support:
    """An operator class that can serve an operator; `ordering` says that it sorts by it (nearest neighbours)."""

    method: str
    opclass: str
    default: bool
    ordering: bool


@dataclass(frozen=True)
class Facts:
    """Everything that kinds may ask: the catalog, the statistics, and which operator class serves which operator."""

    catalog: Catalog
    columns: Mapping[tuple[Name, str], Column]
    support: Mapping[tuple[str, str], tuple[Support, ...]]  # (operator, type) -> who serves it
    extensions: frozenset[str]
    expressions: Mapping[tuple[Name, str], str] = field(default_factory=dict)  # (table, expression) -> its type
    changing: frozenset[tuple[Name, str]] = frozenset()  # expressions that are not IMMUTABLE: no index may have them

    @property
    def domains(self) -> Mapping[Name, str]:
        """The type that each domain is over, by the domain's name."""
        plain = ((domain.name, domain.base.split("(")[0]) for domain in self.catalog.domains)
        return {name: _SPELT.get(base, base) for name, base in plain}

    def table(self, name: Name) -> Table:
        """The table of that name."""
        return next(table for table in self.catalog.tables if table.name == name)

    def type_of(self, table: Name, column: str) -> str:
        """A column's type as the catalog names it, without its modifier; `anyarray` for an array, `varchar` as text."""
        found = self.table(table).column(column)
        if found.array:
            return "anyarray"
        name = self.domains.get(found.type_name, found.type_name.name)
        return {"varchar": "text"}.get(name, name)

    def kind_of(self, table: Name, operand: Operand) -> str:
        """The type of a column or an expression, as `type_of` names it; "" if that is not known."""
        if operand.column is not None:
            return self.type_of(table, operand.column)
        return self.expressions.get((table, operand.sql), "")

    def serving(self, operator: str, type_name: str) -> tuple[Support, ...]:
        """The operator classes that can look for `operator` on such a type."""
        found = self.support.get((operator, type_name), ())
        if type_name.endswith("range") and not type_name.startswith("any"):
            several = "anymultirange" if type_name.endswith("multirange") else "anyrange"
            found += self.support.get((operator, several), ())
        return found

    def exists(self, candidate: Candidate) -> bool:
        """Whether an index of the table already is this one, or begins with all its keys."""
        return any(_covers(index, candidate) for index in self.table(candidate.table).indexes)

    def needless(self, candidate: Candidate) -> bool:
        """Whether its first key is unique by itself, and no column rides along: it finds what that finds."""
        first, table = candidate.keys[0], self.table(candidate.table)
        unique = [c.columns for c in table.constraints if c.kind in {ConstraintKind.PRIMARY, ConstraintKind.UNIQUE}]
        plain = first == Key(first.text) and candidate.method == "btree" and not candidate.include
        return plain and (first.text,) in unique

    def impossible(self, candidate: Candidate) -> bool:
        """Whether a key of it is an expression that no index may have."""
        return any((candidate.table, key.text) in self.changing for key in candidate.keys if not key.column)

    def least_bytes(self, candidate: Candidate) -> int:
        """What it takes at the least, where that can be told before: whatever rides along is stored for every row."""
        if not candidate.include or candidate.predicate:
            return 0
        columns = (*(key.text for key in candidate.keys), *candidate.include)
        known = [self.columns.get((candidate.table, column)) for column in columns]
        width = _ENTRY + sum(column.width if column else 0 for column in known)
        return int(max(self.table(candidate.table).rows, 0) * width)

    def leads_key(self, table: Name, column: str) -> bool:
        """Whether the table's primary key begins with the column: then its indexes do, too."""
        key = self.table(table).of_kind(ConstraintKind.PRIMARY)
        return bool(key) and key[0].columns[:1] == (column,)


def narrow(facts: Facts, table: Name, columns: Sequence[str]) -> bool:
    """Whether an index may hold these columns beside its keys without being the table again."""
    known = [facts.columns.get((table, column)) for column in columns]
    return len(columns) <= _MOST_COLUMNS and sum(column.width if column else 0 for column in known) <= _MOST_BYTES


def read_facts(
    connection: psycopg.Connection[Any], catalog: Catalog, operators: Sequence[str],
    expressions: Iterable[tuple[Name, str]] = (),
) -> Facts:  # fmt: skip
    """Three queries: operator classes for these operators, statistics of all columns, extensions; and some for each of
    the `expressions` of tables: its type, and whether an index may have it.
    """
    support: dict[tuple[str, str], tuple[Support, ...]] = {}
    for operator, kind, method, schema, opclass, default, purpose in connection.execute(_SUPPORT, [list(operators)]):
        name = opclass if schema == "pg_catalog" else f'"{schema}"."{opclass}"'
        one = Support(method, name, default, purpose in {"o", b"o"})
        support[operator, kind] = (*support.get((operator, kind), ()), one)
    columns = {
        (Name(schema, table), column): Column(distinct, correlation, width, nulls)
        for schema, table, column, distinct, correlation, width, nulls in connection.execute(_STATISTICS)
    }
    extensions = frozenset(name for (name,) in connection.execute(_EXTENSIONS))
    types = {each: _type(connection, *each) for each in dict.fromkeys(expressions)}
    changing = frozenset(each for each in types if types[each] and _changing(connection, *each))
    return Facts(catalog, columns, support, extensions, types, changing)


def _type(connection: psycopg.Connection[Any], table: Name, expression: str) -> str:
    """The type of an expression over a table; "" if the server does not take it."""
    ask = sql.SQL("SELECT ({}) FROM {} LIMIT 0").format(_written(expression), sql.Identifier(table.schema, table.name))
    try:
        with connection.transaction():
            described = connection.execute(ask).description or []
    except psycopg.Error:
        return ""
    row = connection.execute(
        "SELECT CASE WHEN typcategory = 'A' THEN 'anyarray' ELSE typname END FROM pg_catalog.pg_type WHERE oid = %s",
        [described[0].type_code],
    ).fetchone()
    return {"varchar": "text"}.get(row[0], row[0]) if row else ""


def _changing(connection: psycopg.Connection[Any], table: Name, expression: str) -> bool:
    """Whether the server takes it for no index's, since the same row may give another value tomorrow: it is asked for
    one on an empty table.
    """
    alike = sql.SQL("CREATE TEMPORARY TABLE pgworkbench_alike (LIKE {})")
    index = sql.SQL("CREATE INDEX ON pg_temp.pgworkbench_alike ({})").format(_written(f"({expression})"))
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(alike.format(sql.Identifier(table.schema, table.name)))
            connection.execute(index)
    except psycopg.errors.InvalidObjectDefinition:
        return True
    except psycopg.Error:
        return False  # of a type that no B-tree sorts, say: another kind of index may have it
    return False


def _covers(index: Index, candidate: Candidate) -> bool:
    keys = [
        (key.expression if key.column is None else key.column, key.descending, key.nulls_first) for key in index.keys
    ]
    wanted = [
        (key.text, key.descending, key.descending if key.nulls_first is None else key.nulls_first)
        for key in candidate.keys
    ]
    same_rows = (index.predicate or "") == (f"({candidate.predicate})" if candidate.predicate else "")
    plain = all(not key.opclass for key in candidate.keys) and all(key.default_opclass for key in index.keys)
    covered = set(candidate.include) <= {*index.include, *(column for column in index.columns if column)}
    leading = keys[: len(wanted)] == wanted if candidate.method == "btree" else keys == wanted
    return index.method == candidate.method and leading and same_rows and plain and covered and index.valid


def _words(expression: str) -> str:
    """What an expression is about: `lower_email` of `lower(email)`."""
    plain = re.sub(r"::\w+(\[\])?", "", expression)
    return "_".join(dict.fromkeys(re.findall(r"[^\W_]\w*", plain))) or "expr"


def _written(text: str) -> sql.SQL:
    """SQL that the server printed or that we know, not a name."""
    return sql.SQL(text)
