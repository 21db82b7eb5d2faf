"""All yearly series as small pictures, some forty a page: for a curator who looks at each of them after a change.

Not part of the book. Chongqing and the nation have the colours they have in charts, other places are grey, districts
are dots; hollow circles are breaks, crosses are changes that nothing explains (`cqbook.analysis.jumps`). An indicator
of one year is a strip.
"""

import math
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cqbook.analysis import jumps
from cqbook.analysis.series import NATION
from cqbook.dataset import Dataset
from cqbook.dataset.schema import TOPICS
from cqbook.figures.style import COLOURS, house
from cqbook.quantities import formatting

ROWS, COLUMNS = 7, 6
_HOME = "CN-CQ"
_SIZE = 5.5  # points, of all texts
_WIDEST = 20  # largest value over smallest one, above which the axis is logarithmic
_NARROWEST = 0.2  # height of the axis as a share of the largest value, so that small changes look small
_COLOURS = {_HOME: COLOURS["main"], NATION: COLOURS["accent"]}


@house()
def write(data: Dataset, folder: Path) -> list[Path]:
    """Draw all series into a folder, pages by topic; what stood there from before is replaced. Returns the pages."""
    rows = jumps.yearly(data)
    strange = set(jumps.unexplained(rows)["observation_id"])
    indicators = data.indicators.set_index("indicator_id")
    folder.mkdir(parents=True, exist_ok=True)
    for path in [path for topic in TOPICS for path in folder.glob(f"{topic}-[0-9].png")]:
        path.unlink()
    return [path for topic in TOPICS for path in _pages(indicators, rows, strange, topic, folder)]


def _pages(indicators: pd.DataFrame, rows: pd.DataFrame, strange: set[str], topic: str, folder: Path) -> Iterator[Path]:
    own = dict(list(rows.loc[rows["indicator_id"].map(indicators["topic"]) == topic].groupby("indicator_id")))
    names = sorted(own, key=lambda name: (own[name]["year"].nunique() == 1, name))
    for number, start in enumerate(range(0, len(names), ROWS * COLUMNS), 1):
        shown = names[start : start + ROWS * COLUMNS]
        lines = math.ceil(len(shown) / COLUMNS)
        figure = Figure(figsize=(15, 1.8 * lines), dpi=100, layout="tight")
        FigureCanvasAgg(figure)
        for place, name in enumerate(shown, 1):
            _panel(figure.add_subplot(lines, COLUMNS, place), own[name], indicators.loc[name], strange)
        path = folder / f"{topic}-{number}.png"
        figure.savefig(path)
        yield path


def _panel(ax: Axes, rows: pd.DataFrame, indicator: pd.Series, strange: set[str]) -> None:
    rows = rows.assign(value=rows["value"] / indicator["display_factor"])
    unit = formatting.unit(indicator["unit"], indicator["display_unit"]) or "number"
    name = textwrap.fill(str(indicator.name), 52)
    ax.set_title(f"{name}\n{unit}; places: {rows['place_id'].nunique()}", fontsize=_SIZE, loc="left", pad=2)
    ax.tick_params(labelsize=_SIZE, length=2, pad=1)
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_offset_text().set_fontsize(_SIZE)
    is_one_year = rows["year"].nunique() == 1
    if rows["value"].min() > 0 and rows["value"].max() > _WIDEST * rows["value"].min():
        (ax.set_xscale if is_one_year else ax.set_yscale)("log")
    if is_one_year:
        _strip(ax, rows)
    else:
        _lines(ax, rows, strange)
    ax.minorticks_off()


def _lines(ax: Axes, rows: pd.DataFrame, strange: set[str]) -> None:
    for place, own in rows.groupby("place_id"):
        colour = _COLOURS.get(place, COLOURS["quiet"])
        is_named = place in _COLOURS
        look = {"linewidth": 1.4 if is_named else 0.6, "markersize": 4 if is_named else 2, "zorder": 3 + is_named}
        ax.plot(own["year"], own["value"], "." if place.startswith(f"{_HOME}-") else ".-", color=colour, **look)
    broken = rows.loc[rows["breaks"]]
    ax.plot(broken["year"], broken["value"], "o", markersize=3.5, markerfacecolor="none", color=COLOURS["ink"], lw=0)
    odd = rows.loc[rows["observation_id"].isin(strange)]
    ax.plot(odd["year"], odd["value"], "x", markersize=5, color="red", zorder=5)
    low, high = ax.get_ylim()
    if ax.get_yscale() == "linear" and (room := _NARROWEST * max(abs(low), abs(high)) - (high - low)) > 0:
        ax.set_ylim(low - room / 2, high + room / 2)
    first, last = rows["year"].min(), rows["year"].max()
    ax.set_xticks(sorted({first, (first + last) // 2, last}))


def _strip(ax: Axes, rows: pd.DataFrame) -> None:
    quiet = rows.loc[~rows["place_id"].isin(_COLOURS)]
    ax.plot(quiet["value"], [0] * len(quiet), "|", markersize=14, color=COLOURS["quiet"])
    for own in rows.loc[rows["place_id"].isin(_COLOURS)].itertuples():
        ax.plot(own.value, 0, "|", markersize=18, markeredgewidth=2, color=_COLOURS[own.place_id])
    ax.set_yticks([0], [str(rows["year"].iloc[0])])
