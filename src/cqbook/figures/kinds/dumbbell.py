"""Dumbbell: two marks a row, such as two dates, and the way from one to the other."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from pandas.api.types import is_numeric_dtype

from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import intervals, looks, scales, shared
from cqbook.figures.kinds.looks import HOMES, NATIONS, Look
from cqbook.figures.style import COLOURS

_ROW, _MANY, _AROUND = 0.27, 0.21, 0.7  # inches; around: the axis, and the key
_OVER = 0.8  # rows, above the first one, for the key
_IN_KEY = Look(COLOURS["soft-ink"], COLOURS["ink"])  # where rows have several colours
_SMALL, _LARGE = 5.5, 9  # points: the first and the second dot


def _height(rows: pd.DataFrame, whole: pd.DataFrame, panels: str | None, by: str, **_: Any) -> float:
    names = looks.names(rows, None, (by, panels)).unique()
    return shared.heights(names, _ROW if len(names) <= shared.MANY else _MANY, 1 if panels is None else 2) + _AROUND


@kind("Dumbbell chart", height=_height, values="x")
def dumbbell(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    by: str,
    highlight: Collection[str] | None = None,
    label: Literal["all", "highlight", "none"] = "all",
    order: Literal["value", "given"] | Sequence[str] = "value",
    decimals: int | None = None,
) -> None:
    """How far two numbers of each place lie apart: of two dates (a hollow dot and a large full one), or of two places.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        panels: the label that tells the panels apart.
        by: the label that tells the two apart.
        highlight: labels of the rows that stand out; Chongqing and China by default, all where neither occurs.
        label: which rows carry their numbers.
        order: of the rows: by value (of the second mark, largest on top), as given, or names in their order.
        decimals: of printed numbers.

    Raises:
        ValueError: the label has another number of values than two, or one of them has two marks in a row.
    """
    found = whole[by].drop_duplicates()
    two = list((found.sort_values() if is_numeric_dtype(found) else found).map(of_marks.label))
    if len(two) != 2:
        raise ValueError(f"a dumbbell joins two marks, and {by} has {', '.join(two)}: select two of them")
    are_places = bool({*HOMES, *NATIONS} & {*two})
    look_of = shared.look_of_each(whole, None if are_places else highlight)
    places = scales.decimals(whole["value"]) if decimals is None else decimals
    drawn = rows.assign(
        row=looks.names(rows, None, (by, panels)),
        second=rows[by].map(of_marks.label) == two[1],
        at=shared.middle(rows),
    )
    shared.refuse_doubles(drawn["row"] + ", " + rows[by].map(of_marks.label))
    # The second mark says where a row stands.
    leading = drawn.sort_values("second", ascending=False, kind="stable").drop_duplicates("row").sort_index()
    leading = shared.in_order(leading, leading["row"], order)
    lines = [shared.wrapped(name, shared.beside(ax)) for name in leading["row"]]
    shared.name_rows(ax, lines, [shared.PLAIN if are_places else look_of[place] for place in leading.index])
    shared.value_axis(ax, whole)
    ax.set_ylim(top=-0.5 - _OVER)
    if ax.get_xlim()[0] < 0 < ax.get_xlim()[1]:
        # Which rows turn the other way is seen at zero.
        ax.plot([0, 0], [-0.5, len(lines) - 0.5], color=COLOURS["soft-ink"], linewidth=1.2, zorder=1.5)
    for y, name in enumerate(leading["row"]):
        pair = drawn.loc[(drawn["row"] == name) & drawn["at"].notna()].sort_values("at", kind="stable")
        if len(pair) == 2:
            ax.hlines(y, *pair["at"], color=look_of[pair["second"].idxmax()].colour, linewidth=2, zorder=2)
        for (place, mark), side in zip(pair.iterrows(), (-9, 9)[2 - len(pair) :], strict=True):
            look = look_of[place]
            if mark["high"] - mark["low"] > shared.hidden(ax, whole, 1.5 * _LARGE):
                intervals.draw(ax, mark, y, look.colour, axis="x")
            # A hollow dot lies on top, so that it is seen where the other is at the same place.
            layer = look.layer + (0 if mark["second"] or are_places else 0.5)
            ax.plot(mark["at"], y, **_dot(look, mark["second"], are_places), zorder=layer, clip_on=False)
            if label == "all" or (label == "highlight" and look.stands_out):
                shared.write(ax, scales.number(mark, places), (mark["at"], "data"), y, side, **shared.ink(look))
    key = {}
    for place, mark in whole.iterrows():
        look = look_of[place] if are_places or look_of.nunique() == 1 else _IN_KEY
        key[of_marks.label(mark[by])] = _dot(look, of_marks.label(mark[by]) == two[1], are_places)
    handles = [Line2D([], [], **key[name], label=name) for name in two]
    box = {"frameon": True, "framealpha": 1, "edgecolor": "none", "facecolor": "#FFFFFF", "borderpad": 0}
    where = {"loc": "upper left", "borderaxespad": 0, "ncols": 2, "handlelength": 0.6, "handletextpad": 0.5}
    ax.legend(handles=handles, fontsize=10, columnspacing=1.5, **where, **box)
    shared.make_room_left(ax)


def _dot(look: Look, is_second: bool, are_places: bool) -> dict[str, Any]:
    """A large dot; the first of two that are no places is small and hollow, so that grey tells them apart."""
    marker = {"marker": look.marker if are_places else "o", "linestyle": "", "color": look.colour}
    if is_second or are_places:
        return marker | {"markersize": _LARGE}
    return marker | {"markersize": _SMALL, "markerfacecolor": "white", "markeredgewidth": 1.6}
