"""WITH queries that are computed whole before anything is asked of them: read more than once, or MATERIALIZED."""

from __future__ import annotations

from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.bench.wordings.tree import Columns, found

SAID = "a WITH query that is computed whole sees no condition from outside: NOT MATERIALIZED lets conditions in"


def reword(parsed: Any, _: Columns) -> bool:
    """NOT MATERIALIZED, where that may change anything: for each one that is read twice, or is MATERIALIZED now."""
    changed = False
    read = [table.relname for table in found(parsed, tree.RangeVar) if not table.schemaname]
    for clause in found(parsed, tree.WithClause):
        for each in (node.common_table_expr for node in clause.ctes):
            fenced = each.ctematerialized == tree.CTEMaterializeAlways or (
                each.ctematerialized == tree.CTEMaterializeDefault and read.count(each.ctename) > 1
            )
            if fenced and not clause.recursive and each.ctequery.WhichOneof("node") == "select_stmt":
                each.ctematerialized = tree.CTEMaterializeNever
                changed = True
    return changed
