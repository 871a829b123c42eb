"""What the wordings speak of: parse trees, taken apart and put together; and whose column a name is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.workload.sql import spans

AGGREGATES = {"count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "array_agg", "string_agg"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of each table by the table's own name, with their types: whose an unqualified column is."""

    by_table: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def type_of(self, column: str, tables: Iterable[str]) -> str | None:
        """The type of a column that one of these tables has; None if none has it, or if two disagree."""
        found = {self.by_table[table][column] for table in tables if column in self.by_table.get(table, {})}
        return found.pop() if len(found) == 1 else None


def selects(parsed: Any) -> list[Any]:
    """Every SELECT, however deep."""
    return list(postgast.find_nodes(parsed, tree.SelectStmt))


def found(message: Any, kind: Callable[..., Any]) -> list[Any]:
    """Every message of a kind below, however deep."""
    return list(postgast.find_nodes(message, kind))


def list_of(items: Sequence[Any]) -> Any:
    """Several Nodes as one message, to look into."""
    return tree.List(items=items)


def nodes_of(message: Any) -> Iterator[Any]:
    """Every Node below, but for what lies within a SELECT of its own."""
    for _, value in message.ListFields():
        for each in value if isinstance(value, Sequence) or hasattr(value, "add") else [value]:
            if hasattr(each, "ListFields"):
                if isinstance(each, tree.Node):
                    yield each
                if not isinstance(each, tree.SelectStmt):
                    yield from nodes_of(each)


def own(message: Any, kind: str) -> list[Any]:
    """The Nodes of a kind (`column_ref`) that belong to this SELECT itself, in it or being it."""
    here = [message] if isinstance(message, tree.Node) else []
    return [node for node in (*here, *nodes_of(message)) if node.WhichOneof("node") == kind]


def conjuncts(node: Any) -> list[Any]:
    """What all must hold; nothing for no condition."""
    if node.WhichOneof("node") is None:
        return []
    if node.WhichOneof("node") == "bool_expr" and node.bool_expr.boolop == tree.AND_EXPR:
        return [part for each in node.bool_expr.args for part in conjuncts(each)]
    return [copied(node)]


def all_of(parts: Sequence[Any]) -> Any:
    """Conditions joined by AND; an empty Node for none."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no AND
        return parts[0] if parts else tree.Node()
    return tree.Node(bool_expr=tree.BoolExpr(boolop=tree.AND_EXPR, args=parts))


def relations(message: Any) -> dict[str, str]:
    """The tables and subqueries that a SELECT reads from, by alias: a table's own name, or "" for what is none."""
    named: dict[str, str] = {}
    for item in message.from_clause:
        for node in (item, *nodes_of(item)):
            if node.WhichOneof("node") == "range_var":
                named[node.range_var.alias.aliasname or node.range_var.relname] = node.range_var.relname
            elif node.WhichOneof("node") in {"range_subselect", "range_function"}:
                named[getattr(node, node.WhichOneof("node")).alias.aliasname] = ""
    return named


def path(reference: Any) -> tuple[str, ...] | None:
    """The parts of a column's name; None if it is a star."""
    parts = [part.string.sval for part in reference.fields if part.WhichOneof("node") == "string"]
    return tuple(parts) if len(parts) == len(reference.fields) else None


def column(*parts: str) -> Any:
    """A reference to a column."""
    return tree.Node(column_ref=tree.ColumnRef(fields=[tree.Node(string=tree.String(sval=part)) for part in parts]))


def target(name: str, value: Any) -> Any:
    """`value AS name`."""
    return tree.Node(res_target=tree.ResTarget(name=name, val=value))


def compared(left: Any, operator: str, right: Any) -> Any:
    """`left operator right`."""
    name = [tree.Node(string=tree.String(sval=operator))]
    return tree.Node(a_expr=tree.A_Expr(kind=tree.AEXPR_OP, name=name, lexpr=left, rexpr=right))


def expression(text: str, **parts: Any) -> Any:
    """An expression written out, in which the columns named as `parts` are replaced by Nodes."""
    node = copied(postgast.parse(f"SELECT {text}").stmts[0].stmt.select_stmt.target_list[0].res_target.val)
    for each in own(node, "column_ref"):
        if (name := path(each.column_ref)) is not None and name[-1] in parts:
            each.CopyFrom(parts[name[-1]])
    return node


def copied(node: Any) -> Any:
    """The same, apart."""
    new = type(node)()
    new.CopyFrom(node)
    return new


def plain(select: Any) -> bool:
    """Whether each row of the SELECT is a row of what it reads from: no set operation, grouping, or window."""
    grouped = select.group_clause or select.distinct_clause or select.window_clause or select.locking_clause
    having = select.having_clause.WhichOneof("node") is not None
    return select.op == tree.SETOP_NONE and not grouped and not having and not select.values_lists


def function_name(node: Any) -> str:
    """The last part of a call's name; "" if it is none, or a window's."""
    if node.WhichOneof("node") != "func_call" or node.func_call.HasField("over"):
        return ""
    name: str = node.func_call.funcname[-1].string.sval
    return name


def written(parsed: Any, names: Sequence[str]) -> str:
    """The statement as text, with `:name` for the n-th of these names where `$n` stands."""
    parts, at, text = [], 0, postgast.deparse(parsed)
    for start, end, token in spans(text):
        if token == tree.PARAM:
            parts += [text[at:start], ":", names[int(text[start + 1 : end]) - 1]]
            at = end
    return "".join([*parts, text[at:]])


def operator_of(node: Any) -> str:
    """`=` of a plain comparison; "" of anything else."""
    if node.WhichOneof("node") != "a_expr" or node.a_expr.kind != tree.AEXPR_OP or not node.a_expr.HasField("lexpr"):
        return ""
    name: str = node.a_expr.name[-1].string.sval
    return name
