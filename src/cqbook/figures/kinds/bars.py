"""Horizontal bars from zero, with their numbers, intervals, statements of documents and targets."""

import math
from collections.abc import Collection, Sequence
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import intervals, lanes, looks, scales
from cqbook.figures.kinds.looks import STATEMENT, TARGET
from cqbook.figures.style import COLOURS

_NARROWEST = 190  # points, of axes as wide as the figure beside long names
_ROOM = 0.012  # of the scale: intervals narrower than this are not drawn


def _lanes(rows: pd.DataFrame, whole: pd.DataFrame, panels: str | None, **options: Any) -> pd.DataFrame:
    """Where each mark stands: columns `row` (its name), `y` (from the top, in lanes), `group`, `stated` and `aimed`."""
    by, order = options.get("by"), options.get("order", "given")
    stated, aimed = (looks.which(whole, options.get(name, ())) for name in ("statement", "target"))
    ordinary = whole.loc[(stated == "") & (aimed == "")]
    made = pd.DataFrame({"stated": stated, "aimed": aimed})
    made["row"] = looks.names(whole, None, (by, panels), among=ordinary)
    made["group"] = "" if by is None else whole[by].map(of_marks.label).where(stated.eq("") & aimed.eq(""), "")
    made["lane"] = made["group"] + stated + aimed
    made = made.loc[rows.index]
    if double := made.loc[made.duplicated(["row", "lane"]), "row"].unique().tolist():
        raise ValueError(
            f"two bars are both called {', '.join(map(repr, double))}: tell them apart with a label or by="
        )
    return lanes.placed(made, rows["value"], order)


def _height(rows: pd.DataFrame, whole: pd.DataFrame, panels: str | None, **options: Any) -> float:
    return lanes.height(_lanes(rows, whole, panels, **options))


@kind("Bar chart", height=_height, values="x")
def bars(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    by: str | None = None,
    highlight: Collection[str] | None = None,
    statement: Collection[str] = (),
    target: Collection[str] = (),
    label: Literal["all", "highlight", "none"] = "all",
    order: Literal["given", "value"] | Sequence[str] = "given",
    decimals: int | None = None,
) -> None:
    """One bar a mark, named by the labels that differ; statements and targets stand below the bar of the same name.

    A mark of which only the interval is known has a bar up to its nearer end.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        panels: the label that tells panels apart.
        by: the label that tells apart the bars of one row; each is named where it occurs first.
        highlight: labels of the marks that stand out; Chongqing and China by default.
        statement: labels of the marks that a document states.
        target: labels of the marks that are targets: a dashed line across the row.
        label: which bars carry their numbers.
        order: of the rows: as the marks are given, by value (largest on top), or names in their order.
        decimals: of printed numbers.

    Raises:
        ValueError: two bars have one name, no mark has a label that an option names, or too many groups stand out.
    """
    placed = _lanes(rows, whole, panels, by=by, statement=statement, target=target, order=order)
    stated, aimed = (looks.which(whole, values) for values in (statement, target))
    ordinary = whole.loc[(stated == "") & (aimed == "")]
    groups = None if by is None else ordinary[by].map(of_marks.label)
    if groups is None:
        look_of = looks.of_each(ordinary, highlight)
    else:
        look_of = groups.map(looks.of(groups, ordinary, highlight))
    places = scales.decimals(ordinary["value"]) if decimals is None else decimals
    named = looks.first_in(rows, stated) | looks.first_in(rows, aimed)
    named |= set() if groups is None else looks.first_in(rows, groups)
    ends = whole[["value", "low", "high"]].replace([-math.inf, math.inf], math.nan)
    scale = max(ends.max().max(), 0) - min(ends.min().min(), 0) or 1

    for name, lane in placed.iterrows():
        mark = rows.loc[name]
        if mark["gap"] or math.isnan(mark["low"]):
            continue
        is_ordinary = name in ordinary.index
        look, said = look_of.get(name), lane["lane"] if lane["lane"] in named else ""
        named.discard(said)
        ink = look.ink if is_ordinary and look.stands_out else COLOURS["soft-ink"]
        has_room = mark["high"] - mark["low"] > _ROOM * scale
        if is_ordinary:
            _draw_bar(ax, mark, lane["y"], look.colour, has_room)
            number = scales.number(mark, places) if label == "all" or (label == "highlight" and look.stands_out) else ""
            said = f"{number}  {said}".strip()
        else:
            number = scales.number(mark, scales.own_decimals(mark))
            said = f"{said}: {number}" if said else number
            if lane["stated"]:
                _draw_statement(ax, mark, lane["y"], has_room)
            else:
                own = placed.loc[placed["row"] == lane["row"], "y"]
                ax.vlines(mark["value"], own.min() - 0.5, lane["y"] + 0.4, **TARGET)
        _write(ax, mark, lane["y"], said, ink, scale)

    lanes.name_rows(ax, placed)
    scales.of_values(ax.xaxis, whole)
    ax.axvline(0, color=COLOURS["soft-ink"], linewidth=0.8)


def _draw_bar(ax: Axes, mark: pd.Series, y: float, colour: str, has_room: bool) -> None:
    """A bar to the value, or to the nearer end of an interval without one; the interval is a thin line over it."""
    nearer = mark["low"] if mark["low"] > 0 else min(mark["high"], 0)
    ax.barh(y, nearer if math.isnan(mark["value"]) else mark["value"], height=lanes.BAR, color=colour)
    if has_room:
        ends = [end for end in (mark["low"], mark["high"]) if math.isfinite(end)]
        # White below the line, so that it is seen on the bar.
        ax.plot([min(ends), max(ends)], [y, y], color="white", linewidth=3, zorder=3)
        intervals.draw(ax, mark, y, COLOURS["ink"], axis="x", layer=4)


def _draw_statement(ax: Axes, mark: pd.Series, y: float, has_room: bool) -> None:
    colour = COLOURS["accent" if mark.get("place") in looks.NATIONS else "main"]
    if has_room:
        intervals.draw(ax, mark, y, colour, axis="x", layer=5)
    ax.plot(mark["value"], y, color=colour, linestyle="", **STATEMENT)


def _write(ax: Axes, mark: pd.Series, y: float, text: str, ink: str, scale: float) -> None:
    """A text beside what is drawn of a mark: on the right, or on the left of what lies left of zero."""
    if not text:
        return
    ends = [end for end in mark[["value", "low", "high"]] if not math.isnan(end)]
    look = {"va": "center", "fontsize": 9, "color": ink, "textcoords": "offset points", "annotation_clip": False}
    if max(ends) <= 0 and min(ends) < 0:
        ax.annotate(text, (min(ends), y), (-6, 0), ha="right", **look)
        # So that it does not reach the name of the row.
        part = (layout.width(text, 9) + 6) / (_NARROWEST / ax.get_subplotspec().get_gridspec().ncols)
        ax.update_datalim([(min(ends) - part / (1 - part) * scale, y)])
    elif math.isinf(max(ends)):
        ax.annotate(text, (1, y), (3, 0), ha="left", xycoords=("axes fraction", "data"), **look)
    else:
        ax.annotate(text, (max(*ends, 0), y), (6, 0), ha="left", **look)
