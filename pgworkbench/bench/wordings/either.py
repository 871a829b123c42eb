"""OR over columns of which no one index serves both: the rows of the one side, then the other's that are not in it.

UNION ALL with `IS NOT TRUE` gives each row once, as the OR does, and has no duplicates to remove.
"""

from __future__ import annotations

from typing import Any

from postgast import pg_query_pb2 as tree

from pgworkbench.bench.wordings.tree import (
    Columns,
    all_of,
    column,
    conjuncts,
    copied,
    found,
    list_of,
    own,
    path,
    relations,
    selects,
    target,
)

SAID = "OR over columns of several tables is no condition for an index: each side by itself, with UNION ALL, is"
_ALIAS, _MOST = "either_of", 4


def reword(parsed: Any, columns: Columns) -> bool:
    """Every SELECT that has such an OR among its conditions; the first one of each."""
    return any([_split(select, columns) for select in selects(parsed)])  # noqa: C419 - all of them, not the first alone


def _split(select: Any, columns: Columns) -> bool:
    """The rows made by a union, and everything else asked of them; whether there was anything to split."""
    parts = conjuncts(select.where_clause)
    chosen = next((part for part in parts if _either(part)), None)
    if chosen is None or select.op != tree.SETOP_NONE or select.locking_clause or not select.from_clause:
        return False
    outside = [select.target_list, select.sort_clause, select.group_clause, select.distinct_clause]
    holder = tree.SelectStmt(target_list=[n for group in outside for n in group if n.WhichOneof("node")])
    holder.having_clause.CopyFrom(select.having_clause)
    if own(holder, "sub_link") or select.window_clause:
        return False  # what it refers to would have to be followed into it
    _spelt_out(select, columns)
    named = _moved(select)
    if named is None:
        return False
    rest = [part for part in parts if part is not chosen]
    _read_from(select, named, chosen.bool_expr.args, rest)
    return True


def _spelt_out(select: Any, columns: Columns) -> None:
    """`*` and `t.*` as the columns that they mean, if the tables are known and no join merges columns."""
    tables = relations(select)
    merged = [
        join for join in found(list_of(select.from_clause), tree.JoinExpr) if join.using_clause or join.is_natural
    ]
    if merged or any(name not in columns.by_table for name in tables.values()):
        return
    wanted = []
    for each in select.target_list:
        reference = each.res_target.val
        if reference.WhichOneof("node") != "column_ref" or path(reference.column_ref) is not None:
            wanted.append(copied(each))
            continue
        fields = reference.column_ref.fields
        aliases = [fields[-2].string.sval] if len(fields) > 1 else list(tables)
        wanted += [target("", column(alias, name)) for alias in aliases for name in columns.by_table[tables[alias]]]
    del select.target_list[:]
    select.target_list.extend(wanted)


def _either(part: Any) -> bool:
    """An OR of a few conditions on different columns."""
    if part.WhichOneof("node") != "bool_expr" or part.bool_expr.boolop != tree.OR_EXPR:
        return False
    sides = [{path(ref.column_ref) for ref in own(side, "column_ref")} for side in part.bool_expr.args]
    return len(sides) <= _MOST and any(one != other for one in sides for other in sides)


def _moved(select: Any) -> dict[tuple[str, ...], str] | None:
    """The columns that are asked for, each with its name in the union, and all references turned to it; None if a star
    is asked for.
    """
    given = {each.res_target.name for each in select.target_list if each.res_target.name}
    for each in select.target_list:
        reference = each.res_target.val
        if reference.WhichOneof("node") == "column_ref" and not each.res_target.name:
            each.res_target.name = (path(reference.column_ref) or ("",))[-1]
    ordered = [*select.sort_clause, *select.group_clause]
    references = [ref for clause in (*select.target_list, *ordered) for ref in own(clause, "column_ref")]
    references += own(select.having_clause, "column_ref")
    references += [ref for clause in select.distinct_clause for ref in own(clause, "column_ref")]
    named: dict[tuple[str, ...], str] = {}
    for reference in references:
        parts = path(reference.column_ref)
        if parts is None:
            return None
        if len(parts) == 1 and parts[0] in given:
            continue  # a name that the SELECT itself gives
        name = named.setdefault(parts, f"column_{len(named) + 1}")
        reference.CopyFrom(column(_ALIAS, name))
    return named


def _read_from(select: Any, named: dict[tuple[str, ...], str], sides: Any, rest: list[Any]) -> None:
    """A union of one SELECT for each side."""
    asked = [target(name, column(*parts)) for parts, name in named.items()] or [target("column_1", _one())]
    union: Any = None
    for number, side in enumerate(sides):
        others = [_not_true(other) for other in sides[:number]]
        arm = tree.SelectStmt(
            target_list=asked, from_clause=select.from_clause, where_clause=all_of([*rest, copied(side), *others]),
            limit_option=tree.LIMIT_OPTION_DEFAULT, op=tree.SETOP_NONE,
        )  # fmt: skip
        both = {"op": tree.SETOP_UNION, "all": True, "larg": union, "rarg": arm}
        union = arm if union is None else tree.SelectStmt(limit_option=tree.LIMIT_OPTION_DEFAULT, **both)
    inner = tree.RangeSubselect(subquery=tree.Node(select_stmt=union), alias=tree.Alias(aliasname=_ALIAS))
    del select.from_clause[:]
    select.from_clause.append(tree.Node(range_subselect=inner))
    select.ClearField("where_clause")


def _not_true(side: Any) -> Any:
    return tree.Node(boolean_test=tree.BooleanTest(arg=copied(side), booltesttype=tree.IS_NOT_TRUE))


def _one() -> Any:
    return tree.Node(a_const=tree.A_Const(ival=tree.Integer(ival=1)))
