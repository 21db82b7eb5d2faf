"""The interval of a mark as a thin line: closed ends are dots, open ones hollow, an end without limit is an arrow.

Where the value is an end, the other one is only allowed by its words, and no dot.
"""

import math
from typing import Literal

import pandas as pd
from matplotlib.axes import Axes

_DOT = 3.5  # points
_ENDS = (("low", 0), ("high", 1))


def has_room(mark: pd.Series) -> bool:
    """Whether the interval of a mark is more than its value."""
    return bool(mark["low"] < mark["high"])


def draw(
    ax: Axes,
    mark: pd.Series,
    at: float,
    colour: str,
    axis: Literal["x", "y"] = "y",
    layer: float = 4,
) -> None:
    """Draw the interval of a mark along the axis of values; where an end is the value itself, no end has a dot.

    Args:
        ax: the axes to draw on.
        mark: a row of marks.
        at: its place on the other axis.
        colour: of the line.
        axis: the axis of values.
        layer: what it lies above (matplotlib's zorder).
    """

    def turned(value: float) -> tuple[float, float]:
        return (value, at) if axis == "x" else (at, value)

    ends = [mark[end] for end, _ in _ENDS]
    start = next(end for end in (*ends, mark["value"]) if math.isfinite(end))
    finite = [end if math.isfinite(end) else start for end in ends]
    ax.plot(*zip(*map(turned, finite), strict=True), color=colour, linewidth=1.2, zorder=layer, solid_capstyle="butt")
    for end, edge in _ENDS:
        if math.isinf(mark[end]):
            # To the edge of the axes, wherever it will be.
            across = ("axes fraction", "data") if axis == "x" else ("data", "axes fraction")
            arrow = {"arrowstyle": "->", "color": colour, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", turned(edge), turned(start), across, "data", arrow, zorder=layer)
        elif mark["value"] not in ends:
            inside = "white" if mark[f"{end}_open"] else colour
            look = {"color": colour, "markerfacecolor": inside, "markersize": _DOT, "zorder": layer + 0.1}
            ax.plot(*turned(mark[end]), "o", **look)
