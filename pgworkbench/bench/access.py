"""What a query asks of each table: conditions, joins, order, columns. Read from the server's own generic plan.

The planner has resolved names, opened views, pulled up subqueries and added the policies of row-level security, so
what stands in its plan is what the query means. Scans by index are switched off for it, so that every condition is
shown as a filter or a join and every order as a sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from pgworkbench.bench.expression import SortKey, Term, references, sort_key, terms
from pgworkbench.bench.measure import Session, prepared
from pgworkbench.bench.plan import Node, nodes
from pgworkbench.bench.subjects import Indexes
from pgworkbench.catalog import Name
from pgworkbench.workload import Query
from pgworkbench.workload.parameters import yielded
from pgworkbench.workload.sql import rewritten

_CONDITIONS = ("Filter", "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "TID Cond")
_OFF = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")


@dataclass(frozen=True, slots=True)
class Access:
    """One table as one query sees it; conditions have the table's side on the left.

    `order` is the whole order that the query wants, if this table alone can give it. `columns` are all that it reads,
    `grouped` those that it groups by, where they alone make the groups.
    """

    query: str
    table: Name
    conditions: tuple[Term, ...]
    order: tuple[SortKey, ...]
    columns: frozenset[str]
    limited: bool  # whether a LIMIT stands above the order
    grouped: tuple[str, ...] = ()


def operators(seen: Iterable[Access]) -> tuple[str, ...]:
    """Every operator that conditions and orders use, sorted; that of IN is plain equality."""
    found = {term.operator.removesuffix(" ANY") for access in seen for term in access.conditions}
    orders = (key.operand.sql for access in seen for key in access.order)
    return tuple(sorted(found | {term.operator for text in orders for term in terms(text)}))


def accesses(session: Session, query: Query, indexes: Indexes) -> tuple[Access, ...]:
    """What the query asks of each table that it touches; psycopg.Error if it cannot be planned."""
    plan = _generic_plan(session, query)
    by_alias = {node["Alias"]: table for node, table in _scans(plan, indexes)}
    only = next(iter(by_alias)) if len(by_alias) == 1 else ""
    conditions = [term for _, node in nodes(plan) for key in _CONDITIONS for term in terms(node.get(key, ""))]
    read = _columns(plan)
    found: dict[tuple[Name, tuple[Term, ...]], Access] = {}
    for alias, table in by_alias.items():
        names = {alias, ""} if alias == only else {alias}
        turned = (term.of(name) for term in conditions for name in names)
        mine = tuple(dict.fromkeys(term for term in turned if term is not None))
        order, limited = _order(plan, names)
        columns = frozenset(column for name, column in read if name in names)
        access = Access(query.name, table, mine, order, columns, limited, _grouped(plan, names))
        found.setdefault((table, mine), access)
    return tuple(found.values())


def _generic_plan(session: Session, query: Query) -> Node:
    """The plan for any parameters, typed as `params` yields them, with every scan by index switched off."""
    types = _casts(session, query)
    position = {name: index for index, name in enumerate(query.parameters, start=1)}
    text = rewritten(query.sql, lambda name: f"${position[name]}{types.get(name, '')}", "%")
    with prepared(session, query):
        for setting in _OFF:
            session.connection.execute(sql.SQL("SET LOCAL {} = off").format(sql.Identifier(setting)))
        row = session.connection.execute(f"EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) {text}".encode()).fetchone()
    plan: Node = row[0][0]["Plan"] if row else {}
    return plan


def _casts(session: Session, query: Query) -> Mapping[str, str]:
    """`::type` for each parameter whose type does not follow from the context."""
    values = yielded(session.connection, query)
    asked = "SELECT pg_catalog.format_type(%s, NULL)"
    rows = {name: session.connection.execute(asked, [v.oid]).fetchone() for name, v in values.items() if v.oid}
    return {name: f"::{row[0]}" for name, row in rows.items() if row}


def _scans(plan: Node, indexes: Indexes) -> Iterator[tuple[Node, Name]]:
    for _, node in nodes(plan):
        if "Relation Name" in node and node["Node Type"] != "ModifyTable":
            yield node, indexes.root_table(Name(node["Schema"], node["Relation Name"]))


def _columns(plan: Node) -> frozenset[tuple[str, str]]:
    """Every column that the query needs. A scan below others may print all of its table's, so its output is no word."""
    found: set[tuple[str, str]] = set()
    for _, node in nodes(plan):
        texts: list[Any] = [node.get(key, "") for key in _CONDITIONS]
        texts += [*node.get("Sort Key", ()), *node.get("Group Key", ())]
        if node is plan or "Relation Name" not in node:
            texts += node.get("Output", ())
        for text in texts:
            found |= references(_unsorted(text)) if text else set()
    return frozenset(found)


def _unsorted(text: str) -> str:
    for tail in (" NULLS FIRST", " NULLS LAST", " DESC", " ASC"):
        text = text.removesuffix(tail)
    return text


def _grouped(plan: Node, names: set[str]) -> tuple[str, ...]:
    """The plain columns of the first grouping whose keys are all of one table."""
    for _, node in nodes(plan):
        keys = [sort_key(text) for text in node.get("Group Key", ())]
        if keys and all(k is not None and k.operand.column and k.operand.aliases <= names for k in keys):
            return tuple(k.operand.column for k in keys if k is not None and k.operand.column)
    return ()


def _summed(node: Node) -> bool:
    """Whether rows are grouped or numbered below."""
    return any(below["Node Type"] in {"Aggregate", "Group", "WindowAgg"} for _, below in nodes(node))


def _order(plan: Node, names: set[str]) -> tuple[tuple[SortKey, ...], bool]:
    """The first sort whose keys are all of one table, and whether only its first rows are wanted."""
    limited = False
    for _, node in nodes(plan):
        limited = limited or node["Node Type"] == "Limit"
        keys = [sort_key(text) for text in node.get("Sort Key", ())]
        if _summed(node) and any(key is not None and key.operand.column is None for key in keys):
            continue  # the order of a sum is no table's
        if keys and all(key is not None and key.operand.aliases and key.operand.aliases <= names for key in keys):
            return tuple(key for key in keys if key is not None), limited
    return (), False
