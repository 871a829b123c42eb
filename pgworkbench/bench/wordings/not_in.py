"""NOT IN over a subquery, as NOT EXISTS."""

from __future__ import annotations

from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.bench.wordings.tree import Columns, found

SAID = "NOT IN can become no anti-join, and a single NULL empties it: NOT EXISTS says what is meant"
_ABSENT = "SELECT NOT EXISTS (SELECT FROM (SELECT 1) AS listed (listed_value) WHERE listed_value = 1)"


def reword(parsed: Any, _: Columns) -> bool:
    """`x NOT IN (SELECT …)` looks for no row with that value."""
    changed = False
    for node in found(parsed, tree.BoolExpr):
        if node.boolop == tree.NOT_EXPR and (link := _any_link(node.args[0])) is not None:
            wanted = postgast.parse(_ABSENT)
            outer = wanted.stmts[0].stmt.select_stmt.target_list[0].res_target.val.bool_expr
            inner = outer.args[0].sub_link.subselect.select_stmt
            inner.from_clause[0].range_subselect.subquery.CopyFrom(link.subselect)
            inner.where_clause.a_expr.lexpr.column_ref.fields.insert(0, tree.Node(string=tree.String(sval="listed")))
            inner.where_clause.a_expr.rexpr.CopyFrom(link.testexpr)
            node.CopyFrom(outer)
            changed = True
    return changed


def _any_link(node: Any) -> Any | None:
    """The `x IN (SELECT …)` that a node is, of one plain value."""
    if node.WhichOneof("node") != "sub_link":
        return None
    link = node.sub_link
    single = link.sub_link_type == tree.ANY_SUBLINK and link.testexpr.WhichOneof("node") != "row_expr"
    return link if single and not link.oper_name else None
