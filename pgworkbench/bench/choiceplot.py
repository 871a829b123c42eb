"""A choice as pictures: what each query gains, and the front of sets by their bytes and times."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from pgworkbench.bench.choice import Choice, Served
from pgworkbench.bench.growth import WITH, Curve, Growth
from pgworkbench.bench.plot import FAINT, INK, STYLE, short, svg_text
from pgworkbench.bench.statistics import rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _ROW = 9.5, 0.34  # inches
_READ, _WRITE = ("#0072B2", "o"), ("#D55E00", "s")
_TIMES = "\u00d7"
_LEAST_MS = 0.001
_NAMED = 60  # characters of a set's indexes


def queries_plot(choice: Choice) -> str:
    """How many times longer each query took before, with its interval, as SVG; "" if none was measured."""
    served = sorted((each for each in choice.served if each.ratio is not None), key=_gain)
    if not served:
        return ""
    figure, axes = _figure(1.2 + _ROW * len(served))
    axes.set_xscale("log")
    axes.axvline(1, color=INK, linewidth=1, zorder=1)
    for row, each in enumerate(served):
        _point(axes, row, each)
    axes.margins(x=0.2)
    axes.set_yticks(range(len(served)), [short(each.query) for each in served])
    axes.set_xlabel("times longer before than with the chosen set, with 95 % interval (squares: writes)")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}{_TIMES}")
    axes.xaxis.set_minor_formatter(lambda *_: "")
    said = "; ".join(f"{each.query}: {each.ratio}" for each in reversed(served))
    return _drawn(figure, f"Times longer before than with the chosen set: {said}.")


def front_plot(choice: Choice) -> str:
    """Every set that no other beats, by its bytes and by what all calls of an hour take, as SVG; "" without one."""
    if not choice.front:
        return ""
    figure, axes = _figure(3.6)
    chosen = {member.name for member in (*choice.build, *choice.keep)}
    for point in choice.front:
        mine = set(point.indexes) == chosen
        seconds = (point.reads_ms + point.writes_ms) / 1000
        axes.plot(point.bytes / 2**20, seconds, "o" if mine else ".", color=_READ[0], markersize=9)
    axes.axvline(choice.budget / 2**20, color=INK, linewidth=1, linestyle=":")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("MiB of indexes that are no rule (dotted: the budget; large: the chosen set)")
    axes.set_ylabel("seconds for all calls of an hour")
    said = "; ".join(_words(point.indexes, point.bytes, point.reads_ms + point.writes_ms) for point in choice.front)
    return _drawn(figure, f"The front: {said}.")


def growth_plot(growth: Growth) -> str:
    """Every query's time over its rows, measured (whole) and expected (dotted), as SVG; "" without curves."""
    curves = [curve for curve in growth.curves if curve.unit == "ms"]
    if not curves:
        return ""
    figure, axes = _figure(4.6)
    axes.set_xscale("log")
    axes.set_yscale("log")
    for curve in curves:
        _grow(axes, curve, growth.targets.get(curve.name))
    axes.set_xlabel("times the rows (dotted: extrapolated; squares: without any index)")
    axes.set_ylabel("ms a call")
    return _drawn(figure, "Growth: " + "; ".join(growth.lines()))


def _grow(axes: Axes, curve: Curve, target: float | None) -> None:
    colour, shape = _READ if curve.arm == WITH else _WRITE
    known = [point.factor for point in curve.points]
    axes.plot(known, [max(point.value, _LEAST_MS) for point in curve.points], shape + "-", color=colour, markersize=4)
    end = known[-1]
    if target is not None and target > known[-1]:
        ends = [known[-1], target]
        axes.plot(ends, [max(curve.at(x).value, _LEAST_MS) for x in ends], ":", color=colour)
        end = target
    if curve.arm == WITH:
        axes.annotate(f" {short(curve.name)}", (end, max(curve.at(end).value, _LEAST_MS)), fontsize=7, color=INK)


def _words(indexes: tuple[str, ...], size: int, ms: float) -> str:
    names = ", ".join(indexes) or "no index"
    return f"{names[:_NAMED]}, {size / 2**20:.1f} MiB: {rounded(ms / 1000)} s"


def _gain(each: Served) -> tuple[float, str]:
    return (each.ratio.median if each.ratio is not None else 1.0), each.query


def _point(axes: Axes, row: int, each: Served) -> None:
    if each.ratio is None:
        return
    colour, shape = _WRITE if each.writes else _READ
    axes.plot([each.ratio.low, each.ratio.high], [row, row], color=colour, linewidth=2, solid_capstyle="butt")
    axes.plot(each.ratio.median, row, shape, color=colour, markersize=6)
    axes.annotate(f"  {each.ratio}", (each.ratio.high, row), va="center", fontsize=8, color=INK)


def _figure(height: float) -> tuple[Any, Axes]:
    from matplotlib import rc_context  # slow to import, and only a picture needs it
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
        axes.grid(color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _drawn(figure: Any, alternative: str) -> str:
    from matplotlib import rc_context

    with rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a glyph that is missing here may be there where the picture is shown
        return svg_text(figure, alternative)
