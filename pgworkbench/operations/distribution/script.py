"""A Distribution as a script for Citus and as a page; both say that nothing of it was run."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from pgworkbench.catalog import Constraint, Name, Table
from pgworkbench.operations.distribution.citus import Distribution, Placement
from pgworkbench.operations.distribution.refusals import Refusal

_HEAD = """\
-- Distribution for Citus by {tenant}. CHECKED BY RULES, NOT RUN: no Citus was at hand when this was written.
-- Run it on the coordinator, as the tables' owner, in an empty copy first. The tables exist there (their migrations
-- have run) and the nodes are known (citus_add_node).
"""


def citus_script(plan: Distribution) -> str:
    """SQL in the order in which it must run; what is refused stands in comments."""
    return "\n".join(_script(plan)) + "\n"


def citus_page(plan: Distribution) -> str:
    """Markdown: where each table goes, what Citus would refuse, what else to know."""
    return "\n".join(_page(plan)) + "\n"


def _script(plan: Distribution) -> Iterator[str]:
    yield _HEAD.format(tenant=_line(plan.tenant))
    blocking = [refusal for refusal in plan.refused if refusal.blocks]
    for refusal in blocking:
        yield f"-- REFUSED {_line(str(refusal.table))}: {_line(refusal.what)}. Instead: {_line(refusal.instead)}."
    if blocking:
        yield "-- Change these first: the tables concerned are left out below.\n"
    yield "CREATE EXTENSION IF NOT EXISTS citus;"
    if any("enable_unsafe_triggers" in note for note in plan.notes):
        yield "SET citus.enable_unsafe_triggers = on;"
    yield from (
        f"\n-- A circle of foreign keys is opened here and closed at the end.\n{_drop(*each)}" for each in plan.apart
    )
    refused = {refusal.table for refusal in blocking}
    for placement in plan.placements:
        text = _call(placement)
        yield f"-- refused: {_line(text)}" if placement.table in refused else text
    yield from (_add(*each) for each in plan.apart)


def _call(placement: Placement) -> str:
    table = sql.Literal(_text(placement.table)).as_string(None)
    if placement.column is None:
        return f"SELECT create_reference_table({table});"
    column = sql.Literal(placement.column).as_string(None)
    group = "" if placement.colocated_with is None else _text(placement.colocated_with)
    together = f", colocate_with => {sql.Literal(group).as_string(None)}" if group else ""
    return f"SELECT create_distributed_table({table}, {column}{together});"


def _text(name: Name) -> str:
    return sql.Identifier(name.schema, name.name).as_string(None)


def _drop(table: Table, key: Constraint) -> str:
    name = sql.Identifier(key.name).as_string(None)
    return f"ALTER TABLE {_text(table.name)} DROP CONSTRAINT {name};"


def _add(table: Table, key: Constraint) -> str:
    name = sql.Identifier(key.name).as_string(None)
    return f"ALTER TABLE {_text(table.name)} ADD CONSTRAINT {name} {key.definition};"


def _line(text: str) -> str:
    """Text that cannot leave its comment."""
    return " ".join(text.split())


def _page(plan: Distribution) -> Iterator[str]:
    yield "# Distribution by tenant (Citus)\n"
    yield "**Checked by rules, not run.** The rules know the documented refusals; Citus itself has the last word.\n"
    yield f"The tenant column is `{plan.tenant}`. Tables that have it are spread by it and lie together; the others are"
    yield "copied to every node, where each write to them reaches all nodes at once.\n"
    yield "| table | becomes | by | with |\n|---|---|---|---|"
    for each in plan.placements:
        with_whom = each.colocated_with or ("" if each.column is None else "(the first)")
        yield f"| {_cell(each.table)} | {each.role.value} | {_cell(each.column or '')} | {_cell(with_whom)} |"
    yield "\n## What Citus would refuse\n"
    blocking = [refusal for refusal in plan.refused if refusal.blocks]
    yield from map(_told, blocking)
    if not blocking:
        yield f"Nothing that the rules know of, in {len(plan.placements)} tables."
    if other := [refusal for refusal in plan.refused if not refusal.blocks]:
        yield "\n## What it takes, and what does something else there\n"
        yield from map(_told, other)
    yield "\n## What to know\n"
    yield from (f"- {note[0].upper()}{note[1:]}." for note in plan.notes)
    yield "- A statement that does not name the tenant column goes to every shard; row-level security alone may not"
    yield "  spare it that: EXPLAIN each query on Citus and look at its task count."


def _told(refusal: Refusal) -> str:
    return f"- {_cell(refusal.table)}: {_cell(refusal.what)}. Instead: {refusal.instead}."


def _cell(text: object) -> str:
    return _line(str(text)).replace("|", "&#124;")
