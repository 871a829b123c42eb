"""Reading the expression of a CHECK, taken apart by PostgreSQL's own parser, into alternatives of atoms."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import postgast
from postgast import pg_query_pb2 as tree

from pgworkbench.seeding.auto.atoms import (
    OPPOSITE,
    TURNED,
    UNREAD,
    Alternatives,
    Atom,
    Test,
    both,
    either,
)
from pgworkbench.seeding.auto.nodes import (
    COMPARISONS,
    LIKES,
    PATTERNS,
    equality,
    holds,
    is_condition,
    lengths,
    like,
    sql_of,
)

Constant = Callable[[str], tuple[str, ...] | None]  # SQL without columns -> its value(s) as text; None if unknown
_LENGTHS = {"char_length", "character_length", "length", "octet_length", "cardinality", "array_length"}
_TRIMS = {"btrim", "ltrim", "rtrim"}
_CASES = {"lower": Test.LOWER, "upper": Test.UPPER}
_MOST_COUNTED = 8


def expression_of(definition: str) -> str:
    """What stands inside `CHECK (…)`."""
    text = definition.removeprefix("CHECK ").strip()
    for word in (" NOT VALID", " NO INHERIT", " NOT ENFORCED"):
        text = text.removesuffix(word)
    return text


def read_check(expression: str, constant: Constant, renamed: Mapping[str, str] | None = None) -> Alternatives:
    """The ways to satisfy an expression; `renamed` gives columns other names (a domain's VALUE)."""
    try:
        statement = postgast.parse(f"SELECT {expression}").stmts[0].stmt.select_stmt
    except postgast.PgQueryError:
        return UNREAD
    return _Reader(constant, renamed or {}).read(statement.target_list[0].res_target.val) or UNREAD


@dataclass(frozen=True)
class _Reader:
    constant: Constant
    renamed: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Any, *, negated: bool = False) -> Alternatives:  # noqa: PLR0911  # one return a form
        """The ways in which a condition holds, or does not."""
        kind = node.WhichOneof("node")
        if kind == "bool_expr":
            return self._combined(node.bool_expr, negated)
        if kind == "null_test":
            return self._null(node.null_test, negated)
        if kind == "a_expr":
            return self._comparison(node.a_expr, negated)
        if kind == "case_expr":
            return self._by_case(node.case_expr, negated)
        if kind == "boolean_test":
            return self._boolean(node.boolean_test, negated)
        if kind == "coalesce_expr":
            return self.read(node.coalesce_expr.args[0], negated=negated)
        if kind == "a_const" and node.a_const.HasField("boolval"):
            return UNREAD if node.a_const.boolval.boolval != negated else ()
        column = self._column(node)
        return self._one(column, Test.IN, ("false" if negated else "true",)) if column else UNREAD

    def _combined(self, node: Any, negated: bool) -> Alternatives:  # noqa: FBT001  # handed on as it came
        if node.boolop == tree.NOT_EXPR:
            return self.read(node.args[0], negated=not negated)
        parts = [self.read(part, negated=negated) for part in node.args]
        if (node.boolop == tree.OR_EXPR) != negated:
            return either(*parts)
        whole: Alternatives = ((),)
        for part in parts:
            whole = both(whole, part)
        return whole

    def _by_case(self, node: Any, negated: bool) -> Alternatives:  # noqa: FBT001
        """The first condition that holds decides: each branch, with all conditions before it false."""
        ways: list[Alternatives] = []
        before: Alternatives = ((),)
        for each in (part.case_when for part in node.args):
            condition = equality(node.arg, each.expr) if node.HasField("arg") else each.expr
            ways.append(both(both(before, self.read(condition)), self.read(each.result, negated=negated)))
            before = both(before, self.read(condition, negated=True))
        rest = self.read(node.defresult, negated=negated) if node.HasField("defresult") else ((),)
        return either(*ways, both(before, rest))

    def _boolean(self, node: Any, negated: bool) -> Alternatives:  # noqa: FBT001
        """`IS TRUE` and its kin: by what they say of the condition, NULL apart."""
        turned = {tree.IS_FALSE: True, tree.IS_NOT_TRUE: True, tree.IS_TRUE: False, tree.IS_NOT_FALSE: False}
        if node.booltesttype not in turned:
            return UNREAD
        return self.read(node.arg, negated=turned[node.booltesttype] != negated)

    def _null(self, node: Any, negated: bool) -> Alternatives:  # noqa: FBT001
        column = self._column(node.arg)
        test = Test.NULL if (node.nulltesttype == tree.IS_NULL) != negated else Test.NOT_NULL
        return self._one(column, test) if column else UNREAD

    def _comparison(self, node: Any, negated: bool) -> Alternatives:  # noqa: FBT001, PLR0911  # one return a form
        sign = node.name[-1].string.sval
        if node.kind in {tree.AEXPR_OP_ANY, tree.AEXPR_OP_ALL}:
            return self._listed(node, negated, sign)
        if node.kind in {tree.AEXPR_DISTINCT, tree.AEXPR_NOT_DISTINCT}:
            return self._distinct(node, (node.kind == tree.AEXPR_DISTINCT) != negated)
        if node.kind != tree.AEXPR_OP or not node.HasField("lexpr"):
            return UNREAD
        if sign in {"=", "<>"} and is_condition(node.lexpr) and is_condition(node.rexpr):
            return self._agreeing(node, (sign == "=") != negated)
        if sign in PATTERNS or sign in LIKES:
            return self._pattern(node, sign, negated)
        if sign not in COMPARISONS:
            return UNREAD
        test = OPPOSITE[COMPARISONS[sign]] if negated else COMPARISONS[sign]
        counted = self._counted(node, test)
        if counted is not None:
            return counted
        return self._compared(node.lexpr, test, node.rexpr) or UNREAD

    def _listed(self, node: Any, negated: bool, sign: str) -> Alternatives:  # noqa: FBT001
        column, values = self._column(node.lexpr), self._values(node.rexpr)
        if column is None or values is None:
            return UNREAD
        any_of = node.kind == tree.AEXPR_OP_ANY
        if (sign, any_of) in {("=", True), ("<>", False)}:
            return self._one(column, Test.IN if (sign == "=") != negated else Test.NOT_IN, values)
        if sign in PATTERNS and any_of and not negated:
            return either(*(self._one(column, Test.MATCHES, (PATTERNS[sign] + value,)) for value in values))
        return UNREAD

    def _distinct(self, node: Any, differs: bool) -> Alternatives:  # noqa: FBT001
        found = self._compared(node.lexpr, Test.NOT_IN if differs else Test.IN, node.rexpr) or UNREAD
        columns = [column for side in (node.lexpr, node.rexpr) if (column := self._column(side))]
        return either(found, *(self._one(column, Test.NULL) for column in columns)) if differs else found

    def _agreeing(self, node: Any, same: bool) -> Alternatives:  # noqa: FBT001
        """Two conditions that are both true or both false, or of which exactly one is true."""
        left = (self.read(node.lexpr), self.read(node.lexpr, negated=True))
        right = (self.read(node.rexpr), self.read(node.rexpr, negated=True))
        first, second = right if same else right[::-1]
        return either(both(left[0], first), both(left[1], second))

    def _pattern(self, node: Any, sign: str, negated: bool) -> Alternatives:  # noqa: FBT001
        column, values = self._column(node.lexpr), self._values(node.rexpr)
        if column is None or not values:
            return UNREAD
        text = PATTERNS[sign] + values[0] if sign in PATTERNS else LIKES[sign] + like(values[0])
        return self._one(column, Test.MATCHES if sign.startswith("!") == negated else Test.MATCHES_NOT, (text,))

    def _compared(self, left: Any, test: Test, right: Any) -> Alternatives | None:
        for here, there, asked in ((left, right, test), (right, left, TURNED.get(test, test))):
            found = self._of_column(here, asked, there) or self._of_length(here, asked, there)
            if found is not None:
                return found
        return None

    def _of_column(self, here: Any, test: Test, there: Any) -> Alternatives | None:
        column = self._column(here)
        if column is None:
            return None
        other = self._column(there)
        if other is not None:
            crossed = {Test.IN: Test.EQUAL, Test.NOT_IN: Test.DIFFERENT}.get(test, test)
            turned = TURNED.get(crossed)
            back = ((Atom(other, turned, other=column),)) if turned else ()
            return ((Atom(column, crossed, other=other), *back),) if other != column else UNREAD
        case = self._case(there, column)
        if case is not None and test is Test.IN:
            return self._one(column, case)
        values = self._values(there)
        if values is not None:
            return self._one(column, test, values) if values else UNREAD
        if test is Test.IN:
            return self._one(column, Test.COMPUTED, (sql_of(there),))
        return None

    def _of_length(self, here: Any, test: Test, there: Any) -> Alternatives | None:
        """`char_length(column) <= 5`, and a trimmed text that is not empty."""
        call = here.func_call if here.WhichOneof("node") == "func_call" else None
        values = self._values(there)
        if call is None or not values or not call.args:
            return None
        name, column = call.funcname[-1].string.sval, self._column(call.args[0])
        if name in _TRIMS and column and test is Test.NOT_IN and values == ("",):
            return self._one(column, Test.SHORTEST, ("1",))
        if name not in _LENGTHS or column is None or not values[0].lstrip("-").isdigit():
            return None
        return lengths(column, test, int(values[0]))

    def _counted(self, node: Any, test: Test) -> Alternatives | None:
        """So many of these columns are filled: `num_nonnulls(a, b) = 1`, `(a IS NOT NULL)::int + … = 1`."""
        values = self._values(node.rexpr)
        conditions = self._conditions(node.lexpr)
        if not conditions or not values or not values[0].isdigit() or len(conditions) > _MOST_COUNTED:
            return None
        wanted = int(values[0])
        ways = []
        for truth in itertools.product((True, False), repeat=len(conditions)):
            if holds(sum(truth), test, wanted):
                chosen: Alternatives = ((),)
                for (yes, no), true in zip(conditions, truth, strict=True):
                    chosen = both(chosen, yes if true else no)
                ways.append(chosen)
        return either(*ways) if ways else None

    def _conditions(self, node: Any) -> list[tuple[Alternatives, Alternatives]]:
        """The conditions that are counted, each with the ways in which it holds and in which it does not."""
        kind = node.WhichOneof("node")
        if kind == "func_call" and node.func_call.funcname[-1].string.sval in {"num_nonnulls", "num_nulls"}:
            columns = [self._column(argument) for argument in node.func_call.args]
            tests = [Test.NOT_NULL, Test.NULL]
            if node.func_call.funcname[-1].string.sval == "num_nulls":
                tests.reverse()
            return [(self._one(c, tests[0]), self._one(c, tests[1])) for c in columns if c] if all(columns) else []
        if kind == "type_cast" and is_condition(node.type_cast.arg):
            return [(self.read(node.type_cast.arg), self.read(node.type_cast.arg, negated=True))]
        if kind == "a_expr" and node.a_expr.name[-1].string.sval == "+":
            left, right = self._conditions(node.a_expr.lexpr), self._conditions(node.a_expr.rexpr)
            return [*left, *right] if left and right else []
        return []

    def _column(self, node: Any) -> str | None:
        """The column that a node is, seen through casts, collations and trimming."""
        kind = node.WhichOneof("node")
        if kind == "column_ref":
            name: str = node.column_ref.fields[-1].string.sval
            return self.renamed.get(name, name) or None
        if kind == "type_cast":
            return self._column(node.type_cast.arg)
        if kind == "collate_clause":
            return self._column(node.collate_clause.arg)
        if kind == "func_call" and len(node.func_call.args) == 1 and node.func_call.funcname[-1].string.sval in _TRIMS:
            return self._column(node.func_call.args[0])
        return None

    def _case(self, node: Any, column: str) -> Test | None:
        """Whether a node is lower(column) or upper(column)."""
        call = node.type_cast.arg.func_call if node.WhichOneof("node") == "type_cast" else node.func_call
        if len(call.args) != 1 or self._column(call.args[0]) != column:
            return None
        return _CASES.get(call.funcname[-1].string.sval)

    def _values(self, node: Any) -> tuple[str, ...] | None:
        """What a node without columns comes to."""
        if any(True for _ in postgast.find_nodes(node, tree.ColumnRef)):
            return None
        return self.constant(sql_of(node))

    def _one(self, column: str, test: Test, values: tuple[str, ...] = ()) -> Alternatives:
        return ((Atom(column, test, values),),)
