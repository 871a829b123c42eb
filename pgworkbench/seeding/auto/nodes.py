"""Small questions about the nodes of a parsed CHECK, and the SQL that a node stands for."""

from __future__ import annotations

from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.seeding.auto.atoms import BOUNDS, Alternatives, Atom, Test

COMPARISONS = {
    "=": Test.IN,
    "<>": Test.NOT_IN,
    "<": Test.LESS,
    "<=": Test.AT_MOST,
    ">": Test.MORE,
    ">=": Test.AT_LEAST,
}
PATTERNS = {"~": "", "~*": "(?i)", "!~": "", "!~*": "(?i)"}
LIKES = {"~~": "", "~~*": "(?i)", "!~~": "", "!~~*": "(?i)"}


def lengths(column: str, test: Test, limit: int) -> Alternatives | None:
    """What a comparison of a length with a number asks of the column."""
    if test in BOUNDS:
        shift = {Test.LESS: -1, Test.MORE: 1}.get(test, 0)
        side = Test.LONGEST if test in {Test.LESS, Test.AT_MOST} else Test.SHORTEST
        return ((Atom(column, side, (str(limit + shift),)),),)
    if test is Test.IN:
        return ((Atom(column, Test.LONGEST, (str(limit),)), Atom(column, Test.SHORTEST, (str(limit),))),)
    return ((Atom(column, Test.SHORTEST, (str(limit + 1),)),),) if test is Test.NOT_IN else None


def holds(number: int, test: Test, limit: int) -> bool:
    """Whether a number is as a comparison asks."""
    return {
        Test.IN: number == limit,
        Test.NOT_IN: number != limit,
        Test.LESS: number < limit,
        Test.AT_MOST: number <= limit,
        Test.MORE: number > limit,
        Test.AT_LEAST: number >= limit,
    }[test]


def is_condition(node: Any) -> bool:
    """Whether a node is true or false, as far as its form tells."""
    kind = node.WhichOneof("node")
    if kind == "a_expr":
        sign = node.a_expr.name[-1].string.sval
        return sign in COMPARISONS or sign in PATTERNS or sign in LIKES
    return kind in {"bool_expr", "null_test", "boolean_test"}


def like(pattern: str) -> str:
    """A LIKE pattern as a regular expression."""
    out, letters = "", iter(pattern)
    for letter in letters:
        if letter == "\\":
            out += _literal(next(letters, ""))
        else:
            out += {"%": ".*", "_": "."}.get(letter) or _literal(letter)
    return f"^{out}$"


def _literal(letter: str) -> str:
    return letter if letter.isalnum() else "\\" + letter


def equality(left: Any, right: Any) -> Any:
    """The node of `left = right`."""
    node = tree.Node()
    node.a_expr.kind = tree.AEXPR_OP
    node.a_expr.name.add().string.sval = "="
    node.a_expr.lexpr.CopyFrom(left)
    node.a_expr.rexpr.CopyFrom(right)
    return node


def sql_of(node: Any) -> str:
    """The SQL that a node stands for."""
    holder = postgast.parse("SELECT 1")
    holder.stmts[0].stmt.select_stmt.target_list[0].res_target.val.CopyFrom(node)
    text: str = postgast.deparse(holder)
    return text.removeprefix("SELECT ")
