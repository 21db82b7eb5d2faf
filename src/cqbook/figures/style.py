"""The house style: fonts, colours, sizes, and marks that always mean the same."""

from importlib.resources import as_file, files

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cqbook.intervals import Interval
from cqbook.wording import number

# Safe for colour-blind readers, and far apart in grey: lightness 27, 61 and 76 of 100.
COLOURS = {"main": "#12436D", "accent": "#F46A25", "quiet": "#B4BDC4", "ink": "#1A1A1A", "soft-ink": "#4A4A4A"}
WIDTH = 5.0  # inches
# A list of things reads from dark to light; used where more than two groups stand side by side.
SEQUENCE = ("#12436D", "#20788C", "#F46A25", "#C9CFD4")


def use() -> None:
    """Set the house style for all drawings that follow."""
    folder = files("cqbook.figures")
    for font in ("OpenSans-Regular.ttf", "OpenSans-Semibold.ttf"):
        with as_file(folder / "fonts" / font) as path:
            font_manager.fontManager.addfont(path)
    with as_file(folder / "house.mplstyle") as path:
        mpl.style.use(path)
    sns.set_palette([COLOURS["main"], COLOURS["accent"], COLOURS["quiet"]])


def new(height: float) -> tuple[Figure, Axes]:
    """An empty figure in the house style and its axes.

    Args:
        height: of the drawing without its titles and source line, in inches.
    """
    use()
    return plt.subplots(figsize=(WIDTH, height))


def draw_interval(ax: Axes, interval: Interval, y: float, colour: str = COLOURS["main"]) -> None:
    """An interval as a bar with its ends: a filled dot is included, a hollow one is not. A point is one dot.

    Raises:
        ValueError: the interval has no limit on one side; such a statement is written out, not drawn as a bar.
    """
    if not (abs(interval.low) < float("inf") and abs(interval.high) < float("inf")):
        raise ValueError("an interval without a limit cannot be drawn as a bar")
    ax.plot([interval.low, interval.high], [y, y], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")
    for end, is_open in ((interval.low, interval.low_open), (interval.high, interval.high_open)):
        ax.plot(end, y, "o", color=colour, markerfacecolor="white" if is_open else colour, markersize=6.5)


def stacked_bars(ax: Axes, counts: pd.DataFrame) -> None:
    """Horizontal bars, first row on top, one colour a column, with the total at the end and a legend.

    Args:
        ax: the axes to draw on.
        counts: one row a bar, one column a part; both are labelled by their names.
    """
    start = pd.Series(0, index=counts.index)
    for colour, part in zip(SEQUENCE, counts, strict=False):
        ax.barh(counts.index, counts[part], left=start, color=colour, height=0.65, edgecolor="white", label=part)
        start = start + counts[part]
    for place, total in enumerate(start):
        label_end(ax, total, place, number(total))
    ax.invert_yaxis()
    ax.legend(handlelength=1)


def label_end(ax: Axes, x: float, y: float, text: str, side: str = "right") -> None:
    """A direct label beside a mark."""
    shift, align = (7, "left") if side == "right" else (-7, "right")
    ax.annotate(text, (x, y), xytext=(shift, 0), textcoords="offset points", va="center", ha=align, fontsize=9.5)


def plain_numbers(axis, suffix: str = "") -> None:
    """Axis labels such as 1,500 or 40 %."""
    axis.set_major_formatter(lambda value, _: f"{value:,.0f}{suffix}")
