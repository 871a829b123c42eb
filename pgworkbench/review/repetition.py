"""One statement for many: what a statement becomes that was sent once for each value.

SELECT * FROM books WHERE author_id = %(a)s           ->  … WHERE author_id = ANY (%(a)s)
SELECT … WHERE author_id = %(a)s ORDER BY … LIMIT 3   ->  … FROM unnest(%(a)s) … CROSS JOIN LATERAL (…)
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from string import Template
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
_AGGREGATES = {
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "array_agg",
    "string_agg",
    "jsonb_agg",
    "json_agg",
    "bool_or",
    "exists",
}


@dataclass(frozen=True, slots=True)
class Instead:
    """What to send once: the SQL (empty if it cannot be derived), and a sentence."""

    sql: str
    advice: str


def is_repeated(statement: str) -> bool:
    """Whether a statement is one that a loop would send: it reads or writes rows, rather than begins or sets."""
    node = _parsed(statement)[1]
    kinds = {"select_stmt", "insert_stmt", "update_stmt", "delete_stmt"}
    if node is None or node.WhichOneof("node") not in kinds:
        return False
    return next(iter(postgast.find_nodes(node, tree.RangeVar)), None) is not None


def instead(statement: str, changing: Collection[str]) -> Instead:
    """The one statement for all values of the `changing` parameters (as they are called in the statement)."""
    names, node = _parsed(statement)
    kind = node.WhichOneof("node") if node is not None else None
    if not changing:
        return Instead("", "Ask once and keep the answer.")
    if kind == "insert_stmt":
        return Instead("", "Insert them together: one execute() with a list of rows.")
    if kind in {"update_stmt", "delete_stmt"}:
        return Instead("", "Change them together: one statement with FROM unnest(…) or a list of keys.")
    if kind != "select_stmt" or len(changing) != 1:
        return Instead("", "Ask for all of them at once: join to unnest() of the values.")
    number = names.index(next(iter(changing))) + 1
    together = _any(node.select_stmt, number) or _lateral(node.select_stmt, number)
    return Instead(_named(together, names), "Ask for all of them at once, with the values as one array.")


def _parsed(statement: str) -> tuple[list[str], Any]:
    """The parameters' names in order, and the parser's node; None if it is not one statement."""
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    try:
        statements = postgast.parse(_PLACEHOLDER.sub(numbered, statement)).stmts
    except postgast.PgQueryError:
        return names, None
    return names, statements[0].stmt if len(statements) == 1 else None


def _named(sql: str, names: list[str]) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"%({names[int(found[1]) - 1]})s", sql.replace("%", "%%"))


def _any(select: Any, number: int) -> str | None:
    """`column = $n` as `column = ANY ($n)`, with that column among the results; None if that would change the rows."""
    calls = {call.funcname[-1].string.sval for call in postgast.find_nodes(select, tree.FuncCall)}
    limits = select.HasField("limit_count") or select.group_clause or select.distinct_clause or calls & _AGGREGATES
    compared = [each for each in _conjuncts(select.where_clause) if _is_equality(each, number)]
    used = [each for each in postgast.find_nodes(select, tree.ParamRef) if each.number == number]
    if limits or len(compared) != 1 or len(used) != 1:
        return None
    _widen(compared[0])
    _show(select, compared[0].lexpr)
    return f"{postgast.deparse(_whole(select))};"


def _lateral(select: Any, number: int) -> str:
    """The statement as it is, beside each of the values."""
    for parameter in postgast.find_nodes(select, tree.ParamRef):
        parameter.number = _HOLE if parameter.number == number else parameter.number
    inside = postgast.deparse(_whole(select)).replace(f"${_HOLE}", "wanted.value")
    return _BESIDE.substitute(values=f"${number}", statement=inside)


_BESIDE = Template(
    "SELECT wanted.value, found.* FROM unnest(${values}) AS wanted (value) CROSS JOIN LATERAL (${statement}) AS found;"
)
_HOLE = 9999  # a parameter's number that no statement has


def _conjuncts(condition: Any) -> list[Any]:
    """The comparisons that all must hold."""
    kind = condition.WhichOneof("node")
    if kind == "a_expr":
        return [condition.a_expr]
    if kind == "bool_expr" and condition.bool_expr.boolop == tree.AND_EXPR:
        return [each for argument in condition.bool_expr.args for each in _conjuncts(argument)]
    return []


def _is_equality(expression: Any, number: int) -> bool:
    """Whether it is `column = $n`, either way round, the parameter cast or not."""
    if expression.kind != tree.AEXPR_OP or [word.string.sval for word in expression.name] != ["="]:
        return False
    sides = {_side(expression.lexpr), _side(expression.rexpr)}
    return sides == {"column", number}


def _side(node: Any) -> str | int:
    kind = node.WhichOneof("node")
    if kind == "type_cast":
        return _side(node.type_cast.arg) if node.type_cast.arg.WhichOneof("node") == "param_ref" else ""
    return int(node.param_ref.number) if kind == "param_ref" else "column" if kind == "column_ref" else ""


def _widen(expression: Any) -> None:
    """`column = $n` becomes `column = ANY ($n)`; a cast becomes one to an array."""
    if expression.rexpr.WhichOneof("node") == "column_ref":
        column = tree.Node.FromString(expression.rexpr.SerializeToString())
        expression.rexpr.CopyFrom(expression.lexpr)
        expression.lexpr.CopyFrom(column)
    if expression.rexpr.WhichOneof("node") == "type_cast":
        expression.rexpr.type_cast.type_name.array_bounds.add().integer.ival = -1
    expression.kind = tree.AEXPR_OP_ANY


def _show(select: Any, column: Any) -> None:
    """Put a column among the results, unless it is there: it says which row is whose."""
    name = column.column_ref.fields[-1].string.sval
    shown = [target.res_target.val.column_ref.fields for target in select.target_list]
    if not any(fields and (fields[-1].string.sval == name or fields[-1].HasField("a_star")) for fields in shown):
        select.target_list.add().res_target.val.CopyFrom(column)


def _whole(select: Any) -> Any:
    made = tree.ParseResult()
    made.stmts.add().stmt.select_stmt.CopyFrom(select)
    return made
