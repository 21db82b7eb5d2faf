"""Parts of a whole as horizontal bars, one after the other; parts below zero go to the left."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.transforms import blended_transform_factory

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import lanes, looks, scales
from cqbook.figures.style import COLOURS, MARGIN, WIDTH

_NAMES = 235  # points, for the names of the parts above the first bar of one panel
_KEY = 26  # points, of a legend beside each name
_TOTAL = 60  # points, for the number and the name of a total
_WIDE = 72 * (WIDTH - 2 * MARGIN)  # points, for a legend
_EM = 9  # points, between two names at least


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
    columns: of a legend, where names have no room above the parts of the first bar; 0 where each stands there.
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
    widths = {name: layout.width(name, 9) for name in parts}
    own = first.loc[first["value"] != 0].dropna(subset="value").assign(part=first[by].map(of_marks.label))
    if set(own["part"]) >= set(parts) and _have_room(whole, own, by, widths, panels_wide):
        return _Names(dict(zip(parts, parts, strict=True)), 0)
    keys = [width + _KEY for width in widths.values()]
    columns = len(parts) if sum(keys) <= _WIDE else max(1, int(_WIDE / max(keys)))
    return _Names(dict(zip(parts, parts, strict=True)), columns)


def _have_room(whole: pd.DataFrame, own: pd.DataFrame, by: str, widths: dict[str, float], panels_wide: int) -> bool:
    """Whether each name can stand above the middle of its part of a bar, with room between two names."""
    values = own.drop_duplicates("part").set_index("part").loc[list(widths), "value"].to_numpy()
    if (values < 0).any():
        return False
    labels = [whole[name].map(of_marks.label) for name in of_marks.labels(whole) if name not in (by, "note")]
    is_part = whole[by].map(of_marks.label).isin(widths)
    sums = [
        whole["value"].where(is_part, 0).clip(**side).groupby(labels).sum() for side in ({"lower": 0}, {"upper": 0})
    ]
    room = _NAMES / panels_wide - (_TOTAL if not is_part.all() else 0)
    segments = values * room / (sums[0].max() - sums[1].min())
    middles = segments.cumsum() - segments / 2
    moved = layout.apart(middles, [width + _EM for width in widths.values()], -_EM / 2, room + _EM / 2) - middles
    return bool((abs(moved) < 1).all())


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
        # A legend fills its columns; its parts are read in lines.
        keys = [key for column in range(names.columns) for key in keys[column :: names.columns]]
        left_of_all = blended_transform_factory(ax.figure.transFigure, ax.transAxes)
        where = {"loc": "upper left", "bbox_to_anchor": (MARGIN / WIDTH, 1), "bbox_transform": left_of_all}
        style: dict[str, Any] = {
            "fontsize": 9,
            "handlelength": 1,
            "columnspacing": 1,
            "borderaxespad": 0,
            "borderpad": 0,
        }
        ax.legend(handles=keys, ncols=names.columns, **where, **style).set_in_layout(False)
    scales.of_values(ax.xaxis, whole)
    bottom, top = ax.get_ylim()
    first_bar = placed["y"].min() - 0.5
    # No line runs through the names.
    ax.axhspan(top, first_bar, color="#FFFFFF", linewidth=0, zorder=0.6)
    ax.vlines(0, bottom, first_bar, color=COLOURS["soft-ink"], linewidth=0.8)
    ax.set_ylim(bottom, top)
