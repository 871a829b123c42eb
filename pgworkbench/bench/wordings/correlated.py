"""A sum or a count asked anew for each row, as one grouped subquery that is joined.

`(SELECT count(*) FROM c WHERE c.p = o.id AND …)` becomes a LEFT JOIN with `(SELECT p, count(*) FROM c WHERE … GROUP BY
p)`. Only aggregates move; what is computed from them stays where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.bench.wordings.tree import (
    AGGREGATES,
    Columns,
    all_of,
    column,
    compared,
    conjuncts,
    copied,
    expression,
    found,
    function_name,
    operator_of,
    own,
    path,
    plain,
    relations,
    selects,
    target,
)

SAID = "a subquery that is run anew for every row: grouped once and joined, it is run once"


@dataclass(frozen=True, slots=True)
class _Inner:
    """The subquery: its tables by alias, and its conditions: between inside and outside, and of the inside alone."""

    select: Any
    named: Mapping[str, str]
    pairs: tuple[tuple[Any, Any], ...]  # inside, outside
    local: tuple[Any, ...]


def reword(parsed: Any, columns: Columns) -> bool:
    """Every such subquery of every SELECT that can be moved."""
    changed = False
    for select in selects(parsed):
        if not select.from_clause:
            continue
        for number, node in enumerate(own(select, "sub_link"), start=1):
            inner = _inner(node, columns)
            if inner is not None and inner.pairs:
                _named_as_before(select, node)
                _joined(select, node, inner, f"grouped_{number}")
                changed = True
    return changed


def _inner(node: Any, columns: Columns) -> _Inner | None:
    """What can be moved of a subquery; None if it is another kind of subquery."""
    select = node.sub_link.subselect.select_stmt
    if node.sub_link.sub_link_type != tree.EXPR_SUBLINK or not plain(select) or len(select.target_list) != 1:
        return None
    if select.HasField("limit_count") or select.HasField("limit_offset") or select.HasField("with_clause"):
        return None
    nested = len(found(select, tree.SelectStmt)) - 1
    named = relations(select)
    if nested or not named or "" in named.values() or not _sums(select.target_list[0].res_target.val, named, columns):
        return None
    pairs, local = [], []
    for each in conjuncts(select.where_clause):
        sides = _sides(each, named, columns)
        if sides is not None:
            pairs.append(sides)
        elif _inside(each, named, columns):
            local.append(each)
        else:
            return None
    return _Inner(select, named, tuple(pairs), tuple(local))


def _sums(value: Any, named: Mapping[str, str], columns: Columns) -> bool:
    """Whether every column in it stands within an aggregate, and is the subquery's own."""
    aggregates = [node for node in own(value, "func_call") if function_name(node) in AGGREGATES]
    within = sum(len(own(node, "column_ref")) for node in aggregates)
    return bool(aggregates) and within == len(own(value, "column_ref")) and _inside(value, named, columns)


def _sides(each: Any, named: Mapping[str, str], columns: Columns) -> tuple[Any, Any] | None:
    """The inside and the outside of `inside = outside`."""
    if operator_of(each) != "=":
        return None
    left, right = each.a_expr.lexpr, each.a_expr.rexpr
    for inside, outside in ((left, right), (right, left)):
        references = own(outside, "column_ref")
        away = references and not any(_is_own(ref.column_ref, named, columns) for ref in references)
        if own(inside, "column_ref") and _inside(inside, named, columns) and away:
            return copied(inside), copied(outside)
    return None


def _inside(node: Any, named: Mapping[str, str], columns: Columns) -> bool:
    return all(_is_own(ref.column_ref, named, columns) for ref in own(node, "column_ref"))


def _is_own(reference: Any, named: Mapping[str, str], columns: Columns) -> bool:
    """Whether a column belongs to the subquery's tables: by its alias, or because one of them has it."""
    parts = path(reference)
    if parts is None:
        return True  # count(t.*)
    if len(parts) > 1:
        return parts[-2] in named
    return columns.type_of(parts[0], named.values()) is not None


def _named_as_before(select: Any, node: Any) -> None:
    """A column of the result keeps its name: the subquery's."""
    for each in select.target_list:
        if each.res_target.val is node or each.res_target.val == node:
            value = node.sub_link.subselect.select_stmt.target_list[0].res_target
            each.res_target.name = each.res_target.name or value.name or function_name(value.val) or "?column?"


def _joined(select: Any, node: Any, inner: _Inner, alias: str) -> None:
    """The subquery's sums as a table beside the others, and its value computed from them."""
    value = copied(inner.select.target_list[0].res_target.val)
    keys = [target(f"key_{i}", inside) for i, (inside, _) in enumerate(inner.pairs, start=1)]
    sums = []
    for number, call in enumerate((c for c in own(value, "func_call") if function_name(c) in AGGREGATES), start=1):
        sums.append(target(f"sum_{number}", copied(call)))
        moved = column(alias, f"sum_{number}")
        call.CopyFrom(expression("coalesce(x, 0)", x=moved) if function_name(call) == "count" else moved)
    grouped = tree.SelectStmt(
        target_list=[*keys, *sums],
        from_clause=inner.select.from_clause,
        group_clause=[copied(inside) for inside, _ in inner.pairs],
        limit_option=tree.LIMIT_OPTION_DEFAULT,
        op=tree.SETOP_NONE,
    )
    if inner.local:
        grouped.where_clause.CopyFrom(all_of(inner.local))
    on = all_of([compared(column(alias, f"key_{i}"), "=", out) for i, (_, out) in enumerate(inner.pairs, start=1)])
    node.CopyFrom(value)
    _beside(select, grouped, alias, on)


def _beside(select: Any, grouped: Any, alias: str, on: Any) -> None:
    """All that the SELECT reads from, LEFT JOIN this."""
    first, *others = (copied(item) for item in select.from_clause)
    for item in others:
        first = tree.Node(join_expr=tree.JoinExpr(jointype=tree.JOIN_INNER, larg=first, rarg=item))
    named = tree.Alias(aliasname=alias)
    table = tree.Node(range_subselect=tree.RangeSubselect(subquery=tree.Node(select_stmt=grouped), alias=named))
    join = tree.Node(join_expr=tree.JoinExpr(jointype=tree.JOIN_LEFT, larg=first, rarg=table, quals=on))
    del select.from_clause[:]
    select.from_clause.append(join)
