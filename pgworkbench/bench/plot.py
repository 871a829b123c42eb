"""A run as a picture: one row a comparison, what gains most on top, with its interval, on a logarithmic scale.

The same run gives the same bytes. Nothing is said by colour alone (shapes differ too), the colours are Okabe and Ito's
(2008), and greys are chosen to read on white and on black alike; the background is transparent.
"""

from __future__ import annotations

import io
import statistics
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from pgworkbench.bench.run import Comparison, Outcome, Relation, Run, RunKind
from pgworkbench.bench.statistics import rounded
from pgworkbench.errors import BenchError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#7a7a7a"  # 4.3 : 1 on white, 4.9 : 1 on black
FAINT = "#7a7a7a40"
STYLE: Any = {
    "text.parse_math": False,  # a name may hold a dollar sign
    "svg.hashsalt": "pgworkbench",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
_MARKS = {
    Relation.SERVES: ("#0072B2", "o", "an index that serves the query"),
    Relation.TOGETHER: ("#009E73", "D", "all indexes that serve it"),
    Relation.COSTS: ("#D55E00", "s", "an index that the write maintains"),
    Relation.VARIANT: ("#0072B2", "o", "a variant"),
    Relation.CANDIDATE: ("#CC79A7", "^", "an index that could be there"),
    Relation.CONFIRMED: ("#56B4E9", "*", "the best, measured anew beside all that are there"),
    Relation.DESIGNED: ("#009E73", "D", "all that are there"),
}
_ROW, _WIDTH = 0.42, 9.5  # inches
_MANY, _DEAR = 40, 0.9
_LEGEND = 3  # columns
_TIMES = "\u00d7"
_LABEL = 44  # characters of a name that a row has room for


@dataclass(frozen=True, slots=True)
class _Point:
    """Where a comparison stands; `open` for what was not measured since the plan is the same."""

    comparison: Comparison
    value: float
    low: float
    high: float
    text: str
    open: bool = False
    beyond: bool = False


def plot(run: Run) -> str:
    """The run as SVG; BenchError if it compared nothing that could be measured."""
    from matplotlib import rc_context  # slow to import, and only a picture needs it
    from matplotlib.figure import Figure

    points = _sorted(_points(run), run.kind)
    if not points:
        raise BenchError("there is nothing to draw: no comparison of this run was measured")
    with rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a glyph that is missing here may be there where the picture is shown
        figure = Figure(figsize=(_WIDTH, 1.5 + _ROW * len(points)), layout="constrained")
        axes = figure.add_subplot()
        _draw(axes, points)
        _noise(axes, run)
        _axes(axes, points, run.kind)
        return svg_text(figure, _alternative(points, run.kind))


def _sorted(points: Sequence[_Point], kind: RunKind) -> list[_Point]:
    """What gains most first; candidates compete for one query at a time, so they stay together."""
    highest: dict[str, float] = {}
    for point in points:
        query = point.comparison.query
        highest[query] = max(point.value, highest.get(query, 0))
    by_value = sorted(points, key=lambda p: (-p.value, p.comparison.query, p.comparison.subject))
    if kind is not RunKind.CANDIDATES:
        return by_value
    return sorted(by_value, key=lambda p: (-highest[p.comparison.query], p.comparison.query))


def _points(run: Run) -> list[_Point]:
    """What was measured; of very many comparisons only those that say something. The table has them all."""
    found = [_point(c) for c in run.comparisons if c.relation is not Relation.NOISE]
    points = [point for point in found if point is not None]
    if len(points) <= _MANY:
        return points
    return [p for p in points if p.beyond or (p.comparison.ratio is not None and _says_something(p.comparison))]


def _says_something(c: Comparison) -> bool:
    """Whether the interval leaves 1 out; of what an index costs a write, whether it is a tenth or more."""
    if c.ratio is None or not c.ratio.decided:
        return False
    return c.relation is not Relation.COSTS or c.ratio.median <= _DEAR


def _point(c: Comparison) -> _Point | None:
    if c.outcome is Outcome.SAME_PLAN:
        return _Point(c, 1.0, 1.0, 1.0, "same plan", open=True)
    if c.outcome is Outcome.RAN_AWAY and c.at_least is not None:
        return _Point(c, c.at_least, c.at_least, c.at_least, f"more than {rounded(c.at_least)} {_TIMES}", beyond=True)
    if c.ratio is None:
        return None
    r = c.ratio
    interval = f"  [{rounded(r.low)}, {rounded(r.high)}]" if r.pairs else ""
    return _Point(c, r.median, r.low, r.high, f"{rounded(r.median)} {_TIMES}{interval}")


def _draw(axes: Axes, points: Sequence[_Point]) -> None:
    for row, point in enumerate(points):
        colour, shape, _ = _MARKS[point.comparison.relation]
        axes.plot([point.low, point.high], [row, row], color=colour, linewidth=2, solid_capstyle="butt")
        mark = ">" if point.beyond else shape
        axes.plot(point.value, row, mark, color=colour, markersize=6, fillstyle="none" if point.open else "full")
    right = axes.secondary_yaxis("right")
    right.set_yticks(range(len(points)), [point.text for point in points])
    right.tick_params(length=0)
    right.spines["right"].set_visible(False)


def _noise(axes: Axes, run: Run) -> None:
    """A band for what differs when nothing does: the typical interval of the same arm measured twice."""
    ratios = [c.ratio for c in run.comparisons if c.relation is Relation.NOISE and c.ratio is not None]
    if ratios:
        low, high = (statistics.median(r.low for r in ratios), statistics.median(r.high for r in ratios))
        axes.axvspan(min(low, 1), max(high, 1), color=FAINT, linewidth=0, zorder=0)


def _axes(axes: Axes, points: Sequence[_Point], kind: RunKind) -> None:
    axes.set_xscale("log")
    axes.axvline(1, color=INK, linewidth=1, zorder=1)
    low, high = min(p.low for p in points), max(p.high for p in points)
    axes.set_xlim(min(low, 1) / 1.3, max(high, 1) * 1.3)
    axes.set_ylim(len(points) - 0.5, -0.5)
    axes.set_yticks(range(len(points)), [_label(point.comparison) for point in points])
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}{_TIMES}")
    axes.xaxis.set_minor_formatter(lambda *_: "")
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlabel(_MEANING[kind])
    _legend(axes, points)


_MEANING = {
    RunKind.INDEXES: "times longer without it, with 95 % interval\n(grey: what differs when nothing does)",
    RunKind.CANDIDATES: "times longer without any index, with 95 % interval\n(grey: what differs when nothing does)",
    RunKind.VARIANTS: "times cheaper than the first variant, with 95 % interval",
}


def _legend(axes: Axes, points: Sequence[_Point]) -> None:
    present = {point.comparison.relation for point in points}
    if len(present) < 2:  # noqa: PLR2004 - one kind needs no legend
        return
    for relation, (colour, shape, words) in _MARKS.items():
        if relation in present:
            axes.plot([], [], shape, color=colour, markersize=6, label=words)
    figure = axes.get_figure(root=True)
    if figure is not None:
        figure.legend(loc="outside upper right", ncols=min(len(present), _LEGEND), frameon=False, fontsize=8)


def _label(c: Comparison) -> str:
    return f"{short(c.query)}\n{short(', '.join(c.subject))}"


def short(name: str) -> str:
    """A name that a row has room for: its two ends."""
    plain = " ".join(name.split())
    return plain if len(plain) <= _LABEL else f"{plain[: _LABEL // 2 - 1]}…{plain[-_LABEL // 2 :]}"


def _alternative(points: Sequence[_Point], kind: RunKind) -> str:
    said = "; ".join(f"{p.comparison.query} ({', '.join(p.comparison.subject)}): {p.text}" for p in points)
    return f"{_MEANING[kind].split(chr(10))[0]}: {said}."


def svg_text(figure: object, alternative: str) -> str:
    """The figure as SVG, the same bytes for the same figure, with words for who does not see it."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})  # type: ignore[attr-defined]
    text = buffer.getvalue()
    head, _, rest = text[text.index("<svg") :].partition("<svg ")
    lines = f'{head}<svg role="img" aria-label={quoteattr(" ".join(alternative.split()))} {rest}'.splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"
