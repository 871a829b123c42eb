"""What a query asks of each table: conditions, joins, order, columns. Read from the server's own generic plan.

The planner has resolved names, opened views, pulled up subqueries and added the policies of row-level security, so
what stands in its plan is what the query means. Scans by index are switched off for it, so that every condition is
shown as a filter or a join and every order as a sort.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from psycopg import sql

from pgworkbench.bench.expression import Operand, SortKey, Term, alternatives, references, sort_key, terms
from pgworkbench.bench.measure import Session, apply_settings, prepared
from pgworkbench.bench.plan import Node, nodes
from pgworkbench.bench.subjects import Indexes
from pgworkbench.catalog import Name
from pgworkbench.workload import Query
from pgworkbench.workload.parameters import draw, yielded
from pgworkbench.workload.sql import rewritten

_CONDITIONS = ("Filter", "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "TID Cond")
_EXTREME = re.compile(r"(min|max)\((.+)\)")
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


def expressions(seen: Iterable[Access]) -> tuple[tuple[Name, str], ...]:
    """Every expression of a table's columns that is compared or sorted by, with the table."""
    operands = [(a.table, term.left) for a in seen for term in a.conditions]
    operands += [(a.table, term.left) for a in seen for key in a.order for term in terms(key.operand.sql)]
    wanted = ((table, each.sql) for table, each in operands if each.column is None and each.references)
    return tuple(dict.fromkeys(wanted))


def accesses(session: Session, query: Query, indexes: Indexes) -> tuple[Access, ...]:
    """What the query asks of each table that it touches; psycopg.Error if it cannot be planned."""
    plan = _generic_plan(session, query)
    by_alias = {node["Alias"]: table for node, table in _scans(plan, indexes)}
    only = next(iter(by_alias)) if len(by_alias) == 1 else ""
    conditions = [term for _, node in nodes(plan) for key in _CONDITIONS for term in terms(node.get(key, ""))]
    sides = [side for _, node in nodes(plan) for key in _CONDITIONS for side in alternatives(node.get(key, ""))]
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
        for side in sides:
            turned = (term.of(name) for term in side for name in names)
            either = tuple(dict.fromkeys([*(term for term in turned if term is not None), *mine]))
            if either != mine:
                found.setdefault((table, either), replace(access, conditions=either, order=()))
    return (*found.values(), *_followed(query, plan, indexes))


def _followed(query: Query, plan: Node, indexes: Indexes) -> Iterator[Access]:
    """What a DELETE asks of the tables that refer to its rows, by their foreign keys; no plan shows it."""
    for table, key in indexes.references([plan]):
        columns = [Operand(c, frozenset({("", c)}), c, parameter=False) for c in key.columns]
        given = Operand("$1", frozenset(), None, parameter=True)
        mine = tuple(Term(column, "=", given, f"{column.sql} = $1") for column in columns)
        yield Access(query.name, table.name, mine, (), frozenset(key.columns), limited=False)


def _generic_plan(session: Session, query: Query) -> Node:
    """The plan for any parameters, typed as `params` yields them, with every scan by index switched off."""
    types = _casts(session, query)
    position = {name: index for index, name in enumerate(query.parameters, start=1)}
    text = rewritten(query.sql, lambda name: f"${position[name]}{types.get(name, '')}", "%")
    known = draw(session.connection, query, 1)[:1] if query.settings else ()
    with prepared(session, query):
        for values in known:  # a policy reads its settings while it is planned
            apply_settings(session.connection, query, values)
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
    return _extreme(plan, names)


def _extreme(plan: Node, names: set[str]) -> tuple[tuple[SortKey, ...], bool]:
    """The order in which the first row is `max(c)`, where nothing else is asked for."""
    for _, node in nodes(plan):
        shown = node.get("Output", ())
        found = _EXTREME.fullmatch(shown[0]) if len(shown) == 1 and "Group Key" not in node else None
        key = sort_key(f"{found[2]} DESC" if found[1] == "max" else found[2]) if found else None
        if node["Node Type"] == "Aggregate" and key is not None and key.operand.column and key.operand.aliases <= names:
            return (replace(key, nulls_first=key.descending),), True
    return (), False
