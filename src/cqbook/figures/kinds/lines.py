"""Lines over years: places or categories, with their intervals, statements of documents and targets."""

import itertools
import math
import re
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import intervals, looks, scales
from cqbook.figures.kinds.looks import STATEMENT, TARGET, Look
from cqbook.figures.style import COLOURS
from cqbook.figures.words import CHINESE

_ROOM = 0.04  # of the years, left and right of the lines
_ABOVE = 0.12  # of the values, above and below them: room for numbers and the names of statements
_SHORT = 0.2  # of the years: the line of a target beside others
_LATE = 0.2  # of the years: lines that end in this part are named beside the axes, others where they end
_FROM_ZERO = 0.45  # a scale starts at zero where the lowest value is less than this part of the highest
_HIDDEN = 0.02  # of the values: intervals of points narrower than this are not drawn
_FEW = 3  # lines that stand out: with so many their last numbers stand beside their names
_IN_FRONT = Look(COLOURS["soft-ink"], COLOURS["soft-ink"], stands_out=False)  # of lines before those of other panels
_BEHIND = {"color": "#E3E3E3", "linewidth": 1, "zorder": 1}
_CASING = 2.4  # points, by which the casing of a line is wider
_CASED = {"color": "#FFFFFF", "zorder": 2.5, "solid_capstyle": "round"}
_POINT = {"marker": "o", "markerfacecolor": "white", "markersize": 3.5, "markeredgewidth": 0.8, "linestyle": ""}


def _height(
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    label: str = "highlight",
    by: str | None = None,
    behind: str | None = None,
    **_: Any,
) -> float:
    if label != "all":
        return 3.0 if panels is None else 1.5 if behind else 1.9
    return max(3.0, 0.17 * looks.names(rows, by, apart_from=("year", panels)).nunique())


@kind("Line chart", height=_height, values="y")
def lines(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    by: str | None = None,
    highlight: Collection[str] | None = None,
    statement: Collection[str] = (),
    target: Collection[str] = (),
    points: Collection[str] = (),
    behind: Literal["all"] | None = None,
    between: Sequence[str] = (),
    label: Literal["all", "highlight", "ends", "none"] = "highlight",
    decimals: int | None = None,
) -> None:
    """One line a place or category over years; it stops at a missing year and before one that is not comparable.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes, with a label `year`, or made of observations, whose periods are known.
        whole: all marks of the chart.
        panels: the label that tells panels apart.
        by: the label that tells the lines apart; by default all labels that differ, besides the year.
        highlight: labels of the lines that stand out; Chongqing and China by default.
        statement: labels of the marks that a document states.
        target: labels of the marks that are targets: a dashed line up to its year, a short one where there are several.
        points: labels of the marks that belong to no line, such as first-published values: hollow dots.
        behind: "all" for the lines of all other panels in grey behind those of each panel.
        between: the names of two lines; the gap between them has a pale shade of the colour of the upper one.
        label: which lines are named at their ends; "highlight" names those that stand out, up to three of them with
            their last number where they have the whole width, "ends" with their first and last number.
        decimals: of printed numbers.

    Raises:
        ValueError: no mark has a label that an option names, a mark has no year, two of a line have the same, or too
            many lines stand out, or `between` names no two lines.
    """
    stated, aimed, single = (looks.which(whole, values) for values in (statement, target, points))
    ordinary = whole.loc[(stated == "") & (aimed == "") & (single == "")]
    names = looks.names(ordinary, by, apart_from=("year", panels))
    look_of = looks.of(names, ordinary, highlight)
    if behind:
        look_of = {name: look if look.stands_out else _IN_FRONT for name, look in look_of.items()}
    whole = whole.assign(at=of_marks.when(whole))
    places = scales.decimals(whole["value"]) if decimals is None else decimals
    is_cased = not all(look.stands_out for look in look_of.values())
    coloured = sum(look.stands_out for look in look_of.values())
    is_narrow = ax.get_subplotspec().get_gridspec().ncols > 1
    _scale(ax, rows, whole)
    if label == "ends" or (stated != "").any():
        ax.margins(y=_ABOVE)
    ax.xaxis.set_major_locator(MaxNLocator(4 if is_narrow else 7, integer=True, steps=[1, 2, 5, 10]))

    lines = whole.loc[ordinary.index].assign(name=names).reindex(rows.index).dropna(subset="name")
    if (twice := lines.duplicated(["name", "at"])).any():
        raise ValueError(f"two marks of {lines.loc[twice, 'name'].iloc[0]!r} in one year: tell them apart by a label")
    first, last = looks.first_in(rows, names), whole.loc[ordinary.index, "at"].max()
    if behind:
        others = whole.loc[ordinary.index.difference(rows.index)].assign(name=names)
        _draw_behind(ax, [piece for _, line in others.groupby("name", sort=False) for piece in _pieces(line)])
    if between:
        _shade(ax, lines, between, look_of)
    hidden = _HIDDEN * (whole["value"].max() - whole["value"].min())
    _draw_points(ax, whole.loc[rows.index].loc[single != ""].dropna(subset="value"), look_of, hidden)
    for name, line in lines.sort_values("at").groupby("name", sort=False):
        look, known = look_of[name], line.loc[line["value"].notna()]
        _draw_line(ax, line, look, is_cased and look.stands_out)
        if known.empty or label == "none" or not (look.stands_out or label == "all"):
            continue
        start, end = known.iloc[0], known.iloc[-1]
        ink: dict[str, Any] = {"color": look.ink, "fontweight": "semibold" if name in looks.HOMES else "regular"}
        said = [name] if name in first or label == "all" else []
        if label == "ends":
            if len(known) > 1:
                layout.label(
                    ax, scales.number(start, places), (start["at"], start["value"]), "near", is_needed=False, **ink
                )
            if said and is_narrow:
                # Beside the line, where a name costs no width.
                middle = known.iloc[len(known) * 2 // 3]
                layout.label(ax, said.pop(), (middle["at"], middle["value"]), "near", **ink)
            said.append(scales.number(end, places))
        elif said and look.stands_out and coloured <= _FEW and not is_narrow:
            number = scales.number(end, places)
            said += [number] if layout.has_room_for(name, number) else []
        if said:
            is_late = end["at"] > last - _LATE * (last - whole["at"].min())
            layout.label(ax, " ".join(said), (end["at"], end["value"]), "right" if is_late else "near", **ink)

    is_short = (aimed.reindex(rows.index) != "").sum() > 1
    for meant, draw in ((stated, _draw_statement), (aimed, partial(_draw_target, is_short=is_short))):
        first = looks.first_in(rows, meant)
        for _, mark in whole.reindex(rows.index).loc[meant.reindex(rows.index) != ""].iterrows():
            if mark["gap"] or math.isnan(mark["low"]):
                continue
            draw(ax, mark)
            if label == "none":
                continue
            number = scales.number(mark, scales.own_decimals(mark))
            name = meant[mark.name]
            told = f"{name}: {number}" if name in first else number
            if meant is aimed and name in first and layout.has_room_for(told, year := _year_of_aim(name, mark["at"])):
                told = f"{name}{year}: {number}"
            at = mark["low"] if math.isnan(mark["value"]) else mark["value"]
            layout.label(ax, told, (mark["at"], at), "right" if meant is aimed else "near")


def _scale(ax: Axes, rows: pd.DataFrame, whole: pd.DataFrame) -> None:
    """Years from the first to the last of all panels; values from zero where the lowest is far below the highest."""
    years = whole.loc[whole["gap"] == "", "at"]
    room = _ROOM * (years.max() - years.min() or 1)
    ax.set_xlim(years.min() - room, years.max() + room)
    ax.xaxis.set_major_formatter(lambda year, _: f"{year:.0f}")
    scales.of_values(ax.yaxis, whole)
    ends = rows[["value", "low", "high"]].replace([-np.inf, np.inf], np.nan)
    is_rank = (rows["unit"] == scales.RANK).any()
    if 0 <= ends.min().min() < _FROM_ZERO * ends.max().max() and not is_rank:
        (line,) = ax.plot(years.min(), 0, linestyle="")
        line.sticky_edges.y.append(0)


def _year_of_aim(name: str, at: float) -> str:
    """What tells the year of a target whose name has none."""
    if re.search(r"\d{4}", name):
        return ""
    year = f"{math.floor(at + 0.5)}"
    return f"（{year}年）" if re.search(f"[{CHINESE}]", name) else f" for {year}"


def _draw_line(ax: Axes, line: pd.DataFrame, look: Look, is_cased: bool) -> None:
    """The pieces of a line, with a mark where each begins and ends, and the band of their intervals."""
    is_band = np.isfinite(line[["value", "low", "high"]]).all(axis=1)
    for _, mark in line.loc[~is_band & line["low"].notna()].iterrows():
        intervals.draw(ax, mark, mark["at"], look.colour, layer=look.layer)
    for piece in _pieces(line):
        style = {"color": look.colour, "linestyle": look.dash, "linewidth": look.width, "zorder": look.layer}
        ax.plot("at", "value", data=piece, marker=look.marker, markersize=4, markevery=[0, -1], label="", **style)
        if is_cased:
            # Over the lines that do not stand out, below all that do.
            ax.plot("at", "value", data=piece, label="", linewidth=look.width + _CASING, **_CASED)
        band = piece.loc[is_band & (piece["low"] < piece["high"])]
        if not look.stands_out or band.empty:
            continue
        if len(piece) == 1:
            intervals.draw(ax, band.iloc[0], band["at"].iloc[0], look.colour, layer=look.layer)
        else:
            look_of_band = {"color": look.colour, "alpha": 0.25, "linewidth": 0, "zorder": look.layer - 0.5}
            ax.fill_between("at", "low", "high", data=piece, **look_of_band)


def _pieces(line: pd.DataFrame) -> list[pd.DataFrame]:
    """The parts of a line, which is left off over missing years and before values that are not comparable."""
    known = line.loc[line["value"].notna()].sort_values("at")
    starts = ~np.isclose(known["at"].diff(), 1)
    if "note" in known:
        starts |= known["note"] == of_marks.BREAK
    return [piece for _, piece in known.groupby(starts.cumsum())]


def _shade(ax: Axes, lines: pd.DataFrame, between: Sequence[str], look_of: dict[str, Look]) -> None:
    """The gap between two lines where both are drawn, in the colour of the upper one."""
    if len(between) != 2 or not set(between) <= set(look_of):
        raise ValueError(f"between= names two lines, of {', '.join(look_of)}")
    pieces = [_pieces(lines.loc[lines["name"] == name]) for name in between]
    for one, two in itertools.product(*pieces):
        both = one[["at", "value"]].merge(two[["at", "value"]], on="at", suffixes=("", "_of"))
        upper, lower = both["value"], both["value_of"]
        for name, is_above in zip(between, (upper >= lower, upper <= lower), strict=True):
            look = {"color": look_of[name].colour, "alpha": 0.25, "linewidth": 0, "zorder": 1.5}
            ax.fill_between(both["at"], upper, lower, where=is_above, interpolate=True, **look)


def _draw_behind(ax: Axes, pieces: list[pd.DataFrame]) -> None:
    """Lines in pale grey, as one line with gaps: that makes the picture a third smaller."""
    gap = pd.DataFrame({"at": [math.nan], "value": [math.nan]})
    joined = pd.concat([part for piece in pieces for part in (piece[["at", "value"]], gap)])
    ax.plot("at", "value", data=joined, label="", **_BEHIND)


def _draw_points(ax: Axes, points: pd.DataFrame, look_of: dict[str, Look], hidden: float) -> None:
    """Hollow dots, each in the colour of the line that has one of its labels, with intervals as pale bars."""
    named = points[of_marks.labels(points)].map(of_marks.label)
    dots: dict[Look, list[tuple[float, float]]] = {}
    for place, mark in points.iterrows():
        look = next((look_of[name] for name in named.loc[place] if name in look_of), _IN_FRONT)
        ends = [end for end in (mark["low"], mark["high"]) if math.isfinite(end)]
        if ends and max(ends) - min(ends) > hidden:
            ax.vlines(mark["at"], min(ends), max(ends), color=look.colour, alpha=0.25, linewidth=9, zorder=1.5)
        dots.setdefault(look, []).append((mark["at"], mark["value"]))
    for look, places in dots.items():  # together, which makes a smaller picture
        ax.plot(*zip(*places, strict=True), color=look.colour, zorder=look.layer + 0.2, **_POINT)


def _draw_statement(ax: Axes, mark: pd.Series) -> None:
    colour = COLOURS["accent" if mark.get("place") in looks.NATIONS else "main"]
    if intervals.has_room(mark):
        intervals.draw(ax, mark, mark["at"], colour, layer=5.5)
    ax.plot(mark["at"], mark["value"], color=colour, linestyle="", **STATEMENT)


def _draw_target(ax: Axes, mark: pd.Series, is_short: bool) -> None:
    left, right = ax.get_xlim()
    start = max(left, mark["at"] - _SHORT * (right - left)) if is_short else left
    ax.hlines(mark["value"], start, mark["at"], **TARGET)
