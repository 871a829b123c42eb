"""What a reading wants of a summary, by the server's own texts: keys, counts and sums; and the words that use one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.bench.kept.expressions import Expressions, Told
from pgworkbench.bench.kept.reading import Reading, UnfitError, counts_rows, readings
from pgworkbench.bench.kept.scope import Scope
from pgworkbench.bench.kept.summary import Part, Summary
from pgworkbench.bench.wordings.tree import (
    all_of,
    column,
    copied,
    expression,
    function_name,
    own,
    path,
    target,
    written,
)
from pgworkbench.catalog import Table
from pgworkbench.workload import Query

_WHOLE = ("smallint", "integer", "bigint")


@dataclass(frozen=True, slots=True)
class Sum:
    """An aggregate: of all rows, or of those of which `counted` is true; with `summed`, their sum or average.

    `scaled`: every value has as many digits behind the point, so that what was taken away leaves no zeros there.
    """

    node: Any
    function: str
    counted: Part | None = None
    summed: Part | None = None
    scaled: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reading with the texts of its keys and sums. A part's name is a proposal: "" if it has none."""

    reading: Reading
    keys: tuple[Part, ...]
    whole: tuple[tuple[Any, str], ...]
    sums: tuple[Sum, ...]

    @property
    def counts(self) -> tuple[Part, ...]:
        """What is counted beside the rows."""
        return tuple(each.counted for each in self.sums if each.counted is not None)

    @property
    def totals(self) -> tuple[Part, ...]:
        """What is summed."""
        return tuple(each.summed for each in self.sums if each.summed is not None)

    def fits(self, summary: Summary) -> bool:
        """Whether the summary has all of it."""
        pairs = ((self.keys, summary.keys), (self.counts, summary.counts), (self.totals, summary.sums))
        return summary.table.name == self.reading.table.name and all(
            {part.text for part in mine} <= {part.text for part in there} for mine, there in pairs
        )


def wanted(query: Query, scope: Scope, expressions: Expressions) -> tuple[Any, list[Wanted]]:
    """The parse tree of a query, and what its SELECTs want: of each reading what serves any constant, then less.

    postgast.PgQueryError if it cannot be parsed.
    """
    parsed, found = postgast.parse(query.numbered), list[Wanted]()
    for reading in readings(parsed, scope):
        try:
            ways = [_told(reading, expressions, compared=compared) for compared in (False, True)]
        except UnfitError:
            continue
        found += ways if ways[0].keys != ways[1].keys else ways[:1]
    return parsed, found


def reworded(query: Query, summary: Summary, scope: Scope, expressions: Expressions) -> str:
    """The query with the summary in place of its table wherever it fits."""
    parsed, found = wanted(query, scope, expressions)
    done = list[Reading]()
    for each in found:
        if each.fits(summary) and not any(each.reading is other for other in done):
            _replaced(each, summary)
            done.append(each.reading)
    return written(parsed, query.parameters)


def _told(reading: Reading, expressions: Expressions, *, compared: bool) -> Wanted:
    """With the server's answers; an expression that cannot be a key leaves that to its columns.

    So does, unless `compared`, a comparison of a column: as a key, it would hold for its constants alone.
    """
    table, plain, apart = reading.table, set(reading.plain), list[tuple[Any, frozenset[str], Told]]()
    for node, columns in reading.whole:
        usable = (_strict(node) or not reading.outer) and (compared or not _compares(node))
        told = expressions.told(table, _text(node)) if usable else None
        if told is not None and told.key:
            apart.append((node, columns, told))
        else:
            plain |= columns
    whole = [(node, told) for node, columns, told in apart if not columns <= plain]
    keys = {told.text: Part("", told.text, told.type) for _, told in whole}
    for name in sorted(plain):
        told = expressions.told(table, _text(column(name)))
        if told is None or not told.key:
            raise UnfitError
        keys[told.text] = Part(name, told.text, told.type)
    if reading.outer and not all(_strict(each) for node in reading.sums for each in node.func_call.args):
        raise UnfitError
    sums = tuple(_sum(node, table, expressions) for node in reading.sums)
    return Wanted(reading, tuple(keys.values()), tuple((node, told.text) for node, told in whole), sums)


def _compares(node: Any) -> bool:
    """Whether it compares a column with constants."""
    return bool(node.WhichOneof("node") == "a_expr" and node.a_expr.lexpr.WhichOneof("node") == "column_ref")


def _sum(node: Any, table: Table, expressions: Expressions) -> Sum:
    """What an aggregate needs; UnfitError where a sum could not be kept to the last digit."""
    name, call = function_name(node), node.func_call
    if counts_rows(call):
        return Sum(node, name)
    argument = call.args[0]
    single = path(argument.column_ref) if argument.WhichOneof("node") == "column_ref" else None
    given = single is not None and table.column(single[-1]).not_null
    text, of = _text(argument), single[-1] if single is not None else ""
    counted = summed = None
    if not given:
        told = expressions.told(table, f"({text}) IS NOT NULL")
        if told is None:
            raise UnfitError
        counted = Part(f"count_{of}" if of else "", told.text, "bigint")
    if name != "count":
        told, type_ = expressions.told(table, text), expressions.sum_type(table, text)
        if told is None or type_ is None:
            raise UnfitError
        summed = Part(f"sum_{of}" if of else "", told.text, type_)
    return Sum(node, name, counted, summed, summed is None or summed.type == "bigint" or _scaled(argument, table))


def _scaled(node: Any, table: Table) -> bool:
    """Whether all values of a number have the same digits behind the point."""
    kind = node.WhichOneof("node")
    if kind == "column_ref":
        return table.column((path(node.column_ref) or ("",))[-1]).type.startswith(("numeric(", *_WHOLE))
    if kind == "a_expr" and node.a_expr.name[-1].string.sval in {"+", "-", "*"}:
        return all(_scaled(side, table) for side in (node.a_expr.lexpr, node.a_expr.rexpr) if side.WhichOneof("node"))
    return bool(kind == "a_const")


def _text(node: Any) -> str:
    """An expression with its columns by their names alone."""
    bare = copied(node)
    for each in own(bare, "column_ref"):
        each.column_ref.CopyFrom(column((path(each.column_ref) or ("",))[-1]).column_ref)
    select = tree.SelectStmt(target_list=[target("", bare)], limit_option=tree.LIMIT_OPTION_DEFAULT, op=tree.SETOP_NONE)
    statement = tree.RawStmt(stmt=tree.Node(select_stmt=select))
    text: str = postgast.deparse(tree.ParseResult(stmts=[statement])).removeprefix("SELECT ")
    return text


def _strict(node: Any) -> bool:
    """Whether an expression is surely NULL where its columns are, as in a row for which a join found none."""
    kind = node.WhichOneof("node")
    if kind == "a_expr":
        sides = (node.a_expr.lexpr, node.a_expr.rexpr)
        return node.a_expr.kind == tree.AEXPR_OP and all(_strict(s) for s in sides if s.WhichOneof("node"))
    return _strict(node.type_cast.arg) if kind == "type_cast" else kind in {"column_ref", "a_const"}


def _replaced(each: Wanted, summary: Summary) -> None:
    """The summary in place of the table, under the same alias."""
    reading = each.reading
    _named_as_before(reading.select, [node for node, _ in each.whole])
    for node in reading.long:
        node.column_ref.CopyFrom(column(reading.alias, (path(node.column_ref) or ("",))[-1]).column_ref)
    for node, text in each.whole:
        node.CopyFrom(column(reading.alias, summary.column_of(summary.keys, text)))
    for one in each.sums:
        one.node.CopyFrom(_summed(one, reading, summary))
    source = reading.source
    source.schemaname, source.relname = summary.name.schema, summary.name.name
    source.alias.aliasname = reading.alias


def _summed(one: Sum, reading: Reading, summary: Summary) -> Any:
    """The aggregate, from sums: of the type that it had, NULL where it was."""
    rows = column(reading.alias, summary.rows)
    counted = (
        rows if one.counted is None else column(reading.alias, summary.column_of(summary.counts, one.counted.text))
    )
    if one.summed is None and one.counted is None and counts_rows(one.node.func_call) and reading.outer:
        counted = expression("coalesce(x, 1)", x=rows)  # a row for which a join found none counts, too
    if one.summed is None:
        return _filtered(expression("coalesce(sum(x), 0)::bigint", x=counted), one)
    total = column(reading.alias, summary.column_of(summary.sums, one.summed.text))
    if one.function == "avg":
        return _filtered(expression("sum(x) / nullif(sum(y), 0)", x=total, y=counted), one)
    some = [] if one.counted is None else [expression("x > 0", x=counted)]
    return _filtered(expression("sum(x)::bigint" if one.summed.type == "bigint" else "sum(x)", x=total), one, *some)


def _filtered(value: Any, one: Sum, *more: Any) -> Any:
    """Under the aggregate's own FILTER, and these conditions."""
    given = [copied(one.node.func_call.agg_filter)] if one.node.func_call.HasField("agg_filter") else []
    for call in own(value, "func_call"):
        if [*given, *more]:
            call.func_call.agg_filter.CopyFrom(all_of([*given, *more]))
    return value


def _named_as_before(select: Any, replaced: list[Any]) -> None:
    """A column of the result keeps the name that its expression gave it, if any did."""
    for each in select.target_list:
        value = each.res_target.val
        if not each.res_target.name and value.WhichOneof("node") != "column_ref":
            nameless = "?column?" if any(value is node for node in replaced) else ""
            each.res_target.name = _figured(value) or nameless


def _figured(node: Any) -> str:
    """The name that PostgreSQL gives to an expression; "" where that is not known."""
    kind = node.WhichOneof("node")
    if kind == "column_ref":
        return (path(node.column_ref) or ("",))[-1]
    if kind == "func_call":
        return str(node.func_call.funcname[-1].string.sval)
    if kind == "type_cast":
        return _figured(node.type_cast.arg) or str(node.type_cast.type_name.names[-1].string.sval)
    return {"coalesce_expr": "coalesce", "case_expr": "case"}.get(kind, "")
