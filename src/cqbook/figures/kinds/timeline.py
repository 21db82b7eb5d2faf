"""Timeline: what happened, was said and is aimed at, on one strip of years."""

import itertools
import math
from collections.abc import Collection
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import looks, scales, shared
from cqbook.figures.kinds.looks import STATEMENT, TARGET, Look
from cqbook.figures.style import COLOURS, MARGIN, WIDTH

_BAND = 0.25  # inches: the strip with the years
_LINE = 0.155  # inches, of a line of text
_STEM, _GAP = 0.13, 0.07  # inches: from the strip to the nearest text; between two texts
_TICK = 0.04  # inches, at the edges of the strip where a year begins
_INDENT = 4.5  # points from the line of a mark to its text
_NAME = 112  # points, the widest line of a text
_EDGE = "#8C8C8C"  # as of axes
_BOLD = "semibold"
_ROOM = 0.6  # years, left and right
_TITLE = 0.3  # inches, of a panel


@dataclass
class _Entry:
    """A mark with its text, and where the text stands.

    at, until: years from where to where the mark lasts.
    side: 1 above the strip, -1 below it.
    lane: how many texts may stand between the strip and this one.
    leftward: whether the text ends at the line of its mark, and does not begin there.
    """

    mark: pd.Series
    look: Look
    role: str
    at: float
    until: float
    head: str
    name: str
    side: int = 1
    lane: int = 0
    leftward: bool = False

    @property
    def wide(self) -> float:
        """Width of the text in points."""
        heads = [layout.width(line, shared.TEXT, _BOLD) for line in self.head.splitlines()]
        return max([*heads, *(layout.width(line, shared.TEXT) for line in self.name.splitlines())]) + 2 * _INDENT

    @property
    def high(self) -> float:
        """Height of the text in inches."""
        return _LINE * len([*self.head.splitlines(), *self.name.splitlines()])


def _height(rows: pd.DataFrame, whole: pd.DataFrame, panels: str | None, **options: Any) -> float:
    entries = _entries(rows, whole, panels, **options)
    _place(entries, whole, 72 * (WIDTH - 2 * MARGIN))
    return sum(_lanes(entries, side)[-1] for side in (1, -1)) + _BAND + 2 * MARGIN + (_TITLE if panels else 0)


@kind("Timeline", height=_height, values="x", columns=1)
def timeline(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    *,
    highlight: Collection[str] | None = None,
    statement: Collection[str] = (),
    target: Collection[str] = (),
    decimals: int | None = None,
) -> None:
    """What happened and what is aimed at, in the order of time: results above a strip of years, targets below it.

    A mark stands in the middle of its period, or at its label `year`; with a label `until` it lasts to that year. Its
    text is the year, the number, and all labels that differ; a mark without a number is an event.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        panels: the label that tells the panels apart.
        highlight: labels of the marks that stand out; Chongqing and China by default, all where neither occurs.
        statement: labels of the marks that a document states.
        target: labels of the marks that are targets. Without any, marks stand above and below in turn.
        decimals: of printed numbers.

    Raises:
        ValueError: no mark has a label that an option names, or nothing says when a mark is.
    """
    entries = _entries(rows, whole, panels, highlight=highlight, statement=statement, target=target, decimals=decimals)
    _place(entries, whole, 72 * (WIDTH / shared.beside(ax) - 2 * MARGIN))
    lanes = {side: _lanes(entries, side) for side in (1, -1)}
    for entry in entries:
        _draw(ax, entry, lanes[entry.side])
    ax.axhspan(-_BAND / 2, _BAND / 2, color="#E3E3E3", linewidth=0, zorder=0)
    low, high = _years(whole)
    for edge, inside in ((_BAND / 2, -_TICK), (-_BAND / 2, _TICK)):
        # A year stands in the middle of its months.
        ends = np.array([[year, year, np.nan] for year in np.arange(math.ceil(low - 0.5), high - 0.5) + 0.5]).ravel()
        ax.plot(ends, np.resize([edge, edge + inside, np.nan], len(ends)), color=_EDGE, linewidth=0.8, zorder=0.5)
    ax.set(xlim=(low, high), ylim=(-_BAND / 2 - lanes[-1][-1], _BAND / 2 + lanes[1][-1]), yticks=[])
    ax.grid(False)
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(lambda year, _: f"{year:.0f}")
    # The years stand in the strip.
    ax.spines["bottom"].set_position(("data", _BAND / 2))
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", pad=4)


def _draw(ax: Axes, entry: _Entry, lanes: list[float]) -> None:
    """A mark at the edge of the strip, the line that leads from it, and its text."""
    edge, colour = entry.side * _BAND / 2, entry.look.colour
    near = edge + entry.side * (_STEM + lanes[entry.lane])
    far = near + entry.side * entry.high
    if entry.role == "target":
        ax.vlines(entry.at, edge, far, **TARGET)
    else:
        ax.vlines(entry.at, edge, far, color=colour, linewidth=0.9)
        look = STATEMENT if entry.role == "statement" else {"marker": "o", "markersize": 7}
        ax.plot(entry.at, edge, color=colour, linestyle="", **{"zorder": 5, **look})
    if entry.until > entry.at:
        ax.hlines(edge, entry.at, entry.until, color=colour, linewidth=4, zorder=4)
    where, shift = (entry.at, max(near, far)), -_INDENT if entry.leftward else _INDENT
    below = 72 * _LINE * len(entry.head.splitlines())
    ink = COLOURS["soft-ink"] if entry.role == "target" else entry.look.ink
    how: dict[str, Any] = {"ha": "right" if entry.leftward else "left", "va": "top", "linespacing": 1.3}
    # Where so many texts stand close that a line must cross one, it passes behind it.
    how |= {"fontsize": shared.TEXT, "bbox": shared.PAPER, "zorder": 3}
    how |= {"textcoords": "offset points", "annotation_clip": False}
    ax.annotate(entry.head, where, (shift, 1), color=ink, fontweight=_BOLD, **how)
    ax.annotate(entry.name, where, (shift, 1 - below), **how)


def _entries(
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    panels: str | None,
    highlight: Collection[str] | None = None,
    statement: Collection[str] = (),
    target: Collection[str] = (),
    decimals: int | None = None,
) -> list[_Entry]:
    """The marks in the order of time, with their texts."""
    stated, aimed = looks.which(whole, statement), looks.which(whole, target)
    roles = [name for name in of_marks.labels(whole) if set(whole[name].map(of_marks.label)) & {*statement, *target}]
    names = looks.names(rows, None, ("year", "until", *roles, panels))
    look_of, at = shared.look_of_each(whole, highlight), of_marks.when(rows)
    until = pd.to_numeric(rows.get("until", at), errors="coerce").fillna(at)
    made = []
    for place in at.sort_values(kind="stable").index:
        mark, last = rows.loc[place], until[place]
        role = "target" if aimed[place] else "statement" if stated[place] else "result"
        year = f"{math.floor(at[place] + 0.5)}" + (f"–{last:.0f}" if last > at[place] else "")
        name = layout.wrapped(names[place], _NAME, shared.TEXT)
        head = layout.wrapped(": ".join(filter(None, (year, _number(mark, decimals)))), _NAME, shared.TEXT, _BOLD)
        made.append(_Entry(mark, look_of[place], role, at[place], last, head, name))
    for turn, entry in enumerate(made):
        entry.side = -1 if (entry.role == "target" if any(aimed) else turn % 2) else 1
    return made


def _number(mark: pd.Series, decimals: int | None) -> str:
    """The number of a mark with its unit; nothing for an event."""
    if math.isnan(mark["low"]):
        return ""
    text = scales.number(mark, scales.own_decimals(mark) if decimals is None else decimals)
    return f"{text} {shared.unit(mark.to_frame().T)}".strip()


def _years(whole: pd.DataFrame) -> tuple[float, float]:
    """From where to where the strip goes."""
    at = of_marks.when(whole)
    last = pd.to_numeric(whole.get("until", at), errors="coerce").fillna(at)
    return at.min() - _ROOM, max(at.max(), last.max()) + _ROOM


def _place(entries: list[_Entry], whole: pd.DataFrame, room: float) -> None:
    """Say of each text on which side of its line and in which lane it stands, so that none overlaps or is crossed."""
    low, high = _years(whole)
    for side in (1, -1):
        own = [entry for entry in entries if entry.side == side]
        at = [(entry.at - low) / (high - low) * room for entry in own]
        spans: dict[int, tuple[float, float]] = {}
        # All on one side of their lines where that can be.
        are_leftward = any(x + entry.wide > room for x, entry in zip(at, own, strict=True)) and all(
            x >= entry.wide for x, entry in zip(at, own, strict=True)
        )
        for one in sorted(range(len(own)), key=lambda one: -at[one]):
            right, left = (at[one], at[one] + own[one].wide), (at[one] - own[one].wide, at[one])
            faced = any(_crosses(at[one], spans[two]) and _crosses(at[two], right) for two in spans)
            own[one].leftward = left[0] >= 0 and (are_leftward or right[1] > room or faced)
            spans[one] = left if own[one].leftward else right
        # A text whose span holds the line of another mark stands farther out than that mark's text.
        inner = {
            one: [two for two in spans if _crosses(at[two], spans[one]) and not _crosses(at[one], spans[two])]
            for one in spans
        }
        lanes: dict[int, int] = {}
        for one in TopologicalSorter(inner).static_order():
            taken = {
                lane for two, lane in lanes.items() if spans[one][0] < spans[two][1] and spans[two][0] < spans[one][1]
            }
            first = max((lanes[two] for two in inner[one]), default=-1) + 1
            own[one].lane = lanes[one] = next(lane for lane in itertools.count(first) if lane not in taken)


def _crosses(line: float, span: tuple[float, float]) -> bool:
    return span[0] < line < span[1]


def _lanes(entries: list[_Entry], side: int) -> list[float]:
    """How far from the strip each lane of a side begins, and at last where its outermost text ends, in inches."""
    begins = [0.0]
    own = [entry for entry in entries if entry.side == side]
    for lane in range(max((entry.lane for entry in own), default=-1) + 1):
        begins.append(begins[-1] + max((entry.high for entry in own if entry.lane == lane), default=0) + _GAP)
    return [*begins[:-1], begins[-1] + _STEM] if own else begins
