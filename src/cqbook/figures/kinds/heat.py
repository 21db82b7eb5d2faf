"""Heat map: a number for each combination of two labels, pale where it is small and dark where it is large."""

import math
from collections.abc import Collection, Sequence
from typing import Any, Literal

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from pandas.api.types import is_numeric_dtype

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import cells, scales, shared
from cqbook.figures.style import MARGIN, WIDTH

_ROW, _AROUND = 0.3, 0.4  # inches


def _height(rows: pd.DataFrame, down: str, across: str, **_: Any) -> float:
    names = rows[down].map(of_marks.label).unique()
    lines = max(name.count("\n") for name in _headings(names, rows[across].map(of_marks.label).unique(), 1))
    return shared.heights(names, _ROW, 1) + _AROUND + shared.LINE * lines


@kind("Heat map", height=_height, values="none", columns=1)
def heat(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    *,
    down: str,
    across: str,
    highlight: Collection[str] | None = None,
    order: Literal["given", "value"] | Sequence[str] = "given",
    decimals: int | None = None,
) -> None:
    """Many numbers at once, by two labels: where they are large, where small, and where there is none.

    A cell without a mark stays empty, and so does one whose mark has no value. All panels share the shades.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        down: the label whose values stand below each other.
        across: the label whose values stand side by side.
        highlight: labels of the rows that stand out; Chongqing and China by default.
        order: of the rows: as given, by value (their mean, largest on top), or names in their order.
        decimals: of printed numbers.

    Raises:
        ValueError: two marks are of the same cell.
    """
    places = scales.decimals(whole["value"]) if decimals is None else decimals
    names = {name: rows[name].map(of_marks.label) for name in (down, across)}
    shared.refuse_doubles(names[down] + ", " + names[across])
    drawn = rows.assign(**names, at=shared.middle(rows), text=[_text(mark, places) for _, mark in rows.iterrows()])
    first = drawn.loc[~names[down].duplicated()]
    means = names[down].map(drawn.groupby(down)["at"].mean())
    first = shared.in_order(first.assign(value=means), first[down], order)
    columns = rows[across].sort_values() if is_numeric_dtype(rows[across]) else rows[across]
    table, texts = (
        drawn.pivot(index=down, columns=across, values=part).reindex(first[down])[
            list(dict.fromkeys(columns.map(of_marks.label)))
        ]
        for part in ("at", "text")
    )
    shown = shared.middle(whole)
    sns.heatmap(
        table,
        annot=texts.fillna(""),
        fmt="",
        cmap=cells.shades(),
        vmin=shown.min(),
        vmax=shown.max(),
        cbar=False,
        linewidths=2,
        ax=ax,
    )
    shades = ax.collections[0].get_facecolors()[table.notna().to_numpy().ravel()]
    for text, shade in zip(ax.texts, shades, strict=True):
        text.set(color=cells.ink(shade), fontsize=shared.TEXT)
    look_of = shared.look_of_each(whole, highlight)
    ax.set_yticks(ax.get_yticks(), [shared.wrapped(name, shared.beside(ax)) for name in first[down]], rotation=0)
    for text, place in zip(ax.get_yticklabels(), first.index, strict=True):
        text.set(**shared.ink(look_of[place]))
    ax.set(xlabel="", ylabel="")
    headings = _headings(first[down], table.columns, shared.beside(ax))
    ax.set_xticks(ax.get_xticks(), headings, fontsize=shared.TEXT)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    unit = shared.unit(whole) or ("%" if (whole["unit"] == "%").all() else "")
    if unit:
        ax.annotate(unit, (0, 1), (-6, 5), "axes fraction", "offset points", ha="right", fontsize=shared.TEXT)


def _headings(names: Sequence[str], columns: Sequence[str], beside: int) -> list[str]:
    """The names of columns in lines as wide as a column, where so many panels stand side by side."""
    left = max(layout.width(line, 10) for name in names for line in shared.wrapped(name, beside).splitlines())
    room = (72 * (WIDTH / beside - 2 * MARGIN) - left) / len(columns) - 6
    return [layout.wrapped(name, room, shared.TEXT) for name in columns]


def _text(mark: pd.Series, places: int) -> str:
    """The number of a cell; its unit stands once, in the corner."""
    return "" if math.isnan(mark["low"]) else scales.number(mark, places).removesuffix(" %")
