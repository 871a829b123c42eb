"""Which SELECTs read a table in such a way that sums of it would do: found in the parse tree, by the catalog.

A SELECT folds rows into groups. Of one of its tables, it may ask count, sum and avg of expressions of that table's own
columns: those become sums. Whatever else it says of the table's columns, in conditions, joins, groups, output, becomes
a key: columns by themselves, or, where a column has too many values to be one, the whole expression that it stands in.
What a SELECT asks of groups whatever their rows are (min, max, DISTINCT) needs no more than keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.bench.kept.scope import Scope
from pgworkbench.bench.kept.summary import fit
from pgworkbench.bench.wordings.tree import found, function_name, own, path, selects
from pgworkbench.catalog import Name, Table

KEPT = frozenset({"count", "sum", "avg"})
_WHATEVER = frozenset({"min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or", "any_value"})
_SYSTEM = frozenset({"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"})
_WHOLE = frozenset({"a_expr", "func_call", "type_cast", "bool_expr", "null_test", "boolean_test", "case_expr",
                    "coalesce_expr", "min_max_expr", "collate_clause"})  # fmt: skip
_EQUAL = {tree.AEXPR_OP, tree.AEXPR_OP_ANY, tree.AEXPR_IN, tree.AEXPR_NOT_DISTINCT}
_OUTER = {tree.JOIN_LEFT, tree.JOIN_RIGHT, tree.JOIN_FULL}


class UnfitError(Exception):
    """This SELECT cannot be served by sums of this table."""


@dataclass(slots=True)
class Reading:
    """What a SELECT asks of one of its tables: nodes of the parse tree, to be changed in place.

    `plain`: columns that must be keys. `whole`: expressions that may be keys, with their columns. `sums`: aggregates.
    `long`: columns that are written with their schema. `equal`: columns that are compared for equality.
    """

    table: Table
    select: Any
    source: Any
    alias: str
    outer: bool
    plain: set[str] = field(default_factory=set)
    whole: list[tuple[Any, frozenset[str]]] = field(default_factory=list)
    sums: list[Any] = field(default_factory=list)
    long: list[Any] = field(default_factory=list)
    equal: set[str] = field(default_factory=set)

    @property
    def columns(self) -> set[str]:
        """Of the table."""
        return {column.name for column in self.table.columns}


def readings(parsed: Any, scope: Scope) -> list[Reading]:
    """Every SELECT with every table of it that sums would do for, at most one reading of a table in each."""
    hidden = frozenset(each.ctename for each in found(parsed, tree.CommonTableExpr))
    kept: dict[tuple[int, Name], Reading] = {}
    for number, select in enumerate(selects(parsed)):
        if not _folds(select, scope):
            continue
        for source in _sources(select):
            table = scope.table(source, hidden)
            if table is None or not fit(table, scope.catalog) or (number, table.name) in kept:
                continue
            try:
                kept[number, table.name] = _Look(_begun(select, source, table), scope, hidden).taken()
            except UnfitError:
                continue
    return list(kept.values())


def _folds(select: Any, scope: Scope) -> bool:
    """Whether it makes groups of rows, and nothing more that would need the rows."""
    if select.op != tree.SETOP_NONE or select.values_lists or select.locking_clause or select.window_clause:
        return False
    calls = [call for node in own(select, "func_call") for call in [node.func_call]]
    if not select.from_clause or any(call.HasField("over") or call.agg_within_group for call in calls):
        return False
    distinct = select.distinct_clause and all(not each.WhichOneof("node") for each in select.distinct_clause)
    summed = any(call.funcname[-1].string.sval in scope.aggregates for call in calls)
    return bool(select.group_clause or summed or distinct)


def _sources(select: Any) -> Iterator[Any]:
    """The tables that stand in its FROM by themselves."""
    for item in select.from_clause:
        if any(join.is_natural or join.alias.aliasname for join in found(item, tree.JoinExpr)):
            continue
        sampled = [each.range_table_sample.relation.range_var for each in own(item, "range_table_sample")]
        for node in own(item, "range_var"):
            if node.range_var.inh and not node.range_var.alias.colnames and node.range_var not in sampled:
                yield node.range_var


def _begun(select: Any, source: Any, table: Table) -> Reading:
    joins = [node.join_expr for item in select.from_clause for node in own(item, "join_expr")]
    outer = any(join.jointype in _OUTER for join in joins)
    reading = Reading(table, select, source, source.alias.aliasname or source.relname, outer)
    using = {each.string.sval for join in joins for each in join.using_clause}
    reading.plain |= using & reading.columns
    return reading


@dataclass(frozen=True, slots=True)
class _Inner:
    """What is known inside of SELECTs within the SELECT: aliases, columns, whether there are unknown columns."""

    aliases: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks through a SELECT for what it asks of the reading's table; UnfitError where sums would not do."""

    reading: Reading
    scope: Scope
    hidden: frozenset[str]

    def taken(self) -> Reading:
        """All that it asks."""
        select, named = self.reading.select, set[str]()
        for each in select.target_list:
            named.add(each.res_target.name)
        for part, items in ((p.name, getattr(select, p.name)) for p, _ in select.ListFields()):
            if part == "with_clause":
                continue  # what is named there is no part of this SELECT
            for item in items if hasattr(items, "add") else [items]:
                if not hasattr(item, "ListFields"):
                    continue
                if part == "sort_clause" and _plain_name(item.sort_by.node) in named:
                    continue  # it sorts by its output
                self._node(item)
        self._narrowed()
        return self.reading

    def _node(self, node: Any) -> None:
        """One part of the SELECT, with all that is in it."""
        if not isinstance(node, tree.Node):
            self._below(node)
            return
        kind = node.WhichOneof("node")
        if kind == "column_ref":
            if (name := self._column(node)) is not None:
                self.reading.plain.add(name)
        elif kind == "range_subselect":
            if node.range_subselect.lateral:
                self._inside(node.range_subselect.subquery, _Inner())
        elif kind == "select_stmt":
            self._inside(node, _Inner())
        elif kind == "func_call" and function_name(node) in self.scope.aggregates:
            self._aggregate(node)
        elif (columns := self._all_of(node, kind)) is not None:
            self.reading.whole.append((node, columns))
        else:
            self._compared(node, kind)
            self._below(node)

    def _below(self, message: Any) -> None:
        for _, value in message.ListFields():
            for each in value if hasattr(value, "add") or isinstance(value, Sequence) else [value]:
                if hasattr(each, "ListFields"):
                    self._node(each)

    def _column(self, node: Any) -> str | None:
        """The table's column that is meant; None if it is none of this table's."""
        alias, parts = self.reading.alias, path(node.column_ref)
        if parts is None:
            prefix = [part.string.sval for part in node.column_ref.fields[:-1]]
            if not prefix or prefix[-1] == alias:
                raise UnfitError
            return None
        name, qualifier = parts[-1], parts[:-1]
        if not qualifier and name not in self.reading.columns:
            if name == alias or name in _SYSTEM:
                raise UnfitError
            return None
        if qualifier and (qualifier[-1] != alias or qualifier[:-1] not in ((), (self.reading.table.name.schema,))):
            return None
        if name not in self.reading.columns or self.reading.table.column(name).generated == "v":
            raise UnfitError  # a virtual column is not among the rows that a trigger sees
        if len(qualifier) > 1:
            self.reading.long.append(node)
        return name

    def _aggregate(self, node: Any) -> None:
        """A sum to be kept; or one for which the groups are enough, whose columns are keys."""
        call = node.func_call
        if function_name(node) in _WHATEVER or call.agg_distinct:
            self._below(call)
            return
        schema = [part.string.sval for part in call.funcname[:-1]]
        known = function_name(node) in KEPT and schema in ([], ["pg_catalog"])
        if not known or call.agg_order or call.func_variadic:
            raise UnfitError
        if not counts_rows(call) and (len(call.args) != 1 or self._all_of(call.args[0], "column_ref") is None):
            raise UnfitError
        if call.HasField("agg_filter"):
            self._node(call.agg_filter)
        self.reading.sums.append(node)

    def _all_of(self, node: Any, kind: str | None) -> frozenset[str] | None:
        """The table's columns in an expression that holds no other column, parameter, aggregate or SELECT."""
        if kind not in _WHOLE | {"column_ref"} or (kind == "bool_expr" and node.bool_expr.boolop == tree.AND_EXPR):
            return None
        if own(node, "param_ref") or found(node, tree.SubLink):
            return None
        if any(function_name(call) in self.scope.aggregates for call in own(node, "func_call")):
            return None
        names = [self._column(each) for each in own(node, "column_ref")]
        if not names or None in names:
            return None
        return frozenset(name for name in names if name is not None)

    def _compared(self, node: Any, kind: str | None) -> None:
        """Notes a column that is equal to something."""
        if kind == "a_expr" and node.a_expr.kind in _EQUAL and node.a_expr.name[-1].string.sval == "=":
            for side in (node.a_expr.lexpr, node.a_expr.rexpr):
                if side.WhichOneof("node") == "column_ref" and (name := self._column(side)) is not None:
                    self.reading.equal.add(name)

    def _inside(self, message: Any, outside: _Inner) -> None:
        """A SELECT within: a column of the table that it refers to is a key, and no aggregate may be over it."""
        for select in _nearest(message):
            sources = [node.range_var for item in select.from_clause for node in own(item, "range_var")]
            tables = [self.scope.table(source, self.hidden) for source in sources]
            here = {source.alias.aliasname or source.relname for source in sources}
            columns = {column.name for table in tables if table is not None for column in table.columns}
            inner = _Inner(outside.aliases | here, outside.columns | columns)
            for node in own(select, "column_ref"):
                if (name := self._from_within(node, inner)) is not None:
                    self.reading.plain.add(name)
            calls = [node for node in own(select, "func_call") if function_name(node) in self.scope.aggregates]
            if any(self._from_within(ref, inner) is not None for call in calls for ref in own(call, "column_ref")):
                raise UnfitError
            self._inside(select, inner)

    def _from_within(self, node: Any, inner: _Inner) -> str | None:
        """The table's column that is meant within another SELECT; None if it is of that one, or of no such table."""
        parts = [part.string.sval for part in node.column_ref.fields if part.WhichOneof("node") == "string"]
        star = path(node.column_ref) is None
        if not parts or (star and parts[-1] in inner.aliases) or (len(parts) > 1 and parts[-2] in inner.aliases):
            return None
        if len(parts) == 1 and not star and (parts[0] in inner.columns or parts[0] in _SYSTEM):
            return None
        return self._column(node)

    def _narrowed(self) -> None:
        """Expressions of columns that are keys, or may well be, need not be keys themselves."""
        keys = self.reading.plain | self.scope.few.get(self.reading.table.name, frozenset())
        mere = [(node, columns) for node, columns in self.reading.whole if columns <= keys]
        self.reading.whole = [(node, columns) for node, columns in self.reading.whole if not columns <= keys]
        for node, columns in mere:
            self.reading.plain |= columns
            for each in own(node, "a_expr"):
                self._compared(each, "a_expr")


def counts_rows(call: Any) -> bool:
    """Whether it is count(*), or count(1)."""
    constant = len(call.args) == 1 and call.args[0].WhichOneof("node") == "a_const"
    return bool(
        call.agg_star or (constant and call.funcname[-1].string.sval == "count" and not call.args[0].a_const.isnull)
    )


def _plain_name(node: Any) -> str | None:
    """The name of a column by itself."""
    parts = path(node.column_ref) if node.WhichOneof("node") == "column_ref" else None
    return parts[0] if parts is not None and len(parts) == 1 else None


def _nearest(message: Any) -> Iterator[Any]:
    """The SELECTs below that lie in no other one below."""
    for _, value in message.ListFields():
        for each in value if hasattr(value, "add") or isinstance(value, Sequence) else [value]:
            if isinstance(each, tree.SelectStmt):
                yield each
            elif hasattr(each, "ListFields"):
                yield from _nearest(each)
