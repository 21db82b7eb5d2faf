"""Ranking: all places of a year in the order of their values, each with its rank and its number."""

import math
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import intervals, scales, shared
from cqbook.figures.kinds.looks import NATIONS
from cqbook.figures.style import COLOURS, MARGIN, WIDTH
from cqbook.figures.words import no_value

_HIDDEN = 4  # points: a shorter interval is not drawn on its bar
_LARGE, _SMALL = 0.24, 0.19  # inches a row
_AROUND, _LINE = 0.12, 0.16  # inches: around the rows, a line below them


def _height(rows: pd.DataFrame, panels: str | None, by: str = "place", **_: Any) -> float:
    count, without = rows["low"].notna().sum(), _without(rows, by, 1 if panels is None else 2)
    lines = len(without.splitlines()) + bool(shared.unit(rows))
    return count * (_LARGE if count <= shared.MANY else _SMALL) + _AROUND + _LINE * lines


@kind("Ranking as bars", height=_height, values="x")
def ranking(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    by: str = "place",
    highlight: Collection[str] | None = None,
    unranked: Collection[str] = NATIONS,
    descending: bool = True,
    decimals: int | None = None,
) -> None:
    """All places in the order of their values: rank, name, bar and number; places without a value are named below.

    Equal values share a rank. Where intervals leave the order open, the rank is the span of those that are possible.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        panels: the label that tells the panels apart.
        by: the label that names the places.
        highlight: labels of the marks that stand out; Chongqing and China by default.
        unranked: places that stand among the others without a rank, as the nation does among its provinces.
        descending: whether the largest value is the first.
        decimals: of printed numbers.

    Raises:
        ValueError: a place has two marks.
    """
    names, values = rows[by].map(of_marks.label), shared.middle(rows)
    shared.refuse_doubles(names)
    shown = values.dropna().sort_values(ascending=not descending, kind="stable").index
    look_of = shared.look_of_each(whole, highlight)
    places = scales.decimals(whole["value"]) if decimals is None else decimals
    rank_of = _ranks(rows.loc[[place for place in shown if names[place] not in unranked]], descending)
    size = 10 if len(shown) <= shared.MANY else shared.TEXT
    shared.name_rows(ax, names[shown], [look_of[place] for place in shown])
    names_wide = shared.align_left(ax, size)
    scales.of_values(ax.xaxis, whole)
    # Every number is printed, so that the unit is all that is to be said above.
    ax.set_xticks([])
    ax.xaxis.set_label_position("top")
    ax.set_xlabel(ax.get_xlabel(), loc="left", fontsize=shared.TEXT)
    ax.spines["bottom"].set_visible(False)
    low, high = shared.span(whole)
    ax.set_xlim(min(low, 0), max(high, 0))
    ax.barh(range(len(shown)), values[shown], height=0.62, color=[look_of[place].colour for place in shown])
    hidden = shared.hidden(ax, whole, _HIDDEN)
    for y, place in enumerate(shown):
        mark, look = rows.loc[place], look_of[place]
        if mark["high"] - mark["low"] > hidden:
            ends = [end for end in (mark["low"], mark["high"]) if math.isfinite(end)]
            # White below the line, so that it is seen on the bar.
            ax.plot([min(ends), max(ends)], [y, y], color="white", linewidth=3, zorder=3)
            intervals.draw(ax, mark, y, COLOURS["ink"], axis="x")
        end = max(0, *(mark[part] for part in ("value", "high") if math.isfinite(mark[part])))
        ink = shared.ink(look) | {"fontsize": size, "bbox": None}  # no line crosses a number here
        shared.write(ax, scales.text(mark, places), (end, "data"), y, 5, **ink)
        if place in rank_of:
            shared.write(ax, rank_of[place], (0, "axes fraction"), y, -names_wide - 11, **ink)
    if without := _without(rows, by, shared.beside(ax)):
        at = (-names_wide - 4, -2)
        ax.annotate(without, (0, 0), at, "axes fraction", "offset points", va="top", fontsize=shared.TEXT)


def _without(rows: pd.DataFrame, by: str, beside: int) -> str:
    """The places without a value in words, in lines that fit where so many panels stand side by side."""
    names = rows.loc[rows["low"].isna(), by].map(of_marks.label)
    room = 72 * (WIDTH / beside - 4 * MARGIN)
    told = no_value(names, is_chinese=of_marks.are_chinese(rows))
    return "" if names.empty else layout.wrapped(told, room, shared.TEXT)


def _ranks(rows: pd.DataFrame, descending: bool) -> dict[int, str]:
    """The rank of each mark, or the span of ranks that its interval allows, by its place in the index."""
    sign = -1 if descending else 1
    values = sign * shared.middle(rows).to_numpy()
    low, high = (sign * rows[end].to_numpy(float) for end in (("high", "low") if descending else ("low", "high")))
    found = {}
    for one, place in enumerate(rows.index):
        others = np.arange(len(rows)) != one
        best = 1 + (high < low[one])[others].sum()
        worst = 1 + (low < high[one])[others].sum()
        own = 1 + (values < values[one]).sum()
        found[place] = f"{own}" if best == worst else f"{best}–{worst}"
    return found
