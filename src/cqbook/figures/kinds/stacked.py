"""Parts of a whole as horizontal bars, one after the other; parts below zero go to the left."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import lanes, looks, scales
from cqbook.figures.style import COLOURS

_NAMES = 235  # points, for the names of the parts above the first bar of one panel
_KEY = 26  # points, of a legend beside each name


def _lanes(rows: pd.DataFrame, whole: pd.DataFrame, panels: str | None, **options: Any) -> pd.DataFrame:
    """One lane a row of bars, with the sum of its parts; indexed by the first mark of the row."""
    names = looks.names(whole, None, (options["by"], panels)).loc[rows.index]
    of_total = looks.which(whole, [options["total"]] if options.get("total") else []).loc[rows.index] != ""
    parts = rows["value"].where(~of_total, 0).groupby(names, sort=False).sum()
    made = pd.DataFrame({"row": names[~names.duplicated()]})
    return lanes.placed(made, made["row"].map(parts), options.get("order", "given"))


@dataclass(frozen=True)
class _Names:
    """The parts in their order and how they are named above the first bar.

    texts: the names, broken into lines, by the parts.
    columns: of a legend, where a part does not occur in the first bar; 0 where each stands above its part.
    """

    texts: dict[str, str]
    columns: int

    @property
    def above(self) -> float:
        """Inches that they take."""
        lines = max(text.count("\n") for text in self.texts.values()) + 1
        return (math.ceil(len(self.texts) / self.columns) if self.columns else lines) * lanes.LINE + 0.06


def _names(whole: pd.DataFrame, first: pd.DataFrame, by: str, total: str | None, panels_wide: int) -> _Names:
    """How the parts are named above the bar that is made of the first marks."""
    parts = [name for name in dict.fromkeys(whole[by].map(of_marks.label)) if name != total]
    room = _NAMES / panels_wide
    if set(first.loc[first["value"] != 0].dropna(subset="value")[by].map(of_marks.label)) >= set(parts):
        return _Names({name: layout.wrapped(name, room / len(parts), 9) for name in parts}, 0)
    widths = [layout.width(name, 9) + _KEY for name in parts]
    columns = len(parts) if sum(widths) <= room else max(1, int(room / max(widths)))
    return _Names(dict(zip(parts, parts, strict=True)), columns)


def _first_bar(whole: pd.DataFrame, panels: str | None, **options: Any) -> pd.DataFrame:
    """The marks of the first bar of the chart."""
    rows = whole if panels is None else whole.loc[whole[panels] == whole[panels].iloc[0]]
    top = _lanes(rows, whole, panels, **options)["row"].iloc[0]
    return rows.loc[looks.names(whole, None, (options["by"], panels)).loc[rows.index] == top]


def _height(rows: pd.DataFrame, whole: pd.DataFrame, panels: str | None, **options: Any) -> float:
    first = _first_bar(whole, panels, **options)
    names = _names(whole, first, options["by"], options.get("total"), 1 if panels is None else 2)
    return lanes.height(_lanes(rows, whole, panels, **options), names.above)


@kind("Stacked bar chart", height=_height, values="x")
def stacked(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    by: str,
    highlight: Collection[str] | None = None,
    total: str | None = None,
    label: Literal["all", "ends", "none"] = "all",
    order: Literal["given", "value"] | Sequence[str] = "given",
    decimals: int | None = None,
) -> None:
    """Bars made of parts, in the order in which they are given; the parts are named above the first bar.

    Intervals are not drawn: the ends of parts lie one after the other.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        panels: the label that tells panels apart.
        by: the label that tells the parts apart.
        highlight: labels of the parts that have a colour, where there are more than can be told apart.
        total: the label of marks that are totals: no bar, but their number at the end.
        label: whether parts carry their numbers where they have room, or only totals ("ends"), or nothing.
        order: of the bars: as the marks are given, by the sum of their parts (largest on top), or names in their order.
        decimals: of printed numbers.

    Raises:
        ValueError: no mark has a label that an option names, a part stands in a bar twice, or there are too many parts.
    """
    placed = _lanes(rows, whole, panels, by=by, total=total, order=order)
    is_total = looks.which(whole, [] if total is None else [total]) != ""
    parts = whole.loc[~is_total]
    look_of = looks.of(parts[by].map(of_marks.label), parts, highlight)
    first = _first_bar(whole, panels, by=by, total=total, order=order)
    names = _names(whole, first, by, total, ax.get_subplotspec().get_gridspec().ncols)
    places = scales.decimals(whole["value"]) if decimals is None else decimals
    row_of = looks.names(whole, None, (by, panels)).loc[rows.index]
    parts_of = whole[by].map(of_marks.label)
    for lane in placed.itertuples():
        own = rows.loc[row_of == lane.row].assign(part=parts_of)
        if (twice := own["part"].duplicated()).any():
            raise ValueError(f"{lane.row} has the part {own.loc[twice, 'part'].iloc[0]} twice")
        is_named = lane.Index in first.index
        left = right = 0.0
        for part, name in names.texts.items():
            for _, mark in own.loc[(own["part"] == part) & own["value"].notna()].iterrows():
                start = left if mark["value"] < 0 else right
                end, look = start + mark["value"], look_of[part]
                left, right = min(left, end), max(right, end)
                ax.barh(lane.y, mark["value"], left=start, height=lanes.BAR, color=look.colour, edgecolor="white")
                if label == "all":
                    ink = looks.ink_on(look.colour)
                    layout.label(ax, scales.text(mark, places), (start, lane.y), "inside", until=end, color=ink)
                if is_named and not names.columns:
                    layout.label(ax, name, ((start + end) / 2, lane.y - 0.5), "above", color=look.ink)
        if label == "none" or own.loc[own["part"] == total, "gap"].ne("").all():
            continue
        number = scales.number(own.loc[own["part"] == total].iloc[0], places)
        beside = {"textcoords": "offset points", "va": "center", "fontsize": 9, "annotation_clip": False}
        ax.annotate(f"{number}  {total}" if is_named else number, (right, lane.y), (6, 0), **beside)
    lanes.name_rows(ax, placed, names.above)
    if names.columns and set(first.index) <= set(rows.index):
        keys = [Patch(color=look_of[part].colour, label=part) for part in names.texts]
        where = {"loc": "upper left", "borderaxespad": 0, "borderpad": 0}
        ax.legend(handles=keys, ncols=names.columns, fontsize=9, handlelength=1, columnspacing=1, **where)
    scales.of_values(ax.xaxis, whole)
    ax.axvline(0, color=COLOURS["soft-ink"], linewidth=0.8)
