"""Queries that another wording would help more than an index: reworded, run both ways, and told with the measured gain.

Pages by OFFSET are compared with the first page, which is what a page asked for by its last key costs; NOT IN over a
subquery with NOT EXISTS, where both give as many rows. What cannot be reworded here is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import postgast
import psycopg
from postgast import pg_query_pb2 as tree

from pgworkbench.bench.clone import cloned
from pgworkbench.bench.fresh import freshen
from pgworkbench.bench.indexes import BenchOptions, sets_of
from pgworkbench.bench.interleave import collect
from pgworkbench.bench.lineup import execution_ms
from pgworkbench.bench.measure import Session
from pgworkbench.bench.statistics import Ratio
from pgworkbench.bench.trial import Subject, ratio, visit, warm_up
from pgworkbench.errors import BenchError
from pgworkbench.server import Database
from pgworkbench.workload import Query, QueryKind, Workload
from pgworkbench.workload.parameters import accept_values
from pgworkbench.workload.sql import rewritten

_BEFORE, _AFTER = "as written", "reworded"
_ABSENT = "SELECT NOT EXISTS (SELECT FROM (SELECT 1) AS listed (listed_value) WHERE listed_value = 1)"
_OFFSET_SAID = "pages by OFFSET read all rows before: ask for the rows after the last key, in an index's order"
_NOT_IN_SAID = "NOT IN can become no anti-join, and a single NULL empties it: NOT EXISTS says what is meant"


@dataclass(frozen=True, slots=True)
class Rewording:
    """A query in other words: how many times longer it takes as written. `same_rows`: as many rows both ways."""

    query: str
    why: str
    sql: str
    ratio: Ratio
    same_rows: bool


def rewordings(query: Query) -> Iterator[tuple[str, str]]:
    """Why, and the other wording with the same named parameters; nothing if it has no known weakness."""
    names = query.parameters
    position = {name: index for index, name in enumerate(names, start=1)}
    text = rewritten(query.sql, lambda name: f"${position[name]}", "%")
    for why, change in ((_OFFSET_SAID, _first_page), (_NOT_IN_SAID, _not_exists)):
        parsed = postgast.parse(text)
        if change(parsed):
            yield why, _named(postgast.deparse(parsed), names)


def reword(database: Database, workload: Workload, options: BenchOptions | None = None) -> tuple[Rewording, ...]:
    """Every read of the workload that other words make faster beyond doubt, measured in turns on a copy."""
    given, found = options or BenchOptions(), list[Rewording]()
    reads = [query for query in workload.queries if query.kind is QueryKind.READ]
    worded = [(query, why, sql) for query in reads for why, sql in rewordings(query)]
    if not worded:
        return ()
    with cloned(database, "reword") as copy, copy.connect(autocommit=True) as connection:
        accept_values(connection)
        freshen(connection)
        session = Session(connection, copy.roles, given.limits)
        for query, why, sql in worded:
            try:
                measured = _measured(session, query, sql, given)
            except (psycopg.Error, BenchError):
                continue  # what cannot be run either way is told by whoever measures the workload
            if measured is not None and measured[0].low > 1 and (measured[1] or why is _OFFSET_SAID):
                found.append(Rewording(query.name, why, sql, *measured))
    return tuple(found)


def _measured(session: Session, query: Query, sql: str, given: BenchOptions) -> tuple[Ratio, bool] | None:
    sets = sets_of(session.connection, query, given)
    subjects = {_BEFORE: Subject(session, query, sets), _AFTER: Subject(session, replace(query, sql=sql), sets)}
    warm = {arm: warm_up(subject) for arm, subject in subjects.items()}
    visits = {arm: visit(subjects[arm].patient(), (), warm[arm].repeats) for arm in subjects}
    collected = collect(visits, given.effort, execution_ms, given.seed)
    if collected.interrupted:
        raise KeyboardInterrupt
    if not collected.blocks:
        return None
    gain = ratio(collected.blocks, _BEFORE, _AFTER, execution_ms, given.seed)
    return gain, warm[_BEFORE].rows == warm[_AFTER].rows


def _first_page(parsed: Any) -> bool:
    """Without OFFSET; whether there was one."""
    paged = [select for select in _selects(parsed) if select.HasField("limit_offset")]
    for select in paged:
        select.ClearField("limit_offset")
    return bool(paged)


def _not_exists(parsed: Any) -> bool:
    """NOT IN (SELECT …) as NOT EXISTS; whether there was one."""
    changed = False
    for node in _nodes(parsed, tree.BoolExpr):
        if node.boolop == tree.NOT_EXPR and (link := _any_link(node.args[0])) is not None:
            wanted = postgast.parse(
                "SELECT NOT EXISTS (SELECT FROM (SELECT 1) AS listed (listed_value) WHERE listed_value = 1)"
            )
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


def _selects(parsed: Any) -> Sequence[Any]:
    return _nodes(parsed, tree.SelectStmt)


def _nodes(parsed: Any, kind: Callable[..., Any]) -> list[Any]:
    return list(postgast.find_nodes(parsed, kind))


def _named(text: str, names: Sequence[str]) -> str:
    """`$1` as `:name` again; the highest numbers first, so that `$1` is no part of `$10`."""
    for number in range(len(names), 0, -1):
        text = text.replace(f"${number}", f":{names[number - 1]}")
    return text
