"""Scatter: two measures of each place, one against the other."""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullLocator

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import intervals, looks, scales, shared
from cqbook.figures.style import COLOURS

_LINE = {"color": COLOURS["soft-ink"], "linewidth": 1.6, "zorder": 1.5}
_PALE_LINE = {"color": COLOURS["quiet"], "linewidth": 0.8, "zorder": 1.4}
_CROSS = {"color": COLOURS["accent"], "linewidth": 1, "linestyle": (0, (4, 2)), "zorder": 1.3}
_ROOM = 0.1  # of an axis, beyond the outermost points, for their names
_HIDDEN = 14  # points: a shorter interval has no room for its ends beside the dot
_SMALL, _LARGE = 5, 8  # points
# Of a logarithmic axis: up to so many decades, and the ticks of each.
_TICKS = ((1, (1, 1.5, 2, 3, 4, 5, 7)), (2.5, (1, 2, 5)), (np.inf, (1,)))


@kind("Scatter plot", height=3.9)
def scatter(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    x: str,
    y: str,
    measure: str = "measure",
    by: str = "place",
    highlight: Collection[str] | None = None,
    line: Collection[str] = (),
    label: Literal["all", "highlight", "none"] | Collection[str] = "all",
    through: str | None = None,
    log: Collection[Literal["x", "y"]] = (),
) -> None:
    """Whether places that have more of one thing have more of another: a point a place, named where there is room.

    A point needs two marks, one of each measure; without one of them it is not drawn.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        panels: the label that tells the panels apart.
        x: the measure read on the horizontal axis, a value of the label `measure`.
        y: the measure read on the vertical axis.
        measure: the label that tells the two measures apart.
        by: the label that names the points.
        highlight: labels of the points that stand out; Chongqing and China by default, all where neither occurs.
        line: labels of the marks that are ends of lines, such as fits, a line for each of their names; those of the
            first label are dark, all others pale; a single one is named.
        label: which points are named; names of points, and those that stand out are named, too.
        through: the name of a point through which lines cross, so that more and less than it has are seen apart.
        log: the axes with a logarithmic scale.

    Raises:
        ValueError: a place has two marks of one measure, nothing is of a measure, or an option names no point.
    """
    if unknown := [name for name in (x, y) if name not in set(whole[measure])]:
        raise ValueError(f"no mark has the {measure} {', '.join(map(repr, unknown))}: x= and y= name one each")
    line_of = looks.which(whole, line)
    look_of = shared.look_of_each(whole, highlight)
    for name, axis in ((x, ax.xaxis), (y, ax.yaxis)):
        _prepare(axis, name, whole.loc[whole[measure] == name], axis.axis_name in log)
    ax.margins(_ROOM)
    if panels is None:
        # Not turned, where a reader begins; the axis keeps its label for the alternative text.
        ax.yaxis.label.set_visible(False)
        ax.annotate(ax.get_ylabel(), (0, 1), (0, 6), "axes fraction", "offset points", color=ax.yaxis.label.get_color())
    points = rows.loc[(line_of[rows.index] == "") & shared.middle(rows).notna()]
    across, up = (_by_name(points, points[measure] == name, by) for name in (x, y))
    both = across.index.intersection(up.index)
    named = [] if isinstance(label, str) else list(label)
    if unknown := [name for name in (*named, *([through] if through else [])) if name not in both]:
        raise ValueError(f"no point is called {', '.join(map(repr, unknown))}")
    if through:
        ax.axvline(across.loc[through, "at"], **_CROSS)
        ax.axhline(up.loc[through, "at"], **_CROSS)
    for name in both:
        first, second, look = across.loc[name], up.loc[name], look_of[up.loc[name, "mark"]]
        if first["high"] - first["low"] > shared.hidden(ax, whole.loc[whole[measure] == x], _HIDDEN):
            intervals.draw(ax, first, second["at"], look.colour, axis="x", layer=2)
        if second["high"] - second["low"] > shared.hidden(ax, whole.loc[whole[measure] == y], _HIDDEN):
            intervals.draw(ax, second, first["at"], look.colour, axis="y", layer=2)
        size = _LARGE if look.stands_out else _SMALL
        ax.plot(first["at"], second["at"], look.marker, color=look.colour, markersize=size, zorder=look.layer)
        if label == "all" or name in named or (label != "none" and look.stands_out):
            at, ink = (first["at"], second["at"]), shared.ink(look)
            layout.label(ax, name, at, "near", is_needed=look.stands_out or name in named, **ink)
    both_at = np.column_stack([across.loc[both, "at"], up.loc[both, "at"]])
    for place, told in enumerate(line):
        own = rows.assign(at=shared.middle(rows)).loc[line_of[rows.index] == told]
        for _, ends in own.groupby(own[by].map(of_marks.label), sort=False):
            drawn = [ends.loc[ends[measure] == name, "at"].to_numpy() for name in (x, y)]
            ax.plot(*drawn, **(_PALE_LINE if place else _LINE))
            if len(line) == 1:
                layout.label(ax, told, _free_end(ax, list(zip(*drawn, strict=True)), both_at), "near")


def _free_end(ax: Axes, ends: Sequence[tuple[float, float]], points: np.ndarray) -> tuple[float, float]:
    """The end of a line that lies farther from all points."""
    ax.autoscale_view()
    middles = ax.transData.transform(points).reshape(-1, 1, 2)
    away = np.linalg.norm(middles - ax.transData.transform(ends), axis=2).min(axis=0, initial=np.inf)
    return ends[int(away.argmax())]


def _prepare(axis: Axis, name: str, rows: pd.DataFrame, is_log: bool) -> None:
    """Ticks of an axis, and what is measured on it, with its unit."""
    scales.of_values(axis, rows)
    formatter, unit = axis.get_major_formatter(), axis.get_label_text()
    if is_log:
        getattr(axis.axes, f"set_{axis.axis_name}scale")("log")
        # Panels side by side leave less room.
        decades = np.log10(shared.middle(rows)).agg(np.ptp) * (shared.beside(axis.axes) if axis.axis_name == "x" else 1)
        axis.set_major_locator(LogLocator(subs=next(subs for most, subs in _TICKS if decades <= most)))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(formatter)
    axis.set_label_text(f"{name}, {unit}" if unit else name)
    axis.axes.grid(visible=True, axis="both")


def _by_name(rows: pd.DataFrame, wanted: pd.Series, by: str) -> pd.DataFrame:
    """The marks of one measure by the names of their points."""
    chosen = rows.loc[wanted]
    named = chosen.assign(mark=chosen.index, at=shared.middle(chosen)).set_index(chosen[by].map(of_marks.label))
    shared.refuse_doubles(pd.Series(named.index))
    return named
