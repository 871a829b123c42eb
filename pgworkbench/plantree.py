"""A plan as a tree with its hot spots: for EXPLAIN's JSON, as static HTML and as text.

A node's own time is its time in all loops without its children's. In a parallel part the loops are shared among the
leader and its workers, who run at once. Without ANALYZE the planner's cost stands for time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

Json = Mapping[str, Any]

HOT = 0.2  # a share of the whole from which a node is worth a look
OFF = 10.0  # times by which rows may differ from the estimate before it matters
_CONDITIONS = (
    "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "One-Time Filter", "Sort Key",
    "Group Key",
)  # fmt: skip
_ENDS_AT_ONCE = ("Gather", "Gather Merge")


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One node: `share` of the whole that is its own (0 to 1), rows as estimated and as found (None: not run)."""

    what: str
    conditions: tuple[str, ...]
    share: float
    own: float
    estimated: float
    found: float | None
    removed: float
    pages: int
    never: bool = False
    children: tuple[PlanNode, ...] = ()

    @property
    def hot(self) -> bool:
        """Whether a good part of the whole is spent here."""
        return self.share >= HOT

    @property
    def off(self) -> float:
        """How many times more or fewer rows there were than estimated; 1 if that is not known."""
        if self.found is None or self.never:
            return 1.0
        more, fewer = max(self.found, 1.0), max(self.estimated, 1.0)
        return max(more / fewer, fewer / more)


@dataclass(frozen=True, slots=True)
class PlanTree:
    """A whole plan; `unit` is `ms` if it was run, `cost` if it was only planned."""

    root: PlanNode
    unit: str
    whole: float
    planning: float | None = None

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": plan_html(self), "text/plain": plan_text(self)}


def plan_tree(explained: Json) -> PlanTree:
    """The tree of what EXPLAIN (FORMAT JSON) says of one statement."""
    plan = explained["Plan"]
    unit = "ms" if "Actual Loops" in plan else "cost"
    whole = _spent(plan, unit, 1)
    return PlanTree(_node(plan, _Scale(unit, whole)), unit, whole, explained.get("Planning Time"))


@dataclass(frozen=True, slots=True)
class _Scale:
    unit: str
    whole: float
    processes: int = field(default=1)


def _node(plan: Json, scale: _Scale) -> PlanNode:
    inside = scale
    if plan["Node Type"] in _ENDS_AT_ONCE:
        inside = _Scale(scale.unit, scale.whole, int(plan.get("Workers Launched", 0)) + 1)
    below = sum(_spent(child, scale.unit, inside.processes) for child in plan.get("Plans", ()))
    own = max(0.0, _spent(plan, scale.unit, scale.processes) - below)
    loops = float(plan.get("Actual Loops", 0))
    run = scale.unit == "ms"
    return PlanNode(
        what=_what(plan),
        conditions=tuple(f"{name}: {_listed(plan[name])}" for name in _CONDITIONS if name in plan),
        share=min(1.0, own / scale.whole) if scale.whole else 0.0,
        own=own,
        estimated=float(plan["Plan Rows"]) * (max(loops, 1.0) if run else 1.0),
        found=float(plan["Actual Rows"]) * loops if run else None,
        removed=float(plan.get("Rows Removed by Filter", 0)) * loops,
        pages=int(plan.get("Shared Hit Blocks", 0)) + int(plan.get("Shared Read Blocks", 0)),
        never=run and not loops,
        children=tuple(_node(child, inside) for child in plan.get("Plans", ())),
    )


def _spent(plan: Json, unit: str, processes: int) -> float:
    """The time of a node with all below it (ms), or its cost."""
    if unit == "cost":
        return float(plan["Total Cost"])
    return float(plan.get("Actual Total Time", 0)) * float(plan["Actual Loops"]) / processes


def _what(plan: Json) -> str:
    words = [plan.get("Subplan Name", ""), plan["Node Type"]]
    if plan.get("Join Type", "Inner") != "Inner":
        words.append(plan["Join Type"])
    if "Index Name" in plan:
        words.append(f"using {plan['Index Name']}")
    target = plan.get("Relation Name") or plan.get("CTE Name") or plan.get("Function Name")
    if target:
        words.append(f"on {target}")
    return " ".join(word for word in words if word)


def _listed(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


# ---- showing it ----------------------------------------------------------------------------------------------------


def plan_text(tree: PlanTree) -> str:
    """The tree as indented lines; an arrow at what is hot."""
    return "\n".join([*_lines(tree.root, tree.unit, 0), _foot(tree)])


def _lines(node: PlanNode, unit: str, depth: int) -> Iterator[str]:
    mark = "-> " if node.hot else "   "
    yield f"{mark}{'  ' * depth}{' '.join(node.what.split())}  ({_figures(node, unit)})"
    for child in node.children:
        yield from _lines(child, unit, depth + 1)


def _figures(node: PlanNode, unit: str) -> str:
    if node.never:
        return "never run"
    parts = [f"{node.own:,.3g} {unit}, {node.share:.0%}" if unit == "ms" else f"{node.share:.0%} of the cost"]
    parts.append(f"{node.estimated if node.found is None else node.found:,.0f} rows")
    if node.off >= OFF:
        parts.append(f"{node.off:,.0f} times off the estimate of {node.estimated:,.0f}")
    if node.removed:
        parts.append(f"{node.removed:,.0f} thrown away")
    if node.pages:
        parts.append(f"{node.pages:,} {'page' if node.pages == 1 else 'pages'}")
    return ", ".join(parts)


def _foot(tree: PlanTree) -> str:
    if tree.unit == "cost":
        return f"planned only: cost {tree.whole:,.0f}"
    planning = "" if tree.planning is None else f", planned in {tree.planning:,.3g} ms"
    return f"{tree.whole:,.3g} ms{planning}"


_BAR = 22.0  # em, of a node that has it all
_LIST = "list-style:none;margin:0;padding-left:1.1em;border-left:1px solid #8884"


def plan_html(tree: PlanTree) -> str:
    """The tree as nested lists, each node with a bar as long as its share; styles stand in the elements."""
    body = _item(tree.root, tree.unit)
    return (
        '<div style="font:13px/1.5 system-ui,sans-serif;max-width:70em">'
        f'<ul style="{_LIST};border:0;padding:0">{body}</ul>'
        f'<p style="margin:.6em 0 0;opacity:.75">{escape(_foot(tree))}</p></div>'
    )


def _item(node: PlanNode, unit: str) -> str:
    colour = "#d55e00" if node.hot else "#5b8db8"
    weight = "700" if node.hot else "500"
    width = max(node.share * _BAR, 0.1)
    bar = f'<span style="display:block;height:4px;width:{width:.2f}em;background:{colour}"></span>'
    figures = escape(_figures(node, unit))
    if node.off >= OFF or node.hot:
        figures = f"<strong>{figures}</strong>"
    conditions = "".join(f'<br><code style="opacity:.8">{escape(each)}</code>' for each in node.conditions)
    below = "".join(_item(child, unit) for child in node.children)
    nested = f'<ul style="{_LIST}">{below}</ul>' if below else ""
    faint = ";opacity:.55" if node.never else ""
    what = f'<span style="font-weight:{weight}">{escape(node.what)}</span>'
    head = f'{what} <span style="margin-left:.7em;opacity:.8">{figures}</span>{conditions}'
    return f'<li style="margin:.35em 0"><div style="padding:.1em .4em{faint}">{head}{bar}</div>{nested}</li>'
