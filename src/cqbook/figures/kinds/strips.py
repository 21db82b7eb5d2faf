"""Strips: where places stand between the ends of several measures, a strip a measure."""

from collections.abc import Collection
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import intervals, scales, shared
from cqbook.figures.kinds.looks import NATIONS, Look
from cqbook.figures.style import WIDTH

_ROW, _AROUND, _AXIS = 0.63, 0.3, 0.22  # inches; axis: its numbers, and as much again for its label
_SMALL, _LARGE, _OF_NATION = 6, 10, 6.5  # points
_OVER, _ASIDE = 12, 20  # points from the strip to the words above and beside it
_TEXT = {"fontsize": shared.TEXT, "textcoords": "offset points", "annotation_clip": False, "va": "center"}
_TEXT |= {"bbox": shared.PAPER}  # so that no line of the axis crosses it


def _height(rows: pd.DataFrame, down: str, told: str | None = None, **_: Any) -> float:
    axis = 0 if told else _AXIS * (2 if shared.unit(rows) else 1)
    return rows[down].nunique() * _ROW + _AROUND + axis


@kind("Strip chart", height=_height, values="x")
def strips(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    *,
    down: str,
    by: str = "place",
    highlight: Collection[str] | None = None,
    told: str | None = None,
    aside: str | None = None,
) -> None:
    """A dot a place on a strip a measure; Chongqing is told above its strip, the lowest and the highest below it.

    The nation is named below its first dot. Strips share an axis unless `told` gives other numbers than those drawn.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        down: the label whose values are the strips, from top to bottom.
        by: the label that tells the places apart.
        highlight: labels of the places that stand out; Chongqing and China by default.
        told: the label that is written after the names of places; the number of the mark by default.
        aside: the label that is written for Chongqing at the end of its strip, below the name of that label.
    """
    look_of = shared.look_of_each(whole, highlight)
    places = scales.decimals(whole["value"])
    low, high = shared.span(whole)
    strips = list(rows.groupby(down, sort=False, observed=True))
    ax.spines[:].set_visible(False)
    if told is None:
        scales.of_values(ax.xaxis, whole)
    else:
        ax.set_xticks([])
    ax.set(xlim=(low, high), ylim=(len(strips) - 0.5, -0.6), yticks=[])
    nation = whole.index[whole[by].isin(NATIONS) & shared.middle(whole).notna()][:1]
    for y, (name, strip) in enumerate(strips):
        known = strip.assign(at=shared.middle(strip)).dropna(subset="at").sort_values("at", kind="stable")
        known["words"] = [
            f"{of_marks.label(mark[by])} {scales.number(mark, places) if told is None else of_marks.label(mark[told])}"
            for _, mark in known.iterrows()
        ]
        ax.hlines(y, low, high, color="#E3E3E3", linewidth=1.5, zorder=1)
        for place, mark in known.iterrows():
            _draw(
                ax,
                mark,
                y,
                look_of[place],
                mark[by] in NATIONS,
                shared.hidden(ax, whole, 1.5 * _SMALL, room=72 * WIDTH),
            )
        above = _write(ax, of_marks.label(name), (0, y), (0, _OVER), fontweight="semibold")
        ranked = known.loc[~known[by].isin(NATIONS)]
        for place, mark in ranked.loc[[look_of[place].stands_out for place in ranked.index]].iterrows():
            above = ax.annotate(mark["words"], (1, 0.5), (6, 0), above, color=look_of[place].ink, **_TEXT)
            if aside:
                _write(ax, of_marks.label(mark[aside]), (1, y), (_ASIDE, 0), ha="right", **shared.ink(look_of[place]))
        ends = ranked.iloc[[0, -1][: len(ranked)]]
        for place, mark in pd.concat([ends, known.loc[known.index.isin(nation)]]).iterrows():
            words = of_marks.label(mark[by]) if place in nation else mark["words"]
            layout.label(ax, words, (mark["at"], y), "below", color=look_of[place].ink, bbox=shared.PAPER)
    if aside:
        _write(ax, aside, (1, 0), (_ASIDE, _OVER), ha="right")


def _draw(ax: Axes, mark: pd.Series, y: float, look: Look, is_nation: bool, hidden: float) -> None:
    """The dot of a place; the nation is smaller and lies on top, so that both are seen where it is near Chongqing."""
    if mark["high"] - mark["low"] > hidden:
        intervals.draw(ax, mark, y, look.colour, axis="x", layer=look.layer)
    size = _OF_NATION if is_nation else _LARGE if look.stands_out else _SMALL
    dot = {
        "marker": look.marker,
        "markersize": size,
        "markeredgecolor": "white",
        "zorder": 6 if is_nation else look.layer,
    }
    ax.plot(mark["at"], y, color=look.colour, clip_on=False, **dot)


def _write(ax: Axes, text: str, at: tuple[float, float], shift: tuple[float, float], **look: Any) -> Annotation:
    """A text at a place across the axes and a row, moved by some points."""
    return ax.annotate(text, at, shift, ("axes fraction", "data"), **_TEXT | look)
