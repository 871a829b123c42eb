"""Conditions and sort keys as plans print them, taken apart by PostgreSQL's own parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

_COMMUTED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<=", "@>": "<@", "<@": "@>", "&&": "&&",
             "<<": ">>", ">>": "<<", "<<=": ">>=", ">>=": "<<=", "@@": "@@", "<<|": "|>>", "|>>": "<<|"}  # fmt: skip
# What a plan prints and SQL does not know: references to what other parts of the plan compute.
_SUBPLAN = re.compile(r"\(?(?:hashed |ANY |ALL |EXISTS\()*\(?(?:Init|Sub)Plan \d+\)*(?:\.col\d+)?")


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a condition: its SQL without table aliases, the columns in it by alias, whether it is constant.

    `column` is set where it is a bare column (or a varchar column shown as text, which an index on the column serves).
    """

    sql: str
    references: frozenset[tuple[str, str]]
    column: str | None
    parameter: bool  # whether a `$n` or something only known when it is run stands in it

    @property
    def aliases(self) -> frozenset[str]:
        """The tables that it mentions ("" if the plan names no table, since there is only one)."""
        return frozenset(alias for alias, _ in self.references)


@dataclass(frozen=True, slots=True)
class Term:
    """One of the conditions that all must hold: `left operator right`, or a test of `left` (`right` is None).

    `operator` is as PostgreSQL prints it, `= ANY` for IN; `sql` is the whole without aliases.
    """

    left: Operand
    operator: str
    right: Operand | None
    sql: str

    def of(self, alias: str) -> Term | None:
        """The term with the side that mentions `alias`, and it alone, on the left; None if there is none such."""
        if self.left.aliases == {alias} and (self.right is None or alias not in self.right.aliases):
            return self
        if self.right is not None and self.right.aliases == {alias} and alias not in self.left.aliases:
            turned = _COMMUTED.get(self.operator)
            return None if turned is None else Term(self.right, turned, self.left, self.sql)
        return None


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of an order."""

    operand: Operand
    descending: bool
    nulls_first: bool


def terms(condition: str) -> tuple[Term, ...]:
    """The conditions joined by AND; empty if the text is more than SQL (a subplan's result)."""
    parsed = _expression(condition)
    return () if parsed is None else tuple(_terms(parsed))


def alternatives(condition: str) -> tuple[tuple[Term, ...], ...]:
    """Of each OR that must hold, the sides: each may be looked for by itself, and what is found put together."""
    parsed = _expression(condition)
    return () if parsed is None else tuple(_sides(parsed))


def sort_key(text: str) -> SortKey | None:
    """A plan's sort key; None if it cannot be taken apart."""
    try:
        statement = postgast.parse(f"SELECT 1 ORDER BY {_SUBPLAN.sub('$1', text)}").stmts[0].stmt.select_stmt
    except postgast.PgQueryError:
        return None
    by = statement.sort_clause[0].sort_by
    descending = by.sortby_dir == tree.SORTBY_DESC
    first = by.sortby_nulls == tree.SORTBY_NULLS_FIRST or (descending and by.sortby_nulls != tree.SORTBY_NULLS_LAST)
    return SortKey(_operand(by.node), descending, first)


def references(text: str) -> frozenset[tuple[str, str]]:
    """The (alias, column) pairs in an expression; empty if it cannot be parsed."""
    parsed = _expression(text)
    return frozenset() if parsed is None else _references(parsed)


def _expression(text: str) -> Any | None:
    try:
        statements = postgast.parse(f"SELECT {_SUBPLAN.sub('$1', text)}").stmts
    except postgast.PgQueryError:
        return None
    targets = statements[0].stmt.select_stmt.target_list
    return targets[0].res_target.val if len(statements) == len(targets) == 1 else None


def _terms(node: Any) -> Iterator[Term]:
    which = node.WhichOneof("node")
    if which == "bool_expr" and node.bool_expr.boolop == tree.AND_EXPR:
        for part in node.bool_expr.args:
            yield from _terms(part)
    elif which == "a_expr" and node.a_expr.kind in {tree.AEXPR_OP, tree.AEXPR_OP_ANY} and node.a_expr.HasField("lexpr"):
        any_of = " ANY" if node.a_expr.kind == tree.AEXPR_OP_ANY else ""
        name = node.a_expr.name[-1].string.sval + any_of
        yield Term(_operand(node.a_expr.lexpr), name, _operand(node.a_expr.rexpr), _sql(node))
    elif which == "null_test":
        test = "IS NULL" if node.null_test.nulltesttype == tree.IS_NULL else "IS NOT NULL"
        yield Term(_operand(node.null_test.arg), test, None, _sql(node))
    else:
        yield Term(_operand(node), "", None, _sql(node))


def _sides(node: Any) -> Iterator[tuple[Term, ...]]:
    if node.WhichOneof("node") != "bool_expr" or node.bool_expr.boolop == tree.NOT_EXPR:
        return
    for part in node.bool_expr.args:
        if node.bool_expr.boolop == tree.OR_EXPR:
            yield tuple(_terms(part))
        else:
            yield from _sides(part)


def _operand(node: Any) -> Operand:
    found = _references(node)
    parameter = any(True for _ in postgast.find_nodes(node, tree.ParamRef)) or _volatile(node)
    return Operand(_sql(node), found, _bare_column(node), parameter)


def _volatile(node: Any) -> bool:
    """Whether something stands in it that an index's predicate may not hold: a function that is not the type's own."""
    functions = any(True for _ in postgast.find_nodes(node, tree.FuncCall))
    return functions or any(True for _ in postgast.find_nodes(node, tree.SQLValueFunction))


def _bare_column(node: Any) -> str | None:
    which = node.WhichOneof("node")
    if which == "collate_clause":
        return _bare_column(node.collate_clause.arg)
    if which == "type_cast" and node.type_cast.type_name.names[-1].string.sval == "text":
        return _bare_column(node.type_cast.arg)
    return _last(node.column_ref) if which == "column_ref" else None


def _references(node: Any) -> frozenset[tuple[str, str]]:
    columns = postgast.find_nodes(node, tree.ColumnRef)
    return frozenset((_alias(ref), _last(ref)) for ref in columns)


def _alias(ref: Any) -> str:
    return ref.fields[-2].string.sval if len(ref.fields) > 1 else ""


def _last(ref: Any) -> str:
    name: str = ref.fields[-1].string.sval
    return name


def _sql(node: Any) -> str:
    """The expression without table aliases, as an index of one table would have it."""
    holder = postgast.parse("SELECT 1")
    value = holder.stmts[0].stmt.select_stmt.target_list[0].res_target.val
    value.CopyFrom(node)
    for ref in postgast.find_nodes(value, tree.ColumnRef):
        last = ref.fields[-1]
        kept = type(last)()
        kept.CopyFrom(last)
        del ref.fields[:]
        ref.fields.append(kept)
    text: str = postgast.deparse(holder)
    return text.removeprefix("SELECT ")
