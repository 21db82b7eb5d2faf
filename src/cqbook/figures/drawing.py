"""Drawings made by hand, as chapters draw that are not converted to kinds of chart yet.

Deprecated: draw with a kind (`cqbook.figures.kinds`). Each function names the chapters that still use it and goes with
the last of them; so does the form of `publish` that takes a drawing with `kind` and `marks`.
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cqbook.figures.style import COLOURS, SEQUENCE, WIDTH, luminance, use
from cqbook.quantities.formatting import number
from cqbook.quantities.intervals import Interval

# Lines that are told apart by colour, mark and dash at once.
_LINES: tuple[dict, ...] = (
    {"color": COLOURS["main"], "marker": "o", "linestyle": "-"},
    {"color": COLOURS["accent"], "marker": "D", "linestyle": (0, (5, 1.5))},
    {"color": SEQUENCE[1], "marker": "s", "linestyle": (0, (1, 1))},
    {"color": COLOURS["ink"], "marker": "^", "linestyle": (0, (5, 1.5, 1, 1.5))},
)


def new(height: float) -> tuple[Figure, Axes]:
    """An empty figure in the house style and its axes.

    Args:
        height: of the drawing without its titles and source line, in inches.

    Used by chapters 1, 4, 5, 7, 8, 11, 12, 13 and 14.
    """
    use()
    return plt.subplots(figsize=(WIDTH, height))


def draw_interval(ax: Axes, interval: Interval, y: float, colour: str = COLOURS["main"]) -> None:
    """An interval as a bar with its ends: a filled dot is included, a hollow one is not. A point is one dot.

    Raises:
        ValueError: the interval has no limit on one side; such a statement is written out, not drawn as a bar.

    Used by chapters 1, 4, 5, 8, 12, 13 and 14.
    """
    if not (abs(interval.low) < float("inf") and abs(interval.high) < float("inf")):
        raise ValueError("an interval without a limit cannot be drawn as a bar")
    ax.plot([interval.low, interval.high], [y, y], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")
    for end, is_open in ((interval.low, interval.low_open), (interval.high, interval.high_open)):
        ax.plot(end, y, "o", color=colour, markerfacecolor="white" if is_open else colour, markersize=6.5)


def draw_target(ax: Axes, value: float, label: str, axis: str = "x") -> None:
    """A target as a dashed line across the axes, with its label at the end.

    Args:
        ax: the axes to draw on.
        value: the target.
        label: what the line says, such as "target 2025".
        axis: the axis on which the value is read: "x" or "y".

    Used by chapters 4, 5 and 8.
    """
    look = {"color": COLOURS["accent"], "linewidth": 1.6, "linestyle": (0, (4, 1.5))}
    if axis == "x":
        ax.axvline(value, **look)
        place, shift, across, align = (value, 1.0), (0, 2), ax.get_xaxis_transform(), "center"
    else:
        ax.axhline(value, **look)
        place, shift, across, align = (0.0, value), (2, 2), ax.get_yaxis_transform(), "left"
    ax.annotate(label, place, shift, xycoords=across, textcoords="offset points", ha=align, va="bottom", fontsize=9.5)


def place_look(place: str) -> dict:
    """How the line of a place is drawn, as arguments for `plot`: Chongqing and the nation stand out, all others do not.

    Args:
        place: name of the place in English, as in the dataset.

    Used by chapters 7 and 12.
    """
    looks = {"Chongqing": ("main", 2.6, 4), "China": ("accent", 2, 3)}
    colour, width, layer = looks.get(place, ("quiet", 1.2, 2))
    return {"color": COLOURS[colour], "linewidth": width, "zorder": layer}


def category_looks(names: Sequence[str]) -> dict[str, dict]:
    """How the lines of up to four categories are drawn, as arguments for `plot`: name to look.

    Raises:
        ValueError: there are more than four.

    Used by chapters 4 and 7.
    """
    if len(names) > len(_LINES):
        raise ValueError(f"only {len(_LINES)} lines can be told apart, not {len(names)}: join some, or use panels")
    return {name: {**look, "markersize": 5} for name, look in zip(names, _LINES, strict=False)}


def draw_bars(ax: Axes, names: Sequence[str], values: Sequence[float], texts: Sequence[str] | None = None) -> None:
    """Horizontal bars from zero, first name on top, each with its number at the end.

    Args:
        ax: the axes to draw on.
        names: one a bar; a name may hold line breaks.
        values: how long the bars are.
        texts: what stands at their ends; the numbers with all their digits by default.

    Used by chapters 5, 8, 11 and 13.
    """
    ax.barh(names, values, color=COLOURS["main"], height=0.6)
    for place, value in enumerate(values):
        label_end(ax, value, place, number(value) if texts is None else texts[place])
    ax.invert_yaxis()
    plain_numbers(ax.xaxis)


def draw_lines(ax: Axes, marks: pd.DataFrame, name_all: bool = False) -> None:
    """One line a place over years, named at its end: Chongqing and China stand out, the others stay quiet.

    No line is drawn over a year without a value, nor into a year that is not comparable with the one before.

    Args:
        ax: the axes to draw on.
        marks: made with `cqbook.figures.marks.of_series`.
        name_all: whether the quiet places are named, too; where they are not, the caption says which they are.

    Used by chapters 1 and 4.
    """
    ends = {}
    for place in sorted(marks["place"].unique(), key=lambda place: (place == "Chongqing", place == "China")):
        rows = marks.loc[(marks["place"] == place) & marks["value"].notna()].sort_values("year")
        if rows.empty:
            continue
        starts = rows["year"].diff() != 1
        if "note" in rows:
            starts |= rows["note"] != ""
        for _, piece in rows.groupby(starts.cumsum()):
            # A single year is a dot; in a line, a dot at each end shows where it stops.
            ends_only = [0, len(piece) - 1]
            ax.plot(piece["year"], piece["value"], marker="o", markersize=3.5, markevery=ends_only, **place_look(place))
        if name_all or place in ("Chongqing", "China"):
            ends[place] = (rows["year"].iloc[-1], rows["value"].iloc[-1])
    years = marks.loc[marks["value"].notna(), "year"]
    ax.set_xticks(MaxNLocator(7, integer=True).tick_values(years.min(), years.max()))
    ax.set_xlim(years.min() - 0.3, years.max() + 0.3)
    ax.yaxis.set_major_formatter(lambda value, _: number(value))
    ax.grid(axis="x", visible=False)
    ax.grid(axis="y", visible=True)
    _name_ends(ax, ends)


def _name_ends(ax: Axes, ends: dict[str, tuple[float, float]]) -> None:
    """Names beside the ends of lines, moved apart where they would overlap; on the right, room is made for them."""
    last = max(year for year, _ in ends.values())
    low, high = ax.get_ylim()
    step = (high - low) * _LINE_OF_LABEL / (ax.figure.get_size_inches()[1] * ax.get_position().height)
    at = -np.inf
    for place, (_, value) in sorted(ends.items(), key=lambda end: end[1][1]):
        at = max(value, at + step)
        look = {
            "Chongqing": {"color": COLOURS["main"], "fontweight": "semibold"},
            "China": {"color": COLOURS["accent-ink"]},
        }
        words = look.get(place, {"color": COLOURS["soft-ink"]})
        ax.annotate(place, (last, at), (6, 0), textcoords="offset points", va="center", fontsize=9, **words)
    ax.set_ylim(low, max(high, at + step))
    first = ax.get_xlim()[0]
    ax.set_xticks([year for year in ax.get_xticks() if first <= year <= last])
    ax.set_xlim(first, last + (last - first) * 0.2)


_LINE_OF_LABEL = 0.17  # inches


def stacked_bars(ax: Axes, counts: pd.DataFrame) -> None:
    """Horizontal bars, first row on top, one colour a column, with the total at the end and a legend.

    Args:
        ax: the axes to draw on.
        counts: one row a bar, one column a part; both are labelled by their names.

    Used by chapters 4, 5, 11, 12, 13 and 14.
    """
    start = pd.Series(0, index=counts.index)
    for colour, part in zip(SEQUENCE, counts, strict=False):
        ax.barh(counts.index, counts[part], left=start, color=colour, height=0.65, edgecolor="white", label=part)
        start = start + counts[part]
    for place, total in enumerate(start):
        label_end(ax, total, place, number(total, 0))
    ax.invert_yaxis()
    ax.legend(handlelength=1)


def heat_map(ax: Axes, table: pd.DataFrame) -> None:
    """Cells from pale to dark by their number, which stands in them; an empty (nan) cell stays empty.

    Args:
        ax: the axes to draw on.
        table: one row a line, one column a column; both are labelled by their names.

    Used by chapters 11, 12, 13 and 14.
    """
    sns.heatmap(
        table,
        annot=True,
        fmt=".0f",
        cmap=sns.light_palette(COLOURS["main"], as_cmap=True),
        vmin=0,
        cbar=False,
        linewidths=2,
        ax=ax,
    )
    cells = ax.collections[0].get_facecolors()
    for text, cell in zip(ax.texts, cells[table.notna().to_numpy().ravel()], strict=True):
        # Not the ink of other texts, which turns pale on dark pages: the cells stay as they are.
        text.set_color(_CELL_INK if luminance(cell) > _MIDDLE else "#FFFFFF")
    ax.set(xlabel="", ylabel="")
    ax.xaxis.tick_top()
    ax.grid(False)


_CELL_INK = "#262626"
_MIDDLE = 0.2  # about as far from white as from _CELL_INK, by the contrast ratio of WCAG


def label_end(ax: Axes, x: float, y: float, text: str, side: str = "right") -> None:
    """A direct label beside a mark.

    Used by chapters 1, 4, 5, 8, 11, 12, 13 and 14.
    """
    shift, align = (7, "left") if side == "right" else (-7, "right")
    ax.annotate(text, (x, y), xytext=(shift, 0), textcoords="offset points", va="center", ha=align, fontsize=9.5)


def plain_numbers(axis: Axis, suffix: str = "") -> None:
    """Axis labels such as 1,500 or 40 %.

    Used by chapters 1, 4, 5, 7, 8, 11, 13 and 14.
    """
    axis.set_major_formatter(lambda value, _: f"{value:,.0f}{suffix}")
