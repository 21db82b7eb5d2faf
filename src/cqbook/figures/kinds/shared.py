"""What charts with rows share: their order and looks, their names on the left, and the numbers beside marks."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from cqbook.figures import layout
from cqbook.figures.kinds import looks, scales
from cqbook.figures.kinds.looks import Look
from cqbook.figures.style import COLOURS

TEXT = 9  # points
LINE = 0.15  # inches, of a further line of a name
MANY = 15  # rows; where there are more, they stand closer
PLAIN = Look(COLOURS["main"], COLOURS["ink"])
_NAME = 140  # points, the widest name
_PLOT = 210  # points, about what the names of rows leave for the drawing
PAPER = {"facecolor": "#FFFFFF", "edgecolor": "none", "pad": 1}  # behind a number, so that no line crosses it


def look_of_each(marks: pd.DataFrame, highlight: Collection[str] | None) -> pd.Series:
    """The look of each mark; where all have the same, their names and numbers are black."""
    found = looks.of_each(marks, highlight)
    if found.nunique() == 1:
        found[:] = [PLAIN] * len(found)
    return found


def in_order(marks: pd.DataFrame, names: pd.Series, order: str | Sequence[str]) -> pd.DataFrame:
    """The marks as they are given, by value (largest first), or as names stand in a list, all others behind them."""
    if isinstance(order, str):
        return marks if order == "given" else marks.loc[middle(marks).sort_values(ascending=False, kind="stable").index]
    places = {name: place for place, name in enumerate(order)}
    return marks.loc[names.map(places).fillna(len(places)).sort_values(kind="stable").index]


def refuse_doubles(names: pd.Series) -> None:
    """Refuse marks that would be drawn on top of each other.

    Raises:
        ValueError: a name occurs twice.
    """
    if double := sorted(set(names[names.duplicated()])):
        raise ValueError(f"more than one mark is called {', '.join(map(repr, double))}: select one, or use panels=")


def middle(marks: pd.DataFrame) -> pd.Series:
    """The values; where there is no single one the middle of the interval, or the one end that it has."""
    return marks["value"].fillna(marks[["low", "high"]].replace([-np.inf, np.inf], np.nan).mean(axis=1))


def unit(marks: pd.DataFrame) -> str:
    """The unit that is said once, beside the drawing; nothing where it stands beside each number."""
    units = set(marks["unit"]) - {"%", "number"}
    return units.pop() if len(units) == 1 else ""


def beside(ax: Axes) -> int:
    """How many panels stand side by side."""
    return ax.get_subplotspec().get_gridspec().ncols


def wrapped(name: str, beside: int) -> str:
    """A name in lines that leave room for the drawing, where so many panels stand side by side."""
    return layout.wrapped(name, _NAME / beside, 10)


def heights(names: Sequence[str], row: float, beside: int) -> float:
    """Inches that rows of these names take, those of several lines more, where so many panels stand side by side."""
    return sum(row + LINE * wrapped(name, beside).count("\n") for name in names)


def name_rows(ax: Axes, names: Sequence[str], looks_of: Sequence[Look | None]) -> None:
    """Names of rows on the left, the first on top; without a look a name is a heading."""
    ax.set_yticks(range(len(names)), list(names))
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    for text, look in zip(ax.get_yticklabels(), looks_of, strict=True):
        if look is None:
            text.set(fontweight="semibold")
        else:
            text.set(**ink(look))


def ink(look: Look) -> dict:
    """How name and number of a mark are written."""
    return {"color": look.ink, "fontweight": "semibold" if look.ink == COLOURS["main"] else "regular"}


def write(ax: Axes, text: str, at: tuple[float, str], y: float, shift: float, **look: Any) -> Text:
    """A number beside a mark, so many points to its right or, with a negative shift, to its left.

    Args:
        ax: the axes to draw on.
        text: what it says.
        at: place of the mark on the axis of values, and its coordinates: "data" or "axes fraction".
        y: the row.
        shift: in points.
        look: of the text, as for matplotlib.
    """
    x, across = at
    how = {
        "ha": "left" if shift > 0 else "right",
        "va": "center_baseline",
        "fontsize": TEXT,
        "bbox": PAPER,
        "zorder": 7,
    } | look
    return ax.annotate(text, (x, y), (shift, 0), (across, "data"), "offset points", annotation_clip=False, **how)


def span(marks: pd.DataFrame) -> tuple[float, float]:
    """From the lowest to the highest number of the marks; from zero where that is not far."""
    numbers = marks[["value", "low", "high"]].to_numpy(float)
    numbers = numbers[np.isfinite(numbers)]
    low, high = numbers.min(), numbers.max()
    if (marks["unit"] == scales.RANK).all():
        return low, high
    return (0.0 if 0 <= low < high / 2 or low == high else low), high


def value_axis(ax: Axes, whole: pd.DataFrame) -> None:
    """The axis below: over the numbers of all marks, with room for dots, and for arrows where an end has no limit."""
    scales.of_values(ax.xaxis, whole)
    if beside(ax) > 1:
        ax.xaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10]))
    low, high = span(whole)
    room = {end: (0.12 if np.isinf(whole[end]).any() else 0.03) * (high - low) for end in ("low", "high")}
    ax.set_xlim(low if low == 0 and room["low"] < 0.1 * high else low - room["low"], high + room["high"])


def on_axis(ax: Axes, rows: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """The marks that the axis of values is for: all, or those of the panel where each has a scale of its own."""
    return whole if len(ax.get_shared_x_axes().get_siblings(ax)) > 1 else rows


def hidden(ax: Axes, whole: pd.DataFrame, points: float, room: float = _PLOT) -> float:
    """The width of an interval that is so many points long, of those that one panel would have."""
    low, high = span(whole)
    return points * beside(ax) / room * (high - low)


def make_room_left(ax: Axes) -> None:
    """Move the names of rows away from the axes, as far as numbers beside marks reach out of them."""
    ax.figure.draw_without_rendering()
    left = min((Text.get_window_extent(text).x0 for text in ax.texts), default=ax.bbox.x0)
    ax.tick_params(axis="y", pad=max(0, ax.bbox.x0 - left) * 72 / ax.figure.dpi + 4)


def align_left(ax: Axes, size: float) -> float:
    """Let the names of rows begin below each other; returns how many points the longest takes."""
    names = ax.get_yticklabels()
    for text in names:
        text.set(ha="left", fontsize=size)
    wide = max(map(_width, names))
    ax.tick_params(axis="y", pad=wide + 4)
    return wide


def _width(text: Text) -> float:
    """Of a text, in points."""
    return Text.get_window_extent(text).width * 72 / text.figure.dpi
