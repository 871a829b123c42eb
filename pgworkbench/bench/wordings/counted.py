"""Counting to find out whether there is any: EXISTS stops at the first row."""

from __future__ import annotations

from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.bench.wordings.tree import Columns, copied, function_name, operator_of, own, plain, selects

SAID = "count(*) counts all rows to know whether there is one: EXISTS stops at the first"
_SOME, _NONE = {(">", 0), (">=", 1), ("<>", 0), ("!=", 0)}, {("=", 0), ("<", 1), ("<=", 0)}


def reword(parsed: Any, _: Columns) -> bool:
    """`(SELECT count(*) …) > 0` as EXISTS, `= 0` as NOT EXISTS."""
    changed = False
    for select in selects(parsed):
        for node in own(select, "a_expr"):
            test = (operator_of(node), _whole(node.a_expr.rexpr))
            inner = _counting(node.a_expr.lexpr)
            if inner is None or test not in _SOME | _NONE:
                continue
            exists = tree.Node(sub_link=tree.SubLink(sub_link_type=tree.EXISTS_SUBLINK, subselect=inner))
            if test in _NONE:
                exists = tree.Node(bool_expr=tree.BoolExpr(boolop=tree.NOT_EXPR, args=[exists]))
            node.CopyFrom(exists)
            changed = True
    return changed


def _counting(node: Any) -> Any | None:
    """The SELECT of `(SELECT count(*) …)`, without what it counts."""
    if node.WhichOneof("node") != "sub_link" or node.sub_link.sub_link_type != tree.EXPR_SUBLINK:
        return None
    inner = copied(node.sub_link.subselect)
    select = inner.select_stmt
    if not plain(select) or len(select.target_list) != 1 or select.HasField("limit_count"):
        return None
    value = select.target_list[0].res_target.val
    if function_name(value) != "count" or not value.func_call.agg_star or value.func_call.HasField("agg_filter"):
        return None
    del select.target_list[:]
    return inner


def _whole(node: Any) -> int | None:
    return node.a_const.ival.ival if node.WhichOneof("node") == "a_const" and node.a_const.HasField("ival") else None
