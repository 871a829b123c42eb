"""What a plan says: which tables and indexes it touches, how many pages and rows, and whether two plans are the same.

Plans are EXPLAIN's JSON with VERBOSE, so that scans name their schema. An index scan names its index alone; an index
lives in its table's schema, and a bitmap index scan's table is that of the bitmap heap scan above it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pgworkbench.catalog import Name

Node: TypeAlias = Mapping[str, Any]

_SHAPE = (
    "Node Type", "Operation", "Join Type", "Strategy", "Partial Mode", "Scan Direction", "Schema", "Relation Name",
    "Index Name", "Sort Key", "Group Key", "Subplan Name", "CTE Name", "Function Name",
)  # fmt: skip
_CONDITIONS = ("Index Cond", "Recheck Cond", "Filter", "Hash Cond", "Merge Cond", "Join Filter", "One-Time Filter")
_ROWS = ("Actual Rows", "Actual Loops", "Plan Rows", "Rows Removed by Filter", "Heap Fetches")
_DROPPED = ("Output", "Parent Relationship", "Plan Width", "Startup Cost")  # longer than they are worth


@dataclass(frozen=True, slots=True)
class Pages:
    """Blocks of 8 kB that a query touched: in shared buffers or read, dirtied, and those of temporary files."""

    hit: int = 0
    read: int = 0
    dirtied: int = 0
    temporary: int = 0

    @property
    def touched(self) -> int:
        """What was looked at, wherever it was."""
        return self.hit + self.read


def nodes(plan: Node, schema: str = "") -> Iterator[tuple[str, Node]]:
    """Each node, parents first, with the schema of the nearest table at or above it."""
    inside = plan.get("Schema", schema)
    yield inside, plan
    for child in plan.get("Plans", ()):
        yield from nodes(child, inside)


def indexes_used(plan: Node) -> tuple[Name, ...]:
    """The indexes that it reads, sorted."""
    return tuple(sorted({Name(schema, node["Index Name"]) for schema, node in nodes(plan) if "Index Name" in node}))


def tables_touched(plan: Node) -> tuple[Name, ...]:
    """The tables that it reads or writes (a partition by its own name), sorted."""
    return tuple(
        sorted({Name(node["Schema"], node["Relation Name"]) for _, node in nodes(plan) if "Relation Name" in node})
    )


def tables_written(plan: Node) -> tuple[Name, ...]:
    """The tables that it inserts into, updates or deletes from, sorted."""
    writing = (node for _, node in nodes(plan) if node["Node Type"] == "ModifyTable")
    targets = (target for node in writing for target in (node, *node.get("Target Tables", ())))
    return tuple(sorted({Name(t["Schema"], t["Relation Name"]) for t in targets if "Relation Name" in t}))


def tables_deleted_from(plan: Node) -> tuple[Name, ...]:
    """The tables whose rows it deletes, sorted."""
    ways = [node for _, node in nodes(plan) if node["Node Type"] == "ModifyTable" and node.get("Operation") == "Delete"]
    targets = [target for node in ways for target in (node, *node.get("Target Tables", ()))]
    return tuple(sorted({Name(t["Schema"], t["Relation Name"]) for t in targets if "Relation Name" in t}))


def rows_of(plan: Node) -> int:
    """The rows that it returned; for a write that returns none, the rows that it was to write."""
    node = plan
    while node["Node Type"] == "ModifyTable" and not node["Actual Rows"] and node.get("Plans"):
        node = node["Plans"][0]
    return round(float(node["Actual Rows"]) * int(node["Actual Loops"]))


def pages_of(plan: Node) -> Pages:
    """The pages of the whole plan, without those of planning."""
    blocks = {name: int(plan.get(f"{name} Blocks", 0)) for name in ("Shared Hit", "Shared Read", "Shared Dirtied")}
    temporary = sum(int(plan.get(f"Temp {way} Blocks", 0)) for way in ("Read", "Written"))
    return Pages(blocks["Shared Hit"], blocks["Shared Read"], blocks["Shared Dirtied"], temporary)


def fingerprint(plan: Node, *, conditions: bool = False) -> str:
    """The same for plans that do the same, whatever their costs, rows and times (12 hex digits).

    With `conditions` they must also look for the same values.
    """
    shape = _shape(plan, (*_SHAPE, *_CONDITIONS) if conditions else _SHAPE)
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()[:12]


def outline(plan: Node) -> str:
    """The plan as one short line a node, indented: what a person reads first."""
    return "\n".join(_lines(plan, 0))


def trimmed(plan: Node) -> dict[str, Any]:
    """The plan without what nobody asks of a recorded one: what is nought or false, and what no node is judged by."""
    kept = {key: value for key, value in plan.items() if (value or key in _ROWS) and key not in _DROPPED}
    if "Plans" in kept:
        kept["Plans"] = [trimmed(child) for child in kept["Plans"]]
    return kept


def _shape(plan: Node, keys: tuple[str, ...]) -> dict[str, Any]:
    own = {key: plan[key] for key in keys if key in plan}
    return own | {"Plans": [_shape(child, keys) for child in plan.get("Plans", ())]}


def _lines(plan: Node, depth: int) -> Iterator[str]:
    what = plan["Node Type"]
    if "Index Name" in plan:
        what += f" using {plan['Index Name']}"
    if "Relation Name" in plan:
        what += f" on {Name(plan.get('Schema', 'public'), plan['Relation Name'])}"
    rows = f"  ({round(plan['Actual Rows'] * plan['Actual Loops'])} rows)" if "Actual Rows" in plan else ""
    yield "  " * depth + " ".join(what.split()) + rows
    for child in plan.get("Plans", ()):
        yield from _lines(child, depth + 1)
