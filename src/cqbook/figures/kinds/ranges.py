"""Ranges: a mark a row, with all that its statement allows."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import intervals, looks, scales, shared
from cqbook.figures.kinds.looks import STATEMENT, TARGET, Look

_ROW, _MANY, _WITH_TARGET, _AROUND = 0.29, 0.22, 0.44, 0.45  # inches
_OVER = 0.8  # rows, above the first one, for the names of targets that cross all rows
_DASH = 0.32  # rows, up and down from the middle: the line of a target that has a row
_WHOLE = {"clip_on": False, "zorder": 4}  # dots at the edge of the axes are not cut
_BAR, _ALLOWED, _WIDE_BAR, _END, _DOT = 5, 2.5, 11, 6, 7.5  # points; allowed: a bar beyond the number that is stated


@dataclass(frozen=True)
class _Row:
    """A mark, its look, the targets of the same name, and the marks that lie within it."""

    name: str
    mark: pd.Series
    look: Look
    is_statement: bool
    targets: pd.DataFrame
    within: pd.DataFrame


def _height(rows: pd.DataFrame, whole: pd.DataFrame, panels: str | None, **options: Any) -> float:
    made, crossing = _rows(rows, whole, panels, **options)
    has_targets = any(isinstance(row, _Row) and not row.targets.empty for row in made)
    row = _WITH_TARGET if has_targets else _ROW if len(made) <= shared.MANY else _MANY
    return shared.heights(_names(made), row, 1) + _AROUND + (0 if crossing.empty else _OVER * row)


@kind("Dot chart with intervals", height=_height, values="x", columns=1)
def ranges(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    by: str | None = None,
    within: str | None = None,
    highlight: Collection[str] | None = None,
    statement: Collection[str] = (),
    target: Collection[str] = (),
    label: Literal["all", "highlight", "none"] = "all",
    order: Literal["given", "value"] | Sequence[str] = "given",
    decimals: int | None = None,
) -> None:
    """How far each number is known: a bar from the low to the high end of its interval, with the value in it.

    Each mark has a row. An end that belongs to the interval is a filled dot, one that is left out a hollow dot, one
    without limit an arrow. A number that is an end itself, as that of "more than", has its dot; beyond it a thin bar
    without another dot is what its words allow. A target stands in the row of its name; where there is none it crosses
    all rows.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        panels: the label that tells the panels apart.
        by: the label whose values are headings of groups of rows.
        within: the label that tells apart the marks of one row, of which each lies within the one before: the first is
            a thin line, the others are wide pale bars, or dots where they leave no room.
        highlight: labels of the marks that stand out; Chongqing and China by default, all where neither occurs.
        statement: labels of the marks that a document states.
        target: labels of the marks that are targets.
        label: which marks carry their number.
        order: of the rows of a group: as the marks are given, by value (largest on top), or names in their order.
        decimals: of printed numbers.

    Raises:
        ValueError: no mark has a label that an option names.
    """
    made, crossing = _rows(rows, whole, panels, by, within, highlight, statement, target, order)
    places = scales.decimals(whole["value"]) if decimals is None else decimals
    lines = [shared.wrapped(name, shared.beside(ax)) for name in _names(made)]
    shared.name_rows(ax, lines, [row.look if isinstance(row, _Row) else None for row in made])
    scale = shared.on_axis(ax, rows, whole)
    shared.value_axis(ax, scale)
    is_named = is_left_of_any = False
    for y, row in enumerate(made):
        if not isinstance(row, _Row) or math.isnan(row.mark["low"]):
            continue
        if within is None:
            _draw(ax, row, y, shared.hidden(ax, scale, 1.5 * _END))
        else:
            _draw_within(ax, row, y)
        if label == "all" or (label == "highlight" and row.look.stands_out):
            is_left = within is None and _stated_end(row.mark) == "low"
            is_left_of_any |= is_left
            end = row.mark["low" if is_left else "high"]
            at = (1, "axes fraction") if math.isinf(end) else (end, "data")
            shared.write(ax, scales.number(row.mark, places), at, y, -8 if is_left else 8, **shared.ink(row.look))
        for _, aim in row.targets.iterrows():
            ax.vlines(aim["value"], y - _DASH, y + _DASH, **TARGET)
            text = scales.text(aim, places) if is_named else _told(aim, target, places)
            shared.write(ax, text, (aim["value"], "data"), y - _DASH, 0, ha="center", va="bottom", bbox=None)
            is_named = True
    if not crossing.empty:
        ax.set_ylim(top=-0.5 - _OVER)
    for _, aim in crossing.iterrows():
        ax.vlines(aim["value"], -0.55, len(made) - 0.5, **TARGET)
        layout.label(ax, _told(aim, target, places), (aim["value"], -0.55), "above")
    if is_left_of_any:
        shared.make_room_left(ax)


def _rows(
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    by: str | None = None,
    within: str | None = None,
    highlight: Collection[str] | None = None,
    statement: Collection[str] = (),
    target: Collection[str] = (),
    order: Literal["given", "value"] | Sequence[str] = "given",
    **_: Any,
) -> tuple[list[_Row | str], pd.DataFrame]:
    """Headings and rows from top to bottom, and the targets that have no row."""
    is_statement, is_target = (looks.which(whole, values)[rows.index] != "" for values in (statement, target))
    named, meant = whole[of_marks.labels(whole)].map(of_marks.label), [*statement, *target]
    ordinary = named.loc[looks.which(whole, meant) == ""]
    # A label that says what is a statement or a target, and nothing else, is no part of a name.
    roles = [name for name in named if named[name].isin(meant).any() and ordinary[name].nunique() < 2]
    names = looks.names(rows, None, apart_from=[*roles, by, within, panels])
    look_of = shared.look_of_each(whole, highlight)
    group = rows[by].map(of_marks.label) if by else pd.Series("", index=rows.index)
    targets, taken = rows.loc[is_target], set()
    made: list[_Row | str] = []
    for heading, found in rows.loc[~is_target].groupby(group, sort=False):
        made += [heading] if heading else []
        first = found if within is None else found.loc[~names[found.index].duplicated()]
        for place, mark in shared.in_order(first, names[first.index], order).iterrows():
            own = targets.loc[(names[targets.index] == names[place]) & (group[targets.index] == heading)]
            taken.update(own.index)
            inner = found.loc[(names[found.index] == names[place]) & ~found.index.isin(first.index)]
            made.append(_Row(names[place], mark, look_of[place], bool(is_statement[place]), own, inner))
    return made, targets.drop(index=list(taken))


def _names(made: list[_Row | str]) -> list[str]:
    return [row.name if isinstance(row, _Row) else row for row in made]


def _draw(ax: Axes, row: _Row, y: float, hidden: float) -> None:
    """The bar of an interval with its ends, and the value; an interval narrower than `hidden` is one dot.

    Where the value is an end, the bar beyond it is thin and has no other dot: that end is only allowed.
    """
    mark, colour, stated = row.mark, row.look.colour, _stated_end(row.mark)
    has_room = mark["high"] - mark["low"] > hidden
    if has_room:
        ends = [end for end in (mark["low"], mark["high"]) if math.isfinite(end)]
        width = _ALLOWED if stated else _BAR
        ax.hlines(y, ends[0], ends[-1], color=colour, linewidth=width, alpha=0.4, zorder=3)
        for end, edge in (("low", 0), ("high", 1)):
            if math.isinf(mark[end]):
                arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
                ax.annotate("", (edge, y), (ends[0], y), ("axes fraction", "data"), "data", arrow)
            elif not stated or (end == stated and not row.is_statement):
                inside = "white" if mark[f"{end}_open"] else colour
                ax.plot(mark[end], y, "o", color=colour, markerfacecolor=inside, markersize=_END, **_WHOLE)
    middle = (mark["low"] + mark["high"]) / 2 if math.isnan(mark["value"]) else mark["value"]
    if row.is_statement:
        ax.plot(middle, y, linestyle="", color=colour, **STATEMENT)
    elif not has_room:
        inside = "white" if stated and mark[f"{stated}_open"] else colour
        ax.plot(middle, y, "o", color=colour, markerfacecolor=inside, markersize=_END if stated else _DOT, **_WHOLE)
    elif mark["low"] < mark["value"] < mark["high"]:
        ax.plot(mark["value"], y, "|", color=colour, markersize=13, markeredgewidth=2.2, zorder=4)


def _stated_end(mark: pd.Series) -> str:
    """The end of an interval that is its value, as "low" of "more than"; "" where there is none, or no interval."""
    return next((end for end in ("low", "high") if mark[end] == mark["value"] and mark["low"] < mark["high"]), "")


def _draw_within(ax: Axes, row: _Row, y: float) -> None:
    """A thin line, and on it wide pale bars, or dots where a mark leaves no room."""
    intervals.draw(ax, row.mark, y, row.look.colour, axis="x", layer=3)
    for _, mark in row.within.iterrows():
        if intervals.has_room(mark):
            ax.hlines(y, mark["low"], mark["high"], color=row.look.colour, linewidth=_WIDE_BAR, alpha=0.4, zorder=2)
        else:
            ax.plot(mark["value"], y, "o", color=row.look.colour, markersize=_DOT, **_WHOLE)


def _told(aim: pd.Series, target: Collection[str], places: int) -> str:
    """A target by the label that says that it is one, and its number."""
    name = next(one for one in target if one in map(of_marks.label, aim))
    return f"{name}: {scales.text(aim, places)}"
