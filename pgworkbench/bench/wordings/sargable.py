"""A function or a sum around a column, turned round so that the column stands alone: then an index on it serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.bench.wordings.tree import (
    Columns,
    all_of,
    copied,
    expression,
    function_name,
    operator_of,
    own,
    path,
    relations,
    selects,
)

SAID = "a function around a column hides it from an index on the column: a range of the column itself says the same"
_TURNED = {"=": "=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_DAYS = {
    "=": "x >= v::date AND x < v::date + 1",
    "<": "x < v::date",
    "<=": "x < v::date + 1",
    ">": "x >= v::date + 1",
    ">=": "x >= v::date",
}
_TIMES = {"timestamptz": "timestamptz", "timestamp": "timestamp"}
_UNITS = {"minute", "hour", "day", "week", "month", "quarter", "year"}
_STEP = {"quarter": "3 months"}


def reword(parsed: Any, columns: Columns) -> bool:
    """Every such comparison of every SELECT."""
    changed = False
    for select in selects(parsed):
        type_of = partial(_type, relations(select), columns)
        for node in own(select.where_clause, "a_expr"):
            turned = _turned(node, type_of)
            if turned is not None:
                node.CopyFrom(turned)
                changed = True
    return changed


def _type(tables: Mapping[str, str], columns: Columns, reference: Any) -> str:
    parts = path(reference) or ("",)
    among = [tables[parts[-2]]] if len(parts) > 1 and parts[-2] in tables else list(tables.values())
    return columns.type_of(parts[-1], among) or ""


def _turned(node: Any, type_of: Callable[[Any], str]) -> Any | None:
    """The comparison with its column alone; None if it is none of ours."""
    if node.a_expr.kind == tree.AEXPR_BETWEEN:
        return _between(node, type_of)
    operator, left, right = operator_of(node), node.a_expr.lexpr, node.a_expr.rexpr
    if operator not in _TURNED:
        return None
    if own(left, "column_ref") and not own(right, "column_ref"):
        return _alone(left, operator, right, type_of)
    if own(right, "column_ref") and not own(left, "column_ref"):
        return _alone(right, _TURNED[operator], left, type_of)
    return None


def _alone(side: Any, operator: str, value: Any, type_of: Callable[[Any], str]) -> Any | None:
    if (day := _day_of(side, type_of)) is not None:
        return expression(_DAYS[operator], x=day, v=copied(value))
    if operator == "=" and function_name(side) == "date_trunc":
        return _truncated(side, value, type_of)
    if operator == "=" and function_name(side) in {"extract", "date_part"}:
        return _year(side, value)
    return _moved(side, operator, value)


def _between(node: Any, type_of: Callable[[Any], str]) -> Any | None:
    day = _day_of(node.a_expr.lexpr, type_of)
    bounds = node.a_expr.rexpr.list.items
    if day is None or any(own(bound, "column_ref") for bound in bounds):
        return None
    low, high = (expression(_DAYS[way], x=day, v=copied(b)) for way, b in zip((">=", "<="), bounds, strict=True))
    return all_of([low, high])


def _day_of(side: Any, type_of: Callable[[Any], str]) -> Any | None:
    """The column whose day `side` is: `date(c)` or `c::date`; None if it is a date already."""
    which = side.WhichOneof("node")
    inner = None
    if which == "type_cast" and side.type_cast.type_name.names[-1].string.sval == "date":
        inner = side.type_cast.arg
    elif function_name(side) == "date" and len(side.func_call.args) == 1:
        inner = side.func_call.args[0]
    if inner is None or inner.WhichOneof("node") != "column_ref" or type_of(inner.column_ref) == "date":
        return None
    return copied(inner)


def _truncated(side: Any, value: Any, type_of: Callable[[Any], str]) -> Any | None:
    """`date_trunc('month', c) = v`: from v until a month later; and v must be the first of one."""
    arguments = side.func_call.args
    unit = arguments[0].a_const.sval.sval if arguments[0].WhichOneof("node") == "a_const" else ""
    if len(arguments) != 2 or unit not in _UNITS or arguments[1].WhichOneof("node") != "column_ref":  # noqa: PLR2004
        return None
    kind = _TIMES.get(type_of(arguments[1].column_ref))
    if kind is None:
        return None
    step = _STEP.get(unit, f"1 {unit}")
    told = f"x >= v::{kind} AND x < v::{kind} + interval '{step}' AND date_trunc('{unit}', v::{kind}) = v::{kind}"
    return expression(told, x=copied(arguments[1]), v=copied(value))


def _year(side: Any, value: Any) -> Any | None:
    """`extract(year FROM c) = n`: from the first of its days until the next year's."""
    arguments = side.func_call.args
    wanted = arguments[0].WhichOneof("node") == "a_const" and arguments[0].a_const.sval.sval == "year"
    if not wanted or arguments[1].WhichOneof("node") != "column_ref":
        return None
    told = "x >= make_date(v::integer, 1, 1) AND x < make_date(v::integer + 1, 1, 1)"
    return expression(told, x=copied(arguments[1]), v=copied(value))


def _moved(side: Any, operator: str, value: Any) -> Any | None:
    """`c + 5 > v` as `c > v - 5`; `now() - c < v` as `c > now() - v`. Months have no one length: not for them."""
    sign = operator_of(side)
    if sign not in {"+", "-"} or _months(side) or _months(value):
        return None
    left, right = side.a_expr.lexpr, side.a_expr.rexpr
    if left.WhichOneof("node") == "column_ref" and not own(right, "column_ref"):
        back = "-" if sign == "+" else "+"
        return expression(f"x {operator} v {back} d", x=copied(left), v=copied(value), d=copied(right))
    if right.WhichOneof("node") == "column_ref" and not own(left, "column_ref"):
        if sign == "+":
            return expression(f"x {operator} v - d", x=copied(right), v=copied(value), d=copied(left))
        return expression(f"x {_TURNED[operator]} d - v", x=copied(right), v=copied(value), d=copied(left))
    return None


def _months(node: Any) -> bool:
    texts = [each.a_const.sval.sval.lower() for each in own(node, "a_const")]
    return any("mon" in text or "year" in text or text[-1:] == "y" for text in texts)
