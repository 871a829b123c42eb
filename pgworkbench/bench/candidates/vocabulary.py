"""What the kinds speak of: a candidate index, its keys, and the facts that they may look up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from pgworkbench.catalog import Catalog, ConstraintKind, Index, Name, Table

_BYTES = 63  # of a name
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
_EXTENSIONS = "SELECT extname FROM pg_catalog.pg_extension"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an index: a column, or an expression; `opclass` where it is not the type's own."""

    text: str
    column: bool = True
    descending: bool = False
    opclass: str = ""

    def composed(self) -> sql.Composable:
        """As it stands in CREATE INDEX; an expression is the server's own text."""
        what = sql.Identifier(self.text) if self.column else _written(f"({self.text})")
        tail = (" " + self.opclass if self.opclass else "") + (" DESC" if self.descending else "")
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

    @property
    def name(self) -> str:
        """`{table}_{columns}_{type}_idx`; a digest stands in it where that says too little or is longer than a name."""
        words = [key.text if key.column else _words(key.text) for key in self.keys]
        kind = "partial" if self.predicate else "covering" if self.include else self.method
        whole = "_".join([self.table.name, *words, kind, "idx"])
        told = all(key == Key(key.text) for key in self.keys) and not self.predicate and not self.include
        if told and len(whole.encode()) <= _BYTES:
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

    def table(self, name: Name) -> Table:
        """The table of that name."""
        return next(table for table in self.catalog.tables if table.name == name)

    def type_of(self, table: Name, column: str) -> str:
        """A column's type as the catalog names it, without its modifier; `anyarray` for an array, `varchar` as text."""
        found = self.table(table).column(column)
        if found.array:
            return "anyarray"
        return {"varchar": "text"}.get(found.type_name.name, found.type_name.name)

    def serving(self, operator: str, type_name: str) -> tuple[Support, ...]:
        """The operator classes that can look for `operator` on such a type."""
        found = self.support.get((operator, type_name), ())
        if type_name.endswith("range") and not type_name.startswith("any"):
            found += self.support.get((operator, "anyrange"), ())
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

    def leads_key(self, table: Name, column: str) -> bool:
        """Whether the table's primary key begins with the column: then its indexes do, too."""
        key = self.table(table).of_kind(ConstraintKind.PRIMARY)
        return bool(key) and key[0].columns[:1] == (column,)


def read_facts(connection: psycopg.Connection[Any], catalog: Catalog, operators: Sequence[str]) -> Facts:
    """Three queries: operator classes for these operators, statistics of all columns, extensions."""
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
    return Facts(catalog, columns, support, extensions)


def _covers(index: Index, candidate: Candidate) -> bool:
    keys = [(key.expression if key.column is None else key.column, key.descending) for key in index.keys]
    wanted = [(key.text, key.descending) for key in candidate.keys]
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
