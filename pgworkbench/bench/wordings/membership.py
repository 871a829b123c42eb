"""A value looked for among an array's elements: `v = ANY (c)` is no condition for a GIN index, `c @> ARRAY[v]` is."""

from __future__ import annotations

from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.bench.wordings.tree import Columns, copied, expression, own, path, relations, selects

SAID = "value = ANY (column) looks into every array: column @> ARRAY[value] can be looked up in a GIN index"


def reword(parsed: Any, columns: Columns) -> bool:
    """Every such test of a column that is known to hold arrays."""
    changed = False
    for select in selects(parsed):
        tables = relations(select)
        for node in own(select.where_clause, "a_expr"):
            test = node.a_expr
            wanted = test.kind == tree.AEXPR_OP_ANY and test.name[-1].string.sval == "="
            if not wanted or test.rexpr.WhichOneof("node") != "column_ref" or own(test.lexpr, "column_ref"):
                continue
            kind = columns.type_of((path(test.rexpr.column_ref) or ("",))[-1], tables.values()) or ""
            if kind.endswith("[]"):
                told = expression(f"x @> ARRAY[v]::{kind}", x=copied(test.rexpr), v=copied(test.lexpr))
                node.CopyFrom(told)
                changed = True
    return changed
