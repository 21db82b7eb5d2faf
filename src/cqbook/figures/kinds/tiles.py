"""Tiles: places as equal squares in roughly their places, pale where a value is small and dark where it is large."""

import re
from collections.abc import Collection
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle
from scipy.cluster.hierarchy import fcluster, ward

from cqbook.figures import layout
from cqbook.figures import marks as of_marks
from cqbook.figures.chart import kind
from cqbook.figures.kinds import cells, looks, scales, shared
from cqbook.figures.style import COLOURS, MARGIN, WIDTH
from cqbook.quantities.formatting import between, rounded
from cqbook.quantities.intervals import Interval

_LARGEST = 0.8  # inches: a tile
_KEY, _BELOW = 0.36, 0.08  # inches: the strip above, which says what the shades mean, and the room below it
_GAP = 2.5  # points between tiles
_LINE = 0.13  # inches: a further line of a name
_PALEST = 0.1  # of the shades
_NAME = 0.85  # of the width of a tile
# Of a name in pinyin, with what stands before and behind it: Shaping-ba, Nan'-an.
_SYLLABLE = re.compile(r"[^aeiou]*[aeiou]+(?:ng(?![aeiou])|n(?![aeiou])|[^aeiou]+$)?'?|[^aeiou]+$")


def _height(rows: pd.DataFrame, grid: pd.DataFrame, **_: Any) -> float:
    above = _KEY + _BELOW + (shared.LINE + 0.05 if shared.unit(rows) else 0)
    return _tile(grid, 1) * _shape(grid)[0] + above + 2 * MARGIN


@kind("Tile map", height=_height, values="none", columns=1)
def tiles(
    ax: Axes,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    *,
    grid: pd.DataFrame,
    by: str = "place",
    highlight: Collection[str] | None = None,
    classes: int = 5,
    decimals: int | None = None,
) -> None:
    """Where a value is large and where it is small: each place has a tile of the same size, wherever its borders lie.

    Values that lie near each other share a shade, in all panels; the strip above says from where to where. Values below
    zero beside others have another colour. A place of the grid without a value has an empty tile. A name too wide for
    its tile is broken between syllables.

    Args:
        ax: the axes to draw on.
        rows: the marks of these axes.
        whole: all marks of the chart.
        grid: where the places stand, as from `marks.grid`: columns `place`, `row` and `column`, and `short`, another
            name.
        by: the label that names the places.
        highlight: labels of the places whose tiles have a frame; Chongqing by default, where it occurs.
        classes: the most shades.
        decimals: of printed numbers.

    Raises:
        ValueError: the grid lacks a place, or a place has two marks.
    """
    mark_of = rows.set_index(rows[by].map(of_marks.label))
    shared.refuse_doubles(pd.Series(mark_of.index))
    if missing := sorted(set(mark_of.index) - set(grid["place"])):
        raise ValueError(f"grid= does not say where {', '.join(missing)} stand")
    if highlight is None:
        highlight = [name for name in looks.HOMES if name in mark_of.index]
    framed = set(rows.loc[looks.which(whole, highlight)[rows.index] != "", by].map(of_marks.label))
    places = scales.decimals(whole["value"]) if decimals is None else decimals
    # As they are printed, so that no two shades have a number in common.
    printed = shared.middle(whole).map(partial(rounded, decimals=places)) + 0.0
    class_of = _classes(printed, classes)
    shade_of = _shades(printed.groupby(class_of).mean())
    size, (down, across) = _tile(grid, shared.beside(ax)), _shape(grid)
    table = np.full((down, across), np.nan)
    for _, at in grid.iterrows():
        x, y = (int(at[name] - grid[name].min()) for name in ("column", "row"))
        name = at.get("short", _fitted(at["place"], _NAME * 72 * size))
        mark = mark_of.loc[at["place"]] if at["place"] in mark_of.index else None
        if mark is None or np.isnan(mark["low"]):
            ax.add_patch(Rectangle((x + 0.05, y + 0.05), 0.9, 0.9, fill=False, edgecolor=COLOURS["quiet"]))
            ax.text(x + 0.5, y + 0.5, name, fontsize=shared.TEXT, color=COLOURS["soft-ink"], ha="center", va="center")
            continue
        table[y, x] = class_of[rows.index[mark_of.index == at["place"]][0]]
        ink = cells.ink(shade_of[int(table[y, x])])
        number = scales.number(mark, places).removesuffix(" %")
        if printed.min() < 0 < printed[rows.index[mark_of.index == at["place"]][0]]:
            number = f"+{number}"  # in grey the two colours of gains and losses look alike
        middle = y + 0.5 + name.count("\n") * _LINE / size / 2
        told = {"fontsize": shared.TEXT, "color": ink, "ha": "center", "linespacing": 1.0}
        ax.text(x + 0.5, middle, name, va="bottom", **told)
        ax.text(x + 0.5, middle + 0.05, number, va="top", fontweight="semibold", **told)
        if at["place"] in framed:
            ax.add_patch(Rectangle((x, y), 1, 1, fill=False, edgecolor=COLOURS["ink"], linewidth=2.5, zorder=3))
    look = {"cmap": ListedColormap(shade_of), "vmin": 0, "vmax": len(shade_of) - 1, "edgecolors": "white"}
    ax.pcolormesh(table, linewidth=_GAP, **look)
    top, bottom = -(_KEY + _BELOW) / size, -_BELOW / size
    edges = np.linspace(0, across, len(shade_of) + 1)
    ax.pcolormesh(edges, [top, bottom], [range(len(shade_of))], linewidth=_GAP, **look)
    for place, shade in enumerate(shade_of):
        text = layout.wrapped(
            _range(whole.loc[class_of.index[class_of == place]], places), 72 * size * edges[1] - 5, shared.TEXT
        )
        middle = {"ha": "center", "va": "center", "linespacing": 1.0}
        ax.text(
            edges[place : place + 2].mean(),
            (top + bottom) / 2,
            text,
            fontsize=shared.TEXT,
            color=cells.ink(shade),
            **middle,
        )
    ax.annotate(shared.unit(whole), (0, top), (1, 2), textcoords="offset points", fontsize=shared.TEXT)
    ax.set(xlim=(0, across), ylim=(down, top), aspect="equal", xticks=[], yticks=[])
    ax.set_axis_off()


def _tile(grid: pd.DataFrame, beside: int) -> float:
    """The side of a tile in inches, where so many panels stand side by side."""
    return min(_LARGEST, (WIDTH / beside - 2 * MARGIN) / _shape(grid)[1])


def _fitted(name: str, room: float) -> str:
    """A name in lines that fit some room, in points; a word too wide for it is broken between two syllables."""
    lines: list[str] = []
    for word in layout.wrapped(name, room, shared.TEXT).split("\n"):
        syllables = _SYLLABLE.findall(word) if layout.width(word, shared.TEXT) > room else [word]
        # From the end, which has no hyphen: Sha-pingba, where Shaping- finds no room.
        parts = [syllables.pop()]
        while syllables:
            longer = syllables.pop() + parts[0]
            if layout.width(longer if len(parts) == 1 else f"{longer}-", shared.TEXT) <= room:
                parts[0] = longer
            else:
                parts.insert(0, longer.removesuffix(parts[0]))
        lines.append("-\n".join(parts))
    return "\n".join(lines)


def _shape(grid: pd.DataFrame) -> tuple[int, int]:
    """Rows and columns."""
    down, across = (int(grid[name].max() - grid[name].min()) + 1 for name in ("row", "column"))
    return down, across


def _classes(values: pd.Series, most: int) -> pd.Series:
    """The class of each value, from 0 for the lowest: values that lie near each other share one (Ward's method).

    Values below zero share none with others, and have as many classes as their part of the range.
    """
    known = values.dropna()
    below = known[known < 0]
    if 0 < len(below) < len(known):
        part = round(-most * below.min() / (max(known.max(), 0) - below.min()))
        lower = _classes(below, min(max(part, 1), most - 1))
        upper = _classes(known.drop(below.index), most - lower.nunique())
        return pd.concat([lower, upper + lower.nunique()]).reindex(known.index)
    if known.nunique() <= most:
        return known.rank(method="dense").astype(int) - 1
    found = fcluster(ward(known.to_numpy()[:, None]), most, "maxclust")
    return known.groupby(found).transform("mean").rank(method="dense").astype(int) - 1


def _shades(means: pd.Series) -> np.ndarray:
    """The shade of each class; where some lie below zero each has that of its distance from zero."""
    if not means.min() < 0 <= means.max():
        return cells.shades()(np.linspace(_PALEST, 1, len(means)))
    strengths = _PALEST + (1 - _PALEST) * means.abs() / means.abs().max()
    return np.array([cells.shades(mean < 0)(strength) for mean, strength in zip(means, strengths, strict=True)])


def _range(rows: pd.DataFrame, places: int) -> str:
    """From the lowest to the highest number of some marks, with their unit where it stands beside numbers."""
    values = shared.middle(rows).map(partial(rounded, decimals=places))
    text = between(Interval(values.min(), values.max()), places)
    return f"{text} %" if rows["unit"].iloc[0] == "%" else text
